"""The crate on a phone, and what axe says of it in both schemes."""

import re

import pytest

from tests.browser.crate_page import ROWS, fill, risen, titles, told, wait_for_titles
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser

ORDERED = re.compile("before")
PHONE = [{"width": 390, "height": 844}]
SMALL_PX = 24
"""Less than this no finger and no shaking hand hits."""


def focused(page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.className")


@pytest.mark.parametrize("viewport", PHONE)
def test_the_sheet_holds_everything_and_what_is_behind_it_is_out_of_reach(
    page, url: str, service: FakeService
) -> None:
    names = fill(page, url, service, 4)
    page.click("#crate-bar")
    assert focused(page) == "crate-heading"
    for _ in range(60):  # round and round: never behind the sheet
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || document.getElementById('crate-panel').contains(document.activeElement)"
        )
    page.click("#crate-order")
    told(page, ORDERED)
    page.click("#crate-between-open")
    page.fill("#crate-between-count", "1")
    page.click("#crate-between-go")
    told(page, "1 track put in between")
    page.click("#crate-told-undo")
    page.click("#crate-export-open")
    page.keyboard.press("Escape")  # the panel first, then the sheet
    page.locator("#crate-export").wait_for(state="hidden")
    page.locator("#create").wait_for()
    page.keyboard.press("Escape")
    page.locator("#create").wait_for(state="hidden")
    assert focused(page) == "crate-bar"
    page.click("#seed")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert sorted(titles(page)) == sorted(names)


@pytest.mark.parametrize("viewport", PHONE)
def test_clearing_by_mistake_is_undone_at_once(page, url: str, service: FakeService) -> None:
    names = fill(page, url, service, 3)
    page.click("#crate-bar")
    page.click("#crate-clear")
    page.click("#crate-told-undo")
    wait_for_titles(page, names)


@pytest.mark.parametrize("viewport", PHONE)
def test_a_sheet_that_is_pulled_wide_gives_the_page_back(
    page, url: str, service: FakeService
) -> None:
    fill(page, url, service, 1)
    page.click("#crate-bar")
    page.set_viewport_size({"width": 1300, "height": 844})
    page.wait_for_function("() => !document.querySelector('main').inert")
    page.click("#seed")


@pytest.mark.parametrize("viewport", [*PHONE, {"width": 1440, "height": 900}])
def test_every_button_is_large_enough(page, url: str, service: FakeService) -> None:
    fill(page, url, service, 2)
    wide = page.locator("#crate-bar").is_hidden()
    if not wide:
        page.click("#crate-bar")
    least = SMALL_PX if wide else 40
    page.locator(ROWS).first.hover()
    small = page.evaluate(
        """least => Array.from(document.querySelectorAll("#crate-panel button"))
            .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }))
            .map((one) => [one.id || one.className, one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < least)
            .map(([name]) => name)""",
        least,
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("viewport", [*PHONE, {"width": 1440, "height": 900}])
def test_axe_finds_nothing_serious(page, url: str, service: FakeService, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    fill(page, url, service, 5)
    if page.locator("#crate-bar").is_visible():
        page.click("#crate-bar")
        risen(page)
    page.locator(f"{ROWS} >> nth=1 >> .crate-lock").click(force=True)
    page.click("#crate-order")
    told(page, ORDERED)
    page.locator(".crate-step:not([hidden])").first.wait_for()
    for panel in ("#crate-between-open", "#crate-export-open"):
        page.click(panel)
        found = axe.Axe().run(page, context="#crate-panel")
        serious = [
            (one["id"], [node["html"] for node in one["nodes"]])
            for one in found.response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert serious == []
