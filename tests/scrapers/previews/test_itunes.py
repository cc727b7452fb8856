"""iTunes: JSON that calls itself JavaScript, twenty calls a minute, and only the same recording."""

import re

import pytest

from scrapers.errors import NotAllowed, NotFound, RateLimited, ServiceError, Unavailable
from scrapers.previews.finder import Wanted
from scrapers.previews.itunes import Itunes
from tests.scrapers.mixesdb_client.conftest import Clock
from tests.scrapers.previews.stub import (
    SOUND,
    Answer,
    Services,
    itunes_answer,
    itunes_track,
    sound,
)

MINUS = Wanted("Robert Hood", "Minus (Original Mix)")


def test_a_track_is_found_and_fetched(services: Services, itunes: Itunes) -> None:
    tracks = [
        itunes_track(services.preview("/a.m4a"), "Somebody", "Minus", 1),
        itunes_track(services.preview("/b.m4a"), "Robert Hood", "Minus (Len Faki Remix)", 2),
        itunes_track(services.preview("/c.m4a"), "Robert Hood", "Minus [Mixed]", 3),
        itunes_track("", "Robert Hood", "Minus", 4),
        itunes_track(services.preview("/e.m4a"), "Robert Hood", "Minus", 5),
    ]
    services.on("^/itunes/search$", itunes_answer(*tracks))
    services.on("^/e.m4a$", sound())
    preview = itunes.find(MINUS)
    assert preview is not None
    assert (preview.data, preview.source, preview.id) == (SOUND, "itunes", "5")
    assert preview.link == "https://music.apple.com/us/album/x/5"
    assert services.asked[0].query == {
        "term": ["robert hood minus"],
        "media": ["music"],
        "entity": ["song"],
        "country": ["US"],
        "limit": ["25"],
    }


def test_a_remembered_track_is_looked_up(services: Services, itunes: Itunes) -> None:
    services.on("^/itunes/lookup$", itunes_answer(itunes_track(services.preview("/a.m4a"))))
    services.on("^/a.m4a$", sound())
    preview = itunes.find(MINUS, "9")
    assert preview is not None
    assert services.paths() == ["/itunes/lookup", "/a.m4a"]
    services.on("^/itunes/lookup$", itunes_answer())
    assert itunes.find(MINUS, "9") is None
    assert services.paths()[-1] == "/itunes/search"


def test_nothing_found_is_none(services: Services, itunes: Itunes) -> None:
    assert itunes.find(MINUS) is None
    assert itunes.find(Wanted("Robert Hood", "?")) is None
    assert len(services.asked) == 1


def test_403_is_a_limit_that_was_reached(services: Services, itunes: Itunes) -> None:
    services.on("^/itunes/search", Answer(403, b""))
    for _ in range(5):
        with pytest.raises(RateLimited, match=r"iTunes asks for a pause: .* in 60 seconds\."):
            itunes.find(MINUS)
    assert len(services.asked) == 1


def test_a_preview_that_apple_does_not_hand_out_here_is_told(
    services: Services, itunes: Itunes
) -> None:
    services.on("^/itunes/search$", itunes_answer(itunes_track(services.preview("/a.m4a"))))
    services.on("^/a.m4a$", Answer(403))
    with pytest.raises(NotAllowed, match="iTunes does not hand out"):
        itunes.find(MINUS)
    services.on("^/a.m4a$", Answer(404))
    assert itunes.find(MINUS) is None


BAD_ANSWERS = {
    "a web page": (Answer(body=b"<html>hello</html>"), Unavailable),
    "half an answer": (Answer(body=b'{"results": [{"id"'), Unavailable),
    "an empty answer": (Answer(body=b""), Unavailable),
    "results that are none": (Answer(body={"results": "x"}), Unavailable),
    "trouble": (Answer(500), Unavailable),
    "a connection that breaks off": (Answer(hang_up=True), Unavailable),
    "a body that breaks off": (Answer(body={"results": []}, claimed_length=99), Unavailable),
    "a body without end": (Answer(body=b" " * 65_536, times=2_000), Unavailable),
    "a redirect": (Answer(301, headers={"Location": "http://127.0.0.1:1/"}), NotFound),
    "a bad request": (Answer(400, {"errorMessage": "x"}), ServiceError),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_whatever_comes_back_is_one_sentence(services: Services, itunes: Itunes, name: str) -> None:
    answer, kind = BAD_ANSWERS[name]
    services.on("^/itunes/search", answer)
    with pytest.raises(kind) as told:
        itunes.find(MINUS)
    assert "iTunes" in str(told.value)
    assert re.fullmatch(r"[^\n]+\.", str(told.value))


@pytest.mark.parametrize(
    "strange",
    [
        None,
        7,
        {},
        {"kind": "music-video"},
        {"trackId": "9"},
        {"trackId": -1},
        {"artistName": None},
        {"trackName": 5},
        {"previewUrl": None},
    ],
)
def test_strange_fields_are_no_track(services: Services, itunes: Itunes, strange: object) -> None:
    track: object = strange
    if isinstance(strange, dict) and strange:
        track = itunes_track(services.preview("/a.m4a")) | strange
    services.on("^/itunes/search$", Answer(body={"results": [track]}))
    assert itunes.find(MINUS) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://music.apple.com/us/album/x/5?i=1", "https://music.apple.com/us/album/x/5?i=1"),
        ("javascript:alert(1)", ""),
        ("https://evilapple.com/x", ""),
        ("https://[::1", ""),
        (None, ""),
    ],
)
def test_only_apples_pages_are_shown_to_people(
    services: Services, itunes: Itunes, url: object, shown: str
) -> None:
    track = itunes_track(services.preview("/a.m4a"), trackViewUrl=url)
    services.on("^/itunes/search$", itunes_answer(track))
    services.on("^/a.m4a$", sound())
    preview = itunes.find(MINUS)
    assert preview is not None
    assert preview.link == shown


def test_whoever_is_in_a_hurry_is_told_how_long_the_queue_is(
    services: Services, clock: Clock
) -> None:
    hurried = Itunes(services.settings(), clock, clock.sleep, patience_s=10)
    for _ in range(20):
        assert hurried.find(MINUS) is None
    with pytest.raises(RateLimited, match=r"iTunes asks for a pause: .* in 60 seconds\."):
        hurried.find(MINUS)
    assert len(services.asked) == 20
    hurried.close()
