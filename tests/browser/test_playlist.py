"""The playlist window in a real browser, over the fake service."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.playlist_service import Pause
from tests.browser.playlist_window import Hold, button, numbers, only, open_window, planned, write
from tests.dashboard.fake_playlists import uri
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    service.connected = True
    return service


@pytest.fixture
def hold(service: FakeService) -> Iterator[Callable[..., Hold]]:
    holds: list[Hold] = []

    def begin(step: str, done: int = 0) -> Hold:
        service.step = Hold(step, done)
        holds.append(service.step)
        return service.step

    yield begin
    for held in holds:
        held.let_go()


def test_the_crate_is_looked_up_shown_and_written(
    page, url: str, service: FakeService, hold: Callable[..., Hold]
) -> None:
    held = hold("search", 2)
    open_window(page, url)
    page.locator("#playlist-step", has_text="Looking for 2 of 3 on Spotify").wait_for()
    assert page.input_value("#playlist-name") == "Segue: Mira Voss – Afterglow"
    page.wait_for_function("() => document.activeElement.id === 'playlist-name'")
    assert page.locator("#playlist-bar").get_attribute("aria-valuenow") == "67"
    page.fill("#playlist-name", "Friday")  # while they are looked up
    held.let_go()
    button(page, "Write 2 tracks")
    assert numbers(page) == ["Glass Tide", "Second Light"]
    held = hold("add")
    page.click("#playlist-write")
    page.locator("#playlist-step", has_text="Adding 0 of 2").wait_for()
    held.let_go()
    page.locator("#playlist-result", has_text="Playlist written: 2 tracks").wait_for()
    order = only(service).order
    assert order
    assert (order.name, order.public, order.target) == ("Friday", False, None)
    assert order.description == "Found with Segue, from what DJs play together."
    assert only(service).uris == [
        uri("Marble Arcade - Glass Tide"),
        uri("Nocturne 88 - Second Light"),
    ]
    assert page.get_attribute("#playlist-result", "role") == "status"
    page.wait_for_function("() => document.activeElement.id === 'playlist-result'")


def test_tracks_are_added_to_an_own_playlist(page, url: str, service: FakeService) -> None:
    open_window(page, url)
    planned(page)
    page.click("#playlist-target")
    page.get_by_role("option", name="Sunday roof · 41 tracks").click()
    button(page, "Add 2 tracks")
    assert not page.locator("#playlist-name").is_visible()
    write(page)
    assert "Added 2 tracks" in page.inner_text("#playlist-result")
    assert "1 track was in it already" in page.inner_text("#playlist-result")
    order = only(service).order
    assert order
    assert order.target == "own-1"


def test_a_write_is_undone_at_once_or_from_the_next_window(
    page, url: str, service: FakeService
) -> None:
    open_window(page, url)
    planned(page)
    write(page)
    page.click("#playlist-undo")
    page.locator("#playlist-result", has_text="Taken back.").wait_for()
    assert service.written() == []
    page.click("text=Look at the crate again")
    planned(page)
    write(page)
    page.keyboard.press("Escape")
    page.locator("#playlist-result").wait_for(state="hidden")
    page.click("#create")
    page.locator(".last-line", has_text="Last written: Segue: Mira Voss").wait_for()
    page.locator(".last-line button").click()
    page.locator("#playlist-result", has_text="Taken back.").wait_for()
    assert service.written() == []


def test_what_failed_is_told_and_can_be_written_again_as_it_was(
    page, url: str, service: FakeService
) -> None:
    service.failing = ["failed"]
    open_window(page, url)
    planned(page)
    page.fill("#playlist-name", "Friday")
    page.locator(".offers input").first.check()
    page.click("#playlist-write")
    page.locator("#playlist-error", has_text="Spotify does not answer").wait_for()
    button(page, "Write 3 tracks")
    assert page.input_value("#playlist-name") == "Friday"
    write(page)
    assert page.locator("#playlist-error p").count() == 0
    assert len(only(service).uris) == 3


@pytest.mark.parametrize(
    ("press", "told"),
    [("Finish it", "Playlist written: 2 tracks"), ("Take it back", "Taken back.")],
)
def test_after_a_reload_the_window_offers_what_was_interrupted(
    page, url: str, service: FakeService, press: str, told: str
) -> None:
    service.failing = ["interrupted"]
    open_window(page, url)
    planned(page)
    page.click("#playlist-write")
    page.locator("#playlist-result", has_text="was interrupted").wait_for()
    page.reload()
    page.locator("#crate-list li").first.wait_for()
    page.click("#create")
    page.locator("#playlist-last", has_text="was interrupted").wait_for()
    page.get_by_role("button", name=press).click()
    page.locator("#playlist-result", has_text=told).wait_for()
    assert service.write_calls == 1


def test_a_run_out_login_leads_to_connect_and_the_form_is_kept(
    page, url: str, service: FakeService
) -> None:
    open_window(page, url)
    planned(page)
    page.fill("#playlist-name", "Friday")
    page.fill("#playlist-description", "For the roof")
    page.locator("#playlist-public").get_by_text("Public").click()
    service.login_expired = True
    page.click("#playlist-write")
    page.locator("#playlist-error", has_text="run out").wait_for()
    page.click("#connect-link")
    planned(page)
    assert page.input_value("#playlist-name") == "Friday"
    write(page)
    order = only(service).order
    assert order
    assert (order.name, order.description, order.public) == ("Friday", "For the roof", True)


def test_a_double_click_writes_once(page, url: str, service: FakeService) -> None:
    open_window(page, url)
    planned(page)
    page.dblclick("#playlist-write")
    page.locator("#playlist-link").wait_for()
    assert service.write_calls == 1


def test_what_was_written_a_moment_ago_is_shown_instead(
    page, url: str, service: FakeService
) -> None:
    service.repeats = True
    open_window(page, url)
    planned(page)
    write(page)
    assert "This was written a moment ago" in page.inner_text("#playlist-result")


def test_a_look_up_that_fails_can_be_asked_again(page, url: str, service: FakeService) -> None:
    service.planning_fails = True
    open_window(page, url)
    page.locator("#playlist-error", has_text="Spotify does not answer").wait_for()
    assert page.locator("#playlist-write").is_disabled()
    service.planning_fails = False
    page.click("text=Look again")
    planned(page)
    assert page.locator("#playlist-error p").count() == 0


def test_a_window_closed_during_the_look_up_opens_again_with_a_new_crate(
    page, url: str, hold: Callable[..., Hold]
) -> None:
    held = hold("search", 1)
    open_window(page, url)
    page.locator("#playlist-step", has_text="Looking for 1 of 3").wait_for()
    page.keyboard.press("Escape")
    page.locator("#playlist-step").wait_for(state="hidden")
    page.click("#crate-clear")
    page.locator(".add-button").nth(3).click()
    page.click("#create")
    button(page, "Write 1 track")
    held.let_go()  # what was asked before comes late, and is not shown
    page.wait_for_timeout(600)
    assert numbers(page) == ["Concrete Bloom"]


def test_a_write_goes_on_while_the_window_is_closed(
    page, url: str, service: FakeService, hold: Callable[..., Hold]
) -> None:
    open_window(page, url)
    planned(page)
    held = hold("create")
    page.click("#playlist-write")
    page.locator("#playlist-step", has_text="Creating the playlist").wait_for()
    page.keyboard.press("Escape")
    page.locator("#playlist-step").wait_for(state="hidden")
    page.click("#create")
    page.locator("#playlist-step", has_text="Creating the playlist").wait_for()
    page.keyboard.press("Escape")
    page.locator("#playlist-step").wait_for(state="hidden")
    with page.expect_response(lambda r: "_dash-update-component" in r.url):
        held.let_go()
    page.click("#create")
    page.locator("#playlist-result", has_text="Playlist written: 2 tracks").wait_for()
    assert service.write_calls == 1


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=2)])
def test_a_limit_is_told_by_the_clock_of_the_browser(
    page, url: str, service: FakeService, ahead: timedelta
) -> None:
    until = datetime.now(UTC) + ahead
    service.paused = Pause("Spotify's quota is used up.", until)
    open_window(page, url)
    ours = page.evaluate(
        "at => { const d = new Date(at); const p = (n) => String(n).padStart(2, '0');"
        " return `${p(d.getHours())}:${p(d.getMinutes())}`; }",
        until.isoformat(),
    )
    for place in (".column .pause", "#playlist-pause"):
        told = page.locator(place)
        told.wait_for()
        assert told.inner_text().startswith("Spotify asks Segue to wait until ")
        assert told.inner_text().endswith(ours)
    if ahead.days:
        assert until.astimezone().strftime("%a")[:1] in page.inner_text("#playlist-pause time")


def test_the_notice_of_a_limit_goes_when_its_time_has_come(
    page, url: str, service: FakeService
) -> None:
    page.clock.install()
    service.paused = Pause("Spotify's quota is used up.", datetime.now(UTC) + timedelta(hours=1))
    open_window(page, url)
    notices = [page.locator(place) for place in ("#pause", "#playlist-pause")]
    for notice in notices:
        notice.wait_for()
    page.clock.fast_forward("59:00")
    page.wait_for_timeout(1500)
    assert all(notice.is_visible() for notice in notices)
    page.clock.fast_forward("02:00")
    for notice in notices:
        notice.wait_for(state="hidden")
