"""Tracks that no DJ has played, in a real browser. Preview, decoding, network and neighbours are
real; only the music is invented."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.start import Dashboard
from recommender.catalogue.identity import track_name
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.previews.encode import preview_mp3
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World

pytestmark = pytest.mark.browser

ROWS = ".ag-center-cols-container .ag-row"
# The first time, TensorFlow is imported behind the progress bar.
PATIENCE_MS = 60_000


@pytest.fixture
def url(demo: Dashboard, demo_port: int) -> Iterator[str]:
    yield f"http://127.0.0.1:{demo_port}"
    assert demo.sandbox
    demo.sandbox.faults.clear()


def played_artists(world: World) -> set[str]:
    return {artist for t in world.tracks if not t.cold for artist in t.all_artists}


def strangers(world: World, among: tuple[Track, ...]) -> Iterator[Track]:
    """Cold tracks by artists whom no set knows either."""
    return (t for t in among if t.cold and not set(t.all_artists) & played_artists(world))


def ask(page, text: str) -> None:
    page.locator("#seed").wait_for()
    page.fill("#seed", text)
    page.keyboard.press("Enter")


def link(track: Track) -> str:
    return f"https://open.spotify.com/track/{track.spotify_id}"


def answered(page) -> None:
    page.locator(".seed-card .spectrogram img").wait_for(timeout=PATIENCE_MS)
    page.locator(ROWS).first.wait_for()


def test_a_track_that_no_set_holds_is_listened_to_and_answered(
    page, url: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    cold = next(t for t in world.shelves.both if t.cold)
    page.goto(url)
    began = time.perf_counter()
    ask(page, link(cold))
    page.get_by_role("progressbar", name="Listening").wait_for()
    answered(page)
    with capsys.disabled():  # TensorFlow is imported in it
        print(f"\nfirst cold seed: link to table in {time.perf_counter() - began:.2f} s")
    assert page.locator(ROWS).count() == 20
    badges = page.locator(".seed-card .badges").inner_text()
    assert cold.key in badges
    assert f"{cold.tempo_bpm:.0f}" in badges
    assert page.locator(".genres li").count() >= 3
    assert "sound" in page.locator(".seed-note").inner_text()
    alike = [world.by_identity[track_name(*names).key].genre for names in rows_of(page)]
    assert alike.count(cold.genre) >= 10
    keys = page.locator(f"{ROWS} .camelot >> visible=true")
    assert keys.count() >= 19


READ_ROWS = """() => {
  const rows = [];
  dash_ag_grid.getApi("results").forEachNode(({ data }) => rows.push([data.artist, data.title]));
  return rows;
}"""


def rows_of(page) -> list[tuple[str, str]]:
    return [(artist, title) for artist, title in page.evaluate(READ_ROWS)]


def test_a_name_that_only_deezer_knows_is_enough(
    page, url: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    cold = next(t for t in world.shelves.only_deezer if t.cold)
    page.goto(url)
    began = time.perf_counter()
    ask(page, f"{cold.wiki_artist} - {cold.wiki_title}")
    answered(page)
    with capsys.disabled():  # for the record; no test hangs on it
        print(f"\ncold seed: typed name to table in {time.perf_counter() - began:.2f} s")
    assert page.locator(ROWS).count() == 20


def test_what_only_itunes_has_is_heard_there(page, url: str, world: World, demo: Dashboard) -> None:
    assert demo.sandbox
    cold = next(t for t in world.shelves.only_itunes if t.cold)
    demo.sandbox.forget_requests()
    page.goto(url)
    ask(page, link(cold))
    answered(page)
    assert any("/itunes-cdn/" in call.path for call in demo.sandbox.requests)


def test_where_nobody_has_a_preview_the_djs_own_file_answers(
    page, url: str, world: World, tmp_path: Path
) -> None:
    recording = tmp_path / "Zzyzx Qoph - Unwritten.mp3"
    recording.write_bytes(preview_mp3(world.tracks[5]))
    page.goto(url)
    ask(page, "Zzyzx Qoph - Unwritten")
    page.locator("#listening-error", has_text="Nobody offers a preview").wait_for(
        timeout=PATIENCE_MS
    )
    with page.expect_file_chooser() as chooser:
        page.click(".drop-zone")
    chooser.value.set_files(recording)
    answered(page)
    assert page.locator(".seed-card h1").inner_text() == "Unwritten"
    assert page.locator(ROWS).count() == 20


def test_when_deezer_and_itunes_are_down_the_page_says_so(page, url: str, demo: Dashboard) -> None:
    assert demo.sandbox
    for path in ("^/deezer", "^/itunes"):
        demo.sandbox.faults.add(Fault("status", path=path, status=503, times=None))
    page.goto(url)
    ask(page, "Qwyx Vuln - Somewhere Else")
    page.locator("#listening-error", has_text="Deezer").wait_for(timeout=PATIENCE_MS)
    assert page.locator(".drop-zone").is_visible()


def test_filters_keep_to_the_seeds_key(page, url: str, world: World, demo: Dashboard) -> None:
    seed = demo.store.most_played(1)[0]
    assert seed.camelot
    page.goto(f"{url}/?seed={seed.name}&n=20&key=same")
    page.locator(ROWS).first.wait_for()
    keys = page.locator(f"{ROWS} .camelot >> visible=true").all_inner_texts()
    assert set(keys) == {seed.camelot}
    # What nobody could listen to stays in, and is shown as unknown.
    assert page.locator(ROWS).count() == 20
    assert len(keys) >= 10
