"""Tracks → an order that mixes: small steps in tempo, keys that go together.

A transition costs what a dancer would notice: `cost = tempo step in % / PITCH_PERCENT + clash`.

* The tempo step is symmetric, and half and double time are the same tempo, as in
  recommender/filters.py.
* The clash is 0 for what mixes safely on the Camelot wheel (the same key, a neighbour, the
  relative), and grows by one sixth with every further step, up to 1 for the farthest.
* PITCH_PERCENT = 6: a step as wide as a turntable's pitch fader costs as much as the worst clash.
* What is not known costs what it costs on average, so that it is neither sought nor shunned.

Few tracks are ordered exactly (Held and Karp 1962, https://doi.org/10.1137/0110015), more of them
by search (path_search.py). The same tracks always come out in the same order.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from recommender import path_search
from recommender.audio import camelot

PITCH_PERCENT = 6.0
UNKNOWN_TEMPO_PERCENT = 3.0
"""Stands for the step from or to a track of unknown tempo."""
CLASH_OF_A_MOVE = 1 / 6
"""For each move on the wheel beyond the first, which is free."""
_OCTAVES = np.array([-1.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True)
class Step:
    """From one track to the next."""

    tempo_percent: float | None
    """How much faster the next one is, half and double time understood; None where a tempo is not
    known."""
    key_steps: int | None
    """Moves on the wheel, 0 to 7: along it, and one more between minor and major. None where a key
    is not known."""
    clash: float
    """0 (mixes safely) to 1."""
    cost: float


@dataclass(frozen=True, slots=True)
class Ordering:
    """Tracks in an order that mixes."""

    order: tuple[int, ...]
    """Places in the list that was given."""
    before: float
    """What the order that was given costs."""
    after: float
    steps: tuple[Step, ...]
    """Of the new order, one less than there are tracks."""


def order(
    tempos: Sequence[float | None], keys: Sequence[str | None], locked: Collection[int] = ()
) -> Ordering:
    """The tracks in a smooth order; never one that costs more than the one that was given.

    `tempos` in BPM and `keys` (Camelot) are those of the tracks, None where not known. The tracks
    at the places `locked` stay where they are. Raises ValueError where the lengths differ or a
    locked place does not exist.
    """
    costs = transition_costs(tempos, keys)
    fixed = np.zeros(len(costs), dtype=bool)
    for place in locked:
        if not 0 <= place < len(costs):
            raise ValueError(f"there is no place {place} among {len(costs)} tracks")
        fixed[place] = True
    given = np.arange(len(costs))
    found = path_search.shortest(costs, fixed)
    # There and back cost the same: it goes the way that is more like the list that was given.
    if not fixed.any() and found[::-1] @ given > found @ given:
        found = found[::-1]
    before, after = path_search.length(costs, given), path_search.length(costs, found)
    if after >= before - path_search.TOLERANCE:
        found, after = given, before
    order_ = tuple(found.tolist())
    in_order = steps([tempos[at] for at in order_], [keys[at] for at in order_])
    return Ordering(order_, before, after, in_order)


def steps(tempos: Sequence[float | None], keys: Sequence[str | None]) -> tuple[Step, ...]:
    """The transitions of tracks that are played in this order."""
    pairs = zip(tempos, tempos[1:], keys, keys[1:], strict=False)
    return tuple(_step(*pair) for pair in pairs)


def transition_costs(tempos: Sequence[float | None], keys: Sequence[str | None]) -> np.ndarray:
    """(n, n) what each transition costs; symmetric.

    Raises ValueError where there are not as many keys as tempos.
    """
    if len(tempos) != len(keys):
        raise ValueError("give as many keys as tempos, None where one is not known")
    bpm = np.array([_tempo(one) for one in tempos], dtype=np.float64)
    key = np.array([_key(one) for one in keys], dtype=np.int64)
    return tempo_costs(bpm[:, None], bpm[None, :]) + CLASHES[key[:, None], key[None, :]]


def tempo_costs(bpm: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What the tempo steps between them cost; NaN stands for an unknown tempo. They broadcast."""
    percent = np.abs(tempo_steps(bpm, others))
    return np.where(np.isnan(percent), UNKNOWN_TEMPO_PERCENT, percent) / PITCH_PERCENT


def tempo_steps(bpm: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How many percent faster the others are, the nearest of half, the same and double time.

    Down as up: a step that is undone by the step back. NaN stays NaN. The two broadcast.
    """
    ratios = np.log2(others / bpm)[..., None] + _OCTAVES
    nearest = np.abs(ratios).argmin(axis=-1, keepdims=True)
    octaves = np.take_along_axis(ratios, nearest, axis=-1)[..., 0]
    steps: np.ndarray = np.sign(octaves) * (np.exp2(np.abs(octaves)) - 1) * 100
    return steps


def wheel_moves(one: str, other: str) -> int:
    """Moves from key to key on the Camelot wheel, 0 to 7: along it, and from letter to letter."""
    return camelot.steps(one, other) + (one[-1] != other[-1])


def key_place(key: str | None) -> int:
    """The row and column of a key in CLASHES; the last for one that is not known."""
    return _key(key)


def _step(bpm: float | None, next_bpm: float | None, key: str | None, next_key: str | None) -> Step:
    percent = float(tempo_steps(np.array(_tempo(bpm)), np.array(_tempo(next_bpm))))
    clash = float(CLASHES[_key(key), _key(next_key)])
    moves = wheel_moves(key, next_key) if key and next_key and _known(key, next_key) else None
    known = not math.isnan(percent)
    cost = (abs(percent) if known else UNKNOWN_TEMPO_PERCENT) / PITCH_PERCENT + clash
    return Step(percent if known else None, moves, clash, cost)


def _known(*keys: str) -> bool:
    return all(camelot.parts(key) for key in keys)


def _tempo(bpm: float | None) -> float:
    return bpm if bpm and bpm > 0 and math.isfinite(bpm) else math.nan


def _key(key: str | None) -> int:
    return camelot.KEYS.index(key) if key and camelot.parts(key) else len(camelot.KEYS)


def _clashes() -> np.ndarray:
    moves = np.array([[wheel_moves(a, b) for b in camelot.KEYS] for a in camelot.KEYS])
    known = np.maximum(moves - 1, 0) * CLASH_OF_A_MOVE
    return np.pad(known, (0, 1), constant_values=known.mean())


CLASHES = _clashes()
"""(25, 25) how two keys clash, 0 to 1, in the order of camelot.KEYS; last what is not known."""
