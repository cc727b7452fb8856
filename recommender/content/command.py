"""`python -m recommender analyse`: what is heard in local audio files."""

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from recommender.audio.analysis import Analysis
from recommender.audio.camelot import key_name
from recommender.audio.decode import FORMATS, MAX_BYTES
from recommender.content.analyser import Analyser
from recommender.content.genre_cnn import load_genre_model
from recommender.errors import BadAudio
from recommender.settings import DataSettings

_GENRES_SHOWN = 3


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a command line."""
    command = commands.add_parser(
        "analyse",
        help="tempo, key, loudness, genre and embedding of local audio files",
        description=f"Listen to audio files ({FORMATS}) and "
        "print what is heard in each: all of it up to a minute, of longer ones a minute.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument(
        "--json", action="store_true", help="for another program: one object a line"
    )
    command.set_defaults(run=_analyse, without_store=True)


def analyse_file(path: Path, analyser: Analyser) -> Analysis:
    """Listen to one file. Raises BadAudio, which names it."""
    try:
        # Not by its size beforehand: a pipe has none, and a device has no end.
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return analyser.analyse(data).analysis
    except (OSError, BadAudio) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadAudio(f"{path}: {reason}") from error


def _analyse(args: argparse.Namespace, settings: DataSettings) -> int:
    analyser = Analyser(load_genre_model(settings.models_dir))
    bad = 0
    quiet = None if len(args.files) > 1 else True
    for path in tqdm(args.files, unit="file", desc="Listening", disable=quiet):
        try:
            analysis = analyse_file(path, analyser)
        except BadAudio as error:
            bad += 1
            tqdm.write(str(error), file=sys.stderr)
            continue
        line = {"file": str(path), **analysis.to_json()}
        tqdm.write(json.dumps(line, ensure_ascii=False) if args.json else _told(path, analysis))
    return 1 if bad else 0


def _told(path: Path, analysis: Analysis) -> str:
    tempo, key = analysis.tempo, analysis.key
    parts = [
        f"{tempo.bpm:.1f} BPM ({tempo.confidence:.0%} sure)" if tempo.bpm else "no clear beat",
        f"{key.camelot}, {key_name(key.camelot)} ({key.confidence:.0%} sure)"
        if key.camelot
        else "no clear key",
    ]
    if analysis.loudness_db is not None:
        parts.append(f"{analysis.loudness_db:.1f} LUFS")
    likeliest = list(analysis.genres.items())[:_GENRES_SHOWN]
    parts.append(", ".join(f"{name} {share:.0%}" for name, share in likeliest))
    return f"{path}\n    " + " · ".join(parts)
