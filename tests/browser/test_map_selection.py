"""The page Map: drawing around tracks, the crate, and the crate's path."""

import pytest

from tests.browser.map_page import crate_keys, drag, look, open_map, press
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser


def test_a_line_around_tracks_selects_them_for_the_crate_and_the_path_shows(
    page, url: str, service: FakeService
) -> None:
    open_map(page, f"{url}/map")
    press(page, "lasso")
    drag(page, (0.4, 0.1), (0.6, 0.1), (0.6, 0.25), (0.4, 0.25))
    chosen = look(page)["selected"]
    assert 0 < chosen < 100
    page.locator("#map-selection", has_text=f"{chosen} tracks selected").wait_for()
    lasso = page.locator('[data-map="lasso"]')
    assert lasso.get_attribute("aria-pressed") == "false", "one line, then the hand moves again"
    page.locator('[data-map="crate-selected"]').click()
    page.locator("#map-selection", has_text=f"{chosen} tracks added").wait_for()
    assert page.evaluate("() => document.activeElement.textContent") == "Undo"
    page.get_by_role("button", name="Undo", exact=True).last.click()
    page.locator("#map-selection", has_text=f"{chosen} tracks selected").wait_for()
    assert crate_keys(page) == []
    page.locator('[data-map="crate-selected"]').click()
    page.locator("#map-selection", has_text=f"{chosen} tracks added").wait_for()
    inside = crate_keys(page)
    assert len(inside) == chosen
    places = [[t.key for t in service.maps.shown].index(key) for key in inside]
    assert places == sorted(places), "most played first"
    assert look(page)["path"] == chosen
    assert page.locator("#map-path").inner_text() == (
        f"The line is your crate, in its order: {chosen} tracks."
    )
    press(page, "unselect")
    assert look(page)["selected"] == 0


def test_undo_of_a_selection_goes_when_the_crate_changes_otherwise(
    page, url: str, service: FakeService
) -> None:
    open_map(page, f"{url}/map")
    press(page, "lasso")
    press(page, "select-view")
    press(page, "crate-selected")
    page.locator('[data-map="undo-selected"]').wait_for()
    page.evaluate("() => window.segue.crate.remove(window.segue.crate.tracks()[0].key)")
    page.locator('[data-map="undo-selected"]').wait_for(state="detached")
    assert len(crate_keys(page)) == 99


@pytest.mark.parametrize(("tracks", "numbers"), [(12, True), (31, False)])
def test_the_path_of_a_large_crate_is_a_plain_line(
    page, url: str, service: FakeService, tracks: int, numbers: bool
) -> None:
    open_map(page, f"{url}/map")
    page.evaluate(
        """keys => window.segue.crate.add(keys.map((key) => ({
            key, artist: "A", title: key, camelot: null, tempo_bpm: null, h1: 1, h2: 2 })))""",
        [track.key for track in service.maps.shown[:tracks]],
    )
    page.wait_for_function(f"() => window.segue.map.look().path === {tracks}")
    written = page.evaluate(
        """() => {
            const { prototype } = CanvasRenderingContext2D;
            const write = prototype.fillText;
            const done = [];
            prototype.fillText = function (text, ...place) {
                done.push(text);
                write.call(this, text, ...place);
            };
            window.segue.map.redraw();
            return done;
        }"""
    )
    assert bool(written) == numbers


def test_no_more_than_a_hundred_go_into_the_crate_and_that_is_told(page, url: str) -> None:
    open_map(page, f"{url}/map")
    press(page, "lasso")
    press(page, "select-view")
    page.get_by_text("500 tracks selected").wait_for()
    page.get_by_role("button", name="Add the 100 most played to the crate").click()
    page.wait_for_function("() => window.segue.crate.tracks().length === 100")


def test_shift_and_drag_selects_without_the_button(page, url: str) -> None:
    open_map(page, f"{url}/map")
    page.keyboard.down("Shift")
    drag(page, (0.2, 0.1), (0.8, 0.1), (0.8, 0.9), (0.2, 0.9))
    page.keyboard.up("Shift")
    now = look(page)
    assert now["selected"] > 50
    assert (now["x"], now["y"]) == (0, 0)


def test_crate_tracks_that_are_not_on_the_map_are_told(
    page, url: str, service: FakeService
) -> None:
    open_map(page, f"{url}/map")
    keys = [service.maps.shown[0].key, "nobody - nowhere"]
    page.evaluate(
        """keys => window.segue.crate.add(keys.map((key) => ({
            key, artist: "A", title: key, camelot: null, tempo_bpm: null, h1: 1, h2: 2 })))""",
        keys,
    )
    page.get_by_text("1 of its 2 tracks is not on this map.").wait_for()
    assert look(page)["path"] == 1
