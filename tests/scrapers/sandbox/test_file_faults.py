"""Faults of those who send files, and Deezer's own, from the other end of a real connection."""

from collections.abc import Iterator

import pytest
import requests

from scrapers.sandbox.fault_layer import HUGE_BYTES
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World

TIMEOUT_S = 10.0
_PIECE = 65_536


@pytest.fixture(scope="module")
def running(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def box(running: Sandbox) -> Sandbox:
    running.faults.clear()
    running.shops.deezer_quota.calls = 1_000
    return running


@pytest.fixture
def link(box: Sandbox) -> str:
    """A fresh address of a preview."""
    isrc = next(
        t.isrc for t in box.world.shelves.both if t.isrc in box.world.shelves.deezer.by_isrc
    )
    return requests.get(f"{box.deezer_url}/track/isrc:{isrc}", timeout=TIMEOUT_S).json()["preview"]


@pytest.fixture
def whole(link: str) -> bytes:
    return requests.get(link, timeout=TIMEOUT_S).content


@pytest.mark.parametrize(("kind", "code"), [("deezer-quota", 4), ("deezer-busy", 700)])
def test_deezer_tells_its_troubles_with_status_200(box: Sandbox, kind: str, code: int) -> None:
    box.faults.add(Fault(kind, path="^/deezer/"))  # type: ignore[arg-type]
    answer = requests.get(f"{box.deezer_url}/track/1", timeout=TIMEOUT_S)
    assert answer.status_code == 200
    assert answer.json()["error"]["code"] == code
    after = requests.get(f"{box.deezer_url}/track/1", timeout=TIMEOUT_S)
    assert after.json()["error"]["code"] == 800


def test_a_body_without_end_announces_no_length_and_goes_on(
    box: Sandbox, link: str, whole: bytes
) -> None:
    box.faults.add(Fault("endless", path="^/deezer-cdn/", seconds=60))
    with requests.get(link, stream=True, timeout=TIMEOUT_S) as answer:
        assert "Content-Length" not in answer.headers
        assert answer.headers["Content-Type"] == "audio/mpeg"
        pieces = answer.iter_content(_PIECE)
        start = b"".join(next(pieces) for _ in range(10))
        assert start[: len(whole)] == whole
        more = sum(len(next(pieces)) for _ in range(400))
    assert more > 20 * len(whole)
    assert requests.get(link, timeout=TIMEOUT_S).content == whole


def test_a_body_without_end_ends_with_its_time(box: Sandbox, link: str, whole: bytes) -> None:
    box.faults.add(Fault("endless", path="^/deezer-cdn/", seconds=0.05))
    with requests.get(link, stream=True, timeout=TIMEOUT_S) as answer:
        assert sum(len(piece) for piece in answer.iter_content(_PIECE)) > 0


def test_a_huge_body_announces_its_length_and_comes(box: Sandbox, link: str) -> None:
    box.faults.add(Fault("huge", path="^/deezer-cdn/"))
    with requests.get(link, stream=True, timeout=TIMEOUT_S) as answer:
        assert int(answer.headers["Content-Length"]) == HUGE_BYTES
        pieces = answer.iter_content(_PIECE)
        assert sum(len(next(pieces)) for _ in range(400)) == 400 * _PIECE


def test_a_dripping_body_comes_whole_but_in_many_pieces(
    box: Sandbox, link: str, whole: bytes
) -> None:
    box.faults.add(Fault("drip", path="^/deezer-cdn/", seconds=0.5))
    with requests.get(link, stream=True, timeout=TIMEOUT_S) as answer:
        pieces = list(answer.raw.stream(len(whole) // 10, decode_content=False))
    assert b"".join(pieces) == whole
    box.faults.add(Fault("drip", path="^/deezer-cdn/", seconds=60))
    with requests.get(link, stream=True, timeout=TIMEOUT_S) as answer:
        first = answer.raw.read1(_PIECE)
    assert 0 < len(first) < len(whole) / 20


def test_a_web_page_can_stand_where_the_file_should_be(box: Sandbox, link: str) -> None:
    box.faults.add(Fault("html", path="^/deezer-cdn/", status=200))
    answer = requests.get(link, timeout=TIMEOUT_S)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.content.startswith(b"<!doctype html>")


def test_a_file_can_be_cut_short(box: Sandbox, link: str, whole: bytes) -> None:
    box.faults.add(Fault("truncated", path="^/deezer-cdn/"))
    assert requests.get(link, timeout=TIMEOUT_S).content == whole[: len(whole) // 2]


def test_new_faults_can_be_set_from_outside(box: Sandbox) -> None:
    sent = {"kind": "deezer-busy", "path": "^/deezer/"}
    answer = requests.post(f"{box.url}/_sandbox/faults", json=sent, timeout=TIMEOUT_S)
    assert answer.status_code == 201
    busy = requests.get(f"{box.deezer_url}/track/1", timeout=TIMEOUT_S).json()
    assert busy["error"]["code"] == 700


def test_stopping_ends_a_body_that_has_no_end(world: World) -> None:
    with Sandbox(world) as sandbox:
        sandbox.faults.add(Fault("endless", path="^/itunes/", seconds=60))
        with requests.get(f"{sandbox.itunes_url}/lookup", stream=True, timeout=TIMEOUT_S) as answer:
            pieces = answer.iter_content(_PIECE)
            next(pieces)
            sandbox.faults.release()
            assert sum(1 for _ in pieces) < 1_000
