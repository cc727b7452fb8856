"""The command line of the recommender: train, map, recommend, similar, analyse, evaluate."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from functools import partial

from recommender import recommend_command
from recommender.catalogue.runs import Told, record
from recommender.catalogue.store import Store
from recommender.collaborative import MODELS
from recommender.command_line import run_command
from recommender.content import command as listening
from recommender.content.genre_command import add_genre_parser
from recommender.evaluation.protocol import Protocol, evaluate, make_task, to_json
from recommender.evaluation.report import markdown
from recommender.evaluation.splits import average, describe_splits
from recommender.interactions import load_interactions
from recommender.map_command import add_map_parser, draw_maps, tell_maps
from recommender.settings import DataSettings, read_settings
from recommender.training import train


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is 0, 1 (it failed) or 2 (wrong usage)."""
    args = _parser().parse_args(argv)
    return run_command("recommender", lambda: _with_store(args))


def _with_store(args: argparse.Namespace) -> int:
    settings = read_settings(DataSettings)
    if args.without_store:
        return int(args.run(args, settings))
    store = Store(settings.database_url)
    try:
        if args.recorded is None:
            return int(args.run(args, store, settings))

        def work(told: Told) -> int:
            args.told = told
            return int(args.run(args, store, settings))

        return record(settings.database_url, args.recorded, work)
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m recommender",
        description="Learn from the set lists in the catalogue, and ask what fits a track.",
        epilog="The catalogue is the folder SEGUE_DATA (default ./var); fill it with: "
        "python -m scrapers import FILE",
    )
    parser.set_defaults(without_store=False, recorded=None)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_train(commands)
    add_map_parser(commands)
    recommend_command.add_parsers(commands)
    listening.add_parser(commands)
    _add_evaluate(commands)
    return parser


def _add_train(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "train",
        help="learn from the whole catalogue",
        description="Train on the whole catalogue. A running dashboard takes up the new model.",
    )
    command.add_argument("--seed", type=_seed, default=0, help="random seed; results repeat (0)")
    command.add_argument("--json", action="store_true", help="for another program")
    command.add_argument(
        "--no-map", action="store_true", help="leave the map of the dashboard as it is"
    )
    command.set_defaults(run=_train, recorded="train")
    kinds = command.add_subparsers(metavar="WHAT")
    add_genre_parser(kinds)


def _add_evaluate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "evaluate",
        help="measure the models on sets that they have not seen",
        description="Hold out 10 %% of the sets, train every model on the rest, ask each with one "
        "track of a held-out set and look for the others. docs/evaluation.md explains it.",
    )
    command.add_argument("--split", choices=("random", "time"), default="random")
    command.add_argument(
        "--seed",
        type=_seed,
        nargs="+",
        default=[7],
        help="of the split and the models (7); several: the mean over as many splits",
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
    command.add_argument("--json", action="store_true", help="for another program")
    command.set_defaults(run=_evaluate)


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**32):
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {2**32 - 1}, got {text!r}")
    return int(text)


def _train(args: argparse.Namespace, store: Store, settings: DataSettings) -> int:
    began = time.perf_counter()
    trained = train(store, settings.models_dir, seed=args.seed, show_progress=sys.stderr.isatty())
    answer = {
        "model": trained.model.name,
        "version": trained.version,
        "sets": int(trained.plays.shape[0]),
        "tracks": len(trained.track_ids),
        "seconds": round(time.perf_counter() - began, 2),
    }
    sentence = (
        f"Trained on {answer['sets']:,} sets and {answer['tracks']:,} tracks that are in at "
        f"least two of them, in {answer['seconds']} s (version {answer['version']})."
    )
    args.told.tell(sentence, answer)
    print(json.dumps(answer) if args.json else sentence)
    # The model is current: whoever stops here has it.
    sys.stdout.flush()
    if not args.no_map:
        began = time.perf_counter()
        sizes = draw_maps(store, settings.models_dir, args.seed)
        if sizes and not args.json:
            print(tell_maps(sizes, round(time.perf_counter() - began, 2)))
    return 0


def _evaluate(args: argparse.Namespace, store: Store, settings: DataSettings) -> int:
    everything = load_interactions(store)
    # In the order of MODELS, so that the default comes first however they were named.
    chosen = [model for name, model in MODELS.items() if name in (args.models or MODELS)]
    descriptions, runs = [], []
    for seed in dict.fromkeys(args.seed):
        protocol = Protocol(split=args.split, seed=seed, whole_names=args.whole_names)
        task = make_task(everything, protocol)
        descriptions.append(task.describe())
        models = [model() for model in chosen]
        runs.append(evaluate(task, models, partial(_tell_model, seed)))
    several = len(runs) > 1
    results = average(runs) if several else runs[0]
    description = describe_splits(descriptions) if several else descriptions[0]
    answer = to_json(description, results)
    print(json.dumps(answer) if args.json else markdown(description, results))
    return 0


def _tell_model(seed: int, name: str) -> None:
    print(f"… {name} (seed {seed})", file=sys.stderr)
