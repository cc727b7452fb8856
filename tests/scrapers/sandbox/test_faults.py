"""Every fault is what it says, seen from the other end of a real connection."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World

TIMEOUT_S = 5.0


class Calls:
    """Calls a running sandbox as a logged-in user."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.base = sandbox.url
        self.headers = {"Authorization": f"Bearer {sandbox.login().access_token}"}

    def __call__(
        self, method: str = "GET", path: str = "/v1/me", timeout: float = TIMEOUT_S, **sent: object
    ) -> requests.Response:
        return requests.request(
            method, self.base + path, headers=self.headers, timeout=timeout, **sent
        )


@pytest.fixture(scope="module")
def running(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def box(running: Sandbox) -> Sandbox:
    running.faults.clear()
    running.forget_requests()
    return running


@pytest.fixture
def call(box: Sandbox) -> Calls:
    return Calls(box)


@pytest.fixture
def items(call: Calls) -> str:
    made = call("POST", "/v1/me/playlists", json={"name": "Friday"}).json()
    return f"/v1/playlists/{made['id']}/items"


def count(call: Calls, items: str) -> int:
    return call("GET", items).json()["total"]


@pytest.mark.parametrize("retry_after", [None, 3])
def test_a_rate_limit_comes_with_and_without_a_time_to_wait(
    box: Sandbox, call: Calls, retry_after: int | None
) -> None:
    box.faults.add(Fault("status", status=429, retry_after=retry_after))
    answer = call()
    assert answer.status_code == 429
    assert answer.headers.get("Retry-After") == (str(retry_after) if retry_after else None)
    assert answer.json() == {"error": {"status": 429, "message": "Too Many Requests"}}
    assert call().status_code == 200


def test_a_used_up_quota_says_so_and_lasts_for_hours(box: Sandbox, call: Calls) -> None:
    box.faults.add(Fault("quota", times=None))
    answer = call()
    assert answer.status_code == 429
    assert answer.json()["error"]["reason"] == "QUOTA_EXCEEDED"
    assert int(answer.headers["Retry-After"]) > 3600
    assert call().status_code == 429
    box.faults.clear()
    assert call().status_code == 200


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize(("when", "written"), [("before", 0), ("after", 1)])
def test_an_outage_strikes_before_or_after_the_track_is_written(
    box: Sandbox, call: Calls, items: str, status: int, when: str, written: int
) -> None:
    box.faults.add(Fault("status", path="/items$", method="POST", status=status, when=when))
    answer = call("POST", items, json=[box.world.tracks[0].uri])
    assert answer.status_code == status
    assert count(call, items) == written


@pytest.mark.parametrize(("when", "written"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("status", {"status": 429}),
        ("status", {"status": 429, "retry_after": 2}),
        ("quota", {}),
        ("html", {}),
        ("html", {"status": 200}),
        ("empty", {}),
        ("empty", {"status": 502}),
    ],
)
def test_a_strange_answer_comes_before_or_after_the_track_is_written(
    box: Sandbox, call: Calls, items: str, kind: str, fields: dict, when: str, written: int
) -> None:
    box.faults.add(Fault(kind, path="/items$", method="POST", when=when, **fields))
    answer = call("POST", items, json=[box.world.tracks[0].uri])
    assert "snapshot_id" not in answer.text
    assert count(call, items) == written


@pytest.mark.parametrize("kind", ["truncated", "cut"])
def test_half_an_answer_comes_after_the_track_is_written(
    box: Sandbox, call: Calls, items: str, kind: str
) -> None:
    box.faults.add(Fault(kind, path="/items$", method="POST"))
    try:
        call("POST", items, json=[box.world.tracks[0].uri]).json()
    except requests.RequestException:
        assert count(call, items) == 1
    else:
        pytest.fail("the whole answer came")


def test_a_late_copy_of_a_playlist_lacks_the_latest_change_once(
    box: Sandbox, call: Calls, items: str
) -> None:
    uris = [track.uri for track in box.world.tracks[:3]]
    call("POST", items, json=uris[:2])
    call("POST", items, json=uris[2:])
    box.faults.add(Fault("stale", path="/items$", method="GET"))
    assert [count(call, items) for _ in range(2)] == [2, 3]
    playlist = items.removesuffix("/items")
    call("PUT", playlist, json={"name": "Saturday"})
    box.faults.add(Fault("stale", path="/playlists/"))
    assert [call("GET", playlist).json()["name"] for _ in range(2)] == ["Friday", "Saturday"]


def test_a_late_copy_of_the_library_lacks_the_latest_change(
    box: Sandbox, call: Calls, items: str
) -> None:
    def listed() -> bool:
        found = call("GET", "/v1/me/playlists?limit=50").json()["items"]
        return playlist_id in [entry["id"] for entry in found]

    playlist_id = items.split("/")[3]
    box.faults.add(Fault("stale", path="/me/playlists$"))
    assert [listed(), listed()] == [False, True]
    call("DELETE", f"/v1/me/library?uris=spotify:playlist:{playlist_id}")
    box.faults.add(Fault("stale", path="/me/playlists$"))
    assert [listed(), listed()] == [True, False]


@pytest.mark.parametrize(("when", "written"), [("before", 0), ("after", 1)])
def test_silence_outlasts_the_callers_patience(
    box: Sandbox, call: Calls, items: str, when: str, written: int
) -> None:
    box.faults.add(Fault("timeout", path="/items$", method="POST", seconds=0.5, when=when))
    with pytest.raises(requests.ReadTimeout):
        call("POST", items, json=[box.world.tracks[0].uri], timeout=0.15)
    assert count(call, items) == written


def test_who_waits_long_enough_gets_an_answer(box: Sandbox, call: Calls) -> None:
    box.faults.add(Fault("timeout", seconds=0.1, when="after"))
    assert call().json()["display_name"]
    box.faults.add(Fault("timeout", seconds=0.1))
    assert call().status_code == 504


@pytest.mark.parametrize(("when", "written"), [("before", 0), ("after", 1)])
def test_a_reset_breaks_the_connection_off(
    box: Sandbox, call: Calls, items: str, when: str, written: int
) -> None:
    box.faults.add(Fault("reset", method="POST", when=when))
    with pytest.raises(requests.ConnectionError) as caught:
        call("POST", items, json=[box.world.tracks[0].uri])
    assert "reset" in str(caught.value).lower()
    assert count(call, items) == written
    assert [entry.status for entry in box.requests if entry.method == "POST"] == [201, 0]


def test_a_truncated_body_is_half_of_the_json(box: Sandbox, call: Calls) -> None:
    whole = call().text
    box.faults.add(Fault("truncated"))
    answer = call()
    assert answer.status_code == 200
    assert whole.startswith(answer.text)
    assert 0 < len(answer.text) < len(whole)
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_cut_connection_ends_amid_the_body(box: Sandbox, call: Calls) -> None:
    box.faults.add(Fault("cut"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        call()


@pytest.mark.parametrize("status", [200, 502])
def test_a_web_page_stands_where_json_should_be(box: Sandbox, call: Calls, status: int) -> None:
    box.faults.add(Fault("html", status=status))
    answer = call()
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<html>" in answer.text


@pytest.mark.parametrize("status", [200, 500])
def test_an_empty_body_is_empty(box: Sandbox, call: Calls, status: int) -> None:
    box.faults.add(Fault("empty", status=status))
    answer = call()
    assert (answer.status_code, answer.content) == (status, b"")


def test_a_fault_lets_some_calls_pass_and_strikes_as_often_as_told(
    box: Sandbox, call: Calls
) -> None:
    fault = box.faults.add(Fault("status", skip=2, times=2))
    assert [call().status_code for _ in range(6)] == [200, 200, 503, 503, 200, 200]
    assert box.faults.struck(fault) == 2


def test_a_fault_strikes_only_the_calls_it_names(box: Sandbox, call: Calls) -> None:
    box.faults.add(Fault("status", path="^/v1/search", method="get"))
    assert call().status_code == 200
    assert call("POST", "/v1/me/playlists", json={"name": "x"}).status_code == 201
    assert call("GET", "/v1/search?q=a&type=track").status_code == 503


def test_faults_follow_one_another(box: Sandbox, call: Calls) -> None:
    box.faults.add(Fault("status", status=429))
    box.faults.add(Fault("html"))
    assert [call().status_code for _ in range(3)] == [429, 502, 200]


def test_the_token_endpoint_can_fail_too_and_the_control_endpoints_never(
    box: Sandbox, call: Calls
) -> None:
    box.faults.add(Fault("status", times=None))
    assert call("POST", "/api/token").status_code == 503
    assert call("GET", "/_sandbox/health").status_code == 200


def test_a_fault_strikes_exactly_as_often_under_many_callers_at_once(
    box: Sandbox, call: Calls
) -> None:
    box.faults.add(Fault("status", times=7))
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: call().status_code, range(24)))
    assert statuses.count(503) == 7
    assert statuses.count(200) == 17


def test_many_writers_at_once_lose_nothing(box: Sandbox, call: Calls, items: str) -> None:
    uris = [track.uri for track in box.world.tracks[:24]]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda uri: call("POST", items, json=[uri]), uris))
    assert count(call, items) == 24


def test_stopping_does_not_wait_for_a_sleeping_fault(world: World) -> None:
    with Sandbox(world) as sandbox, ThreadPoolExecutor(1) as pool:
        fault = sandbox.faults.add(Fault("timeout", seconds=60))
        call = Calls(sandbox)
        waiting = pool.submit(call, timeout=30)
        while not sandbox.faults.struck(fault):
            time.sleep(0.01)
        began = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - began < 4
        assert waiting.exception(timeout=5) is not None or waiting.result().status_code == 504


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "meteor"},
        {"kind": "status", "path": "("},
        {"kind": "status", "path": None},
        {"kind": "status", "when": "during"},
        {"kind": "status", "times": 0},
        {"kind": "status", "times": True},
        {"kind": "status", "skip": -1},
        {"kind": "status", "skip": None},
        {"kind": "status", "status": 999},
        {"kind": "status", "status": 200.5},
        {"kind": "timeout", "seconds": 61},
        {"kind": "timeout", "seconds": float("nan")},
        {"kind": "status", "retry_after": "1\r\nX: y"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"kind|path|when|times|skip|status|seconds|retry_after"):
        Fault(**fields)
