"""The playlist window as a DJ uses it, and a service that a test can hold."""

import threading

from scrapers.sandbox.tracks import Track
from tests.dashboard.fake_playlists import Operation
from tests.dashboard.fake_service import FakeService

SEED = "Mira Voss - Afterglow"
PHONE = {"width": 390, "height": 844}


class Hold:
    """Holds the fake in one step until the test lets it go."""

    def __init__(self, step: str, done: int = 0) -> None:
        self._where = (step, done)
        self._gone = threading.Event()

    def __call__(self, step: str, done: int) -> None:
        if (step, done) == self._where:
            assert self._gone.wait(15)

    def let_go(self) -> None:
        self._gone.set()


def open_window(page, url: str, rows: tuple[int, ...] = (0, 1, 2)) -> None:
    """A crate of Glass Tide, Night Ferry (which is not found) and Second Light, then the window."""
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(".add-button").first.wait_for()
    for row in rows:
        page.locator(".add-button").nth(row).click()
    page.locator("#crate-list li").nth(len(rows) - 1).wait_for(state="attached")
    if not page.locator("#create").is_visible():
        page.click("#crate-bar")
    page.click("#create")


def planned(page) -> None:
    page.locator("#playlist-write:not([disabled])").wait_for()


def button(page, words: str) -> None:
    """Wait until the button that writes says this."""
    page.locator("#playlist-write", has_text=words).wait_for()


def write(page) -> None:
    page.click("#playlist-write")
    page.locator("#playlist-link").wait_for()


def only(service: FakeService) -> Operation:
    (operation,) = service.written()
    return operation


def numbers(page) -> list[str]:
    """The titles of what goes in."""
    return page.locator("#playlist-tracks [data-in] .plan-name b").all_inner_texts()


def connect(page) -> None:
    """Through the sandbox's consent page, which is shown the first time only."""
    page.click("#connect-link")
    agree = page.get_by_role("button", name="Agree")
    agree.or_(page.locator("#playlist-write")).first.wait_for()
    if agree.is_visible():
        agree.click()
    planned(page)


def link(track: Track) -> str:
    return f"https://open.spotify.com/track/{track.spotify_id}"
