"""The default model: several factorisations of the sets, and what else the catalogue tells.

A first stage folds the seeds into ALS factors of the sets' tracks. A second stage multiplies that
with the other signals (signals.py, company.py, like_sets.py), each to the power of its weight: a
conditional logit (McFadden, 1974) over the logarithms, fitted on sets held out inside the training
part by `python -m benchmarks.tune`, which never sees test sets. For several seeds a third stage
puts the best of that in another order (several.py).
"""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.als import Als, AlsConfig
from recommender.collaborative.base import NO_ANSWER, top
from recommender.collaborative.company import Company
from recommender.collaborative.like_sets import LikeSets
from recommender.collaborative.several import Learned, Several, as_rows, shipped_trees
from recommender.collaborative.signals import (
    Djs,
    Followers,
    Months,
    Signal,
    Styles,
    Together,
)
from recommender.collaborative.threads import one_thread
from recommender.collaborative.trees import Trees
from recommender.interactions import Interactions

_SET_FLOOR = 0.003


@dataclass(frozen=True)
class SegueConfig(AlsConfig):
    """The default model's settings; from `w_sets` on those of `benchmarks.tune`, `w_styles` that of
    `benchmarks.tune_sides`."""

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
    w_styles: float = 0.35
    reordered: int = 200
    """How many of the best answers to several seeds the trees put in another order; 0 for none."""


