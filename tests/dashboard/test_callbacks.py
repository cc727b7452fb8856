"""The work behind the buttons, called as plain functions."""

from datetime import date

import pytest
from dash.development.base_component import Component

from dashboard.cache import current_cache
from dashboard.callbacks import evidence, playlist
from dashboard.components import banner, crate, listening
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
    shown = text_of(listening.panel())
    assert decode.FORMATS in shown
    assert "20 MB" in shown
    assert "audio/*,.mp3,.flac,.ogg,.wav,.aiff,.m4a,.aif" in as_json(listening.panel())
    assert decode.FORMATS in as_json(listening.upload_link())


# evidence


def drawer(service: FakeService, number: int) -> list[Component]:
    found = ask(service, "Mira Voss - Afterglow")
    return evidence.drawer_body(service, {"row": found["rows"][number], "seed": found["seed"]})


def test_the_drawer_shows_all_sets_newest_first(service: FakeService) -> None:
    body = drawer(service, 0)
    shown = text_of(body)
    assert "14 shared sets" in shown
    assert shown.index("2023") < shown.index("2014")
    assert "javascript:" not in as_json(body)
    assert NASTY in shown


def test_the_drawer_explains_a_bridge(service: FakeService) -> None:
    assert "joins them: 5 sets hold it and Mira Voss - Afterglow" in text_of(drawer(service, 5))


def test_the_drawer_says_what_failed(service: FakeService) -> None:
    def fail(seed_key: str, track_key: str) -> list:
        raise SegueError("The catalogue can't be read.")

    service.shared_sets = fail  # type: ignore[method-assign]
    assert text_of(drawer(service, 0)) == "The catalogue can't be read."


# playlist

CRATE = [
    {"key": "a", "artist": "Marble Arcade", "title": "Glass Tide"},
    {"key": "b", "artist": FakeService().tracks[2].artist, "title": FakeService().tracks[2].title},
]


def operation(tracks: list) -> dict:
    return {"id": "op", "tracks": tracks}


SHOWN = {"seed": {"artist": "Mira Voss", "title": "Afterglow", "key": "k"}}


def test_connect_comes_first_and_leads_back(service: FakeService) -> None:
    view = playlist.opened(service, CRATE, SHOWN, "?seed=A+%26+B&n=20")
    assert view["opened"]
    assert view["form_hidden"]
    assert "/login?next=%2F%3Fseed%3DA%2B%2526%2BB%26n%3D20%26create%3D1" in as_json(
        view["connect"]
    )


def test_the_way_back_keeps_the_whole_question(service: FakeService) -> None:
    view = playlist.opened(
        service, CRATE, SHOWN, "?seed=A&n=20&key=same&tempo=6&genre=other&file=1&x=1"
    )
    href = as_json(view["connect"])
    assert "key%3Dsame%26tempo%3D6%26genre%3Dother%26file%3D1%26create%3D1" in href
    assert "x%3D1" not in href


def test_without_a_client_id_it_says_what_to_do(service: FakeService) -> None:
    service.can_connect = lambda: False  # type: ignore[method-assign]
    assert "SPOTIFY_CLIENT_ID" in text_of(playlist.opened(service, CRATE, None, "")["connect"])


def test_the_form_shows_what_will_be_written(service: FakeService) -> None:
    service.connected = True
    view = playlist.opened(service, CRATE, SHOWN, "")
    assert not view["form_hidden"]
    assert view["name"] == "Segue: Mira Voss – Afterglow"
    shown = text_of(view["tracks"])
    assert shown.index("Glass Tide") < shown.index("Night Ferry")
    assert "Demo DJ" in text_of(view["account"])


def test_an_empty_crate_does_not_open(service: FakeService) -> None:
    assert not playlist.opened(service, [], SHOWN, "")["opened"]


def test_each_opening_is_an_operation_of_its_own(service: FakeService) -> None:
    first, second = (playlist.opened(service, CRATE, SHOWN, "") for _ in range(2))
    assert first["operation"]["id"] != second["operation"]["id"]


def test_what_is_shown_is_what_is_written(service: FakeService) -> None:
    service.connected = True
    view = playlist.opened(service, CRATE[:1], SHOWN, "")
    written = playlist.written(service, view["operation"], "Friday", False, "")
    assert "Playlist written: 1 track" in text_of(written["result"])
    assert "Glass Tide" in text_of(view["tracks"])


def test_writing_names_what_is_missing(service: FakeService) -> None:
    view = playlist.written(service, operation(CRATE), "Friday", False, "")
    shown = text_of(view["result"])
    assert "Playlist written: 1 track" in shown
    assert "1 track could not be found on Spotify" in shown
    assert "Night Ferry" in shown
    assert "noopener" in as_json(view["result"])


def test_writing_twice_writes_once(service: FakeService) -> None:
    for _ in range(2):
        playlist.written(service, operation(CRATE), "Friday", False, "")
    assert service.write_calls == 1


def test_a_run_out_login_asks_to_connect_again(service: FakeService) -> None:
    service.login_expired = True
    view = playlist.written(service, operation(CRATE), "Friday", False, "?seed=x&n=20")
    assert "run out" in text_of(view["error"])
    assert not view["connect_hidden"]
    assert "create%3D1" in as_json(view["connect"])


@pytest.mark.parametrize(("name", "tracks"), [("  ", CRATE), ("Friday", []), (None, CRATE)])
def test_writing_needs_a_name_and_tracks(
    service: FakeService, name: str | None, tracks: list
) -> None:
    view = playlist.written(service, operation(tracks), name, False, "")
    assert view["error"]
    assert service.write_calls == 0


def test_a_recording_without_an_artist_names_the_playlist_by_its_title() -> None:
    seed = {"artist": "", "title": "Field tape", "key": "k"}
    assert playlist.default_name({"seed": seed}) == "Segue: Field tape"


def test_the_default_name_without_a_seed() -> None:
    assert playlist.default_name(None, date(2026, 3, 1)) == "Segue: crate of 2026-03-01"


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
    assert text_of(parts) == "Import set lists first."
    assert banner.banner(Status(False, 9, 9, 9, ready=True)) == []


def test_the_cache_is_reached_through_the_app(service: FakeService) -> None:
    with make_server(service).app_context():
        current_cache().set("a", 1)
        assert current_cache().get("a") == 1
