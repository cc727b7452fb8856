"""From page to page: none is loaded anew, none forgets what it shows."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SEED = "Mira Voss - Afterglow"


def link(page, name: str):
    return page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True)


def test_a_page_is_found_again_as_it_was_left(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(".seed-card h1", has_text="Afterglow").wait_for()
    page.evaluate("window.sameDocument = true")
    link(page, "DJs").click()
    expect(page.locator("#page-find")).to_be_hidden()
    expect(page.locator("#page-djs")).to_be_visible()
    assert page.url == f"{url}/djs"
    expect(link(page, "DJs")).to_have_attribute("aria-current", "page")
    link(page, "Find").click()
    expect(page.locator(".seed-card h1", has_text="Afterglow")).to_be_visible()
    assert "seed=Mira" in page.url
    assert page.evaluate("window.sameDocument") is True


def test_back_and_forward_go_from_page_to_page(page, url: str) -> None:
    page.goto(url)
    page.locator(".chip").first.wait_for()
    link(page, "Catalogue").click()
    expect(page.locator("#page-catalogue")).to_be_visible()
    page.go_back()
    expect(page.locator("#page-find")).to_be_visible()
    page.go_forward()
    expect(page.locator("#page-catalogue")).to_be_visible()
    expect(page.locator("#page-find")).to_be_hidden()


@pytest.mark.parametrize("name", ["DJs", "Map", "Catalogue"])
def test_a_pages_address_opens_it_and_nothing_else_flashes_up(page, url: str, name: str) -> None:
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
          const find = document.querySelector("#page-find");
          if (find && find.checkVisibility()) window.flashed = true;
        }).observe(document.documentElement, { childList: true, subtree: true }));"""
    )
    page.goto(f"{url}/{name.lower()}")
    expect(page.locator(f"#page-{name.lower()}").get_by_role("heading").first).to_be_visible()
    expect(link(page, name)).to_have_attribute("aria-current", "page")
    assert page.evaluate("window.flashed") is None


def test_a_click_with_ctrl_opens_a_tab_and_leaves_this_one(page, url: str) -> None:
    page.goto(url)
    page.locator(".chip").first.wait_for()
    with page.context.expect_page() as opened:
        link(page, "Map").click(modifiers=["Control"])
    expect(opened.value).to_have_url(re.compile("/map$"))
    assert page.url.rstrip("/") == url


def test_the_crate_stays_beside_every_page(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(".add-button").first.click()
    page.locator("#crate-list li").wait_for()
    for name in ("DJs", "Map", "Catalogue"):
        link(page, name).click()
        expect(page.locator("#crate-list li")).to_be_visible()


def test_each_page_has_its_title_and_keeps_it(page, url: str) -> None:
    page.goto(f"{url}/map")
    expect(page).to_have_title("Map · Segue")
    page.goto(f"{url}/?seed={SEED}&n=10")
    expect(page).to_have_title("Afterglow · Segue")
    for name in ("Catalogue", "DJs"):
        link(page, name).click()
        expect(page).to_have_title(f"{name} · Segue")
    link(page, "Find").click()
    expect(page).to_have_title("Afterglow · Segue")


def test_a_page_stands_where_it_was_left(page, url: str) -> None:
    page.goto(f"{url}/?seed={SEED}&n=50")
    page.locator(".add-button").first.wait_for()
    page.evaluate("window.scrollTo(0, 700)")
    link(page, "DJs").click()
    expect(page.locator("#page-djs")).to_be_visible()
    assert page.evaluate("window.scrollY") == 0
    page.go_back()
    expect(page.locator("#page-find")).to_be_visible()
    page.wait_for_function("() => window.scrollY === 700")


def test_a_page_that_could_not_be_fetched_says_so_and_can_be_fetched_again(
    troubled, url: str
) -> None:
    troubled.goto(url)
    troubled.locator(".chip").first.wait_for()
    troubled.route(re.compile("_dash-update-component"), lambda route: route.abort())
    link(troubled, "Catalogue").click()
    page = troubled.locator("#page-catalogue")
    expect(page.get_by_role("alert")).to_contain_text("Segue does not answer")
    troubled.unroute(re.compile("_dash-update-component"))
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Catalogue")).to_be_visible()
    expect(page.get_by_text("Segue does not answer")).to_have_count(0)
    expect(troubled.locator("#page")).to_be_focused()


@pytest.mark.parametrize("what", ["dash_ag_grid.*min", "async-community", "_dash-update-component"])
def test_a_table_that_could_not_be_fetched_is_fetched_with_the_next_question(
    troubled, url: str, what: str
) -> None:
    troubled.set_viewport_size({"width": 390, "height": 844})
    troubled.goto(url)
    troubled.locator(".chip").first.wait_for()
    troubled.route(re.compile(what), lambda route: route.abort())
    troubled.evaluate("seed => segue.search.submit(seed)", SEED)
    expect(troubled.locator("#seed-error")).to_contain_text("Segue does not answer")
    troubled.unroute(re.compile(what))
    troubled.evaluate("segue.search.again()")
    troubled.locator(".add-button").first.wait_for()
    # On a phone the rows are folded: no header, few columns.
    troubled.wait_for_function("() => document.querySelectorAll('.ag-header-cell').length === 3")


@pytest.mark.parametrize("answer", [{"status": 502}, {"body": "<html>log in</html>"}])
def test_what_answers_in_segues_place_is_told(troubled, url: str, answer: dict) -> None:
    troubled.goto(f"{url}/?seed={SEED}&n=10")
    troubled.locator(".add-button").first.wait_for()
    troubled.route(
        f"{url}/find",
        lambda route: route.fulfill(content_type="text/html", **answer),
    )
    troubled.evaluate("segue.search.ask({ count: '50' })")
    expect(troubled.locator("#seed-error")).to_contain_text("Segue does not answer")


def test_an_unknown_address_leads_back(page, url: str) -> None:
    answer = page.request.get(f"{url}/nowhere")
    assert answer.status == 404
    assert "There is no such page." in answer.text()
    assert 'href="/"' in answer.text()
