"""`python -m scrapers train-genre`: teach the genre network the styles of one's own set lists."""

import argparse
import json
import sys
from collections import Counter

from tqdm import tqdm

from recommender.catalogue.store import Store
from recommender.command_line import number
from recommender.content.genre_clips import LabelledClip
from recommender.content.genre_training import TrainedGenres, train_genre_model
from recommender.errors import BadInput
from recommender.plural import count
from recommender.settings import DataSettings, read_settings
from scrapers.previews.finder import PreviewFinder
from scrapers.previews.labels import (
    MIN_ARTISTS,
    MIN_SETS,
    MIN_TRACKS,
    Labelled,
    in_turn,
    labelled_tracks,
)
from scrapers.previews.lessons import Lessons, collect
from scrapers.previews.patient import patient_finder

LIMIT = 1_500
"""Tracks that are taught where nobody says otherwise: some 500 MB of spectrograms."""
FEWEST_ARTISTS = 4
"""A style of which fewer could be heard in the end is left out."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `train-genre` to a command line."""
    parser = subparsers.add_parser(
        "train-genre",
        help="train the genre network on the styles of your set lists",
        description="Fetch previews of tracks whose sets agree on a style, train the genre network "
        "on them, and make it the one in use. Every style gets its turn, most played tracks first. "
        "The previews are not kept. Afterwards the catalogue must be listened to again: "
        "python -m scrapers previews. To learn from audio files of your own: "
        "python -m recommender train genre --audio FOLDER.",
    )
    parser.add_argument(
        "--limit", type=number, default=LIMIT, metavar="N", help=f"tracks at most ({LIMIT:,})"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the training (0)")
    parser.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run, recorded="train-genre")


def run(args: argparse.Namespace) -> int:
    """Fetch and train. Raises SegueError when it can't be done; then nothing is changed."""
    data = read_settings(DataSettings)
    with patient_finder() as finder:
        lessons = _fetch(finder, _chosen(data.database_url, args.limit), args.limit)
    if lessons.error is not None:
        raise lessons.error
    with tqdm(desc="Training", unit=" epochs", disable=None) as bar:

        def progress(phase: str, epoch: int, epochs: int) -> None:
            bar.set_description(f"Training ({phase})")
            bar.total = epochs
            bar.update(epoch - bar.n)

        trained = train_genre_model(
            _enough(lessons.clips),
            data.models_dir,
            args.seed,
            data="previews of tracks whose sets agree on a style",
            notes={"split_by": "artist"},
            progress=progress,
        )
    args.told.tell(
        f"Trained on {count(trained.clips, 'track')} of {len(trained.labels)} styles.",
        {"clips": trained.clips, "styles": len(trained.labels)},
    )
    _tell(args.json, trained)
    return 0


def _chosen(database_url: str, limit: int) -> list[Labelled]:
    store = Store(database_url)
    try:
        labelled = labelled_tracks(store)
    finally:
        store.close()
    styles = len({one.style for one in labelled})
    if styles < 2:
        raise BadInput(
            f"The set lists do not tell enough: two styles are needed, each with {MIN_TRACKS} "
            f"tracks that {MIN_SETS} sets or more agree on. Bring in more set lists with styles, "
            "or train on audio files: python -m recommender train genre --audio FOLDER."
        )
    if limit < styles * MIN_ARTISTS:
        raise BadInput(
            f"{limit} tracks are too few for {styles} styles: --limit {styles * MIN_ARTISTS} or "
            "more."
        )
    return labelled


def _fetch(finder: PreviewFinder, labelled: list[Labelled], limit: int) -> Lessons:
    wanted = min(limit, len(labelled))
    with tqdm(total=wanted, unit=" tracks", desc="Fetching", disable=None) as bar:
        return collect(finder, in_turn(labelled), limit, progress=bar.update)


def _enough(clips: list[LabelledClip]) -> list[LabelledClip]:
    """Without styles of which too few artists could be heard."""
    made = Counter(label for label, _ in {(clip.label, clip.recording) for clip in clips})
    return [clip for clip in clips if made[clip.label] >= FEWEST_ARTISTS]


def _tell(as_json: bool, trained: TrainedGenres) -> None:
    if as_json:
        answer = {
            "version": trained.version,
            "labels": list(trained.labels),
            "clips": trained.clips,
            "held_out_clips": trained.held_out_clips,
            "top1": trained.top1.to_json(),
            "top3": trained.top3.to_json(),
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(
        f"Trained on {count(trained.clips, 'track')} of {len(trained.labels)} styles "
        f"(version {trained.version}). Of {trained.held_out_clips:,} held out, by artists it had "
        f"not heard, it named {trained.top1.value:.0%} right, {trained.top3.value:.0%} within "
        "three.\nTo listen to the catalogue with it: python -m scrapers previews\n"
    )
