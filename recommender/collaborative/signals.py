"""What a catalogue tells about two tracks beside the sets that hold both.

Each signal maps the seeds of a query to a value for every track, most of them the logarithm of how
likely it makes the track, so that a weighted sum of signals is a product of powers (segue.py). What
a signal knows nothing about gets the same value everywhere, which changes no order.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Protocol, Self

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import pack_sparse, unpack_sparse
from recommender.collaborative.baselines import unit_columns
from recommender.interactions import Interactions

_GROUP_FLOOR = 0.002
_MONTH_FLOOR = 3e-5
_ARTIST_PART = 0.1
"""A set with the artist counts as this much of a set with the track."""
_UNSEEN = 0.001
"""Share of their sets in which anybody may play a track that they have not played so far."""
_MONTHS = 2.0
"""A show this many months away tells 1/e as much as one of the same month."""
_NEAR = 8
"""Places after a track within which others follow it; each further one counts half as much."""


class Signal(Protocol):
    """One kind of evidence, with its arrays to be saved."""

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """(n_queries, n_tracks) float32; no weight in `queries` is negative."""
        ...

    def arrays(self) -> dict[str, np.ndarray]:
        """What was counted."""
        ...


class Groups(ABC):
    """In what share of the sets of a group the seeds may come from a track is, or its artist.

    Which group that is, is told by all seeds together: naive Bayes over the groups.
    """

    name: ClassVar[str]
    """What its arrays are called."""

    def __init__(self, plays: sp.csr_matrix, sets: np.ndarray) -> None:
        """`plays`: (n_groups, n_tracks) sets of a group that hold a track, and a part of those that
        hold its artist; `sets`: (n_groups,) in all."""
        self.plays, self.sets = plays, sets
        self._shares = sp.csc_matrix(sp.diags(_inverse(sets)) @ plays, dtype=np.float32)

    @staticmethod
    @abstractmethod
    def of_sets(interactions: Interactions) -> sp.csr_matrix:
        """Groups × sets, 1.0 where the set belongs to the group."""

    @classmethod
    def count(cls, interactions: Interactions) -> Self:
        """From which set is of which group; groups that no set is of are left out, for they would
        take some of the likelihood, and others' numbers with it."""
        groups = cls.of_sets(interactions).tocsr()
        groups = groups[np.diff(groups.indptr) > 0]
        if not groups.shape[0]:
            none = sp.csr_matrix((0, interactions.n_tracks), dtype=np.float32)
            return cls(none, np.empty(0, dtype=np.float32))
        by_set = interactions.played_artists()
        credits = _share_credits(interactions.artists)
        plays = groups @ (interactions.plays + _ARTIST_PART * (by_set @ credits))
        sets = np.asarray(groups.sum(axis=1), dtype=np.float32).ravel()
        return cls(sp.csr_matrix(plays, dtype=np.float32), sets)

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Signal.score."""
        return log_above((self._shares.T @ self.posterior(queries).T).T, _GROUP_FLOOR)

    def posterior(self, queries: sp.csr_matrix) -> np.ndarray:
        """(n_queries, n_groups) how likely each group is the one that the seeds come from."""
        return _posterior(queries, lambda seeds: self._shares[:, seeds].toarray(), self.sets)

    def shares(self, groups: np.ndarray, tracks: np.ndarray) -> np.ndarray:
        """(n, n_tracks) in what share of the sets of these groups these tracks are."""
        found: np.ndarray = self._shares[:, tracks][groups].toarray()
        return found

    def arrays(self) -> dict[str, np.ndarray]:
        """See Signal.arrays."""
        return {**pack_sparse(self.name, self.plays), f"{self.name}_sets": self.sets}

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """From what `arrays` gave."""
        return cls(unpack_sparse(cls.name, arrays), arrays[f"{cls.name}_sets"])


class Djs(Groups):
    """Whose sets the seeds may come from: the sets of a DJ are a group."""

    name = "djs"

    @staticmethod
    def of_sets(interactions: Interactions) -> sp.csr_matrix:
        """See Groups.of_sets."""
        return interactions.djs


class Styles(Groups):
    """What kind of set the seeds may come from: the sets of a style are a group."""

    name = "styles"

    @staticmethod
    def of_sets(interactions: Interactions) -> sp.csr_matrix:
        """See Groups.of_sets."""
        return interactions.styles


class Months:
    """In what share of all sets a track was played about when the seeds may have been.

    When that is, is told by all seeds together: naive Bayes over the months.
    """

    def __init__(self, plays: sp.csr_matrix, months: np.ndarray, sets: np.ndarray) -> None:
        """`plays`: (n, n_tracks) sets of a month that hold a track; `months`: (n,) counted from
        the year 0; `sets`: (n,) in all."""
        self.plays, self.months, self.sets = plays, months, sets
        near = np.exp(-np.abs(np.subtract.outer(months, months)) / _MONTHS)
        self._near = near / np.maximum(near @ sets, 1)[:, None]
        self._by_track = plays.tocsc()

    @classmethod
    def count(cls, interactions: Interactions) -> "Months":
        """From the sets' dates; sets without one are left out."""
        of_set = months_of(interactions.set_dates)
        dated = np.flatnonzero(of_set)
        months, at = np.unique(of_set[dated], return_inverse=True)
        ones = np.ones(len(dated), dtype=np.float32)
        rows = sp.csr_matrix((ones, (at, dated)), shape=(len(months), interactions.n_sets))
        plays = sp.csr_matrix(rows @ interactions.plays, dtype=np.float32)
        return cls(plays, months, np.bincount(at, minlength=len(months)).astype(np.float32))

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Signal.score."""
        around = self.posterior(queries) @ self._near
        return log_above((self.plays.T @ around.T).T, _MONTH_FLOOR)

    def posterior(self, queries: sp.csr_matrix) -> np.ndarray:
        """(n_queries, n_months) how likely each month is the one that the seeds come from."""
        return _posterior(
            queries, lambda seeds: self._near @ self._by_track[:, seeds].toarray(), self.sets
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """See Signal.arrays."""
        return {
            **pack_sparse("months", self.plays),
            "months_at": self.months,
            "months_sets": self.sets,
        }

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "Months":
        """From what `arrays` gave."""
        return cls(unpack_sparse("months", arrays), arrays["months_at"], arrays["months_sets"])


class Together:
    """Cosine between the sets of a track and those of the seeds, added up over the seeds.

    Not a logarithm: what several seeds were played with counts more than in proportion.
    """

    def __init__(self, directions: sp.csr_matrix) -> None:
        """`directions`: sets × tracks, columns of length 1."""
        self.directions = directions
        self.by_track = directions.T.tocsr()

    @classmethod
    def count(cls, interactions: Interactions) -> "Together":
        """From the plays."""
        return cls(unit_columns(interactions.plays))

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Signal.score."""
        found: np.ndarray = ((queries @ self.directions.T) @ self.directions).toarray()
        return found.astype(np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        """See Signal.arrays."""
        return pack_sparse("together", self.directions)

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "Together":
        """From what `arrays` gave."""
        return cls(unpack_sparse("together", arrays))


class Followers:
    """How often a track came soon after a seed, the sooner the more."""

    def __init__(self, follows: sp.csr_matrix) -> None:
        """`follows`: (n_tracks, n_tracks), row before column."""
        self.follows = follows

    @classmethod
    def count(cls, interactions: Interactions) -> "Followers":
        """From the order of plays."""
        rows, columns, positions = interactions.sequence.T
        n = interactions.n_tracks
        follows = sp.csr_matrix((n, n), dtype=np.float32)
        # Positions ascend within a set, so the next _NEAR rows hold all that are so near, but
        # for tracks on top of each other: those at the far end count least.
        for step in range(1, _NEAR + 1):
            before, after = slice(None, -step), slice(step, None)
            apart = positions[after] - positions[before]
            near = (rows[before] == rows[after]) & (apart >= 1) & (apart <= _NEAR)
            near &= columns[before] != columns[after]
            pairs = (columns[before][near], columns[after][near])
            counts = (0.5 ** (apart[near] - 1)).astype(np.float32)
            follows = follows + sp.csr_matrix((counts, pairs), shape=(n, n))
        return cls(sp.csr_matrix(follows, dtype=np.float32))

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Signal.score."""
        # Four places after once makes half as much of a difference as right after once.
        return np.log1p(4 * (queries @ self.follows).toarray(), dtype=np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        """See Signal.arrays."""
        return pack_sparse("follows", self.follows)

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "Followers":
        """From what `arrays` gave."""
        return cls(unpack_sparse("follows", arrays))


def _share_credits(artists: sp.csr_matrix) -> sp.csr_matrix:
    """Artists × tracks, each track's credits as shares of 1."""
    credited = np.asarray(artists.sum(axis=0)).ravel()
    shares = np.divide(1.0, credited, out=np.zeros(len(credited)), where=credited > 0)
    return sp.csr_matrix(artists @ sp.diags(shares), dtype=np.float32)


def months_of(dates: np.ndarray) -> np.ndarray:
    """(n,) the month of each ISO date, counted from the year 0; 0 where there is none."""
    return np.array([_month(date) for date in dates], dtype=np.int64)


def _month(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7]) - 1 if len(date) >= len("2020-01") else 0


