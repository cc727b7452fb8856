"""The filters in plain words."""

import pytest

from dashboard import filtering
from dashboard.filtering import SeedTraits
from recommender.filters import Filters
from recommender.recommendations import Recommendations, Seed, Track

SEED = Seed("Mira Voss", "Afterglow", "k")


def answer(**removed: int) -> Recommendations:
    return Recommendations((SEED,), "played", (), removed=removed)


def test_every_choice_of_the_bar_is_understood() -> None:
    for key in ("any", "same", "harmonic"):
        assert filtering.read_filters({"key": key}) == Filters(key=key)  # type: ignore[arg-type]
    for percent in filtering.TEMPO_CHOICES:
        assert filtering.read_filters({"tempo": str(percent)}) == Filters(tempo_percent=percent)
    assert filtering.read_filters({"genre": "other"}) == Filters(other_genre=True)
    assert filtering.read_filters({"from": "1999", "to": 2010}) == Filters(
        first_year=1999, last_year=2010
    )
    for most in filtering.ARTIST_CHOICES:
        assert filtering.read_filters({"artist": str(most)}) == Filters(per_artist=most)
    moods = [filtering.read_filters({"mood": mood}).discovery for mood in (-2, "-1", 0, 1, "2")]
    assert moods == [-1.0, -0.5, 0.0, 0.5, 1.0]
    assert filtering.read_filters({"played": ["a - b", "a - b"]}) == Filters(
        played=frozenset({"a - b"})
    )


def test_years_the_wrong_way_round_mean_the_same_span() -> None:
    assert filtering.read_filters({"from": 2010, "to": 1999}) == Filters(
        first_year=1999, last_year=2010
    )


def test_no_more_of_a_history_is_read_than_a_dj_can_have() -> None:
    many = [f"a - {n}" for n in range(filtering.MAX_PLAYED + 5)]
    assert len(filtering.read_filters({"played": many}).played) == filtering.MAX_PLAYED


@pytest.mark.parametrize(
    "data",
    [
        {"from": "99"}, {"to": 3000}, {"from": True}, {"from": 1999.5}, {"to": "١٩٩٩"},
        {"artist": 0}, {"artist": "-1"}, {"artist": 99}, {"mood": 3}, {"mood": "loud"},
        {"mood": [1]}, {"played": "a - b"}, {"played": {"a": 1}}, {"played": [1, None, ""]},
        {"played": ["a\x00b", "\ud800", "a\nb"]},
    ],
)  # fmt: skip
def test_what_no_control_of_the_bar_can_send_is_no_filter(data: object) -> None:
    assert filtering.read_filters(data) == Filters()


@pytest.mark.parametrize("data", [None, [], "key", {"key": "no"}, {"tempo": "5"}, {"tempo": None}])
def test_anything_else_is_no_filter(data: object) -> None:
    assert filtering.read_filters(data) == Filters()


def test_a_filter_says_what_it_lets_through() -> None:
    seed = SeedTraits("8A", 126.0, "disco")
    every = Filters("harmonic", 6.0, True)
    assert filtering.filter_range("key", every, seed) == "7A, 8A, 8B and 9A"
    assert filtering.filter_range("key", Filters("same"), seed) == "8A"
    tempo = filtering.filter_range("tempo", every, seed)
    assert tempo == "118.9 to 134.0 BPM, half and double time too"
    assert filtering.filter_range("genre", every, seed) == "anything but disco"
    assert filtering.filter_range("key", every, SeedTraits()) == ""


@pytest.mark.parametrize(
    ("filters", "name", "words"),
    [
        (Filters(first_year=1999, last_year=2010), "years", "first played 1999 to 2010"),
        (Filters(first_year=1999), "years", "first played from 1999 on"),
        (Filters(last_year=1999), "years", "first played up to 1999"),
        (Filters(first_year=1999, last_year=1999), "years", "first played in 1999"),
        (Filters(per_artist=1), "artist", "1 track an artist"),
        (Filters(per_artist=3), "artist", "3 tracks an artist"),
        (Filters(played=frozenset({"a - b"})), "played", "played already"),
    ],
)
def test_filters_have_names_that_a_dj_understands(filters: Filters, name: str, words: str) -> None:
    assert filtering.filter_name(name, filters) == words
    assert filtering.filter_range(name, filters, SeedTraits())
    assert f"“{words}” left out 7" in filtering.emptied_sentence(answer(**{name: 7}), filters)


def test_only_filters_that_are_set_are_told_and_the_hardest_first() -> None:
    told = filtering.left_out(answer(key=2, tempo=9, genre=5), Filters("same", 3.0))
    assert list(told.items()) == [("tempo", 9), ("key", 2)]


def test_the_filter_that_emptied_an_answer_is_named() -> None:
    one = filtering.emptied_sentence(answer(key=1312), Filters("harmonic"))
    assert one == "No track is left: “harmonic key” left out 1,312."
    two = filtering.emptied_sentence(answer(key=3, tempo=0, genre=4), Filters("same", 3.0, True))
    assert two == "No track is left: “other genres” left out 4 and “same key” left out 3."
    assert filtering.emptied_sentence(answer(), Filters()) == ""


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        (SeedTraits("8A", 126.0, "disco"), ""),
        (
            SeedTraits("8A", None, "disco"),
            "Tempo of this track is not known, so that filter rests.",
        ),
        (
            SeedTraits(),
            "Key, tempo and genre of this track are not known, so those filters rest.",
        ),
    ],
)
def test_what_is_not_known_rests_and_says_so(seed: SeedTraits, words: str) -> None:
    assert filtering.resting_sentence(seed) == words


def test_a_key_off_the_wheel_counts_as_unknown() -> None:
    track = Track(1, "A", "B", "k", camelot="13A", tempo_bpm=120.0)
    found = Recommendations((Seed("A", "B", "k", track),), "played", ())
    assert filtering.seed_traits(found) == SeedTraits(None, 120.0, None)
