"""Tracks into an order that mixes."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ordering import NEAR, SMOOTH, count_costs, draw, total
from recommender import path_search
from recommender.audio.camelot import KEYS
from recommender.ordering import order, steps, transition_costs
from scrapers.sandbox.world import World

TEMPOS = st.none() | st.floats(40, 250)
TRACKS = st.lists(st.tuples(TEMPOS, st.none() | st.sampled_from(KEYS)), max_size=13)
Tracks = list[tuple[float | None, str | None]]


def columns(tracks: Tracks) -> tuple[list[float | None], list[str | None]]:
    return [tempo for tempo, _ in tracks], [key for _, key in tracks]


@st.composite
def locked_tracks(draw: st.DrawFn) -> tuple[Tracks, set[int]]:
    tracks = draw(TRACKS)
    places = st.sampled_from(range(len(tracks))) if tracks else st.nothing()
    return tracks, draw(st.sets(places, max_size=len(tracks)))


# -- what a transition costs ------------------------------------------------------------------


def test_the_cost_is_the_one_that_is_written_down(world: World) -> None:
    for crate in draw(11, 4, 20, world):
        np.testing.assert_allclose(transition_costs(*crate), count_costs(*crate), atol=1e-9)


def test_what_mixes_safely_costs_nothing_and_clashes_grow_with_the_distance() -> None:
    others = ("8A", "9A", "7A", "8B", "9B", "10A", "11A", "2A", "2B")
    clashes = [steps([120, 120], ["8A", other])[0].clash for other in others]
    assert clashes == pytest.approx([0, 0, 0, 0, 1 / 6, 1 / 6, 2 / 6, 5 / 6, 1])


def test_half_and_double_time_are_the_same_tempo() -> None:
    told = [step.tempo_percent for step in steps([87, 174, 87.87, 43.5], [None] * 4)]
    assert told == pytest.approx([0, 1, -1])


def test_what_is_not_known_costs_a_fixed_mean_and_is_told_as_unknown() -> None:
    step = steps([None, 128], ["8A", None])[0]
    assert (step.tempo_percent, step.key_steps) == (None, None)
    known = [steps([120, 120], ["1A", key])[0].clash for key in KEYS]
    assert step.clash == pytest.approx(np.mean(known))
    assert step.cost == pytest.approx(0.5 + step.clash)


@given(TEMPOS, TEMPOS, st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_a_step_back_costs_what_the_step_cost(
    one: float | None, other: float | None, key: str, other_key: str
) -> None:
    there = steps([one, other], [key, other_key])[0]
    back = steps([other, one], [other_key, key])[0]
    assert there.cost == pytest.approx(back.cost)
    assert there.key_steps == back.key_steps
    if there.tempo_percent is not None and abs(there.tempo_percent) < 41:
        assert there.tempo_percent == pytest.approx(-back.tempo_percent)


# -- the order --------------------------------------------------------------------------------


@given(locked_tracks())
def test_an_order_holds_every_track_once_and_leaves_locked_ones_in_place(
    given_: tuple[Tracks, set[int]],
) -> None:
    tracks, locked = given_
    found = order(*columns(tracks), locked)
    assert sorted(found.order) == list(range(len(tracks)))
    assert all(found.order[place] == place for place in locked)


@given(locked_tracks())
def test_an_order_never_costs_more_than_the_one_that_was_given(
    given_: tuple[Tracks, set[int]],
) -> None:
    tracks, locked = given_
    found = order(*columns(tracks), locked)
    assert found.after <= found.before
    assert found.before == pytest.approx(sum(step.cost for step in steps(*columns(tracks))))
    assert found.after == pytest.approx(sum(step.cost for step in found.steps))
    assert len(found.steps) == max(len(tracks) - 1, 0)


@given(locked_tracks())
def test_the_same_tracks_always_come_out_in_the_same_order(
    given_: tuple[Tracks, set[int]],
) -> None:
    tracks, locked = given_
    assert order(*columns(tracks), locked) == order(*columns(tracks), sorted(locked))


def test_an_order_that_is_as_good_as_any_is_left_alone() -> None:
    assert order([120, 120, 120], ["8A", "8A", "8A"]).order == (0, 1, 2)
    smooth = order([120, 121, 122, 123], ["8A", "8A", "9A", "9A"])
    assert smooth.order == (0, 1, 2, 3)
    assert smooth.before == smooth.after


def test_of_the_two_ways_along_a_path_the_one_like_the_given_list_is_taken() -> None:
    assert order([120, 126, 123, 129], ["8A"] * 4).order == (0, 2, 1, 3)
    assert order([129, 123, 126, 120], ["8A"] * 4).order == (0, 2, 1, 3)


def test_crates_of_twenty_cost_at_most_the_promised_share(world: World) -> None:
    before = after = 0.0
    for crate in draw(5, 20, 20, world):
        costs = count_costs(*crate)
        before += total(costs, range(20))
        after += total(costs, order(*crate).order)
    assert after <= SMOOTH * before


def test_crates_of_eight_are_near_the_best_of_all_orders(world: World) -> None:
    orders = np.array(list(permutations(range(8))))
    for crate in draw(6, 10, 8, world):
        costs = np.array(count_costs(*crate))
        best = costs[orders[:, :-1], orders[:, 1:]].sum(axis=1).min()
        assert total(costs.tolist(), order(*crate).order) <= NEAR * best + 1e-9


@pytest.mark.parametrize("locked", [{0}, {7}, {0, 7}, {3}, {2, 3}, {1, 4, 6}, {0, 1, 2}])
def test_with_locked_tracks_the_order_is_the_best_of_those_that_are_left(
    world: World, locked: set[int]
) -> None:
    allowed = [p for p in permutations(range(8)) if all(p[place] == place for place in locked)]
    for crate in draw(8, 3, 8, world):
        costs = count_costs(*crate)
        best = min(total(costs, one) for one in allowed)
        assert order(*crate, locked).after == pytest.approx(best)


@pytest.mark.parametrize("locked", [(), (0,), (4, 5), (2, 9)])
def test_search_comes_near_the_best_order_where_both_can_be_had(
    world: World, locked: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    crates = draw(9, 4, 10, world)
    best = [order(*crate, locked).after for crate in crates]
    monkeypatch.setattr(path_search, "EXACT", 0)
    for crate, cost in zip(crates, best, strict=True):
        assert cost - 1e-9 <= order(*crate, locked).after <= NEAR * cost + 1e-9


@pytest.mark.parametrize("size", [200, 1_000])
def test_long_crates_are_ordered_too(world: World, size: int) -> None:
    crate = draw(3, 1, size, world)[0]
    found = order(*crate, range(0, size, 50))
    assert sorted(found.order) == list(range(size))
    assert all(found.order[place] == place for place in range(0, size, 50))
    assert found.after <= SMOOTH * found.before


def test_what_can_be_no_tempo_and_no_key_counts_as_unknown() -> None:
    odd = order([0.0, math.nan, math.inf, -1.0], ["13A", "", "8C", None])
    assert odd.before == pytest.approx(3 * steps([None, None], [None, None])[0].cost)


def test_a_place_that_does_not_exist_can_not_be_locked() -> None:
    with pytest.raises(ValueError, match="no place 2"):
        order([120, 121], ["8A", "8A"], [2])
    with pytest.raises(ValueError, match="as many keys"):
        order([120, 121], ["8A"])
