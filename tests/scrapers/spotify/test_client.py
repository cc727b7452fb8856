"""The client sends what Spotify documents and reads what Spotify may answer, old form and new."""

import json

import pytest

from recommender.errors import BadInput
from scrapers.errors import LoginExpired, ServiceError, Unavailable
from scrapers.spotify.client import Account, Playlist, PlaylistDetails, Spotify, SpotifyTrack
from tests.scrapers.spotify.stub import Answer, Stub, error

ID = "6rqhFgbbKwnb9MLmUQDhG6"
TRACK = {
    "id": ID,
    "uri": f"spotify:track:{ID}",
    "name": "Xtal - Live",
    "artists": [{"name": "Aphex Twin"}, None, {"name": ""}, {"name": "Someone"}],
    "external_ids": {"isrc": "gb-aaa-92-00001"},
    "duration_ms": 294_000,
    "external_urls": {"spotify": f"https://open.spotify.com/track/{ID}"},
    "album": {"name": "Selected Works", "release_date": "1992-11-09"},
}


def client(stub: Stub) -> Spotify:
    return Spotify(stub.settings(), lambda: "secret-token")


def test_a_track_is_read() -> None:
    with Stub(Answer(200, TRACK)) as stub, client(stub) as spotify:
        track = spotify.track(ID)
        assert track == SpotifyTrack(
            id=ID,
            uri=f"spotify:track:{ID}",
            artists=("Aphex Twin", "Someone"),
            title="Xtal - Live",
            isrc="GBAAA9200001",
            duration_ms=294_000,
            url=f"https://open.spotify.com/track/{ID}",
            year=1992,
            album="Selected Works",
        )
    assert (track.artist, track.duration_s) == ("Aphex Twin & Someone", 294.0)
    (asked,) = stub.asked
    assert (asked.method, asked.path) == ("GET", f"/v1/tracks/{ID}")
    assert asked.headers["Authorization"] == "Bearer secret-token"


@pytest.mark.parametrize(
    "missing",
    [
        {},
        {"artists": None, "external_ids": None, "album": None, "external_urls": None},
        {"artists": "x", "external_ids": [], "album": [], "external_urls": 1, "duration_ms": "1"},
        {"album": {"release_date": "0000"}, "external_urls": {"spotify": "javascript:alert(1)"}},
    ],
)
def test_missing_fields_have_defaults(missing: dict[str, object]) -> None:
    with Stub(Answer(200, {"id": ID, "name": "Xtal"} | missing)) as stub, client(stub) as spotify:
        track = spotify.track(ID)
    assert (track.artists, track.artist, track.album) == ((), "", "")
    assert (track.isrc, track.duration_ms, track.duration_s, track.year) == (None,) * 4
    assert track.url == f"https://open.spotify.com/track/{ID}"


def test_names_are_rid_of_what_can_not_be_stored() -> None:
    nasty = {"id": ID, "name": "Night\ud83d\x00 夜", "artists": [{"name": "\udfffKàlt 👩‍🎤"}]}
    with Stub(Answer(200, nasty)) as stub, client(stub) as spotify:
        track = spotify.track(ID)
    assert (track.artist, track.title) == ("Kàlt 👩‍🎤", "Night 夜")


@pytest.mark.parametrize(
    "body", [b"", b"null", [], "text", {}, {"id": ID}, {"id": "x", "name": "y"}, b"<html></html>"]
)
def test_a_track_that_is_none_is_unavailable(body: object) -> None:
    with (
        Stub(Answer(200, body)) as stub,
        client(stub) as spotify,
        pytest.raises(Unavailable, match="can't be read"),
    ):
        spotify.track(ID)


@pytest.mark.parametrize("text", ["", "hello", ID + "\n", "../me", f"spotify:track:{ID}"])
def test_only_ids_are_asked_for(text: str) -> None:
    with Stub(Answer(200, TRACK)) as stub, client(stub) as spotify, pytest.raises(BadInput):
        spotify.track(text)
    assert stub.asked == []


def test_a_search_keeps_to_the_limits_and_skips_what_is_no_track() -> None:
    found = {"tracks": {"items": [None, TRACK, {"id": "?"}]}}
    with Stub(Answer(200, found)) as stub, client(stub) as spotify:
        assert [track.id for track in spotify.search("x" * 300, limit=50)] == [ID]
        assert spotify.search("  ") == []
    (asked,) = stub.asked
    assert asked.query == {"q": ["x" * 250], "limit": ["10"], "offset": ["0"], "type": ["track"]}


