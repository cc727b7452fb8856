"""What the page Map fetches: compact bytes, names in the same order, kept until they change."""

import gzip
import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recommender.audio.camelot import KEYS
from recommender.errors import ArtefactDamaged
from tests.dashboard.fake_service import FakeService


def unpack(data: bytes) -> dict[str, Any]:
    """The bytes as dashboard/map_routes.py documents them."""
    length = int(np.frombuffer(data, "<u4", 1)[0])
    header = json.loads(data[4 : 4 + length])
    n, at = header["size"], 4 + length
    for name, kind, count in (
        ("places", "<f4", 2 * n),
        ("tempo", "<u2", n),
        ("sets", "<u2", n),
        ("key", "u1", n),
        ("genre", "u1", n),
    ):
        header[name] = np.frombuffer(data, kind, count, at)
        at += header[name].nbytes
    assert at == len(data)
    return header


def body(answer: TestResponse) -> bytes:
    assert answer.status_code == 200
    return gzip.decompress(answer.data)


def get(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    return client.get(path, headers={"Accept-Encoding": "gzip", **headers})


def test_points_and_names_tell_of_the_same_tracks(
    client: FlaskClient, service: FakeService
) -> None:
    points = unpack(body(get(client, "/map/points/sets")))
    names = json.loads(body(get(client, "/map/names/sets")))
    shown = service.maps.shown
    assert points["size"] == len(shown) == len(names["keys"])
    assert (points["kind"], points["current"]) == ("sets", True)
    for at, track in enumerate(shown):
        assert names["keys"][at] == track.key
        assert (names["artists"][at], names["titles"][at]) == (track.artist, track.title)
        assert points["sets"][at] == track.sets
        tempo, key, genre = (int(points[name][at]) for name in ("tempo", "key", "genre"))
        assert tempo == (round(10 * track.tempo_bpm) if track.tempo_bpm else 0)
        assert (KEYS[key] if key != 255 else None) == track.camelot
        assert (points["genres"][genre] if genre != 255 else None) == track.genre
    places = points["places"].reshape(-1, 2)
    np.testing.assert_array_equal(places, service.maps.points("sets").places)


def test_the_two_kinds_are_two_pictures(client: FlaskClient) -> None:
    one, other = (unpack(body(get(client, f"/map/points/{kind}"))) for kind in ("sets", "sound"))
    assert not np.array_equal(one["places"], other["places"])


def test_an_odd_number_of_tracks_can_be_read(client: FlaskClient, service: FakeService) -> None:
    service.maps.__init__(service.tracks, size=7)
    assert unpack(body(get(client, "/map/points/sets")))["size"] == 7


def test_a_browser_that_cannot_unpack_gets_it_plain(client: FlaskClient) -> None:
    answer = client.get("/map/points/sets")
    assert "Content-Encoding" not in answer.headers
    assert unpack(answer.data)["size"] == 500


@pytest.mark.parametrize("path", ["/map/points/sets", "/map/names/sets"])
def test_what_is_kept_is_asked_about_and_sent_again_only_when_it_changed(
    client: FlaskClient, service: FakeService, path: str
) -> None:
    first = get(client, path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Accept-Encoding" in first.headers["Vary"]
    tag = first.headers["ETag"]
    again = get(client, path, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    service.maps.revision += 1
    changed = get(client, path, **{"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_what_is_wrong_is_told_and_kept_nowhere(client: FlaskClient, service: FakeService) -> None:
    service.maps.failure = ArtefactDamaged("The map can't be used.")
    answer = get(client, "/map/points/sets")
    assert (answer.status_code, answer.json) == (400, {"error": "The map can't be used."})
    assert answer.headers["Cache-Control"] == "no-store"
    service.maps.failure = None
    assert get(client, "/map/points/elsewhere").status_code == 400


def test_the_status_tells_how_far_the_map_is(client: FlaskClient, service: FakeService) -> None:
    assert client.get("/map/status").json == {
        "kinds": ["sets", "sound"], "computing": False, "share": 0.0, "message": "",
    }  # fmt: skip
    service.maps.compute(0.4)
    told = client.get("/map/status").json
    assert told
    assert (told["kinds"], told["computing"], told["share"]) == ([], True, 0.4)


def test_tracks_come_as_the_crate_keeps_them(client: FlaskClient, service: FakeService) -> None:
    one, other = service.maps.shown[3], service.maps.shown[1]
    asked = {"keys": [one.key, "nobody - knows", other.key]}
    told = client.post("/map/tracks", json=asked).json
    assert told
    assert [track["key"] for track in told["tracks"]] == [one.key, other.key]
    assert told["tracks"][0].keys() >= {
        "key", "artist", "title", "camelot", "tempo_bpm", "h1", "h2",
    }  # fmt: skip


def test_no_more_than_a_hundred_tracks_at_once(client: FlaskClient, service: FakeService) -> None:
    asked = {"keys": [track.key for track in service.maps.shown[:150]]}
    told = client.post("/map/tracks", json=asked).json
    assert told
    assert [t["key"] for t in told["tracks"]] == [t.key for t in service.maps.shown[:100]]


@pytest.mark.parametrize("key", ["\ud800", "a\x00", "a" * 2_000])
def test_keys_that_no_database_can_look_for_are_refused(client: FlaskClient, key: str) -> None:
    answer = client.post("/map/tracks", json={"keys": [key]})
    assert answer.status_code == 400
    assert answer.json
    assert "nobody can read" in answer.json["error"]


@pytest.mark.parametrize("sent", [{}, {"keys": "a"}, {"keys": [1]}, {"keys": None}, []])
def test_what_is_no_list_of_keys_is_refused(client: FlaskClient, sent: object) -> None:
    answer = client.post("/map/tracks", json=sent)
    assert answer.status_code == 400
    assert answer.json
    assert "reload" in answer.json["error"]
