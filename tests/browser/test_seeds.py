"""Several seeds and disliked tracks on Find, over the fake service."""

import threading
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from recommender.recommendations import Recommendations
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser

ROWS = ".ag-center-cols-container .ag-row"
AFTERGLOW = "Mira Voss - Afterglow"
TIDE = "Marble Arcade - Glass Tide"
UNDERTOW = "Tessel - Signal Flare"
CINDER = "Rotunda - Cinder"
LINK = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"


def ask(page, text: str, key: str = "Enter") -> None:
    page.fill("#seed", text)
    page.keyboard.press(key)


def chips(page) -> list[str]:
    return page.locator(".seed-chip-name").evaluate_all(
        "all => all.map(one => one.textContent.replace('Less like ', ''))"
    )


def chip(page, words: str):
    found = page.locator(".seed-chip", has_text=words)
    found.wait_for()
    return found


def spoken(page, words: str) -> None:
    page.locator("#spoken", has_text=words).wait_for(state="attached")


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def titles(page) -> list[str]:
    return page.locator(f"{ROWS} .track-name b").all_inner_texts()


def at(url: str, *seeds: str, disliked: tuple[str, ...] = ()) -> str:
    asked = [f"seed={quote(seed)}" for seed in seeds] + [f"not={quote(one)}" for one in disliked]
    return f"{url}/?{'&'.join(asked)}&n=10"


def test_what_was_asked_becomes_a_chip_and_the_box_is_free_again(page, url: str) -> None:
    page.goto(url)
    page.locator("#seed").wait_for()
    ask(page, AFTERGLOW)
    spoken(page, "20 tracks for Mira Voss, Afterglow")
    assert chips(page) == ["Mira Voss – Afterglow"]
    expect(page.locator("#seed")).to_have_value("")
    page.wait_for_timeout(400)  # what was typed must not come back late
    assert page.input_value("#seed") == ""
    assert "Shift+Enter" in str(page.get_attribute("#seed", "placeholder"))