@pytest.mark.parametrize("body", [{}, {"tracks": None}, {"tracks": {}}, [], b""])
def test_a_search_without_a_list_is_unavailable_not_empty(body: object) -> None:
    with Stub(Answer(200, body)) as stub, client(stub) as spotify, pytest.raises(Unavailable):
        spotify.search("xtal")


@pytest.mark.parametrize(
    ("body", "account"),
    [
        ({"id": "old", "account_id": "new", "display_name": "DJ"}, Account("new", "DJ", "old")),
        ({"id": "old", "display_name": None}, Account("old", "old", "old")),
        ({"account_id": "new"}, Account("new", "new", "new")),
    ],
)
def test_the_account_is_known_by_its_stable_id(body: object, account: Account) -> None:
    with Stub(Answer(200, body)) as stub, client(stub) as spotify:
        assert spotify.me() == account


def test_a_playlist_is_created_private() -> None:
    body = {"id": "abc", "name": "Set", "public": None, "external_urls": {}}
    with Stub(Answer(201, body)) as stub, client(stub) as spotify:
        assert spotify.create_playlist("Set", "Words") == Playlist(
            "abc", "Set", "https://open.spotify.com/playlist/abc", public=False
        )
    (asked,) = stub.asked
    assert (asked.method, asked.path) == ("POST", "/v1/me/playlists")
    assert json.loads(asked.body) == {
        "name": "Set",
        "description": "Words",
        "public": False,
        "collaborative": False,
    }


@pytest.mark.parametrize("body", [{}, {"id": "a/b"}, {"id": 5}, b"", b"yes"])
def test_a_playlist_without_an_id_is_unavailable(body: object) -> None:
    with Stub(Answer(201, body)) as stub, client(stub) as spotify, pytest.raises(Unavailable):
        spotify.create_playlist("Set")


@pytest.mark.parametrize(
    ("body", "details"),
    [
        (
            {
                "id": "abc",
                "name": "Set",
                "public": True,
                "description": "Words",
                "owner": {"id": "dj"},
                "items": {"total": 12},
                "external_urls": {"spotify": "https://open.spotify.com/playlist/abc"},
            },
            PlaylistDetails(
                "abc", "Set", "https://open.spotify.com/playlist/abc", True, "Words", "dj", 12
            ),
        ),
        (
            {"id": "abc", "owner": None, "tracks": {"total": 3}, "public": None},
            PlaylistDetails("abc", "", "https://open.spotify.com/playlist/abc", False, "", "", 3),
        ),
        (
            {"id": "abc", "items": [], "tracks": {"total": -1}, "owner": {"id": 7}},
            PlaylistDetails(
                "abc", "", "https://open.spotify.com/playlist/abc", False, "", "", None
            ),
        ),
    ],
)
def test_a_playlist_has_details_in_both_forms(body: object, details: PlaylistDetails) -> None:
    with Stub(Answer(200, body)) as stub, client(stub) as spotify:
        assert spotify.playlist("abc") == details
    assert (stub.asked[0].method, stub.asked[0].path) == ("GET", "/v1/playlists/abc")


@pytest.mark.parametrize("body", [{}, [], b"", {"id": "a/b"}, {"name": "Set"}])
def test_a_playlist_that_is_none_is_unavailable(body: object) -> None:
    with Stub(Answer(200, body)) as stub, client(stub) as spotify, pytest.raises(Unavailable):
        spotify.playlist("abc")


def test_a_library_is_read_by_offset_and_only_as_far_as_wanted() -> None:
    pages = [
        Answer(200, {"items": [{"id": f"p{page}x{i}"} for i in range(50)], "total": 102})
        for page in range(2)
    ]
    last = Answer(200, {"items": [None, {"id": "last"}], "total": 102, "next": "http://evil/"})
    with Stub(*pages, last) as stub, client(stub) as spotify:
        library = spotify.my_playlists()
        assert next(library).id == "p0x0"
        assert len(stub.asked) == 1
        assert [details.id for details in library][-1] == "last"
    assert [asked.path for asked in stub.asked] == ["/v1/me/playlists"] * 3
    assert [asked.query["offset"] for asked in stub.asked] == [["0"], ["50"], ["100"]]


def test_a_library_without_end_is_left_at_a_thousand() -> None:
    page = Answer(200, {"items": [{"id": "same"}] * 50})
    with Stub(page) as stub, client(stub) as spotify:
        assert len(list(spotify.my_playlists())) == 1000
    assert len(stub.asked) == 20


def test_a_library_without_its_list_is_not_empty() -> None:
    with Stub(Answer(200, {})) as stub, client(stub) as spotify, pytest.raises(Unavailable):
        list(spotify.my_playlists())


