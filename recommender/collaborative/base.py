"""One interface for every model that learns from who played what.

A model maps *queries* (rows of weighted seed tracks) to a score for every track. Everything else,
ranking, evaluation, saving, is written once, here and in the rooms above.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

import numpy as np
import scipy.sparse as sp

from recommender.interactions import Interactions

NO_ANSWER = -np.inf
"""Score of a track that the model has nothing to say about; it is never recommended."""


@dataclass(frozen=True)
class Config:
    """A model's settings. Subclasses add theirs; all are plain numbers, so they save as JSON."""


class Model(ABC):
    """A trained recommender over the tracks (columns) of one interaction matrix."""

    name: ClassVar[str]
    """How evaluation tables and artefacts call it."""
    Settings: ClassVar[type[Config]] = Config
    show_progress = False
    """Whether fitting draws a progress bar, where it takes long enough to have one."""
    losses: tuple[float, ...] = ()
    """What the last fit had left to explain after each of its rounds, where it has any."""

    def __init__(self, config: Config | None = None) -> None:
        self.config: Any = config or self.Settings()
        self.n_tracks = 0

    def fit(self, interactions: Interactions, seed: int = 0) -> Self:
        """Learn from sets × tracks. The same seed gives the same model."""
        self.n_tracks = interactions.n_tracks
        self._fit(interactions, seed)
        return self

    @abstractmethod
    def _fit(self, interactions: Interactions, seed: int) -> None: ...

    @abstractmethod
    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """Score every track for every query.

        `queries`: (n_queries, n_tracks), weights of the seed tracks; a negative weight means
        "not like this one". Returns float32 (n_queries, n_tracks), higher is better, NO_ANSWER
        where the model has nothing to say. The seeds themselves are scored too.
        """

    def recommend(
        self,
        seeds: Sequence[int],
        k: int,
        weights: Sequence[float] | None = None,
        leave_out: Sequence[int] = (),
    ) -> tuple[np.ndarray, np.ndarray]:
        """The best `k` tracks for some seeds: (columns, scores), best first.

        Never a seed, never one of `leave_out`, never more than there are; nothing at all when the
        seeds are unknown (out of range) or say nothing.
        """
        given = [1.0] * len(seeds) if weights is None else list(weights)
        known = [(s, w) for s, w in zip(seeds, given, strict=True) if 0 <= s < self.n_tracks]
        if not known or k <= 0:
            return nothing()
        columns, values = zip(*known, strict=True)
        query = sp.csr_matrix(
            (np.asarray(values, np.float32), (np.zeros(len(columns), int), columns)),
            shape=(1, self.n_tracks),
        )
        scores = self.score(query)[0].copy()
        scores[list(columns)] = NO_ANSWER
        outside = [column for column in leave_out if 0 <= column < self.n_tracks]
        scores[outside] = NO_ANSWER
        best = top(scores, k)
        return best, scores[best]

    def similar(self, track: int, k: int) -> tuple[np.ndarray, np.ndarray]:
        """The `k` tracks nearest to one; by default, what it recommends as the only seed."""
        return self.recommend([track], k)

    @abstractmethod
    def arrays(self) -> dict[str, np.ndarray]:
        """What was learned, as named arrays."""

    @abstractmethod
    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None: ...

    def config_json(self) -> dict[str, Any]:
        """The settings, as they go into a manifest."""
        return asdict(self.config)

    @classmethod
    def restore(
        cls, config: Mapping[str, Any], arrays: Mapping[str, np.ndarray], n_tracks: int
    ) -> Self:
        """A trained model from its settings and arrays."""
        model = cls(cls.Settings(**config))
        model.n_tracks = n_tracks
        model._restore(arrays)
        return model


def top(scores: np.ndarray, k: int) -> np.ndarray:
    """Columns of the `k` best scores, best first, ties by column; NO_ANSWER left out."""
    k = min(k, int(np.count_nonzero(scores > NO_ANSWER)))
    if k <= 0:
        return np.empty(0, dtype=np.int64)
    if k < len(scores):
        # Everything at least as good as the k-th, so that ties at the edge are cut by column.
        edge = np.partition(scores, len(scores) - k)[len(scores) - k]
        candidates = np.flatnonzero(scores >= edge)
    else:
        candidates = np.arange(len(scores))
    order = np.lexsort((candidates, -scores[candidates]))
    return candidates[order[:k]]


def nothing() -> tuple[np.ndarray, np.ndarray]:
    """An answer without tracks."""
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)


def pack_sparse(name: str, matrix: sp.csr_matrix) -> dict[str, np.ndarray]:
    """A sparse matrix as named arrays."""
    return {
        f"{name}_data": matrix.data,
        f"{name}_indices": matrix.indices,
        f"{name}_indptr": matrix.indptr,
        f"{name}_shape": np.array(matrix.shape, dtype=np.int64),
    }


def unpack_sparse(name: str, arrays: Mapping[str, np.ndarray]) -> sp.csr_matrix:
    """The matrix that `pack_sparse` took apart."""
    parts = (arrays[f"{name}_data"], arrays[f"{name}_indices"], arrays[f"{name}_indptr"])
    return sp.csr_matrix(parts, shape=tuple(arrays[f"{name}_shape"]))
