"""Metrics equal a slow reading of their definitions; intervals hold what they are drawn around."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.collaborative.base import NO_ANSWER
from recommender.evaluation.metrics import COVERAGE_AT, METRICS, Bootstrap, query_metrics


def slow_metrics(scores: list[float], relevant: set[int]) -> dict[str, float]:
    """By the book: rank every answered track, ties by column, and count."""
    answered = [column for column, score in enumerate(scores) if score > NO_ANSWER]
    ranking = sorted(answered, key=lambda column: (-scores[column], column))
    found = {}
    for k in (10, 50, 500):
        found[f"recall@{k}"] = len(relevant & set(ranking[:k])) / min(k, len(relevant))
    gain = sum(1 / math.log2(at + 2) for at, c in enumerate(ranking[:100]) if c in relevant)
    best = sum(1 / math.log2(at + 2) for at in range(min(100, len(relevant))))
    found["ndcg@100"] = gain / best
    first = next((at for at, c in enumerate(ranking) if c in relevant), None)
    found["mrr"] = 0.0 if first is None else 1 / (first + 1)
    precisions = [
        len(relevant & set(ranking[: at + 1])) / (at + 1)
        for at, c in enumerate(ranking[:500])
        if c in relevant
    ]
    found["map@500"] = sum(precisions) / min(500, len(relevant))
    return found


def test_a_query_by_hand() -> None:
    # Ranking: 3, 1, 0 (tie by column), 4; column 2 is the seed.
    scores = np.array([2.0, 2.5, NO_ANSWER, 9.0, 2.0], dtype=np.float32)
    values, shown = query_metrics(scores, np.array([1, 4]))
    assert shown.tolist() == [3, 1, 0, 4]
    expected = {
        "recall@10": 1.0,
        "recall@50": 1.0,
        "recall@500": 1.0,
        "ndcg@100": (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3)),
        "mrr": 1 / 2,
        "map@500": (1 / 2 + 2 / 4) / 2,
    }
    assert dict(zip(METRICS, values, strict=True)) == pytest.approx(expected)


@st.composite
def queries(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n = draw(st.sampled_from([2, 9, 11, 49, 120, 700]))
    seed = draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    levels = draw(st.sampled_from([2, 5, 10**6]))  # few levels: many ties
    scores = rng.integers(0, levels, n).astype(np.float32)
    scores[rng.random(n) < draw(st.sampled_from([0.0, 0.5, 0.95, 1.0]))] = NO_ANSWER
    relevant = rng.choice(n, size=draw(st.integers(1, n)), replace=False)
    return scores, np.sort(relevant)


@given(queries())
def test_metrics_equal_their_definitions(query: tuple[np.ndarray, np.ndarray]) -> None:
    scores, relevant = query
    values, shown = query_metrics(scores, relevant)
    expected = slow_metrics(scores.tolist(), set(relevant.tolist()))
    assert dict(zip(METRICS, values, strict=True)) == pytest.approx(expected)
    assert np.all((values >= 0) & (values <= 1 + 1e-12))
    assert len(shown) <= COVERAGE_AT
    assert not np.any(scores[shown] == NO_ANSWER)


def test_the_best_ranking_scores_one_and_silence_scores_nothing() -> None:
    relevant = np.arange(30, 90)
    scores = np.zeros(600, dtype=np.float32)
    scores[relevant] = 1
    assert query_metrics(scores, relevant)[0] == pytest.approx(1.0)
    silent = np.full(600, NO_ANSWER, dtype=np.float32)
    values, shown = query_metrics(silent, relevant)
    assert values.tolist() == [0.0] * len(METRICS)
    assert len(shown) == 0


def test_the_first_hit_counts_however_deep_it_lies() -> None:
    scores = np.arange(2000, 0, -1).astype(np.float32)
    values, _ = query_metrics(scores, np.array([1800]))
    assert values[METRICS.index("mrr")] == pytest.approx(1 / 1801)
    scores[:] = 1  # all tied: the columns before it stand before it
    values, _ = query_metrics(scores, np.array([700, 1800]))
    assert values[METRICS.index("mrr")] == pytest.approx(1 / 701)


def test_a_mean_is_over_queries_and_its_interval_holds_it() -> None:
    rng = np.random.default_rng(1)
    sets = np.repeat(np.arange(80), rng.integers(1, 6, 80))
    values = rng.random(len(sets))
    found = Bootstrap(sets).mean(values)
    assert found.value == pytest.approx(values.mean())
    assert found.low < found.value < found.high
    assert found.high - found.low < 0.3


def test_an_interval_resamples_whole_sets_because_their_queries_are_alike() -> None:
    sets = np.repeat(np.arange(40), 5)
    alike = np.repeat(np.random.default_rng(2).random(40), 5)
    together = Bootstrap(sets).mean(alike)
    apart = Bootstrap(np.arange(200)).mean(alike)
    assert together.high - together.low > 1.8 * (apart.high - apart.low)


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    sets = np.repeat(np.arange(60), 3)
    covered = 0
    for _ in range(200):
        level = np.repeat(rng.normal(0.4, 0.1, 60), 3)
        found = Bootstrap(sets, resamples=300).mean(level + rng.normal(0, 0.05, 180))
        covered += found.low <= 0.4 <= found.high
    assert 0.88 <= covered / 200 <= 0.99


def test_the_same_seed_draws_the_same_interval() -> None:
    sets, values = np.arange(30), np.random.default_rng(4).random(30)
    assert Bootstrap(sets, seed=7).mean(values) == Bootstrap(sets, seed=7).mean(values)
    assert Bootstrap(sets, seed=7).mean(values) != Bootstrap(sets, seed=8).mean(values)


def test_values_that_are_all_one_have_an_interval_of_no_width() -> None:
    found = Bootstrap(np.array([0, 0, 1])).mean(np.full(3, 0.25))
    assert (found.value, found.low, found.high) == (0.25, 0.25, 0.25)


def test_coverage_is_the_share_of_tracks_shown_to_anybody() -> None:
    shown = [np.array([0, 1]), np.array([1, 2]), np.array([], dtype=int), np.array([2])]
    found = Bootstrap(np.array([0, 0, 1, 2])).coverage(shown, 8)
    assert found.value == 3 / 8
    assert 0 <= found.low <= found.value <= found.high <= 1
