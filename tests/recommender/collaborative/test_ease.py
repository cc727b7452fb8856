"""EASE against its definition, by either inverse."""

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.artefacts import load_artefact, save_artefact
from recommender.collaborative.base import NO_ANSWER
from recommender.collaborative.ease import Ease, EaseConfig
from recommender.interactions import Interactions
from tests.recommender.collaborative.boards import interactions, query, random_interactions

MANY_SETS = random_interactions(n_sets=40, n_tracks=30)
FEW_SETS = random_interactions(n_sets=20, n_tracks=30)


def solved(plays: np.ndarray, ridge: float) -> np.ndarray:
    """Column j by least squares on the other columns with a ridge; Steck's form is the same."""
    n = plays.shape[1]
    weights = np.zeros((n, n))
    for j in range(n):
        rest = np.delete(np.arange(n), j)
        x = plays[:, rest].astype(np.float64)
        weights[rest, j] = np.linalg.solve(x.T @ x + ridge * np.eye(n - 1), x.T @ plays[:, j])
    return weights


def each(n: int) -> sp.csr_matrix:
    return query(n, *({at: 1.0} for at in range(n)))


@pytest.mark.parametrize(("data", "inverse"), [(MANY_SETS, (30, 30)), (FEW_SETS, (20, 20))])
@pytest.mark.parametrize("ridge", [0.5, 3.0, 200.0])
def test_it_equals_least_squares_by_the_smaller_inverse(
    data: Interactions, inverse: tuple[int, int], ridge: float
) -> None:
    model = Ease(EaseConfig(regularization=ridge)).fit(data)
    expected = solved(data.plays.toarray(), ridge)
    np.testing.assert_allclose(model.score(each(30)), expected, atol=2e-5)
    assert inverse in [array.shape for array in model.arrays().values()]


def test_however_few_tracks_are_worked_on_at_once_it_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = Ease().fit(FEW_SETS).score(each(30))
    monkeypatch.setattr("recommender.collaborative.ease._AT_ONCE", 7)
    np.testing.assert_allclose(Ease().fit(FEW_SETS).score(each(30)), whole, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("data", [MANY_SETS, FEW_SETS])
def test_what_is_saved_by_either_inverse_answers_to_the_last_bit_when_loaded(
    data: Interactions, tmp_path: Path
) -> None:
    model = Ease().fit(data)
    save_artefact(tmp_path, {"config": model.config_json()}, model.arrays())
    saved = load_artefact(tmp_path)
    again = Ease.restore(saved.manifest["config"], saved.arrays, data.n_tracks)
    np.testing.assert_array_equal(again.score(each(30)), model.score(each(30)))


def test_sets_that_hold_nothing_known_take_no_room() -> None:
    plays = np.pad(FEW_SETS.plays.toarray(), ((0, 25), (0, 0)))
    model = Ease(EaseConfig(regularization=3.0, max_rows=20)).fit(interactions(plays))
    assert model.arrays()["inverse"].shape == (20, 20)
    np.testing.assert_allclose(model.score(each(30)), solved(plays, 3.0), atol=2e-5)


def test_where_fewer_tracks_are_played_than_sets_they_are_what_is_inverted() -> None:
    plays = MANY_SETS.plays.toarray()
    model = Ease().fit(interactions(np.pad(plays, ((0, 0), (0, 20)))))
    assert model.arrays()["weights"].shape == (30, 30)
    assert model.arrays()["known"].sum() == 30


def test_seeds_add_up_and_disliked_ones_count_against() -> None:
    weights = solved(FEW_SETS.plays.toarray(), 3.0)
    model = Ease(EaseConfig(regularization=3.0)).fit(FEW_SETS)
    scores = model.score(query(30, {2: 1.0, 7: 0.5}, {2: 1.0, 7: -1.0}))
    expected = [weights[2] + 0.5 * weights[7], weights[2] - weights[7]]
    np.testing.assert_allclose(scores, expected, atol=2e-5)


def test_what_fits_neither_way_leaves_the_tail_out_and_says_so() -> None:
    plays = np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 1, 0, 0]])
    model = Ease(EaseConfig(max_rows=2)).fit(interactions(plays))
    assert model.arrays()["known"].tolist() == [True, True, False, False]
    scores = model.score(query(4, {0: 1.0}, {2: 1.0}, {0: 1.0, 2: 1.0}))
    assert np.isfinite(scores[[0, 2], :2]).all()
    assert np.all(scores[:, 2:] == NO_ANSWER)
    assert np.all(scores[1] == NO_ANSWER)
    np.testing.assert_array_equal(scores[0], scores[2])


def test_as_many_sets_as_fit_keep_the_tail_in() -> None:
    plays = np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 1, 0, 0]])
    model = Ease(EaseConfig(regularization=3.0, max_rows=3)).fit(interactions(plays))
    np.testing.assert_allclose(model.score(each(4)), solved(plays, 3.0), atol=1e-5)


def test_a_track_of_no_set_is_neither_asked_nor_answered() -> None:
    plays = np.array([[1, 1, 0, 1, 0], [1, 1, 0, 0, 1]])
    model = Ease().fit(interactions(plays))
    scores = model.score(query(5, {0: 1.0}, {2: 1.0}))
    assert (scores[0] > NO_ANSWER).tolist() == [True, True, False, True, True]
    assert np.all(scores[1] == NO_ANSWER)
