"""Models that hold a vector for each track and answer with those that point the same way."""

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import NO_ANSWER, Model


class NearestVectors(Model):
    """The nearest tracks by cosine between trained vectors; several seeds are added up."""

    def _set_directions(self, directions: np.ndarray) -> None:
        """`directions`: (n_tracks, factors) of length 1, or 0 where nothing is known."""
        # A product with a sparse row would copy another order each time.
        self.directions = np.ascontiguousarray(directions)
        self._known = directions.any(axis=1)

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Model.score."""
        scores = np.asarray((queries @ self.directions) @ self.directions.T, dtype=np.float32)
        scores[:, ~self._known] = NO_ANSWER
        scores[abs(queries) @ self._known.astype(np.float32) == 0] = NO_ANSWER
        return scores

    def arrays(self) -> dict[str, np.ndarray]:
        """See Model.arrays."""
        return {"directions": self.directions}

    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        # Not made unit vectors once more: that would change the last digits.
        self._set_directions(arrays["directions"])


def unit_rows(vectors: np.ndarray, least: float = 0.0) -> np.ndarray:
    """Each row by its length; zeros where that is not more than `least`."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, length, out=np.zeros_like(vectors), where=length > least)
