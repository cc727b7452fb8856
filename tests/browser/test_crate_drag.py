"""Moving the tracks of the crate: by mouse, by finger, by keyboard."""

import threading
from collections.abc import Sequence

import pytest

from dashboard.crate_service import Facts
from tests.browser.crate_page import (
    ROWS,
    box,
    fill,
    handle,
    moved,
    risen,
    stored,
    titles,
    wait_for_titles,
)
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser


def middle(place: dict[str, float]) -> tuple[float, float]:
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def take(page, number: int) -> tuple[float, float]:
    """Press the mouse on a row's grip; where the hand is."""
    x, y = middle(box(handle(page, number)))
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def test_a_row_is_dragged_to_its_place_with_the_mouse(page, url: str, service: FakeService) -> None:
    names = fill(page, url, service, 6)
    x, _ = take(page, 1)
    target = box(page.locator(ROWS).nth(4))
    page.mouse.move(x, target["y"] + target["height"] - 6, steps=8)
    line = page.locator("#crate-drop")
    line.wait_for()
    assert titles(page) == names  # nothing is moved before it is dropped
    page.mouse.up()
    wait_for_titles(page, moved(names, 1, 4))
    assert stored(page) == moved(names, 1, 4)
    line.wait_for(state="hidden")
    assert page.locator(".is-lifted, .is-dragged").count() == 0  # the drag's end is no press


def test_escape_puts_a_dragged_row_back(page, url: str, service: FakeService) -> None:
    names = fill(page, url, service, 5)
    x, y = take(page, 0)
    page.mouse.move(x, y + 130, steps=6)
    page.locator("#crate-drop").wait_for()
    page.keyboard.press("Escape")
    page.locator("#crate-drop").wait_for(state="hidden")
    page.mouse.up()
    assert titles(page) == names
    assert page.locator(".is-lifted, .is-dragged").count() == 0


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 620}])
def test_near_its_edge_the_list_scrolls_under_the_hand(
    page, url: str, service: FakeService
) -> None:
    names = fill(page, url, service, 40)
    place = box(page.locator("#crate-list"))
    x, _ = take(page, 0)
    page.mouse.move(x, place["y"] + place["height"] - 4, steps=8)
    page.wait_for_function(
        "() => { const list = document.getElementById('crate-list');"
        " return list.scrollTop + list.clientHeight > list.scrollHeight - 3; }"
    )
    page.mouse.up()
    wait_for_titles(page, moved(names, 0, 39))


def test_a_lifted_row_is_carried_with_the_arrow_keys_and_told(
    page, url: str, service: FakeService
) -> None:
    names = fill(page, url, service, 5)
    spoken = page.locator("#crate-spoken")
    handle(page, 1).focus()
    page.keyboard.press("Space")
    spoken.get_by_text(f"{names[1]} lifted, 2 of 5").wait_for(state="attached")
    assert handle(page, 1).get_attribute("aria-pressed") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    spoken.get_by_text("4 of 5").wait_for(state="attached")
    assert stored(page) == names  # still in the hand
    page.keyboard.press("Space")
    spoken.get_by_text(f"{names[1]} dropped, 4 of 5").wait_for(state="attached")
    assert titles(page) == stored(page) == moved(names, 1, 3)
    assert (
        page.evaluate("document.activeElement.closest('li').querySelector('b').textContent")
        == (names[1])
    )
    page.locator("#crate-undo").click()  # one step, however far it was carried
    assert titles(page) == names


def late_facts(service: FakeService) -> threading.Event:
    """Key and tempo become known once it is set, and every row is drawn anew."""
    gate = threading.Event()

    def facts(keys: Sequence[str]) -> dict[str, Facts]:
        gate.wait(10)
        return {key: Facts("8A", 99.0, 330.0) for key in keys}

    service.crate.facts = facts
    return gate


def test_a_press_is_not_lost_when_facts_come_amid_it(page, url: str, service: FakeService) -> None:
    gate = late_facts(service)
    names = fill(page, url, service, 5)
    handle(page, 1).focus()
    page.keyboard.down("Space")
    page.keyboard.press("Shift")  # another key's end is not the end of this press
    with page.expect_response("**/crate/facts"):
        gate.set()
    page.wait_for_timeout(100)  # long enough to draw them, were they drawn
    page.keyboard.up("Space")
    spoken = page.locator("#crate-spoken")
    spoken.get_by_text(f"{names[1]} lifted, 2 of 5").wait_for(state="attached")
    page.keyboard.press("Space")
    page.locator(f"{ROWS} .bpm", has_text="99.0").first.wait_for()  # afterwards they are drawn


