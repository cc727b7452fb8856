"""Filters by years, by artist, by what was played, and the weight of discovery."""

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.airplay import CurrentAirplay, load_airplay
from recommender.catalogue.store import Store
from recommender.collaborative.base import NO_ANSWER
from recommender.engine import Engine
from recommender.filters import Filters, tell_filters
from recommender.sieve import discover
from recommender.training import train
from tests.recommender.builders import a_set, at_once, fill, seed_of
from tests.recommender.direct import DirectCount

LINES = ("Ada - Seed", "Bo - One", "Bo - Two", "Bo & Cy - Three", "Cy - Four", "Di - Five")


@pytest.fixture
def engine_of_six(small: Store, tmp_path: Path) -> Engine:
    fill(small, [a_set(n, *LINES, date=f"20{n + 10}-05-01") for n in range(3)])
    fill(small, [a_set("early", "Bo - One", "Di - Five", date="1999")])
    fill(small, [a_set("undated", "Cy - Four", date="")])
    return Engine(small, train(small, tmp_path / "models"))


def keys(engine: Engine, filters: Filters, k: int = 10) -> list[str]:
    seed = seed_of(engine.store, "ada - seed")
    return [item.track.key for item in engine.recommend([seed], k, filters).items]


# -- airplay --------------------------------------------------------------------------------------


def test_airplay_equals_the_direct_count(world_store: Store, direct: DirectCount) -> None:
    airplay = load_airplay(world_store)
    tracks = world_store.tracks(airplay.track_ids.tolist())
    assert len(tracks) == len(direct.places)
    for id_, sets, year in zip(
        airplay.track_ids.tolist(), airplay.sets, airplay.first_years, strict=True
    ):
        places = direct.places[tracks[id_].key]
        assert sets == len(places)
        dates = [setlist.date for setlist in places if setlist.date]
        assert year == int(min(dates)[:4] if dates else 0)


def test_airplay_counts_a_repeated_track_once_and_skips_sets_without_a_date(store: Store) -> None:
    fill(store, [a_set(1, "Ada - Rise", "Bo - Fall", "Ada - Rise", "", date="")])
    fill(store, [a_set(2, "Bo - Fall", date="2004-02"), a_set(3, "Bo - Fall", date="2001")])
    ada, bo = (store.track_ids([key])[key] for key in ("ada - rise", "bo - fall"))
    airplay = load_airplay(store)
    asked = np.array([bo, ada, 10**6])
    assert airplay.sets_of(asked).tolist() == [3, 1, 0]
    assert airplay.first_years_of(asked).tolist() == [2001, 0, 0]


def test_airplay_of_an_empty_catalogue_is_empty_and_what_comes_in_is_read(store: Store) -> None:
    current = CurrentAirplay(store)
    assert current.current().sets_of(np.array([1, 2])).tolist() == [0, 0]
    fill(store, [a_set(1, "Ada - Rise")])
    first = current.current()
    assert first.sets.tolist() == [1]
    assert current.current() is first


# -- years ----------------------------------------------------------------------------------------


def test_years_are_those_of_the_first_known_play(engine_of_six: Engine) -> None:
    late = Filters(first_year=2000)
    assert sorted(keys(engine_of_six, late)) == ["bo & cy - three", "bo - two", "cy - four"]
    assert sorted(keys(engine_of_six, Filters(last_year=1999))) == ["bo - one", "di - five"]
    assert keys(engine_of_six, Filters(first_year=1999, last_year=2010)) == keys(
        engine_of_six, Filters()
    )


def test_a_track_of_unknown_age_stays_in(small: Store, tmp_path: Path) -> None:
    fill(small, [a_set(n, *LINES[:3], date="") for n in range(2)])
    engine = Engine(small, train(small, tmp_path / "models"))
    answer = engine.recommend([seed_of(small, "ada - seed")], 5, Filters(first_year=2020))
    assert len(answer.items) == 2
    assert answer.removed == {"years": 0}


def test_an_empty_answer_names_the_years(engine_of_six: Engine) -> None:
    filters = Filters(last_year=1980, per_artist=1)
    answer = engine_of_six.recommend([seed_of(engine_of_six.store, "ada - seed")], 5, filters)
    assert answer.items == ()
    assert answer.removed == {"years": 5, "artist": 0}
    (told,) = tell_filters(filters, answer.removed, found=False)
    assert "the span of years alone leaves out 5 tracks" in told


# -- artists --------------------------------------------------------------------------------------


def test_an_artist_is_capped_and_collaborations_count_for_each(engine_of_six: Engine) -> None:
    seed = seed_of(engine_of_six.store, "ada - seed")
    everything = keys(engine_of_six, Filters())
    answer = engine_of_six.recommend([seed], 10, Filters(per_artist=1))
    found = [item.track.key for item in answer.items]
    expected: list[str] = []
    held: set[str] = set()
    for key in everything:
        artists = set(key.split(" - ")[0].split(" & "))
        if not artists & held:
            expected.append(key)
            held |= artists
    assert found == expected
    assert answer.removed == {"artist": len(everything) - len(expected)}


