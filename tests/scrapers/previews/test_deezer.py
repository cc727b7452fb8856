"""Deezer: errors that arrive with status 200, links that end, and only the same recording."""

import re

import pytest

from scrapers.errors import NotAllowed, NotFound, RateLimited, ServiceError, Unavailable
from scrapers.previews.deezer import Deezer, queries
from scrapers.previews.finder import Wanted
from scrapers.previews.limits import Breaker
from tests.scrapers.mixesdb_client.conftest import Clock
from tests.scrapers.previews.conftest import NOW
from tests.scrapers.previews.stub import (
    BUSY,
    NO_DATA,
    NOTHING,
    QUOTA,
    SOUND,
    Answer,
    Services,
    deezer_list,
    deezer_track,
    sound,
)

MINUS = Wanted("Robert Hood", "Minus")
ISRC = "GBAAA9900001"


def signed(services: Services, path: str, seconds_left: float) -> str:
    return services.preview(f"{path}?hdnea=exp={int(NOW + seconds_left)}~acl=/x*~hmac=abc")


def test_a_track_is_found_by_its_isrc_without_a_search(services: Services, deezer: Deezer) -> None:
    track = deezer_track(services.preview("/a.mp3"), isrc=ISRC)
    services.on(f"^/deezer/track/isrc:{ISRC}$", Answer(body=track))
    services.on("^/a.mp3$", sound())
    preview = deezer.find(Wanted("Robert Hood", "Minus", isrc="GB-AAA-99-00001"))
    assert preview is not None
    assert (preview.data, preview.source, preview.id) == (SOUND, "deezer", "7")
    assert preview.link == "https://www.deezer.com/track/7"
    assert services.paths() == [f"/deezer/track/isrc:{ISRC}", "/a.mp3"]


def test_an_isrc_of_another_track_is_not_believed(services: Services, deezer: Deezer) -> None:
    other = deezer_track(services.preview("/a.mp3"), "Somebody", "Else Entirely", isrc=ISRC)
    services.on("^/deezer/track/isrc", Answer(body=other))
    assert deezer.find(Wanted("Robert Hood", "Minus", isrc=ISRC)) is None
    assert "/a.mp3" not in services.paths()


def test_the_search_goes_on_with_free_text(services: Services, deezer: Deezer) -> None:
    hits = [
        deezer_track("", "Robert Hood", "Minus", 1),
        deezer_track(services.preview("/b.mp3"), "Robert Hood", "Minus (Len Faki Remix)", 2),
        deezer_track(services.preview("/c.mp3"), "Karaoke Kings", "Minus (Karaoke)", 3),
        deezer_track(services.preview("/d.mp3"), "Robert Hood", "Minus", 4, readable=False),
        deezer_track(services.preview("/e.mp3"), "Robert Hood", "Minus (Original Mix)", 5),
    ]
    services.on("^/deezer/search/track$", Answer(body=NOTHING), deezer_list(*hits))
    services.on("^/e.mp3$", sound())
    preview = deezer.find(MINUS)
    assert preview is not None
    assert preview.id == "5"
    asked = [a.query["q"][0] for a in services.asked if "search" in a.path]
    assert asked == ['artist:"Robert Hood" track:"Minus"', "robert hood minus"]


def test_quotation_marks_do_not_break_the_question() -> None:
    exact, free = queries(Wanted('Robert "Noise" Hood', "“Minus” (Original Mix) [feat. X]"))
    assert exact == 'artist:"Robert Noise Hood" track:"Minus (Original Mix) [feat. X]"'
    assert free == "robert noise hood x minus"


@pytest.mark.parametrize("title", ["?", "ID", "", "Minus (ID Remix)", "Minus (? Remix)"])
def test_half_a_name_is_not_asked_for(services: Services, deezer: Deezer, title: str) -> None:
    assert deezer.find(Wanted("Robert Hood", title)) is None
    assert services.asked == []


def test_no_data_is_no_error(services: Services, deezer: Deezer) -> None:
    services.on("^/deezer/search", Answer(body=NO_DATA))
    assert deezer.find(Wanted("Robert Hood", "Minus", isrc=ISRC)) is None
    assert deezer.by_id(5) is None


@pytest.mark.parametrize("code", [500, 501, 600])
def test_a_search_text_that_deezer_cannot_read_finds_nothing(
    services: Services, deezer: Deezer, code: int
) -> None:
    services.on("^/deezer/search", Answer(body={"error": {"code": code, "message": "x"}}))
    assert deezer.find(MINUS) is None


