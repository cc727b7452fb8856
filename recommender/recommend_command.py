"""`python -m recommender recommend` and `similar`: what fits a track, and why."""

import argparse
import json
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

from recommender.catalogue.identity import track_name
from recommender.catalogue.store import Store
from recommender.content import command as listening
from recommender.content.analyser import Analyser
from recommender.content.genre_cnn import load_genre_model
from recommender.content.shelf import genre_version
from recommender.content.sounds import CurrentSounds
from recommender.engine import MAX_K, Engine
from recommender.errors import BadInput
from recommender.filters import Filters, tell_filters
from recommender.plural import count
from recommender.recommendations import Recommendation, Recommendations, Seed
from recommender.seeds import find_seed
from recommender.settings import DataSettings
from recommender.training import load_trained

_SEED_HELP = "a Spotify ID, URI or link that the catalogue knows, or 'Artist - Title'"
_YEARS = re.compile(r"(?P<first>\d{4})?(?P<to>-)?(?P<last>\d{4})?", re.ASCII)
_DASH = re.compile(r"\s+[-–—]\s+")


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands."""
    for name, run, what in (
        ("recommend", _recommend, "tracks that fit one or more seeds in a set, and why"),
        ("similar", _similar, "tracks whose trained factors lie nearest to one seed's"),
    ):
        command = commands.add_parser(name, help=what, description=f"Print {what}.")
        several = "*" if name == "recommend" else 1
        command.add_argument("seeds", nargs=several, metavar="SEED", help=_SEED_HELP)
        command.add_argument(
            "-k", type=_count, default=20, metavar="N", help=f"how many, 1 to {MAX_K} (20)"
        )
        command.add_argument("--json", action="store_true", help="for another program")
        command.set_defaults(run=run)
        if name == "recommend":
            _add_filters(command)
            command.set_defaults(usage_error=command.error)


def _add_filters(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "--audio",
        type=Path,
        metavar="FILE",
        help="a recording of the first seed, or in place of one: answers by its sound",
    )
    add(
        "--dislike",
        action="append",
        default=[],
        metavar="SEED",
        help="a track to move away from; may be given several times",
    )
    add("--key", choices=("any", "same", "harmonic"), default="any", help="only such keys (any)")
    add(
        "--tempo",
        type=_tempo,
        metavar="PERCENT",
        help="only tempi that far off, with ½ and 2 times",
    )
    add("--other-genre", action="store_true", help="only tracks that sound like another genre")
    add(
        "--years",
        type=_years,
        default=(None, None),
        metavar="FIRST-LAST",
        help="only tracks first played in these years: 1999-2010, 1999-, -2010 or 1999",
    )
    add("--per-artist", type=_count, metavar="N", help="at most so many tracks by one artist")
    add(
        "--discovery",
        type=_discovery,
        default=0.0,
        metavar="SHARE",
        help="from -1 (well known tracks first) to 1 (hardly known ones first) (0)",
    )
    add(
        "--leave-out",
        type=Path,
        metavar="FILE",
        help="a text file of tracks to leave out, one 'Artist - Title' a line",
    )


def _count(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if not 1 <= value <= MAX_K:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {MAX_K}, got {text!r}")
    return value


def _years(text: str) -> tuple[int | None, int | None]:
    match = _YEARS.fullmatch(text)
    first, last = (match["first"], match["last"]) if match else (None, None)
    if not match or not (first or last) or (first and last and not match["to"]):
        raise argparse.ArgumentTypeError(f"expected years such as 1999-2010, got {text!r}")
    if not match["to"]:
        first = last = first or last
    years = (int(first) if first else None, int(last) if last else None)
    _allowed(first_year=years[0], last_year=years[1])
    return years


def _tempo(text: str) -> float:
    percent = _float(text)
    _allowed(tempo_percent=percent)
    return percent


def _discovery(text: str) -> float:
    share = _float(text)
    _allowed(discovery=share)
    return share


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, got {text!r}") from None


def _allowed(**wanted: Any) -> None:
    """Raises ArgumentTypeError for what the filters do not take."""
    try:
        Filters(**wanted)
    except BadInput as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _recommend(args: argparse.Namespace, store: Store, settings: DataSettings) -> int:
    if not args.seeds and not args.audio:
        args.usage_error("name at least one SEED, or give a recording with --audio FILE")
    filters = _filters(args)
    sounds = CurrentSounds(store, partial(genre_version, settings.models_dir))
    engine = Engine(store, load_trained(store, settings.models_dir), sounds)
    heard = None
    if args.audio:
        analyser = Analyser(load_genre_model(settings.models_dir))
        heard = listening.analyse_file(args.audio, analyser)
    seeds = [find_seed(store, text, listens=heard is not None) for text in args.seeds]
    seeds = seeds or [Seed("", args.audio.stem, f"recording: {args.audio.name}")]
    disliked = [find_seed(store, text) for text in args.dislike]
    answer = engine.recommend(seeds, args.k, filters, heard, disliked)
    _print(answer, args.json)
    if not args.json:
        for sentence in tell_filters(filters, answer.removed, bool(answer.items)):
            _say(sentence)
    return 0


def _filters(args: argparse.Namespace) -> Filters:
    first, last = args.years
    return Filters(
        key=args.key,
        tempo_percent=args.tempo,
        other_genre=args.other_genre,
        first_year=first,
        last_year=last,
        per_artist=args.per_artist,
        discovery=args.discovery,
        played=_read_tracks(args.leave_out) if args.leave_out else frozenset(),
    )


def _read_tracks(file: Path) -> frozenset[str]:
    """Identities of the tracks that a text file names, one a line. Raises BadInput."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Can't read {file} as text: {error}.") from error
    named = [_DASH.split(line.strip(), maxsplit=1) for line in lines]
    keys = {track_name(*parts).key for parts in named if len(parts) == 2}
    if not keys:
        raise BadInput(f"{file} names no track. Write one 'Artist - Title' a line.")
    return frozenset(keys)


def _similar(args: argparse.Namespace, store: Store, settings: DataSettings) -> int:
    engine = Engine(store, load_trained(store, settings.models_dir))
    _print(engine.similar(find_seed(store, args.seeds[0]), args.k), args.json)
    return 0


def _print(answer: Recommendations, as_json: bool) -> None:
    if as_json:
        _say(json.dumps(answer.to_json(), ensure_ascii=False))
        return
    less = "".join(f", less like {seed.name}" for seed in answer.disliked)
    _say(f"For {' + '.join(seed.name for seed in answer.seeds)}{less} ({answer.route}):")
    if answer.note:
        _say(answer.note)
    for item in answer.items:
        _say(f"{item.rank:3}  {item.track.name}  [{_why(item)}]")


def _why(item: Recommendation) -> str:
    evidence = item.evidence
    if item.route == "sound":
        return "sounds like it"
    if not evidence.sets:
        bridge = evidence.bridge
        return f"both played with {bridge.track.name}" if bridge else "by the model alone"
    why = f"{count(evidence.sets, 'set')}, {count(evidence.djs, 'DJ')}"
    return why + (f", {evidence.adjacent} back to back" if evidence.adjacent else "")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
