"""`python -m benchmarks.map`: how smoothly the page Map moves over 50,000 points.

Drives Chromium over an invented map, with WebGL (in software, as no graphics card can be relied on)
and on the plain canvas, and prints the time that each picture takes while the map is dragged and
zoomed, and the time to find the point under the mouse.
"""

import argparse
import statistics
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from benchmarks.serving import find_chromium
from scrapers.sandbox.wsgi_server import WsgiServer
from tests.dashboard.fake_map import FakeMap
from tests.dashboard.fake_service import FakeService, make_server

POINTS = 50_000
STEPS = 60
FLAGS = {
    "WebGL": ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    "canvas": ["--disable-gpu", "--disable-3d-apis"],
}
WATCH = """() => {
    window.frames = [];
    let last = performance.now();
    const note = (now) => {
        window.frames.push(now - last);
        last = now;
        window.watching = requestAnimationFrame(note);
    };
    window.watching = requestAnimationFrame(note);
}"""
WATCHED = "() => { cancelAnimationFrame(window.watching); return window.frames.slice(2); }"
DRAW = """count => {
    const times = [];
    for (let n = 0; n < count; n += 1) {
        const begun = performance.now();
        window.segue.map.redraw();
        times.push(performance.now() - begun);
    }
    return times;
}"""
PICK = """count => {
    const begun = performance.now();
    for (let n = 0; n < count; n += 1) window.segue.map.pick(200 + n % 500, 100 + n % 400);
    return (performance.now() - begun) / count;
}"""


def main(argv: list[str] | None = None) -> None:
    """Print the figures for both ways of drawing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.map", description=__doc__)
    parser.add_argument("--points", type=int, default=POINTS)
    count = parser.parse_args(argv).points
    if find_chromium() is None:
        print("The map: skipped, there is no Chromium")
        return
    service = FakeService()
    service.maps = FakeMap(service.tracks, size=count)
    server = WsgiServer(make_server(service), host="127.0.0.1", port=0, threads=8)
    print(f"{count:,} points, 1440 × 900")
    with sync_playwright() as driver:
        for name, flags in FLAGS.items():
            measure(driver, name, flags, f"http://127.0.0.1:{server.port}/map", count)


def measure(driver: Playwright, name: str, flags: list[str], url: str, count: int) -> None:
    """Open the map in a browser with these flags and move over it."""
    path = find_chromium()
    browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", *flags])
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.wait_for_function(f"() => window.segue?.map?.look().size === {count}", timeout=60_000)
    page.wait_for_timeout(1500)
    kind = page.evaluate("() => window.segue.map.look().renderer")
    print(f"\n{name} (drawn by {kind})")
    around: Any = page.locator("#map-canvas").bounding_box()
    middle = (around["x"] + around["width"] / 2, around["y"] + around["height"] / 2)
    page.mouse.move(*middle)
    page.evaluate(WATCH)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(middle[0] + 2 * (step % 60), middle[1] + step % 40)
    page.mouse.up()
    tell("dragging, from picture to picture", page.evaluate(WATCHED))
    page.evaluate(WATCH)
    for step in range(STEPS):
        page.mouse.wheel(0, -60 if step < STEPS / 2 else 60)
    tell("zooming, from picture to picture", page.evaluate(WATCHED))
    tell("drawing itself, whole map", draws(page))
    print(f"  {'finding the point under the mouse':36}{page.evaluate(PICK, 2000) * 1000:8.1f} µs")
    browser.close()


def draws(page: Page) -> list[float]:
    """Times in which a whole picture is handed over, in ms."""
    page.locator('#map [data-map="all"]').click()
    page.wait_for_timeout(1000)
    times: list[float] = page.evaluate(DRAW, 30)
    return times


def tell(what: str, times: list[float]) -> None:
    """The middle and the slow end."""
    slow = sorted(times)[int(0.95 * (len(times) - 1))]
    print(
        f"  {what:36}{statistics.median(times):8.1f} ms, p95 {slow:.1f} ms, {len(times)} pictures"
    )


if __name__ == "__main__":
    main()
