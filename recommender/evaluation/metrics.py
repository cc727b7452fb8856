"""Ranking metrics of one query, and their intervals over sets.

All metrics look at the ranks of the relevant tracks in the ranking of the whole vocabulary without
the seeds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.collaborative.base import NO_ANSWER, top

RECALL_AT = (10, 50, 500)
NDCG_AT = 100
MAP_AT = 500
COVERAGE_AT = 50
DEPTH = 500
"""How many best tracks of a ranking are looked at, but for MRR, which looks at all."""

METRICS = (*(f"recall@{k}" for k in RECALL_AT), f"ndcg@{NDCG_AT}", "mrr", f"map@{MAP_AT}")

_DISCOUNT = 1 / np.log2(np.arange(2, DEPTH + 2))
_BEST_DCG = np.cumsum(_DISCOUNT)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one model's mean is above another's, on the same queries."""

    difference: float
    low: float
    high: float
    p: float
    """Two-sided: how often resamples stand on the other side of zero, twice."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A mean as a multiple of another one, on the same sets, with its 95 % interval."""

    ratio: float
    low: float
    high: float
    one_seed: float
    """The mean that 1 stands for."""


def query_metrics(scores: np.ndarray, relevant: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metrics of one query, in the order of METRICS, and the ranking's first COVERAGE_AT tracks.

    `scores`: (n_tracks,) with NO_ANSWER for the seed; `relevant`: columns, at least one.
    """
    ranking = top(scores, DEPTH)
    hits = np.isin(ranking, relevant)
    found = np.cumsum(hits)
    n = len(relevant)

    def found_at(k: int) -> int:
        return int(found[min(k, len(found)) - 1]) if len(found) else 0

    recalls = [found_at(k) / min(k, n) for k in RECALL_AT]
    ndcg_hits = hits[:NDCG_AT]
    ndcg = float(_DISCOUNT[: len(ndcg_hits)] @ ndcg_hits) / _BEST_DCG[min(NDCG_AT, n) - 1]
    at = np.flatnonzero(hits[:MAP_AT])
    average_precision = float(np.sum(found[at] / (at + 1))) / min(MAP_AT, n)
    values = [*recalls, ndcg, _reciprocal_rank(scores, relevant, hits), average_precision]
    return np.array(values), ranking[:COVERAGE_AT]


def _reciprocal_rank(scores: np.ndarray, relevant: np.ndarray, hits: np.ndarray) -> float:
    if hits.any():
        return 1 / (int(np.argmax(hits)) + 1)
    best = float(scores[relevant].max())
    if best == NO_ANSWER:
        return 0.0
    first = int(relevant[scores[relevant] == best].min())
    tied = np.flatnonzero(scores == best)
    return 1 / (int(np.count_nonzero(scores > best)) + int(np.count_nonzero(tied < first)) + 1)


class Bootstrap:
    """Resampling of held-out sets: the queries of one set stay together, for they are alike.

    The same seed draws the same resamples, so that models are compared on equal ones. Over several
    splits a set that more than one of them holds out is drawn for all of them together.
    """

    def __init__(self, *sets_of_queries: np.ndarray, resamples: int = 1000, seed: int = 0) -> None:
        """`sets_of_queries`: for each split, (n_queries,) the set of each query."""
        self._sets = np.unique(np.concatenate(sets_of_queries))
        self._groups = [np.searchsorted(self._sets, sets) for sets in sets_of_queries]
        n = len(self._sets)
        rng = np.random.default_rng(seed)
        self._weights = rng.multinomial(n, np.full(n, 1 / n), size=resamples)

    @property
    def n_splits(self) -> int:
        """How many splits it resamples."""
        return len(self._groups)

    def mean(self, values: np.ndarray) -> Estimate:
        """The mean over the queries of a single split, with its percentile interval."""
        low, high = np.percentile(self._resampled([values]), [2.5, 97.5])
        return Estimate(float(values.mean()), float(low), float(high))

    def difference(self, *differences: np.ndarray) -> Difference:
        """The mean of paired differences, for each split query by query: percentile interval and
        two-sided p.

        Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 13 and 15;
        the observed sample is counted among the resamples, so p is never 0.
        """
        found = float(np.mean([values.mean() for values in differences]))
        means = self._resampled(differences)
        low, high = np.percentile(means, [2.5, 97.5])
        side = min(int(np.count_nonzero(means <= 0)), int(np.count_nonzero(means >= 0)))
        p = min(1.0, 2 * (side + 1) / (len(means) + 1))
        return Difference(found, float(low), float(high), p)

    def ratio(self, values: Sequence[np.ndarray], ones: Sequence[np.ndarray]) -> Ratio | None:
        """The mean of `values` as a multiple of the mean of `ones`, for each split query by query;
        None where the latter is 0."""
        one = float(np.mean([part.mean() for part in ones]))
        if one <= 0:
            return None
        found = float(np.mean([part.mean() for part in values])) / one
        above, below = self._resampled(values), self._resampled(ones)
        low, high = np.percentile(above[below > 0] / below[below > 0], [2.5, 97.5])
        return Ratio(found, float(low), float(high), one)

    def _resampled(self, values: Sequence[np.ndarray]) -> np.ndarray:
        """(resamples,) the mean over splits of the mean over queries; a split with no set in a
        resample is left out of that one."""
        means = np.full((len(self._weights), len(values)), np.nan)
        for split, (group, part) in enumerate(zip(self._groups, values, strict=True)):
            sums = np.bincount(group, weights=part, minlength=len(self._sets))
            queries = np.bincount(group, minlength=len(self._sets))
            drawn = self._weights @ queries
            np.divide(self._weights @ sums, drawn, out=means[:, split], where=drawn > 0)
        if means.shape[1] == 1:
            return means[:, 0]
        there = ~np.isnan(means).all(axis=1)
        averaged: np.ndarray = np.nanmean(means[there], axis=1)
        return averaged

    def coverage(self, shown: list[np.ndarray], n_tracks: int) -> Estimate:
        """Share of the vocabulary shown to any query of a single split.

        A resample shows less than the whole sample does, so the interval is the value plus or minus
        1.96 standard deviations of 100 resamples, not their percentiles.
        """
        seen = np.zeros((len(self._sets), n_tracks), dtype=bool)
        for group, columns in zip(self._groups[0], shown, strict=True):
            seen[group, columns] = True
        value = float(seen.any(axis=0).mean())
        shares = [seen[weights > 0].any(axis=0).mean() for weights in self._weights[:100]]
        spread = 1.96 * float(np.std(shares))
        return Estimate(value, max(0.0, value - spread), min(1.0, value + spread))
