"""`python -m recommender evaluate`: measure the models on sets that they have not seen."""

import argparse
import json
import re
import sys

from recommender.catalogue.store import Store
from recommender.collaborative import MODELS
from recommender.command_line import random_seed
from recommender.evaluation.protocol import Protocol
from recommender.evaluation.report import TITLES, markdown
from recommender.evaluation.results import FOLDER, save_results, to_json
from recommender.evaluation.study import as_results, study
from recommender.evaluation.tasks import TASKS
from recommender.interactions import load_interactions
from recommender.settings import DataSettings

_TOGETHER = {"head-tail": ("head", "tail"), "all": tuple(TASKS)}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def add_evaluate_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Put the command among the others."""
    command = commands.add_parser(
        "evaluate",
        help="measure the models on sets that they have not seen",
        description="Hold out 10 %% of the sets, train every model on the rest, ask each with some "
        "tracks of a held-out set and look for the others. docs/evaluation.md explains it.",
    )
    command.add_argument("--split", choices=("random", "time"), default="random")
    command.add_argument(
        "--seed",
        type=random_seed,
        nargs="+",
        default=[7],
        help="of the split and the models (7); several: the mean over as many splits",
    )
    command.add_argument(
        "--task",
        type=_tasks,
        default=("one-seed",),
        metavar="TASK[,TASK…]",
        help="what to ask (one-seed): " + ", ".join([*TASKS, *_TOGETHER]),
    )
    command.add_argument(
        "--models",
        nargs="+",
        choices=sorted(MODELS),
        metavar="MODEL",
        help="only these: " + ", ".join(MODELS),
    )
    command.add_argument(
        "--whole-names",
        action="store_true",
        help="leave out lines that name only an artist or only a title",
    )
    command.add_argument(
        "--save",
        type=_name,
        metavar="NAME",
        help=f"keep the results as {FOLDER}/NAME.json in the data folder; the page Lab shows them",
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for another program")
    form.add_argument("--markdown", action="store_true", help="tables, as without it")
    command.set_defaults(run=_evaluate)


def _tasks(text: str) -> tuple[str, ...]:
    chosen: list[str] = []
    for name in text.split(","):
        if name not in TASKS and name not in _TOGETHER:
            known = ", ".join([*TASKS, *_TOGETHER])
            raise argparse.ArgumentTypeError(f"there is no task {name!r}; there are {known}")
        chosen += _TOGETHER.get(name, (name,))
    return tuple(chosen)


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"expected a name of letters, digits, '-', '_' and '.', got {text!r}"
        )
    return text


def _evaluate(args: argparse.Namespace, store: Store, settings: DataSettings) -> int:
    everything = load_interactions(store)
    protocol = Protocol(split=args.split, seed=args.seed[0], whole_names=args.whole_names)
    models = args.models or tuple(MODELS)
    tables = study(everything, protocol, args.task, models, args.seed, _tell)
    results = as_results(args.save or "evaluation", args.save or "this catalogue", tables)
    if args.save:
        _tell(f"saved as {save_results(settings.data_dir / FOLDER, results)}")
    if args.json:
        text = json.dumps(to_json(results))
    else:
        text = "\n\n".join(f"## {TITLES[table.task]}\n\n{markdown(table)}" for table in tables)
    sys.stdout.write(f"{text}\n")
    return 0


def _tell(sentence: str) -> None:
    sys.stderr.write(f"… {sentence}\n")
