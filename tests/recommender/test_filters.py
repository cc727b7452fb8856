"""Filters compare with the seed as a DJ would; what is not known is never left out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.audio.camelot import KEYS
from recommender.errors import BadInput
from recommender.filters import (
    ANY,
    Filters,
    Traits,
    key_number,
    left_out,
    outside_years,
    tempo_gap,
)


def traits(*tracks: tuple[float | None, str | None, int]) -> Traits:
    return Traits(
        np.array([bpm or math.nan for bpm, _, _ in tracks]),
        np.array([key_number(key) for _, key, _ in tracks]),
        np.array([genre for _, _, genre in tracks]),
    )


SEED = traits((128.0, "8A", 2))


def removed(filters: Filters, *tracks: tuple[float | None, str | None, int]) -> dict[str, list]:
    return {name: out.tolist() for name, out in left_out(filters, SEED, traits(*tracks)).items()}


def test_the_same_key_means_the_very_key() -> None:
    tracks = [(None, key, 0) for key in ("8A", "8B", "9A", None)]
    assert removed(Filters(key="same"), *tracks) == {"key": [False, True, True, False]}


def test_harmonic_keys_are_the_same_the_neighbours_and_the_relative() -> None:
    keys = ("8A", "7A", "9A", "8B", "9B", "7B", "10A", "2A", "1A", None)
    out = removed(Filters(key="harmonic"), *[(None, key, 0) for key in keys])["key"]
    assert [key for key, gone in zip(keys, out, strict=True) if not gone] == [
        "8A", "7A", "9A", "8B", None,
    ]  # fmt: skip


def test_the_wheel_closes_between_twelve_and_one() -> None:
    seed = traits((None, "12B", 0))
    out = left_out(Filters(key="harmonic"), seed, traits((None, "1B", 0), (None, "11B", 0)))
    assert out["key"].tolist() == [False, False]


def test_half_and_double_time_count_as_the_same_tempo() -> None:
    tracks = [(bpm, None, 0) for bpm in (128.0, 64.0, 256.0, 135.0, 137.0, 67.5, 96.0, None)]
    assert removed(Filters(tempo_percent=6), *tracks)["tempo"] == [
        False, False, False, False, True, False, True, False,
    ]  # fmt: skip


@given(st.floats(60, 200), st.floats(60, 200))
def test_the_tempo_gap_is_the_pitch_change_that_the_other_track_needs(
    seed: float, bpm: float
) -> None:
    gap = tempo_gap(seed, np.array([bpm]))[0]
    pitched = [bpm * (1 + sign * gap) for sign in (1, -1)]
    assert any(math.isclose(one, seed * factor) for one in pitched for factor in (0.5, 1, 2))


def test_another_genre_leaves_out_the_seeds_own_only() -> None:
    tracks = [(None, None, genre) for genre in (2, 1, -1)]
    assert removed(Filters(other_genre=True), *tracks) == {"genre": [True, False, False]}


@pytest.mark.parametrize(
    ("filters", "seed"),
    [
        (Filters(key="same"), traits((128.0, None, 2))),
        (Filters(tempo_percent=6), traits((None, "8A", 2))),
        (Filters(other_genre=True), traits((128.0, "8A", -1))),
    ],
)
def test_what_the_seed_lacks_can_not_be_compared(filters: Filters, seed: Traits) -> None:
    assert left_out(filters, seed, traits((100.0, "1B", 0))) == {}


def test_without_filters_nothing_is_left_out() -> None:
    assert ANY.active == ()
    assert left_out(ANY, SEED, traits((100.0, "1B", 0))) == {}


@pytest.mark.parametrize("percent", [0.0, -3.0, 51.0, math.nan])
def test_a_tempo_filter_out_of_bounds_is_refused(percent: float) -> None:
    with pytest.raises(BadInput, match="tempo filter"):
        Filters(tempo_percent=percent)


def test_an_unknown_key_filter_is_refused() -> None:
    with pytest.raises(BadInput, match="any, same or harmonic"):
        Filters(key="near")  # type: ignore[arg-type]


@given(st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_harmony_is_mutual(one: str, other: str) -> None:
    def fits(a: str, b: str) -> bool:
        out = left_out(Filters(key="harmonic"), traits((None, a, 0)), traits((None, b, 0)))
        return not out["key"][0]

    assert fits(one, other) == fits(other, one)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_year": 1899},
        {"last_year": 2101},
        {"first_year": 2010, "last_year": 2009},
        {"per_artist": 0},
        {"discovery": 1.01},
        {"discovery": -2},
        {"discovery": math.nan},
    ],
)
def test_filters_that_can_not_be_met_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        Filters(**wrong)  # type: ignore[arg-type]


def test_only_what_leaves_out_counts_as_a_filter_that_is_set() -> None:
    every = Filters("same", 6.0, True, 1999, None, 2, 0.5, frozenset({"a - b"}))
    assert every.active == ("key", "tempo", "genre", "years", "artist", "played")
    assert Filters(discovery=1.0).active == ANY.active == ()
    assert Filters(last_year=2000).active == ("years",)


def test_the_span_of_years_holds_its_ends_and_what_is_not_known() -> None:
    years = np.array([0, 1998, 1999, 2010, 2011])
    inside = Filters(first_year=1999, last_year=2010)
    assert outside_years(inside, years).tolist() == [False, True, False, False, True]
    assert outside_years(Filters(first_year=2011), years).tolist() == [False, *[True] * 3, False]
    assert not outside_years(ANY, years).any()


def test_other_filters_have_other_fingerprints() -> None:
    kinds = [
        ANY,
        Filters(key="same"),
        Filters(first_year=1999),
        Filters(last_year=1999),
        Filters(per_artist=1),
        Filters(discovery=0.5),
        Filters(played=frozenset({"a - b"})),
        Filters(played=frozenset({"a - c"})),
        Filters(played=frozenset({"a - b", "a - c"})),
    ]
    assert len({filters.fingerprint for filters in kinds}) == len(kinds)
    many = [f"a - {n}" for n in range(300)]
    prints = [Filters(played=frozenset(keys)).fingerprint for keys in (many, many[::-1])]
    assert prints[0] == prints[1]
    assert len(prints[0]) < 400
