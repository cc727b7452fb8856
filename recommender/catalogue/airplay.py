"""How often, and since when, the tracks of the catalogue were played."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.current import Current
from recommender.catalogue.store import Store
from recommender.interactions import find_columns
from recommender.years import year_of

_NO_YEAR = 9999


@dataclass(frozen=True)
class Airplay:
    """The plays of every track that was played, by ascending ID."""

    track_ids: np.ndarray
    """(n,) catalogue IDs."""
    sets: np.ndarray
    """(n,) in how many sets each track was played."""
    first_years: np.ndarray
    """(n,) the year of its first known play; 0 where none of its sets has a date."""

    def sets_of(self, track_ids: np.ndarray) -> np.ndarray:
        """(m,) in how many sets each was played; 0 for tracks that nobody played."""
        return self._of(self.sets, track_ids)

    def first_years_of(self, track_ids: np.ndarray) -> np.ndarray:
        """(m,) years of the first known plays, 0 where there is none."""
        return self._of(self.first_years, track_ids)

    def _of(self, values: np.ndarray, track_ids: np.ndarray) -> np.ndarray:
        rows = find_columns(self.track_ids, track_ids)
        if not len(values):
            return np.zeros(len(rows), dtype=np.int64)
        return np.where(rows >= 0, values[rows], 0)


class CurrentAirplay:
    """Hands out the plays as the catalogue holds them now. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        pause_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`pause_s`: see Current."""
        self._current = Current(store.revision, lambda _: load_airplay(store), pause_s, clock)

    @property
    def version(self) -> int | None:
        """Changes whenever the plays in use do; None where nobody asked for them yet."""
        return self._current.current()[0] if self._current.known() else None

    def current(self) -> Airplay:
        """Reads all plays when a set was added or changed: half a second for 200,000 tracks."""
        return self._current.current()[1]


def load_airplay(store: Store) -> Airplay:
    """Counted here, for that is three times as fast as in the database. A track that a set repeats
    counts once."""
    plays = sa.select(db.play.c.track_id, db.play.c.set_id).where(db.play.c.track_id.is_not(None))
    dates = sa.select(db.dj_set.c.id, db.dj_set.c.date)
    with store.engine.connect() as connection:
        pairs = _pairs(connection.execute(plays).all())
        years = {set_id: year_of(date) for set_id, date in connection.execute(dates)}
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    new = np.ones(len(pairs), dtype=bool)
    new[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    tracks, sets = pairs[new].T
    track_ids, starts, counts = np.unique(tracks, return_index=True, return_counts=True)
    year = _look_up(years, sets)
    year[year == 0] = _NO_YEAR
    first = np.minimum.reduceat(year, starts) if len(starts) else year
    return Airplay(track_ids, counts, np.where(first == _NO_YEAR, 0, first))


def _pairs(rows: Sequence[sa.Row]) -> np.ndarray:
    """(n, 2) the numbers of rows of two."""
    numbers = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=2 * len(rows))
    return numbers.reshape(-1, 2)


def _look_up(values: Mapping[int, int], keys: np.ndarray) -> np.ndarray:
    """(n,) values of keys; 0 for a set that went while its plays were read."""
    known, places = np.unique(keys, return_inverse=True)
    return np.array([values.get(int(key), 0) for key in known], dtype=np.int64)[places]
