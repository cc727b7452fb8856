"""The default model: several factorisations of the sets, and what else the catalogue tells.

A first stage folds the seeds into ALS factors of the sets' tracks. A second stage multiplies that
with the other signals (signals.py, company.py, like_sets.py), each to the power of its weight: a
conditional logit (McFadden, 1974) over the logarithms, fitted on sets held out inside the training
part by `python -m benchmarks.tune`, which never sees test sets.
"""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from recommender.collaborative.als import Als, AlsConfig
from recommender.collaborative.base import NO_ANSWER
from recommender.collaborative.company import Company
from recommender.collaborative.like_sets import LikeSets
from recommender.collaborative.signals import Djs, Followers, Months, Signal, Together
from recommender.interactions import Interactions

_SET_FLOOR = 0.003
_SIGNALS: dict[str, type[Djs] | type[Months] | type[Together] | type[Followers]] = {
    "djs": Djs,
    "months": Months,
    "together": Together,
    "follows": Followers,
}


@dataclass(frozen=True)
class SegueConfig(AlsConfig):
    """The default model's settings; those of `benchmarks.tune` from `w_sets` on."""

    artist_weight: float = 1.0
    fits: int = 2
    """Factorisations with `factors`, and as many with twice as many; their scores are averaged."""
    w_sets: float = 0.32
    w_djs: float = 0.41
    w_months: float = 0.36
    w_together: float = 0.84
    w_follows: float = 0.04
    w_company: float = 0.21
    w_artists: float = 1.27
    w_like_sets: float = 0.54


class Segue(Als):
    """ALS on sets, with DJs, dates, order, company and sets alike.

    `items` and `fold_in` are those of the first factorisation.
    """

    name = "segue"
    Settings = SegueConfig

    def _fit(self, interactions: Interactions, seed: int) -> None:
        others = enumerate(self._configs()[1:], start=1)
        # The parts learn nothing from each other, and each keeps one core busy. The limit spans
        # them all: set within each, the first to end would lift it for the others.
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as cores:
            company = cores.submit(Company.count, interactions, seed)
            fits = [
                cores.submit(Als(config).fit, interactions, seed + number)
                for number, config in others
            ]
            super()._fit(interactions, seed)
            self._signals: dict[str, Signal] = {
                name: signal.count(interactions) for name, signal in _SIGNALS.items()
            }
            self._others = [fit.result() for fit in fits]
            self._company, of_sets = company.result()
        self._like_sets = LikeSets.count(interactions.plays, of_sets)

    def _configs(self) -> list[AlsConfig]:
        settings = {name: getattr(self.config, name) for name in AlsConfig.__dataclass_fields__}
        small = AlsConfig(**settings)
        return [small, replace(small, factors=2 * small.factors)] * self.config.fits

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Model.score. Positive numbers: the weighted geometric mean of what the signals say,
        so that they lie about as far apart as those of one of them."""
        queries = sp.csr_matrix(queries, dtype=np.float32, copy=True)
        queries.sum_duplicates()
        by_sets = super().score(queries)
        signals = self.signals(queries, by_sets)
        weights = sum(getattr(self.config, f"w_{name}") for name in signals)
        mean = np.exp(self.weigh(signals) / (weights or 1.0))
        return np.where(by_sets > NO_ANSWER, mean, NO_ANSWER).astype(np.float32)

    def weigh(self, signals: Mapping[str, np.ndarray]) -> np.ndarray:
        """(n_queries, n_tracks) the sum of what `signals` gave, each times its weight."""
        weighted = [getattr(self.config, f"w_{name}") * one for name, one in signals.items()]
        return np.asarray(np.sum(weighted, axis=0), dtype=np.float32)

    def signals(
        self, queries: sp.csr_matrix, by_sets: np.ndarray | None = None
    ) -> dict[str, np.ndarray]:
        """By name, what each signal says: (n_queries, n_tracks).

        `by_sets`: the first factorisation's scores, if known.
        """
        first = Als.score(self, queries) if by_sets is None else by_sets
        sets = np.where(first > NO_ANSWER, first, 0)
        for other in self._others:
            sets += other.fold_in(queries).astype(np.float32) @ other.items.T
        seeds = queries.maximum(0).tocsr()
        seeds.eliminate_zeros()
        return {
            "sets": _log(sets / (1 + len(self._others)), _SET_FLOOR),
            **{name: signal.score(seeds) for name, signal in self._signals.items()},
            "company": self._company.by_tracks(queries),
            "artists": self._company.by_artists(queries),
            "like_sets": self._like_sets.score(self._company.of_artists(queries)),
        }

    def arrays(self) -> dict[str, np.ndarray]:
        """See Model.arrays."""
        named = super().arrays()
        named |= {f"items_{n}": other.items for n, other in enumerate(self._others, start=1)}
        for signal in self._signals.values():
            named |= signal.arrays()
        return named | self._company.arrays() | self._like_sets.arrays()

    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        if "company_artists" not in arrays:
            raise ValueError("an earlier version of Segue trained it")
        super()._restore(arrays)
        configs = self._configs()
        self._others = [
            _from_factors(config, arrays[f"items_{n}"])
            for n, config in enumerate(configs[1:], start=1)
        ]
        self._signals = {name: signal.restore(arrays) for name, signal in _SIGNALS.items()}
        self._company = Company.restore(arrays)
        self._like_sets = LikeSets.restore(arrays)


def _from_factors(config: AlsConfig, items: np.ndarray) -> Als:
    return Als.restore(vars(config), {"items": items}, len(items))


def _log(scores: np.ndarray, floor: float) -> np.ndarray:
    """Logarithms of scores of about 0 to 1; what lies below the floor is all alike."""
    return np.log(np.clip(scores, 0, 1) + floor).astype(np.float32)
