"""EASE: one linear model from every track to every other.

Source: Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (WWW 2019): least squares with
a ridge, no track explaining itself, in closed form from an inverse P of tracks × tracks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import NO_ANSWER, Config, Model, pack_sparse, unpack_sparse
from recommender.interactions import Interactions

_AT_ONCE = 1_000
"""Columns that are worked on at once, to bound the memory."""


@dataclass(frozen=True)
class EaseConfig(Config):
    """Settings of EASE."""

    regularization: float = 200.0
    """Far below 1 the path by sets loses its digits."""
    max_rows: int = 8_000
    """The inverse is dense and cubic, so it has at most this many rows. Sets × sets are as good as
    tracks × tracks; where both are more, only so many of the most played tracks take part."""


class Ease(Model):
    """Embarrassingly shallow autoencoder.

    Tracks that take no part are neither asked about nor answered.
    """

    name = "ease"
    Settings = EaseConfig

    def _fit(self, interactions: Interactions, seed: int) -> None:
        # Sets that hold nothing known would only make the inverse larger.
        plays = interactions.plays[np.diff(interactions.plays.indptr) > 0]
        played = np.asarray(plays.sum(axis=0)).ravel()
        n_tracks = int(np.count_nonzero(played))
        most, ridge = self.config.max_rows, self.config.regularization
        if plays.shape[0] < n_tracks and plays.shape[0] <= most:
            self._weights: _Weights = _BySets.solve(plays, ridge)
        else:
            head = np.argsort(-played, kind="stable")[:most]
            known = np.zeros(len(played), dtype=bool)
            known[head] = played[head] > 0
            self._weights = _ByTracks.solve(plays, ridge, known)

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Model.score."""
        known = self._weights.known
        scores = self._weights.add_up(queries)
        scores[:, ~known] = NO_ANSWER
        scores[abs(queries) @ known.astype(np.float32) == 0] = NO_ANSWER
        return scores

    def arrays(self) -> dict[str, np.ndarray]:
        """See Model.arrays."""
        return self._weights.arrays()

    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        kind = _BySets if "inverse" in arrays else _ByTracks
        self._weights = kind.restore(arrays)


class _Weights(Protocol):
    """How much each track speaks for each other one."""

    known: np.ndarray
    """(n_tracks,) whether a track takes part."""

    def add_up(self, queries: sp.csr_matrix) -> np.ndarray:
        """(n_queries, n_tracks) float32: the queries times the weights."""
        ...

    def arrays(self) -> dict[str, np.ndarray]:
        """What was solved."""
        ...


class _ByTracks:
    """The weights themselves, of some tracks."""

    def __init__(self, known: np.ndarray, weights: np.ndarray) -> None:
        """`weights`: (n, n) among the n tracks that are `known`."""
        self.known, self.weights = known, weights

    @classmethod
    def solve(cls, plays: sp.csr_matrix, ridge: float, known: np.ndarray) -> "_ByTracks":
        columns = plays[:, known]
        gram = (columns.T @ columns).toarray().astype(np.float32)
        gram[np.diag_indices_from(gram)] += ridge
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 0)
        return cls(known, weights.astype(np.float32))

    def add_up(self, queries: sp.csr_matrix) -> np.ndarray:
        scores = np.zeros(queries.shape, dtype=np.float32)
        scores[:, self.known] = queries[:, self.known] @ self.weights
        return scores

    def arrays(self) -> dict[str, np.ndarray]:
        return {"known": self.known, "weights": self.weights}

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "_ByTracks":
        return cls(arrays["known"], arrays["weights"])


class _BySets:
    """The same weights of all tracks, from an inverse of sets × sets.

    By Woodbury's identity P = (I - M) / ridge with M = Xᵀ (X Xᵀ + ridge I)⁻¹ X for the plays X, so
    a weight is M[i, j] / (1 - M[j, j]); M is never made.
    """

    def __init__(self, plays: sp.csr_matrix, inverse: np.ndarray, own: np.ndarray) -> None:
        """`inverse`: (n_sets, n_sets); `own`: (n_tracks,) the diagonal of M, below 1."""
        self.plays, self.inverse, self.own = plays, inverse, own
        self._sets_of = sp.csr_matrix(plays.T)
        self.known = np.diff(self._sets_of.indptr) > 0

    @classmethod
    def solve(cls, plays: sp.csr_matrix, ridge: float) -> "_BySets":
        plays = sp.csr_matrix(plays, dtype=np.float64)
        gram = (plays @ plays.T).toarray()
        gram[np.diag_indices_from(gram)] += ridge
        inverse = np.linalg.inv(gram)
        own = np.empty(plays.shape[1])
        for start in range(0, len(own), _AT_ONCE):
            some = plays[:, start : start + _AT_ONCE]
            own[start : start + _AT_ONCE] = some.multiply(inverse @ some).sum(axis=0)
        less = np.float32
        return cls(plays.astype(less), inverse.astype(less), own.astype(less))

    def add_up(self, queries: sp.csr_matrix) -> np.ndarray:
        through = (queries @ self._sets_of) @ self.inverse
        scores = (self._sets_of @ through.T).T
        scores -= queries.multiply(self.own).toarray()  # no track speaks for itself
        return np.asarray(scores / (1 - self.own), dtype=np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        return {"inverse": self.inverse, "own": self.own, **pack_sparse("plays", self.plays)}

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "_BySets":
        return cls(unpack_sparse("plays", arrays), arrays["inverse"], arrays["own"])
