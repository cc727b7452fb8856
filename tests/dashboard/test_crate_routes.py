"""The crate's addresses: what they answer, and what they refuse."""

import io
import json
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from dashboard.crate_input import MAX_TRACKS
from dashboard.crate_routes import MAX_BYTES
from recommender.errors import BadInput, SegueError
from tests.dashboard.fake_service import FakeService

A, B, C = (
    {"tempo_bpm": 120.0, "camelot": "8A"},
    {"tempo_bpm": 128, "camelot": "2B"},
    {"tempo_bpm": 121.5, "camelot": "9A"},
)
UNKNOWN = {"tempo_bpm": None, "camelot": None}


def post(client: FlaskClient, path: str, **data: Any) -> TestResponse:
    return client.post(path, json=data)


def refusal(answer: TestResponse, status: int = 400) -> str:
    assert answer.status_code == status
    assert set(answer.json) == {"error"}
    return str(answer.json["error"])


# -- ordering ---------------------------------------------------------------------------------


def test_an_order_comes_with_its_costs_and_steps(client: FlaskClient) -> None:
    answer = post(client, "/crate/order", tracks=[A, B, C]).json
    assert answer["order"] == [0, 2, 1]
    assert answer["after"] < answer["before"]
    assert answer["steps"] == [
        {"tempo_percent": 1.25, "key_steps": 1, "clash": 0},
        {"tempo_percent": 5.35, "key_steps": 6, "clash": 0.8333},
    ]


def test_locked_tracks_stay_in_place(client: FlaskClient) -> None:
    answer = post(client, "/crate/order", tracks=[A, B, C], locked=[1]).json
    assert answer["order"][1] == 1


def test_the_list_as_it_stands_can_be_drawn(client: FlaskClient) -> None:
    answer = post(client, "/crate/steps", tracks=[A, UNKNOWN, C]).json
    assert [step["tempo_percent"] for step in answer["steps"]] == [None, None]
    assert [step["key_steps"] for step in answer["steps"]] == [None, None]
    assert answer["cost"] > 0


def test_a_tempo_below_one_beat_a_minute_is_none(client: FlaskClient) -> None:
    slow = {"tempo_bpm": 5e-324, "camelot": None}
    fast = {"tempo_bpm": 1_000, "camelot": None}
    answer = post(client, "/crate/order", tracks=[slow, fast]).json
    assert answer["order"] == [0, 1]
    assert answer["steps"][0]["tempo_percent"] is None
    assert answer["after"] < 10


@pytest.mark.parametrize("tracks", [[], [A], [UNKNOWN]])
def test_fewer_than_two_tracks_have_no_steps(
    client: FlaskClient, tracks: list[dict[str, Any]]
) -> None:
    answer = post(client, "/crate/order", tracks=tracks).json
    assert answer == {"order": list(range(len(tracks))), "before": 0, "after": 0, "steps": []}
    assert post(client, "/crate/steps", tracks=tracks).json == {"cost": 0, "steps": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"tracks": None},
        {"tracks": {"0": A}},
        {"tracks": [A, "B"]},
        {"tracks": [A] * (MAX_TRACKS + 1)},
        {"tracks": [{"camelot": "13A"}]},
        {"tracks": [{"camelot": 8}]},
        {"tracks": [{"tempo_bpm": "120"}]},
        {"tracks": [{"tempo_bpm": True}]},
        {"tracks": [{"tempo_bpm": 0}]},
        {"tracks": [{"tempo_bpm": -120}]},
        {"tracks": [{"tempo_bpm": 10**400}]},
        {"tracks": [{"tempo_bpm": float("nan")}]},
        {"tracks": [{"tempo_bpm": float("inf")}]},
        {"tracks": [A, B], "locked": [2]},
        {"tracks": [A, B], "locked": [-1]},
        {"tracks": [A, B], "locked": [True]},
        {"tracks": [A, B], "locked": ["0"]},
        {"tracks": [A, B], "locked": 0},
    ],
)
def test_what_can_be_no_crate_is_refused_with_a_sentence(
    client: FlaskClient, wrong: dict[str, Any]
) -> None:
    assert refusal(post(client, "/crate/order", **wrong)).endswith((".", "it."))


