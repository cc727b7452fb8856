"""Scripts and styles are joined: all of them, in order, each page's own apart."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import ASSETS
from dashboard.bundles import read_bundles
from dashboard.layout import LAZY


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    for name in (
        "z.js",
        "a.css",
        "find/b.js",
        "map/map.js",
        "map/map.css",
        "theme-first.js",
        "icon.svg",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"/* this is {name} */", encoding="utf-8")
    return tmp_path


def test_a_pages_folder_is_its_own_file_and_the_rest_is_the_shells(assets: Path) -> None:
    files = read_bundles(assets, ["map"]).files
    assert set(files) == {"segue.js", "segue.css", "map.js", "map.css", "icon.svg"}
    assert b"this is map/map.js" in files["map.js"]
    shell = files["segue.js"]
    # What lies at the top may be used by what is in a folder.
    assert 0 <= shell.index(b"this is z.js") < shell.index(b"this is find/b.js")
    assert b"this is map" not in shell
    assert b"this is theme-first.js" not in shell


def test_the_mark_changes_with_what_is_in_any_file(assets: Path) -> None:
    before = read_bundles(assets, ["map"]).version
    assert read_bundles(assets, ["map"]).version == before
    (assets / "map" / "map.css").write_text("b { color: red }", encoding="utf-8")
    assert read_bundles(assets, ["map"]).version != before


def test_the_page_names_the_shells_files_and_the_mark_of_the_others(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    named = re.findall(r'"(/bundles/[^"]+)"', page)
    assert [one.split("?")[0] for one in named] == [
        "/bundles/icon.svg",
        "/bundles/segue.css",
        "/bundles/segue.js",
    ]
    marks = re.findall(r'name="segue-version" content="(\w+)"', page)
    assert [one.split("?m=")[1] for one in named] == marks * 3


def test_the_tables_script_waits_but_the_page_knows_where_it_is(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    (where,) = re.findall(r'name="segue-grid" content="([^"]+)"', page)
    assert page.count("/dash_ag_grid/") == 1
    assert client.get(where).status_code == 200


@pytest.mark.parametrize("page", LAZY)
def test_each_page_that_is_fetched_has_a_script_and_a_style(client: FlaskClient, page: str) -> None:
    for name, kind in ((f"{page}.js", "text/javascript"), (f"{page}.css", "text/css")):
        answer = client.get(f"/bundles/{name}")
        assert (answer.status_code, answer.mimetype) == (200, kind)


def test_no_script_is_left_out() -> None:
    whole = b"".join(read_bundles(ASSETS, LAZY).files.values())
    scripts = [path for path in ASSETS.rglob("*.js") if path.name != "theme-first.js"]
    assert scripts
    for path in scripts:
        assert path.read_bytes() in whole


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fapp.py", "segue.map"])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/bundles/{name}").status_code == 404


@pytest.mark.parametrize("page", ["/", "/spotify"])
def test_the_window_has_our_icon(client: FlaskClient, page: str) -> None:
    text = client.get(page).get_data(as_text=True)
    (icon,) = re.findall(r'<link rel="icon" href="([^"]+)"', text)
    with client.get(icon) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


@pytest.mark.parametrize("page", ["/", "/spotify"])
def test_a_browser_asks_once_for_the_icon_however_often_the_address_changes(
    client: FlaskClient, page: str
) -> None:
    text = client.get(page).get_data(as_text=True)
    (icon,) = re.findall(r'<link rel="icon" href="([^"]+)"', text)
    assert "immutable" in client.get(icon).headers["Cache-Control"]


@pytest.mark.parametrize("page", ["/", "/?seed=x", "/djs", "/spotify"])
def test_who_comes_back_after_an_upgrade_gets_no_page_from_before(
    client: FlaskClient, page: str
) -> None:
    assert client.get(page).headers["Cache-Control"] == "no-store"