def test_the_number_asked_for_is_given_from_what_the_cap_leaves(
    engine: Engine, direct: DirectCount
) -> None:
    for key in random.Random(3).sample(direct.in_sets(3), 12):
        seed = seed_of(engine.store, key)
        plain = engine.recommend([seed], 40)
        capped = engine.recommend([seed], 40, Filters(per_artist=1))
        assert len(capped.items) == 40
        credits = Counter(
            name for item in capped.items for name in item.track.key.split(" - ")[0].split(" & ")
        )
        assert set(credits.values()) == {1}
        gone = {item.track.id for item in plain.items} - {item.track.id for item in capped.items}
        assert capped.removed == {"artist": len(gone)}
        # What was not capped keeps its order.
        stayed = [item.track.id for item in plain.items if item.track.id not in gone]
        assert [item.track.id for item in capped.items][: len(stayed)] == stayed


# -- played ---------------------------------------------------------------------------------------


def test_what_was_played_is_left_out_and_counted(engine_of_six: Engine) -> None:
    filters = Filters(played=frozenset({"bo - two", "ada - seed", "never - heard of"}))
    answer = engine_of_six.recommend([seed_of(engine_of_six.store, "ada - seed")], 10, filters)
    assert "bo - two" not in [item.track.key for item in answer.items]
    assert len(answer.items) == 4
    assert answer.removed == {"played": 1}  # the seed was never in question


def test_another_history_is_not_taken_for_the_last_one(engine_of_six: Engine) -> None:
    for gone in ("bo - two", "cy - four", "bo - two"):
        assert gone not in keys(engine_of_six, Filters(played=frozenset({gone})))
    everything = frozenset(keys(engine_of_six, Filters()))
    assert keys(engine_of_six, Filters(played=everything)) == []


def test_threads_with_other_histories_do_not_mix(engine: Engine, direct: DirectCount) -> None:
    seed = seed_of(engine.store, direct.in_sets(3)[0])
    plain = [item.track.key for item in engine.recommend([seed], 20).items]

    def ask(gone: str) -> bool:
        filters = Filters(played=frozenset({gone}))
        answers = [engine.recommend([seed], 20, filters) for _ in range(3)]
        return all(gone not in {item.track.key for item in one.items} for one in answers)

    assert all(at_once(*(lambda gone=gone: ask(gone) for gone in plain[:6])))  # type: ignore[misc]


# -- discovery ------------------------------------------------------------------------------------


def test_discovery_goes_from_well_known_to_hardly_known(
    engine: Engine, direct: DirectCount
) -> None:
    medians = []
    for discovery in (-1.0, -0.5, 0.0, 0.5, 1.0):
        sets: list[int] = []
        for key in random.Random(2).sample(direct.in_sets(3), 15):
            seed = seed_of(engine.store, key)
            answer = engine.recommend([seed], 20, Filters(discovery=discovery))
            assert len(answer.items) == 20
            assert answer.removed == {}
            sets += [item.track.sets for item in answer.items]
        medians.append(float(np.mean(sets)))
    assert medians == sorted(medians, reverse=True)
    assert medians[0] > 1.3 * medians[-1]


def test_no_discovery_changes_nothing(engine: Engine, direct: DirectCount) -> None:
    seed = seed_of(engine.store, direct.in_sets(3)[0])
    assert engine.recommend([seed], 20, Filters(discovery=0)) == engine.recommend([seed], 20)


@given(st.floats(-5, 5), st.floats(-1, 1), st.lists(st.integers(0, 5000), min_size=2, max_size=9))
def test_of_equal_scores_the_less_played_track_gains(
    score: float, discovery: float, played: list[int]
) -> None:
    counts = np.sort(np.array(played))
    weighed = discover(np.full(len(counts), score), counts, discovery)
    steps = np.diff(weighed) * (1 if discovery >= 0 else -1)
    assert (steps <= 1e-9).all()


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=9), st.floats(-1, 1), st.integers(0, 5000))
def test_of_equally_played_tracks_the_order_stays(
    scores: list[float], discovery: float, played: int
) -> None:
    ordered = np.sort(np.array(scores))
    weighed = discover(ordered, np.full(len(ordered), played), discovery)
    assert (np.diff(weighed) >= 0).all()


def test_what_is_no_candidate_stays_none() -> None:
    weighed = discover(np.array([NO_ANSWER, 1.0]), np.array([0, 0]), 1.0)
    assert weighed.tolist() == [NO_ANSWER, 1.0]
