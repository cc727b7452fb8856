"""The sandbox starts, stops, shows itself and is closed to strangers."""

import gc
import socket

import pytest
import requests
import spotipy
from flask.testing import FlaskClient

from recommender.errors import SegueError
from scrapers.sandbox.server import Call, Sandbox
from scrapers.sandbox.state import State
from scrapers.sandbox.world import World
from tests.scrapers.sandbox.conftest import Caller


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_port_is_open_while_it_runs_and_closed_afterwards(world: World) -> None:
    with Sandbox(world) as sandbox:
        assert sandbox.url == f"http://127.0.0.1:{sandbox.port}"
        assert is_open(sandbox.port)
    assert not is_open(sandbox.port)
    sandbox.stop()


def test_stopping_closes_connections_that_are_kept_alive(world: World) -> None:
    with requests.Session() as session, Sandbox(world) as sandbox:
        assert session.get(f"{sandbox.url}/_sandbox/health", timeout=5).ok
        sandbox.stop()
        with pytest.raises(requests.ConnectionError):
            session.get(f"{sandbox.url}/_sandbox/health", timeout=5)


def test_nothing_is_left_open_behind(world: World) -> None:
    # Warnings are errors here: a socket that is collected while open would fail this test.
    for _ in range(3):
        with Sandbox(world) as sandbox:
            requests.get(sandbox.url, timeout=5)
    gc.collect()


def test_it_starts_again_on_its_port_with_what_was_in_it(world: World) -> None:
    sandbox = Sandbox(world)
    with sandbox:
        port = sandbox.port
        headers = {"Authorization": f"Bearer {sandbox.login().access_token}"}
        url = f"{sandbox.url}/v1/me/playlists"
        made = requests.post(url, json={"name": "Friday"}, headers=headers, timeout=5).json()
    with sandbox:
        assert sandbox.port == port
        assert requests.get(url, headers=headers, timeout=5).json()["total"] == 1
        assert sandbox.playlists() == {
            made["id"]: {
                "name": "Friday",
                "owner": "nadia.kestrel",
                "public": True,
                "description": None,
                "uris": [],
            }
        }


def test_a_taken_port_is_told_in_one_sentence(sandbox: Sandbox, world: World) -> None:
    with pytest.raises(SegueError, match=f"Can't open port {sandbox.port}"):
        Sandbox(world, port=sandbox.port).start()


def test_it_listens_on_this_computer_only(sandbox: Sandbox) -> None:
    assert sandbox._server is not None
    assert sandbox._server.host == "127.0.0.1"


def test_calls_are_noted_without_query_or_tokens(sandbox: Sandbox) -> None:
    token = sandbox.login().access_token
    headers = {"Authorization": f"Bearer {token}"}
    requests.get(f"{sandbox.url}/v1/search?q=secret&type=track", headers=headers, timeout=5)
    requests.post(f"{sandbox.url}/api/token", data={"code": "secret"}, timeout=5)
    assert sandbox.requests == [Call("GET", "/v1/search", 200), Call("POST", "/api/token", 400)]
    assert "secret" not in repr(sandbox.requests)
    sandbox.forget_requests()
    assert sandbox.requests == []


def test_spotipy_can_work_with_it(sandbox: Sandbox, world: World) -> None:
    with requests.Session() as session:
        spotify = spotipy.Spotify(auth=sandbox.login().access_token, requests_session=session)
        spotify.prefix = f"{sandbox.url}/v1/"
        track = world.tracks[0]
        assert spotify.me()["id"] == "nadia.kestrel"
        assert spotify.track(track.spotify_id)["external_ids"]["isrc"] == track.isrc
        assert spotify.search(f"isrc:{track.isrc}")["tracks"]["items"][0]["uri"] == track.uri
        made = spotify.current_user_playlist_create("Friday", public=False)
        spotify.playlist_add_items(made["id"], [t.uri for t in world.tracks[:30]])
        page = spotify.playlist_items(made["id"], limit=20)
        lines = page["items"] + spotify.next(page)["items"]
        assert [line["item"]["uri"] for line in lines] == [t.uri for t in world.tracks[:30]]
        spotify.playlist_replace_items(made["id"], [track.uri])
    assert sandbox.playlists()[made["id"]]["uris"] == [track.uri]


def test_health_names_the_sandbox_and_its_world(client: FlaskClient, world: World) -> None:
    health = client.get("/_sandbox/health").json
    assert health["name"] == "Segue sandbox"
    assert health["seed"] == world.seed


def test_playlists_are_told_with_their_content(
    client: FlaskClient, nadia: Caller, world: World
) -> None:
    made = nadia.new_playlist(public=False)
    nadia("POST", f"/playlists/{made}/items", json=[world.tracks[1].uri, world.tracks[0].uri])
    assert client.get("/_sandbox/playlists").json[made]["uris"] == [
        world.tracks[1].uri,
        world.tracks[0].uri,
    ]


def test_faults_are_set_and_lifted_from_outside(client: FlaskClient, nadia: Caller) -> None:
    sent = {"kind": "status", "status": 429, "path": "^/v1/me$", "times": None}
    assert client.post("/_sandbox/faults", json=sent).status_code == 201
    assert nadia("GET", "/me").status_code == 429
    assert client.delete("/_sandbox/faults").status_code == 200
    assert nadia("GET", "/me").status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {"kind": "meteor"}}, 400),
        ({"json": {"kind": "status", "colour": "red"}}, 400),
        ({"json": []}, 400),
        ({"json": {}}, 400),
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": '{"kind":"status"}', "content_type": "text/plain"}, 415),
        ({"data": {"kind": "status"}}, 415),
        ({}, 415),
    ],
)
def test_what_is_no_fault_is_refused(
    client: FlaskClient, state: State, sent: dict[str, object], status: int
) -> None:
    answer = client.post("/_sandbox/faults", **sent)
    assert answer.status_code == status
    assert answer.json["error"]
    assert state.faults.rules() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_pages_of_other_sites_may_not_control_it(
    client: FlaskClient, state: State, method: str, headers: dict[str, str]
) -> None:
    sent = {"json": {"kind": "status"}} if method == "POST" else {}
    answer = client.open("/_sandbox/faults", method=method, headers=headers, **sent)
    assert answer.status_code == 403
    assert state.faults.rules() == []


def test_its_own_pages_may_control_it(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    answer = client.post("/_sandbox/faults", json={"kind": "status"}, headers=headers)
    assert answer.status_code == 201


def test_the_index_says_what_this_is_and_links_the_playlists(
    client: FlaskClient, nadia: Caller
) -> None:
    made = nadia.new_playlist(name="Night & <i>Day</i>")
    text = client.get("/").text
    assert "stands in for Spotify" in text
    assert f'href="/playlist/{made}"' in text
    assert "Night &amp; &lt;i&gt;Day&lt;/i&gt;" in text


def test_a_playlist_has_a_page_on_which_everything_is_escaped(
    client: FlaskClient, nadia: Caller, world: World
) -> None:
    made = nadia.new_playlist(name="<script>alert(1)</script>", description='"><img src=x>')
    duo = next(track for track in world.tracks if "&" in track.artists[0])
    nadia("POST", f"/playlists/{made}/items", json=[duo.uri])
    link = nadia("GET", f"/playlists/{made}").json["external_urls"]["spotify"]
    page = client.get(link)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert duo.artists[0].replace("&", "&amp;") in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_page_for_no_playlist_is_not_found(client: FlaskClient) -> None:
    assert client.get("/playlist/nothing").status_code == 404
