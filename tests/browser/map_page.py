"""The page Map in the browser: opening it, reading it, moving over it."""

from urllib.parse import parse_qs, urlsplit

LOOK = "() => window.segue.map.look()"


def open_map(page, address: str) -> None:
    page.goto(address)
    page.wait_for_function("() => window.segue?.map?.look().size === 500")


def look(page) -> dict:
    return page.evaluate(LOOK)


def settled(page) -> dict:
    """After the flight and after the address was written."""
    page.wait_for_function(
        """() => {
            const now = JSON.stringify(window.segue.map.look());
            const same = window.lastLook === now;
            window.lastLook = now;
            return same;
        }""",
        polling=200,
    )
    page.wait_for_timeout(400)
    return look(page)


def box(page) -> dict:
    return page.locator("#map-canvas").bounding_box()


def point(page, key: str) -> tuple[float, float]:
    """Where a track lies, in the window."""
    x, y = page.evaluate("key => window.segue.map.screen(key)", key)
    around = box(page)
    return around["x"] + x, around["y"] + y


def query(page) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(urlsplit(page.url).query).items()}


def press(page, act: str, value: str = "") -> None:
    more = f'[data-value="{value}"]' if value else ""
    page.locator(f'#map [data-map="{act}"]{more}').click()


def drag(page, *places: tuple[float, float]) -> None:
    """Places as shares of the picture."""
    around = box(page)
    at = [
        (around["x"] + around["width"] * x, around["y"] + around["height"] * y) for x, y in places
    ]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def crate_keys(page) -> list[str]:
    return page.evaluate("() => window.segue.crate.tracks().map(({ key }) => key)")
