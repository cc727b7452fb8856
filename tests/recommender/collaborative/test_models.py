"""One set of promises that every model keeps, and each method against an answer known by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from recommender.artefacts import load_artefact, save_artefact
from recommender.collaborative import DEFAULT, MODELS, Model
from recommender.collaborative.als import Als, AlsConfig, train_factors
from recommender.collaborative.base import NO_ANSWER, top
from recommender.collaborative.baselines import (
    Ease,
    EaseConfig,
    ItemKnnBm25,
    ItemKnnCosine,
    Popularity,
)
from recommender.collaborative.bpr import Bpr, BprConfig
from recommender.collaborative.prod2vec import Prod2Vec, Prod2VecConfig, count_company
from recommender.collaborative.segue import Segue, SegueConfig
from recommender.interactions import Interactions
from tests.recommender.builders import sequence_of

SIZE = 50
COLD = SIZE
"""On the board with a cold track, the column that no set holds."""


def interactions(plays: np.ndarray) -> Interactions:
    """A matrix with one DJ a set, and an artist for each track."""
    n_sets, n_tracks = plays.shape
    return Interactions(
        plays=sp.csr_matrix(plays.astype(np.float32)),
        track_ids=np.arange(100, 100 + n_tracks),
        set_dates=np.array(["2020"] * n_sets, dtype=str),
        djs=sp.identity(n_sets, dtype=np.float32, format="csr"),
        artists=sp.identity(n_tracks, dtype=np.float32, format="csr"),
        whole=np.ones(n_tracks, dtype=bool),
        sequence=sequence_of(plays),
    )


def checkerboard(cold: int = 0, empty_sets: int = 0) -> Interactions:
    """Even sets play the even tracks, odd sets the odd ones; each set leaves out one.

    So there is one right answer to what a set lacks, as in `implicit`'s own tests.
    """
    row, column = np.indices((SIZE, SIZE))
    board = ((row + column) % 2 == 0) & (row != column)
    return interactions(np.pad(board, ((0, empty_sets), (0, cold))))


def same_colour(track: int) -> set[int]:
    return set(range(track % 2, SIZE, 2)) - {track}


def query(n_tracks: int, *rows: dict[int, float]) -> sp.csr_matrix:
    matrix = sp.lil_matrix((len(rows), n_tracks), dtype=np.float32)
    for at, row in enumerate(rows):
        for column, weight in row.items():
            matrix[at, column] = weight
    return matrix.tocsr()


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


# -- each method against its definition -----------------------------------------------------------

FOUR_SETS = np.array(
    [
        # a  b  c  d  e
        [1, 1, 0, 0, 0],
        [1, 1, 1, 0, 0],
        [0, 1, 1, 1, 0],
        [0, 0, 0, 1, 1],
    ]
)


def test_popularity_is_the_count_of_sets_and_ties_go_by_column() -> None:
    model = Popularity().fit(interactions(FOUR_SETS))
    found, scores = model.recommend([4], 5)
    assert found.tolist() == [1, 0, 2, 3]
    assert scores.tolist() == [3, 2, 2, 2]


def test_cosine_by_hand() -> None:
    model = ItemKnnCosine().fit(interactions(FOUR_SETS))
    scores = model.score(query(5, {0: 1.0}))[0]
    # a: 2 sets, b: 3 sets with 2 shared, c: 2 sets with 1 shared; d and e never meet a
    expected = [1, 2 / np.sqrt(6), 1 / 2, NO_ANSWER, NO_ANSWER]
    np.testing.assert_allclose(scores, expected, rtol=1e-6)
    several = model.score(query(5, {0: 1.0, 2: 1.0}))[0]
    np.testing.assert_allclose(several[1], 4 / np.sqrt(6), rtol=1e-6)


def test_bm25_prefers_the_rarer_track_and_the_shorter_set() -> None:
    plays = np.zeros((12, 24))
    plays[0, [0, 1, 2]] = 1  # 0 shares one short set with 1 and 2 …
    plays[1, [0, 3, *range(10, 24)]] = 1  # … and one long set with 3
    plays[2:8, 2] = 1  # 2 is everywhere
    plays[2:8, 4] = 1
    model = ItemKnnBm25().fit(interactions(plays))
    scores = model.score(query(24, {0: 1.0}))[0]
    assert scores[1] > scores[2] > 0
    assert scores[1] > scores[3] > 0
    assert scores[4] == NO_ANSWER


def test_bm25_by_its_formula() -> None:
    model = ItemKnnBm25().fit(interactions(FOUR_SETS))
    length, played, n, mean = FOUR_SETS.sum(axis=1), FOUR_SETS.sum(axis=0), 4, 10 / 4
    rarity = np.log(1 + (n - played + 0.5) / (played + 0.5))
    tf = 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / mean))
    weighted = FOUR_SETS * tf[:, None] * rarity
    expected = weighted.T @ weighted
    expected[expected == 0] = NO_ANSWER
    scores = model.score(query(5, *({at: 1.0} for at in range(5))))
    np.testing.assert_allclose(scores, expected, rtol=1e-5)


def test_ease_equals_its_closed_form() -> None:
    plays = random_interactions().plays.toarray()
    model = Ease(EaseConfig(regularization=3.0)).fit(interactions(plays))
    # Column j solves least squares on the other columns with a ridge; Steck's form is the same.
    n = plays.shape[1]
    expected = np.zeros((n, n))
    for j in range(n):
        rest = np.delete(np.arange(n), j)
        x = plays[:, rest].astype(np.float64)
        solved = np.linalg.solve(x.T @ x + 3.0 * np.eye(n - 1), x.T @ plays[:, j])
        expected[rest, j] = solved
    scores = model.score(query(n, *({at: 1.0} for at in range(n))))
    np.testing.assert_allclose(scores, expected, atol=2e-5)


def test_ease_leaves_the_tail_out_and_says_so() -> None:
    plays = np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 1, 0, 0]])
    model = Ease(EaseConfig(max_tracks=2)).fit(interactions(plays))
    assert model.head.tolist() == [0, 1]
    scores = model.score(query(4, {0: 1.0}, {2: 1.0}))
    assert np.isfinite(scores[0, :2]).all()
    assert np.all(scores[0, 2:] == NO_ANSWER)
    assert np.all(scores[1] == NO_ANSWER)


def test_company_counts_neighbours_by_distance_within_the_set() -> None:
    # One set a b - c a, and another b d: the gap is closed, as in word2vec.
    order = np.array([(0, 0, 1), (0, 1, 2), (0, 2, 4), (0, 0, 5), (1, 1, 1), (1, 3, 2)])
    found = count_company(order, 4, window=2).toarray()
    expected = np.zeros((4, 4))
    for one, other, weight in ((0, 1, 1.5), (1, 2, 1), (0, 2, 1.5), (1, 3, 1)):
        expected[one, other] = expected[other, one] = weight
    np.testing.assert_array_equal(found, expected)


def test_prod2vec_factorises_the_shifted_positive_mutual_information() -> None:
    data = random_interactions()
    config = Prod2VecConfig(factors=30, window=3, negative=1.2, smoothing=1.0)
    model = Prod2Vec(config).fit(data)
    pairs = count_company(data.sequence, 30, 3).toarray()
    share = pairs.sum(axis=1) / pairs.sum()
    with np.errstate(divide="ignore"):
        information = np.log(pairs / pairs.sum() / np.outer(share, share)) - np.log(1.2)
    wanted = np.maximum(information, 0)
    # All singular vectors, times the root of their values: Gram matrix (M Mᵀ)^½.
    values, vectors = np.linalg.eigh(wanted @ wanted.T)
    gram = vectors @ np.diag(np.sqrt(np.maximum(values, 0))) @ vectors.T
    length = np.sqrt(np.diag(gram))
    scores = model.score(query(30, *({track: 1.0} for track in range(30))))
    np.testing.assert_allclose(scores, gram / np.outer(length, length), atol=1e-4)


def test_prod2vec_sees_the_order_of_a_set_and_not_only_its_tracks() -> None:
    plays = random_interactions()
    turned = plays.sequence.copy()
    turned[:, 1] = turned[np.lexsort((-turned[:, 2], turned[:, 0])), 1]
    shuffled = plays.sequence.copy()
    rng = np.random.default_rng(0)
    for row in range(plays.n_sets):
        at = shuffled[:, 0] == row
        shuffled[at, 1] = rng.permutation(shuffled[at, 1])
    config = Prod2VecConfig(factors=8, window=2, negative=1.0)
    first = Prod2Vec(config).fit(plays).arrays()["directions"]
    backwards = Prod2Vec(config).fit(replace(plays, sequence=turned)).arrays()["directions"]
    other = Prod2Vec(config).fit(replace(plays, sequence=shuffled)).arrays()["directions"]
    np.testing.assert_allclose(first @ first.T, backwards @ backwards.T, atol=1e-4)
    assert np.abs(first @ first.T - other @ other.T).max() > 0.1


def test_bpr_scores_by_the_mean_of_the_seeds_vectors_and_the_tracks_bias() -> None:
    model = Bpr(BprConfig(factors=4)).fit(random_interactions(), 3)
    vectors, bias = model.items[:, :-1], model.items[:, -1]
    scores = model.score(query(30, {2: 1.0, 5: 1.0}, {2: 3.0, 5: 1.0}))
    expected = [
        (vectors[2] + vectors[5]) / 2 @ vectors.T + bias,
        (3 * vectors[2] + vectors[5]) / 4 @ vectors.T + bias,
    ]
    np.testing.assert_allclose(scores, expected, rtol=1e-4, atol=1e-6)


WEIGHTS = [{3: 1.0}, {3: 1.0, 7: 1.0, 11: 1.0}, {3: 2.0, 7: 0.5}, {3: 1.0, 7: -1.0, 11: -0.5}]


@pytest.mark.parametrize("seeds", WEIGHTS, ids=str)
def test_fold_in_solves_the_weighted_least_squares_of_its_paper(seeds: dict[int, float]) -> None:
    data = random_interactions()
    config = AlsConfig(factors=8, alpha=10.0, regularization=0.3)
    model = Als(config).fit(data, 0)
    items = model.items.astype(np.float64)
    confidence, preference = np.ones(data.n_tracks), np.zeros(data.n_tracks)
    for column, weight in seeds.items():
        confidence[column] = config.alpha * abs(weight)
        preference[column] = weight > 0
    # min Σ c (p − u·v)² + λ|u|², as one ordinary least squares over stacked rows
    root = np.sqrt(confidence)
    a = np.vstack([items * root[:, None], np.sqrt(config.regularization) * np.eye(8)])
    b = np.concatenate([preference * root, np.zeros(8)])
    expected, *_ = np.linalg.lstsq(a, b, rcond=None)
    np.testing.assert_allclose(model.fold_in(query(data.n_tracks, seeds))[0], expected, rtol=1e-6)
    scores = model.score(query(data.n_tracks, seeds))[0]
    np.testing.assert_allclose(scores, items @ expected, rtol=1e-4, atol=1e-6)


def test_fold_in_equals_implicit_recalculating_one_user() -> None:
    from implicit.cpu.als import AlternatingLeastSquares

    data = random_interactions()
    config = AlsConfig(factors=8, alpha=10.0, regularization=0.3)
    with threadpool_limits(1, "blas"):
        theirs = AlternatingLeastSquares(
            factors=8, alpha=10.0, regularization=0.3, iterations=15, random_state=0, num_threads=1
        )
        theirs.fit(data.plays, show_progress=False)
        ours = Als(config).fit(data, 0)
        np.testing.assert_array_equal(ours.items, theirs.item_factors)
        for seeds in WEIGHTS[:3]:
            # implicit multiplies by alpha itself: the row goes in as it was played.
            user = theirs.recalculate_user(0, query(data.n_tracks, seeds))
            folded = ours.fold_in(query(data.n_tracks, seeds))[0]
            if min(seeds.values()) >= 1 / config.alpha:
                np.testing.assert_allclose(folded, user, rtol=2e-3, atol=2e-4)


def test_training_rows_fold_in_near_to_where_als_left_them() -> None:
    data = random_interactions(n_sets=60, n_tracks=40)
    model = Als(AlsConfig(factors=8, iterations=30)).fit(data, 0)
    scores = model.score(data.plays)
    played = data.plays.toarray() > 0
    assert scores[played].mean() - scores[~played].mean() > 0.5


def test_an_artists_tracks_are_one_more_set_with_the_weight_given() -> None:
    data = random_interactions()
    artists = sp.csr_matrix((np.ones(6), ([0, 0, 0, 1, 2, 2], [0, 1, 2, 3, 4, 5])), (3, 30))
    with_artists = replace(data, artists=artists)
    config = SegueConfig(factors=8, artist_weight=0.5)
    model = Segue(config).fit(with_artists, 0)
    # Artist 1 made one track only, and tells nothing.
    rows = sp.vstack([data.plays, artists[[0, 2]] * 0.5], format="csr")
    np.testing.assert_array_equal(model.items, train_factors(rows, config, 0))
    without = Segue(SegueConfig(factors=8, artist_weight=0.0)).fit(with_artists, 0)
    np.testing.assert_array_equal(without.items, Als(AlsConfig(factors=8)).fit(data, 0).items)


def test_the_default_comes_first_and_names_are_their_own() -> None:
    assert next(iter(MODELS)) == DEFAULT == "segue"
    assert all(model.name == name for name, model in MODELS.items())


@pytest.mark.parametrize("k", [0, 1, 3, 4, 99])
def test_top_gives_the_best_first_with_ties_by_column(k: int) -> None:
    scores = np.array([1.0, 3.0, NO_ANSWER, 3.0, 2.0, 3.0], dtype=np.float32)
    assert top(scores, k).tolist() == [1, 3, 5, 4, 0][:k]


def random_interactions(n_sets: int = 40, n_tracks: int = 30) -> Interactions:
    """Sets with taste: each plays mostly one half of the tracks."""
    rng = np.random.default_rng(11)
    taste = np.where(np.arange(n_sets)[:, None] % 2 == np.arange(n_tracks) % 2, 0.35, 0.05)
    plays = rng.random((n_sets, n_tracks)) < taste
    plays[0] = True  # every track is played
    return interactions(plays)
