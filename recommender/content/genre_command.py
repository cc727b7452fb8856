"""`python -m recommender train genre`: a genre network from a folder of labelled audio."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from recommender.content.genre_audio import find_labelled_files, read_labelled_files
from recommender.content.genre_pictures import save_pictures
from recommender.content.genre_training import TrainedGenres, train_genre_model
from recommender.errors import BadInput
from recommender.plural import count
from recommender.settings import DataSettings

_PHASES = {"held out": "Learning, a part held out", "all": "Learning from all of it"}


def add_genre_parser(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `genre` below `train`."""
    command = kinds.add_parser(
        "genre",
        help="a genre network from a folder of labelled audio",
        description="Train the network that tells genres and how alike two recordings sound. "
        "Segue uses it from then on; tracks that were analysed before are analysed again by: "
        "python -m scrapers previews",
    )
    command.add_argument(
        "--audio",
        type=Path,
        nargs="+",
        required=True,
        metavar="FOLDER",
        help="files named genre.number.ext, or one folder for each genre; several folders may "
        "hold pieces of the same recordings",
    )
    command.add_argument(
        "--pictures",
        type=Path,
        metavar="FOLDER",
        help="where the confusion matrix and the curves go (beside the network)",
    )
    command.add_argument(
        "--data", metavar="TEXT", help="what the audio is, for the manifest (names of the folders)"
    )
    command.add_argument("--seed", type=_seed, default=0, help="random seed; results repeat (0)")
    command.add_argument("--json", action="store_true", help="for another program")
    command.set_defaults(run=_train, without_store=True)


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**31):
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {2**31 - 1}, got {text!r}")
    return int(text)


def _train(args: argparse.Namespace, settings: DataSettings) -> int:
    began = time.perf_counter()
    files = find_labelled_files(args.audio)
    quiet = None if sys.stderr.isatty() else True
    with tqdm(total=len(files), unit="file", desc="Listening", disable=quiet) as bar:
        clips = read_labelled_files(files, progress=lambda done: _move(bar, done))
    with tqdm(unit="epoch", disable=quiet) as bar:
        trained = train_genre_model(
            clips,
            settings.models_dir,
            args.seed,
            data=args.data or ", ".join(sorted({folder.resolve().name for folder in args.audio})),
            progress=lambda phase, epoch, epochs: _tell(bar, phase, epoch, epochs),
        )
    pictures = args.pictures or settings.models_dir / "genre" / trained.version
    try:
        saved = save_pictures(pictures, trained.confusion, trained.labels, trained.curves)
    except OSError as error:
        raise BadInput(
            f"The network is trained and in use, but {pictures} can't take the pictures "
            f"({error.strerror}): name another folder with --pictures."
        ) from error
    _print(trained, saved, round(time.perf_counter() - began, 1), args.json)
    return 0


def _move(bar: "tqdm[Any]", done: int) -> None:
    bar.update(done - bar.n)


def _tell(bar: "tqdm[Any]", phase: str, epoch: int, epochs: int) -> None:
    bar.set_description(_PHASES[phase], refresh=False)
    bar.total = epochs
    bar.n = epoch
    bar.refresh()


def _print(trained: TrainedGenres, pictures: list[Path], seconds: float, as_json: bool) -> None:
    if as_json:
        answer = {
            "model": "genre",
            "version": trained.version,
            "labels": list(trained.labels),
            "clips": trained.clips,
            "recordings": trained.recordings,
            "held_out_clips": trained.held_out_clips,
            "epochs": trained.epochs,
            "top1": trained.top1.to_json(),
            "top3": trained.top3.to_json(),
            "pictures": [str(path) for path in pictures],
            "seconds": seconds,
        }
        tqdm.write(json.dumps(answer))
        return
    clips = f"{count(trained.clips, 'clip')} of {count(trained.recordings, 'recording')}"
    lines = (
        f"Trained on {clips}, {len(trained.labels)} genres, in {seconds} s "
        f"(version {trained.version}).",
        f"On {count(trained.held_out_clips, 'clip')} held out, split by recording: "
        f"top-1 {trained.top1}, top-3 {trained.top3}.",
        *(f"Picture: {path}" for path in pictures),
    )
    tqdm.write("\n".join(lines))
