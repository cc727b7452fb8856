"""Matrix factorisation by alternating least squares, answered by fold-in.

Source: Hu, Koren, Volinsky, "Collaborative Filtering for Implicit Feedback Datasets" (ICDM 2008);
trained by the `implicit` package. A query is not looked up among trained rows: its seeds are taken
for a new row, whose factors are the solution of one small linear system.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import NO_ANSWER, Config, Model, nothing, top
from recommender.collaborative.directions import NearestVectors, unit_rows
from recommender.collaborative.threads import one_thread
from recommender.interactions import Interactions


@dataclass(frozen=True)
class AlsConfig(Config):
    """Settings of the factorisation."""

    factors: int = 64
    regularization: float = 0.05
    alpha: float = 10.0
    """Confidence of a play: how much more it counts than a track that was not played."""
    iterations: int = 15
    artist_weight: float = 0.0
    """Weight of one more row per artist, holding the artist's tracks; 0 leaves them out."""


class Als(Model):
    """ALS on sets × tracks; queries are folded in."""

    name = "als"
    Settings = AlsConfig

    def _fit(self, interactions: Interactions, seed: int) -> None:
        rows = interactions.plays
        weight = self.config.artist_weight
        if weight > 0:
            artists = interactions.artists
            several = np.asarray(artists.sum(axis=1)).ravel() > 1
            rows = sp.vstack([rows, artists[several] * weight], format="csr")
        items, self.losses = train_factors(rows, self.config, seed, self.show_progress)
        self._set_factors(items)

    def _set_factors(self, items: np.ndarray) -> None:
        self.items = np.ascontiguousarray(items, dtype=np.float32)
        # A track that no row holds has zero factors: it can be neither asked about nor answered.
        self._known = np.any(self.items != 0, axis=1)
        exact = self.items.astype(np.float64)
        self._gram = exact.T @ exact + self.config.regularization * np.eye(items.shape[1])

    def fold_in(self, queries: sp.csr_matrix) -> np.ndarray:
        """Factors (n_queries, factors) that ALS would give rows with these plays."""
        # So small a system takes several threads ten times as long as one, when others work too.
        with one_thread():
            return self._fold_in(queries)

    def _fold_in(self, queries: sp.csr_matrix) -> np.ndarray:
        users = np.zeros((queries.shape[0], self.items.shape[1]))
        for row in range(queries.shape[0]):
            seeds = queries[row].indices
            seeds, weights = seeds[self._known[seeds]], queries[row].data[self._known[seeds]]
            if not len(seeds):
                continue
            confidence = self.config.alpha * np.abs(weights.astype(np.float64))
            factors = self.items[seeds].astype(np.float64)
            # The Gram matrix holds every track with confidence 1 already. A disliked track has the
            # same confidence as a seed but prefers 0, so it drops out of the right-hand side.
            normal = self._gram + (factors.T * np.maximum(confidence - 1, 0)) @ factors
            users[row] = np.linalg.solve(normal, factors.T @ (confidence * (weights > 0)))
        return users

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Model.score."""
        users = self.fold_in(queries).astype(np.float32)
        scores = users @ self.items.T
        scores[:, ~self._known] = NO_ANSWER
        scores[~users.any(axis=1)] = NO_ANSWER
        return scores

    def similar(self, track: int, k: int) -> tuple[np.ndarray, np.ndarray]:
        """The nearest tracks by cosine between trained factors."""
        if not (0 <= track < self.n_tracks and self._known[track]) or k <= 0:
            return nothing()
        length = np.linalg.norm(self.items, axis=1)
        length[~self._known] = 1
        scores = (self.items @ self.items[track]) / (length * length[track])
        scores[~self._known] = NO_ANSWER
        scores[track] = NO_ANSWER
        best = top(scores, k)
        return best, scores[best]

    def arrays(self) -> dict[str, np.ndarray]:
        """See Model.arrays."""
        return {"items": self.items}

    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        self._set_factors(arrays["items"])


@dataclass(frozen=True)
class OriginalConfig(Config):
    """Settings of the original project."""

    factors: int = 30
    regularization: float = 0.1
    alpha: float = 1.0
    iterations: int = 15


class Original(NearestVectors):
    """The way of the project that Segue follows: ALS on DJ × track, nearest track vectors.

    Its seed's neighbours by cosine between trained track vectors; several seeds are averaged.
    """

    name = "original"
    Settings = OriginalConfig

    def _fit(self, interactions: Interactions, seed: int) -> None:
        plays_by_dj = sp.csr_matrix(interactions.djs @ interactions.plays)
        items, self.losses = train_factors(plays_by_dj, self.config, seed, self.show_progress)
        self._set_directions(unit_rows(items))


def train_factors(
    rows: sp.csr_matrix,
    config: AlsConfig | OriginalConfig,
    seed: int,
    show_progress: bool = False,
) -> tuple[np.ndarray, tuple[float, ...]]:
    """Track factors (n_tracks, factors) by `implicit`, and the loss after each iteration: the mean
    squared error, weighed by confidence, and the penalty. Repeatable with the seed.

    One thread, because the order in which threads add up would change the last digits.
    """
    # Here, not above: answering needs none of it, and the page starts sooner.
    from implicit.cpu.als import AlternatingLeastSquares

    if not rows.nnz:
        return np.zeros((rows.shape[1], config.factors), dtype=np.float32), ()
    losses: list[float] = []
    # implicit brings its own threads; BLAS threads inside them cost up to ten times the time.
    with one_thread():
        # A fresh instance for each fit: a second fit on one keeps the first shapes.
        model = AlternatingLeastSquares(
            factors=config.factors,
            regularization=config.regularization,
            alpha=config.alpha,
            iterations=config.iterations,
            random_state=seed,
            num_threads=1,
            calculate_training_loss=True,
        )
        model.fit(
            rows.tocsr().astype(np.float32),
            show_progress=show_progress,
            callback=lambda _iteration, _seconds, loss: losses.append(float(loss)),
        )
    factors: np.ndarray = model.item_factors
    # What nobody played keeps its random start otherwise.
    factors[np.asarray(rows.sum(axis=0)).ravel() == 0] = 0
    return factors, tuple(losses)
