"""Cue texts of one list → seconds."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

_ONE_UNIT = re.compile(r"\d+", re.ASCII)
_TWO_UNITS = re.compile(r"(\d+):(\d{1,2})", re.ASCII)
_THREE_UNITS = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})", re.ASCII)
_LONGEST_S = 48 * 3600
# A DJ who changes tracks faster than this all evening is rather a list in hours and minutes.
_FASTEST_TRACK_S = 25
_FEW = 3


def cue_seconds(
    cues: Sequence[str | None], duration_s: float | None = None
) -> tuple[float | None, ...]:
    """Seconds of each cue; None where there is none, it is not known, or it can't be right.

    `[1:30]` is a minute and a half or an hour and a half: the whole list decides. Cues that go
    back in time are dropped, the fewest that put the list in order; a list may start again at 0.
    """
    minutes = [_seconds(cue, _minutes) for cue in cues]
    chosen = minutes
    if any(_may_be_hours(cue) for cue in cues):
        hours = [_seconds(cue, _hours if _may_be_hours(cue) else _minutes) for cue in cues]
        chosen = min((minutes, hours), key=lambda read: _faults(read, duration_s))
    result: list[float | None] = []
    for run in _runs(chosen):
        kept = _in_order([cue for cue in run if cue is not None])
        result += [cue if cue is not None and _take(kept, cue) else None for cue in run]
    return tuple(result)


def _seconds(cue: str | None, two_units: Callable[[int, int], float]) -> float | None:
    if cue is None or len(cue) > 12:
        return None
    if _ONE_UNIT.fullmatch(cue):
        value = int(cue) * 60.0
    elif match := _TWO_UNITS.fullmatch(cue):
        if int(match[2]) >= 60:
            return None
        value = two_units(int(match[1]), int(match[2]))
    elif match := _THREE_UNITS.fullmatch(cue):
        if int(match[2]) >= 60 or int(match[3]) >= 60:
            return None
        value = int(match[1]) * 3600.0 + int(match[2]) * 60 + int(match[3])
    else:
        return None
    return value if value <= _LONGEST_S else None


def _minutes(first: int, second: int) -> float:
    return first * 60.0 + second


def _hours(first: int, second: int) -> float:
    return first * 3600.0 + second * 60


def _may_be_hours(cue: str | None) -> bool:
    return cue is not None and bool(re.fullmatch(r"[0-9]{1,2}:[0-5][0-9]", cue))


def _faults(read: Sequence[float | None], duration_s: float | None) -> tuple[int, int]:
    """How little a reading makes sense: cues out of order, then a length that can't be."""
    known = [cue for cue in read if cue is not None]
    if not known:
        return (0, 0)
    length = max(known) - min(known)
    hasty = len(known) > _FEW and length < _FASTEST_TRACK_S * (len(known) - 1)
    too_long = max(known) > (duration_s * 1.2 if duration_s else 12 * 3600)
    disorder = len(known) - sum(len(_in_order_of(run)) for run in _runs(read))
    return (disorder, int(hasty) + int(too_long))


def _runs(read: Sequence[float | None]) -> list[list[float | None]]:
    """The list in pieces, a new one where it starts again at 0."""
    runs: list[list[float | None]] = [[]]
    latest = 0.0
    for cue in read:
        if cue == 0 and latest > 0:
            runs.append([])
            latest = 0.0
        runs[-1].append(cue)
        latest = max(latest, cue or 0.0)
    return runs


def _in_order_of(run: Sequence[float | None]) -> list[float]:
    return _in_order([cue for cue in run if cue is not None])


def _in_order(cues: Sequence[float]) -> list[float]:
    """The longest run of cues that never goes back."""
    tails: list[float] = []
    last_at: list[int] = []
    before: list[int] = []
    for place, cue in enumerate(cues):
        length = bisect_right(tails, cue)
        before.append(last_at[length - 1] if length else -1)
        if length == len(tails):
            tails.append(cue)
            last_at.append(place)
        else:
            tails[length], last_at[length] = cue, place
    chain = []
    place = last_at[-1] if last_at else -1
    while place >= 0:
        chain.append(cues[place])
        place = before[place]
    return chain[::-1]


def _take(kept: list[float], cue: float) -> bool:
    if kept and kept[0] == cue:
        kept.pop(0)
        return True
    return False
