"""The page Map: 500 invented tracks to move over, fly to, select, and share."""

import shutil
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.map_service import MapStatus
from recommender.errors import ArtefactDamaged
from tests.browser.map_page import (
    box,
    crate_keys,
    drag,
    look,
    open_map,
    point,
    press,
    query,
    settled,
)
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def calm_page(chromium, serve: object) -> Iterator[object]:
    """A page that may show errors in its console: Chromium writes each answer of 400 there."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_drag_moves_and_wheel_and_buttons_zoom_and_the_address_follows(page, url: str) -> None:
    open_map(page, f"{url}/map")
    drag(page, (0.5, 0.5), (0.3, 0.6))
    moved = look(page)
    assert moved["x"] > 0 > moved["y"]
    assert moved["z"] == 1
    around = box(page)
    page.mouse.move(around["x"] + around["width"] / 2, around["y"] + around["height"] / 2)
    page.mouse.wheel(0, -400)
    page.wait_for_function("() => window.segue.map.look().z > 1.5")
    press(page, "in")
    now = settled(page)
    assert now["z"] > 2.5
    asked = query(page)
    assert float(asked["z"]) == pytest.approx(now["z"], abs=0.01)
    assert float(asked["x"]) == pytest.approx(now["x"], abs=0.001)
    press(page, "all")
    page.wait_for_function("() => window.segue.map.look().z === 1")


def test_the_keyboard_moves_zooms_and_chooses(page, url: str) -> None:
    open_map(page, f"{url}/map")
    page.locator("#map-canvas").focus()
    page.keyboard.press("ArrowRight")
    assert look(page)["x"] > 0
    page.keyboard.press("+")
    assert look(page)["z"] > 1
    page.keyboard.press("Enter")
    title = page.locator("#map-card-title")
    title.wait_for()
    assert title.inner_text() in page.locator("#map-spoken").inner_text()
    # On through the list: the nearest track becomes the chosen one, and the focus goes along.
    nearest = page.locator(".map-near a").first
    name = nearest.locator("b").inner_text()
    nearest.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "name => document.querySelector('#map-card-title').textContent === name", arg=name
    )
    assert page.evaluate("() => document.activeElement.id") == "map-card-title"
    page.locator("#map-canvas").focus()
    page.keyboard.press("Escape")
    page.locator("#map-card").wait_for(state="hidden")


def test_search_flies_to_the_track_and_a_shared_link_shows_the_same(
    page, url: str, service: FakeService
) -> None:
    wanted = service.maps.shown[40]
    open_map(page, f"{url}/map")
    page.fill("#map-search", wanted.title)
    page.locator("#map-found li").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator("#map-search").get_attribute("aria-activedescendant") == "map-found-0"
    page.keyboard.press("Enter")
    there = settled(page)
    assert there["z"] > 2
    assert page.locator("#map-card-title").inner_text() == wanted.title
    press(page, "colour", "tempo")
    settled(page)
    shared = page.url
    assert query(page)["track"] == wanted.key
    page.goto("about:blank")
    open_map(page, shared)
    again = settled(page)
    for name in ("x", "y", "z"):
        assert again[name] == pytest.approx(there[name], abs=0.01)
    assert page.locator("#map-card-title").inner_text() == wanted.title
    tempo = page.locator('[data-map="colour"][data-value="tempo"]')
    assert tempo.get_attribute("aria-pressed") == "true"


def test_a_name_that_is_not_on_the_map_is_told(page, url: str) -> None:
    open_map(page, f"{url}/map")
    page.fill("#map-search", "zzzz")
    page.keyboard.press("Enter")
    page.get_by_text("No track on this map is called “zzzz”.").first.wait_for()


def test_hovering_names_the_track_and_a_click_chooses_it(
    page, url: str, service: FakeService
) -> None:
    open_map(page, f"{url}/map")
    wanted = service.maps.shown[0]
    page.mouse.move(*point(page, wanted.key))
    tip = page.locator("#map-tip")
    tip.wait_for()
    assert wanted.title in tip.inner_text()
    assert f"in {wanted.sets} sets" in tip.inner_text()
    page.mouse.click(*point(page, wanted.key))
    assert page.locator("#map-card-title").inner_text() == wanted.title
    find = page.get_by_role("link", name="Find what fits")
    assert parse_qs(urlsplit(find.get_attribute("href")).query)["seed"] == [wanted.name]
    page.get_by_role("button", name="Add to the crate", exact=True).click()
    page.get_by_role("button", name="In the crate", exact=True).wait_for()
    assert crate_keys(page) == [wanted.key]
    page.get_by_role("button", name="In the crate", exact=True).click()
    assert crate_keys(page) == []


def test_a_name_with_markup_stays_a_name(page, url: str, service: FakeService) -> None:
    nasty = next(track for track in service.maps.shown if "<img" in track.title)
    open_map(page, f"{url}/map")
    page.fill("#map-search", "onerror")
    page.keyboard.press("Enter")
    page.locator("#map-card-title").wait_for()
    assert page.locator("#map-card-title").inner_text() == nasty.title
    assert page.locator("#map img").count() == 0


def test_back_leads_through_the_tracks_and_the_maps_but_not_through_every_move(
    page, url: str, service: FakeService
) -> None:
    one, other = service.maps.shown[40], service.maps.shown[80]
    open_map(page, f"{url}/map")
    press(page, "in")
    start = settled(page)
    for wanted in (one, other):
        page.fill("#map-search", wanted.title)
        page.keyboard.press("Enter")
        page.locator("#map-card-title", has_text=wanted.title).wait_for()
        settled(page)
    press(page, "colour", "tempo")
    press(page, "out")
    settled(page)
    press(page, "kind", "sound")
    page.wait_for_url("**kind=sound*")
    page.wait_for_function(
        "() => document.querySelector('#map-canvas').ariaLabel.includes('sound')"
    )
    settled(page)

    page.go_back()
    page.wait_for_function("() => document.querySelector('#map-canvas').ariaLabel.includes('sets')")
    page.locator("#map-card-title", has_text=other.title).wait_for()
    settled(page)
    page.go_back()
    page.locator("#map-card-title", has_text=one.title).wait_for()
    settled(page)
    page.go_back()
    page.locator("#map-card").wait_for(state="hidden")
    now = settled(page)
    assert now["z"] == pytest.approx(start["z"], abs=0.01)
    assert "track" not in query(page)
    page.go_forward()
    page.locator("#map-card-title", has_text=one.title).wait_for()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("x=1e9&y=0&z=1e9", "No track is where this link points"),
        ("track=nobody&x=0.1&y=0.1&z=40", "The track of this link is not on this map"),
    ],
)
def test_a_link_that_points_at_nothing_shows_the_whole_map(
    page, url: str, address: str, words: str
) -> None:
    open_map(page, f"{url}/map?{address}")
    page.locator(".map-hint", has_text=words).wait_for()
    now = settled(page)
    assert (now["x"], now["y"], now["z"]) == (0, 0, 1)
    assert urlsplit(page.url).query == ""


def test_the_legend_lights_one_group_and_says_so(page, url: str) -> None:
    open_map(page, f"{url}/map")
    techno = page.get_by_role("button", name="techno")
    techno.click()
    assert page.get_by_role("button", name="techno").get_attribute("aria-pressed") == "true"
    assert page.evaluate("() => document.activeElement.textContent") == "techno"
    press(page, "colour", "key")
    assert page.locator("#map-legend button").count() == 25
    press(page, "colour", "tempo")
    assert page.locator("#map-legend button").count() == 8


def test_the_map_of_sounds_is_another_picture_of_the_same_tracks(
    page, url: str, service: FakeService
) -> None:
    open_map(page, f"{url}/map")
    key = service.maps.shown[2].key
    before = page.evaluate("key => window.segue.map.screen(key)", key)
    press(page, "kind", "sound")
    page.wait_for_url("**/map?kind=sound*")
    page.wait_for_function(
        "([key, [x, y]]) => { const [left, top] = window.segue.map.screen(key);"
        " return left !== x && top !== y; }",
        arg=[key, before],
    )


def test_what_fails_says_so_and_tries_again(calm_page, url: str, service: FakeService) -> None:
    page = calm_page
    service.maps.failure = ArtefactDamaged("The map can't be used. Run: python -m recommender map")
    page.goto(f"{url}/map")
    again = page.get_by_role("button", name="Try again")
    again.wait_for()
    assert "python -m recommender map" in page.locator("#map-message").inner_text()
    assert not page.locator("#map-canvas").is_visible()
    service.maps.failure = None
    again.click()
    page.wait_for_function("() => window.segue.map.look().size === 500")
    assert page.locator("#map-canvas").is_visible()


def test_nothing_trained_says_what_to_run(page, url: str, service: FakeService) -> None:
    service.maps.now = MapStatus((), message="Train once: python -m recommender train")
    page.goto(f"{url}/map")
    page.get_by_text("python -m recommender train").wait_for()
    assert not page.locator("#map-canvas").is_visible()
    service.maps.now = MapStatus(("sets",))
    page.get_by_role("button", name="Look again").click()
    page.wait_for_function("() => window.segue.map.look().size === 500")
    assert page.locator('[data-map="kind"][data-value="sound"]').is_disabled()


def test_a_map_that_is_drawn_after_the_other_can_be_chosen_when_it_is_there(
    page, url: str, service: FakeService
) -> None:
    service.maps.now = MapStatus(("sets",), computing=True, share=0.6)
    page.goto(f"{url}/map")
    sound = page.locator('[data-map="kind"][data-value="sound"]')
    expect(sound).to_be_disabled()
    expect(sound).to_have_attribute("title", "Still being drawn")
    service.maps.now = MapStatus(("sets", "sound"))
    expect(sound).to_be_enabled()


def test_a_map_that_is_being_drawn_shows_how_far_and_then_itself(
    page, url: str, service: FakeService
) -> None:
    service.maps.compute(0.4)
    page.goto(f"{url}/map")
    page.get_by_text("40 %").wait_for()
    service.maps.now = MapStatus(("sets", "sound"))
    page.wait_for_function("() => window.segue.map.look().size === 500")


def test_an_old_map_says_how_to_draw_it_anew(page, url: str, service: FakeService) -> None:
    service.maps.current = False
    open_map(page, f"{url}/map")
    page.get_by_text("This map is older than what Segue has learned since").wait_for()


def test_another_page_and_back_keeps_the_view(page, url: str) -> None:
    open_map(page, f"{url}/map")
    press(page, "in")
    before = settled(page)
    page.locator('.rail-link[data-page="find"]').click()
    page.locator("#map-canvas").wait_for(state="hidden")
    page.set_viewport_size({"width": 1300, "height": 800})
    page.locator('.rail-link[data-page="map"]').click()
    page.locator("#map-canvas").wait_for()
    after = settled(page)
    assert after["z"] == pytest.approx(before["z"], abs=0.01)
    assert (after["x"], after["y"]) == (before["x"], before["y"])


def test_a_window_of_another_size_keeps_points_under_the_hand(
    page, url: str, service: FakeService
) -> None:
    open_map(page, f"{url}/map")
    page.set_viewport_size({"width": 900, "height": 700})
    page.wait_for_timeout(200)
    wanted = service.maps.shown[0]
    x, y = page.evaluate("key => window.segue.map.screen(key)", wanted.key)
    at = page.evaluate("([x, y]) => window.segue.map.pick(x, y)", [x, y])
    assert at == 0


@pytest.mark.parametrize("viewport", [PHONE])
def test_on_a_phone_a_tap_chooses_and_nothing_is_too_wide(
    page, url: str, service: FakeService, viewport: dict[str, int]
) -> None:
    open_map(page, f"{url}/map?colour=key")
    wanted = service.maps.shown[0]
    page.mouse.click(*point(page, wanted.key))
    page.locator("#map-card-title").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") == viewport["width"]
    card, picture = page.locator("#map-card").bounding_box(), box(page)
    assert card["y"] >= picture["y"] + picture["height"]
    press(page, "lasso")
    press(page, "select-view")
    bar = page.locator("#map-selection").bounding_box()
    for button in page.locator("#map-selection button").all():
        inside = button.bounding_box()
        assert inside["x"] + inside["width"] <= bar["x"] + bar["width"]
        assert inside["height"] >= 40


PAINTED = """() => {
    const drawn = document.querySelector("#map-canvas canvas");
    const copy = document.createElement("canvas");
    copy.width = drawn.width;
    copy.height = drawn.height;
    const context = copy.getContext("2d");
    window.segue.map.redraw();
    context.drawImage(drawn, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let painted = 0;
    for (let at = 3; at < data.length; at += 4) painted += data[at] > 127;
    return { renderer: window.segue.map.look().renderer, painted };
}"""


def painted(chromium, url: str, flags: list[str]) -> dict:
    """How many pixels the points cover, in a browser of its own."""
    kind = chromium.browser_type
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    browser = kind.launch(executable_path=path, args=["--no-sandbox", *flags])
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    open_map(page, f"{url}/map")
    found = page.evaluate(PAINTED)
    browser.close()
    return found


def test_without_webgl_the_same_map_is_drawn(chromium, url: str) -> None:
    plain = painted(chromium, url, ["--disable-gpu", "--disable-3d-apis"])
    assert plain["renderer"] == "canvas"
    assert plain["painted"] > 5000
    quick = painted(chromium, url, ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"])
    assert quick["renderer"] == "webgl"
    assert 0.7 < quick["painted"] / plain["painted"] < 1.4
