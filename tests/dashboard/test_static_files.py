"""Scripts and styles: packed when the browser bears it, the same when unpacked, kept for good."""

import re

import brotli
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse as Response


def addresses(client: FlaskClient) -> list[str]:
    page = client.get("/").get_data(as_text=True)
    ours = r'(?:src|href)="(/(?:_dash-component|assets|bundles)[^"]+)"'
    found: list[str] = re.findall(ours, page)
    return [one for one in found if one.split("?")[0].endswith((".js", ".css"))]


def fetch(client: FlaskClient, address: str, **headers: str) -> Response:
    """The whole answer; what it was read from is closed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.get(address, headers=named) as answer:
        answer.get_data()
        return answer


@pytest.mark.parametrize("part", ["/bundles/segue.css?m=", "dash_renderer", "/bundles/segue.js?m="])
def test_a_file_is_packed_and_the_same_when_it_is_unpacked(client: FlaskClient, part: str) -> None:
    address = next(one for one in addresses(client) if part in one)
    plain = fetch(client, address)
    for _ in range(2):  # the second comes from what was packed before
        packed = fetch(client, address, Accept_Encoding="gzip, deflate, br, zstd")
        assert packed.headers["Content-Encoding"] == "br"
        assert len(packed.data) < 0.5 * len(plain.data)
        assert brotli.decompress(packed.data) == plain.data
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Content-Encoding" not in plain.headers


def test_a_browser_without_brotli_gets_what_it_bears(client: FlaskClient) -> None:
    address = next(one for one in addresses(client) if "dash_renderer" in one)
    packed = fetch(client, address, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"


def test_what_never_changes_under_its_address_is_kept_for_good(client: FlaskClient) -> None:
    for address in addresses(client):
        kept = fetch(client, address).headers["Cache-Control"]
        assert "max-age=31536000" in kept or address == "/assets/theme-first.js"


def test_an_address_without_a_mark_is_asked_for_again(client: FlaskClient) -> None:
    assert "max-age" not in fetch(client, "/assets/theme-first.js").headers["Cache-Control"]


def test_a_file_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    address = "/bundles/segue.css"
    tag = fetch(client, address, Accept_Encoding="br").headers["ETag"]
    again = fetch(client, address, Accept_Encoding="br", If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")


def test_what_another_version_asks_for_is_not_kept_under_its_address(client: FlaskClient) -> None:
    old = fetch(client, "/bundles/map.js?m=0123456789ab")
    assert old.status_code == 200
    assert old.headers["Cache-Control"] == "no-cache"
