"""From one track to another in so many steps: tracks that fit both, and mix into one another.

The candidates are what the engine recommends to both ends together. A beam search puts them in a
row: each transition costs what recommender/ordering.py says, each track what it lacks in fit, and
how far its tempo lies off the straight line between the ends, so that the tempo moves bit by bit
and not in one jump. A step to or from a tempo that is not known costs what the others cost on
average, and no less than an even step: it must not look like the shortest way from slow to fast.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.catalogue.identity import artist_names
from recommender.engine import Engine
from recommender.errors import BadInput
from recommender.filters import Filters
from recommender.ordering import (
    CLASH_OF_A_MOVE,
    CLASHES,
    PITCH_PERCENT,
    UNKNOWN_TEMPO_PERCENT,
    key_place,
    tempo_steps,
)
from recommender.plural import count as counted
from recommender.recommendations import Recommendation, Seed, Track

PER_ARTIST = 2
"""Tracks of one artist on the way, where there are enough others."""
_CANDIDATES = 200
_BEAM = 48
_FIT_WEIGHT = 1.0
"""A track that does not fit at all costs as much as the worst clash of keys."""
_LINE_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class _Candidates:
    """All m tracks that may come between, then the first and the last."""

    tracks: Sequence[Track]
    artists: Sequence[frozenset[str]]
    costs: np.ndarray
    """(m + 2, m + 2) of the transitions."""
    own: np.ndarray
    """(count, m) what a track costs by itself at each place."""
    ahead: np.ndarray
    """(count, m) what is at least still to pay from there to the end."""


def between(
    engine: Engine, first: Track, last: Track, count: int, leave_out: Collection[str] = ()
) -> list[Track]:
    """`count` tracks that lead from the first to the last, in order; the ends are not among them.

    None of `leave_out` (identities) is among them, no track twice, and no artist more than
    PER_ARTIST times, the ends included, unless there are too few others. Raises BadInput where the
    ends are the same or there are not enough tracks, UnknownTrack where nothing fits either end.
    """
    if first.key == last.key:
        raise BadInput("Choose two different tracks to go between.")
    ends = [Seed(track.artist, track.title, track.key, track) for track in (first, last)]
    filters = Filters(played=frozenset(leave_out))
    items = engine.recommend(ends, _CANDIDATES, filters).items
    if len(items) < count:
        raise BadInput(_too_few(first, last, len(items)))
    candidates = _candidates(items, first, last, count)
    for per_artist in range(PER_ARTIST, count + 3):
        way = _search(candidates, count, per_artist)
        if way:
            return [candidates.tracks[at] for at in way]
    raise BadInput(_too_few(first, last, len(items)))


def _too_few(first: Track, last: Track, left: int) -> str:
    ends = f"both “{first.name}” and “{last.name}”"
    if not left:
        return f"Nothing that is not in the crate fits {ends}. Choose other tracks."
    return f"Only {counted(left, 'track')} more fit {ends}. Ask for fewer."


def _candidates(
    items: Sequence[Recommendation], first: Track, last: Track, count: int
) -> _Candidates:
    tracks = [*(item.track for item in items), first, last]
    size = len(items)
    bpm = np.array([track.tempo_bpm or np.nan for track in tracks])
    keys = np.array([key_place(track.camelot) for track in tracks])
    fit = np.array([item.fit for item in items])
    percent = tempo_steps(bpm[:, None], bpm[None, :])
    even = float(np.nan_to_num(abs(percent[size, size + 1]))) / (count + 1)
    tempo = _known_or_mean(percent, even)
    line = _line(bpm[size], bpm[size + 1], count)
    off = _known_or_mean(tempo_steps(line[:, None], bpm[None, :size]))
    left = np.arange(count, 0, -1)[:, None]
    to_end = tempo[:size, size + 1] + _keys_ahead(keys[:size], keys[size + 1], left)
    return _Candidates(
        tracks=tracks,
        artists=[artist_names(track.artist) for track in tracks],
        costs=tempo + CLASHES[keys[:, None], keys[None, :]],
        own=_LINE_WEIGHT * off + _FIT_WEIGHT * (1 - fit)[None, :],
        ahead=to_end,
    )


def _known_or_mean(percent: np.ndarray, least: float = 0.0) -> np.ndarray:
    """What tempo steps cost; those not known, the mean of the others or `least` percent."""
    wide = np.abs(percent)
    known = wide[~np.isnan(wide)]
    mean = max(known.mean() if len(known) else UNKNOWN_TEMPO_PERCENT, least)
    return np.where(np.isnan(wide), mean, wide) / PITCH_PERCENT


def _line(start: float, end: float, count: int) -> np.ndarray:
    """(count,) tempos that lie evenly between the ends; an unknown end is as the other one."""
    step = float(tempo_steps(np.array(start), np.array(end)))
    if np.isnan(step):
        return np.full(count, start if np.isnan(end) else end)
    ratio = 1 + step / 100 if step >= 0 else 1 / (1 - step / 100)
    shares = np.arange(1, count + 1) / (count + 1)
    tempos: np.ndarray = start * ratio**shares
    return tempos


def _keys_ahead(keys: np.ndarray, end: int, left: np.ndarray) -> np.ndarray:
    """(count, m) the least that the keys can cost from here: every transition has one move free."""
    clash = CLASHES[keys, end]
    least: np.ndarray = np.maximum(clash[None, :] - (left - 1) * CLASH_OF_A_MOVE, 0)
    return least


def _search(candidates: _Candidates, count: int, per_artist: int) -> list[int]:
    """Beam search for the cheapest way; empty where the limit on artists leaves none."""
    costs, size = candidates.costs, len(candidates.tracks) - 2
    start, end = size, size + 1
    beam: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for place in range(count):
        ways: list[tuple[float, float, tuple[int, ...]]] = []
        for paid, path in beam:
            here = path[-1] if path else start
            total = paid + costs[here, :size] + candidates.own[place]
            total[_taken(candidates, path, per_artist)] = np.inf
            promise = total + candidates.ahead[place]
            if place == count - 1:
                total = promise = total + costs[:size, end]
            for at in np.argsort(promise, kind="stable")[:_BEAM]:
                if np.isfinite(total[at]):
                    ways.append((float(promise[at]), float(total[at]), (*path, int(at))))
        ways.sort()
        beam = [(total, path) for _, total, path in ways[:_BEAM]]
    return list(beam[0][1]) if beam else []


def _taken(candidates: _Candidates, path: tuple[int, ...], per_artist: int) -> list[int]:
    """Candidates that may not come next: those on the way, and artists who had their turns."""
    artists = candidates.artists
    turns = Counter(name for at in (-2, -1, *path) for name in artists[at])
    full = {name for name, times in turns.items() if times >= per_artist}
    return [*path, *(at for at, names in enumerate(artists[:-2]) if names & full)]
