"""The preview player over the fake service, with a real sound in a real browser."""

import threading
from collections.abc import Iterator

import pytest

from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser

SEED = "Mira Voss - Afterglow"
ROW_PLAY = ".results-grid .play-button"


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    service.previews.seconds = 20.0
    return service


@pytest.fixture
def found(page, url: str):
    """The page with ten results."""
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(ROW_PLAY).nth(9).wait_for(timeout=30_000)
    return page


@pytest.fixture
def gate(service: FakeService) -> Iterator[threading.Event]:
    """Previews are fetched for as long as this is not set."""
    opened = threading.Event()
    service.previews.pause = lambda title: opened.wait(10) and None
    yield opened
    opened.set()


def plays(page, title: str) -> None:
    """Wait until the preview of a track sounds, and nothing else does."""
    page.wait_for_function(
        """title => {
          const now = window.segue.player.state();
          return now.status === "playing" && now.track.title === title && now.time_s > 0;
        }""",
        arg=title,
    )
    assert page.locator('.results-grid .play-button[data-status="playing"]').count() <= 1
    assert page.locator("#player .track-name b").inner_text() == title


def is_paused(page) -> None:
    page.wait_for_function("() => window.segue.player.state().status === 'paused'")


def titles(page) -> list[str]:
    return page.locator(".results-grid .ag-row .track-name b").all_inner_texts()


def test_one_plays_at_a_time_and_the_bar_tells_which_and_from_whom(found) -> None:
    first, second = titles(found)[:2]
    assert not found.locator("#player").is_visible()
    found.locator(ROW_PLAY).nth(0).click()
    plays(found, first)
    assert found.locator(ROW_PLAY).nth(0).get_attribute("aria-pressed") == "true"
    source = found.locator("#player .player-source")
    assert source.inner_text() == "Preview: Deezer"
    assert source.get_attribute("href") == "https://www.deezer.com/track/7"
    assert "noopener" in source.get_attribute("rel")
    found.locator(ROW_PLAY).nth(1).click()
    plays(found, second)
    assert found.locator(ROW_PLAY).nth(0).get_attribute("aria-pressed") == "false"


def test_the_button_in_the_row_and_the_one_in_the_bar_are_one(found, service: FakeService) -> None:
    title = titles(found)[0]
    found.locator(ROW_PLAY).nth(0).click()
    plays(found, title)
    found.locator("#player .play-button").click()
    is_paused(found)
    assert found.locator(ROW_PLAY).nth(0).get_attribute("data-status") == "paused"
    found.locator(ROW_PLAY).nth(0).click()
    plays(found, title)
    found.locator("#player .icon-button[aria-label='Close the player']").click()
    found.locator("#player").wait_for(state="hidden")
    assert found.evaluate("document.activeElement.matches('.results-grid [data-play]')")
    # The offer, and the sound behind it: pausing fetched nothing anew.
    assert set(service.previews.asked) == {title}


def test_keys_play_pause_move_and_go_from_row_to_row(found) -> None:
    names = titles(found)
    found.keyboard.press(" ")
    plays(found, names[0])
    found.keyboard.press(" ")
    is_paused(found)
    found.keyboard.press(" ")
    plays(found, names[0])
    found.keyboard.press("ArrowDown")
    plays(found, names[1])
    found.keyboard.press("ArrowDown")
    plays(found, names[2])
    found.keyboard.press("ArrowUp")
    plays(found, names[1])
    before = found.evaluate("window.segue.player.state().time_s")
    found.keyboard.press("ArrowRight")
    found.wait_for_function(f"() => window.segue.player.state().time_s >= {before + 5}")
    found.keyboard.press("ArrowLeft")
    found.wait_for_function(f"() => window.segue.player.state().time_s < {before + 5}")


def test_who_skims_the_list_fetches_only_where_they_stop(found, service: FakeService) -> None:
    names = titles(found)
    found.keyboard.press(" ")
    plays(found, names[0])
    before = len(service.previews.asked)
    for step in range(1, 8):
        found.keyboard.press("ArrowDown")
        # The row is shown as chosen at once.
        chosen = found.locator(ROW_PLAY).nth(step)
        assert chosen.get_attribute("data-status") == "loading"
    plays(found, names[7])
    assert set(service.previews.asked[before:]) == {names[7]}


def test_a_preview_that_is_passed_is_no_longer_fetched(found, gate: threading.Event) -> None:
    found.evaluate(
        """() => {
          const { get } = window.segue.ask;
          window.signals = [];
          window.segue.ask.get = (url, options) => {
            window.signals.push(options.signal);
            return get(url, options);
          };
        }"""
    )
    found.locator(ROW_PLAY).nth(0).click()
    found.wait_for_function("() => window.signals.length === 1")
    found.keyboard.press("ArrowDown")
    found.wait_for_function("() => window.signals[0].aborted")
    gate.set()
    plays(found, titles(found)[1])


def test_keys_that_belong_to_a_field_or_a_button_do_not_play(found) -> None:
    found.locator("#seed").focus()
    found.keyboard.type(" a b")
    found.keyboard.press("ArrowDown")
    assert found.input_value("#seed") == " a b"
    found.locator("#add-all").focus()
    found.keyboard.press(" ")
    found.locator("#crate-list li").nth(9).wait_for(timeout=30_000)
    assert found.evaluate("window.segue.player.state().status") == "idle"


