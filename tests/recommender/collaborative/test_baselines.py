"""Each baseline against its definition, or an answer known by hand."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import NO_ANSWER
from recommender.collaborative.baselines import (
    ItemKnnBm25,
    ItemKnnCosine,
    Popularity,
)
from recommender.collaborative.bpr import Bpr, BprConfig
from recommender.collaborative.prod2vec import Prod2Vec, Prod2VecConfig, count_company, embed
from tests.recommender.collaborative.boards import (
    FOUR_SETS,
    interactions,
    query,
    random_interactions,
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


def company(sequence: np.ndarray, n_tracks: int, window: int) -> np.ndarray:
    """Of the tracks of a sequence, one after the other."""
    rows, columns, _ = sequence.T
    return count_company(rows, np.arange(len(rows)), columns, n_tracks, window).toarray()


def test_company_counts_neighbours_by_distance_within_the_set() -> None:
    # One set a b - c a, and another b d: the gap is closed, as in word2vec.
    order = np.array([(0, 0, 1), (0, 1, 2), (0, 2, 4), (0, 0, 5), (1, 1, 1), (1, 3, 2)])
    found = company(order, 4, 2)
    expected = np.zeros((4, 4))
    for one, other, weight in ((0, 1, 1.5), (1, 2, 1), (0, 2, 1.5), (1, 3, 1)):
        expected[one, other] = expected[other, one] = weight
    np.testing.assert_array_equal(found, expected)


def test_a_place_counts_a_token_once_and_none_is_its_own_company() -> None:
    # The first place names token 0 twice, the second one both tokens.
    rows, places = np.zeros(4, dtype=int), np.array([0, 0, 1, 1])
    found = count_company(rows, places, np.array([0, 0, 1, 0]), 2, window=1)
    np.testing.assert_array_equal(found.toarray(), [[0, 1], [1, 0]])
    assert found.nnz == 2


def test_prod2vec_factorises_the_shifted_positive_mutual_information() -> None:
    data = random_interactions()
    config = Prod2VecConfig(factors=30, window=3, negative=1.2, smoothing=1.0)
    model = Prod2Vec(config).fit(data)
    pairs = company(data.sequence, 30, 3)
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


def test_what_the_factors_hold_nothing_of_points_nowhere() -> None:
    """Rounding leaves it almost no length, and made as long as others it would point at random."""
    pairs = np.zeros((6, 6))
    for one, times in ((0, 1), (2, 20), (4, 30)):
        pairs[one, one + 1] = pairs[one + 1, one] = times
    # The rarest pair says most about each other, and one factor holds one pair.
    found = embed(sp.csr_matrix(pairs), Prod2VecConfig(factors=1, negative=1.0), 0)
    np.testing.assert_allclose(np.abs(found[:2]), 1, rtol=1e-6)
    assert not found[2:].any()


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
