"""The main job in a real browser, over the real engine and the sandbox: track in, playlist out."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from dashboard.start import Dashboard
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from tests.browser.playlist_window import connect, link, planned

pytestmark = pytest.mark.browser

ROWS = ".ag-center-cols-container .ag-row"


@pytest.fixture
def url(demo: Dashboard, demo_port: int) -> Iterator[str]:
    yield f"http://127.0.0.1:{demo_port}"
    assert demo.sandbox
    demo.sandbox.faults.clear()


def ask(page, text: str) -> None:
    page.locator("#seed").wait_for()
    page.fill("#seed", text)
    page.keyboard.press("Enter")


def seed_card(page, demo: Dashboard, track: Track) -> None:
    """Wait for the card of this track, under the name that the catalogue has for it."""
    known = demo.store.track_by_key(track.identity)
    assert known
    page.locator(".seed-card h1", has_text=known.title).wait_for()


def reasons(page) -> list[str]:
    # Each row holds its reason twice, for wide and for narrow screens.
    return page.locator(f"{ROWS} .why >> visible=true").all_inner_texts()


def error(page) -> str:
    page.locator("#seed-error p").wait_for()
    return page.locator("#seed-error p").inner_text()


CLOCK = """() => {
  window.__shown = null; window.__asked = null;
  document.getElementById('find-button').addEventListener(
    'click', () => { window.__asked = performance.now(); }, {capture: true, once: true});
  new MutationObserver((_, self) => {
    if (document.querySelectorAll('.ag-center-cols-container .ag-row .why').length) {
      window.__shown = performance.now(); self.disconnect();
    }
  }).observe(document.body, {childList: true, subtree: true});
}"""


def test_a_pasted_link_becomes_a_playlist_with_exactly_the_chosen_tracks(
    page, url: str, demo: Dashboard, world: World, played: list[Track], record_property
) -> None:
    page.goto(url)
    page.locator("text=DEMO").wait_for()
    page.locator("#seed").wait_for()
    page.evaluate(CLOCK)
    page.fill("#seed", link(played[0]))
    page.click("#find-button")
    seed_card(page, demo, played[0])
    page.locator(f"{ROWS} .why >> visible=true").first.wait_for()
    milliseconds = page.evaluate("() => window.__shown - window.__asked")
    record_property("click_to_table_ms", round(milliseconds))
    print(f"\nfrom click to table: {milliseconds:.0f} ms")

    assert page.locator(ROWS).count() == 20
    told = reasons(page)
    assert len(told) == 20
    assert all(re.search(r"\d+ sets? · \d+ DJs?|both played with", why) for why in told)

    for row in (4, 0, 2):
        page.locator(".add-button").nth(row).click()
    page.locator("#crate-list li").nth(2).wait_for()
    titles = page.locator("#crate-list b").all_inner_texts()
    assert len(titles) == 3
    page.click("#create")
    page.click("#connect-link")
    page.get_by_role("button", name="Agree").click()
    planned(page)
    page.fill("#playlist-name", "Friday night")
    assert page.locator("#playlist-tracks [data-in] .plan-name b").all_inner_texts() == titles
    page.dblclick("#playlist-write")
    page.locator("#playlist-link").wait_for()

    assert demo.sandbox
    written = [p for p in demo.sandbox.playlists().values() if p["name"] == "Friday night"]
    assert len(written) == 1
    assert written[0]["public"] is False
    ids = [uri.rsplit(":", 1)[-1] for uri in written[0]["uris"]]
    keys = [world.by_spotify_id[id_].identity for id_ in ids]
    found = [demo.store.search(title, 1)[0].key for title in titles]
    assert keys == found
    playlist = page.get_attribute("#playlist-link", "href")
    assert playlist
    page.goto(playlist)
    assert "Friday night" in page.locator("body").inner_text()


@pytest.mark.parametrize("form", ["uri", "id", "name"])
def test_other_ways_to_name_the_seed_find_the_same_track(
    page, url: str, demo: Dashboard, played: list[Track], form: str
) -> None:
    track = played[1]
    text = {
        "uri": f"spotify:track:{track.spotify_id}",
        "id": track.spotify_id,
        "name": f"{track.wiki_artist} - {track.wiki_title}",
    }[form]
    page.goto(url)
    ask(page, text)
    seed_card(page, demo, track)
    assert page.locator(ROWS).count() == 20


def test_typing_suggests_tracks_and_choosing_one_finds_its_company(
    page, url: str, demo: Dashboard, played: list[Track]
) -> None:
    page.goto(url)
    page.locator("#seed").click()
    page.keyboard.type(played[2].title.lower(), delay=15)
    page.locator(".seed-option").first.wait_for()
    page.locator(".seed-option", has_text=played[2].title).first.click()
    seed_card(page, demo, played[2])


def test_an_album_link_says_what_to_paste_instead(page, url: str, played: list[Track]) -> None:
    page.goto(url)
    ask(page, f"https://open.spotify.com/album/{played[0].spotify_id}")
    assert "paste the track's link" in error(page)
    expect(page.locator("#seed")).to_have_value(re.compile("^https://open.spotify.com/album/"))


def test_an_unknown_id_is_one_clear_sentence(page, url: str) -> None:
    page.goto(url)
    ask(page, "https://open.spotify.com/track/0000000000000000000000")
    assert "Spotify" in error(page)
    assert page.locator(ROWS).count() == 0


def test_with_spotify_down_names_still_work_and_links_say_so(
    page, url: str, demo: Dashboard, played: list[Track]
) -> None:
    assert demo.sandbox
    page.goto(url)
    ask(page, f"{played[3].wiki_artist} - {played[3].wiki_title}")
    seed_card(page, demo, played[3])
    demo.sandbox.faults.add(Fault("status", path="/v1/", status=503, times=None))
    unresolved = next(t for t in played[30:] if demo.store.track_by_uri(t.uri) is None)
    ask(page, link(unresolved))
    assert "Spotify" in error(page)
    assert page.locator(ROWS).count() == 20  # the former answer stays
    ask(page, f"{played[4].wiki_artist} - {played[4].wiki_title}")
    seed_card(page, demo, played[4])


def test_a_playlist_that_fails_is_told_and_nothing_is_lost(
    page, url: str, demo: Dashboard, played: list[Track]
) -> None:
    assert demo.sandbox
    page.goto(f"{url}/?seed={link(played[5])}&n=10")
    page.locator(".add-button").first.wait_for()
    page.click("text=Add all")
    page.click("#create")
    connect(page)
    page.fill("#playlist-name", "Broken night")
    demo.sandbox.faults.add(Fault("status", path="/items", method="POST", status=500, times=None))
    page.click("#playlist-write")
    page.locator("#playlist-error", has_text="Spotify").wait_for()
    names = [playlist["name"] for playlist in demo.sandbox.playlists().values()]
    assert "Broken night" not in names
    demo.sandbox.faults.clear()
    page.click("#playlist-write")
    page.locator("#playlist-link").wait_for()
    written = [p for p in demo.sandbox.playlists().values() if p["name"] == "Broken night"]
    assert len(written) == 1
    assert len(written[0]["uris"]) == 10


def test_a_shared_link_shows_the_same_answer(
    page, url: str, demo: Dashboard, played: list[Track]
) -> None:
    page.goto(f"{url}/?seed=spotify%3Atrack%3A{played[6].spotify_id}&n=10")
    seed_card(page, demo, played[6])
    first = reasons(page)
    page.reload()
    seed_card(page, demo, played[6])
    assert reasons(page) == first
    assert len(first) == 10


def test_evidence_opens_to_the_sets(page, url: str, played: list[Track], demo: Dashboard) -> None:
    page.goto(f"{url}/?seed={link(played[7])}")
    seed_card(page, demo, played[7])
    reason = page.locator(f"{ROWS} .why >> visible=true").first
    sets = int(re.match(r"(\d+) sets?", reason.inner_text())[1])
    reason.click()
    page.locator(".set-title").first.wait_for()
    assert page.locator(".set-title").count() == sets


def test_after_connecting_the_address_goes_on_telling_what_is_shown(
    page, url: str, demo: Dashboard, played: list[Track]
) -> None:
    page.goto(f"{url}/?seed={link(played[8])}&n=10")
    page.locator(".add-button").first.click()
    page.click("#create")
    connect(page)
    page.keyboard.press("Escape")
    page.locator("#playlist-write").wait_for(state="hidden")
    assert "create" not in page.url
    ask(page, f"{played[9].wiki_artist} - {played[9].wiki_title}")
    seed_card(page, demo, played[9])
    assert "create" not in page.url
    assert "n=10" in page.url
    page.reload()
    seed_card(page, demo, played[9])
    assert not page.locator("#playlist-write").is_visible()
    page.go_back()
    seed_card(page, demo, played[8])
    page.go_forward()
    seed_card(page, demo, played[9])


def test_a_suggestion_can_be_chosen_with_the_keyboard(
    page, url: str, demo: Dashboard, played: list[Track]
) -> None:
    page.goto(url)
    page.locator("#seed").wait_for()
    page.keyboard.press("/")
    page.keyboard.type(played[2].title.lower(), delay=15)
    page.locator(".seed-option", has_text=played[2].title).first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".seed-option[data-combobox-selected]").inner_text().splitlines()[0]
    page.keyboard.press("Enter")
    page.locator(".seed-card h1", has_text=chosen).wait_for()