def test_a_click_is_not_lost_when_facts_come_amid_it(page, url: str, service: FakeService) -> None:
    gate = late_facts(service)
    names = fill(page, url, service, 5)
    page.mouse.move(*middle(box(page.locator(f"{ROWS} .crate-remove").nth(2))))
    page.mouse.down()
    page.keyboard.press("Control")
    with page.expect_response("**/crate/facts"):
        gate.set()
    page.wait_for_timeout(100)
    page.mouse.up()
    wait_for_titles(page, [*names[:2], *names[3:]])
    page.locator(f"{ROWS} .bpm", has_text="99.0").first.wait_for()


@pytest.mark.parametrize("how", ["right", "menu", "away"])
def test_what_is_no_press_does_not_keep_facts_from_the_rows(
    page, url: str, service: FakeService, how: str
) -> None:
    gate = late_facts(service)
    fill(page, url, service, 3)
    page.mouse.move(*middle(box(page.locator(f"{ROWS} .crate-remove").nth(1))))
    page.mouse.down(button="right" if how == "right" else "left")
    if how == "menu":  # the browser's own, which says no more of the mouse
        page.evaluate("document.querySelector('#crate-list li').dispatchEvent("
                      "new MouseEvent('contextmenu', {bubbles: true}))")  # fmt: skip
    if how == "away":
        page.evaluate("window.dispatchEvent(new Event('blur'))")
    gate.set()
    page.locator(f"{ROWS} .bpm", has_text="99.0").first.wait_for()
    page.mouse.up(button="right" if how == "right" else "left")


def test_how_long_djs_play_a_track_draws_no_row_anew(page, url: str, service: FakeService) -> None:
    gate = threading.Event()
    known = service.crate.facts
    service.crate.facts = lambda keys: gate.wait(10) and known(keys)
    fill(page, url, service, 3)
    page.evaluate("window.rows = Array.from(document.querySelectorAll('#crate-list li'))")
    gate.set()
    page.locator("#crate-summary", has_text="min").wait_for()
    assert (
        page.evaluate(
            "Array.from(document.querySelectorAll('#crate-list li'), (row, at) => row === rows[at])"
        )
        == [True] * 3
    )


def test_escape_puts_a_lifted_row_back(page, url: str, service: FakeService) -> None:
    names = fill(page, url, service, 5)
    handle(page, 3).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    assert titles(page) == moved(names, 3, 0)
    page.keyboard.press("Escape")
    assert titles(page) == stored(page) == names
    assert page.evaluate("document.activeElement.classList.contains('crate-handle')")


def test_alt_and_an_arrow_move_a_row_by_one(page, url: str, service: FakeService) -> None:
    names = fill(page, url, service, 4)
    handle(page, 2).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    assert titles(page) == stored(page) == moved(names, 2, 0)
    page.keyboard.press("Alt+ArrowDown")
    assert titles(page) == moved(names, 2, 1)


@pytest.fixture
def phone(chromium, serve: object):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_row_is_dragged_with_a_finger(phone, url: str, service: FakeService) -> None:
    names = fill(phone, url, service, 6)
    phone.tap("#crate-bar")
    handle(phone, 0).wait_for()
    risen(phone)
    x, y = middle(box(handle(phone, 0)))
    end = box(phone.locator(ROWS).nth(2))
    finger = phone.context.new_cdp_session(phone)

    def touch(kind: str, at: float | None) -> None:
        points = [] if at is None else [{"x": x, "y": at}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", y)
    for share in (0.2, 0.5, 0.8, 1.0):
        touch("touchMove", y + share * (end["y"] + end["height"] - 4 - y))
        phone.wait_for_timeout(30)
    touch("touchEnd", None)
    wait_for_titles(phone, moved(names, 0, 2))


def test_a_tap_on_the_grip_offers_arrows_instead(phone, url: str, service: FakeService) -> None:
    names = fill(phone, url, service, 4)
    phone.tap("#crate-bar")
    handle(phone, 0).tap()
    down = phone.locator(f"{ROWS}.is-lifted .crate-down")
    down.tap()
    down.tap()
    assert stored(phone) == names
    phone.locator(f"{ROWS}.is-lifted .crate-handle").tap()
    wait_for_titles(phone, moved(names, 0, 2))
    assert stored(phone) == moved(names, 0, 2)
