"""The library holds what its user saved, and forgets what he removes."""

import pytest
from flask.testing import FlaskClient

from scrapers.sandbox.state import State
from scrapers.sandbox.world import World
from tests.scrapers.sandbox.conftest import Caller, with_scopes


@pytest.fixture(scope="module")
def uris(world: World) -> list[str]:
    return [track.uri for track in world.tracks[:50]]


@pytest.fixture
def playlist(nadia: Caller) -> str:
    return nadia.new_playlist(public=False)


def test_removing_a_playlist_from_the_library_deletes_it_for_its_owner(
    nadia: Caller, state: State, playlist: str
) -> None:
    uri = {"uris": f"spotify:playlist:{playlist}"}
    assert nadia("DELETE", "/me/library", query_string=uri).status_code == 200
    assert nadia("GET", "/me/playlists").json["total"] == 0
    assert state.playlists.kept() == []
    assert nadia("PUT", "/me/library", query_string=uri).status_code == 200
    assert nadia("GET", "/me/playlists").json["total"] == 1


def test_following_and_unfollowing_leaves_the_owner_alone(nadia: Caller, tomas: Caller) -> None:
    uri = {"uris": f"spotify:playlist:{nadia.new_playlist()}"}
    tomas("PUT", "/me/library", query_string=uri)
    assert tomas("GET", "/me/playlists").json["total"] == 1
    tomas("DELETE", "/me/library", query_string=uri)
    assert tomas("GET", "/me/playlists").json["total"] == 0
    assert nadia("GET", "/me/playlists").json["total"] == 1


def test_the_library_tells_which_playlists_it_holds(
    nadia: Caller, tomas: Caller, client: FlaskClient, state: State, uris: list[str]
) -> None:
    def holds(caller: Caller, *asked: str) -> list[bool]:
        query = {"uris": ",".join(asked)}
        return caller("GET", "/me/library/contains", query_string=query).json

    mine, gone = (f"spotify:playlist:{nadia.new_playlist()}" for _ in range(2))
    nadia("DELETE", "/me/library", query_string={"uris": gone})
    assert holds(nadia, gone, mine, uris[0]) == [False, True, False]
    assert holds(tomas, mine) == [False]
    writer = with_scopes(client, state, "playlist-modify-public")
    query = {"uris": mine}
    assert writer("GET", "/me/library/contains", query_string=query).status_code == 403


def test_the_library_takes_known_uris_only_and_forty_at_most(
    nadia: Caller, client: FlaskClient, state: State, uris: list[str]
) -> None:
    def put(caller: Caller, text: str) -> int:
        return caller("PUT", "/me/library", query_string={"uris": text}).status_code

    assert put(nadia, ",".join(uris[:40])) == 200
    assert put(nadia, ",".join(uris[:41])) == 400
    assert put(nadia, "") == 400
    assert put(nadia, "spotify:thing:0000000000000000000000") == 400
    assert put(nadia, "spotify:playlist:0000000000000000000000") == 404
    assert put(with_scopes(client, state), uris[0]) == 403
