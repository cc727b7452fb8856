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
