"""The Lab's words: what a difference means, what a measure is, and names that nobody described."""

import pytest

from dashboard.lab_words import (
    MODELS,
    TASKS,
    chance_words,
    difference,
    measured,
    metric_words,
    model_words,
    multiple,
    split_words,
    task_words,
)
from recommender.collaborative import MODELS as REGISTERED
from recommender.evaluation.metrics import METRICS
from recommender.evaluation.tasks import TASKS as ASKED


def test_a_difference_is_told_with_its_side_interval_and_chance() -> None:
    behind = difference(-0.073, -0.090, -0.057, 0.0002)
    assert behind == ("behind", "Behind by 0.073 (0.057 to 0.090, p < 0.001)")
    ahead = difference(0.012, 0.002, 0.021, 0.021)
    assert ahead == ("ahead", "Ahead by 0.012 (0.002 to 0.021, p = 0.021)")


@pytest.mark.parametrize(
    ("low", "high", "p"), [(-0.018, 0.004, 0.21), (-0.018, -0.001, 0.06), (-0.018, 0.004, 0.04)]
)
def test_what_may_be_chance_is_no_clear_difference(low: float, high: float, p: float) -> None:
    side, words = difference(-0.007, low, high, p)
    assert side == "even"
    assert words.startswith("No clear difference: −0.007 (−0.018 to ")


def test_a_chance_is_never_told_as_none() -> None:
    assert [chance_words(p) for p in (0.0, 0.0009, 0.001, 0.25)] == [
        "p < 0.001", "p < 0.001", "p = 0.001", "p = 0.250",
    ]  # fmt: skip


def test_every_model_question_and_measure_that_there_is_has_its_sentence() -> None:
    assert set(REGISTERED) <= set(MODELS)
    assert set(ASKED) <= set(TASKS)
    for words in (*MODELS.values(), *TASKS.values(), *map(metric_words, METRICS)):
        assert words.name
        assert words.about.endswith(".")


def test_what_nobody_described_is_called_what_its_file_calls_it() -> None:
    for words in (model_words, task_words, split_words, metric_words):
        assert words("gini@7x").name == "gini@7x"
        assert words("gini@7x").about == ""


def test_a_measure_says_how_many_answers_it_looks_at() -> None:
    assert metric_words("recall@10").name == "Recall@10"
    assert "first 10 answers" in metric_words("recall@10").about
    assert "first 100 answers" in metric_words("ndcg@100").about


def test_what_was_measured_is_told_as_far_as_the_file_says() -> None:
    whole = {
        "training_sets": 6_600, "held_out_sets": 733, "vocabulary": 20_975, "queries": 1_890,
        "seed": 7,
    }  # fmt: skip
    assert measured(whole) == (
        "6,600 sets to learn from, 733 kept back, 20,975 tracks, 1,890 questions. Seed 7."
    )
    assert measured({"seed": [1, 2, 3], "queries": 5}) == "5 questions. Mean over seeds 1 to 3."
    assert measured({"seed": [1, 5]}) == "Mean over seeds 1, 5."
    assert measured({}) == ""


def test_a_multiple_tells_its_interval() -> None:
    assert multiple(1.534, 1.44, 1.61) == "1.53 times the figure of one track (1.44 to 1.61)"
