"""The page /spotify as the server writes it: in a browser, in both schemes, down to a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from dashboard.settings import DashboardSettings
from dashboard.start import start
from recommender.settings import DataSettings
from scrapers.settings import ServiceSettings

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

MINE = "0123456789abcdef" * 2
SIZES = [
    {"width": 1440, "height": 900},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
]


@pytest.fixture
def segue(tmp_path: Path) -> Iterator[Flask]:
    """Segue with nothing set up."""
    dashboard = start(
        DashboardSettings.model_validate({"SEGUE_DEMO": "off"}),
        DataSettings.model_validate({"SEGUE_DATA": tmp_path, "DATABASE_URL": None}),
        ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None}),
    )
    yield dashboard.app.server
    dashboard.close()


@pytest.fixture
def setup(
    page: "playwright.Page", serve: Callable[[Flask], str], segue: Flask
) -> "playwright.Page":
    """The page, opened."""
    page.goto(f"{serve(segue)}/spotify")
    return page


def brightness(page: "playwright.Page") -> int:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))


def test_it_is_dark_or_light_as_was_chosen_on_the_other_page(setup: "playwright.Page") -> None:
    assert brightness(setup) < 100
    setup.evaluate("localStorage.setItem('mantine-color-scheme-value', 'light')")
    setup.reload()
    assert brightness(setup) > 700


@pytest.mark.parametrize("viewport", SIZES)
def test_nothing_stands_out_at_the_side(setup: "playwright.Page") -> None:
    assert setup.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("Find", "DJs", "Map", "Catalogue", "Lab", "Spotify"):
        assert setup.locator(".rail-link", has_text=name).is_visible()


def test_one_click_takes_the_whole_redirect_uri(setup: "playwright.Page") -> None:
    box = setup.locator("code.copy")
    box.click()
    assert setup.evaluate("getSelection().toString()") == box.inner_text()


def test_a_client_id_is_pasted_and_removed(setup: "playwright.Page") -> None:
    setup.get_by_label("Client ID").fill(MINE)
    setup.get_by_role("button", name="Save").click()
    setup.get_by_role("link", name="Connect Spotify").wait_for()
    setup.get_by_text("The Spotify app behind this").click()
    assert setup.get_by_text(MINE).is_visible()
    setup.get_by_role("button", name="Remove this client ID").click()
    setup.get_by_role("heading", name="Set up Spotify").wait_for()
    assert setup.get_by_role("link", name="Connect Spotify").count() == 0
