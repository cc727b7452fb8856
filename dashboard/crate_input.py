"""What the crate's page sends, checked: it comes from outside. All raise BadInput."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from dashboard.exports.record import ExportTrack
from dashboard.outside_text import NONSENSE, checked
from recommender.audio.camelot import parts
from recommender.errors import BadInput

MAX_TRACKS = 1_000
MAX_BETWEEN = 20
_MIN_BPM, _MAX_BPM = 1.0, 1_000.0
_MAX_S = 1e6
_NAME = "Segue crate"


@dataclass(frozen=True, slots=True)
class Mixable:
    """What ordering looks at."""

    tempo_bpm: float | None
    camelot: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """From which track to which, all by identity."""

    first: str
    last: str
    count: int
    leave_out: list[str]


@dataclass(frozen=True, slots=True)
class Export:
    """What goes into a file."""

    tracks: list[ExportTrack]
    name: str
    folder: str


def mixables(data: Mapping[str, Any]) -> list[Mixable]:
    """`tracks`: what is to be ordered."""
    return [_mixable(one) for one in _objects(data)]


def locked(data: Mapping[str, Any], count: int) -> list[int]:
    """`locked`: places in a list of `count` tracks; none where it is missing."""
    places = _list(data.get("locked", []))
    for place in places:
        if not _whole(place, count - 1):
            raise BadInput("A locked place is not in the crate; reload the page.")
    return places


def way(data: Mapping[str, Any]) -> Way:
    """`first`, `last`, `count` and `leave_out`."""
    count = data.get("count")
    if not _whole(count, MAX_BETWEEN) or count == 0:
        raise BadInput(f"Ask for 1 to {MAX_BETWEEN} tracks between.")
    first, last = checked(data.get("first")), checked(data.get("last"))
    if not first or not last:
        raise BadInput("Choose the track to start from and the one to arrive at.")
    return Way(first, last, count, keys(data, "leave_out"))


def keys(data: Mapping[str, Any], name: str) -> list[str]:
    """A list of identities, each once; empty where it is missing."""
    return list(dict.fromkeys(checked(key) for key in _list(data.get(name, []))))


def export(data: Mapping[str, Any]) -> Export:
    """`tracks`, `name` and `folder`."""
    tracks = [_export_track(one) for one in _objects(data)]
    if not tracks:
        raise BadInput("The crate is empty. Put tracks into it first.")
    name = checked(data.get("name") or "").strip() or _NAME
    return Export(tracks, name, checked(data.get("folder") or "").strip())


def _export_track(one: Mapping[str, Any]) -> ExportTrack:
    mixable = _mixable(one)
    return ExportTrack(
        checked(one.get("artist") or ""),
        checked(one.get("title") or ""),
        mixable.camelot,
        mixable.tempo_bpm,
        _number(one.get("played_s"), _MAX_S),
    )


def _mixable(one: Mapping[str, Any]) -> Mixable:
    key = one.get("camelot")
    if key is not None and not (isinstance(key, str) and parts(key)):
        raise BadInput("A key in the crate is not on the Camelot wheel; reload the page.")
    tempo = _number(one.get("tempo_bpm"), _MAX_BPM)
    # Slower than that is no tempo, and no step from it can be told.
    return Mixable(tempo if tempo and tempo >= _MIN_BPM else None, key)


def _objects(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tracks = _list(data.get("tracks"))
    if not all(isinstance(one, dict) for one in tracks):
        raise BadInput(NONSENSE)
    return tracks


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadInput(NONSENSE)
    if len(value) > MAX_TRACKS:
        raise BadInput(f"The crate takes up to {MAX_TRACKS:,} tracks at once. Take some out.")
    return value


def _whole(value: Any, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _number(value: Any, most: float) -> float | None:
    """Above 0 and up to `most`; None stays None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
        raise BadInput("A tempo or a length in the crate is no number above 0; reload the page.")
    return float(value)