def test_another_text_is_a_new_question_and_shift_enter_adds(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    chip(page, "Afterglow")
    ask(page, TIDE)
    spoken(page, "Glass Tide")
    assert chips(page) == ["Marble Arcade – Glass Tide"]
    ask(page, AFTERGLOW, "Shift+Enter")
    spoken(page, "10 tracks for 2 seeds")
    assert chips(page) == ["Marble Arcade – Glass Tide", "Mira Voss – Afterglow"]
    assert page.title() == "Glass Tide + 1 · Segue"
    assert query(page)["seed"] == [TIDE, AFTERGLOW]
    assert page.evaluate("document.activeElement.id") == "seed"
    assert page.locator(".seed-lines li").count() == 2


def test_the_add_button_adds_and_stands_there_only_beside_a_seed(page, url: str) -> None:
    page.goto(url)
    page.locator("#seed").wait_for()
    assert not page.locator("#seed-add").is_visible()
    ask(page, AFTERGLOW)
    spoken(page, "Afterglow")
    page.click("#seed-add")
    page.locator("#seed-error", has_text="Type or paste another track first").wait_for()
    page.fill("#seed", TIDE)
    page.click("#seed-add")
    spoken(page, "for 2 seeds")


def test_a_listed_name_is_added_by_its_plus_and_by_shift_enter(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    chip(page, "Afterglow")
    page.click("#seed")
    page.keyboard.type("glass tide", delay=10)
    page.locator(".seed-option", has_text="Marble Arcade").first.locator("[data-seed-add]").click()
    spoken(page, "for 2 seeds")
    assert chips(page)[1] == "Marble Arcade – Glass Tide"
    page.click("#seed")
    page.keyboard.type("ines", delay=10)
    page.locator(".seed-option", has_text="Afterimage").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Enter")
    spoken(page, "for 3 seeds")
    assert chips(page)[2].startswith("Inès Kált – ")
    expect(page.locator("#seed")).to_have_value("")


def test_like_and_dislike_rank_anew_at_once_and_sides_change(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    page.locator(ROWS).nth(9).wait_for()
    before = titles(page)
    page.evaluate(f"segue.seeds.dislike('{CINDER}')")
    spoken(page, "10 tracks for Mira Voss, Afterglow, without 1")
    assert titles(page) != before
    assert page.locator(".less-like").inner_text() == "less like Rotunda – Cinder"
    page.evaluate(f"segue.seeds.like('{CINDER}')")
    spoken(page, "10 tracks for 2 seeds")
    assert query(page)["seed"] == [AFTERGLOW, CINDER]
    assert "not" not in query(page)
    page.evaluate(f"segue.seeds.dislike('{CINDER}')")
    spoken(page, "without 1")
    assert query(page) == {"seed": [AFTERGLOW], "not": [CINDER], "n": ["10"]}


def test_the_buttons_of_a_row_add_it_to_either_side(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    row = page.locator(ROWS, has_text="Signal Flare").first
    row.locator(".wish-like").click()
    spoken(page, "10 tracks for 2 seeds")
    assert chips(page)[1] == "Tessel – Signal Flare"
    page.locator(ROWS, has_text="Night Ferry").first.locator(".wish-dislike").click()
    spoken(page, "10 tracks for 2 seeds, without 1")
    # The row has gone; the focus has not.
    assert page.evaluate("document.activeElement !== document.body")


def test_chips_are_taken_out_by_button_and_by_backspace(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW, TIDE, UNDERTOW, disliked=(CINDER,)))
    spoken(page, "10 tracks for 3 seeds, without 1")
    page.get_by_role("button", name="Take Marble Arcade – Glass Tide out of the seeds").press(
        "Enter"
    )
    spoken(page, "10 tracks for 2 seeds, without 1")
    # The focus stays where the hand was: on the chip that moved up.
    assert page.evaluate("document.activeElement.dataset.chip") == UNDERTOW
    page.click("#seed")
    page.keyboard.press("Backspace")
    page.locator(".seed-chip.is-disliked").wait_for(state="detached")
    page.keyboard.press("Backspace")
    spoken(page, "10 tracks for Mira Voss, Afterglow")
    page.keyboard.press("Backspace")
    page.locator(".start h1").wait_for()
    assert chips(page) == []
    page.go_back()
    spoken(page, "Afterglow")
    assert chips(page) == ["Mira Voss – Afterglow"]


def test_backspace_in_a_text_takes_no_chip(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    chip(page, "Afterglow")
    page.fill("#seed", "ab")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert chips(page) == ["Mira Voss – Afterglow"]


def test_the_first_seed_taken_out_makes_way_for_the_next(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW, TIDE))
    spoken(page, "for 2 seeds")
    chip(page, "Afterglow").locator("button").click()
    spoken(page, "Glass Tide")
    page.locator(".seed-card h1", has_text="Glass Tide").wait_for()


def test_the_only_seed_can_not_be_disliked(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    spoken(page, "10 tracks")
    page.evaluate(f"segue.seeds.dislike('{AFTERGLOW}')")
    page.locator("#seed-error", has_text="This is the only seed").wait_for()
    assert chips(page) == ["Mira Voss – Afterglow"]


def test_ten_of_each_are_the_most(page, url: str, service: FakeService) -> None:
    names = [track.name for track in service.tracks if track.id != 6]
    page.goto(at(url, *names[:12], disliked=tuple(names[20:31])))
    spoken(page, "10 tracks for 10 seeds, without 10")
    page.evaluate("name => segue.seeds.like(name)", names[40])
    page.locator("#seed-error", has_text="10 seeds are the most").wait_for()
    page.evaluate("name => segue.seeds.dislike(name)", names[40])
    page.locator("#seed-error", has_text="10 tracks to move away from are the most").wait_for()
    assert len(chips(page)) == 20
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_shared_link_a_reload_and_the_back_button_show_the_same(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW, TIDE, disliked=(CINDER,)))
    spoken(page, "10 tracks for 2 seeds, without 1")
    shown, held = titles(page), chips(page)
    assert held == ["Mira Voss – Afterglow", "Marble Arcade – Glass Tide", "− Rotunda – Cinder"]
    page.reload()
    spoken(page, "10 tracks for 2 seeds, without 1")
    assert (titles(page), chips(page)) == (shown, held)
    page.evaluate(f"segue.seeds.like('{UNDERTOW}')")
    spoken(page, "for 3 seeds")
    page.go_back()
    spoken(page, "10 tracks for 2 seeds, without 1")
    assert (titles(page), chips(page)) == (shown, held)
    page.go_forward()
    spoken(page, "for 3 seeds")
    assert len(chips(page)) == 4


def test_a_shared_link_is_answered_without_what_nobody_knows(page, url: str) -> None:
    unknown = "Nobody - Nothing"
    page.goto(at(url, AFTERGLOW, unknown, TIDE, disliked=("No - One",)))
    spoken(page, "10 tracks for 2 seeds")
    page.locator("#seed-error", has_text="Left out: No set holds “Nobody - Nothing”").wait_for()
    assert page.locator(".seed-chip.is-wrong").count() == 2
    assert page.locator(".is-stale").count() == 0
    assert query(page)["seed"] == [AFTERGLOW, unknown, TIDE]
    page.locator(f"{ROWS} button.why").first.click()
    page.locator("#evidence-body .set-title").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#seed-error .chip", has_text="Night Ferry").click()
    spoken(page, "10 tracks for 3 seeds")
    assert page.locator(".seed-chip.is-wrong").all_inner_texts()[0].startswith("− ")


def test_where_the_first_seed_is_unknown_the_page_does_not_begin_anew(page, url: str) -> None:
    page.goto(at(url, "nothing", TIDE))
    page.locator("#seed-error", has_text="No DJ in the catalogue").wait_for()
    assert len(chips(page)) == 2
    assert not page.locator(".start").is_visible()


def test_an_unknown_further_seed_is_marked_and_what_is_shown_stays(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    page.locator(ROWS).nth(9).wait_for()
    ask(page, "Nobody - Nothing", "Shift+Enter")
    page.locator("#seed-error", has_text="No set holds “Nobody - Nothing”").wait_for()
    assert page.locator(".seed-chip.is-wrong").inner_text().replace("\n", "").endswith("Nothing✕")
    assert page.locator(ROWS).count() == 10
    page.locator(".seed-chip.is-wrong button").click()
    page.locator("#seed-error p").wait_for(state="detached")
    assert chips(page) == ["Mira Voss – Afterglow"]


def test_a_name_to_try_takes_the_place_of_the_unknown_seed(page, url: str) -> None:
    page.goto(at(url, TIDE, "Nobody - Nothing"))
    page.locator(".seed-chip.is-wrong").wait_for()
    page.locator("#seed-error .chip", has_text="Night Ferry").click()
    spoken(page, "10 tracks for 2 seeds")
    assert chips(page)[0] == "Marble Arcade – Glass Tide"
    assert chips(page)[1].startswith("Kite Theory")
    assert page.locator(".is-wrong").count() == 0


def test_a_single_text_that_fails_stands_in_the_box_to_be_mended(page, url: str) -> None:
    page.goto(url)
    page.locator("#seed").wait_for()
    ask(page, "down")
    page.locator("#seed-error", has_text="Spotify does not answer").wait_for()
    expect(page.locator("#seed")).to_have_value("down")
    assert chips(page) == []
    page.evaluate(f"segue.seeds.like('{TIDE}')")
    spoken(page, "Glass Tide")
    assert query(page)["seed"] == [TIDE]
    expect(page.locator("#seed")).to_have_value("")


def test_a_link_is_shown_by_its_name_once_that_is_known(
    page, url: str, service: FakeService
) -> None:
    hold = threading.Event()
    recommend = service.recommend

    def named(text: str, *more: object) -> Recommendations:
        hold.wait(5)
        return recommend(text, *more)  # type: ignore[arg-type]

    service.recommend = named  # type: ignore[method-assign]
    page.goto(at(url, LINK))
    chip(page, "Spotify link")
    hold.set()
    chip(page, "Mira Voss – Afterglow")
    assert query(page)["seed"] == [LINK]


def test_a_late_answer_never_replaces_a_newer_one(page, url: str, service: FakeService) -> None:
    page.goto(at(url, AFTERGLOW))
    spoken(page, "Afterglow")
    recommend, first = service.recommend, threading.Event()

    def slow(text: str, *more: object) -> Recommendations:
        found = recommend(text, *more)  # type: ignore[arg-type]
        if len(found.seeds) == 2:
            first.wait(5)
        return found

    service.recommend = slow  # type: ignore[method-assign]
    page.evaluate(f"segue.seeds.like('{TIDE}')")
    page.locator(".is-busy").wait_for()
    page.evaluate(f"segue.seeds.like('{UNDERTOW}')")
    spoken(page, "10 tracks for 3 seeds")
    shown = titles(page)
    first.set()
    page.wait_for_timeout(500)
    assert titles(page) == shown
    assert len(chips(page)) == 3
    assert page.locator(".seed-lines li").count() == 3


def test_another_page_can_like_a_track_and_leads_to_find(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    spoken(page, "Afterglow")
    page.click('.rail-link[data-page="djs"]')
    page.wait_for_url("**/djs")
    page.evaluate(f"segue.seeds.like('{TIDE}')")
    spoken(page, "10 tracks for 2 seeds")
    assert urlsplit(page.url).path == "/"
    assert page.locator("#page-find").is_visible()


def test_two_tabs_ask_each_for_themselves(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW))
    spoken(page, "Afterglow")
    other = page.context.new_page()
    other.goto(at(url, TIDE))
    spoken(other, "Glass Tide")
    other.evaluate(f"segue.seeds.dislike('{CINDER}')")
    spoken(other, "without 1")
    assert chips(page) == ["Mira Voss – Afterglow"]
    page.evaluate(f"segue.seeds.like('{UNDERTOW}')")
    spoken(page, "10 tracks for 2 seeds")
    assert chips(other) == ["Marble Arcade – Glass Tide", "− Rotunda – Cinder"]


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_on_a_phone_chips_fit_and_can_be_hit(page, url: str) -> None:
    page.goto(at(url, AFTERGLOW, TIDE, UNDERTOW, disliked=(CINDER,)))
    spoken(page, "for 3 seeds")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # The line is too short for them: its end fades, on the side where more stand.
    seeds = page.locator("#seeds")
    assert seeds.evaluate("list => getComputedStyle(list).maskImage").count("gradient") == 1
    assert seeds.get_attribute("data-before") is not None
    seeds.evaluate("list => { list.scrollLeft = 0; }")
    page.locator("#seeds[data-after]:not([data-before])").wait_for()
    for box in page.locator(".seed-chip button").all():
        assert box.bounding_box()["height"] >= 40
    chip(page, "Cinder").locator("button").click()
    page.locator(".seed-chip.is-disliked").wait_for(state="detached")