def log_above(likely: np.ndarray, floor: float) -> np.ndarray:
    """Logarithms, never far below what is worth telling apart."""
    logs: np.ndarray = np.log(np.maximum(likely, 0) + floor, dtype=np.float32, casting="same_kind")
    return logs


def _inverse(values: np.ndarray) -> np.ndarray:
    return np.divide(1.0, values, out=np.zeros(len(values)), where=values > 0)


def _posterior(
    queries: sp.csr_matrix, shares: Callable[[np.ndarray], np.ndarray], sets: np.ndarray
) -> np.ndarray:
    """(n_queries, n) how likely each of n players, or months, is the one that the seeds come from.

    `shares`: for columns, (n, len(columns)) the shares of the sets of each that hold them; `sets`:
    (n,) how many these are. The seeds' weights are powers. Nothing where no seed tells anything.
    """
    found = np.zeros((queries.shape[0], len(sets)))
    before = np.log(np.maximum(sets, _UNSEEN))
    for row in range(queries.shape[0]):
        at = slice(queries.indptr[row], queries.indptr[row + 1])
        held = shares(queries.indices[at])
        if not held.any():
            continue
        odds = before + np.log(held / _UNSEEN + 1) @ queries.data[at]
        odds = np.exp(odds - odds.max())
        found[row] = odds / odds.sum()
    return found
