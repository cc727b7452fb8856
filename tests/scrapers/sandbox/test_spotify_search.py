"""Searching a catalogue that comes from rows: as Spotify does, and no slower for its size."""

import pytest

from scrapers.sandbox.server import Sandbox, create_app, create_state
from scrapers.sandbox.spotify_search import SearchIndex
from scrapers.sandbox.tracks import Track, listed_track
from scrapers.sandbox.world import World, world_of
from tests.scrapers.sandbox.conftest import Caller

ROWS = (
    (["Mira Vonn"], "Cold Harbour", "Cold Harbour", 300_000, "QZSEG2100001"),
    (["Mira Vonn"], "Cold Harbour - Lumen Remix", "Cold Harbour", 420_000, ""),
    (["Mira Vonn", "Tarn"], "Cold Harbour (feat. Tarn) - Live", "On Air", 350_000, ""),
    (["The Quays"], "Cold Harbour", "Tide", 200_000, ""),
    (["Tarn"], "Something - Else - Lumen Dub", "Tide", 250_000, ""),
    (["Quiet Room"], "Mira", "Mira", 210_000, ""),
)
TRACKS = [
    listed_track(f"{number:022}", artists, title, album, duration_ms, isrc)
    for number, (artists, title, album, duration_ms, isrc) in enumerate(ROWS)
]


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex(TRACKS)


def numbers(index: SearchIndex, text: str) -> list[int]:
    return [int(track.spotify_id) for track in index.search(text)]


@pytest.mark.parametrize(("track", "row"), list(zip(TRACKS, ROWS, strict=True)))
def test_a_rows_title_comes_out_as_it_went_in(track: Track, row: tuple) -> None:
    artists, title, album, duration_ms, isrc = row
    assert (track.all_artists, track.spotify_title) == (tuple(artists), title)
    assert (track.album, track.duration_ms, track.isrc) == (album, duration_ms, isrc)


@pytest.mark.parametrize("title", ["Odd -", " - Odd", "Odd - ", "-", " - ", "A - B - C"])
def test_an_odd_title_comes_out_as_it_went_in(title: str) -> None:
    assert listed_track("0" * 22, ["A"], title, "B", 1).spotify_title == title


def test_free_text_gives_the_other_versions_and_near_things_behind_the_right_one(
    index: SearchIndex,
) -> None:
    found = numbers(index, "mira vonn cold harbour")
    assert found[0] == 0
    assert set(found) == {0, 1, 2, 3}
    assert numbers(index, "mira vonn cold harbour lumen remix")[0] == 1


@pytest.mark.parametrize("slip", ["mira vonn cold harbor", "mira vonn cold harbuor"])
def test_a_slip_of_the_keys_does_not_hide_a_track(index: SearchIndex, slip: str) -> None:
    assert numbers(index, slip)[0] == 0


def test_a_slip_in_a_short_word_may_be_another_word(index: SearchIndex) -> None:
    assert numbers(index, "mora") == []


def test_filters_must_hold_and_let_other_versions_pass(index: SearchIndex) -> None:
    assert set(numbers(index, 'track:"Cold Harbour" artist:"Mira Vonn"')) == {0, 1, 2}
    assert numbers(index, 'track:"Cold Harbour Lumen Remix" artist:"Mira Vonn"') == [1]
    assert numbers(index, 'track:"Mira"') == [5]
    assert set(numbers(index, 'artist:"Tarn"')) == {2, 4}
    assert set(numbers(index, "album:Tide")) == {3, 4}
    assert numbers(index, "album:Tide artist:Tarn") == [4]
    assert numbers(index, "harbour album:Tide") == [3]
    assert numbers(index, 'artist:"Nobody"') == []


def test_an_isrc_finds_its_track_and_no_isrc_finds_those_without(index: SearchIndex) -> None:
    assert numbers(index, "isrc:QZ-SEG-21-00001") == [0]
    assert numbers(index, "isrc:") == []
    assert numbers(index, "isrc:QZSEG2100001 artist:Tarn") == []


def test_the_filters_find_what_a_look_at_every_track_finds(world: World) -> None:
    index = SearchIndex(world.tracks)
    for asked in world.tracks[::97]:
        artist, word = asked.artists[0], asked.title.split()[0]
        expected = {
            track.spotify_id
            for track in world.tracks
            if artist in track.all_artists
            and word in f"{track.title} {track.version} {' '.join(track.featured)}".split()
        }
        found = {t.spotify_id for t in index.search(f'track:"{word}" artist:"{artist}"')}
        assert expected <= found
        assert asked.spotify_id in found


def test_a_world_of_rows_answers_as_spotify_does_and_holds_nothing_else() -> None:
    world = world_of([*TRACKS, listed_track("0" * 22, ["Again"], "Again", "Again", 1)])
    state = create_state(world)
    call = Caller(create_app(world, state).test_client(), state.accounts.app_token().access_token)
    assert len(world.tracks) == len(TRACKS)
    known, bare = call("GET", f"/tracks/{0:022}").json, call("GET", f"/tracks/{1:022}").json
    assert known["external_ids"] == {"isrc": "QZSEG2100001"}
    assert bare["external_ids"] == {}
    assert bare["name"] == "Cold Harbour - Lumen Remix"
    assert world.shelves.both == world.shelves.silent == ()
    assert world.setlists() == []


def test_a_world_of_rows_is_served_with_empty_shops_and_an_empty_wiki() -> None:
    with Sandbox(world_of(TRACKS)) as sandbox:
        assert sandbox.state.world.shelves.deezer.search("cold harbour") == []
        assert sandbox.wiki.by_title("Cold Harbour") is None
