"""The command line of the recommender: train, recommend, similar, analyse, evaluate."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from recommender.catalogue.store import Store
from recommender.collaborative import MODELS
from recommender.command_line import run_command
from recommender.content import command as listening
from recommender.content.analyser import Analyser
from recommender.content.genre_cnn import load_genre_model
from recommender.content.genre_command import add_genre_parser
from recommender.content.shelf import genre_version
from recommender.content.sounds import CurrentSounds
from recommender.engine import MAX_K, Engine
from recommender.evaluation.protocol import Protocol, evaluate, make_task, to_json
from recommender.evaluation.report import markdown
from recommender.evaluation.splits import average, describe_splits
from recommender.filters import Filters, tell_filters
from recommender.interactions import load_interactions
from recommender.plural import count
from recommender.recommendations import Recommendations, Seed
from recommender.seeds import find_seed
from recommender.settings import DataSettings, read_settings
from recommender.training import load_trained, train


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
        return int(args.run(args, store, settings))
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m recommender",
        description="Learn from the set lists in the catalogue, and ask what fits a track.",
        epilog="The catalogue is the folder SEGUE_DATA (default ./var); fill it with: "
        "python -m scrapers import FILE",
    )
    parser.set_defaults(without_store=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_train(commands)
    seed_help = "a Spotify ID, URI or link that the catalogue knows, or 'Artist - Title'"
    for name, run, what in (
        ("recommend", _recommend, "tracks that fit one or more seeds in a set, and why"),
        ("similar", _similar, "tracks whose trained factors lie nearest to one seed's"),
    ):
        command = commands.add_parser(name, help=what, description=f"Print {what}.")
        several = "*" if name == "recommend" else 1
        command.add_argument("seeds", nargs=several, metavar="SEED", help=seed_help)
        command.add_argument(
            "-k", type=_count, default=20, metavar="N", help=f"how many, 1 to {MAX_K} (20)"
        )
        command.add_argument("--json", action="store_true", help="for another program")
        command.set_defaults(run=run)
        if name == "recommend":
            _add_filters(command)
            command.set_defaults(usage_error=command.error)
    listening.add_parser(commands)
    _add_evaluate(commands)
    return parser


def _add_filters(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--audio",
        type=Path,
        metavar="FILE",
        help="a recording of the first seed, or in place of one: answers by its sound",
    )
    command.add_argument(
        "--key", choices=("any", "same", "harmonic"), default="any", help="only such keys (any)"
    )
    command.add_argument(
        "--tempo", type=float, metavar="PERCENT", help="only tempi that far off, with ½ and 2 times"
    )
    command.add_argument(
        "--other-genre", action="store_true", help="only tracks that sound like another genre"
    )


def _add_train(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "train",
        help="learn from the whole catalogue",
        description="Train on the whole catalogue. A running dashboard takes up the new model.",
    )
    command.add_argument("--seed", type=_seed, default=0, help="random seed; results repeat (0)")
    command.add_argument("--json", action="store_true", help="for another program")
    command.set_defaults(run=_train)
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


def _count(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if not 1 <= value <= MAX_K:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {MAX_K}, got {text!r}")
    return value


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
    if args.json:
        print(json.dumps(answer))
    else:
        print(
            f"Trained on {answer['sets']:,} sets and {answer['tracks']:,} tracks that are in at "
            f"least two of them, in {answer['seconds']} s (version {answer['version']})."
        )
    return 0


def _recommend(args: argparse.Namespace, store: Store, settings: DataSettings) -> int:
    if not args.seeds and not args.audio:
        args.usage_error("name at least one SEED, or give a recording with --audio FILE")
    sounds = CurrentSounds(store, partial(genre_version, settings.models_dir))
    engine = Engine(store, load_trained(store, settings.models_dir), sounds)
    heard = None
    if args.audio:
        analyser = Analyser(load_genre_model(settings.models_dir))
        heard = listening.analyse_file(args.audio, analyser)
    seeds = [find_seed(store, text, listens=heard is not None) for text in args.seeds]
    seeds = seeds or [Seed("", args.audio.stem, f"recording: {args.audio.name}")]
    filters = Filters(args.key, args.tempo, args.other_genre)
    answer = engine.recommend(seeds, args.k, filters, heard)
    _print(answer, args.json)
    if not args.json:
        for sentence in tell_filters(filters, answer.removed, bool(answer.items)):
            print(sentence)
    return 0


def _similar(args: argparse.Namespace, store: Store, settings: DataSettings) -> int:
    engine = Engine(store, load_trained(store, settings.models_dir))
    _print(engine.similar(find_seed(store, args.seeds[0]), args.k), args.json)
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


def _print(answer: Recommendations, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.to_json(), ensure_ascii=False))
        return
    print(f"For {' + '.join(seed.name for seed in answer.seeds)} ({answer.route}):")
    if answer.note:
        print(answer.note)
    for item in answer.items:
        evidence = item.evidence
        why = f"{count(evidence.sets, 'set')}, {count(evidence.djs, 'DJ')}"
        why += f", {evidence.adjacent} back to back" if evidence.adjacent else ""
        if item.route == "sound":
            why = "sounds like it"
        elif not evidence.sets:
            bridge = evidence.bridge
            why = f"both played with {bridge.track.name}" if bridge else "by the model alone"
        print(f"{item.rank:3}  {item.track.name}  [{why}]")
