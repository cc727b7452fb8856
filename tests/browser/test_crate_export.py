"""Export in the browser: the file that is saved, what is remembered, what fails."""

import csv
from pathlib import Path

import pytest
from lxml import etree

from tests.browser.crate_page import fill, told
from tests.dashboard.fake_service import FakeService

pytestmark = pytest.mark.browser

PANEL = "#crate-export"


def export(page, kind: str, folder: Path) -> Path:
    """The saved file of an export, under the name that the browser gave it."""
    if page.locator(PANEL).is_hidden():
        page.click("#crate-export-open")
    with page.expect_download() as begun:
        page.click(f'{PANEL} [data-export="{kind}"]')
    saved = folder / begun.value.suggested_filename
    begun.value.save_as(saved)
    told(page, f"Saved as {saved.name}.")
    return saved


def test_the_crate_is_saved_under_its_name_for_each_program(
    page, url: str, service: FakeService, tmp_path: Path
) -> None:
    names = fill(page, url, service, 4)
    page.locator("#crate-summary", has_text="min").wait_for()  # the facts are there
    page.click("#crate-export-open")
    page.fill("#crate-name", "Sommer – Süd")
    page.fill("#crate-folder", "/music/house")

    table = export(page, "csv", tmp_path)
    assert table.name == "Sommer – Süd.csv"
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 5
    assert [name in row for name, row in zip(names, rows[1:], strict=True)] == [True] * 4

    listed = export(page, "m3u8", tmp_path)
    assert listed.name == "Sommer – Süd.m3u8"
    lines = listed.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if line.startswith("/music/house/")] == lines[2::2]
    assert all(line.startswith("#EXTINF:330,") for line in lines[1::2])

    library = export(page, "rekordbox", tmp_path)
    assert library.name == "Sommer – Süd.xml"
    tree = etree.parse(library)
    assert tree.xpath("//COLLECTION/TRACK/@Name") == names


def test_name_and_music_folder_are_remembered(page, url: str, service: FakeService) -> None:
    fill(page, url, service, 1)
    page.click("#crate-export-open")
    page.fill("#crate-name", "Friday")
    page.fill("#crate-folder", "D:\\Music")
    page.reload()
    page.click("#crate-export-open")
    assert page.input_value("#crate-name") == "Friday"
    assert page.input_value("#crate-folder") == "D:\\Music"


def test_an_export_that_fails_says_so_and_can_be_tried_again(
    chromium, serve: object, url: str, service: FakeService, tmp_path: Path
) -> None:
    # A page of our own: its console may complain about what fails.
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    fill(page, url, service, 2)
    page.route("**/crate/export/csv", lambda route: route.fulfill(status=500, json={}))
    page.click("#crate-export-open")
    page.click(f'{PANEL} [data-export="csv"]')
    page.locator("#crate-export-error", has_text="Segue does not answer.").wait_for()
    page.unroute("**/crate/export/csv")
    # Another program's page in Segue's place is not saved as if it were the crate.
    page.route(
        "**/crate/export/csv",
        lambda route: route.fulfill(body="<html>Log in</html>", content_type="text/html"),
    )
    page.fill("#crate-name", "Other")
    page.click(f'{PANEL} [data-export="csv"]')
    page.wait_for_function("() => !document.querySelector('#crate-export .is-working')")
    assert "Segue does not answer." in page.text_content("#crate-export-error")
    page.fill("#crate-name", "")
    page.unroute("**/crate/export/csv")
    assert export(page, "csv", tmp_path).name == "Segue crate.csv"
    context.close()


def test_the_panel_opens_and_closes_by_keyboard(page, url: str, service: FakeService) -> None:
    fill(page, url, service, 1)
    button = page.locator("#crate-export-open")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.id") == "crate-name"
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.id") == "crate-export-open"
    page.keyboard.press("Enter")
    page.click("#crate-heading")
    page.locator(PANEL).wait_for(state="hidden")
