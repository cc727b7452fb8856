"""Ranking metrics of one query, and their intervals over sets.

A query is one seed; its relevant tracks are the other tracks of the held-out set. All metrics look
at the ranks of the relevant tracks in the ranking of the whole vocabulary without the seed.
"""

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

    The same seed draws the same resamples, so that models are compared on equal ones.
    """

    def __init__(self, set_of_query: np.ndarray, resamples: int = 1000, seed: int = 0) -> None:
        self._sets, self._group = np.unique(set_of_query, return_inverse=True)
        n = len(self._sets)
        rng = np.random.default_rng(seed)
        self._weights = rng.multinomial(n, np.full(n, 1 / n), size=resamples)
        self._queries = np.bincount(self._group, minlength=n)

    def mean(self, values: np.ndarray) -> Estimate:
        """The mean over queries with its percentile interval."""
        sums = np.bincount(self._group, weights=values, minlength=len(self._sets))
        means = (self._weights @ sums) / (self._weights @ self._queries)
        low, high = np.percentile(means, [2.5, 97.5])
        return Estimate(float(values.mean()), float(low), float(high))

    def coverage(self, shown: list[np.ndarray], n_tracks: int) -> Estimate:
        """Share of the vocabulary shown to any query.

        A resample shows less than the whole sample does, so the interval is the value plus or minus
        1.96 standard deviations of 100 resamples, not their percentiles.
        """
        seen = np.zeros((len(self._sets), n_tracks), dtype=bool)
        for group, columns in zip(self._group, shown, strict=True):
            seen[group, columns] = True
        value = float(seen.any(axis=0).mean())
        shares = [seen[weights > 0].any(axis=0).mean() for weights in self._weights[:100]]
        spread = 1.96 * float(np.std(shares))
        return Estimate(value, max(0.0, value - spread), min(1.0, value + spread))
