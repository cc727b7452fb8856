"""What every better model has to beat: popularity and item-kNN."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import (
    NO_ANSWER,
    Config,
    Model,
    pack_sparse,
    unpack_sparse,
)
from recommender.interactions import Interactions


class Popularity(Model):
    """The most played tracks, whatever the seed."""

    name = "popularity"

    def _fit(self, interactions: Interactions, seed: int) -> None:
        self.sets = np.asarray(interactions.plays.sum(axis=0), dtype=np.float32).ravel()

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Model.score."""
        scores = np.tile(np.where(self.sets > 0, self.sets, NO_ANSWER), (queries.shape[0], 1))
        scores[np.diff(queries.indptr) == 0] = NO_ANSWER
        return scores.astype(np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        """See Model.arrays."""
        return {"sets": self.sets}

    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        self.sets = arrays["sets"]


class ItemKnn(Model):
    """Nearest tracks by the sets that they share: a product of weighted set vectors.

    Exact: no list of neighbours is cut short, so a track has an answer for every track that it
    shares a set with, and none for the others.
    """

    def _fit(self, interactions: Interactions, seed: int) -> None:
        self.vectors = self._weigh(interactions.plays)

    @abstractmethod
    def _weigh(self, plays: sp.csr_matrix) -> sp.csr_matrix: ...

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Model.score."""
        scores = ((queries @ self.vectors.T) @ self.vectors).toarray().astype(np.float32)
        scores[scores == 0] = NO_ANSWER
        return scores

    def arrays(self) -> dict[str, np.ndarray]:
        """See Model.arrays."""
        return pack_sparse("vectors", self.vectors)

    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        self.vectors = unpack_sparse("vectors", arrays)


class ItemKnnCosine(ItemKnn):
    """Cosine between the tracks' columns of the matrix."""

    name = "item-knn-cosine"

    def _weigh(self, plays: sp.csr_matrix) -> sp.csr_matrix:
        return unit_columns(plays)


@dataclass(frozen=True)
class Bm25Config(Config):
    """Settings of the BM25 weighting, in the usual letters."""

    k1: float = 1.2
    b: float = 0.75


class ItemKnnBm25(ItemKnn):
    """BM25: a shared set says less when it is long or when its tracks are everywhere.

    Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), with sets for
    documents and tracks for terms.
    """

    name = "item-knn-bm25"
    Settings = Bm25Config

    def _weigh(self, plays: sp.csr_matrix) -> sp.csr_matrix:
        n_sets = plays.shape[0]
        length = np.asarray(plays.sum(axis=1)).ravel()
        mean = length.mean() if n_sets else 1.0
        norm = 1 - self.config.b + self.config.b * length / (mean or 1.0)
        played = np.asarray(plays.sum(axis=0)).ravel()
        rarity = np.log1p((n_sets - played + 0.5) / (played + 0.5))
        # Every count is 1, so the saturation depends on the set's length alone.
        by_set = (self.config.k1 + 1) / (1 + self.config.k1 * norm)
        return sp.csr_matrix(sp.diags(by_set) @ plays @ sp.diags(rarity), dtype=np.float32)


def unit_columns(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """The matrix with each column divided by its length; empty ones stay empty."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel())
    inverse = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    return sp.csr_matrix(matrix @ sp.diags(inverse), dtype=np.float32)
