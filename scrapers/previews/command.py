"""`python -m scrapers previews`: listen to the catalogue's tracks, most played first."""

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from recommender.catalogue.analyses import Waiting, waiting_for_analysis
from recommender.catalogue.store import Store
from recommender.command_line import number
from recommender.content.shelf import genre_version
from recommender.errors import CatalogueEmpty, NotTrained
from recommender.plural import count
from recommender.settings import DataSettings, read_settings
from scrapers.previews.finder import PreviewFinder
from scrapers.previews.listening import Listening, Tally
from scrapers.previews.patient import patient_finder
from scrapers.previews.remembered import known_ids, missing_everywhere
from scrapers.previews.workers import Workers, default_workers


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `previews` to a command line."""
    parser = subparsers.add_parser(
        "previews",
        help="listen to 30-second previews of the catalogue's tracks",
        description="Fetch previews from Deezer and iTunes, listen to them, and keep what was "
        "heard: tempo, key, loudness, genres and what sounds alike. Most played tracks first. The "
        "previews themselves are not kept. Stopped at any point, the same command goes on there; "
        "tracks that nobody has are asked for again after 30 days.",
    )
    parser.add_argument("--limit", type=number, metavar="N", help="stop after N tracks")
    parser.add_argument(
        "--workers",
        type=number,
        default=default_workers(),
        metavar="N",
        help="processes that listen (default: one less than there are cores)",
    )
    parser.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run, recorded="previews")


def run(args: argparse.Namespace) -> int:
    """Listen. Raises SegueError when it can't be done, and in the end when a service failed."""
    data = read_settings(DataSettings)
    with patient_finder() as finder:
        store = Store(data.database_url)
        try:
            if not store.counts().tracks:
                raise CatalogueEmpty(
                    "The catalogue is empty: there is nothing to listen to yet. Bring in set lists "
                    "first: python -m scrapers import FILE."
                )
            version = model_version(data.models_dir)
            waiting = tracks_to_hear(store, version)
            chosen = waiting[: args.limit]
            tally = _listen(store, finder, data.models_dir, args.workers, version, chosen)
        finally:
            store.close()
    left = len(waiting) - tally.done
    counts = {name: value for name, value in tally.to_json().items() if name != "error"}
    args.told.tell(_note(tally, left), counts | {"left": left}, tally.error)
    return _tell(args.json, tally, left)


def model_version(models_dir: Path) -> str:
    """The version of the genre network in use. Raises NotTrained when there is none."""
    version = genre_version(models_dir)
    if not version:
        raise NotTrained(
            "There is no genre network to listen with: the folder models/genre is missing. "
            "Get Segue again, or train one: python -m recommender train genre --audio FOLDER."
        )
    return version


def tracks_to_hear(store: Store, version: str) -> list[Waiting]:
    """Tracks that nobody listened to yet, without those that nobody had lately."""
    missing = missing_everywhere(store)
    return [track for track in waiting_for_analysis(store, version) if track.id not in missing]


def _listen(
    store: Store,
    finder: PreviewFinder,
    models_dir: Path,
    processes: int,
    version: str,
    tracks: list[Waiting],
) -> Tally:
    if not tracks:
        return Tally()
    workers = Workers(models_dir, processes)
    try:
        with tqdm(total=len(tracks), unit=" tracks", desc="Listening", disable=None) as bar:
            listening = Listening(store, finder, workers, version, known_ids(store), bar.update)
            return listening.run(tracks)
    finally:
        workers.close()


def _tell(as_json: bool, tally: Tally, left: int) -> int:
    if as_json:
        answer = tally.to_json() | {"left": left}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return 1 if tally.error else 0
    sys.stdout.write(f"{_note(tally, left)}\n")
    if tally.error:
        raise tally.error
    return 0


def _note(tally: Tally, left: int) -> str:
    """What was done, in one sentence."""
    if tally.done or tally.failed:
        return (
            f"Listened to {count(tally.analysed, 'track')}; {tally.no_preview:,} have no preview "
            f"anywhere, {tally.unusable:,} could not be listened to, {left:,} are left."
        )
    return "Nothing to do: every track was listened to, or was asked for in vain lately."
