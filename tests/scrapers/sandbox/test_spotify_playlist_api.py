"""Playlists are written, read and guarded as on Spotify."""

import pytest
from flask.testing import FlaskClient

from scrapers.sandbox.spotify_tokens import USERS
from scrapers.sandbox.state import State
from scrapers.sandbox.world import World
from tests.scrapers.sandbox.conftest import Caller, with_scopes


@pytest.fixture(scope="module")
def uris(world: World) -> list[str]:
    return [track.uri for track in world.tracks[:150]]


@pytest.fixture
def playlist(nadia: Caller) -> str:
    return nadia.new_playlist(public=False)


def test_a_new_playlist_is_public_unless_the_app_says_otherwise(nadia: Caller) -> None:
    answer = nadia("POST", "/me/playlists", json={"name": "Friday", "description": "a <b>"})
    assert answer.status_code == 201
    made = answer.json
    assert made["public"] is True
    assert (made["name"], made["description"], made["type"]) == ("Friday", "a <b>", "playlist")
    assert made["owner"]["id"] == USERS[0].id
    assert made["uri"] == f"spotify:playlist:{made['id']}"
    assert made["external_urls"]["spotify"].endswith(f"/playlist/{made['id']}")
    assert (made["items"]["total"], made["items"]["items"]) == (0, [])
    assert made["snapshot_id"]
    assert "tracks" not in made
    private = nadia("POST", "/me/playlists", json={"name": "Secret", "public": False}).json
    assert private["public"] is False


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {}},
        {"json": {"name": " "}},
        {"json": {"name": 5}},
        {"json": {"name": "x", "public": "no"}},
        {"json": {"name": "x", "description": 5}},
        {"json": {"name": "x", "collaborative": True}},
        {"json": ["x"]},
        {"data": "{"},
        {"data": b"\xff"},
        {},
    ],
)
def test_a_playlist_that_makes_no_sense_is_refused(
    nadia: Caller, state: State, sent: dict[str, object]
) -> None:
    answer = nadia("POST", "/me/playlists", **sent)
    assert answer.status_code == 400
    assert answer.json["error"]["message"]
    assert state.playlists.kept() == []


def test_my_playlists_are_listed_newest_first_in_pages(nadia: Caller) -> None:
    made = [nadia.new_playlist(name=f"Set {n}") for n in range(3)]
    page = nadia("GET", "/me/playlists?limit=2").json
    assert [entry["id"] for entry in page["items"]] == [made[2], made[1]]
    assert page["total"] == 3
    assert page["next"].endswith("/v1/me/playlists?offset=2&limit=2")
    assert nadia("GET", "/me/playlists?limit=51").status_code == 400


def test_others_do_not_see_my_playlists_in_their_list(
    nadia: Caller, tomas: Caller, playlist: str
) -> None:
    assert nadia("GET", "/me/playlists").json["total"] == 1
    assert tomas("GET", "/me/playlists").json["total"] == 0


def test_tracks_are_added_in_order_from_a_bare_list_and_from_an_object(
    nadia: Caller, playlist: str, uris: list[str]
) -> None:
    first = nadia("POST", f"/playlists/{playlist}/items", json=uris[:2])
    second = nadia("POST", f"/playlists/{playlist}/items", json={"uris": uris[2:4]})
    assert first.status_code == second.status_code == 201
    assert first.json.keys() == {"snapshot_id"}
    assert first.json["snapshot_id"] != second.json["snapshot_id"]
    assert nadia.uris(playlist) == uris[:4]


def test_a_position_puts_tracks_in_between(nadia: Caller, playlist: str, uris: list[str]) -> None:
    path = f"/playlists/{playlist}/items"
    nadia("POST", path, json=uris[:2])
    nadia("POST", path, json={"uris": uris[2:3], "position": 1})
    nadia("POST", f"{path}?position=0", json=uris[3:4])
    assert nadia.uris(playlist) == [uris[3], uris[0], uris[2], uris[1]]
    assert nadia("POST", path, json={"uris": uris[:1], "position": 9}).status_code == 400
    assert nadia("POST", path, json={"uris": uris[:1], "position": -1}).status_code == 400
    assert nadia("POST", f"{path}?position=x", json=uris[:1]).status_code == 400


def test_uris_in_the_query_override_the_body(nadia: Caller, playlist: str, uris: list[str]) -> None:
    query = {"uris": ",".join(uris[:2])}
    nadia("POST", f"/playlists/{playlist}/items", json=uris[5:9], query_string=query)
    assert nadia.uris(playlist) == uris[:2]


