"""A cold seed in a real browser, over the fake service: progress, answer, upload, filters."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.jobs import Jobs
from recommender.content.analyser import Step
from recommender.recommendations import Recommendations
from tests.dashboard.fake_service import FakeService, make_server

pytestmark = pytest.mark.browser

ROWS = ".ag-center-cols-container .ag-row"
WAV = {"name": "Field_tape.wav", "mimeType": "audio/wav", "buffer": b"RIFF" + bytes(200)}
HTML = {"name": "page.html", "mimeType": "text/html", "buffer": b"<html>"}


class Hold:
    """Holds the fake's listening in one step until the test lets it go."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._gone = threading.Event()

    def __call__(self, step: Step) -> None:
        if step == self._step:
            assert self._gone.wait(15)

    def let_go(self) -> None:
        self._gone.set()


@pytest.fixture
def hold(service: FakeService) -> Iterator[Callable[[Step], Hold]]:
    holds: list[Hold] = []

    def at(step: Step) -> Hold:
        holds.append(Hold(step))
        service.pause = holds[-1]
        return holds[-1]

    yield at
    for held in holds:
        held.let_go()


def ask(page, text: str) -> None:
    page.locator("#seed").wait_for()
    page.fill("#seed", text)
    page.keyboard.press("Enter")


def seed_is(page, title: str) -> None:
    page.locator(".seed-card h1", has_text=title).wait_for()


