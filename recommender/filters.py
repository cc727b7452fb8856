"""Filters as a DJ thinks: key, tempo, genre, years, artists. What is unknown is never left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, get_args

import numpy as np

from recommender.audio import camelot
from recommender.errors import BadInput
from recommender.plural import count
from recommender.years import FIRST_YEAR

KeyFilter = Literal["any", "same", "harmonic"]

MAX_TEMPO_PERCENT = 50.0
LAST_YEAR = 2100
"""The filter by years takes those from FIRST_YEAR to this one."""
_NAMES = {"years": "the span of years", "played": "what you played already"}
"""What a sentence calls a filter, where its name alone would not do."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the answer must fulfil: key, tempo and genre compared with the first seed, the rest by
    itself."""

    key: KeyFilter = "any"
    """`same`: the very key; `harmonic`: also its neighbours and its relative on the wheel."""
    tempo_percent: float | None = None
    """How far the tempo may be off, with half and double time; None: any tempo."""
    other_genre: bool = False
    """Only tracks that sound like another genre than the seed."""
    first_year: int | None = None
    """Only tracks whose first known play is not before this year; None: any."""
    last_year: int | None = None
    """Only tracks whose first known play is not after this year; None: any."""
    per_artist: int | None = None
    """At most so many tracks that credit one artist; None: any number."""
    discovery: float = 0.0
    """-1 (well known tracks first) to 1 (hardly known ones first); 0 as the sets say. It weighs
    and leaves nothing out."""
    played: frozenset[str] = field(default=frozenset(), repr=False)
    """Identities of tracks to leave out."""

    def __post_init__(self) -> None:
        if self.key not in get_args(KeyFilter):
            raise BadInput("The key filter is any, same or harmonic.")
        if self.tempo_percent is not None and not 0 < self.tempo_percent <= MAX_TEMPO_PERCENT:
            raise BadInput(f"The tempo filter takes more than 0 and up to {MAX_TEMPO_PERCENT:g} %.")
        _check_years(self.first_year, self.last_year)
        if self.per_artist is not None and self.per_artist < 1:
            raise BadInput("Allow at least one track by each artist.")
        if not -1 <= self.discovery <= 1:
            raise BadInput("Discovery goes from -1 (well known) to 1 (hardly known).")

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the filters that are set, of `key`, `tempo`, `genre`, `years`, `artist` and
        `played`; discovery is none of them, for it leaves nothing out."""
        chosen = {
            "key": self.key != "any",
            "tempo": self.tempo_percent is not None,
            "genre": self.other_genre,
            "years": self.first_year is not None or self.last_year is not None,
            "artist": self.per_artist is not None,
            "played": bool(self.played),
        }
        return tuple(name for name, is_set in chosen.items() if is_set)

    @property
    def fingerprint(self) -> str:
        """A short text that other filters do not have, for keeping answers by."""
        # Parted by what no identity holds, and sorted: a set has no order of its own.
        keys = "\n".join(sorted(self.played)).encode("utf-8", "surrogatepass")
        return f"{self} {sha256(keys).hexdigest()}"


def _check_years(first: int | None, last: int | None) -> None:
    for year in (first, last):
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadInput(f"Years go from {FIRST_YEAR} to {LAST_YEAR}.")
    if first is not None and last is not None and first > last:
        raise BadInput(f"The years end ({last}) before they begin ({first}).")


ANY = Filters()
"""No filter at all."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What the filters look at, for one track or, as arrays (n,), for many."""

    tempo_bpm: np.ndarray
    """NaN where it is not known."""
    key: np.ndarray
    """Place in camelot.KEYS, -1 where it is not known."""
    genre: np.ndarray
    """Number of the likeliest genre, -1 where it is not known."""


def key_number(key: str | None) -> int:
    """Place of a Camelot key in camelot.KEYS; -1 for None."""
    return camelot.KEYS.index(key) if key else -1


def left_out(filters: Filters, seed: Traits, tracks: Traits) -> dict[str, np.ndarray]:
    """For each filter by sound that is set and can be applied, (n,) which tracks it leaves out.

    `seed` holds arrays of one element. A trait that the seed lacks can't be compared: that filter
    is missing in the answer. A track that lacks it stays in.
    """
    found: dict[str, np.ndarray] = {}
    key, bpm, genre = int(seed.key[0]), float(seed.tempo_bpm[0]), int(seed.genre[0])
    if filters.key != "any" and key >= 0:
        fits = _SAME if filters.key == "same" else _HARMONIC
        found["key"] = (tracks.key >= 0) & ~fits[key][tracks.key]
    if filters.tempo_percent is not None and bpm > 0:
        found["tempo"] = tempo_gap(bpm, tracks.tempo_bpm) > filters.tempo_percent / 100
    if filters.other_genre and genre >= 0:
        found["genre"] = tracks.genre == genre
    return found


def tell_filters(filters: Filters, removed: Mapping[str, int], found: bool) -> list[str]:
    """What the filters did that a reader would not expect, a sentence each.

    `removed` counts what each filter left out, `found` says whether anything is left.
    """
    told = [
        f"The seed's {name} is not known, so that filter was left aside."
        for name in filters.active
        if name not in removed
    ]
    worst = max(removed, key=lambda name: removed[name], default=None)
    if not found and worst:
        told.append(
            f"The filters leave nothing: {_NAMES.get(worst, worst)} alone leaves out "
            f"{count(removed[worst], 'track')}. Lift it to see them."
        )
    return told


def outside_years(filters: Filters, first_years: np.ndarray) -> np.ndarray:
    """(n,) which tracks the filter by years leaves out; `first_years`: the year of each one's first
    known play, 0 where it is not known: those stay in."""
    known = first_years > 0
    early = first_years < (filters.first_year or 0)
    late = first_years > (filters.last_year or LAST_YEAR)
    outside: np.ndarray = known & (early | late)
    return outside


def tempo_gap(seed_bpm: float, bpm: np.ndarray) -> np.ndarray:
    """How far each tempo must be pitched to meet the seed's, as a share of its own.

    Half and double time count as the same tempo; NaN stays NaN.
    """
    targets = seed_bpm * np.array([0.5, 1.0, 2.0])
    gaps = np.abs(targets[None, :] / bpm[:, None] - 1)
    nearest: np.ndarray = gaps.min(axis=1)
    return nearest


_SAME = np.eye(len(camelot.KEYS), dtype=bool)
_HARMONIC = np.array([[camelot.harmonic(a, b) for b in camelot.KEYS] for a in camelot.KEYS])