@pytest.mark.parametrize(
    "path",
    [
        "/crate/order",
        "/crate/steps",
        "/crate/between",
        "/crate/facts",
        "/crate/export/csv",
    ],
)
@pytest.mark.parametrize("body", ["", "[]", "null", "{", "1" * 5_000])
def test_what_is_no_object_is_refused_everywhere(client: FlaskClient, path: str, body: str) -> None:
    answer = client.post(path, data=body, content_type="application/json")
    assert "reload it" in refusal(answer)


# -- ways between, facts ----------------------------------------------------------------------


def test_tracks_between_are_ready_for_the_crate(client: FlaskClient, service: FakeService) -> None:
    first, last, taken = (track.key for track in service.tracks[:3])
    found = post(client, "/crate/between", first=first, last=last, count=2, leave_out=[taken]).json[
        "tracks"
    ]
    assert [track["key"] for track in found] == [track.key for track in service.tracks[3:5]]
    assert set(found[0]) == {"key", "artist", "title", "camelot", "tempo_bpm", "h1", "h2"}


@pytest.mark.parametrize("count", [0, 21, -1, 1.5, "3", None, True])
def test_only_one_to_twenty_tracks_come_between(client: FlaskClient, count: object) -> None:
    answer = post(client, "/crate/between", first="a", last="b", count=count)
    if count is True:
        assert answer.status_code == 400
    assert refusal(answer) == "Ask for 1 to 20 tracks between."


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "", "last": "b"},
        {"first": 1, "last": "b"},
        {"first": "a"},
        {"first": "a", "last": "b\x00"},
        {"first": "a", "last": "\ud800"},
        {"first": "a", "last": "b" * 5_000},
        {"first": "a", "last": "b", "leave_out": "c"},
        {"first": "a", "last": "b", "leave_out": [1]},
    ],
)
def test_ends_that_can_be_no_tracks_are_refused(client: FlaskClient, wrong: dict[str, Any]) -> None:
    assert refusal(post(client, "/crate/between", **({"count": 3} | wrong)))