def choose(page, selector: str, file: dict | Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.click(selector)
    chooser.value.set_files(file)


def drop(page, name: str, content: str) -> None:
    """Let a file go over the page, wherever that is."""
    page.evaluate(
        """([name, content]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content, new Uint8Array(99)], name));
          const drop = { dataTransfer, bubbles: true, cancelable: true };
          document.getElementById("find").dispatchEvent(new DragEvent("drop", drop));
        }""",
        [name, content],
    )


def test_four_steps_and_then_the_answer(page, url: str, hold: Callable[[Step], Hold]) -> None:
    held = hold("listen")
    page.goto(url)
    ask(page, "cold sunrise")
    bar = page.get_by_role("progressbar", name="Listening")
    page.locator('#listening [data-step="listen"][data-state="now"]').wait_for()
    assert page.locator("#listening h1").inner_text() == "Cold sunrise"
    assert page.locator('.step-names [data-state="done"]').all_inner_texts() == [
        "Finding a preview",
        "Decoding",
    ]
    assert bar.get_attribute("aria-valuenow") == "2"
    assert bar.get_attribute("aria-valuetext") == "Listening, step 3 of 4"
    held.let_go()
    seed_is(page, "Cold sunrise")
    assert page.locator(ROWS).count() == 20
    assert not page.locator("#listening").is_visible()
    assert page.locator(".spectrogram img").evaluate("img => img.complete && img.naturalWidth > 0")
    assert "Deep house" in page.locator(".genres li").first.inner_text()
    assert "sounds like it" in page.locator(f"{ROWS} .why >> visible=true").first.inner_text()
    page.reload()  # what was heard is still known
    seed_is(page, "Cold sunrise")


def test_an_answer_that_comes_late_never_replaces_a_newer_one(
    page, url: str, hold: Callable[[Step], Hold]
) -> None:
    held = hold("decode")
    page.goto(url)
    ask(page, "cold sunrise")
    page.locator('[data-step="decode"][data-state="now"]').first.wait_for()
    polls: list[str] = []
    ask(page, "Mira Voss - Afterglow")
    seed_is(page, "Afterglow")
    page.on("request", lambda asked: polls.append(f"{asked.method} {asked.url}"))
    held.let_go()
    page.wait_for_timeout(700)
    seed_is(page, "Afterglow")
    assert not [poll for poll in polls if "/jobs/" in poll]
    page.go_back()  # it was heard to the end meanwhile
    seed_is(page, "Cold sunrise")


def test_without_a_preview_the_recording_of_the_dj_answers(
    page, url: str, service: FakeService
) -> None:
    page.goto(f"{url}/?seed=cold+silent&n=10")
    page.locator("#listening-error", has_text="Nobody offers a preview").wait_for()
    choose(page, ".drop-zone", HTML)
    page.locator("#listening-error", has_text="not an audio file").wait_for()
    choose(page, ".drop-zone", WAV)
    seed_is(page, "Cold silent")
    assert page.locator(ROWS).count() == 10
    assert service.recordings == ["cold silent", "cold silent"]


def test_names_that_look_like_it_can_be_chosen_instead(page, url: str) -> None:
    page.goto(f"{url}/?seed=cold+typo")
    page.locator("#listening-error .chip", has_text="Glass Tide").click()
    seed_is(page, "Glass Tide")
    assert not page.locator("#listening").is_visible()


@pytest.mark.parametrize(
    ("text", "words"),
    [("cold down", "Deezer does not answer"), ("cold crash", "Something went wrong")],
)
def test_what_fails_says_so_and_offers_the_way_on(page, url: str, text: str, words: str) -> None:
    page.goto(f"{url}/?seed={text}")
    page.locator("#listening-error", has_text=words).wait_for()
    assert page.locator(".drop-zone").is_visible()
    with page.expect_file_chooser():
        page.locator(".drop-zone").press("Enter")
    focused = "document.activeElement.className || document.activeElement.id"
    assert page.evaluate(focused) == "drop-zone"
    with page.expect_request(lambda asked: "/jobs/" in asked.url):
        page.get_by_role("button", name="Try again").press("Enter")
    page.locator("#listening-error", has_text=words).wait_for()
    assert page.evaluate(focused) == "page"  # the button was gone meanwhile


def test_a_file_from_the_start_page_is_a_seed_of_its_own(
    page, url: str, service: FakeService
) -> None:
    page.goto(url)
    page.locator("#upload-link").wait_for()
    choose(page, "#upload-link", WAV)
    seed_is(page, "Field tape")
    assert "seed=Field+tape" in page.url
    page.locator(".seed-chip", has_text="Field tape").wait_for()


def test_a_file_can_be_dropped_anywhere(page, url: str, service: FakeService) -> None:
    page.goto(f"{url}/?seed=Mira Voss - Afterglow")
    seed_is(page, "Afterglow")
    drop(page, "Dropped.wav", "RIFF")
    seed_is(page, "Dropped")
    assert service.recordings == ["Dropped"]


def test_after_a_dropped_file_failed_the_next_one_is_not_taken_for_the_former_seed(
    page, url: str, service: FakeService
) -> None:
    page.goto(f"{url}/?seed=Mira Voss - Afterglow")
    seed_is(page, "Afterglow")
    drop(page, "noise.txt", "hiss")
    page.locator("#listening-error", has_text="not an audio file").wait_for()
    assert page.locator("#listening h1").inner_text() == "noise"
    choose(page, ".drop-zone", WAV)
    seed_is(page, "Field tape")
    assert service.recordings == ["noise", "Field tape"]


def test_a_recording_for_the_card_is_of_the_track_that_the_card_shows(
    page, url: str, service: FakeService
) -> None:
    page.goto(f"{url}/?seed=artist")
    page.locator(".seed-note").wait_for()
    ask(page, "nothing")
    page.locator("#seed-error", has_text="No DJ in the catalogue").wait_for()
    choose(page, ".seed-note [data-listening]", WAV)
    page.locator(".spectrogram").wait_for()
    assert service.recordings == ["artist"]
    assert "seed=artist" in page.url


def test_the_panel_names_a_pasted_link_by_artist_and_title(page, url: str) -> None:
    page.goto(f"{url}/?seed=cold silent")
    page.locator("#listening-error", has_text="Nobody offers a preview").wait_for()
    choose(page, ".drop-zone", HTML)
    page.locator("#listening-error", has_text="not an audio file").wait_for()
    assert page.locator("#listening-artist").inner_text() == "Wren Halloway"
    page.goto(f"{url}/?seed=https://open.spotify.com/track/unheard")
    page.locator("#listening-error", has_text="Nobody offers a preview").wait_for()
    assert page.locator("#listening h1").inner_text() == "This track"


def test_the_address_of_a_recording_that_is_forgotten_says_so_and_takes_it_again(
    page, url: str, service: FakeService
) -> None:
    page.goto(url)
    page.locator("#upload-link").wait_for()
    choose(page, "#upload-link", {**WAV, "name": "nothing.wav"})
    seed_is(page, "nothing")
    page.locator("#filter-key label", has_text="Harmonic").click()
    page.wait_for_url("**&key=harmonic&file=1")
    service.heard.clear()
    page.reload()
    page.locator("#listening-error", has_text="forgets those after an hour").wait_for()
    choose(page, ".drop-zone", {**WAV, "name": "renamed.wav"})
    seed_is(page, "nothing")
    ask(page, "Mira Voss - Afterglow")
    seed_is(page, "Afterglow")
    assert "file=1" not in page.url


def test_a_job_whose_answer_was_overtaken_is_left(
    page, service: FakeService, hold: Callable[[Step], Hold], serve: Callable[[object], str]
) -> None:
    hold("find")
    late = threading.Event()
    recommend = service.recommend

    def overtaken(text: str, *more: Any) -> Recommendations:
        assert text != "cold late" or late.wait(15)
        return recommend(text, *more)

    service.recommend = overtaken  # type: ignore[method-assign]
    jobs = Jobs(at_once=1, max_per_browser=2)
    page.goto(serve(make_server(service, jobs)))
    ask(page, "cold first")  # takes the only place, and keeps it
    page.locator("#listening h1", has_text="Cold first").wait_for()
    with page.expect_request(lambda asked: "cold late" in (asked.post_data or "")):
        ask(page, "cold late")
    ask(page, "Mira Voss - Afterglow")
    seed_is(page, "Afterglow")
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        late.set()
    ask(page, "cold next")  # there is room for one more
    page.locator("#listening h1", has_text="Cold next").wait_for()


def test_an_upload_that_nobody_waits_for_is_broken_off(page, url: str) -> None:
    page.route("**/listen?*", lambda route: None)  # never answered
    page.goto(url)
    page.locator("#upload-link").wait_for()
    choose(page, "#upload-link", WAV)
    page.locator("#listening h1", has_text="Field tape").wait_for()
    with page.expect_event("requestfailed", lambda asked: "/listen?" in asked.url):
        ask(page, "Mira Voss - Afterglow")
    seed_is(page, "Afterglow")


def test_a_file_that_is_too_large_is_not_even_sent(
    page, url: str, service: FakeService, tmp_path: Path
) -> None:
    large = tmp_path / "large.wav"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    page.goto(url)
    page.locator("#upload-link").wait_for()
    choose(page, "#upload-link", large)
    page.locator("#listening-error", has_text="larger than 20 MB").wait_for()
    assert service.recordings == []


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_listening_on_a_phone(page, url: str, hold: Callable[[Step], Hold]) -> None:
    held = hold("decode")
    page.goto(f"{url}/?seed=cold")
    page.locator('.step-names [data-state="now"]', has_text="Decoding").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    held.let_go()
    seed_is(page, "Cold")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
