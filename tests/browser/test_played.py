"""What was played already, imported and left out, over the fake service."""

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser

ROWS = ".ag-center-cols-container .ag-row"
SEED = "Mira Voss - Afterglow"


@pytest.fixture
def history(tmp_path: Path, service: FakeService) -> Path:
    """Three tracks, of which the catalogue holds two."""
    names = [service.tracks[1], service.tracks[2]]
    lines = ["Artist,Title", *(f"{t.artist},{t.title}" for t in names), "Nobody,Nothing"]
    file = tmp_path / "history.csv"
    file.write_text("\n".join(lines), "utf-8")
    return file


def ask(page, url: str, more: str = "") -> None:
    page.goto(f"{url}/?seed={quote(SEED)}&n=10{more}")
    page.locator(ROWS).nth(9).wait_for()


def send(page, file: Path, button: str = "Choose a file") -> None:
    if not page.locator("#played-panel").is_visible():
        page.click("#played-open")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files(file)


def imported(page, file: Path) -> None:
    page.click("#played-open")
    send(page, file)
    page.locator("#played-told", has_text="3 tracks read, 2 of them in the catalogue").wait_for()
    page.keyboard.press("Escape")
    page.locator("#played-panel").wait_for(state="detached")


def titles(page) -> list[str]:
    return page.locator(f"{ROWS} .track-name b").all_inner_texts()


def test_an_imported_history_is_left_out_at_once(page, url: str, history: Path) -> None:
    ask(page, url)
    expect(page.locator(f"{ROWS} .track-name b").first).to_have_text("Glass Tide")
    imported(page, history)
    page.locator("#removed-played", has_text="−2").wait_for()
    assert page.url.endswith("&n=10&played=out")
    assert page.is_checked("#filter-played")
    assert page.locator("#played-open").inner_text() == "2 tracks"
    assert "Glass Tide" not in titles(page)
    page.reload()
    page.locator("#removed-played", has_text="−2").wait_for()
    page.locator("label", has_text="Leave out played").click()
    page.locator("#removed-played:empty").wait_for(state="attached")
    assert page.url.endswith("&n=10")
    expect(page.locator(f"{ROWS} .track-name b").first).to_have_text("Glass Tide")


def test_after_a_file_the_focus_is_in_the_window_and_escape_leads_back(
    page, url: str, history: Path
) -> None:
    ask(page, url)
    page.click("#played-open")
    page.get_by_role("button", name="Choose a file").focus()
    send(page, history)
    page.locator("#played-told", has_text="3 tracks read").wait_for()
    page.get_by_role("button", name="Add a file").wait_for()
    page.wait_for_function(
        "() => document.getElementById('played-panel').contains(document.activeElement)"
        " && document.activeElement.offsetParent"
    )
    page.evaluate("document.activeElement.blur()")  # what a file chooser may do
    page.keyboard.press("Escape")
    page.locator("#played-panel").wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "played-open"
    page.keyboard.press("Enter")  # it opens again
    page.get_by_role("button", name="Add a file").wait_for()


def test_the_list_is_sent_only_while_it_is_switched_on(page, url: str, history: Path) -> None:
    ask(page, url)
    imported(page, history)
    page.locator("#removed-played", has_text="−2").wait_for()
    page.locator("label", has_text="Leave out played").click()
    page.locator("#removed-played:empty").wait_for(state="attached")
    with page.expect_request("**/find") as sent:
        page.locator("#filter-key label", has_text="Harmonic").click()
    assert "glass tide" not in sent.value.post_data


def test_a_second_file_adds_and_a_list_can_be_replaced_and_removed(
    page, url: str, history: Path, tmp_path: Path, service: FakeService
) -> None:
    ask(page, url)
    imported(page, history)
    more = tmp_path / "more.txt"
    track = service.tracks[3]
    more.write_text(f"{track.artist} - {track.title}\n", "utf-8")
    page.click("#played-open")
    send(page, more, "Add a file")
    page.locator("#played-told", has_text="1 track read, 1 of them").wait_for()
    page.locator("#played-open", has_text="3 tracks").wait_for()
    page.locator("#removed-played", has_text="−3").wait_for()
    send(page, more, "Start over")
    page.locator("#played-open", has_text="1 track").wait_for()
    page.locator("#removed-played", has_text="−1").wait_for()
    if not page.locator("#played-panel").is_visible():
        page.click("#played-open")
    page.get_by_role("button", name="Remove the list").click()
    page.locator("#played-open", has_text="Import").wait_for()
    page.wait_for_url(lambda address: "played" not in address)
    assert page.evaluate("localStorage.getItem('played')") is None


def test_the_switch_asks_for_a_list_where_there_is_none(page, url: str) -> None:
    ask(page, url)
    page.locator("label", has_text="Leave out played").click()
    page.get_by_role("button", name="Choose a file").wait_for()
    assert not page.is_checked("#filter-played")
    assert "played" not in page.url
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Choose a file").wait_for(state="detached")


def test_a_link_that_leaves_out_what_somebody_else_played_says_so(page, url: str) -> None:
    ask(page, url, "&played=out")
    page.locator("#played-hint", has_text="This link leaves out what its sender played").wait_for()
    expect(page.locator(f"{ROWS} .track-name b").first).to_have_text("Glass Tide")
    page.locator("label", has_text="Leave out played").click()
    page.wait_for_url(lambda address: "played" not in address)
    page.locator("#played-hint").wait_for(state="hidden")


def test_a_file_of_unknown_tracks_is_told_and_changes_nothing(
    page, url: str, tmp_path: Path
) -> None:
    ask(page, url)
    file = tmp_path / "list.txt"
    file.write_text("Nobody - Nothing\n", "utf-8")
    page.click("#played-open")
    send(page, file)
    page.locator("#played-told", has_text="1 track read, none of them in the catalogue").wait_for()
    assert "played" not in page.url
    assert page.evaluate("localStorage.getItem('played')") is None


def test_a_file_that_can_not_be_read_is_told(chromium, url: str, tmp_path: Path) -> None:
    # A page of our own: its console notes what the server refuses.
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    page = context.new_page()
    ask(page, url)
    file = tmp_path / "list.txt"
    file.write_text("nothing that a track is called\n", "utf-8")
    page.click("#played-open")
    send(page, file)
    page.locator("#played-error", has_text="That file names no tracks").wait_for()
    assert page.locator("#played-open").inner_text() == "Import"
    context.close()


def test_another_tab_learns_of_the_list_and_asks_only_when_told(
    page, url: str, history: Path
) -> None:
    ask(page, url)
    other = page.context.new_page()
    ask(other, url)
    imported(page, history)
    other.locator("#played-open", has_text="2 tracks").wait_for()
    assert "played" not in other.url
    expect(other.locator(f"{ROWS} .track-name b").first).to_have_text("Glass Tide")
