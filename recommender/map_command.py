"""`python -m recommender map`, and the map that follows each training."""

import argparse
import json
import sys
import time
from pathlib import Path

from tqdm import tqdm

from recommender.catalogue.store import Store
from recommender.maps import MIN_TRACKS, Kind, compute_maps
from recommender.plural import count
from recommender.settings import DataSettings

_NAMES: dict[Kind, str] = {"sets": "map of sets", "sound": "map of sounds"}


def add_map_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "map",
        help="draw the map of the current model and of what was listened to",
        description="Give every track of the current model its place on the page Map: tracks that "
        "DJs play together, and tracks that sound alike, lie near each other. Training does it "
        "too; after more listening this is enough.",
    )
    command.add_argument("--seed", type=_seed, default=0, help="random seed; results repeat (0)")
    command.add_argument("--json", action="store_true", help="for another program")
    command.set_defaults(run=run)


def run(args: argparse.Namespace, store: Store, settings: DataSettings) -> int:
    """The command. Raises NotTrained where there is no model."""
    began = time.perf_counter()
    sizes = draw_maps(store, settings.models_dir, args.seed)
    seconds = round(time.perf_counter() - began, 2)
    if args.json:
        sys.stdout.write(json.dumps({"tracks": sizes, "seconds": seconds}) + "\n")
    else:
        sys.stdout.write(tell_maps(sizes, seconds) + "\n")
    return 0


def draw_maps(store: Store, models_dir: Path, seed: int = 0) -> dict[Kind, int]:
    """Compute the maps, with a progress bar where somebody watches; tracks on each."""
    bar: tqdm | None = None
    drawn: Kind | None = None

    def progress(kind: Kind, done: int, total: int) -> bool:
        nonlocal bar, drawn
        if bar is None or kind != drawn:
            if bar is not None:
                bar.close()
            bar = tqdm(total=total, desc=_NAMES[kind], disable=not sys.stderr.isatty())
            drawn = kind
        bar.update(done - bar.n)
        return True

    try:
        return compute_maps(store, models_dir, seed, progress)
    finally:
        if bar is not None:
            bar.close()


def tell_maps(sizes: dict[Kind, int], seconds: float) -> str:
    """What came of it, in a sentence."""
    if not sizes:
        return f"No map: it takes at least {MIN_TRACKS} tracks that are in two sets."
    parts = [f"{_NAMES[kind]} with {count(size, 'track')}" for kind, size in sizes.items()]
    return f"Drew the {' and the '.join(parts)}, in {seconds} s."


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**32):
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {2**32 - 1}, got {text!r}")
    return int(text)
