"""The filter bar in a real browser, over the fake service."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROWS = ".ag-center-cols-container .ag-row"
SEED = "Mira Voss - Afterglow"


def option(page, name: str, words: str):
    return page.locator(f"#filter-{name} label", has_text=words)


def left_out(page, name: str, words: str = "−") -> None:
    page.locator(f"#removed-{name}", has_text=words).wait_for()


def holds(page, end: str, year: str) -> None:
    page.wait_for_function(
        "([end, year]) => document.getElementById(`filter-${end}`).value === year", arg=[end, year]
    )


def nothing_counted(page, name: str) -> None:
    page.locator(f"#removed-{name}:empty").wait_for(state="attached")


def keys(page) -> set[str]:
    return set(page.locator(f"{ROWS} .camelot >> visible=true").all_inner_texts())


def chosen(page) -> list[str]:
    names = page.locator(
        "#filter-key label[data-active], #filter-tempo label[data-active]"
    ).all_inner_texts()
    return [*names, "other"] if page.is_checked("#filter-genre") else names


def test_filters_change_the_address_and_the_answer(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=50")
    page.locator(ROWS).first.wait_for()
    assert len(keys(page)) > 4
    page.evaluate("window.scrollTo(0, 200)")
    option(page, "key", "Harmonic").click()
    left_out(page, "key", "−60")
    assert "Harmonic key: 60 tracks left out. Stays: 7A" in str(
        page.get_attribute("#removed-key", "title")
    )
    assert keys(page) == {"7A", "8A", "8B", "9A"}
    assert page.evaluate("window.scrollY") == 200
    option(page, "tempo", "±3").click()
    left_out(page, "tempo")
    page.locator("label", has_text="Other genres only").click()
    left_out(page, "genre")
    assert page.url.endswith("&n=50&key=harmonic&tempo=3&genre=other")
    page.locator(".add-button").first.click()
    page.locator("#crate-list li").first.wait_for()


def test_a_shared_link_shows_the_same_and_back_leads_back(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10&key=same&tempo=6&genre=other")
    left_out(page, "key")
    assert chosen(page) == ["Same", "±6 %", "other"]
    shown = page.locator(f"{ROWS} .track-name b").all_inner_texts()
    page.reload()
    left_out(page, "key")
    expect(page.locator(f"{ROWS} .track-name b")).to_have_text(shown)
    option(page, "key", "Any").click()
    nothing_counted(page, "key")
    assert "key=" not in page.url
    page.go_back()
    left_out(page, "key")
    assert chosen(page) == ["Same", "±6 %", "other"]
    expect(page.locator(f"{ROWS} .track-name b")).to_have_text(shown)
    page.go_forward()
    nothing_counted(page, "key")
    assert chosen(page) == ["Any", "±6 %", "other"]


def test_filters_stay_for_the_next_seed(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10&key=harmonic")
    left_out(page, "key")
    page.fill("#seed", "Marble Arcade - Glass Tide")
    page.keyboard.press("Enter")
    page.locator(".seed-card h1", has_text="Glass Tide").wait_for()
    assert page.url.endswith("&n=10&key=harmonic")
    left_out(page, "key")


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
    assert page.locator(".filter[data-set]").count() == 0  # what rests is not outlined
    assert page.locator(ROWS).count() == 10
    page.fill("#seed", SEED)
    page.keyboard.press("Enter")
    left_out(page, "key")
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


def test_years_are_read_forgivingly(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(ROWS).first.wait_for()
    page.fill("#filter-from", "'05")
    page.keyboard.press("Enter")
    left_out(page, "years")
    assert page.url.endswith("&n=10&from=2005")
    page.fill("#filter-to", "99")
    page.keyboard.press("Tab")
    page.wait_for_url("**&n=10&from=1999&to=2005")  # the ends are put in order
    holds(page, "from", "1999")
    for none in ("soon", "20x", "2 0 1 0", "'998"):
        page.fill("#filter-to", none)
        page.keyboard.press("Enter")
        holds(page, "to", "2005")
        assert page.url.endswith("&from=1999&to=2005")
    page.fill("#filter-to", " 2006 ")
    page.keyboard.press("Enter")
    page.wait_for_url("**&from=1999&to=2006")
    page.fill("#filter-to", "")
    page.keyboard.press("Enter")
    page.wait_for_url("**&n=10&from=1999")


def test_the_slider_moves_by_keyboard_and_says_where_it_stands(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(ROWS).first.wait_for()
    before = page.locator(f"{ROWS} .track-name b").all_inner_texts()
    thumb = page.get_by_role("slider", name="From well known tracks to hardly known ones")
    thumb.press("ArrowRight")
    page.wait_for_url("**&mood=1")
    thumb.press("ArrowRight")
    page.wait_for_url("**&mood=2")
    assert thumb.get_attribute("aria-valuetext") == "Hardly known"
    page.locator(f"{ROWS} .track-name b", has_not_text=before[0]).first.wait_for()
    page.wait_for_function(
        "before => [...document.querySelectorAll('.ag-center-cols-container .track-name b')]"
        ".map(one => one.innerText).join() !== before",
        arg=",".join(before),
    )
    assert page.locator('.filter[data-filter="mood"][data-set]').count() == 1
    thumb.press("Home")
    page.wait_for_url("**&mood=-2")


def test_a_cap_on_an_artist_keeps_to_it(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10&artist=1")
    left_out(page, "artist")
    artists = page.locator(f"{ROWS} .track-name span").all_inner_texts()
    assert len(artists) == len(set(artists)) == 10
    option(page, "artist", "Any").click()
    nothing_counted(page, "artist")


def test_nothing_moves_when_the_counts_come(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(ROWS).first.wait_for()
    boxes = (
        "[...document.querySelectorAll('.filter')]"
        ".map(one => Object.values(one.getBoundingClientRect().toJSON()).join())"
    )
    before = page.evaluate(boxes)
    option(page, "key", "Harmonic").click()
    left_out(page, "key")
    option(page, "artist", "≤ 1").click()
    left_out(page, "artist")
    assert page.evaluate(boxes) == before
    assert page.locator(".filter[data-set]").count() == 2


def test_each_filter_that_empties_the_answer_can_be_lifted_there(page, url: str) -> None:
    page.goto(f"{url}/?seed=lonely&n=10&from=2090&to=2095&key=same")
    page.locator("#nothing-left", has_text="first played 2090 to 2095").wait_for()
    page.locator("#nothing-left .chip", has_text="first played").click()
    page.wait_for_url("**&n=10&key=same")
    page.locator("#nothing-left .chip", has_text="same key").wait_for()
    page.go_back()
    page.locator("#nothing-left .chip", has_text="Lift all filters").click()
    page.locator(ROWS).nth(9).wait_for()
    assert page.url.endswith("&n=10")


@pytest.mark.parametrize(
    "viewport", [{"width": 2560, "height": 1300}, {"width": 700, "height": 900}]
)
def test_the_bar_fits_from_narrow_to_very_wide(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10&key=harmonic&from=1999&artist=2")
    page.locator(ROWS).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
