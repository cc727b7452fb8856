"""The default model: what its stages say, and that old artefacts are told from new ones."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Semaphore

import numpy as np
import pytest
import scipy.sparse as sp
from threadpoolctl import threadpool_info, threadpool_limits

from recommender.collaborative import als, segue
from recommender.collaborative.als import Als, AlsConfig
from recommender.collaborative.base import NO_ANSWER
from recommender.collaborative.company import Company
from recommender.collaborative.like_sets import LikeSets
from recommender.collaborative.segue import Segue, SegueConfig
from recommender.collaborative.trees import Trees
from recommender.interactions import Interactions, credit
from tests.recommender.builders import NO_LABELS, label, sequence_of
from tests.recommender.collaborative.boards import query

WEIGHTS = [name for name in vars(SegueConfig()) if name.startswith("w_")]


def catalogue(seed: int = 3) -> Interactions:
    """40 sets of 4 DJs over two years, each with some of 30 tracks by 10 artists."""
    rng = np.random.default_rng(seed)
    plays = rng.random((40, 30)) < 0.2
    plays[0] = True
    artists = sp.csr_matrix((np.ones(30, np.float32), (np.arange(30) % 10, np.arange(30))))
    sequence = sequence_of(sp.csr_matrix(plays.astype(np.float32)))
    return Interactions(
        plays=sp.csr_matrix(plays.astype(np.float32)),
        track_ids=np.arange(30),
        set_dates=np.array([f"20{19 + at % 2}-{1 + at % 12:02}-03" for at in range(40)], dtype=str),
        djs=sp.csr_matrix((np.ones(40, np.float32), (np.arange(40) % 4, np.arange(40))), (4, 40)),
        styles=sp.csr_matrix(
            (np.ones(40, np.float32), (np.arange(40) % 3, np.arange(40))), (3, 40)
        ),
        artists=artists,
        whole=np.ones(30, dtype=bool),
        sequence=sequence,
        artist_sequence=credit(sequence, artists),
        label_sequence=NO_LABELS,
    )


def only(**weights: float) -> SegueConfig:
    """Small factors, and no weight but these."""
    return replace(SegueConfig(factors=4), **(dict.fromkeys(WEIGHTS, 0.0) | weights))


def asked(*rows: dict[int, float]) -> sp.csr_matrix:
    return query(30, *rows)


def test_scores_are_the_weighted_geometric_mean_of_the_signals() -> None:
    data = catalogue()
    queries = asked({0: 1.0}, {3: 1.0, 7: 1.0})
    model = Segue(SegueConfig(factors=4)).fit(data, 0)
    signals = model.signals(queries)
    assert [f"w_{name}" for name in signals] == WEIGHTS
    weights = [getattr(model.config, name) for name in WEIGHTS]
    mean = np.average(list(signals.values()), axis=0, weights=weights)
    np.testing.assert_allclose(np.log(model.score(queries)), mean, rtol=1e-4, atol=1e-5)
    assert all(one.shape == (2, 30) and np.isfinite(one).all() for one in signals.values())


def test_trees_put_the_best_answers_to_several_seeds_in_another_order_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = catalogue()
    several, two = asked({2: 1.0, 3: 1.0, 7: 1.0}), asked({2: 1.0, 3: 1.0, 7: -1.0})
    plain = Segue(SegueConfig(factors=4, reordered=0)).fit(data, 0)
    names = list(_features(plain, several))
    # The fewer sets hold a track, the better.
    rare = {
        "split_feature": names.index("held"),
        "threshold": float(np.median(_features(plain, several)["held"])),
        "decision_type": "<=",
        "left_child": {"leaf_value": 50.0},
        "right_child": {"leaf_value": -50.0},
    }
    trees = Trees.of_dump({"feature_names": names, "tree_info": [{"tree_structure": rare}]})
    monkeypatch.setattr(segue, "shipped_trees", lambda: trees)
    model = Segue(SegueConfig(factors=4, reordered=10)).fit(data, 0)
    before, scale = plain.recommend([2, 3, 7], 27)
    after, scores = model.recommend([2, 3, 7], 27)
    np.testing.assert_array_equal(scores, scale)
    assert set(after[:10]) == set(before[:10])
    np.testing.assert_array_equal(after[10:], before[10:])
    held = data.plays.toarray().sum(axis=0)
    few = np.log1p(held[after[:10]]) <= rare["threshold"]
    assert few.any()
    assert not few.all()
    assert (np.diff(few.astype(int)) <= 0).all()
    # What the trees say alike stays in its order.
    kept = [track for track in before[:10] if np.log1p(held[track]) <= rare["threshold"]]
    np.testing.assert_array_equal(after[: len(kept)], kept)
    # What is disliked is no seed, and seeds of unequal weight stand for something else.
    np.testing.assert_array_equal(model.score(two), plain.score(two))
    unequal = asked({2: 1.0, 3: 0.5, 7: 1.0})
    np.testing.assert_array_equal(model.score(unequal), plain.score(unequal))


def test_answers_to_several_seeds_depend_neither_on_their_batch_nor_order_nor_saving() -> None:
    model = Segue(SegueConfig(factors=4)).fit(catalogue(), 5)
    plain = Segue(SegueConfig(factors=4, reordered=0)).fit(catalogue(), 5)
    rng = np.random.default_rng(2)
    # The first ten tracks are by ten artists.
    seeds = [rng.choice(10, size, replace=False) for size in (3, 4, 5, 6, 8, 3, 5, 10)]
    batch = asked(*(dict.fromkeys(some.tolist(), 1.0) for some in seeds))
    found = model.score(batch)
    for with_trees, without in zip(found, plain.score(batch), strict=True):
        assert not np.allclose(with_trees, without)
    restored = Segue.restore(model.config_json(), model.arrays(), 30)
    np.testing.assert_array_equal(restored.score(batch), found)
    for row, some in enumerate(seeds):
        columns, half = np.tile(rng.permutation(some), 2), np.full(2 * len(some), 0.5)
        # Each twice, in two halves, as a query may be put together.
        alone = sp.csr_matrix((half, (np.zeros_like(columns), columns)), shape=(1, 30))
        np.testing.assert_allclose(model.score(alone)[0], found[row], rtol=1e-4)


def test_who_interrupts_a_fit_does_not_wait_for_what_has_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = []

    def interrupt(rows: object, config: AlsConfig, seed: int, progress: bool) -> None:
        begun.append(seed)
        raise KeyboardInterrupt

    def count(*args: object) -> None:
        # The only core is busy until the fit has been interrupted.
        assert interrupted.wait(30)

    interrupted = Event()
    shutdown = ThreadPoolExecutor.shutdown

    def let_go(cores: ThreadPoolExecutor, **how: bool) -> None:
        shutdown(cores, **how)
        interrupted.set()

    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(als, "train_factors", interrupt)
    monkeypatch.setattr(Company, "count", count)
    monkeypatch.setattr(ThreadPoolExecutor, "shutdown", let_go)
    with pytest.raises(KeyboardInterrupt):
        Segue(SegueConfig(factors=4)).fit(catalogue(), 5)
    assert begun == [5]


def _features(model: Segue, query: sp.csr_matrix) -> dict[str, np.ndarray]:
    every = np.arange(30)
    signals = {name: one[0] for name, one in model.signals(query).items()}
    return model.several_features(query, every, signals)


def test_the_sets_signal_is_the_mean_of_factorisations_with_other_seeds_and_sizes() -> None:
    data = catalogue()
    queries = asked({0: 1.0}, {3: 1.0, 7: -1.0})
    model = Segue(only(w_sets=1.0)).fit(data, 5)
    scores = [
        Als(AlsConfig(factors=factors, artist_weight=1.0)).fit(data, seed).score(queries)
        for seed, factors in ((5, 4), (6, 8), (7, 4), (8, 8))
    ]
    expected = np.clip(np.mean(scores, axis=0), 0, 1) + 0.003
    np.testing.assert_allclose(model.score(queries), expected, rtol=1e-4)


def test_the_number_of_cores_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    learned = []
    for cores in (1, 8):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        learned.append(Segue(SegueConfig(factors=4)).fit(catalogue(), 5).arrays())
    assert learned[0].keys() == learned[1].keys()
    for name, array in learned[0].items():
        np.testing.assert_array_equal(array, learned[1][name])


def test_no_part_of_the_fit_lifts_the_others_limit_of_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended, threads = Semaphore(0), []
    train_factors, count = als.train_factors, Company.count

    def tell(*args: object) -> object:
        found = train_factors(*args)
        ended.release()
        return found

    def wait(*args: object) -> object:
        assert all(ended.acquire(timeout=30) for _ in range(4))
        threads.extend(one["num_threads"] for one in _blas())
        return count(*args)

    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.setattr(als, "train_factors", tell)
    monkeypatch.setattr(Company, "count", wait)
    with threadpool_limits(2, "blas"):
        Segue(SegueConfig(factors=4)).fit(catalogue(), 5)
        assert set(threads) == {1}
        assert {one["num_threads"] for one in _blas()} == {2}


def _blas() -> list[dict]:
    return [one for one in threadpool_info() if one["user_api"] == "blas"]


def test_items_and_fold_in_are_those_of_plain_als_with_artist_rows() -> None:
    data = catalogue()
    model = Segue(SegueConfig(factors=4)).fit(data, 5)
    plain = Als(AlsConfig(factors=4, artist_weight=1.0)).fit(data, 5)
    np.testing.assert_array_equal(model.items, plain.items)
    np.testing.assert_array_equal(model.fold_in(asked({2: 1.0})), plain.fold_in(asked({2: 1.0})))
    for ours, theirs in zip(model.similar(2, 9), plain.similar(2, 9), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_another_track_of_the_artist_gains_by_the_artists_signal() -> None:
    data = catalogue()
    model = Segue(only(w_artists=1.0)).fit(data, 0)
    scores = model.score(asked({2: 1.0}))[0]
    # Credits decide alone: the artist's three tracks are worth the same.
    np.testing.assert_allclose(scores[[12, 22]], scores[2], rtol=1e-6)
    assert len(np.unique(np.round(scores, 5))) > 5


def test_the_signals_of_company_are_those_of_the_space_of_tracks_and_artists() -> None:
    data = catalogue()
    queries = asked({2: 1.0}, {3: 1.0, 7: -1.0})
    found = Segue(SegueConfig(factors=4)).fit(data, 5).signals(queries)
    company, of_sets = Company.count(data, 5)
    np.testing.assert_array_equal(found["company"], company.by_tracks(queries))
    np.testing.assert_array_equal(found["artists"], company.by_artists(queries))
    alike = LikeSets.count(data.plays, of_sets).score(company.of_artists(queries))
    np.testing.assert_array_equal(found["like_sets"], alike)
    assert all(np.ptp(found[name]) > 0 for name in ("company", "artists", "like_sets"))


def test_labels_count_as_artists_in_the_space_of_company_and_nowhere_else() -> None:
    data = catalogue()
    named = replace(data, label_sequence=label(data.sequence, 7))
    queries = asked({2: 1.0}, {3: 1.0, 7: 1.0})
    before = Segue(SegueConfig(factors=4)).fit(data, 0).signals(queries)
    after = Segue(SegueConfig(factors=4)).fit(named, 0).signals(queries)
    moved = {name for name, one in before.items() if not np.array_equal(one, after[name])}
    assert moved == {"company", "artists", "like_sets"}
    company, of_sets = Company.count(named.with_labels_as_artists(), 0)
    np.testing.assert_array_equal(after["artists"], company.by_artists(queries))
    alike = LikeSets.count(data.plays, of_sets).score(company.of_artists(queries))
    np.testing.assert_array_equal(after["like_sets"], alike)


def test_tracks_of_sets_with_the_seeds_artists_gain_by_the_sets_alike() -> None:
    data = catalogue()
    found = Segue(SegueConfig(factors=4)).fit(data, 0).signals(asked({2: 1.0}, {12: 1.0}))
    # The seed's artist tells, not the seed.
    one, other = found["like_sets"]
    np.testing.assert_allclose(one, other, atol=1e-5)
    plays = data.plays.toarray()
    with_artist = plays[:, [2, 12, 22]].any(axis=1)
    more = plays[with_artist].mean(axis=0) - plays[~with_artist].mean(axis=0)
    assert np.corrcoef(one - np.log(plays.mean(axis=0)), more)[0, 1] > 0.3


def test_scores_are_positive_where_there_is_an_answer() -> None:
    model = Segue(SegueConfig(factors=4)).fit(catalogue(), 0)
    scores = model.score(asked({0: 1.0}, {1: 1.0, 2: -1.0}, {4: -1.0}))
    assert (scores[:2] > 0).all()
    assert (scores[2] == NO_ANSWER).all()


def test_a_catalogue_without_artists_dates_or_order_still_learns_from_its_sets() -> None:
    data = catalogue()
    bare = replace(
        data,
        set_dates=np.array([""] * 40, dtype=str),
        djs=sp.csr_matrix((0, 40), dtype=np.float32),
        styles=sp.csr_matrix((0, 40), dtype=np.float32),
        artists=sp.csr_matrix((0, 30), dtype=np.float32),
        artist_sequence=np.empty((0, 3), dtype=np.int64),
        sequence=np.empty((0, 3), dtype=np.int64),
    )
    model = Segue(SegueConfig(factors=4)).fit(bare, 0)
    assert "styles" not in model.signals(asked({0: 1.0}))
    scores = model.score(asked({0: 1.0}))[0]
    assert np.isfinite(scores).all()
    assert len(np.unique(scores)) > 20


def test_what_an_earlier_version_trained_is_refused_in_words() -> None:
    # The trees were the last thing to come before the styles.
    old = Segue(SegueConfig(factors=4)).fit(catalogue(), 0).arrays()
    old = {name: one for name, one in old.items() if not name.startswith("styles")}
    assert "trees_names" in old
    config = {"factors": 4, "regularization": 0.05, "alpha": 10.0, "iterations": 15}
    with pytest.raises(ValueError, match="an earlier version of Segue trained it"):
        Segue.restore(config | {"artist_weight": 1.0}, old, 30)
