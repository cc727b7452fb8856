"""One set of promises that every model keeps."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.artefacts import load_artefact, save_artefact
from recommender.collaborative import DEFAULT, MODELS, Model
from recommender.collaborative.base import NO_ANSWER, top
from recommender.interactions import Interactions
from tests.recommender.collaborative.boards import (
    COLD,
    SIZE,
    checkerboard,
    interactions,
    query,
    random_interactions,
    same_colour,
)


def small(name: str) -> Model:
    """The model, with as many factors as a board has colours: more would learn the holes too.

    With one negative sample: with two colours nothing meets more than twice as often as by chance.
    """
    config = MODELS[name].Settings()
    fewer = {"factors": 2, "negative": 1.0}
    known = {key: value for key, value in fewer.items() if hasattr(config, key)}
    return MODELS[name](replace(config, **known))


@pytest.mark.parametrize("name", MODELS)
class TestEveryModel:
    """The promises of the base class."""

    def fitted(self, name: str, data: Interactions | None = None, seed: int = 0) -> Model:
        return small(name).fit(data or checkerboard(cold=1, empty_sets=2), seed)

    def test_it_finds_what_a_set_lacks(self, name: str) -> None:
        model = self.fitted(name, checkerboard())
        for lacks in range(SIZE):
            found, _ = model.recommend(sorted(same_colour(lacks)), k=1)
            if name == "popularity":  # it does not look at the seeds: any other track will do
                assert found[0] not in same_colour(lacks)
            else:
                assert found.tolist() == [lacks]

    def test_one_track_brings_its_company_before_all_others(self, name: str) -> None:
        model = self.fitted(name, checkerboard())
        for track in (0, 1, 48):
            found, _ = model.recommend([track], k=len(same_colour(track)))
            if name == "popularity":
                assert track not in found
            else:
                assert set(found.tolist()) == same_colour(track)

    def test_what_is_saved_answers_to_the_last_bit_when_loaded(
        self, name: str, tmp_path: Path
    ) -> None:
        data = random_interactions()
        model = self.fitted(name, data)
        save_artefact(tmp_path, {"config": model.config_json()}, model.arrays())
        saved = load_artefact(tmp_path)
        again = MODELS[name].restore(saved.manifest["config"], saved.arrays, data.n_tracks)
        assert again.config == model.config
        asked = query(data.n_tracks, *({t: 1.0} for t in range(data.n_tracks)), {0: 1.0, 5: -1.0})
        np.testing.assert_array_equal(again.score(asked), model.score(asked))
        for track in range(data.n_tracks):
            for one, other in zip(again.similar(track, 9), model.similar(track, 9), strict=True):
                np.testing.assert_array_equal(one, other)

    def test_more_than_there_is_gives_what_there_is(self, name: str) -> None:
        model = self.fitted(name)
        for ask in (lambda k: model.recommend([0], k), lambda k: model.similar(0, k)):
            found, scores = ask(100_000)
            assert len(found) == len(set(found.tolist())) == len(scores) <= SIZE - 1
            assert same_colour(0) <= set(found.tolist())
            assert np.all(scores > -1e30)
            assert len(ask(SIZE + 1)[0]) == len(ask(SIZE)[0]) == len(found)

    @pytest.mark.parametrize("k", [0, -1])
    def test_nothing_asked_for_is_nothing_given(self, name: str, k: int) -> None:
        model = self.fitted(name)
        for found, scores in (model.recommend([0], k), model.similar(0, k)):
            assert len(found) == len(scores) == 0

    @pytest.mark.parametrize("unknown", [-1, SIZE + 1, 10**9])
    def test_a_track_outside_the_matrix_gives_nothing(self, name: str, unknown: int) -> None:
        model = self.fitted(name)
        assert len(model.recommend([unknown], 5)[0]) == 0
        assert len(model.similar(unknown, 5)[0]) == 0
        alone, with_known = model.recommend([0], 5), model.recommend([unknown, 0], 5)
        np.testing.assert_array_equal(alone[0], with_known[0])
        np.testing.assert_array_equal(alone[0], model.recommend([0], 5, leave_out=[unknown])[0])

    def test_no_seeds_give_nothing(self, name: str) -> None:
        model = self.fitted(name)
        found, scores = model.recommend([], 5)
        assert len(found) == len(scores) == 0

    def test_a_track_that_nobody_played_is_never_an_answer(self, name: str) -> None:
        model = self.fitted(name)
        for seeds in ([0], [1, 3], [COLD], [COLD, 0]):
            assert COLD not in model.recommend(seeds, 1000)[0]
        for track in range(SIZE):
            assert COLD not in model.similar(track, 1000)[0]

    def test_a_track_that_nobody_played_says_nothing(self, name: str) -> None:
        model = self.fitted(name)
        if name == "popularity":  # it answers alike whoever asks
            assert len(model.recommend([COLD], 5)[0]) == 5
            return
        assert len(model.recommend([COLD], 5)[0]) == 0
        assert len(model.similar(COLD, 5)[0]) == 0
        with_cold, alone = model.recommend([COLD, 0], 9), model.recommend([0], 9)
        assert set(with_cold[0].tolist()) == set(alone[0].tolist())

    def test_scores_have_a_row_for_each_query_and_a_column_for_each_track(self, name: str) -> None:
        model = self.fitted(name)
        for n in (0, 1, 3):
            scores = model.score(query(SIZE + 1, *({at: 1.0} for at in range(n))))
            assert scores.shape == (n, SIZE + 1)
            assert scores.dtype == np.float32

    def test_an_empty_query_among_others_has_no_answer_and_changes_none(self, name: str) -> None:
        model = self.fitted(name)
        scores = model.score(query(SIZE + 1, {}, {0: 1.0}, {}, {1: 1.0, 3: 1.0}))
        assert np.all(scores[[0, 2]] == NO_ANSWER)
        for row, alone in ((1, {0: 1.0}), (3, {1: 1.0, 3: 1.0})):
            expected = model.score(query(SIZE + 1, alone))[0]
            np.testing.assert_allclose(scores[row], expected, rtol=1e-4, atol=1e-6)

    def test_scores_are_numbers_and_fall(self, name: str) -> None:
        data = random_interactions()
        model = self.fitted(name, data)
        asked = query(data.n_tracks, *({t: 1.0} for t in range(data.n_tracks)), {1: -1.0, 2: 1.0})
        scores = model.score(asked)
        assert not np.isnan(scores).any()
        assert not np.isposinf(scores).any()
        for track in range(data.n_tracks):
            for _, values in (model.recommend([track], 20), model.similar(track, 20)):
                assert np.all(np.isfinite(values))
                assert np.all(np.diff(values) <= 0)

    def test_several_seeds_are_answered_together_and_never_with_themselves(self, name: str) -> None:
        data = random_interactions()
        model = self.fitted(name, data)
        rng = np.random.default_rng(3)
        for _ in range(20):
            seeds = rng.choice(data.n_tracks, size=4, replace=False).tolist()
            found, _ = model.recommend(seeds, 1000)
            assert not set(found.tolist()) & set(seeds)
            order = model.recommend(seeds[::-1], 10)[0]
            np.testing.assert_array_equal(order, model.recommend(seeds, 10)[0])
        for track in range(data.n_tracks):
            assert track not in model.similar(track, 1000)[0]

    def test_what_is_to_be_left_out_is_left_out_and_nothing_else(self, name: str) -> None:
        model = self.fitted(name)
        everything = model.recommend([0], 1000)[0]
        out = everything[:3].tolist()
        np.testing.assert_array_equal(
            model.recommend([0], 1000, leave_out=[*out, -1, 10**6])[0], everything[3:]
        )

    def test_the_same_seed_gives_the_same_model_to_the_last_bit(self, name: str) -> None:
        data = random_interactions()
        first = self.fitted(name, data, seed=5)
        self.fitted(name, checkerboard(), seed=1)  # what was fitted between leaves no trace
        again = self.fitted(name, data, seed=5)
        for key, value in first.arrays().items():
            np.testing.assert_array_equal(value, again.arrays()[key])

    def test_asking_leaves_the_model_as_it_was(self, name: str) -> None:
        model = self.fitted(name)
        before = {key: value.copy() for key, value in model.arrays().items()}
        asked = query(SIZE + 1, {0: 1.0})
        model.score(asked)[:] = 7
        model.recommend([0, 1], 5, weights=[1.0, -1.0])
        model.similar(2, 5)
        assert asked.toarray().sum() == 1
        for key, value in before.items():
            np.testing.assert_array_equal(model.arrays()[key], value)

    def test_an_instance_can_learn_again_from_a_larger_catalogue(self, name: str) -> None:
        model = small(name).fit(random_interactions(n_tracks=20), 0)
        model.fit(checkerboard(), 0)
        fresh = self.fitted(name, checkerboard())
        asked = query(SIZE, {0: 1.0}, {SIZE - 1: 1.0})
        np.testing.assert_array_equal(model.score(asked), fresh.score(asked))

    @pytest.mark.parametrize("shape", [(3, 4), (0, 4), (3, 0), (1, 1)])
    def test_nothing_played_is_learned_without_complaint_and_answers_nothing(
        self, name: str, shape: tuple[int, int]
    ) -> None:
        model = self.fitted(name, interactions(np.zeros(shape)))
        found, scores = model.recommend([0], 5)
        assert len(found) == len(scores) == 0
        assert len(model.similar(0, 5)[0]) == 0

    def test_a_single_set_is_enough_to_answer(self, name: str) -> None:
        model = self.fitted(name, interactions(np.array([[1, 1, 0, 1]])))
        assert set(model.recommend([0], 5)[0].tolist()) == {1, 3}


@pytest.mark.parametrize("name", ["als", "segue"])
def test_a_disliked_track_pulls_its_company_down(name: str) -> None:
    # Tracks 0 to 9 are played with either group; 10 to 19 and 20 to 29 never meet.
    rng = np.random.default_rng(0)
    plays = np.zeros((80, 30))
    for row in range(80):
        group = 10 if row % 2 else 20
        plays[row, rng.choice(10, 5, replace=False)] = 1
        plays[row, group + rng.choice(10, 5, replace=False)] = 1
    model = small(name).fit(interactions(plays), 0)
    liked, both = model.score(query(30, {0: 1.0, 1: 1.0}, {0: 1.0, 1: 1.0, 10: -1.0}))
    assert both[11:20].mean() < liked[11:20].mean()
    assert both[11:20].mean() - liked[11:20].mean() < both[20:].mean() - liked[20:].mean()
    found, _ = model.recommend([0, 1, 10], 12, weights=[1.0, 1.0, -1.0])
    assert 10 not in found
    # Nothing but a dislike says nothing about what fits.
    assert len(model.recommend([10], 5, weights=[-1.0])[0]) == 0


def test_the_default_comes_first_and_names_are_their_own() -> None:
    assert next(iter(MODELS)) == DEFAULT == "segue"
    assert all(model.name == name for name, model in MODELS.items())


@pytest.mark.parametrize("k", [0, 1, 3, 4, 99])
def test_top_gives_the_best_first_with_ties_by_column(k: int) -> None:
    scores = np.array([1.0, 3.0, NO_ANSWER, 3.0, 2.0, 3.0], dtype=np.float32)
    assert top(scores, k).tolist() == [1, 3, 5, 4, 0][:k]
