"""How long the tracks' factors are against how often they are played: points, and for groups of
tracks the middle and the middle four fifths.

Plain numbers: assets/lab/lab-inside.js draws them, assets/lab.css gives the colours.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from recommender.plural import count

PER_GROUP = 110
"""Points drawn of one group of tracks; of 20,000 points nobody sees more."""
MIN_GROUP = 5
"""A middle of fewer tracks says little: they join the group before."""
_STEP = 1.35
"""How much wider each group is than the one before."""


def lengths_json(sets: np.ndarray, lengths: np.ndarray, learned_sets: int) -> dict[str, Any]:
    """`sets`: (n,) in how many sets each track is; `lengths`: (n,) norms of their factors.

    The same tracks give the same picture.
    """
    played = (sets > 0) & (lengths > 0)
    sets, lengths = sets[played].astype(np.int64), lengths[played].astype(np.float64)
    groups = group(sets)
    return {
        "tracks": len(sets),
        "learned_sets": learned_sets,
        "points": _points(sets, lengths, groups),
        "groups": [_group(sets[rows], lengths[rows]) for rows in groups],
        "words": in_words(sets, lengths, groups),
    }


def group(sets: np.ndarray) -> list[np.ndarray]:
    """Rows of tracks that are played about equally often, the least played first.

    The groups grow wider by a third each, and hold at least MIN_GROUP tracks where there are so
    many.
    """
    if not len(sets):
        return []
    edges = [int(sets.min())]
    while edges[-1] <= sets.max():
        edges.append(max(edges[-1] + 1, int(edges[-1] * _STEP)))
    parts = [np.flatnonzero((sets >= low) & (sets < high)) for low, high in pairwise(edges)]
    joined: list[np.ndarray] = []
    for part in parts:
        if joined and min(len(part), len(joined[-1])) < MIN_GROUP:
            joined[-1] = np.concatenate([joined[-1], part])
        else:
            joined.append(part)
    return [part for part in joined if len(part)]


def in_words(sets: np.ndarray, lengths: np.ndarray, groups: list[np.ndarray]) -> str:
    """What the picture shows, in one sentence."""
    if not groups:
        return "No track has factors yet."
    rare, common = groups[0], groups[-1]
    if len(groups) == 1:
        return f"All {count(len(sets), 'track')} are played about equally often."
    low, high = (float(np.median(lengths[rows])) for rows in (rare, common))
    times = high / low
    few, many = int(sets[rare].max()), int(sets[common].min())
    said = "as long" if 0.95 < times < 1.05 else f"{times:.1f} times as long"
    least = f"{few} sets at most" if few > 1 else "one set"
    return f"The vectors of tracks in {many} sets or more are {said} as those of tracks in {least}."


def _points(
    sets: np.ndarray, lengths: np.ndarray, groups: list[np.ndarray]
) -> list[tuple[int, float]]:
    rng = np.random.default_rng(0)
    shown: list[tuple[int, float]] = []
    for rows in groups:
        some = rng.choice(rows, size=min(PER_GROUP, len(rows)), replace=False)
        shown += [(int(sets[row]), round(float(lengths[row]), 4)) for row in np.sort(some)]
    return shown


def _group(sets: np.ndarray, lengths: np.ndarray) -> dict[str, Any]:
    low, middle, high = np.quantile(lengths, (0.1, 0.5, 0.9))
    return {
        "from": int(sets.min()),
        "to": int(sets.max()),
        "at": round(float(np.exp(np.mean(np.log(sets)))), 3),
        "tracks": len(sets),
        "low": round(float(low), 4),
        "middle": round(float(middle), 4),
        "high": round(float(high), 4),
    }
