"""The drawer that says why, in a real browser."""

import threading

import pytest
from playwright.sync_api import expect

from recommender.errors import SegueError
from recommender.recommendations import SharedSet
from tests.dashboard.fake_service import NASTY, FakeService

pytestmark = pytest.mark.browser

SEED = "Mira Voss - Afterglow"
ROWS = ".ag-center-cols-container .ag-row"


@pytest.fixture
def found(page, url: str):
    """The page with ten results."""
    return ten_results(page, url)


def ten_results(page, url: str):
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(f"{ROWS} .play-button").nth(9).wait_for(timeout=30_000)
    return page


def open_drawer(page, row: int = 0) -> None:
    page.locator(f"{ROWS} button.why").nth(row).click()
    page.locator(".evidence-reason").wait_for()


def test_the_sets_stand_on_a_line_of_years_that_says_the_same_in_words(found) -> None:
    open_drawer(found)
    sets = found.locator(".set-list li").count()
    assert sets == 14
    assert found.locator(".timeline .mark").count() == sets
    close = found.locator(".distance.close").count()
    assert found.locator(".timeline .mark.close").count() == close > 0
    words = found.locator(".timeline").get_attribute("aria-label")
    assert found.locator(".timeline").get_attribute("role") == "img"
    years = found.locator(".evidence-year h4").all_text_contents()
    assert years == sorted(years, reverse=True)
    for year in years:
        held = found.locator(".evidence-year", has=found.locator(f"h4:text-is('{year}')"))
        assert f"{held.locator('li').count()} in {year}" in words


def test_sets_of_which_the_date_is_not_known_are_listed_and_counted(
    found, service: FakeService
) -> None:
    service.shared_sets = lambda *_: [
        SharedSet("Early one", "2009", ("Ada Reyes",), None, 0),
        SharedSet("A month", "2011-05", (), None, 2),
        SharedSet("Undated one", "", ("Len Okker",), None, 1),
    ]
    open_drawer(found)
    expect(found.locator(".evidence-year h4")).to_have_text(["2011", "2009", "Undated"])
    assert found.locator(".timeline .mark").count() == 2
    assert "1 undated" in found.locator(".timeline").get_attribute("aria-label")
    expect(found.locator(".set-date")).to_have_text(["May", "", ""])


def test_links_lead_to_the_sets_and_to_the_djs(found) -> None:
    open_drawer(found)
    link = found.locator(".set-title a").first
    assert link.get_attribute("href").startswith("https://example.org/set/")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert found.locator('a[href^="javascript"]').count() == 0
    assert found.locator(".set-title", has_text=NASTY).count() == 1
    found.locator(".set-djs a", has_text="Ada Reyes").first.click()
    found.wait_for_function("() => document.documentElement.dataset.page === 'djs'")
    assert found.evaluate("new URLSearchParams(location.search).get('dj')") == "ada reyes"
    found.locator(".mantine-Drawer-content").wait_for(state="hidden")


def test_the_drawer_plays_and_chooses_and_asks_for_more(found) -> None:
    open_drawer(found)
    body = found.locator("#evidence-body")
    body.locator(".add-button").click()
    found.locator("#crate-list li").first.wait_for()
    assert body.locator(".add-button").get_attribute("aria-pressed") == "true"
    body.locator(".play-button").click()
    found.wait_for_function("() => window.segue.player.state().status === 'playing'")
    body.locator(".wish-like").click()
    found.locator(".mantine-Drawer-content").wait_for(state="hidden")
    assert "seed=" in found.url
    found.wait_for_function(
        "() => new URLSearchParams(location.search).getAll('seed').length === 2"
    )


def test_a_late_answer_never_replaces_a_newer_one(found, service: FakeService) -> None:
    gate, real = threading.Event(), service.shared_sets
    slow = found.evaluate("window.segue.grid.rows()[0].key")

    def shared_sets(seed_key: str, track_key: str, *more: tuple[str, ...]) -> list[SharedSet]:
        if track_key == slow:
            gate.wait(10)
        return real(seed_key, track_key, *more)

    service.shared_sets = shared_sets  # type: ignore[method-assign]
    found.locator(f"{ROWS} button.why").nth(0).click()
    found.locator("#evidence-body .bone").first.wait_for()
    found.keyboard.press("Escape")
    found.locator(".mantine-Drawer-content").wait_for(state="hidden")
    open_drawer(found, 4)
    held = found.locator(".evidence-reason").inner_text()
    gate.set()
    found.wait_for_timeout(500)
    assert found.locator(".evidence-reason").inner_text() == held


def test_what_fails_is_told_and_the_track_can_still_be_played(
    troubled, url: str, service: FakeService
) -> None:
    found = ten_results(troubled, url)

    def fail(*_: object) -> list[SharedSet]:
        raise SegueError("The catalogue can't be read.")

    service.shared_sets = fail  # type: ignore[method-assign,assignment]
    found.locator(f"{ROWS} button.why").nth(0).click()
    found.locator(
        '#evidence-body [role="alert"]', has_text="The catalogue can't be read"
    ).wait_for()
    assert found.locator("#evidence-body .play-button").is_visible()


def test_several_hundred_sets_are_all_there(found, service: FakeService) -> None:
    service.shared_sets = lambda *_: [
        SharedSet(
            f"Night {n}", f"20{10 + n % 14}-{1 + n % 12:02}-{1 + n % 28:02}", ("A",), None, n % 9
        )
        for n in range(400)
    ]
    open_drawer(found)
    assert found.locator(".set-list li").count() == 400
    assert found.locator(".timeline .mark").count() == 400
    box = found.locator(".timeline").bounding_box()
    assert box["height"] < 120
    for edge in found.locator(".timeline .mark").all()[::40]:
        mark = edge.bounding_box()
        assert box["y"] <= mark["y"] <= box["y"] + box["height"]


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_on_a_phone_nothing_is_wider_than_the_drawer(found) -> None:
    found.locator(f"{ROWS} .more-button").first.click()
    found.locator('[role="menuitem"]', has_text="Why").click()
    found.locator(".set-list li").first.wait_for()
    body = found.locator("#evidence-body")
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")
    for button in body.locator(".evidence-actions button").all():
        assert button.bounding_box()["height"] >= 40
