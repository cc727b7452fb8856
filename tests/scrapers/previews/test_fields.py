"""Whatever stands in the fields of an answer: no number or name without end gets any further."""

import json

import pytest

from scrapers.errors import ServiceError
from scrapers.previews.deezer import Deezer
from scrapers.previews.finder import Wanted
from scrapers.previews.itunes import Itunes
from tests.scrapers.previews.stub import (
    Answer,
    Services,
    deezer_list,
    deezer_track,
    itunes_answer,
    itunes_track,
)

MINUS = Wanted("Robert Hood", "Minus")


@pytest.mark.parametrize("duration", [b"1e400", b"-1e400", b"9" * 400, b"NaN", b"true", b"0"])
def test_a_duration_that_can_be_none_is_not_known(
    services: Services, deezer: Deezer, duration: bytes
) -> None:
    track = json.dumps(deezer_track(services.preview("/a.mp3"), duration=77)).encode()
    body = b'{"data": [' + track.replace(b"77", duration) + b"]}"
    services.on("^/deezer/search", Answer(body=body))
    (found,) = deezer.search("minus")
    assert found.duration_s is None


def test_a_number_or_code_without_end_is_no_track_and_one_sentence(
    services: Services, deezer: Deezer
) -> None:
    services.on("^/deezer/search", deezer_list(deezer_track("x", number=10**3000)))
    assert deezer.search("minus") == []
    services.on("^/deezer/search", Answer(body={"error": {"code": ["x" * 9_999]}}))
    with pytest.raises(ServiceError, match="did not accept the question") as told:
        deezer.search("minus")
    assert len(str(told.value)) < 1_000


def test_deezers_names_are_on_one_line_and_have_an_end(services: Services, deezer: Deezer) -> None:
    blanks = " " * 50_000
    track = deezer_track(
        services.preview("/a.mp3"),
        f"Robert{blanks}\nHood",
        f"Minus{blanks}- B Remix",
        title_version="x" * 50_000,
        contributors=[{"name": f"{n}" * 900} for n in range(99)],
    )
    services.on("^/deezer/search", deezer_list(track))
    (found,) = deezer.search("minus")
    assert found.artists[0] == "Robert Hood"
    assert found.title.startswith("Minus - B Remix (xxx")
    assert len(found.title) < 1_010
    assert max(len(name) for name in found.artists) == 500
    assert len(found.artists) <= 50
    assert deezer.find(MINUS) is None


@pytest.mark.parametrize("length", [b"1e400", b"9" * 400, b"NaN", b"true", b"1000000000"])
def test_a_length_that_can_be_none_is_not_known(
    services: Services, itunes: Itunes, length: bytes
) -> None:
    track = json.dumps(itunes_track(services.preview("/a.m4a"), trackTimeMillis=77)).encode()
    body = b'{"results": [' + track.replace(b"77", length) + b"]}"
    services.on("^/itunes/search", Answer(body=body))
    (found,) = itunes.search("minus")
    assert found.duration_s is None


def test_itunes_names_are_on_one_line_and_have_an_end(services: Services, itunes: Itunes) -> None:
    blanks = " " * 50_000
    track = itunes_track("x", f"Robert{blanks}Hood", f"Minus{blanks}- {'x' * 600}")
    services.on("^/itunes/search", itunes_answer(track))
    (found,) = itunes.search("minus")
    assert (found.artists, found.duration_s) == (("Robert Hood",), 300.0)
    assert found.title == "Minus - " + "x" * 492
    assert itunes.find(MINUS) is None
