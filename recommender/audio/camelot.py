"""The Camelot wheel: keys as DJs write them, `8A` for A minor and `8B` for C major.

A step of one along the wheel is a fifth; the letter tells minor (A) from major (B).
"""

import re
from functools import lru_cache

NUMBERS = range(1, 13)
KEYS = tuple(f"{number}{letter}" for number in NUMBERS for letter in "AB")
"""All 24, in the order of the wheel."""

_PITCHES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
_FORM = re.compile(r"(1[0-2]|[1-9])([AB])")


@lru_cache(maxsize=64)
def parts(camelot: str | None) -> tuple[int, str] | None:
    """`8A` → (8, `A`); None where it is not on the wheel."""
    match = _FORM.fullmatch(camelot or "")
    return (int(match[1]), match[2]) if match else None


def camelot_of(pitch: int, major: bool) -> str:
    """The place on the wheel of a tonic (pitch class, C = 0)."""
    return f"{(7 * pitch + (7 if major else 4)) % 12 + 1}{'B' if major else 'A'}"


_NAMES = {
    camelot_of(pitch, major): f"{name} {'major' if major else 'minor'}"
    for pitch, name in enumerate(_PITCHES)
    for major in (True, False)
}


def key_name(camelot: str) -> str:
    """`8A` → `A minor`. Raises ValueError for what is not on the wheel."""
    if camelot not in _NAMES:
        raise ValueError(f"{camelot!r} is not on the Camelot wheel")
    return _NAMES[camelot]


def steps(one: str, other: str) -> int:
    """How far apart two keys are along the wheel, 0 to 6, whatever their letters."""
    first, second = parts(one), parts(other)
    if first is None or second is None:
        raise ValueError(f"{one!r} or {other!r} is not on the Camelot wheel")
    forward = (second[0] - first[0]) % 12
    return min(forward, 12 - forward)


@lru_cache(maxsize=len(KEYS) ** 2)
def harmonic(one: str, other: str) -> bool:
    """Whether two keys mix safely: the same, a neighbour of the same letter, or the relative."""
    return steps(one, other) <= (1 if one[-1] == other[-1] else 0)