def test_the_same_track_is_added_twice_without_a_word(
    nadia: Caller, playlist: str, uris: list[str]
) -> None:
    for _ in range(2):
        assert nadia("POST", f"/playlists/{playlist}/items", json=uris[:1]).status_code == 201
    assert nadia.uris(playlist) == uris[:1] * 2


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_hundred_tracks_fit_in_one_call_and_no_more(
    nadia: Caller, playlist: str, uris: list[str], method: str
) -> None:
    path = f"/playlists/{playlist}/items"
    assert nadia(method, path, json={"uris": uris[:101]}).status_code == 400
    assert nadia.uris(playlist) == []
    assert nadia(method, path, json={"uris": uris[:100]}).status_code in (200, 201)
    assert nadia("GET", path).json["total"] == 100


@pytest.mark.parametrize(
    "sent",
    [
        {"json": []},
        {"json": {"uris": "spotify:track:x"}},
        {"json": ["spotify:track:short"]},
        {"json": ["spotify:album:0000000000000000000000"]},
        {"json": ["0000000000000000000000"]},
        {"json": ["spotify:track:0000000000000000000000"]},
        {"json": [None]},
        {"json": [["x"]]},
        {"data": "[", "content_type": "application/json"},
        {},
    ],
)
def test_what_is_no_list_of_known_tracks_is_refused_as_a_whole(
    nadia: Caller, playlist: str, uris: list[str], sent: dict[str, object]
) -> None:
    assert nadia("POST", f"/playlists/{playlist}/items", **sent).status_code == 400
    assert nadia.uris(playlist) == []


def test_items_come_in_pages_under_their_names_of_2026(
    nadia: Caller, client: FlaskClient, playlist: str, uris: list[str]
) -> None:
    path = f"/playlists/{playlist}/items"
    nadia("POST", path, json=uris[:60])
    page = nadia("GET", f"{path}?limit=50").json
    line = page["items"][0]
    assert line["item"]["uri"] == uris[0]
    assert line["added_by"]["id"] == USERS[0].id
    assert line["added_at"].endswith("Z")
    assert "track" not in line
    assert (page["total"], page["offset"], page["limit"], len(page["items"])) == (60, 0, 50, 50)
    rest = client.get(page["next"], headers=nadia.headers).json
    assert [entry["item"]["uri"] for entry in rest["items"]] == uris[50:60]
    assert rest["next"] is None
    assert nadia("GET", path).json["limit"] == 20
    assert nadia("GET", f"{path}?limit=51").json["error"]["message"] == "Invalid limit"
    assert nadia("GET", f"{path}?limit=0").status_code == 400


def test_putting_uris_replaces_everything_and_none_clear_it(
    nadia: Caller, playlist: str, uris: list[str]
) -> None:
    path = f"/playlists/{playlist}/items"
    nadia("POST", path, json=uris[:5])
    answer = nadia("PUT", path, json={"uris": uris[7:9]})
    assert answer.status_code == 200
    assert answer.json["snapshot_id"]
    assert nadia.uris(playlist) == uris[7:9]
    nadia("PUT", path, json={"uris": []})
    assert nadia.uris(playlist) == []


@pytest.mark.parametrize(
    ("start", "before", "length", "order"),
    [
        (0, 5, 1, [1, 2, 3, 4, 0]),
        (4, 0, 1, [4, 0, 1, 2, 3]),
        (1, 4, 2, [0, 3, 1, 2, 4]),
        (3, 1, 2, [0, 3, 4, 1, 2]),
        (1, 2, 3, [0, 1, 2, 3, 4]),
    ],
)
def test_a_run_of_items_moves_before_another(
    nadia: Caller,
    playlist: str,
    uris: list[str],
    start: int,
    before: int,
    length: int,
    order: list[int],
) -> None:
    path = f"/playlists/{playlist}/items"
    snapshot = nadia("POST", path, json=uris[:5]).json["snapshot_id"]
    body = {"range_start": start, "insert_before": before, "range_length": length}
    assert nadia("PUT", path, json={**body, "snapshot_id": snapshot}).status_code == 200
    assert nadia.uris(playlist) == [uris[n] for n in order]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"range_start": 0},
        {"range_start": 0, "insert_before": 9},
        {"range_start": 3, "insert_before": 0, "range_length": 9},
        {"range_start": -1, "insert_before": 0},
        {"range_start": "0", "insert_before": 0},
        {"range_start": 0, "insert_before": 2, "snapshot_id": "made-up"},
    ],
)
def test_a_move_that_makes_no_sense_is_refused(
    nadia: Caller, playlist: str, uris: list[str], body: dict[str, object]
) -> None:
    path = f"/playlists/{playlist}/items"
    nadia("POST", path, json=uris[:5])
    assert nadia("PUT", path, json=body).status_code == 400
    assert nadia.uris(playlist) == uris[:5]


