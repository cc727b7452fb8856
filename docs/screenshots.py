"""Renders the screenshots in docs/images from the demo: `make docs`."""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.serving import FLAGS, find_chromium, served_demo

IMAGES = Path(__file__).parent / "images"
SIZES = {1440: 900, 390: 844}
SCHEMES = ("dark", "light")
FIRST_TIME_MS = 60_000
"""TensorFlow is imported behind the progress bar."""
PHONE = 900
SETTLE_MS = 300
NAMES = "segue.grid.rows().map(({ artist, title }) => `${artist} - ${title}`)"

ANOTHER_MIX = """() => {
  const tracks = JSON.parse(localStorage.getItem("crate"));
  tracks[1].title = `${tracks[1].title.replace(/ \\(.*/, "")} (Dub Mix)`;
  localStorage.setItem("crate", JSON.stringify(tracks));
}"""
"""Puts a mix into the crate that is not on Spotify, so that there is something to choose."""


def main() -> int:
    """Open the demo at a port of its own and walk through it."""
    chromium = find_chromium()
    if chromium is None:
        print("Screenshots need Chromium: sudo apt install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with served_demo() as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for width, height in SIZES.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                walk(context.new_page(), url, f"{width}-{scheme}")
                context.close()
        browser.close()
    return 0


def walk(page: Page, url: str, suffix: str) -> None:
    """The main path, a picture at each step."""

    def shoot(name: str) -> None:
        # Panels slide and buttons fade; a picture of the middle of it helps nobody.
        page.wait_for_timeout(500)
        page.screenshot(path=IMAGES / f"{name}-{suffix}.png")

    page.goto(f"{url}/spotify")
    shoot("spotify")
    page.goto(url)
    page.locator(".chip").first.wait_for()
    shoot("start")
    page.locator(".chip").nth(1).click()
    page.locator(".add-button").first.wait_for()
    seeds(page)
    for row in (0, 1, 3, 4, 6, 7, 9):
        page.locator(".add-button").nth(row).click()
    page.locator("#crate-list > li").nth(6).wait_for(state="attached")
    page.evaluate("scrollTo(0, 0)")  # where the last press has led away from
    shoot("find")
    page.locator(".why, .track-folded").locator("visible=true").first.click()
    page.locator(".set-title").first.wait_for()
    shoot("evidence")
    page.keyboard.press("Escape")
    page.locator(".set-title").first.wait_for(state="hidden")
    crate_sheet(page, opened=True)
    page.locator("#crate-order").click()
    page.locator("#crate-told.is-open").wait_for()
    shoot("crate")
    crate_sheet(page, opened=False)
    other_pages(page, url, shoot)
    page.goto(url)
    page.locator("#crate-list > li").nth(6).wait_for(state="attached")
    for _ in range(3):
        page.evaluate("segue.crate.remove(segue.crate.tracks().at(-1).key)")
    page.evaluate(ANOTHER_MIX)
    page.reload()
    page.locator("#crate-list > li").nth(3).wait_for(state="attached")
    crate_sheet(page, opened=True)
    page.locator("#create").click()
    page.locator("#connect-link").click()
    agree = page.get_by_role("button", name="Agree")
    agree.or_(page.locator("#playlist-write")).first.wait_for()
    if agree.is_visible():
        agree.click()
    page.locator("#playlist-write:not([disabled])").wait_for()
    shoot("playlist")
    page.locator(".offers input").first.check()
    page.locator("#playlist-write").click()
    page.locator("#playlist-link").wait_for()
    shoot("written")
    page.locator("#playlist-undo").click()
    page.get_by_text("Taken back").wait_for()
    page.goto(url)
    page.locator(".chip").last.click()
    page.locator(".seed-card .spectrogram img").wait_for(timeout=FIRST_TIME_MS)
    page.locator(".add-button").first.wait_for()
    shoot("sound")
    page.goto(f"{url}/?seed=Zzyzx+Qoph+-+Unwritten")
    page.locator(".drop-zone").wait_for()
    shoot("upload")


def seeds(page: Page) -> None:
    """One more seed, one dislike, two filters."""
    page.wait_for_function("() => segue.grid.rows().length > 9")
    page.evaluate(f"window.names = {NAMES}")
    answered = "() => segue.shown !== window.before && segue.grid.rows().length > 9"
    for ask in (
        "segue.seeds.like(names[1])",
        "segue.seeds.dislike(names[5])",
        "segue.search.ask({ key: 'harmonic', artist: '2' })",
    ):
        page.evaluate(f"window.before = segue.shown; {ask}")
        page.wait_for_function(answered)
        page.wait_for_timeout(SETTLE_MS)


def crate_sheet(page: Page, opened: bool) -> None:
    """On a phone the crate is a sheet; elsewhere it is always there."""
    if page.viewport_size and page.viewport_size["width"] > PHONE:
        return
    if opened:
        page.locator("#crate-bar").click()
    else:
        page.keyboard.press("Escape")


def other_pages(page: Page, url: str, shoot: Callable[[str], None]) -> None:
    """DJs, Map, Catalogue and Lab."""
    page.goto(f"{url}/djs")
    page.locator("#dj-most .chip").first.wait_for()
    shoot("djs")
    page.locator("#dj-most .chip").first.click()
    page.locator("#dj-figure .main-svg").first.wait_for(timeout=FIRST_TIME_MS)
    page.locator("#dj-track-list li").first.wait_for()
    shoot("dj")
    page.goto(f"{url}/map")
    page.locator("#map:not(.is-waiting)").wait_for(timeout=FIRST_TIME_MS)
    shoot("map")
    page.goto(f"{url}/catalogue")
    page.locator("#page-catalogue .main-svg").first.wait_for(timeout=FIRST_TIME_MS)
    shoot("catalogue")
    page.goto(f"{url}/lab")
    page.locator(".lab-row").first.wait_for()
    shoot("lab")
    page.goto(f"{url}/lab?view=compare")
    page.locator(".lab-start .chip").first.click()
    page.locator(".lab-track").first.wait_for(timeout=FIRST_TIME_MS)
    page.locator(".lab-track.is-all, .lab-track").first.hover()
    page.evaluate("scrollTo(0, 0)")
    shoot("lab-compare")
    page.goto(f"{url}/lab?view=inside")
    page.locator(".lab-rounds").wait_for(state="attached")
    shoot("lab-inside")


if __name__ == "__main__":
    sys.exit(main())
