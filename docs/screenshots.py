"""Renders the screenshots in docs/images from the demo: `make docs`."""

import shutil
import socket
import sys
import tempfile
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, sync_playwright
from waitress import create_server

from dashboard.settings import DashboardSettings
from dashboard.start import start
from recommender.settings import DataSettings

IMAGES = Path(__file__).parent / "images"
SIZES = {1440: 900, 390: 844}
SCHEMES = ("dark", "light")
FIRST_TIME_MS = 60_000
"""TensorFlow is imported behind the progress bar."""
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

ANOTHER_MIX = """() => {
  const tracks = JSON.parse(localStorage.getItem("crate"));
  tracks[1].title = `${tracks[1].title.replace(/ \\(.*/, "")} (Dub Mix)`;
  localStorage.setItem("crate", JSON.stringify(tracks));
}"""
"""Puts a mix into the crate that is not on Spotify, so that there is something to choose."""


def main() -> int:
    """Open the demo at a port of its own and walk through it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Screenshots need Chromium: sudo apt install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        dashboard = start(
            DashboardSettings.model_validate({"SEGUE_PORT": port, "SEGUE_DEMO": "on"}),
            DataSettings.model_validate({"SEGUE_DATA": folder}),
        )
        server = create_server(dashboard.app.server, host="127.0.0.1", port=port, threads=8)
        Thread(target=server.run, daemon=True).start()
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
            for width, height in SIZES.items():
                for scheme in SCHEMES:
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, color_scheme=scheme
                    )
                    walk(context.new_page(), f"http://127.0.0.1:{port}", f"{width}-{scheme}")
                    context.close()
            browser.close()
        server.close()
        dashboard.close()
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
    for row in (0, 1, 3, 4):
        page.locator(".add-button").nth(row).click()
    page.locator("#crate-list li").nth(3).wait_for(state="attached")
    shoot("find")
    page.locator(".ag-center-cols-container .ag-row .why >> visible=true").first.click()
    page.locator(".set-title").first.wait_for()
    shoot("evidence")
    page.keyboard.press("Escape")
    page.locator(".set-title").first.wait_for(state="hidden")
    page.evaluate(ANOTHER_MIX)
    page.reload()
    page.locator("#crate-list li").nth(3).wait_for(state="attached")
    if not page.locator("#create").is_visible():
        page.locator("#crate-bar, .crate-bar").first.click()
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


if __name__ == "__main__":
    sys.exit(main())
