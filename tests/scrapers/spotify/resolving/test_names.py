"""A track of a set list finds its own recording on Spotify, or nothing and what comes near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.store import Store
from scrapers.credits import first_artist
from scrapers.matching import Wanted, score
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from scrapers.spotify.client import Spotify
from scrapers.spotify.resolve import OFFERS, Resolver, nearest, queries
from tests.scrapers.spotify.resolving.shelf import (
    ALONE,
    DUET,
    GHOSTS,
    GHOSTS_DUB,
    GHOSTS_LONG,
    ISRC,
    MINUS,
    MINUS_REMIX,
    RENAMED,
    Scripted,
    a_track,
    searches,
)
from tests.scrapers.spotify.stub import settings_for


@pytest.mark.parametrize(
    ("artist", "title", "found"),
    [
        ("Robert Hood", "Minus", MINUS),
        ("ROBERT HOOD", "minus (Original Mix)", MINUS),
        ("Robert Hood", "Minus (Len Faki Remix)", MINUS_REMIX),
        ("Robert Hood", "Minus (Len Faki RMX)", MINUS_REMIX),
        ("Robert Hood", "Minus (Len Faki Dub)", None),
        ("Robert Hood", "Minus (Other Remix)", None),
        ("Robert Hood", "Minus (Live)", None),
        ("Robert Wood", "Minus", None),
        ("Deadmau5 feat. Rob Swire", "Ghosts", GHOSTS_LONG),
        ("Deadmau5 feat. Nobody At All", "Ghosts", None),
        ("Deadmau5", "Ghosts (feat. Rob Swire)", GHOSTS_LONG),
        ("Deadmau5", "Ghosts (Extended Mix)", GHOSTS_LONG),
        ("Deadmau5", "Ghosts (Someone's Dub)", GHOSTS_DUB),
        ("Deadmau5", "Ghosts (Dub)", None),
        ("Bert & Anna", "Together", DUET),
        ("Anna", "Together", DUET),
        ("Anna & Bert", "Apart", None),
        ("Anna vs Bert", "Apart", None),
        ("Anna feat. Bert", "Apart", ALONE),
        ("Chicanery", "Offshore Wind", None),
        ("Robert Hood", "Cutting", None),
        ("Busy Man", "Tune", None),
    ],
)
def test_the_same_recording_or_none(
    artist: str, title: str, found: Track | None, resolver: Resolver, spotify: Spotify
) -> None:
    outcome = resolver.resolve(spotify, Wanted(artist, title))
    assert outcome.status == ("found" if found else "missing")
    assert outcome.asked
    assert outcome.uri == (found.uri if found else None)
    assert (outcome.found is None) == (found is None)
    assert bool(outcome.why) == (found is None)


def test_among_releases_of_one_recording_the_duration_decides(
    resolver: Resolver, spotify: Spotify
) -> None:
    for track in (GHOSTS, GHOSTS_LONG):
        wanted = Wanted("Deadmau5", "Ghosts", duration_s=track.duration_ms / 1000 + 2)
        assert resolver.resolve(spotify, wanted).uri == track.uri


def test_without_a_duration_the_length_that_is_named_and_then_spotifys_order_decide(
    store: Store,
) -> None:
    wanted = Wanted("A", "Tune (Extended Mix)")
    radio, plain, extended, again = (
        a_track("A", title, number)
        for number, title in enumerate(
            ("Tune - Radio Edit", "Tune", "Tune - Extended Mix", "Tune - Extended Mix")
        )
    )
    search = Scripted([radio, plain, extended, again])
    assert Resolver(store).resolve(search, wanted).found is extended
    search = Scripted([radio, extended])
    assert Resolver(store).resolve(search, Wanted("A", "Tune")).found is extended
    search = Scripted([radio])
    assert Resolver(store).resolve(search, Wanted("A", "Tune")).found is radio


def test_a_clear_hit_ends_the_search_and_a_miss_takes_two(
    resolver: Resolver, spotify: Spotify, sandbox: Sandbox
) -> None:
    assert resolver.resolve(spotify, Wanted("Robert Hood", "Minus")).searches == 1
    assert searches(sandbox) == 1
    assert resolver.resolve(spotify, Wanted("Nobody", "Nothing")).searches == 2
    assert searches(sandbox) == 3


def test_the_isrc_is_asked_for_first_and_believed_under_another_name(
    resolver: Resolver, spotify: Spotify, store: Store
) -> None:
    wanted = Wanted("Symbol Man Formerly Known", "Gold", "gb-aaa-99-00001")
    outcome = resolver.resolve(spotify, wanted)
    assert (outcome.uri, outcome.searches) == (RENAMED.uri, 1)
    search = Scripted([a_track("A", "Other", 1)], [], [a_track("A", "Tune", 2)])
    outcome = Resolver(store).resolve(search, Wanted("A", "Tune", ISRC))
    assert search.queries[0] == f"isrc:{ISRC}"
    assert (outcome.status, outcome.searches) == ("found", 3)


@pytest.mark.parametrize(
    "wanted", [Wanted("", "Minus"), Wanted("A", "?"), Wanted("A", "B (ID Remix)")]
)
def test_what_names_no_recording_is_missing_without_a_call(
    wanted: Wanted, resolver: Resolver, spotify: Spotify, sandbox: Sandbox
) -> None:
    outcome = resolver.resolve(spotify, wanted)
    assert (outcome.status, outcome.asked) == ("missing", False)
    assert "part of its name" in outcome.why
    assert sandbox.requests == []


def test_tracks_of_the_invented_world_are_found_as_set_lists_spell_them(
    world: World, store: Store
) -> None:
    with Sandbox(world) as sandbox:
        token = sandbox.login().access_token
        with Spotify(settings_for(sandbox.url), lambda: token) as spotify:
            for track in sandbox.world.tracks[::40]:
                wanted = Wanted(track.wiki_artist, track.wiki_title)
                assert Resolver(store).resolve(spotify, wanted).uri == track.uri, track.identity


def test_the_questions_name_the_first_artist_and_leave_out_what_says_nothing() -> None:
    asked = list(queries(Wanted('Ada & "Bo" feat. Cy', "Don’t Rise (Original Mix)")))
    assert asked == ['track:"Don’t Rise" artist:"Ada"', "ada dont rise"]
    asked = list(queries(Wanted("The “Bo” Men", "Don’t (You) Rise feat. Cy - Ada Remix")))
    assert asked == [
        'track:"Don’t (You) Rise - Ada Remix" artist:"The Bo Men"',
        "the bo men dont you rise ada remix",
    ]
    asked = list(queries(Wanted("Ada", "Rise (feat. Cy) (Bo Remix) [Radio Edit]")))
    assert asked[0] == 'track:"Rise (Bo Remix)" artist:"Ada"'


@pytest.mark.parametrize(
    ("credit", "first"),
    [
        ("Ada", "Ada"),
        ("Ada & Bo", "Ada"),
        ("Ada Bo, Cy & Dee", "Ada Bo"),
        ("The Chemical Brothers vs Bo", "The Chemical Brothers"),
        ("Percy X & Foals", "Percy X"),
        ("Øl feat. Bo", "Øl"),
        ("", ""),
        ("!!!", "!!!"),
    ],
)
def test_who_stands_first_in_a_credit(credit: str, first: str) -> None:
    assert first_artist(credit) == first


names = st.sampled_from(["Ada Rise", "Bo", "Cy & Dee", "Ada Rose", "Zed"])
tunes = st.sampled_from(
    ["Rise", "Rise - Live", "Rise (Bo Remix)", "Rice", "Fall", "Rise - Radio Edit", "Rise Pt. 2"]
)
EMPTY = Store("sqlite://")


@given(names, tunes, st.lists(st.tuples(names, tunes), max_size=12))
def test_what_is_found_fits_and_what_is_offered_does_not(
    artist: str, title: str, offered: list[tuple[str, str]]
) -> None:
    tracks = [a_track(*names, number) for number, names in enumerate(offered)]
    wanted = Wanted(artist, title)
    near = nearest(wanted, [*tracks, *tracks])
    assert len(near) <= OFFERS
    assert len({track.uri for track in near}) == len(near)
    assert len({(track.artist, track.title) for track in near}) == len(near)
    outcome = Resolver(EMPTY).resolve(Scripted(tracks, tracks), wanted)
    if outcome.found:
        assert score(wanted, outcome.found) == max(score(wanted, track) for track in tracks)
    else:
        assert set(outcome.offers) <= set(tracks)
