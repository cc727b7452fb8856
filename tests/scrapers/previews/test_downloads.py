"""Previews come from known hosts only, bounded, over links that nobody else sees."""

import logging
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from recommender.audio.decode import MAX_BYTES
from scrapers.errors import NotAllowed, ServiceError, Unavailable
from scrapers.http import OtherAddress
from scrapers.previews import deezer, itunes
from scrapers.previews.downloads import Downloads, Expired, Missing, _PreviewSession, is_stale
from scrapers.previews.limits import Breaker
from tests.scrapers.mixesdb_client.conftest import Clock
from tests.scrapers.previews.stub import SOUND, Answer, Services, sound

SIGNED = "/a.mp3?hdnea=exp=1790000900~acl=/a.mp3*~hmac=secret"


@pytest.fixture
def downloads(services: Services, clock: Clock) -> Iterator[Downloads]:
    opened = Downloads("Deezer", deezer.HOSTS, services.url, 5.0, clock, clock.sleep)
    yield opened
    opened.close()


def test_the_bytes_come_as_they_are(services: Services, downloads: Downloads) -> None:
    services.on("^/a.mp3$", sound())
    assert downloads.fetch(services.preview(SIGNED)) == SOUND
    (asked,) = services.asked
    assert asked.headers["Accept-Encoding"] == "identity"
    assert "Authorization" not in asked.headers
    assert "Cookie" not in asked.headers


def test_a_body_of_500_mb_is_cut_off_early(services: Services, downloads: Downloads) -> None:
    services.on("^/a.mp3$", Answer(body=b"\xff" * 1_000_000, times=500))
    tracemalloc.start()
    try:
        with pytest.raises(Unavailable, match="sent far more than was asked"):
            downloads.fetch(services.preview(SIGNED))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * MAX_BYTES


def test_a_stream_that_never_ends_is_given_up(services: Services) -> None:
    services.on("^/a.mp3$", Answer(body=b"\xff" * 10_000, drip_s=0.02))
    hasty = Downloads("Deezer", deezer.HOSTS, services.url, 0.1)
    with pytest.raises(Unavailable, match="Deezer's preview server took too long"):
        hasty.fetch(services.preview(SIGNED))
    hasty.close()


