"""The crate: history, locks, order, ways between, sums, and what it tells when something fails."""

import re
from dataclasses import replace

import pytest

from dashboard.crate_service import Facts
from recommender.errors import BadInput
from tests.browser.crate_page import (
    ROWS,
    add,
    fill,
    handle,
    moved,
    stored,
    titles,
    told,
    wait_for_titles,
)
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser

SUMMARY = "#crate-summary"


def lock(page, number: int):
    return page.locator(f"{ROWS} >> nth={number} >> .crate-lock")


# history


def test_every_change_is_undone_and_done_again_and_outlives_a_reload(
    page, url: str, service: FakeService
) -> None:
    names = fill(page, url, service, 4)
    handle(page, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    lock(page, 2).click(force=True)
    page.locator(f'[aria-label="Take out: {names[3]}"]').click(force=True)
    page.click("#crate-clear")
    told(page, "Took out all 3 tracks.")
    assert page.evaluate("document.activeElement.id") == "crate-told-undo"
    page.keyboard.press("Enter")
    wait_for_titles(page, moved(names, 0, 1)[:3])

    page.reload()
    wait_for_titles(page, moved(names, 0, 1)[:3])
    page.keyboard.press("Control+z")
    wait_for_titles(page, moved(names, 0, 1))
    assert lock(page, 2).get_attribute("aria-pressed") == "true"
    page.keyboard.press("Control+z")
    assert lock(page, 2).get_attribute("aria-pressed") == "false"
    page.keyboard.press("Control+z")
    wait_for_titles(page, names)
    page.keyboard.press("Control+Shift+Z")
    wait_for_titles(page, moved(names, 0, 1))
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.locator("#crate-panel.is-empty").wait_for()
    assert page.locator("#crate-undo").is_disabled()
    page.keyboard.press("Control+y")
    wait_for_titles(page, names)
    assert stored(page) == names


def test_in_a_field_ctrl_z_belongs_to_the_field(page, url: str, service: FakeService) -> None:
    names = fill(page, url, service, 2)
    page.locator("#seed").fill("abc")
    page.keyboard.press("Control+z")
    assert titles(page) == names


def test_the_history_holds_fifty_steps(page, url: str, service: FakeService) -> None:
    fill(page, url, service, 2)
    handle(page, 0).focus()
    for _ in range(30):
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.press("Alt+ArrowUp")
    page.reload()
    page.locator(ROWS).nth(1).wait_for()
    steps = "JSON.parse(sessionStorage.getItem('segue.crate-history')).past.length"
    assert page.evaluate(steps) == 50


@pytest.mark.parametrize("junk", ["{", "7", '{"past": [1, {"what": "x"}], "pool": {"0": 1}}'])
def test_storage_may_hold_anything(page, url: str, service: FakeService, junk: str) -> None:
    fill(page, url, service, 1)
    # What the server tells about the track is written too, a moment later.
    page.wait_for_load_state("networkidle")
    page.evaluate(
        "junk => { sessionStorage.setItem('segue.crate-history', junk);"
        " localStorage.setItem('crate', junk); }",
        junk,
    )
    page.reload()
    page.locator("#crate-panel.is-empty").wait_for()
    add(page, service, range(2))
    assert len(stored(page)) == 2


def test_what_other_scripts_hand_in_is_kept_only_where_it_is_a_track(
    page, url: str, service: FakeService
) -> None:
    fill(page, url, service, 1)
    added = page.evaluate(
        """() => window.segue.crate.add([null, 3, {key: "x"}, {key: "y", artist: "A", title: "T",
            camelot: "99Z", tempo_bpm: "fast", h1: {}, html: "<b>"}])"""
    )
    assert added == 1
    assert page.evaluate("window.segue.crate.tracks()[1]") == {
        "key": "y", "artist": "A", "title": "T", "camelot": None, "tempo_bpm": None, "h1": 0,
        "h2": 0,
    }  # fmt: skip
    assert page.evaluate("window.segue.crate.has('y')")
    page.evaluate("window.segue.crate.remove('y')")
    assert not page.evaluate("window.segue.crate.has('y')")


# two tabs


def test_two_tabs_follow_each_other_and_each_can_undo(page, url: str, service: FakeService) -> None:
    names = fill(page, url, service, 3)
    other = page.context.new_page()
    other.goto(url)
    wait_for_titles(other, names)
    handle(other, 2).focus()
    other.keyboard.press("Alt+ArrowUp")
    wait_for_titles(page, moved(names, 2, 1))
    add(page, service, [5])
    now = [*moved(names, 2, 1), service.tracks[5].title]
    wait_for_titles(other, now)
    assert stored(page) == stored(other) == now

    page.click("#crate-undo")
    page.click("#crate-undo")  # the other tab's change
    wait_for_titles(page, names)
    wait_for_titles(other, names)
    other.click("#crate-undo")
    wait_for_titles(other, moved(names, 2, 1))
    wait_for_titles(page, moved(names, 2, 1))


# order for mixing


def test_order_for_mixing_keeps_what_is_locked_and_is_one_step(
    page, url: str, service: FakeService
) -> None:
    for at, (bpm, key) in enumerate(
        [(120, "8A"), (128, "3B"), (121, "8A"), (127, "3B"), (122, "8B")]
    ):
        service.tracks[at] = replace(service.tracks[at], tempo_bpm=float(bpm), camelot=key)
    service.crate.tracks = service.tracks
    names = fill(page, url, service, 5)
    lock(page, 1).click(force=True)
    page.locator(".crate-step:not([hidden])").nth(3).wait_for()
    before = page.locator(".crate-step.far:not([hidden])").count()
    page.click("#crate-order")
    told(page, re.compile(r"^\d rough mix(es)? before, \d now\."))
    words = page.text_content("#crate-told-words")
    page.locator(".crate-step:not([hidden])").nth(3).wait_for()
    now = page.locator(".crate-step.far:not([hidden])").count()
    assert words.startswith(f"{before} rough mixes before, {now} now.")
    assert "locked" in words
    ordered = titles(page)
    assert ordered != names
    assert sorted(ordered) == sorted(names)
    assert ordered[1] == names[1]
    assert stored(page) == ordered
    page.click("#crate-told-undo")
    wait_for_titles(page, names)
    page.click("#crate-redo")
    wait_for_titles(page, ordered)
    page.click("#crate-order")
    told(page, "no smoother order")


def test_where_little_is_known_it_says_so_and_orders_nothing(
    page, url: str, service: FakeService
) -> None:
    service.tracks = [replace(one, tempo_bpm=None, camelot=None) for one in service.tracks]
    service.crate.tracks = service.tracks
    names = fill(page, url, service, 5)
    page.locator("#crate-curve", has_text="No tempo is known").wait_for()
    page.click("#crate-order")
    told(page, "Tempo and key are known of only 0 of these 5 tracks")
    assert titles(page) == names


def test_an_order_that_comes_late_does_not_replace_a_newer_crate(
    page, url: str, service: FakeService
) -> None:
    names = fill(page, url, service, 5)
    waiting = []
    page.route("**/crate/order", lambda route: waiting.append(route))
    page.click("#crate-order")
    page.wait_for_function("() => document.querySelector('#crate-order.is-working')")
    handle(page, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    waiting[0].continue_()
    told(page, "The crate changed while it was being ordered.")
    assert titles(page) == moved(names, 0, 1)


# the curve and the steps


def test_curve_and_marks_tell_tempo_and_key_in_words_too(
    page, url: str, service: FakeService
) -> None:
    for at, (bpm, key) in enumerate([(120.0, "8A"), (121.2, "9A"), (130.0, "2B"), (65.0, None)]):
        service.tracks[at] = replace(service.tracks[at], tempo_bpm=bpm, camelot=key)
    service.crate.tracks = service.tracks
    names = fill(page, url, service, 4)
    marks = page.locator(".crate-step:not([hidden])")
    marks.nth(2).wait_for()
    assert [mark.get_attribute("class").split()[-1] for mark in marks.all()] == [
        "good", "far", "good",
    ]  # fmt: skip
    assert [mark.locator("[aria-hidden]").text_content() for mark in marks.all()] == [
        "✓ +1.0 % · 1 key step", "! +7.3 % · 6 key steps", "✓ 0.0 %",
    ]  # fmt: skip
    assert marks.first.get_attribute("title") == (
        f"From {names[0]}: 1.0 % faster, 1 move on the key wheel; mixes well."
    )
    picture = page.locator("#crate-curve svg")
    assert picture.get_attribute("aria-label") == (
        "Tempo through the crate: from 120.0 BPM to 130.0 BPM, lowest 120.0 BPM at track 1, "
        "highest 130.0 BPM at track 3."
    )
    assert picture.locator("circle").count() == 4


# in between


def test_tracks_between_two_are_put_in_as_one_step(page, url: str, service: FakeService) -> None:
    names = fill(page, url, service, 3)
    page.click("#crate-between-open")
    page.select_option("#crate-between-first", index=1)
    assert page.locator("#crate-between-last").input_value() == service.tracks[2].key
    page.fill("#crate-between-count", "2")
    page.keyboard.press("Enter")
    told(page, f"2 tracks put in between {names[1]} and {names[2]}.")
    found = [service.tracks[at].title for at in (3, 4)]
    assert titles(page) == [*names[:2], *found, names[2]]
    assert page.evaluate("document.activeElement.id") == "crate-between-open"
    page.keyboard.press("Control+z")
    wait_for_titles(page, names)


def test_a_way_is_offered_where_the_mix_is_roughest(page, url: str, service: FakeService) -> None:
    for at, (bpm, key) in enumerate(
        [(120.0, "8A"), (127.0, "8A"), (127.5, "9A"), (150.0, "2B"), (151.0, "2B")]
    ):
        service.tracks[at] = replace(service.tracks[at], tempo_bpm=bpm, camelot=key)
    service.crate.tracks = service.tracks
    names = fill(page, url, service, 5)
    page.locator(".crate-step:not([hidden])").nth(3).wait_for()
    page.click("#crate-between-open")
    assert names[2] in page.locator("#crate-between-first option:checked").text_content()
    assert names[3] in page.locator("#crate-between-last option:checked").text_content()
    note = page.locator("#crate-between-note")
    assert note.text_content() == f"The tracks go in between {names[2]} and {names[3]}."
    page.fill("#crate-between-count", "1")
    page.click("#crate-between-go")
    told(page, f"1 track put in between {names[2]} and {names[3]}.")
    assert titles(page) == [*names[:3], service.tracks[5].title, *names[3:]]


def test_between_two_that_are_no_neighbours_it_is_said_before_and_after_where_the_tracks_go(
    page, url: str, service: FakeService
) -> None:
    names = fill(page, url, service, 7)
    lock(page, 4).click(force=True)
    page.click("#crate-between-open")
    page.select_option("#crate-between-first", index=0)
    page.select_option("#crate-between-last", index=6)
    assert page.text_content("#crate-between-note") == (
        f"The tracks go in right after {names[0]}; 5 tracks stand between that one and {names[6]}."
        " 1 track that is locked will move on."
    )
    page.fill("#crate-between-count", "2")
    page.click("#crate-between-go")
    told(page, f"2 tracks put in right after {names[0]}; 5 tracks stand between them and ")
    told(page, "1 track that is locked moved on.")
    found = [service.tracks[at].title for at in (7, 8)]
    assert titles(page) == [names[0], *found, *names[1:]]


def test_what_is_wrong_with_a_way_between_is_said_there(
    page, url: str, service: FakeService
) -> None:
    names = fill(page, url, service, 2)
    error = page.locator("#crate-between-error")
    page.click("#crate-between-open")
    page.fill("#crate-between-count", "21")
    page.click("#crate-between-go")
    error.get_by_text("Ask for 1 to 20 tracks.").wait_for()
    page.fill("#crate-between-count", "3")
    page.select_option("#crate-between-last", index=0)
    page.click("#crate-between-go")
    error.get_by_text("Choose two different tracks").wait_for()

    page.select_option("#crate-between-last", index=1)
    page.route("**/crate/between", lambda route: route.fulfill(json={"tracks": []}))
    page.click("#crate-between-go")
    error.get_by_text("found no tracks between these two").wait_for()
    page.keyboard.press("Escape")
    page.locator("#crate-between").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "crate-between-open"
    assert titles(page) == names


# the sum


def test_the_sum_counts_how_long_djs_let_the_tracks_play(
    page, url: str, service: FakeService
) -> None:
    tracks = service.tracks
    for at in range(4):
        tracks[at] = replace(tracks[at], tempo_bpm=None, camelot=None)
    known = {
        tracks[0].key: Facts("8A", 124.0, 300.0),
        tracks[1].key: Facts("8A", 63.0, 360.0),
        tracks[2].key: Facts(None, None, None),
    }
    service.crate.facts = lambda keys: {key: known[key] for key in keys if key in known}
    fill(page, url, service, 4)
    # Two tracks of which no set says count as the middle of the others.
    page.locator(SUMMARY, has_text="4 tracks · ≈ 22 min · 124–126 BPM").wait_for()
    assert "For 2 of them no set says" in page.get_attribute(SUMMARY, "title")
    # Key and tempo that became known are there too, and undo does not lose them.
    page.locator(f"{ROWS}:first-child .camelot", has_text="8A").wait_for()
    page.click("#crate-clear")
    page.keyboard.press("Control+z")
    page.locator(f"{ROWS}:first-child .camelot", has_text="8A").wait_for()


def test_where_no_set_tells_a_time_it_says_so(page, url: str, service: FakeService) -> None:
    service.crate.facts = lambda keys: {}
    fill(page, url, service, 2)
    page.locator(SUMMARY, has_text="2 tracks · no times known").wait_for()


# what fails


@pytest.fixture
def failing(chromium, serve: object):
    """A page whose console may complain about what fails."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_what_fails_is_one_sentence_and_leaves_the_crate_as_it_was(
    failing, url: str, service: FakeService
) -> None:
    page = failing
    page.route(f"{url}/crate/*", lambda route: route.abort())
    names = fill(page, url, service, 4)
    page.click("#crate-order")
    told(page, "Segue does not answer. See whether it is still running, then try again.")
    page.locator("#crate-told.is-failed").wait_for()
    page.click("#crate-between-open")
    page.click("#crate-between-go")
    page.locator("#crate-between-error", has_text="Segue does not answer.").wait_for()
    assert titles(page) == names

    page.unroute(f"{url}/crate/*")

    def no_way(*_: object) -> None:
        raise BadInput("No way leads from the one to the other. Choose two others.")

    service.crate.between = no_way
    page.click("#crate-between-go")
    page.locator("#crate-between-error", has_text="No way leads").wait_for()
    add(page, service, [6])  # facts and steps are asked for again
    page.locator(SUMMARY, has_text="≈ 28 min").wait_for()
    page.locator(".crate-step:not([hidden])").first.wait_for()
    page.keyboard.press("Escape")
    page.click("#crate-order")
    told(page, re.compile("rough mix|smoother"))
