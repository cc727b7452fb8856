"""The crate in the browser: filling it, and reading what it shows."""

import json
import re
from collections.abc import Sequence

from dashboard.components.results import crate_track
from tests.dashboard.fake_service import FakeService

ROWS = "#crate-list li"


def fill(page, url: str, service: FakeService, count: int) -> list[str]:
    """Open the page and put the first tracks into the crate; their titles."""
    page.goto(url)
    page.locator("#crate-reason", has_text="Put tracks in").wait_for(state="attached")
    add(page, service, range(count))
    return titles(page)


def add(page, service: FakeService, numbers: Sequence[int]) -> None:
    """As another page of Segue does."""
    before = page.locator(ROWS).count()
    page.evaluate(
        "tracks => { window.segue.crate.add(tracks); }",
        [crate_track(service.tracks[number]) for number in numbers],
    )
    page.locator(ROWS).nth(before + len(numbers) - 1).wait_for(state="attached")


def risen(page) -> None:
    """Wait until the sheet that the crate is on a phone stands where it belongs."""
    page.wait_for_function(
        "() => getComputedStyle(document.getElementById('crate-panel')).transform === 'none'"
    )


def titles(page) -> list[str]:
    """As the list shows them."""
    return page.locator(f"{ROWS} b").all_text_contents()


def wait_for_titles(page, wanted: Sequence[str]) -> None:
    """Until the list shows these, in this order."""
    page.wait_for_function(
        "wanted => JSON.stringify(Array.from(document.querySelectorAll('#crate-list b'),"
        " one => one.textContent)) === wanted",
        arg=_json(wanted),
    )


def _json(wanted: Sequence[str]) -> str:
    return json.dumps(list(wanted), ensure_ascii=False, separators=(",", ":"))


def stored(page) -> list[str]:
    """The titles that the browser's storage holds."""
    tracks = page.evaluate("JSON.parse(localStorage.getItem('crate'))")
    return [track["title"] for track in tracks]


def handle(page, number: int):
    """The grip of a row, counted from 0."""
    return page.locator(f"{ROWS} >> nth={number} >> .crate-handle")


def told(page, words: str | re.Pattern[str]) -> None:
    """Wait until the crate says so."""
    page.locator("#crate-told-words", has_text=words).wait_for()


def moved(names: Sequence[str], start: int, to: int) -> list[str]:
    """The names with one of them moved."""
    others = [name for at, name in enumerate(names) if at != start]
    return [*others[:to], names[start], *others[to:]]


def box(locator) -> dict[str, float]:
    """Where it stands; the list may be drawn anew this very moment."""
    for _ in range(100):
        found = locator.bounding_box()
        if found:
            return found
        locator.page.wait_for_timeout(20)
    raise AssertionError(f"{locator} is not seen")
