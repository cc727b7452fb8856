"""The filter bar in a real browser, over the fake service."""

from collections.abc import Callable

import pytest

from tests.dashboard.fake_service import FakeService, make_server

pytestmark = pytest.mark.browser

ROWS = ".ag-center-cols-container .ag-row"
SEED = "Mira Voss - Afterglow"


@pytest.fixture
def url(serve: Callable[[object], str]) -> str:
    return serve(make_server(FakeService()))


def option(page, name: str, words: str):
    return page.locator(f"#filter-{name} label", has_text=words)


def left_out(page, words: str) -> None:
    page.locator("#left-out", has_text=words).wait_for()


def keys(page) -> set[str]:
    return set(page.locator(f"{ROWS} .camelot >> visible=true").all_inner_texts())


def chosen(page) -> list[str]:
    names = page.locator("#filters-body label[data-active]").all_inner_texts()
    return [*names, "other"] if page.is_checked("#filter-genre") else names


def test_filters_change_the_address_and_the_answer(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=50")
    page.locator(ROWS).first.wait_for()
    assert len(keys(page)) > 4
    page.evaluate("window.scrollTo(0, 200)")
    option(page, "key", "Harmonic").click()
    left_out(page, "harmonic key: 60 left out")
    assert keys(page) == {"7A", "8A", "8B", "9A"}
    assert page.evaluate("window.scrollY") == 200
    option(page, "tempo", "±3").click()
    left_out(page, "tempo ±3 %")
    page.locator("label", has_text="Other genres only").click()
    left_out(page, "other genres")
    assert page.url.endswith("&n=50&key=harmonic&tempo=3&genre=other")
    page.locator(".add-button").first.click()
    page.locator("#crate-list li").first.wait_for()


def test_a_shared_link_shows_the_same_and_back_leads_back(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10&key=same&tempo=6&genre=other")
    left_out(page, "same key")
    assert chosen(page) == ["Same", "±6 %", "other"]
    shown = page.locator(f"{ROWS} .track-name b").all_inner_texts()
    page.reload()
    left_out(page, "same key")
    assert page.locator(f"{ROWS} .track-name b").all_inner_texts() == shown
    option(page, "key", "Any").click()
    page.locator("#left-out", has_not_text="same key").wait_for()
    assert "key=" not in page.url
    page.go_back()
    left_out(page, "same key")
    assert chosen(page) == ["Same", "±6 %", "other"]
    assert page.locator(f"{ROWS} .track-name b").all_inner_texts() == shown
    page.go_forward()
    page.locator("#left-out", has_not_text="same key").wait_for()
    assert chosen(page) == ["Any", "±6 %", "other"]


def test_filters_stay_for_the_next_seed(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10&key=harmonic")
    left_out(page, "harmonic key")
    page.fill("#seed", "Marble Arcade - Glass Tide")
    page.keyboard.press("Enter")
    page.locator(".seed-card h1", has_text="Glass Tide").wait_for()
    assert page.url.endswith("&n=10&key=harmonic")
    left_out(page, "harmonic key")


def test_an_empty_answer_offers_to_lift_what_emptied_it(page, url: str) -> None:
    page.goto(f"{url}/?seed=lonely&n=10&key=harmonic&tempo=6")
    page.locator("#nothing-left", has_text="“harmonic key” left out 106").wait_for()
    assert page.locator("#results-count").inner_text() == "No tracks"
    page.locator("#nothing-left .chip", has_text="harmonic key").click()
    page.locator(ROWS).nth(9).wait_for()
    assert not page.locator("#nothing-left").is_visible()
    assert page.url.endswith("&n=10&tempo=6")


def test_what_is_not_known_of_the_seed_can_not_be_filtered_by(page, url: str) -> None:
    page.goto(f"{url}/?seed=artist&n=10&key=harmonic")
    page.locator("#filters-hint", has_text="are not known, so those filters rest").wait_for()
    assert page.locator("#filters-body input:disabled").count() == 8
    assert page.locator(ROWS).count() == 10
    page.fill("#seed", SEED)
    page.keyboard.press("Enter")
    left_out(page, "harmonic key")
    assert page.locator("#filters-body input:disabled").count() == 0


def test_unknown_key_and_tempo_are_a_dash_that_says_so(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10&key=same&tempo=3")
    row = page.locator(ROWS, has_text="Concrete Bloom").first
    row.wait_for()
    assert row.locator(".unknown").evaluate_all("all => all.map(one => one.title)") == [
        "Key not known",
        "Tempo not known",
    ]


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_on_a_phone_the_filters_fold(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator("#filters-toggle").click()
    option(page, "tempo", "±10").click()
    page.wait_for_url("**&tempo=10")
    assert page.get_attribute("#filters-toggle", "aria-expanded") == "true"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("#filters-toggle").click()
    page.locator("#filters-body").wait_for(state="hidden")
    assert page.locator("#filters-chosen").inner_text() == "±10 %"
