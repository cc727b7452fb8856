"""Hundreds of tracks in the crate and in the playlist window. The times are printed, not judged:
`pytest -s tests/browser/test_long_lists.py`."""

from collections.abc import Callable
from time import perf_counter

import pytest

from tests.browser.playlist_window import button, numbers, only, write
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser

FILL = """number => {
  const tracks = Array.from({ length: number }, (_, n) => ({
    key: `k${n}`, artist: `Artist ${n}`, title: `Title ${n}`, camelot: "8A", tempo_bpm: 124,
    h1: n % 360, h2: (n + 60) % 360,
  }));
  localStorage.setItem("crate", JSON.stringify(tracks));
  localStorage.setItem("crate-timestamp", Date.now());
}"""
ONE_IN = 10
"""So many are missing on Spotify."""


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    service.connected = True
    service.missing = {f"Artist {n} - Title {n}" for n in range(0, 1000, ONE_IN)}
    return service


@pytest.fixture
def measure(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """`measure(name, act)` does it and prints how long it took."""

    def measured(name: str, act: Callable[[], object]) -> None:
        begun = perf_counter()
        act()
        milliseconds = round(1000 * (perf_counter() - begun))
        record_property(name, milliseconds)
        print(f"\n{name}: {milliseconds} ms", end="")

    return measured


def fill_crate(page, url: str, number: int) -> None:
    page.goto(url)
    page.locator(".crate.is-empty").wait_for(state="attached")
    page.locator("#crate-reason", has_text="Put tracks in").wait_for(state="attached")
    page.evaluate(FILL, number)


@pytest.mark.parametrize("number", [20, 100, 500])
def test_a_plan_of_any_length_can_be_used(
    page, url: str, service: FakeService, number: int, measure: Callable[..., None]
) -> None:
    fill_crate(page, url, number)
    page.reload()
    page.locator("#crate-list li").nth(number - 1).wait_for()
    found = number - number // ONE_IN

    def planned() -> None:
        page.click("#create")
        button(page, f"Write {found} tracks")

    def taken_out() -> None:
        page.click('[aria-label="Leave out Title 1"]')
        button(page, f"Write {found - 1} tracks")

    measure(f"plan of {number} tracks, from click to usable", planned)
    assert page.locator("[data-line]").count() == number
    assert len(numbers(page)) == found
    measure(f"plan of {number} tracks, one taken out", taken_out)
    last = page.locator(".offers").last
    last.locator("input[type=radio]").first.check()
    button(page, f"Write {found} tracks")
    write(page)
    assert len(only(service).uris) == found


@pytest.mark.parametrize("number", [20, 100, 500])
def test_a_crate_of_any_length_can_be_used(
    page, url: str, number: int, measure: Callable[..., None]
) -> None:
    fill_crate(page, url, number)
    lines = page.locator("#crate-list li")

    def loaded() -> None:
        page.reload()
        lines.nth(number - 1).wait_for()

    def taken_out() -> None:
        page.click('[aria-label="Take out: Title 0"]')
        page.locator("#crate-summary", has_text=f"{number - 1} tracks").wait_for()

    measure(f"crate of {number} tracks, from reload to drawn", loaded)
    measure(f"crate of {number} tracks, one taken out", taken_out)
    assert lines.count() == number - 1
    assert page.evaluate("document.activeElement.dataset.key") == "k1"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # the first goes down
    assert lines.locator("b").all_text_contents()[:2] == ["Title 2", "Title 1"]
    page.reload()
    lines.nth(number - 2).wait_for()
    assert lines.locator("b").first.text_content() == "Title 2"
