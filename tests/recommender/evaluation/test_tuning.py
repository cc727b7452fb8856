"""The search for weights finds those that questions were drawn with, and sees no test set."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.collaborative.segue import Segue, SegueConfig
from recommender.evaluation import tuning
from recommender.evaluation.protocol import Protocol, split_sets
from recommender.evaluation.tasks import make_tasks
from recommender.evaluation.tuning import (
    Sample,
    as_settings,
    fit_weights,
    inner_part,
    sample_task,
)
from tests.recommender.collaborative.test_segue import catalogue

NAMES = ("one", "two", "idle")


def drawn(weights: list[float], n: int, seed: int = 0) -> Sample:
    """Questions of 12 tracks with one right, drawn as the weights say."""
    rng = np.random.default_rng(seed)
    signals = rng.normal(size=(n, 12, len(weights)))
    odds = np.exp(signals @ weights)
    right = np.zeros((n, 12))
    for row, shares in enumerate(odds / odds.sum(axis=1, keepdims=True)):
        right[row, rng.choice(12, p=shares)] = 1
    return Sample(
        signals.reshape(-1, len(weights)),
        right.ravel(),
        np.arange(0, n * 12, 12),
    )


def test_it_finds_the_weights_that_drew_the_right_tracks() -> None:
    found = fit_weights([drawn([1.5, -0.5, 0.0], 3000), drawn([1.5, -0.5, 0.0], 3000, 1)], NAMES)
    np.testing.assert_allclose(list(found.values()), [1.5, -0.5, 0.0], atol=0.1)
    assert list(found) == list(NAMES)


def test_a_sample_that_counts_more_is_heard_more() -> None:
    one, other = drawn([1.0, 0.0, 0.0], 2000), drawn([0.0, 1.0, 0.0], 2000, 1)
    alike = fit_weights([one, other], NAMES)
    np.testing.assert_allclose(alike["one"], alike["two"], atol=0.1)
    louder = fit_weights([replace(one, counts=3.0), other], NAMES)
    thrice = fit_weights([one, one, one, other], NAMES)
    np.testing.assert_allclose(list(louder.values()), list(thrice.values()), atol=1e-4)
    assert louder["one"] > alike["one"]


def test_a_signal_that_is_the_same_everywhere_gets_no_weight() -> None:
    sample = drawn([1.0, 0.0, 0.0], 500)
    sample.signals[:, 2] = 7.0
    assert fit_weights([sample], NAMES)["idle"] == 0


def test_settings_are_named_as_the_model_has_them() -> None:
    assert as_settings({"sets": 0.5678}) == {"w_sets": 0.57}
    assert SegueConfig(**as_settings({"sets": 0.5678})).w_sets == 0.57


def test_no_test_set_is_in_what_is_tuned_on() -> None:
    data = catalogue()
    protocol = Protocol(seed=7)
    part = inner_part(data, protocol)
    halves = split_sets(data, protocol, np.random.default_rng(7))
    trained_on = np.setdiff1d(np.arange(data.n_sets), halves.held_out)
    assert part.n_sets == len(trained_on) < data.n_sets
    np.testing.assert_array_equal(part.plays.toarray(), data.plays[trained_on].toarray())


def test_what_several_splits_hold_out_is_in_none_of_what_is_tuned_on() -> None:
    data = catalogue()
    protocols = Protocol(seed=7), Protocol(split="time")
    held_out = [
        split_sets(data, one, np.random.default_rng(one.seed)).held_out for one in protocols
    ]
    rest = np.setdiff1d(np.arange(data.n_sets), np.concatenate(held_out))
    part = inner_part(data, *protocols)
    assert part.n_sets == len(rest) < data.n_sets - len(held_out[0])
    np.testing.assert_array_equal(part.plays.toarray(), data.plays[rest].toarray())


def test_a_sample_holds_the_best_tracks_of_each_question_but_no_seed() -> None:
    (task,), _ = make_tasks(catalogue(), Protocol(seed=1), ["one-seed"])
    model = Segue(SegueConfig(factors=4)).fit(task.training, 0)
    sample = sample_task(model, task)
    assert sample.starts[0] == 0
    # So few tracks that all of them are among the best.
    assert len(sample.starts) == len(task.relevant)
    ends = [*sample.starts[1:].tolist(), len(sample.right)]
    for start, end, relevant in zip(sample.starts, ends, task.relevant, strict=True):
        right = sample.right[start:end]
        assert np.count_nonzero(right) == len(relevant)
        np.testing.assert_allclose(right.sum(), 1)
        assert end - start == task.training.n_tracks - 1
    np.testing.assert_array_equal(sample_task(model, task).signals, sample.signals)


def test_a_question_with_nothing_right_among_the_best_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tuning, "_BEST", 3)
    (task,), _ = make_tasks(catalogue(), Protocol(seed=1), ["one-seed"])
    model = Segue(SegueConfig(factors=4)).fit(task.training, 0)
    sample = sample_task(model, task)
    assert 0 < len(sample.starts) < len(task.relevant)
    assert np.diff(sample.starts).tolist() == [3] * (len(sample.starts) - 1)
    np.testing.assert_allclose(np.add.reduceat(sample.right, sample.starts), 1)
