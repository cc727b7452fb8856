"""axe-core finds nothing serious on any page and in any main state, in the dark and in the light.

The script comes with the package axe-playwright-python; it is run inside the page by the browser's
own door for tests, so that the page's content security policy stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import pytest
from flask import Flask

from tests.browser.playlist_window import PHONE, SEED, open_window, planned
from tests.dashboard.fake_service import FakeService, make_server

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

ROWS = ".ag-center-cols-container .ag-row"
SLOW_MS = 30_000
"""The first grid of a browser is long in coming where the machine is busy."""
GRAVE = {"serious", "critical"}
AT_REST = """() => Promise.allSettled(
  document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished)
)"""
"""What is half faded in has half its contrast."""
Page = "playwright.Page"


def results(page: Page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(ROWS).nth(3).wait_for(timeout=SLOW_MS)


def find_empty(page: Page, url: str) -> None:
    page.goto(url)
    page.locator(".chip").first.wait_for()


def suggestions(page: Page, url: str) -> None:
    find_empty(page, url)
    page.click("#seed")
    page.keyboard.type("ines", delay=20)
    page.locator(".seed-option").first.wait_for()


def unknown(page: Page, url: str) -> None:
    page.goto(f"{url}/?seed=nothing")
    page.locator("#seed-error .chip").first.wait_for()


def filtered(page: Page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10&key=harmonic&tempo=6&from=1999&artist=2&mood=1")
    page.locator(ROWS).first.wait_for(timeout=SLOW_MS)


def several_seeds(page: Page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&seed=Marble Arcade - Glass Tide&not=Nocturne 88 - Second Light")
    page.locator(ROWS).first.wait_for(timeout=SLOW_MS)


def evidence(page: Page, url: str) -> None:
    results(page, url)
    page.locator(".why, .track-folded").locator("visible=true").first.click()
    page.locator(".mantine-Drawer-content .set-title").first.wait_for()


def crate(page: Page, url: str) -> None:
    results(page, url)
    for row in range(3):
        page.locator(".add-button").nth(row).click()
    page.locator("#crate-list li").nth(2).wait_for(state="attached")


def crate_sheet(page: Page, url: str) -> None:
    crate(page, url)
    page.click("#crate-bar")
    page.locator("#crate-list li").nth(2).wait_for()


def playlist(page: Page, url: str) -> None:
    open_window(page, url)
    page.click("#connect-link")
    planned(page)


def listening(page: Page, url: str) -> None:
    page.goto(f"{url}/?seed=cold")
    page.locator(ROWS).first.wait_for(timeout=SLOW_MS)


def silent(page: Page, url: str) -> None:
    page.goto(f"{url}/?seed=cold%20silent")
    page.locator("#listening:not([hidden])").wait_for()


def djs(page: Page, url: str) -> None:
    page.goto(f"{url}/djs")
    page.locator("#dj-most a").first.wait_for()


def dj(page: Page, url: str) -> None:
    page.goto(f"{url}/djs?dj=mira+voss")
    page.locator(".dj-track").first.wait_for()
    page.locator(".dj-figure .bars path").first.wait_for()


def map_(page: Page, url: str) -> None:
    page.goto(f"{url}/map")
    page.locator("#map:not(.is-waiting)").wait_for()


def catalogue(page: Page, url: str) -> None:
    page.goto(f"{url}/catalogue")
    page.locator(".catalogue-runs tr").first.wait_for()
    page.locator(".catalogue-years .bars path").first.wait_for()
    page.click(".catalogue-older summary")


def lab(page: Page, url: str) -> None:
    page.goto(f"{url}/lab")
    page.locator(".lab-table").wait_for()
    page.click(".lab-reading summary")


def lab_compare(page: Page, url: str) -> None:
    page.goto(f"{url}/lab?seed={SEED}")
    page.locator(".lab-track .track-name a").nth(1).hover()


def lab_inside(page: Page, url: str) -> None:
    page.goto(f"{url}/lab?view=inside")
    page.locator(".lab-scatter.is-curve").wait_for()


def lab_suggestions(page: Page, url: str) -> None:
    page.goto(f"{url}/lab?view=compare")
    page.fill("#lab-box", "ines")
    page.locator("#lab-found li").first.wait_for()
    page.keyboard.press("ArrowDown")


def lab_unknown(page: Page, url: str) -> None:
    page.goto(f"{url}/lab?seed=nothing")
    page.locator("#lab-compare-message .chip").first.wait_for()


@dataclass(frozen=True)
class State:
    """A page in a state that is looked at."""

    reach: Callable[[Page, str], None]
    phone: bool = False

    def __str__(self) -> str:
        return self.reach.__name__.strip("_") + ("-phone" if self.phone else "")


BOTH = (
    find_empty, results, filtered, evidence, playlist, listening, djs, dj, map_, catalogue, lab,
    lab_compare, lab_inside,
)  # fmt: skip
LAB = (lab_suggestions, lab_unknown)
STATES = [
    *(State(reach) for reach in (*BOTH, *LAB, suggestions, unknown, several_seeds, crate, silent)),
    *(State(reach, phone=True) for reach in (*BOTH, crate_sheet)),
]


@pytest.fixture
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    state = getattr(getattr(request.node, "callspec", None), "params", {}).get("state")
    return PHONE if state and state.phone else {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What is grave, each with what it is about and where, once the page has come to rest."""
    page.evaluate(AT_REST)
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} — {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def in_both_schemes(page: Page, axe: str) -> None:
    seen = {}
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.locator(f":root[data-mantine-color-scheme={scheme}]").wait_for(state="attached")
        seen[scheme] = violations(page, axe)
    assert seen == {"dark": [], "light": []}


@pytest.mark.parametrize("state", STATES, ids=str)
def test_axe_finds_nothing_grave(
    page: Page, serve: Callable[[Flask], str], axe: str, state: State
) -> None:
    state.reach(page, serve(make_server(FakeService())))
    in_both_schemes(page, axe)


def test_axe_finds_nothing_grave_where_the_catalogue_cant_be_read(
    page: Page, serve: Callable[[Flask], str], axe: str
) -> None:
    service = FakeService()
    service.catalogue.fails = "The catalogue's database does not answer."
    page.goto(f"{serve(make_server(service))}/catalogue")
    page.locator("#catalogue-again").wait_for()
    in_both_schemes(page, axe)


def test_axe_finds_nothing_grave_on_the_page_spotify(page: Page, demo_segue: str, axe: str) -> None:
    page.goto(f"{demo_segue}/spotify")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, axe) == []


@pytest.fixture
def demo_segue(demo: object, demo_port: int) -> str:
    return f"http://127.0.0.1:{demo_port}"


def test_axe_would_find_what_is_wrong(page: Page, axe: str) -> None:
    page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1><button></button></main></html>"
    )
    assert any(one.startswith("button-name") for one in violations(page, axe))
