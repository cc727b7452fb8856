"""The work behind the buttons, called as plain functions."""

from datetime import UTC, datetime

import pytest

from dashboard import layout
from dashboard.cache import current_cache
from dashboard.components import banner, crate, listening
from dashboard.drawer import drawer_answer
from dashboard.playlist_service import Pause
from dashboard.service import Status
from recommender.audio import decode
from recommender.errors import SegueError
from tests.dashboard.asking import as_json, ask, text_of
from tests.dashboard.fake_service import NASTY, FakeService, make_server

# search


def test_the_address_of_a_forgotten_recording_is_no_unknown_track(service: FakeService) -> None:
    found = ask(service, "nothing", file=True)
    assert "upload it again" in found["unheard"]
    assert "error" not in found


def test_the_page_names_all_formats_and_the_limit_that_the_decoder_has() -> None:
    shown = as_json(listening.panel())
    assert decode.FORMATS in shown
    assert "20 MB" in shown
    assert "audio/*,.mp3,.flac,.ogg,.wav,.aiff,.m4a,.aif" in shown
    assert decode.FORMATS in as_json(listening.upload_link())


# evidence


def drawer(service: FakeService, number: int) -> dict:
    found = ask(service, "Mira Voss - Afterglow")
    return drawer_answer(service, {"row": found["rows"][number], "seeds": found["seeds"]})


def test_the_drawer_shows_all_sets_newest_first(service: FakeService) -> None:
    told = drawer(service, 0)
    assert told["heading"] == "14 shared sets"
    shown = as_json(told["sets"])
    assert shown.index("2023") < shown.index("2014")
    assert "javascript:" not in shown
    assert NASTY in shown


def test_the_drawer_explains_a_bridge(service: FakeService) -> None:
    told = drawer(service, 5)
    assert "joins them: 5 sets hold it and Mira Voss - Afterglow" in told["reason"]


def test_the_drawer_counts_without_the_disliked_tracks(service: FakeService) -> None:
    found = ask(service, "Mira Voss - Afterglow", disliked=[service.tracks[4].name])
    assert [seed["key"] for seed in found["disliked"]] == [service.tracks[4].key]
    asked = {key: found[key] for key in ("seeds", "disliked")}
    drawer_answer(service, {**asked, "row": found["rows"][0]})
    assert service.drawn_without == [service.tracks[4].key]


def test_the_drawer_says_what_failed(service: FakeService) -> None:
    def fail(*_: object) -> list:
        raise SegueError("The catalogue can't be read.")

    found = ask(service, "Mira Voss - Afterglow")
    service.shared_sets = fail  # type: ignore[method-assign]
    question = {"row": found["rows"][0], "seeds": found["seeds"]}
    answer = make_server(service).test_client().post("/find/evidence", json=question)
    assert answer.status_code == 400
    assert answer.get_json() == {"error": "The catalogue can't be read."}


# crate

CRATE = [
    {"key": "a", "artist": "Marble Arcade", "title": "Glass Tide"},
    {"key": "b", "artist": "Kite Theory", "title": "Night Ferry (Tessel Remix)"},
]


@pytest.mark.parametrize(
    "data",
    [None, "x", {}, [None, 1, {"key": "2"}, {"key": 3, "artist": "a", "title": "b"}, {"key": ""}]],
)
def test_a_crate_that_is_none_is_empty(data: object) -> None:
    assert crate.parse(data) == []


def test_a_track_stands_in_the_crate_once() -> None:
    assert [track.title for track in crate.parse([*CRATE, CRATE[0]])] == [t["title"] for t in CRATE]


# the page around it


def test_the_banner_tells_the_steps() -> None:
    shown = text_of(banner.banner(Status(True, 1, 1, 1, ready=True)))
    for words in ("python -m scrapers import FILE", "python -m recommender train", "make run"):
        assert words in shown


def test_no_demo_no_banner_but_what_is_missing() -> None:
    parts = banner.banner(Status(False, 0, 0, 0, ready=False, message="Import set lists first."))
    assert text_of(parts).strip() == "Import set lists first."
    assert text_of(banner.banner(Status(False, 9, 9, 9, ready=True))).strip() == ""


def test_the_limit_that_spotify_is_at_stands_above_all(service: FakeService) -> None:
    until = datetime(2026, 11, 21, 20, 40, tzinfo=UTC)
    quiet, paused = (
        as_json(layout.shell(service.status(), pause))
        for pause in (None, Pause("Spotify's quota is used up.", until))
    )
    assert "Spotify asks Segue to wait until" in paused
    assert '"dateTime": "2026-11-21T20:40:00+00:00"' in paused
    assert "Spotify asks Segue to wait" not in quiet


def test_a_limit_without_an_end_is_told_in_its_own_words() -> None:
    parts = banner.banner(Status(False, 9, 9, 9, ready=True), Pause("Spotify is closed.", None))
    assert "Spotify is closed." in text_of(parts)


def test_the_cache_is_reached_through_the_app(service: FakeService) -> None:
    with make_server(service).app_context():
        current_cache().set("a", 1)
        assert current_cache().get("a") == 1