def test_next_and_previous_follow_the_table_as_it_is_sorted(found) -> None:
    found.locator(".ag-header-cell[col-id=title]").click()
    found.locator(".ag-header-cell[col-id=title][aria-sort=ascending]").wait_for()
    names = found.evaluate("window.segue.grid.rows().map((row) => row.title)")
    assert names == sorted(names, key=str.lower)
    key = found.evaluate("window.segue.grid.rows()[0].key")
    found.locator(f'.results-grid [data-play="{key}"]').click()
    plays(found, names[0])
    assert found.locator("#player button[aria-label='Previous track']").is_disabled()
    found.locator("#player button[aria-label='Next track']").click()
    plays(found, names[1])


def test_the_sound_goes_on_while_the_page_ranks_anew_and_shows_other_pages(found) -> None:
    title = titles(found)[0]
    found.locator(ROW_PLAY).nth(0).click()
    plays(found, title)
    found.locator("#count label", has_text="50").click()
    found.locator(ROW_PLAY).nth(30).wait_for()
    plays(found, title)
    found.locator(".rail-link[data-page=djs]").click()
    found.wait_for_function("() => document.documentElement.dataset.page === 'djs'")
    plays(found, title)


def test_at_the_end_it_stops_and_can_be_played_again(found, service: FakeService) -> None:
    service.previews.seconds = 0.6
    title = titles(found)[0]
    found.locator(ROW_PLAY).nth(0).click()
    is_paused(found)
    state = found.evaluate("window.segue.player.state()")
    assert state["time_s"] == 0
    assert state["track"]["title"] == title
    found.locator(ROW_PLAY).nth(0).click()
    plays(found, title)


def test_while_it_is_fetched_the_page_says_so_and_it_can_be_called_off(
    found, gate: threading.Event
) -> None:
    found.locator(ROW_PLAY).nth(0).click()
    found.locator("#player", has_text="Fetching the preview").wait_for()
    assert found.locator(ROW_PLAY).nth(0).get_attribute("data-status") == "loading"
    found.locator(ROW_PLAY).nth(0).click()
    found.locator("#player").wait_for(state="hidden")
    gate.set()
    found.wait_for_timeout(300)
    assert found.evaluate("window.segue.player.state().status") == "idle"


def test_a_late_preview_never_replaces_a_newer_one(
    found, service: FakeService, gate: threading.Event
) -> None:
    first, second = titles(found)[:2]
    service.previews.pause = lambda title: title == first and gate.wait(10) and None
    found.locator(ROW_PLAY).nth(0).click()
    found.locator("#player", has_text="Fetching the preview").wait_for()
    found.locator(ROW_PLAY).nth(1).click()
    plays(found, second)
    gate.set()
    found.wait_for_timeout(300)
    plays(found, second)


def test_what_nobody_offers_is_told_by_the_row_and_the_bar(found, service: FakeService) -> None:
    title = titles(found)[2]
    service.previews.silent.add(title)
    found.locator(ROW_PLAY).nth(2).click()
    found.locator("#player .player-message", has_text="Nobody offers a preview of").wait_for()
    button = found.locator(ROW_PLAY).nth(2)
    assert button.get_attribute("data-status") == "none"
    assert button.get_attribute("aria-label").startswith(f"No preview of {title}")
    found.locator(ROW_PLAY).nth(0).click()
    plays(found, titles(found)[0])
    assert button.get_attribute("data-status") == "none"  # it goes on telling


def test_a_service_that_fails_is_told_in_its_sentence_and_may_be_tried_again(
    chromium, url: str, service: FakeService
) -> None:
    # A page of our own: its console may complain about the answer.
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(ROW_PLAY).nth(9).wait_for(timeout=30_000)
    title = titles(page)[0]
    service.previews.down.add(title)
    page.locator(ROW_PLAY).nth(0).click()
    page.locator("#player .player-message", has_text="Deezer does not answer just now").wait_for()
    assert page.locator(ROW_PLAY).nth(0).get_attribute("data-status") == "failed"
    service.previews.down.clear()
    page.locator(ROW_PLAY).nth(0).click()
    plays(page, title)
    context.close()


def test_other_pages_can_have_a_button_that_is_kept_in_step(found) -> None:
    found.evaluate(
        """() => {
          const track = window.segue.grid.rows()[4];
          const made = window.segue.player.button(track);
          made.id = "elsewhere";
          document.getElementById("page").prepend(made);
        }"""
    )
    found.locator("#elsewhere").click()
    plays(found, titles(found)[4])
    assert found.locator(ROW_PLAY).nth(4).get_attribute("aria-pressed") == "true"
    found.locator(ROW_PLAY).nth(4).click()
    is_paused(found)
    assert found.locator("#elsewhere").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_on_a_phone_the_bar_lies_over_that_of_the_crate(found) -> None:
    found.locator(ROW_PLAY).nth(0).click()
    plays(found, titles(found)[0])
    found.wait_for_timeout(250)
    bar, crate = (found.locator(name).bounding_box() for name in ("#player", "#crate-bar"))
    assert abs(bar["y"] + bar["height"] - crate["y"]) <= 1
    assert found.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
