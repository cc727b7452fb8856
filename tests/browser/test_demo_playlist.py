"""Playlists out of the demo, where more than one tab or more than Spotify's search is at work."""

from collections.abc import Iterator

import pytest

from dashboard.start import Dashboard
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.tracks import Track
from tests.browser.playlist_window import button, connect, link, planned

pytestmark = pytest.mark.browser

ANOTHER_MIX = """() => {
  const tracks = JSON.parse(localStorage.getItem("crate"));
  tracks[1].title = `${tracks[1].title.replace(/ \\(.*/, "")} (Lost Tape Mix)`;
  localStorage.setItem("crate", JSON.stringify(tracks));
}"""
"""Makes the second of the crate a mix that the world does not have."""


@pytest.fixture
def url(demo: Dashboard, demo_port: int) -> Iterator[str]:
    yield f"http://127.0.0.1:{demo_port}"
    assert demo.sandbox
    demo.sandbox.faults.clear()


def chosen(page, url: str, seed: Track, number: int) -> None:
    """A crate of the first that are found."""
    page.goto(f"{url}/?seed={link(seed)}&n=10")
    page.locator(".add-button").first.wait_for()
    for row in range(number):
        page.locator(".add-button").nth(row).click()
    page.locator("#crate-list li").nth(number - 1).wait_for()


def written(demo: Dashboard, name: str) -> list[list[str]]:
    """What stands in the playlists of this name."""
    assert demo.sandbox
    return [list(p["uris"]) for p in demo.sandbox.playlists().values() if p["name"] == name]


def test_what_the_modal_shows_is_what_is_written_whatever_another_tab_does(
    page, url: str, demo: Dashboard, played: list[Track]
) -> None:
    page.goto(f"{url}/?seed={link(played[10])}&n=10")
    page.locator(".add-button").first.click()
    page.click("#create")
    connect(page)
    page.fill("#playlist-name", "As shown")
    other = page.context.new_page()
    other.goto(f"{url}/?seed={link(played[11])}&n=10")
    other.locator(".add-button").first.wait_for()
    other.click("text=Add all")
    other.locator("#crate-list li").nth(5).wait_for()
    page.click("#playlist-write")
    page.locator("#playlist-link").wait_for()
    assert demo.sandbox
    written = [p for p in demo.sandbox.playlists().values() if p["name"] == "As shown"]
    assert [len(playlist["uris"]) for playlist in written] == [1]
    other.close()


def test_a_pasted_link_goes_in_where_the_missing_track_stands(
    page, url: str, demo: Dashboard, played: list[Track]
) -> None:
    chosen(page, url, played[12], 3)
    page.evaluate(ANOTHER_MIX)
    page.reload()
    page.locator("#crate-list b", has_text="(Lost Tape Mix)").first.wait_for()
    page.click("#create")
    connect(page)
    button(page, "Write 2 tracks")
    page.fill("#playlist-name", "With a link")
    around = page.locator("[data-in]").evaluate_all("lines => lines.map(l => l.dataset.uri)")
    pasted = next(t for t in played if f"spotify:track:{t.spotify_id}" not in around)
    page.fill("[data-pasted]", f"{link(pasted)}?si=1")
    button(page, "Write 3 tracks")
    page.click("#playlist-write")
    page.locator("#playlist-link").wait_for()
    before, after = around
    assert written(demo, "With a link") == [[before, f"spotify:track:{pasted.spotify_id}", after]]


def test_two_tabs_at_once_write_once(page, url: str, demo: Dashboard, played: list[Track]) -> None:
    chosen(page, url, played[13], 3)
    page.click("#create")
    connect(page)
    other = page.context.new_page()
    other.goto(f"{url}/?seed={link(played[13])}&n=10")
    other.locator("#crate-list li").nth(2).wait_for()
    other.click("#create")
    planned(other)
    assert demo.sandbox
    # Long enough for the other to ask as well.
    demo.sandbox.faults.add(Fault("timeout", "/playlists$", "POST", when="after", seconds=2))
    for tab in (page, other):
        tab.fill("#playlist-name", "Only once")
    for tab in (page, other):
        tab.click("#playlist-write")
    links = [tab.locator("#playlist-link") for tab in (page, other)]
    for shown in links:
        shown.wait_for()
    assert links[0].get_attribute("href") == links[1].get_attribute("href")
    assert [len(uris) for uris in written(demo, "Only once")] == [3]
    other.close()
