"""Bayesian personalised ranking, asked with sets that it has not seen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import NO_ANSWER, Config, Model
from recommender.collaborative.threads import one_thread
from recommender.interactions import Interactions


@dataclass(frozen=True)
class BprConfig(Config):
    """Settings of the factorisation; `implicit`'s names. Found by benchmarks/tune_baselines.py."""

    factors: int = 100
    learning_rate: float = 0.05
    regularization: float = 0.001
    iterations: int = 50


class Bpr(Model):
    """Matrix factorisation that puts a set's tracks above others, pair by pair.

    Source: Rendle, Freudenthaler, Gantner, Schmidt-Thieme, "BPR: Bayesian Personalized Ranking from
    Implicit Feedback" (UAI 2009); trained by the `implicit` package. A query is no row of the
    training, so the mean of its seeds' vectors stands for the row's own, as in Hidasi, Karatzoglou,
    Baltrunas, Tikk, "Session-based Recommendations with Recurrent Neural Networks" (ICLR 2016,
    section 4): its product with a track's vector, plus the track's bias, is the score.
    """

    name = "bpr"
    Settings = BprConfig

    def _fit(self, interactions: Interactions, seed: int) -> None:
        # Here, not above: answering needs none of it, and the page starts sooner.
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        plays, config = interactions.plays, self.config
        if not plays.nnz:
            self._set_factors(np.zeros((plays.shape[1], config.factors + 1), dtype=np.float32))
            return
        # One thread, because the order in which threads take turns would change the answer.
        with one_thread():
            model = BayesianPersonalizedRanking(
                factors=config.factors,
                learning_rate=config.learning_rate,
                regularization=config.regularization,
                iterations=config.iterations,
                random_state=seed,
                num_threads=1,
            )
            model.fit(plays.tocsr().astype(np.float32), show_progress=self.show_progress)
        self._set_factors(model.item_factors)

    def _set_factors(self, items: np.ndarray) -> None:
        """`items`: (n_tracks, factors + 1), the bias last; zeros where nobody played a track."""
        self.items = np.ascontiguousarray(items, dtype=np.float32)
        self._known = self.items.any(axis=1)

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Model.score."""
        known = sp.csr_matrix(queries @ sp.diags(self._known.astype(np.float32)))
        known.eliminate_zeros()
        weight = np.asarray(abs(known).sum(axis=1), dtype=np.float32).reshape(-1, 1)
        users = np.asarray(known @ self.items, dtype=np.float32) / np.where(weight > 0, weight, 1)
        users[:, -1] = 1
        scores = users @ self.items.T
        scores[:, ~self._known] = NO_ANSWER
        scores[weight.ravel() == 0] = NO_ANSWER
        return scores

    def arrays(self) -> dict[str, np.ndarray]:
        """See Model.arrays."""
        return {"items": self.items}

    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        self._set_factors(arrays["items"])