BAD_ANSWERS: dict[str, tuple[Answer, type[Exception]]] = {
    "a link that is no longer good": (Answer(403), Expired),
    "nothing there": (Answer(404), Missing),
    "trouble": (Answer(503), Unavailable),
    "a redirect to elsewhere": (
        Answer(302, headers={"Location": "https://evil.example/"}),
        ServiceError,
    ),
    "a web page": (Answer(body=b"<!doctype html><p>Hello"), Unavailable),
    "a web page by its type": (
        Answer(body=b"Hello", headers={"Content-Type": "text/html"}),
        Unavailable,
    ),
    "nothing": (Answer(body=b""), Unavailable),
    "a connection that breaks off": (Answer(hang_up=True), Unavailable),
    "half a preview": (Answer(body=SOUND, claimed_length=len(SOUND) * 2), Unavailable),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_whatever_else_comes_back_is_no_preview(
    services: Services, downloads: Downloads, name: str
) -> None:
    answer, kind = BAD_ANSWERS[name]
    services.on("^/a.mp3$", answer)
    with pytest.raises(kind) as told:
        downloads.fetch(services.preview(SIGNED))
    if isinstance(told.value, ServiceError):
        assert "Deezer" in str(told.value)
        assert "secret" not in str(told.value)


def test_what_broke_off_is_fetched_once_more(services: Services, downloads: Downloads) -> None:
    services.on("^/a.mp3$", Answer(hang_up=True), sound())
    assert downloads.fetch(services.preview(SIGNED)) == SOUND
    services.on("^/a.mp3$", Answer(body=SOUND, claimed_length=len(SOUND) + 1), sound())
    assert downloads.fetch(services.preview(SIGNED)) == SOUND


def test_a_preview_server_that_is_down_is_not_hammered(
    services: Services, downloads: Downloads
) -> None:
    services.on("^/a.mp3$", Answer(503))
    for _ in range(20):
        with pytest.raises(Unavailable):
            downloads.fetch(services.preview(SIGNED))
    assert len(services.asked) == 2 * Breaker.FAILURES


@pytest.mark.parametrize(
    ("answer", "fetch"),
    [
        (sound(), lambda url: url),
        (Answer(403), lambda url: url),
        (Answer(hang_up=True), lambda url: url),
        (Answer(body=b"\xff" * 1_000_000, times=30), lambda url: url),
        (sound(), lambda url: url.replace("127.0.0.1", "elsewhere.example")),
    ],
)
def test_signatures_are_in_no_log_and_no_traceback(
    services: Services,
    downloads: Downloads,
    caplog: pytest.LogCaptureFixture,
    answer: Answer,
    fetch: Callable[[str], str],
) -> None:
    services.on("^/a.mp3$", answer)
    with caplog.at_level(logging.DEBUG):
        try:
            downloads.fetch(fetch(services.preview(SIGNED)))
        except (ServiceError, Expired):
            logging.getLogger("test").exception("told")
    assert "hmac" not in caplog.text
    assert "secret" not in caplog.text


def test_a_header_that_is_none_tells_no_signature_either(
    services: Services, downloads: Downloads, caplog: pytest.LogCaptureFixture
) -> None:
    length = str(len(SOUND))  # what comes after the broken line is not read
    broken = {"Content-Length": length, "Content-Type": "audio/mpeg\r\nno header at all"}
    services.on("^/a.mp3$", Answer(body=SOUND, headers=broken))
    assert downloads.fetch(services.preview(SIGNED)) == SOUND
    assert "Failed to parse headers" in caplog.text
    assert "/a.mp3" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("name", ["connection", "connectionpool", "util.retry"])
def test_no_part_of_urllib3_tells_signatures(name: str, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger(f"urllib3.{name}")
    with caplog.at_level(logging.DEBUG):
        logger.debug("Retry (url=%r): %r, %d", SIGNED, ValueError(f"with url: {SIGNED} x"), 5)
    assert "/a.mp3" in caplog.text
    assert ", 5" in caplog.text
    assert "secret" not in caplog.text


def test_a_server_that_is_gone_tells_no_signature_either(
    caplog: pytest.LogCaptureFixture, clock: Clock
) -> None:
    gone = Downloads("Deezer", deezer.HOSTS, "http://127.0.0.1:1/deezer", 1.0, clock, clock.sleep)
    with caplog.at_level(logging.DEBUG):
        try:
            gone.fetch(f"http://127.0.0.1:1{SIGNED}")
        except Unavailable:
            logging.getLogger("test").exception("told")
    assert "can't be reached" in caplog.text
    assert "secret" not in caplog.text
    gone.close()


@pytest.mark.parametrize(
    ("hosts", "url", "allowed"),
    [
        (deezer.HOSTS, "https://cdnt-preview.dzcdn.net/api/1/1/x.mp3?hdnea=exp=1", True),
        (deezer.HOSTS, "https://CDNT-preview.dzcdn.net:443/x.mp3", True),
        (deezer.HOSTS, "http://cdnt-preview.dzcdn.net/x.mp3", False),
        (deezer.HOSTS, "https://dzcdn.net.evil.example/x.mp3", False),
        (deezer.HOSTS, "https://evildzcdn.net/x.mp3", False),
        (deezer.HOSTS, "https://evil.example%2f.dzcdn.net/x.mp3", False),
        (deezer.HOSTS, "https://evil.example\\.dzcdn.net/x.mp3", False),
        (deezer.HOSTS, "https://evil.example .dzcdn.net/x.mp3", False),
        (deezer.HOSTS, "https://evil_example.dzcdn.net/x.mp3", False),
        (deezer.HOSTS, "https://cdnt-preview.dzcdn.net@evil.example/x.mp3", False),
        (deezer.HOSTS, "https://audio-ssl.itunes.apple.com/x.m4a", False),
        (itunes.HOSTS, "https://audio-ssl.itunes.apple.com/itunes-assets/x.m4a", True),
        (itunes.HOSTS, "https://is1-ssl.mzstatic.com/x.m4a", True),
        (itunes.HOSTS, "https://itunes.apple.com/x.m4a", False),
        (itunes.HOSTS, "http://127.0.0.1/x", False),
        (itunes.HOSTS, "http://127.0.0.1:8051/itunes-cdn/x.m4a", True),
        (itunes.HOSTS, "http://localhost:8051/itunes-cdn/x.m4a", False),
        (itunes.HOSTS, "", False),
    ],
)
def test_the_list_of_hosts(hosts: tuple[str, ...], url: str, allowed: bool) -> None:
    session = _PreviewSession(hosts, "http://127.0.0.1:8051/itunes", 1.0)
    try:
        session.check_address(url)
        assert allowed
    except OtherAddress:
        assert not allowed
    finally:
        session.close()


def test_a_service_elsewhere_may_not_lead_to_this_computer() -> None:
    real = Downloads("Deezer", deezer.HOSTS, "https://api.deezer.com", 1.0)
    with pytest.raises(NotAllowed, match=r"refused to fetch a preview from 127\.0\.0\.1"):
        real.fetch("http://127.0.0.1:8051/x.mp3")
    real.close()


@pytest.mark.parametrize(
    ("url", "stale"),
    [
        ("https://x/a.mp3?hdnea=exp=1000000000~acl=/a*~hmac=1", True),
        ("https://x/a.mp3?hdnea=exp=1000000900~acl=/a*~hmac=1", False),
        ("https://x/a.mp3?exp=999999999&x=1", True),
        ("https://x/a.mp3", False),
        ("https://x/a.mp3?exp=soon", False),
        ("https://x/exp=1/a.mp3?expires=5", False),
    ],
)
def test_a_link_says_when_it_ends(url: str, stale: bool) -> None:
    assert is_stale(url, now=1_000_000_000.0) is stale
