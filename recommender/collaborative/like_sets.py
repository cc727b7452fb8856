"""Tracks of the sets that are like the seeds: neighbours among sets, not among tracks.

Two sets may be alike without a track in common, so how alike they are is told by where their
artists point (company.py). After Resnick et al., "GroupLens" (CSCW 1994), with sets for users, all
of them neighbours, and a softmax for their weights.
"""

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import pack_sparse, unpack_sparse
from recommender.collaborative.directions import unit_rows
from recommender.collaborative.signals import log_above

_SHARPNESS = 4.0
"""A set that points as the seeds do weighs this power of e more than one at a right angle."""
_FEW = 5.0
"""Added to the lengths of sets, so that short ones do not weigh too much."""
_FLOOR = 3e-4


class LikeSets:
    """In what share of the sets a track is, those like the seeds counting most."""

    def __init__(self, plays: sp.csr_matrix, directions: np.ndarray) -> None:
        """`plays`: sets × tracks; `directions`: (n_sets, factors) of length 1, or 0 where nothing
        is known of a set."""
        self.plays, self.directions = plays, directions
        self._by_length = 1 / np.sqrt(np.asarray(plays.sum(axis=1)).ravel() + _FEW)

    @classmethod
    def count(cls, plays: sp.csr_matrix, factors: np.ndarray) -> "LikeSets":
        """From the sets and their factors, (n_sets, factors)."""
        return cls(sp.csr_matrix(plays, dtype=np.float32), unit_rows(factors.astype(np.float32)))

    def score(self, factors: np.ndarray) -> np.ndarray:
        """(n_queries, n_tracks) float32 logarithms, from the seeds' factors (n_queries, factors).

        The same for everyone whose factors are 0: how often tracks are played.
        """
        alike = unit_rows(factors.astype(np.float32)) @ self.directions.T
        weights = np.exp(_SHARPNESS * (alike - 1)) * self._by_length
        weights /= weights.sum(axis=1, keepdims=True)
        return log_above((self.plays.T @ weights.T).T, _FLOOR)

    def arrays(self) -> dict[str, np.ndarray]:
        """What was counted."""
        return {**pack_sparse("like_sets", self.plays), "like_sets_directions": self.directions}

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "LikeSets":
        """From what `arrays` gave."""
        return cls(unpack_sparse("like_sets", arrays), arrays["like_sets_directions"])
