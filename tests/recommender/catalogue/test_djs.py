"""What a DJ plays, read from small catalogues."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.djs import (
    Dj,
    DjName,
    StyleYear,
    djs_by_id,
    find_dj,
    load_profile,
    plays_by_year,
    search_djs,
)
from recommender.catalogue.identity import fold, track_name
from recommender.catalogue.setlist import SetList
from recommender.catalogue.store import Store
from recommender.errors import CatalogueEmpty, UnknownDj
from tests.recommender.builders import a_set, an_analysis, fill

SETS = [
    a_set(1, "A - One", "A - Two", "A - One", djs=("Inès Kált",), date="2010-05-01"),
    a_set(2, "A - One", "B - Three", "", djs=("Inès Kált", "Mira Voss"), date="2012"),
    a_set(3, "A - One", "C - ?", djs=("Mira Voss", "Tessel Voss"), date=""),
    a_set(4, "B - Three", djs=("Tessel Voss", "Mira Voss"), date="2015-01"),
]


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, SETS)
    return store


def names(found: list[DjName]) -> list[str]:
    return [dj.name for dj in found]


def test_a_dj_is_found_by_the_beginnings_of_words_in_any_order_without_accents(
    filled: Store,
) -> None:
    assert names(search_djs(filled, "KAL ine")) == ["Inès Kált"]
    assert names(search_djs(filled, "voss")) == ["Mira Voss", "Tessel Voss"]
    assert search_djs(filled, "oss") == []
    assert search_djs(filled, "%") == []


def test_without_a_word_those_with_the_most_sets_come_first(filled: Store) -> None:
    assert search_djs(filled, "", limit=2) == [
        DjName("mira voss", "Mira Voss", 3),
        DjName("ines kalt", "Inès Kált", 2),
    ]


def test_a_dj_is_found_by_key_by_name_and_by_part_of_a_name_that_is_one_djs_only(
    filled: Store,
) -> None:
    found = [find_dj(filled, text) for text in ("ines kalt", " Inès KÁLT", "kal")]
    assert len(set(found)) == 1
    assert djs_by_id(filled, [found[0][0]]) == dict([found[0]])
    with pytest.raises(UnknownDj, match="Did you mean") as raised:
        find_dj(filled, "voss")
    assert raised.value.suggestions[:2] == ("Mira Voss", "Tessel Voss")


def test_a_name_that_nobody_has_gets_names_to_try(filled: Store) -> None:
    with pytest.raises(UnknownDj, match="Did you mean") as raised:
        load_profile(filled, "Mirra Vos")
    assert raised.value.suggestions[0] == "Mira Voss"
    with pytest.raises(UnknownDj, match="Try one of these") as raised:
        load_profile(filled, "qqqqqqqqqqqq")
    assert "Mira Voss" in raised.value.suggestions


def test_an_empty_catalogue_says_what_to_do(store: Store) -> None:
    assert search_djs(store, "") == []
    with pytest.raises(CatalogueEmpty, match="python -m scrapers import"):
        load_profile(store, "anybody")


def test_a_track_counts_once_a_set_with_the_years_of_the_first_and_the_last(
    filled: Store,
) -> None:
    profile = load_profile(filled, "ines kalt")
    told = [(p.track.title, p.plays, p.first, p.last) for p in profile.tracks]
    assert told == [
        ("One", 2, "2010-05-01", "2012"),
        ("Three", 1, "2012", "2012"),
        ("Two", 1, "2010-05-01", "2010-05-01"),
    ]
    assert (profile.first, profile.last) == ("2010-05-01", "2012")


def test_tracks_that_are_known_in_part_and_undated_sets_are_left_out_where_they_say_nothing(
    filled: Store,
) -> None:
    profile = load_profile(filled, "tessel voss")
    assert {played.track.title for played in profile.tracks} == {"One", "Three"}
    undated = next(played for played in profile.tracks if played.track.title == "One")
    assert (undated.first, undated.last) == ("", "")
    assert [dj_set.date for dj_set in profile.sets] == ["2015-01", ""]
    assert profile.styles == (StyleYear(2015, "", 1),)


def test_plays_are_counted_by_year_once_a_set_without_undated_ones(filled: Store) -> None:
    ids = filled.track_ids(["a - one", "a - two", "b - three"])
    one, two, three = (ids[key] for key in ("a - one", "a - two", "b - three"))
    ines, mira = (find_dj(filled, key)[0] for key in ("ines kalt", "mira voss"))
    assert plays_by_year(filled, ines) == {
        (2010, one): 1, (2010, two): 1, (2012, one): 1, (2012, three): 1,
    }  # fmt: skip
    assert plays_by_year(filled, mira) == {(2012, one): 1, (2012, three): 1, (2015, three): 1}


def test_sets_come_newest_first_with_who_else_played_them(filled: Store) -> None:
    profile = load_profile(filled, "mira voss")
    assert [(s.title, s.tracks, s.others) for s in profile.sets] == [
        ("Set 4", 1, (Dj("tessel voss", "Tessel Voss"),)),
        ("Set 2", 3, (Dj("ines kalt", "Inès Kált"),)),
        ("Set 3", 2, (Dj("tessel voss", "Tessel Voss"),)),
    ]


def test_key_and_tempo_come_with_a_track_unless_the_analysis_is_of_no_use(filled: Store) -> None:
    ids = filled.track_ids(["a - one", "b - three"])
    put_analyses(filled, [(ids["a - one"], "deezer", an_analysis(126.0, "8A"))], "v1")
    tracks = {p.track.title: p.track for p in load_profile(filled, "ines kalt").tracks}
    assert (tracks["One"].tempo_bpm, tracks["One"].camelot) == (126.0, "8A")
    assert (tracks["Three"].tempo_bpm, tracks["Three"].camelot) == (None, None)


def test_a_set_of_two_styles_counts_for_both(store: Store) -> None:
    house = replace(SETS[0], styles=("House", "Techno"))
    techno = replace(SETS[1], styles=("Techno",), date="2010-07")
    fill(store, [house, techno])
    assert load_profile(store, "ines kalt").styles == (
        StyleYear(2010, "House", 1),
        StyleYear(2010, "Techno", 2),
    )


def test_the_worlds_djs_have_the_tracks_and_sets_that_its_set_lists_say(
    world_store: Store, world_sets: list[SetList]
) -> None:
    played: dict[str, Counter[str]] = defaultdict(Counter)
    sets: Counter[str] = Counter()
    for setlist in world_sets:
        tracks = {track_name(play.artist, play.title) for play in setlist.plays}
        for dj in setlist.djs:
            sets[fold(dj)] += 1
            played[fold(dj)].update(name.key for name in tracks if name.whole)
    most = search_djs(world_store, "", limit=10_000)
    assert {dj.key: dj.sets for dj in most} == sets
    for dj in most[:: max(1, len(most) // 12)]:
        profile = load_profile(world_store, dj.key)
        assert len(profile.sets) == sets[dj.key]
        assert {p.track.key: p.plays for p in profile.tracks} == played[dj.key]


def test_of_tracks_played_as_often_those_without_a_date_come_last(store: Store) -> None:
    fill(store, [a_set(1, "X - Undated", date=""), a_set(2, "X - Dated", date="2010")])
    tracks = load_profile(store, "nadia").tracks
    assert [(played.track.title, played.last) for played in tracks] == [
        ("Dated", "2010"),
        ("Undated", ""),
    ]


def test_a_year_that_can_not_be_is_no_year_of_a_dj(store: Store) -> None:
    odd = [a_set(n, "A - One", date=date) for n, date in enumerate(("0001", "9999", "2010-05"))]
    fill(store, odd)
    profile = load_profile(store, "nadia")
    assert profile.styles == (StyleYear(2010, "", 1),)
    assert (profile.first, profile.last) == ("2010-05", "2010-05")
    assert len(profile.sets) == 3