def test_over_the_quota_it_waits_five_seconds_and_asks_once_more(
    services: Services, deezer: Deezer, clock: Clock
) -> None:
    good = deezer_list(deezer_track(services.preview("/a.mp3")))
    services.on("^/deezer/search", Answer(body=QUOTA), good)
    services.on("^/a.mp3$", sound())
    assert deezer.find(MINUS) is not None
    assert clock.slept == [5.0]


def test_over_the_quota_twice_is_told_and_deezer_left_alone(
    services: Services, deezer: Deezer, clock: Clock
) -> None:
    services.on("^/deezer/search", Answer(body=QUOTA))
    with pytest.raises(RateLimited, match="Deezer asks for a pause") as told:
        deezer.find(MINUS)
    assert told.value.retry_at is not None
    asked = len(services.asked)
    assert asked == 2
    for _ in range(5):
        with pytest.raises(RateLimited, match="Deezer asks for a pause"):
            deezer.find(MINUS)
    assert len(services.asked) == asked
    clock.now += Breaker.LIMITED_PAUSE_S + 1
    services.on("^/deezer/search", Answer(body=NOTHING))
    assert deezer.find(MINUS) is None


def test_a_busy_deezer_is_asked_once_more(services: Services, deezer: Deezer) -> None:
    services.on("^/deezer/search", Answer(body=BUSY), Answer(body=NOTHING))
    assert deezer.find(MINUS) is None
    services.on("^/deezer/search", Answer(body=BUSY))
    with pytest.raises(Unavailable, match=r"^Deezer is busy\. Try again in a few minutes\.$"):
        deezer.find(MINUS)


def test_other_errors_are_told_in_deezers_words(services: Services, deezer: Deezer) -> None:
    error = {"error": {"type": "OAuth", "message": "Per\u202emission\n needed", "code": 200}}
    services.on("^/deezer/search", Answer(body=error))
    with pytest.raises(ServiceError, match=r"did not accept .*\(200: Per mission needed\)"):
        deezer.find(MINUS)