class Segue(Als):
    """ALS on sets, with DJs, styles, dates, order, company and sets alike.

    `items` and `fold_in` are those of the first factorisation.
    """

    name = "segue"
    Settings = SegueConfig

    def _fit(self, interactions: Interactions, seed: int) -> None:
        self._trees = shipped_trees() if self.config.reordered else Trees.none()
        others = enumerate(self._configs()[1:], start=1)
        # The parts learn nothing from each other, and each keeps one core busy.
        with one_thread(), ThreadPoolExecutor(os.cpu_count()) as cores:
            company = cores.submit(Company.count, interactions.with_labels_as_artists(), seed)
            fits = [
                cores.submit(Als(config).fit, interactions, seed + number)
                for number, config in others
            ]
            try:
                super()._fit(interactions, seed)
                self._djs, self._months = Djs.count(interactions), Months.count(interactions)
                self._styles = Styles.count(interactions)
                self._together = Together.count(interactions)
                self._follows = Followers.count(interactions)
                self._several = Several.count(interactions)
                self._others = [fit.result() for fit in fits]
                self._company, of_sets = company.result()
            except BaseException:
                # Whoever interrupts need not wait for what has not begun.
                cores.shutdown(wait=False, cancel_futures=True)
                raise
        self._like_sets = LikeSets.count(interactions.plays, of_sets)

    def _configs(self) -> list[AlsConfig]:
        settings = {name: getattr(self.config, name) for name in AlsConfig.__dataclass_fields__}
        small = AlsConfig(**settings)
        return [small, replace(small, factors=2 * small.factors)] * self.config.fits

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        """See Model.score. Positive numbers: the weighted geometric mean of what the signals say,
        so that they lie about as far apart as those of one of them. Where trees reorder the best
        answers, these change scores with each other."""
        queries = sp.csr_matrix(queries, dtype=np.float32, copy=True)
        queries.sum_duplicates()
        by_sets = super().score(queries)
        signals = self.signals(queries, by_sets)
        weights = sum(getattr(self.config, f"w_{name}") for name in signals)
        total = self.weigh(signals)
        self._reorder(queries, np.where(by_sets > NO_ANSWER, total, NO_ANSWER), signals, total)
        mean = np.exp(total / (weights or 1.0))
        return np.where(by_sets > NO_ANSWER, mean, NO_ANSWER).astype(np.float32)

    def weigh(self, signals: Mapping[str, np.ndarray]) -> np.ndarray:
        """(n_queries, n_tracks) the sum of what `signals` gave, each times its weight."""
        weighted = [getattr(self.config, f"w_{name}") * one for name, one in signals.items()]
        return np.asarray(np.sum(weighted, axis=0), dtype=np.float32)

    def candidates(self, query: sp.csr_matrix, total: np.ndarray, k: int) -> np.ndarray:
        """Of one query (1, n_tracks), the columns that the trees put in another order: the `k` best
        by `total` (n_tracks,); none where its seeds are not several.

        Seeds of unequal weight are not: the trees know none. So it is where a seed is told by the
        tracks around it, and where a DJ's taste is asked about.
        """
        liked = query.data > 0
        weights = query.data[liked]
        equal = np.allclose(weights, weights[:1])
        if not (equal and self._several.are_several(query.indices[liked])):
            return np.empty(0, dtype=np.int64)
        asked = total.copy()
        asked[query.indices] = NO_ANSWER
        return top(asked, k)

    def several_features(
        self, query: sp.csr_matrix, tracks: np.ndarray, signals: Mapping[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """What the trees look at for `tracks` as answers to one query (1, n_tracks); `signals`:
        what each says of these tracks. See Several.features."""
        seeds = query.indices[query.data > 0]
        # The trees grew where nobody names styles.
        known = {name: one for name, one in signals.items() if name != "styles"}
        factors = [self.items, *(other.items for other in self._others)]
        learned = Learned(factors, self._company, self._together, self._djs, self._months)
        return self._several.features(seeds, tracks, known, learned)

    def _reorder(
        self,
        queries: sp.csr_matrix,
        asked: np.ndarray,
        signals: Mapping[str, np.ndarray],
        total: np.ndarray,
    ) -> None:
        """Let the best of `asked` (n_queries, n_tracks) change places in `total`, as the trees say.

        Only places: how far the best answer is above others is what dislikes and sound are measured
        against.
        """
        for row, query in enumerate(queries):
            tracks = self.candidates(query, asked[row], self.config.reordered)
            if len(tracks):
                of_these = {name: one[row, tracks] for name, one in signals.items()}
                with one_thread():
                    features = self.several_features(query, tracks, of_these)
                before = total[row, tracks]
                votes = before + self._trees.score(as_rows(features, self._trees.names))
                total[row, tracks[np.argsort(-votes, kind="stable")]] = before

    def signals(
        self, queries: sp.csr_matrix, by_sets: np.ndarray | None = None
    ) -> dict[str, np.ndarray]:
        """By name, what each signal says: (n_queries, n_tracks). Styles are among them where the
        catalogue has any.

        `by_sets`: the first factorisation's scores, if known.
        """
        first = Als.score(self, queries) if by_sets is None else by_sets
        sets = np.where(first > NO_ANSWER, first, 0)
        for other in self._others:
            sets += other.fold_in(queries).astype(np.float32) @ other.items.T
        seeds = queries.maximum(0).tocsr()
        seeds.eliminate_zeros()
        found = {
            "sets": _log(sets / (1 + len(self._others)), _SET_FLOOR),
            "djs": self._djs.score(seeds),
            "months": self._months.score(seeds),
            "together": self._together.score(seeds),
            "follows": self._follows.score(seeds),
            "company": self._company.by_tracks(queries),
            "artists": self._company.by_artists(queries),
            "like_sets": self._like_sets.score(self._company.of_artists(queries)),
        }
        if len(self._styles.sets):
            found["styles"] = self._styles.score(seeds)
        return found

    def arrays(self) -> dict[str, np.ndarray]:
        """See Model.arrays."""
        named = super().arrays()
        named |= {f"items_{n}": other.items for n, other in enumerate(self._others, start=1)}
        named |= {f"trees_{name}": value for name, value in self._trees.arrays().items()}
        parts: list[Signal | Company | LikeSets | Several] = [
            *(self._djs, self._styles, self._months, self._together, self._follows),
            *(self._company, self._like_sets, self._several),
        ]
        for part in parts:
            named |= part.arrays()
        return named

    def _restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        if "styles_sets" not in arrays:
            raise ValueError("an earlier version of Segue trained it")
        super()._restore(arrays)
        configs = self._configs()
        self._others = [
            _from_factors(config, arrays[f"items_{n}"])
            for n, config in enumerate(configs[1:], start=1)
        ]
        self._djs, self._styles = Djs.restore(arrays), Styles.restore(arrays)
        self._months = Months.restore(arrays)
        self._together, self._follows = Together.restore(arrays), Followers.restore(arrays)
        self._company, self._like_sets = Company.restore(arrays), LikeSets.restore(arrays)
        self._several = Several.restore(arrays)
        self._trees = Trees.restore(
            {
                name.removeprefix("trees_"): value
                for name, value in arrays.items()
                if name.startswith("trees_")
            }
        )


def _from_factors(config: AlsConfig, items: np.ndarray) -> Als:
    return Als.restore(vars(config), {"items": items}, len(items))


def _log(scores: np.ndarray, floor: float) -> np.ndarray:
    """Logarithms of scores of about 0 to 1; what lies below the floor is all alike."""
    return np.log(np.clip(scores, 0, 1) + floor).astype(np.float32)
