"""The Web API reads tracks, searches, and refuses what Spotify refuses."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from scrapers.sandbox.spotify_search import parse_query
from scrapers.sandbox.spotify_tokens import USERS
from scrapers.sandbox.state import State
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from tests.scrapers.sandbox.conftest import Caller, Clock


@pytest.fixture(scope="module")
def original(world: World) -> Track:
    """A track that has remixes beside it."""
    remixed = {(t.artists, t.title) for t in world.tracks if t.version.endswith("Remix")}
    return next(
        track
        for track in world.tracks
        if (track.artists, track.title) in remixed and track.version in ("", "Original Mix")
    )


def found(caller: Caller, q: str, **more: object) -> list[str]:
    answer = caller("GET", "/search", query_string={"q": q, "type": "track", **more})
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["tracks"]["items"]]


def test_a_track_comes_in_the_form_of_2026(nadia: Caller, original: Track) -> None:
    track = nadia("GET", f"/tracks/{original.spotify_id}").json
    assert track["name"] == original.spotify_title
    assert [artist["name"] for artist in track["artists"]] == list(original.all_artists)
    assert track["external_ids"] == {"isrc": original.isrc}
    assert track["external_urls"] == {
        "spotify": f"https://open.spotify.com/track/{original.spotify_id}"
    }
    assert track["uri"] == f"spotify:track:{original.spotify_id}"
    assert track["duration_ms"] == original.duration_ms
    assert track["album"]["images"] == []
    assert track["album"]["release_date"] == original.release_date
    gone = {"popularity", "available_markets", "preview_url", "linked_from"}
    assert not gone & (track.keys() | track["album"].keys())


def test_a_release_date_of_a_year_says_that_it_is_one(nadia: Caller, world: World) -> None:
    vague = next(track for track in world.tracks if len(track.release_date) == 4)
    album = nadia("GET", f"/tracks/{vague.spotify_id}").json["album"]
    assert album["release_date_precision"] == "year"


def test_a_cold_track_is_on_spotify(nadia: Caller, world: World) -> None:
    assert nadia("GET", f"/tracks/{world.cold_tracks[0].spotify_id}").status_code == 200


@pytest.mark.parametrize(
    ("track_id", "status"),
    [("0" * 22, 404), ("hello", 400), ("0" * 23, 400), ("é" * 22, 400), ("0" * 21 + "-", 400)],
)
def test_an_id_that_leads_nowhere_is_told_from_one_that_can_be_none(
    nadia: Caller, track_id: str, status: int
) -> None:
    answer = nadia("GET", f"/tracks/{track_id}")
    assert answer.status_code == status
    assert answer.json["error"]["status"] == status
    assert answer.json["error"]["message"]


def test_free_text_finds_the_track_first_and_its_remixes_behind(
    nadia: Caller, world: World, original: Track
) -> None:
    ids = found(nadia, f"{original.artists[0]} {original.title}", limit=10)
    assert ids[0] == original.spotify_id
    assert len({world.by_spotify_id[i].version for i in ids if _same(world, i, original)}) > 1


def _same(world: World, track_id: str, original: Track) -> bool:
    other = world.by_spotify_id[track_id]
    return (other.artists, other.title) == (original.artists, original.title)


def test_a_named_remix_comes_before_the_original(nadia: Caller, world: World) -> None:
    remixes = [track for track in world.tracks if track.version.endswith("Remix")][:25]
    for remix in remixes:
        assert found(nadia, f"{remix.wiki_artist} {remix.wiki_title}")[0] == remix.spotify_id


def test_filters_find_by_artist_and_track(nadia: Caller, original: Track) -> None:
    for q in (
        f"track:{original.title} artist:{original.artists[0]}",
        f'artist:"{original.artists[0]}" track:"{original.title}"',
    ):
        assert found(nadia, q)[0] == original.spotify_id


def test_an_isrc_finds_exactly_its_track(nadia: Caller, original: Track) -> None:
    assert found(nadia, f"isrc:{original.isrc}") == [original.spotify_id]
    assert found(nadia, "isrc:GBAAA0000000") == []


def test_years_filter_one_by_one_and_as_a_span(nadia: Caller, world: World) -> None:
    years = {world.by_spotify_id[i].year for i in found(nadia, "harbour year:2001-2010", limit=10)}
    assert years
    assert all(2001 <= year <= 2010 for year in years)
    assert {world.by_spotify_id[i].year for i in found(nadia, "year:2012")} == {2012}


def test_nothing_is_found_for_words_that_no_track_has(nadia: Caller) -> None:
    assert found(nadia, "qwertzuiop") == []
    assert found(nadia, "qwertzuiop asdfghjkl harbour") == []


def test_half_a_word_finds_what_begins_with_it(nadia: Caller, original: Track) -> None:
    assert original.spotify_id in found(
        nadia, f"{original.artists[0]} {original.title}"[:-2], limit=10
    )


def test_accents_and_case_do_not_matter(nadia: Caller, world: World) -> None:
    accented = next(track for track in world.tracks if "Zoë" in track.artists[0])
    plain = f"{accented.artists[0]} {accented.title}".replace("Zoë", "ZOE")
    assert accented.spotify_id in found(nadia, plain)


def test_search_gives_five_unless_told_otherwise_and_pages_with_absolute_links(
    nadia: Caller, client: FlaskClient
) -> None:
    first = nadia("GET", "/search?q=harbour&type=track").json["tracks"]
    assert len(first["items"]) == first["limit"] == 5
    assert first["previous"] is None
    assert first["total"] > 10
    link = urlsplit(first["next"])
    assert link.scheme == "http"
    assert link.path == "/v1/search"
    assert parse_qs(link.query) == {
        "q": ["harbour"],
        "type": ["track"],
        "offset": ["5"],
        "limit": ["5"],
    }
    second = client.get(first["next"], headers=nadia.headers).json["tracks"]
    assert second["offset"] == 5
    assert not {i["id"] for i in first["items"]} & {i["id"] for i in second["items"]}
    assert second["previous"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("q=a&type=track&limit=11", "Invalid limit"),
        ("q=a&type=track&limit=-1", "Invalid limit"),
        ("q=a&type=track&limit=ten", "Invalid limit"),
        ("q=a&type=track&offset=1001", "Invalid offset"),
        ("type=track", "No search query"),
        ("q=%20&type=track", "No search query"),
        ("q=a", "Missing parameter type"),
        ("q=a&type=song", "Bad search type field"),
    ],
)
def test_a_wrong_search_is_refused_with_its_reason(nadia: Caller, query: str, message: str) -> None:
    answer = nadia("GET", f"/search?{query}")
    assert answer.status_code == 400
    assert answer.json == {"error": {"status": 400, "message": message}}


def test_limits_of_nought_and_ten_are_fine(nadia: Caller) -> None:
    assert found(nadia, "harbour", limit=0) == []
    assert len(found(nadia, "harbour", limit=10)) == 10


def test_a_query_is_taken_apart_at_its_filters() -> None:
    query = parse_query('Remaster track:"Cold Water" 12 Artist:Some Body isrc:QZSEG')
    assert query.words == ("remaster", "12")
    assert query.filters == {"track": "Cold Water", "artist": "Some Body", "isrc": "QZSEG"}


@pytest.mark.parametrize("path", ["/me", "/me/"])
def test_the_user_is_told_who_he_is(nadia: Caller, path: str) -> None:
    me = nadia("GET", path).json
    assert me["id"] == USERS[0].id
    assert me["account_id"] == USERS[0].account_id != me["id"]
    assert me["uri"] == f"spotify:user:{USERS[0].id}"
    assert not {"country", "email", "product", "followers", "explicit_content"} & me.keys()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer nonsense"}, {"Authorization": "x"}],
)
@pytest.mark.parametrize("path", ["/me", "/search?q=a&type=track", "/nowhere", "/audio-features"])
def test_without_a_good_token_nothing_is_told(
    client: FlaskClient, headers: dict[str, str], path: str
) -> None:
    answer = client.get(f"/v1{path}", headers=headers)
    assert answer.status_code == 401
    assert answer.json["error"]["status"] == 401


def test_a_token_runs_out_after_an_hour(nadia: Caller, clock: Clock) -> None:
    clock.now += 3599
    assert nadia("GET", "/me").status_code == 200
    clock.now += 1
    answer = nadia("GET", "/me")
    assert answer.status_code == 401
    assert answer.json["error"]["message"] == "The access token expired"


def test_tokens_can_be_made_to_expire_at_once(nadia: Caller, state: State) -> None:
    state.accounts.expire_access_tokens()
    assert nadia("GET", "/me").status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/users/nadia.kestrel/playlists"),
        ("GET", "/users/nadia.kestrel/playlists"),
        ("GET", "/users/nadia.kestrel"),
        ("GET", "/playlists/0000000000000000000000/tracks"),
        ("POST", "/playlists/0000000000000000000000/tracks"),
        ("PUT", "/playlists/0000000000000000000000/tracks"),
        ("DELETE", "/playlists/0000000000000000000000/tracks"),
        ("DELETE", "/playlists/0000000000000000000000/followers"),
        ("GET", "/tracks?ids=0000000000000000000000"),
        ("GET", "/albums?ids=0000000000000000000000"),
        ("GET", "/audio-features"),
        ("GET", "/audio-features/0000000000000000000000"),
        ("GET", "/audio-analysis/0000000000000000000000"),
        ("GET", "/recommendations?seed_tracks=0000000000000000000000"),
        ("GET", "/artists/0000000000000000000000/related-artists"),
        ("GET", "/artists/0000000000000000000000/top-tracks"),
        ("GET", "/browse/new-releases"),
        ("PUT", "/me/tracks"),
    ],
)
def test_what_was_removed_is_forbidden(nadia: Caller, method: str, path: str) -> None:
    answer = nadia(method, path)
    assert answer.status_code == 403
    assert answer.json == {"error": {"status": 403, "message": "Forbidden"}}


def test_what_never_was_is_not_found_in_json(nadia: Caller) -> None:
    assert nadia("GET", "/nowhere").json["error"]["status"] == 404
    assert nadia("PATCH", "/me").json["error"]["status"] == 405