def test_no_way_is_told_in_one_sentence(
    client: FlaskClient, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise BadInput("Only 2 tracks more fit both. Ask for fewer.")

    monkeypatch.setattr(service.crate, "between", none)
    answer = post(client, "/crate/between", first="a", last="b", count=3)
    assert refusal(answer) == "Only 2 tracks more fit both. Ask for fewer."


def test_facts_come_for_the_tracks_that_the_catalogue_holds(
    client: FlaskClient, service: FakeService
) -> None:
    key = service.tracks[0].key
    assert post(client, "/crate/facts", keys=[key, "nobody - nothing", key]).json == {
        key: {"camelot": "8A", "tempo_bpm": 126.0, "played_s": 330.0}
    }
    assert post(client, "/crate/facts", keys=[]).json == {}


@pytest.mark.parametrize("keys", ["a", [1], ["a\x00"], ["a"] * (MAX_TRACKS + 1), {"a": 1}])
def test_keys_that_can_be_none_are_refused(client: FlaskClient, keys: object) -> None:
    assert refusal(post(client, "/crate/facts", keys=keys))


def test_a_catalogue_that_is_silent_is_told(
    client: FlaskClient, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise SegueError("The catalogue's database does not answer.")

    monkeypatch.setattr(service.crate, "facts", silent)
    answer = post(client, "/crate/facts", keys=["a"])
    assert refusal(answer) == "The catalogue's database does not answer."


# -- files ------------------------------------------------------------------------------------

CRATE = [
    {"key": "a", "artist": "Mira Voss", "title": "Afterglow", "played_s": 330, **A},
    {"key": "b", "artist": "", "title": "=1+1", **UNKNOWN},
]


def test_each_export_is_a_file_to_download(client: FlaskClient) -> None:
    for kind, ending in (("csv", "csv"), ("m3u8", "m3u8"), ("rekordbox", "xml")):
        answer = post(client, f"/crate/export/{kind}", tracks=CRATE, name="Friday / Été")
        assert answer.status_code == 200
        where = answer.headers["Content-Disposition"]
        assert where.startswith("attachment;")
        assert f"filename*=UTF-8''Friday%20_%20%C3%89t%C3%A9.{ending}" in where
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_csv_is_read_by_pandas(client: FlaskClient) -> None:
    answer = post(client, "/crate/export/csv", tracks=CRATE)
    table = pd.read_csv(io.BytesIO(answer.data), keep_default_na=False)
    assert list(table["Title"]) == ["Afterglow", "'=1+1"]
    assert answer.mimetype == "text/csv"
    assert "Segue crate.csv" in answer.headers["Content-Disposition"]


def test_the_playlists_hold_the_folder_that_was_typed(client: FlaskClient) -> None:
    asked = {"tracks": CRATE, "name": "Friday", "folder": "C:\\Music"}
    m3u8 = post(client, "/crate/export/m3u8", **asked)
    assert "\r\nC:/Music/Mira Voss - Afterglow.mp3\r\n" in m3u8.get_data(as_text=True)
    rekordbox = etree.fromstring(post(client, "/crate/export/rekordbox", **asked).data)
    location = rekordbox.find("COLLECTION/TRACK").get("Location")
    assert location == "file://localhost/C:/Music/Mira%20Voss%20-%20Afterglow.mp3"
    assert rekordbox.find("PLAYLISTS/NODE/NODE").get("Name") == "Friday"


def test_an_export_that_does_not_exist_is_told(client: FlaskClient) -> None:
    answer = post(client, "/crate/export/pickle", tracks=CRATE)
    assert refusal(answer, 404) == "Segue exports CSV, M3U8 and rekordbox XML."


@pytest.mark.parametrize(
    "wrong",
    [
        {"tracks": []},
        {"tracks": [{"artist": 1, "title": "a"}]},
        {"tracks": [{"artist": "a", "title": "b" * 5_000}]},
        {"tracks": [{"artist": "a", "title": "b", "played_s": -1}]},
        {"tracks": [{"artist": "a", "title": "b", "played_s": "330"}]},
        {"tracks": CRATE, "name": ["Friday"]},
        {"tracks": CRATE, "folder": 7},
        {"tracks": CRATE, "name": "\ud800"},
    ],
)
def test_what_can_be_no_file_is_refused(client: FlaskClient, wrong: dict[str, Any]) -> None:
    assert refusal(post(client, "/crate/export/csv", **wrong))


def test_another_site_can_not_ask_for_files(client: FlaskClient) -> None:
    answer = client.post(
        "/crate/export/csv",
        data=json.dumps({"tracks": CRATE}),
        content_type="application/json",
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


# -- what was played --------------------------------------------------------------------------


def test_a_history_gives_the_tracks_that_the_catalogue_holds(
    client: FlaskClient, service: FakeService
) -> None:
    known = service.tracks[0]
    data = f"artist,title\n{known.artist},{known.title}\nNobody,Nothing\n".encode()
    answer = client.post("/played?name=history.csv", data=data).json
    assert answer == {"keys": [known.key], "read": 2, "known": 1}


def test_the_ending_tells_a_playlist(client: FlaskClient, service: FakeService) -> None:
    known = service.tracks[0]
    data = f"/music/{known.artist} - {known.title}.mp3\n".encode()
    answer = client.post("/played?name=History.M3U", data=data).json
    assert answer["keys"] == [known.key]


def test_a_history_without_tracks_says_what_is_expected(client: FlaskClient) -> None:
    answer = client.post("/played?name=holiday.jpg", data=b"\xff\xd8\xff\xe0")
    assert "CSV, TXT or M3U" in refusal(answer)
    assert "CSV, TXT or M3U" in refusal(client.post("/played"))


def test_a_history_that_is_too_large_is_refused(client: FlaskClient) -> None:
    for told in (True, False):
        body = b"a" * (MAX_BYTES + 1)
        more: dict[str, Any] = {} if told else {
            "input_stream": io.BytesIO(body), "environ_overrides": {"wsgi.input_terminated": True},
        }  # fmt: skip
        answer = client.post("/played?name=a.csv", **({"data": body} if told else more))
        assert "larger than 10 MB. Export only" in refusal(answer, 413)


def test_the_export_of_a_whole_library_is_read(client: FlaskClient, service: FakeService) -> None:
    known = service.tracks[0]
    rows = [f"{known.artist},{known.title}", *(f"Nobody,{n},{'x' * 900}" for n in range(3_000))]
    data = "\n".join(["artist,title,comment", *rows]).encode()
    assert len(data) > 2 * 1024 * 1024
    answer = client.post("/played?name=library.csv", data=data).json
    assert answer == {"keys": [known.key], "read": 3_001, "known": 1}


def test_a_track_with_two_readings_is_one_track(client: FlaskClient, service: FakeService) -> None:
    known = service.tracks[0]
    for line in (f"12 {known.name}", known.name):
        answer = client.post("/played?name=list.txt", data=f"{line}\n".encode()).json
        assert answer == {"keys": [known.key], "read": 1, "known": 1}
