"""The rows of Find: what they tell, what can be done with them, and the columns they stand in."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SEED = "Mira Voss - Afterglow"
ROWS = ".ag-center-cols-container .ag-row"


@pytest.fixture
def found(page, url: str):
    """The page with ten results."""
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(f"{ROWS} .play-button").nth(9).wait_for(timeout=30_000)
    return page


def width(page, column: str) -> float:
    return page.locator(f".ag-header-cell[col-id={column}]").bounding_box()["width"]


def no_sideways_scroll(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


SETTLED = """async () => {
  const cells = () => [...document.querySelectorAll(".ag-header-cell")];
  const widths = () => cells().map((one) => one.offsetWidth).join();
  const before = widths();
  await new Promise((done) => setTimeout(done, 200));
  return before === widths();
}"""


def drag_edge(page, column: str, by_px: int) -> None:
    box = page.locator(f".ag-header-cell[col-id={column}] .ag-header-cell-resize").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by_px / 2, y, steps=4)
    page.mouse.move(x + by_px, y, steps=4)
    page.mouse.up()


def test_half_time_is_understood_and_told_in_words(found) -> None:
    notes = found.locator(f"{ROWS} .tempo .tempo-note")
    half = notes.filter(has_text="½×").first
    assert "half time" in half.get_attribute("title")
    assert "to match" in half.get_attribute("title")
    assert set(notes.first.get_attribute("class").split()) & {"good", "fair", "far"}


def test_a_track_that_answers_the_next_question_too_is_compared_with_its_seed(found) -> None:
    titles = found.locator(f"{ROWS} .track-name b")
    first = titles.all_text_contents()
    notes = found.locator(f"{ROWS} .tempo .tempo-note")
    assert notes.count()
    found.evaluate("segue.search.submit('artist')")  # its tempo is not known
    expect(notes).to_have_count(0)
    assert set(first) & set(titles.all_text_contents())


def test_rows_that_are_in_the_crate_are_marked(found) -> None:
    row = found.locator(ROWS).nth(1)
    before = row.evaluate("row => getComputedStyle(row).backgroundColor")
    row.locator(".add-button").click()
    found.mouse.move(0, 0)
    assert row.locator(".add-button").get_attribute("aria-pressed") == "true"
    assert row.evaluate("row => getComputedStyle(row).backgroundColor") != before
    found.locator("#crate-clear").click()
    found.mouse.move(0, 0)
    assert row.locator(".add-button").get_attribute("aria-pressed") == "false"
    assert row.evaluate("row => getComputedStyle(row).backgroundColor") == before


def test_the_three_things_to_do_with_a_track_have_names_of_their_own(found) -> None:
    row = found.locator(ROWS).nth(0)
    labels = [
        button.get_attribute("aria-label")
        for button in row.locator(".actions button >> visible=true").all()
    ]
    assert len(labels) == len(set(labels)) == 3
    assert labels[0].endswith("in the crate")
    assert labels[1].startswith("More like this: ")
    assert labels[2].startswith("Less like this: ")


@pytest.mark.parametrize(("side", "name"), [("like", "seed"), ("dislike", "not")])
def test_more_and_less_like_this_rank_anew_at_once(found, side: str, name: str) -> None:
    row = found.locator(ROWS).nth(1)
    title = row.locator(".track-name b").inner_text()
    artist = row.locator(".track-name span").inner_text()
    row.locator(f".wish-{side}").click()
    found.wait_for_function(
        "([name, text]) => new URLSearchParams(location.search).getAll(name).includes(text)",
        arg=[name, f"{artist} - {title}"],
    )
    found.locator(ROWS, has_text=title).wait_for(state="detached")


def test_columns_sort_with_the_keyboard_and_say_so(found) -> None:
    header = found.locator(".ag-header-cell[col-id=tempo]")
    header.focus()
    found.keyboard.press("Enter")
    found.locator(".ag-header-cell[col-id=tempo][aria-sort=ascending]").wait_for()
    tempos = found.evaluate("window.segue.grid.rows().map((row) => row.tempo_bpm || 0)")
    assert tempos == sorted(tempos)
    found.keyboard.press("Enter")
    found.locator(".ag-header-cell[col-id=tempo][aria-sort=descending]").wait_for()


def test_columns_are_as_wide_as_they_were_left_until_a_double_click(found) -> None:
    first = {column: width(found, column) for column in ("title", "tempo", "why")}
    drag_edge(found, "tempo", 60)
    dragged = width(found, "tempo")
    assert dragged > first["tempo"] + 10
    drag_edge(found, "title", -40)
    narrowed = width(found, "title")
    assert narrowed < first["title"] - 25
    assert no_sideways_scroll(found)
    found.reload()
    found.locator(f"{ROWS} .play-button").nth(9).wait_for(timeout=30_000)
    assert width(found, "tempo") == pytest.approx(dragged, abs=1.5)
    assert width(found, "title") == pytest.approx(narrowed, abs=1.5)
    found.locator(".ag-header-cell[col-id=tempo] .ag-header-cell-resize").dblclick()
    for column, wide in first.items():
        assert width(found, column) == pytest.approx(wide, abs=1.5)
    assert found.evaluate("localStorage.getItem('segue-columns')") is None


def test_the_track_takes_its_room_from_the_reason_and_nothing_else(found) -> None:
    found.wait_for_function(SETTLED)
    others = {column: width(found, column) for column in ("key", "tempo", "fit")}
    title, why = width(found, "title"), width(found, "why")
    assert title > why  # names come first
    drag_edge(found, "title", 100)
    found.wait_for_function(SETTLED)
    assert width(found, "title") == pytest.approx(title + 100, abs=4)
    assert width(found, "why") == pytest.approx(why - 100, abs=4)
    for column, wide in others.items():
        assert width(found, column) == pytest.approx(wide, abs=1)
    reason = found.locator(f"{ROWS} button.why").first
    assert reason.get_attribute("title") == reason.text_content()
    drag_edge(found, "title", 500)  # further than there is room
    found.wait_for_function(SETTLED)
    row = found.locator(ROWS).first.bounding_box()
    more = found.locator(f"{ROWS} .wish-dislike").first.bounding_box()
    assert more["x"] + more["width"] <= row["x"] + row["width"]
    assert no_sideways_scroll(found)


def test_columns_are_resized_with_the_keyboard(found) -> None:
    before = width(found, "tempo")
    found.locator(".ag-header-cell[col-id=tempo]").focus()
    for _ in range(3):
        found.keyboard.press("Alt+ArrowRight")
    assert width(found, "tempo") > before
    assert no_sideways_scroll(found)


def test_no_width_that_was_kept_makes_the_page_scroll_sideways(page, url: str) -> None:
    kept = '{"title": 900, "why": 900, "key": "x", "tempo": -4, "fit": 1e9}'
    page.add_init_script(f"localStorage.setItem('segue-columns', '{kept}')")
    page.goto(f"{url}/?seed={SEED}&n=10")
    page.locator(f"{ROWS} .play-button").nth(9).wait_for(timeout=30_000)
    assert no_sideways_scroll(page)
    page.set_viewport_size({"width": 960, "height": 800})
    page.locator(f"{ROWS} .more-button").first.wait_for()
    assert no_sideways_scroll(page)


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_on_a_phone_a_row_has_three_things_to_touch_and_a_menu(found) -> None:
    row = found.locator(ROWS).nth(2)
    shown = row.locator("button >> visible=true").all()
    assert len(shown) == 3
    for button in shown:
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 40
    title = row.locator(".track-name b").inner_text()
    row.locator(".more-button").click()
    menu = found.locator('[role="menu"]')
    assert menu.locator('[role="menuitem"]').count() == 3
    found.keyboard.press("Escape")
    menu.wait_for(state="detached")
    assert row.locator(".more-button").evaluate("b => b === document.activeElement")
    row.locator(".more-button").click()
    found.locator('[role="menuitem"]', has_text="Less like this").click()
    found.locator(ROWS, has_text=title).wait_for(state="detached")
    assert "not=" in found.url
    assert no_sideways_scroll(found)


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}, {"width": 360, "height": 740}])
def test_on_a_phone_a_row_tells_artist_key_and_tempo_in_bpm_in_one_line(found) -> None:
    row = found.locator(ROWS, has_text="Glass Tide")
    parts = [row.locator(f".track-folded {name}") for name in (".track-artist", ".camelot")]
    tempo = row.locator(".track-bpm")
    boxes = [part.bounding_box() for part in (*parts, tempo)]
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert max(middles) - min(middles) < 3
    assert tempo.inner_text().startswith("126 BPM")
    assert "good" in tempo.get_attribute("class").split()
    # Eight letters or so, not two.
    assert all(
        one.bounding_box()["width"] >= 46 for one in found.locator(".track-artist").all()[:5]
    )
    title = row.locator(".track-name b")
    assert title.bounding_box()["y"] + title.bounding_box()["height"] <= boxes[0]["y"] + 1
    assert not row.locator(".track-name span").is_visible()
    assert no_sideways_scroll(found)


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}])
def test_on_a_phone_the_words_of_a_row_open_the_reason(found) -> None:
    found.locator(".track-artist").nth(1).click()
    found.locator("#evidence-body .set-title").first.wait_for()


def test_what_a_row_opens_is_what_it_tells_after_ranking_anew(found) -> None:
    found.locator(ROWS).nth(0).locator(".wish-like").click()
    found.wait_for_function(
        "() => new URLSearchParams(location.search).getAll('seed').length === 2"
    )
    found.locator(".is-busy").wait_for(state="detached")
    row = found.locator(ROWS).nth(3)
    reason = row.locator("button.why").inner_text()
    row.locator("button.why").click()
    told = found.locator(".evidence-reason").inner_text()
    assert told.split()[:2] == reason.split()[:2]
    assert "your 2 seeds" in told
