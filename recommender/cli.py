"""The command line of the recommender: train, map, recommend, similar, analyse, evaluate."""

import argparse
import json
import sys
import time
from collections.abc import Sequence

from recommender import recommend_command
from recommender.catalogue.runs import Told, record
from recommender.catalogue.store import Store
from recommender.command_line import random_seed, run_command
from recommender.content import command as listening
from recommender.content.genre_command import add_genre_parser
from recommender.evaluate_command import add_evaluate_parser
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
    add_evaluate_parser(commands)
    return parser


def _add_train(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "train",
        help="learn from the whole catalogue",
        description="Train on the whole catalogue. A running dashboard takes up the new model.",
    )
    command.add_argument(
        "--seed", type=random_seed, default=0, help="random seed; results repeat (0)"
    )
    command.add_argument("--json", action="store_true", help="for another program")
    command.add_argument(
        "--no-map", action="store_true", help="leave the map of the dashboard as it is"
    )
    command.set_defaults(run=_train, recorded="train")
    kinds = command.add_subparsers(metavar="WHAT")
    add_genre_parser(kinds)


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
