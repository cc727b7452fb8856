"""The page Catalogue in a real browser, over the fake service."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from recommender.catalogue.overview import Overview
from tests.dashboard.fake_catalogue import a_run
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(page, url: str):
    page.goto(f"{url}/catalogue")
    page.locator(".catalogue-runs tbody tr").first.wait_for()
    return page


def test_it_shows_what_there_is_and_what_failed(shown) -> None:
    expect(shown.locator(".catalogue-tile", has_text="Sets")).to_contain_text("4,812")
    # Plotly is large, and comes last.
    shown.locator(".catalogue-years .bars path").first.wait_for(timeout=30_000)
    told = shown.get_by_role("img", name="Bars: ").get_attribute("aria-label")
    assert "from 1998 to 2026" in told
    failed = shown.get_by_role("row", name="update").filter(has_text="Failed")
    expect(failed).to_contain_text("MixesDB does not answer")
    expect(failed.locator("code").last).to_have_text("python -m scrapers update")
    # What comes from outside stays text.
    expect(shown.get_by_role("row", name="import").first).to_contain_text("<i>tapes</i>")


def test_a_run_that_ended_shows_when_asked_again(shown, service: FakeService) -> None:
    runs = service.catalogue.shown.runs
    ended = (a_run(31, "previews", "done", "Listened to 12 tracks."), *runs[1:])
    service.catalogue.shown = replace(service.catalogue.shown, runs=ended)
    expect(shown.locator(".is-running .run-outcome")).to_have_text("Running")
    shown.get_by_role("button", name="Refresh").click()
    expect(shown.locator(".catalogue-runs tbody tr").first).to_contain_text("Listened to 12")


def test_a_failure_leaves_what_stands_there_and_offers_another_try(
    shown, service: FakeService
) -> None:
    service.catalogue.fails = "The catalogue's database does not answer."
    shown.get_by_role("button", name="Refresh").click()
    expect(shown.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    expect(shown.locator(".catalogue-tile").first).to_be_visible()
    service.catalogue.fails = ""
    shown.get_by_role("button", name="Try again").click()
    expect(shown.get_by_role("button", name="Try again")).to_be_hidden()


def test_nobody_is_asked_while_another_page_shows(shown, service: FakeService) -> None:
    shown.get_by_role("link", name="Find", exact=True).click()
    expect(shown.locator("#page-catalogue")).to_be_hidden()
    before = service.catalogue.asked
    shown.evaluate("dash_clientside.set_props('catalogue-tick', {n_intervals: 99})")
    shown.wait_for_timeout(500)
    assert service.catalogue.asked == before
    shown.get_by_role("link", name="Catalogue", exact=True).click()
    expect(shown.locator(".catalogue-tile").first).to_be_visible()


def test_an_empty_catalogue_says_what_to_run(page, url: str, service: FakeService) -> None:
    state = service.catalogue.shown
    service.catalogue.shown = replace(state, overview=Overview(0, 0, 0, 0), runs=(), training=None)
    page.goto(f"{url}/catalogue")
    expect(page.locator(".catalogue-empty")).to_contain_text("python -m scrapers import FILE")


@pytest.mark.parametrize(
    "viewport", [{"width": 390, "height": 844}, {"width": 2560, "height": 1300}]
)
def test_nothing_stands_out_at_the_side(shown) -> None:
    shown.locator(".catalogue-years .bars path").first.wait_for()
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
