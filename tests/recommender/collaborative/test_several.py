"""What trees look at for several seeds, against a count by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.collaborative import several
from recommender.collaborative.als import Als, AlsConfig
from recommender.collaborative.company import Company
from recommender.collaborative.segue import Segue, SegueConfig
from recommender.collaborative.several import Several, as_rows, shipped_trees
from recommender.collaborative.signals import Djs, Months
from recommender.errors import ArtefactDamaged
from recommender.interactions import Interactions
from tests.recommender.collaborative.boards import query
from tests.recommender.collaborative.test_segue import catalogue

PLAIN = SegueConfig(factors=4, reordered=0)
TRACKS = np.array([5, 9, 12, 22])


def features(data: Interactions, seeds: tuple[int, ...] = (2, 3, 7)) -> dict[str, np.ndarray]:
    model = Segue(PLAIN).fit(data, 0)
    asked = query(data.n_tracks, dict.fromkeys(seeds, 1.0))
    signals = {name: one[0, TRACKS] for name, one in model.signals(asked).items()}
    return model.several_features(asked, TRACKS, signals)


def test_the_shipped_trees_were_grown_on_these_features() -> None:
    assert shipped_trees().names.tolist() == list(features(catalogue()))


def test_cosines_are_told_from_the_nearest_seed_to_the_farthest() -> None:
    data = catalogue()
    found = features(data)
    plays = data.plays.toarray()
    unit = plays / np.linalg.norm(plays, axis=0)
    cosines = unit[:, TRACKS].T @ unit[:, [2, 3, 7]]
    np.testing.assert_allclose(found["together_nearest"], cosines.max(axis=1), rtol=1e-5)
    np.testing.assert_allclose(found["together_second"], np.median(cosines, axis=1), rtol=1e-5)
    np.testing.assert_allclose(found["together_mean"], cosines.mean(axis=1), rtol=1e-5)
    np.testing.assert_allclose(found["together_farthest"], cosines.min(axis=1), rtol=1e-5)
    among = unit[:, [2, 3, 7]].T @ unit[:, [2, 3, 7]]
    np.testing.assert_allclose(
        found["together_among_seeds"], among[np.triu_indices(3, 1)].mean(), rtol=1e-5
    )
    for space in ("factors", "company", "artists"):
        assert (found[f"{space}_nearest"] >= found[f"{space}_second"]).all()
        assert (found[f"{space}_second"] >= found[f"{space}_farthest"]).all()


def test_factors_company_and_artists_are_asked_seed_by_seed() -> None:
    data = catalogue()
    found = features(data)
    model = Segue(PLAIN).fit(data, 0)
    company, _ = Company.count(data, 0)
    factors = [
        Als(AlsConfig(factors=size, artist_weight=1.0)).fit(data, seed).items
        for seed, size in ((0, 4), (1, 8), (2, 4), (3, 8))
    ]
    np.testing.assert_array_equal(model.items, factors[0])
    spaces = {"factors": factors, "company": [company.tracks], "artists": [company.artists]}
    for name, vectors in spaces.items():
        cosines = np.mean([cosine(one, TRACKS, [2, 3, 7]) for one in vectors], axis=0)
        np.testing.assert_allclose(found[f"{name}_nearest"], cosines.max(axis=1), atol=1e-5)
        np.testing.assert_allclose(found[f"{name}_mean"], cosines.mean(axis=1), atol=1e-5)
        among = np.mean([cosine(one, [2, 3, 7], [2, 3, 7]) for one in vectors], axis=0)
        np.testing.assert_allclose(
            found[f"{name}_among_seeds"], among[np.triu_indices(3, 1)].mean(), atol=1e-5
        )


def cosine(vectors: np.ndarray, rows: np.ndarray | list[int], columns: list[int]) -> np.ndarray:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit[rows] @ unit[columns].T


def test_djs_and_months_are_the_likeliest_for_the_seeds() -> None:
    data = catalogue()
    found = features(data)
    asked = query(data.n_tracks, dict.fromkeys((2, 3, 7), 1.0))
    djs, months = Djs.count(data), Months.count(data)
    whose, when = djs.posterior(asked)[0], months.posterior(asked)[0]
    assert whose.sum() == pytest.approx(1)
    assert when.sum() == pytest.approx(1)
    second, first = np.argsort(whose)[-2:]
    shares = djs.plays.toarray() / 10  # everybody has ten sets
    np.testing.assert_allclose(found["dj_sure"], whose.max())
    np.testing.assert_allclose(found["dj_unsure"], -(whose * np.log(whose)).sum(), rtol=1e-6)
    np.testing.assert_allclose(found["dj_sets"], np.log(11))
    np.testing.assert_allclose(found["dj_plays"], 10 * shares[first, TRACKS], rtol=1e-5)
    np.testing.assert_allclose(found["dj_share"], np.log(shares[first, TRACKS] + 0.002), rtol=1e-5)
    np.testing.assert_allclose(
        found["second_dj_share"], np.log(shares[second, TRACKS] + 0.002), rtol=1e-5
    )
    likely = when[when > 0]
    np.testing.assert_allclose(found["month_unsure"], -(likely * np.log(likely)).sum(), rtol=1e-6)
    then = months.months[when.argmax()]
    np.testing.assert_array_equal(found["since_first"] + Several.count(data).facts[TRACKS, 3], then)


def test_where_no_dj_is_likely_none_is_asked() -> None:
    data = catalogue()
    seeds = data.plays.toarray()[:, [2, 3, 7]].any(axis=1)
    djs = data.djs.toarray()
    djs[:, seeds] = 0
    # Nor is the artist known to any of them.
    nobody = replace(
        data,
        djs=sp.csr_matrix(djs),
        artists=sp.csr_matrix((0, 30), dtype=np.float32),
        artist_sequence=np.empty((0, 3), dtype=np.int64),
    )
    found = features(nobody)
    for name in ("dj_sure", "dj_unsure", "dj_sets", "dj_plays"):
        assert (found[name] == 0).all(), name
    assert np.ptp(found["dj_share"]) == np.ptp(found["second_dj_share"]) == 0


def test_counts_are_those_of_the_catalogue() -> None:
    data = catalogue()
    found = features(data)
    held = data.plays.toarray().sum(axis=0)
    np.testing.assert_allclose(found["held"], np.log1p(held[TRACKS]), rtol=1e-6)
    np.testing.assert_allclose(found["seeds_held"], np.log1p(held[[2, 3, 7]]).mean(), rtol=1e-6)
    # 12 and 22 are by the artist of seed 2; every artist made three tracks.
    np.testing.assert_array_equal(found["same_artist"], [0, 0, 1, 1])
    np.testing.assert_allclose(found["artist_made"], np.log(4), rtol=1e-6)
    by_artist = [data.plays.toarray()[:, track % 10 :: 10].any(axis=1).sum() for track in TRACKS]
    np.testing.assert_allclose(found["artist_held"], np.log1p(by_artist), rtol=1e-6)


def test_a_track_with_several_artists_is_told_by_the_best_known() -> None:
    data = catalogue()
    both = data.artists.tolil()
    both[0, 5] = 1
    # Artist 0 made 0, 10, 20 and, with another, 5.
    facts = Several.count(replace(data, artists=both.tocsr())).facts
    np.testing.assert_allclose(facts[5, 2], np.log(5), rtol=1e-6)


def test_first_and_last_plays_are_told_from_when_the_seeds_were_played() -> None:
    data = catalogue()
    facts = Several.count(data).facts
    months = np.array([int(date[:4]) * 12 + int(date[5:7]) - 1 for date in data.set_dates])
    held = data.plays.toarray() > 0
    for track in TRACKS:
        assert facts[track, 3] == months[held[:, track]].min()
        assert facts[track, 4] == months[held[:, track]].max()
    found = features(data)
    then = found["since_first"] + facts[TRACKS, 3]
    assert len(np.unique(then)) == 1
    assert then[0] in months
    np.testing.assert_array_equal(found["until_last"], facts[TRACKS, 4] - then)


def test_the_order_of_the_seeds_changes_nothing() -> None:
    one, other = features(catalogue(), (2, 3, 7)), features(catalogue(), (7, 2, 3))
    np.testing.assert_allclose(as_rows(one, one), as_rows(other, one), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("n_djs", [0, 1])
def test_features_are_numbers_where_dates_artists_order_and_djs_are_unknown(n_djs: int) -> None:
    bare = replace(
        catalogue(),
        set_dates=np.array([""] * 40, dtype=str),
        djs=sp.csr_matrix(np.ones((n_djs, 40), dtype=np.float32)),
        artists=sp.csr_matrix((0, 30), dtype=np.float32),
        artist_sequence=np.empty((0, 3), dtype=np.int64),
        sequence=np.empty((0, 3), dtype=np.int64),
    )
    found = features(bare)
    assert np.isfinite(as_rows(found, found)).all()
    assert (found["since_first"] == 0).all()
    assert (found["dj_sure"] == n_djs).all()


def test_several_are_three_by_different_artists() -> None:
    one = Several.count(catalogue())
    assert one.are_several(np.array([2, 3, 7]))
    assert not one.are_several(np.array([2, 3]))
    assert not one.are_several(np.array([2, 12, 3]))
    assert not one.are_several(np.array([], dtype=int))


def test_more_than_twelve_are_not_what_the_trees_know() -> None:
    data = catalogue()
    own = replace(data, artists=sp.identity(30, dtype=np.float32, format="csr"))
    one = Several.count(own)
    assert one.are_several(np.arange(12))
    assert not one.are_several(np.arange(13))


def test_seeds_that_share_an_artist_count_once() -> None:
    data = catalogue()
    credits = data.artists.tolil()
    # One artist's collaborations are no three artists.
    credits[2, [3, 7]] = 1
    one = Several.count(replace(data, artists=credits.tocsr()))
    for seeds in ([2, 3, 7], [7, 3, 2]):
        assert not one.are_several(np.array(seeds))
    assert one.are_several(np.array([2, 4, 5]))


def test_trees_are_not_asked_where_djs_seldom_come_back() -> None:
    data = catalogue()
    # The typical set is by somebody with nine; one DJ alone has more.
    who = np.concatenate([np.zeros(13, dtype=int), np.arange(27) // 9 + 1])
    djs = sp.csr_matrix((np.ones(40, np.float32), (who, np.arange(40))))
    rare = Several.count(replace(data, djs=djs))
    assert rare.regulars == 9
    assert not rare.are_several(np.array([2, 3, 7]))
    assert Several.count(data).regulars == 10
    assert Several.count(replace(data, djs=sp.csr_matrix((0, 40)))).regulars == 0
    # Of two who play together, the one with more sets tells.
    both = djs.tolil()
    both[0, 13:] = 1
    assert Several.count(replace(data, djs=both.tocsr())).regulars == 40
    asked = query(30, dict.fromkeys((2, 3, 7), 1.0))
    with_trees, without = (
        Segue(config).fit(replace(data, djs=djs), 0).score(asked)
        for config in (SegueConfig(factors=4), PLAIN)
    )
    np.testing.assert_array_equal(with_trees, without)


def test_seeds_of_nobody_known_are_each_their_own() -> None:
    data = catalogue()
    none = sp.csr_matrix((0, 30), dtype=np.float32)
    one = Several.count(
        replace(data, artists=none, artist_sequence=np.empty((0, 3), dtype=np.int64))
    )
    assert one.are_several(np.array([2, 12, 22]))


def test_trees_that_are_not_there_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(several, "SHIPPED", tmp_path / "gone")
    with pytest.raises(ArtefactDamaged, match=r"missing or damaged\. Get them again"):
        shipped_trees.__wrapped__()