def test_only_what_is_given_is_changed() -> None:
    with Stub(Answer(200, b"")) as stub, client(stub) as spotify:
        spotify.change_playlist("abc", description="Words", public=False)
        spotify.change_playlist("abc")
    (asked,) = stub.asked
    assert (asked.method, asked.path) == ("PUT", "/v1/playlists/abc")
    assert json.loads(asked.body) == {"description": "Words", "public": False}


def test_items_are_removed_in_the_documented_form() -> None:
    with Stub(Answer(200, {"snapshot_id": "s"})) as stub, client(stub) as spotify:
        spotify.remove_items("abc", [TRACK["uri"]])
        for count in (0, 101):
            with pytest.raises(BadInput):
                spotify.remove_items("abc", [TRACK["uri"]] * count)
    (asked,) = stub.asked
    assert (asked.method, asked.path) == ("DELETE", "/v1/playlists/abc/items")
    assert json.loads(asked.body) == {"items": [{"uri": TRACK["uri"]}]}


def test_items_are_added_in_the_documented_form() -> None:
    with Stub(Answer(201, {"snapshot_id": "s"})) as stub, client(stub) as spotify:
        spotify.add_items("abc", [TRACK["uri"]])
        for count in (0, 101):
            with pytest.raises(BadInput):
                spotify.add_items("abc", [TRACK["uri"]] * count)
    (asked,) = stub.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/v1/playlists/abc/items", {})
    assert json.loads(asked.body) == {"uris": [TRACK["uri"]]}


def test_a_playlist_is_read_by_offset_in_both_forms() -> None:
    def uri(number: int) -> str:
        return f"spotify:track:{number:022d}"

    new = [{"item": {"uri": uri(i)}} for i in range(50)]
    old = [
        {"track": {"uri": uri(50), "linked_from": {"uri": uri(99)}}},
        {"track": None},
        None,
        {"item": None, "track": {"uri": uri(53)}},
    ]
    pages = (
        Answer(200, {"items": new, "total": 54, "next": "https://evil.example/"}),
        Answer(200, {"items": old, "total": 54, "next": None}),
    )
    with Stub(*pages) as stub, client(stub) as spotify:
        uris = spotify.playlist_uris("abc")
    assert uris == [uri(i) for i in range(50)] + [uri(99), "", "", uri(53)]
    assert [asked.query["offset"] for asked in stub.asked] == [["0"], ["50"]]
    assert [asked.query["limit"] for asked in stub.asked] == [["50"], ["50"]]


@pytest.mark.parametrize("total", [{}, {"total": 999}])
def test_reading_ends_where_nothing_comes(total: dict[str, int]) -> None:
    full = Answer(200, {"items": [{"item": {"uri": "a"}}] * 50} | total)
    with Stub(full, Answer(200, {"items": []} | total)) as stub, client(stub) as spotify:
        assert len(spotify.playlist_uris("abc")) == 50


def test_a_playlist_without_its_list_is_not_empty() -> None:
    with (
        Stub(Answer(200, {"total": 0})) as stub,
        client(stub) as spotify,
        pytest.raises(Unavailable),
    ):
        spotify.playlist_uris("abc")


@pytest.mark.parametrize("body", [b"", {}])
def test_a_playlist_is_removed_through_the_library(body: object) -> None:
    with Stub(Answer(200, body)) as stub, client(stub) as spotify:
        spotify.unfollow_playlist("abc")
        with pytest.raises(BadInput):
            spotify.unfollow_playlist("abc/../x")
    (asked,) = stub.asked
    assert (asked.method, asked.path) == ("DELETE", "/v1/me/library")
    assert asked.query == {"uris": ["spotify:playlist:abc"]}


def test_a_refusal_comes_through_the_library_as_ours() -> None:
    def gone() -> str:
        raise LoginExpired("Connect Spotify again.")

    with Stub(error(400, "Invalid limit")) as stub:
        with client(stub) as spotify, pytest.raises(ServiceError, match="Invalid limit"):
            spotify.me()
        with Spotify(stub.settings(), gone) as spotify, pytest.raises(LoginExpired):
            spotify.me()
    assert len(stub.asked) == 1


def test_an_address_with_a_final_slash_works() -> None:
    with Stub(Answer(200, TRACK)) as stub:
        settings = stub.settings().model_copy(update={"spotify_api_url": stub.url + "/"})
        with Spotify(settings, lambda: "t") as spotify:
            spotify.track(ID)
    assert stub.asked[0].path == f"/v1/tracks/{ID}"
