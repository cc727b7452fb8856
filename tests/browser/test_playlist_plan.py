"""What a DJ decides about the plan in the playlist window, in a real browser."""

import pytest

from tests.browser.playlist_window import (
    PHONE,
    SEED,
    Hold,
    button,
    numbers,
    only,
    open_window,
    planned,
    write,
)
from tests.dashboard.fake_playlists import uri
from tests.dashboard.fake_service import NASTY, FakeService

pytestmark = pytest.mark.browser

LINK = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC?si=1"


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    service.connected = True
    return service


def test_an_offer_is_picked_and_goes_in_at_its_place(page, url: str, service: FakeService) -> None:
    open_window(page, url)
    planned(page)
    page.click("text=1 not found: choose")
    assert page.evaluate("document.activeElement.name") == "pick-1"
    page.locator(".offers input").nth(1).check()
    button(page, "Write 3 tracks")
    assert numbers(page)[1].startswith("Night Ferry")
    write(page)
    assert only(service).uris[1] == uri("Kite Theory - Night Ferry (Tessel Remix)", 2)
    assert "could not be found" not in page.inner_text("#playlist-result")


def test_a_pasted_link_goes_in(page, url: str, service: FakeService) -> None:
    open_window(page, url)
    planned(page)
    page.fill("[data-pasted]", "no link")
    button(page, "Write 2 tracks")
    page.fill("[data-pasted]", LINK)
    button(page, "Write 3 tracks")
    write(page)
    assert only(service).uris[1] == LINK


def test_a_found_track_can_be_taken_out_and_put_back(page, url: str, service: FakeService) -> None:
    open_window(page, url)
    planned(page)
    page.get_by_role("button", name="Leave out Glass Tide").click()
    button(page, "Write 1 track")
    assert numbers(page) == ["Second Light"]
    page.click("text=Put back")
    button(page, "Write 2 tracks")
    page.get_by_role("button", name="Leave out Second Light").click()
    write(page)
    assert only(service).uris == [uri("Marble Arcade - Glass Tide")]


def test_a_script_in_a_name_stays_text(page, url: str, service: FakeService) -> None:
    nasty = next(track for track in service.tracks if track.title == NASTY)
    service.missing.add(nasty.name)
    open_window(page, url, rows=(3, 4))
    planned(page)
    assert NASTY in page.inner_text("#playlist-tracks")
    assert page.locator("#playlist-tracks img").count() == 0
    page.fill("#playlist-name", NASTY)
    write(page)
    assert NASTY in page.inner_text("#playlist-result")
    assert page.locator("#playlist-result img").count() == 0


@pytest.mark.parametrize("viewport", [PHONE])
def test_on_a_phone_the_window_is_the_whole_screen(page, url: str) -> None:
    open_window(page, url)
    planned(page)
    content = page.locator(".playlist-content")
    page.wait_for_timeout(400)  # it slides in
    assert content.bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert content.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert page.locator("#playlist-write").is_visible()
    write(page)


def test_with_the_keyboard_alone(page, url: str, service: FakeService) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(".add-button").nth(1).click()
    page.locator(".add-button").nth(0).click()
    page.locator("#create").focus()
    page.keyboard.press("Enter")
    planned(page)
    page.wait_for_function("() => document.activeElement.id === 'playlist-name'")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "pick-0":
            break
    page.keyboard.press("ArrowDown")  # from the last choice round to the first
    button(page, "Write 2 tracks")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "playlist-write":
            break
    page.keyboard.press("Enter")
    page.locator("#playlist-link").wait_for()
    assert len(only(service).uris) == 2
    page.keyboard.press("Escape")
    page.locator("#playlist-link").wait_for(state="hidden")
    page.wait_for_function("() => document.activeElement.id === 'create'")


def test_what_is_no_web_address_is_drawn_as_no_link(page, url: str) -> None:
    open_window(page, url)
    planned(page)
    assert page.locator(".offers a").count() == 2
    page.evaluate(
        """() => window.segue.plan.draw([{
          title: "T", artist: "A", status: "missing", uri: "", note: "", pick: {
            question: "?", name: "A - T", paste: "", offers: [{
              uri: "x", title: "T", artist: "A", facts: "", album: "", listen: "",
              url: "javascript:alert(1)",
            }],
          },
        }], () => {})"""
    )
    assert page.locator(".offers .offer b").inner_text() == "T"
    assert page.locator(".offers a").count() == 0


def test_what_could_not_be_looked_up_goes_in_by_its_link(
    page, url: str, service: FakeService
) -> None:
    service.unasked = {"Marble Arcade - Glass Tide"}
    open_window(page, url)
    button(page, "Write 1 track")
    page.click("text=Paste its Spotify link")
    page.keyboard.insert_text(LINK)
    button(page, "Write 2 tracks")
    assert numbers(page) == ["Glass Tide", "Second Light"]
    write(page)
    assert only(service).uris == [LINK, uri("Nocturne 88 - Second Light")]


def test_what_was_picked_twice_goes_in_once(page, url: str, service: FakeService) -> None:
    service.hopeless = {"Marble Arcade - Glass Tide"}
    open_window(page, url)
    planned(page)
    page.locator("[data-pasted]").nth(0).fill(LINK)
    button(page, "Write 2 tracks")
    page.locator("[data-pasted]").nth(1).fill(LINK)
    assert numbers(page) == ["Glass Tide", "Second Light"]
    page.locator("[data-pasted]").nth(1).fill("")
    assert numbers(page) == ["Glass Tide", "Second Light"]


def test_a_window_opened_again_shows_the_plan_once_and_undecided(page, url: str) -> None:
    open_window(page, url)
    planned(page)
    page.get_by_role("button", name="Leave out Glass Tide").click()
    button(page, "Write 1 track")
    page.keyboard.press("Escape")
    page.locator("#playlist-tracks").wait_for(state="detached")
    page.click("#create")
    button(page, "Write 2 tracks")
    assert page.locator("[data-line]").count() == 3
    page.click("text=Leave it out")
    assert numbers(page) == ["Glass Tide", "Second Light"]


def test_a_window_closed_while_it_writes_keeps_what_was_decided_for_another_try(
    page, url: str, service: FakeService
) -> None:
    service.failing = ["failed"]
    open_window(page, url)
    planned(page)
    page.get_by_role("button", name="Leave out Glass Tide").click()
    page.fill("[data-pasted]", LINK)
    button(page, "Write 2 tracks")
    service.step = held = Hold("create")
    page.click("#playlist-write")
    page.locator("#playlist-step", has_text="Creating the playlist").wait_for()
    page.keyboard.press("Escape")
    page.locator("#playlist-step").wait_for(state="detached")
    page.click("#create")
    page.locator("#playlist-step", has_text="Creating the playlist").wait_for()
    held.let_go()
    page.locator("#playlist-error", has_text="Spotify does not answer").wait_for()
    button(page, "Write 2 tracks")
    assert page.input_value("[data-pasted]") == LINK
    write(page)
    assert only(service).uris == [LINK, uri("Nocturne 88 - Second Light")]


@pytest.mark.parametrize("viewport", [PHONE])
def test_on_a_phone_every_choice_is_large_enough_for_a_finger(
    page, url: str, service: FakeService
) -> None:
    service.unasked = {"Marble Arcade - Glass Tide"}
    open_window(page, url)
    planned(page)
    page.wait_for_timeout(400)  # it slides in
    touched = page.locator(".plan :is(label, button, a, summary)").all()
    assert len(touched) == 8
    for target in touched:
        assert target.bounding_box()["height"] >= 44, target.inner_text()