BAD_ANSWERS = {
    "a web page": (Answer(body=b"<html>hello</html>"), Unavailable),
    "a web page with status 502": (Answer(502, b"<html>hello</html>"), Unavailable),
    "half an answer": (Answer(body=b'{"data": [{"id"'), Unavailable),
    "an empty answer": (Answer(body=b""), Unavailable),
    "a list": (Answer(body=[1, 2]), Unavailable),
    "deep nesting": (Answer(body=b"[" * 100_000), Unavailable),
    "trouble": (Answer(503), Unavailable),
    "a connection that breaks off": (Answer(hang_up=True), Unavailable),
    "a body that breaks off": (Answer(body={"data": []}, claimed_length=99), Unavailable),
    "a body without end": (Answer(body=b" " * 65_536, times=2_000), Unavailable),
    "a redirect": (Answer(302, headers={"Location": "http://127.0.0.1:1/"}), NotFound),
    "a wrong address": (Answer(404), NotFound),
    "a refusal": (Answer(403), RateLimited),
    "a plain 429": (Answer(429), RateLimited),
    "a bad request": (Answer(400, {"x": 1}), ServiceError),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_whatever_comes_back_is_one_sentence(services: Services, deezer: Deezer, name: str) -> None:
    answer, kind = BAD_ANSWERS[name]
    services.on("^/deezer/search", answer)
    with pytest.raises(kind) as told:
        deezer.find(MINUS)
    assert "Deezer" in str(told.value)
    assert re.fullmatch(r"[^\n]+\.", str(told.value))
    assert "127.0.0.1" not in str(told.value)


def test_a_silent_or_dripping_deezer_is_given_up(services: Services) -> None:
    for answer in (Answer(delay_s=1.0), Answer(body=b" " * 500, drip_s=0.05)):
        services.on("^/deezer/search", answer)
        opened = Deezer(services.settings(timeout_s=0.2))
        with pytest.raises(Unavailable, match="Deezer took too long"):
            opened.find(MINUS)
        opened.close()


def test_nobody_there_is_told(services: Services) -> None:
    opened = Deezer(services.settings(deezer_api_url="http://127.0.0.1:1/deezer"))
    with pytest.raises(Unavailable, match="Deezer can't be reached"):
        opened.find(MINUS)
    opened.close()


def test_a_deezer_that_is_down_is_not_hammered(services: Services, deezer: Deezer) -> None:
    services.on("^/deezer/search", Answer(503))
    for _ in range(20):
        with pytest.raises(Unavailable, match="Deezer has trouble"):
            deezer.find(MINUS)
    assert len(services.asked) == 2 * Breaker.FAILURES


def test_strange_fields_are_no_track(services: Services, deezer: Deezer) -> None:
    strange = [
        None,
        5,
        {},
        deezer_track(services.preview("/a.mp3"), number=0),
        deezer_track(services.preview("/a.mp3")) | {"id": "7"},
        deezer_track(services.preview("/a.mp3")) | {"id": True},
        deezer_track(services.preview("/a.mp3")) | {"artist": "x", "contributors": [1]},
        deezer_track(services.preview("/a.mp3")) | {"title": None},
        deezer_track(services.preview("/a.mp3")) | {"preview": None},
    ]
    services.on("^/deezer/search", Answer(body={"data": strange}))
    assert deezer.find(MINUS) is None
    services.on("^/deezer/search", Answer(body={"data": {"0": 1}}))
    assert deezer.find(MINUS) is None


def test_a_version_beside_the_title_is_part_of_it(services: Services, deezer: Deezer) -> None:
    track = deezer_track(services.preview("/a.mp3"), title_version="(Len Faki Remix)")
    services.on("^/deezer/search", deezer_list(track))
    services.on("^/a.mp3$", sound())
    assert deezer.find(MINUS) is None
    assert deezer.find(Wanted("Robert Hood", "Minus (Len Faki Remix)")) is not None


def test_a_link_that_is_about_to_end_is_not_used(services: Services, deezer: Deezer) -> None:
    services.on("^/deezer/search", deezer_list(deezer_track(signed(services, "/old.mp3", 5))))
    services.on("^/deezer/track/7$", Answer(body=deezer_track(signed(services, "/new.mp3", 800))))
    services.on("^/new.mp3$", sound())
    assert deezer.find(MINUS) is not None
    assert services.paths()[-2:] == ["/deezer/track/7", "/new.mp3"]
    assert "/old.mp3" not in services.paths()


def test_for_a_refused_link_a_fresh_one_is_asked_once(services: Services, deezer: Deezer) -> None:
    services.on("^/deezer/search", deezer_list(deezer_track(signed(services, "/old.mp3", 800))))
    services.on("^/deezer/track/7$", Answer(body=deezer_track(signed(services, "/new.mp3", 800))))
    services.on("^/old.mp3$", Answer(403))
    services.on("^/new.mp3$", sound())
    preview = deezer.find(MINUS)
    assert preview is not None
    assert preview.data == SOUND
    services.on("^/new.mp3$", Answer(403))
    before = len(services.asked)
    with pytest.raises(Unavailable, match="refused a fresh link"):
        deezer.find(MINUS)
    assert services.paths()[before:].count("/deezer/track/7") == 1
    assert services.paths()[before:].count("/old.mp3") == 1


def test_every_preview_comes_over_a_fresh_link(services: Services, deezer: Deezer) -> None:
    answers = [
        Answer(body=deezer_track(signed(services, f"/{number}.mp3", 800))) for number in range(3)
    ]
    services.on("^/deezer/track/7$", *answers)
    services.on("^/[0-9].mp3$", sound())
    for _ in range(3):
        assert deezer.find(MINUS, "7") is not None
    assert [path for path in services.paths() if "mp3" in path] == ["/0.mp3", "/1.mp3", "/2.mp3"]
    assert "/deezer/search/track" not in services.paths()


def test_a_remembered_track_that_is_gone_is_searched_again(
    services: Services, deezer: Deezer
) -> None:
    services.on("^/deezer/search", deezer_list(deezer_track(services.preview("/a.mp3"))))
    services.on("^/a.mp3$", sound())
    preview = deezer.find(MINUS, "12345")
    assert preview is not None
    assert preview.id == "7"


def test_a_preview_that_is_not_there_is_none(services: Services, deezer: Deezer) -> None:
    services.on("^/deezer/search", deezer_list(deezer_track(services.preview("/gone.mp3"))))
    services.on("^/gone.mp3$", Answer(404))
    assert deezer.find(MINUS) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a.mp3",
        "http://cdnt-preview.dzcdn.net/a.mp3",
        "https://dzcdn.net.evil.example/a.mp3",
        "https://evildzcdn.net/a.mp3",
        "https://cdnt-preview.dzcdn.net:8443/a.mp3",
        "https://user@cdnt-preview.dzcdn.net/a.mp3",
        "https://127.0.0.1/a.mp3",
        "http://127.0.0.1:1/a.mp3",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://cdnt-preview.dzcdn.net/a.mp3",
        "//cdnt-preview.dzcdn.net/a.mp3",
        "nonsense",
        "https://[::1/x",
    ],
)
def test_previews_are_fetched_from_nowhere_else(
    services: Services, deezer: Deezer, url: str
) -> None:
    services.on("^/deezer/search", deezer_list(deezer_track(url)))
    with pytest.raises((NotAllowed, Unavailable)) as told:
        deezer.find(MINUS)
    assert "\n" not in str(told.value)
