"""The figures of the evaluation against answers worked out by hand."""

import numpy as np
import pytest

from recommender.content.genre_evaluation import (
    confusion,
    neighbours_alike,
    top_k,
    with_interval,
)


def test_top_k_counts_the_true_class_among_the_likeliest_and_ties_as_missed() -> None:
    probabilities = np.array([[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.4, 0.4, 0.2]])
    truth = np.array([0, 0, 0])
    assert top_k(probabilities, truth, 1).tolist() == [True, False, False]
    assert top_k(probabilities, truth, 2).tolist() == [True, False, True]
    assert top_k(probabilities, truth, 3).all()


def test_clips_of_one_recording_widen_the_interval() -> None:
    hits = np.repeat([True, False] * 10, 5)
    apart = with_interval(hits, [str(number) for number in range(100)])
    together = with_interval(hits, [str(number // 5) for number in range(100)])
    assert apart.value == together.value == 0.5
    assert together.high - together.low > 1.8 * (apart.high - apart.low)
    assert together.low < 0.5 < together.high


def test_an_interval_is_that_of_the_binomial_distribution() -> None:
    figure = with_interval(np.arange(400) % 4 > 0, [str(number) for number in range(400)])
    half = 1.96 * np.sqrt(0.75 * 0.25 / 400)
    assert (figure.low, figure.high) == pytest.approx((0.75 - half, 0.75 + half), abs=0.006)


def test_confusion_has_the_truth_in_rows() -> None:
    table = confusion(np.array([1, 1, 0]), np.array([0, 0, 2]), 3)
    assert table.tolist() == [[0, 2, 0], [0, 0, 0], [1, 0, 0]]


def test_neighbours_leave_out_the_same_recording() -> None:
    embeddings = np.array([[0.0], [0.1], [1.0], [1.1], [5.0]])
    truth = np.array([0, 0, 0, 1, 1])
    shares, chance = neighbours_alike(embeddings, truth, 1)
    assert shares.tolist() == [1, 1, 0, 0, 1]
    assert chance == pytest.approx((6 + 2) / 20)
    shares, chance = neighbours_alike(embeddings, truth, 1, ["a", "a", "b", "c", "d"])
    assert shares.tolist() == [1, 1, 0, 0, 1]
    assert chance == pytest.approx((4 + 2) / 18)