def test_deleting_takes_every_occurrence(nadia: Caller, playlist: str, uris: list[str]) -> None:
    path = f"/playlists/{playlist}/items"
    nadia("POST", path, json=[uris[0], uris[1], uris[0], uris[2]])
    answer = nadia("DELETE", path, json={"items": [{"uri": uris[0]}]})
    assert answer.status_code == 200
    assert answer.json["snapshot_id"]
    assert nadia.uris(playlist) == uris[1:3]


@pytest.mark.parametrize("name", ["tracks", "uris"])
def test_deleting_under_the_old_name_is_refused(
    nadia: Caller, playlist: str, uris: list[str], name: str
) -> None:
    path = f"/playlists/{playlist}/items"
    nadia("POST", path, json=uris[:1])
    assert nadia("DELETE", path, json={name: [{"uri": uris[0]}]}).status_code == 400
    assert nadia.uris(playlist) == uris[:1]


def test_details_change_and_come_with_the_items_for_the_owner(
    nadia: Caller, playlist: str, uris: list[str]
) -> None:
    nadia("POST", f"/playlists/{playlist}/items", json=uris[:2])
    changed = {"name": "Saturday", "description": "later", "public": True}
    assert nadia("PUT", f"/playlists/{playlist}", json=changed).status_code == 200
    details = nadia("GET", f"/playlists/{playlist}").json
    assert {name: details[name] for name in changed} == changed
    assert [line["item"]["uri"] for line in details["items"]["items"]] == uris[:2]


def test_a_stranger_sees_a_public_playlist_without_its_items_and_a_private_one_not_at_all(
    nadia: Caller, tomas: Caller, playlist: str
) -> None:
    public = nadia.new_playlist()
    details = tomas("GET", f"/playlists/{public}")
    assert details.status_code == 200
    assert "items" not in details.json
    assert tomas("GET", f"/playlists/{playlist}").status_code == 404


def test_a_stranger_may_neither_read_nor_change_what_is_in_a_playlist(
    nadia: Caller, tomas: Caller, uris: list[str]
) -> None:
    public = nadia.new_playlist()
    path = f"/playlists/{public}/items"
    nadia("POST", path, json=uris[:2])
    assert tomas("GET", path).status_code == 403
    assert tomas("POST", path, json=uris[2:3]).status_code == 403
    assert tomas("PUT", path, json={"uris": []}).status_code == 403
    assert tomas("DELETE", path, json={"items": [{"uri": uris[0]}]}).status_code == 403
    assert tomas("PUT", f"/playlists/{public}", json={"name": "Mine"}).status_code == 403
    assert nadia.uris(public) == uris[:2]
    assert nadia("GET", f"/playlists/{public}").json["name"] == "Friday"


@pytest.mark.parametrize("playlist_id", ["0" * 22, "nope"])
def test_a_playlist_that_is_not_there_is_not_found(nadia: Caller, playlist_id: str) -> None:
    assert nadia("GET", f"/playlists/{playlist_id}").status_code in (400, 404)
    assert nadia("POST", f"/playlists/{playlist_id}/items", json=[]).status_code in (400, 404)


def test_each_kind_of_playlist_needs_its_own_scope(
    client: FlaskClient, state: State, uris: list[str]
) -> None:
    private = with_scopes(client, state, "playlist-modify-private")
    public = with_scopes(client, state, "playlist-modify-public")
    neither = with_scopes(client, state)
    assert private("POST", "/me/playlists", json={"name": "x"}).status_code == 403
    assert public("POST", "/me/playlists", json={"name": "x", "public": False}).status_code == 403
    assert neither("POST", "/me/playlists", json={"name": "x"}).status_code == 403
    made = private.new_playlist(public=False)
    assert public("POST", f"/playlists/{made}/items", json=uris[:1]).status_code == 403
    assert private("POST", f"/playlists/{made}/items", json=uris[:1]).status_code == 201
    refused = neither("POST", f"/playlists/{made}/items", json=uris[:1])
    assert refused.json == {"error": {"status": 403, "message": "Insufficient client scope"}}


def test_private_playlists_are_read_only_where_that_was_granted(
    client: FlaskClient, state: State, nadia: Caller, playlist: str
) -> None:
    writer = with_scopes(client, state, "playlist-modify-private")
    assert writer("GET", "/me/playlists").json["total"] == 0
    assert writer("GET", f"/playlists/{playlist}/items").status_code == 403
    assert "items" not in writer("GET", f"/playlists/{playlist}").json
    reader = with_scopes(client, state, "playlist-read-private")
    assert reader("GET", "/me/playlists").json["total"] == 1
    assert reader("GET", f"/playlists/{playlist}/items").status_code == 200
