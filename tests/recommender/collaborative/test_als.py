"""ALS and its fold-in against their equations, and against `implicit`."""

import numpy as np
import pytest
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from recommender.collaborative.als import Als, AlsConfig, train_factors
from recommender.collaborative.segue import Segue, SegueConfig
from tests.recommender.builders import with_artists
from tests.recommender.collaborative.boards import query, random_interactions

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


def test_each_iteration_leaves_less_to_explain_and_the_last_loss_is_that_of_the_factors() -> None:
    data = random_interactions()
    config = AlsConfig(factors=6, iterations=5)
    model = Als(config).fit(data, 1)
    losses = model.losses
    assert len(losses) == 5
    assert list(losses) == sorted(losses, reverse=True)
    assert losses == Als(config).fit(data, 1).losses
    # Hu, Koren and Volinsky's loss at the factors found, over the weight of all cells.
    items = model.items.astype(np.float64)
    played = data.plays.toarray()
    confidence = np.where(played > 0, config.alpha, 1.0)
    gone = []
    for at in range(data.n_sets):
        # The sets' factors are those that the last iteration's items were found from, so that the
        # best ones leave less still, and those of one iteration less leave more.
        normal = (items.T * confidence[at]) @ items + config.regularization * np.eye(6)
        best = np.linalg.solve(normal, items.T @ (confidence[at] * played[at]))
        gone.append((confidence[at] * (played[at] - items @ best) ** 2).sum())
        gone[-1] += config.regularization * (best**2).sum()
    total = sum(gone) + config.regularization * (items**2).sum()
    mean = total / confidence.sum()
    longer = Als(AlsConfig(factors=6, iterations=6)).fit(data, 1).losses[-1]
    assert longer <= mean * 1.001
    assert mean <= losses[-1] * 1.001


def test_an_artists_tracks_are_one_more_set_with_the_weight_given() -> None:
    data = random_interactions()
    artists = sp.csr_matrix((np.ones(6), ([0, 0, 0, 1, 2, 2], [0, 1, 2, 3, 4, 5])), (3, 30))
    credited = with_artists(data, artists)
    config = SegueConfig(factors=8, artist_weight=0.5)
    model = Segue(config).fit(credited, 0)
    # Artist 1 made one track only, and tells nothing.
    rows = sp.vstack([data.plays, artists[[0, 2]] * 0.5], format="csr")
    np.testing.assert_array_equal(model.items, train_factors(rows, config, 0)[0])
    without = Segue(SegueConfig(factors=8, artist_weight=0.0)).fit(credited, 0)
    np.testing.assert_array_equal(without.items, Als(AlsConfig(factors=8)).fit(data, 0).items)
