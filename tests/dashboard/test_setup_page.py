"""The page /spotify: the account, the four steps, and the client ID that is pasted there."""

import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from dashboard.client_id import SpotifyApp
from dashboard.demo import sandbox_settings
from dashboard.logins import LOGIN_LIFE
from dashboard.settings import DashboardSettings
from recommender.errors import SegueError
from scrapers.errors import QuotaExceeded
from scrapers.sandbox.server import CLIENT_ID, Sandbox
from scrapers.settings import ServiceSettings
from tests.dashboard.connecting import URL, Browser, Server, agree, real_settings

MINE = "0123456789abcdef0123456789ABCDEF"
CSS = Path(__file__).resolve().parents[2] / "assets" / "setup.css"
FORM = 'action="/spotify/client-id"'


@pytest.fixture
def server(sandbox: Sandbox, tmp_path: Path) -> Iterator[Server]:
    """One where nothing is set up yet."""
    server = Server(tmp_path, real_settings(sandbox))
    yield server
    server.close()


@pytest.fixture
def ready(sandbox: Sandbox, tmp_path: Path) -> Iterator[Server]:
    """One that is set up."""
    server = Server(tmp_path, sandbox_settings(sandbox))
    yield server
    server.close()


def settings(**values: str) -> DashboardSettings:
    return DashboardSettings.model_validate(values)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


# -- what it says --------------------------------------------------------------------------


def test_the_four_steps_tell_all_that_spotify_wants(browser: Browser) -> None:
    page = browser.get("/spotify").text
    assert page.count("<h3>") == 4
    assert f">{URL}/callback</code>" in page
    said = words(page)
    for needed in ("Create app", "Spotify Premium", "Web API", "User Management", "five people"):
        assert needed in said
    assert "Connect Spotify" not in said


def test_where_it_is_set_up_it_offers_to_connect(ready: Server) -> None:
    page = ready.browser().get("/spotify").text
    assert 'href="/login?next=/spotify"' in page
    assert "set up" not in words(page).lower().split("the spotify app behind this")[0]


def test_connecting_from_here_comes_back_here(ready: Server, sandbox: Sandbox) -> None:
    browser = ready.browser()
    assert browser.get(agree(sandbox, browser.begin("/spotify"))).location == "/spotify"


def test_who_is_connected_sees_the_account_and_its_end(ready: Server, sandbox: Sandbox) -> None:
    browser = ready.browser()
    browser.connect(sandbox)
    said = words(browser.get("/spotify").text)
    ends = datetime.now(UTC) + LOGIN_LIFE
    assert "Connected as Nadia Kestrel" in said
    assert f"{ends.day} {ends:%B %Y}" in said
    assert "Disconnect" in said
    assert "What Segue may do" in said
    assert browser.post("/logout?next=/spotify").location == "/spotify"
    assert "Nadia Kestrel" not in browser.get("/spotify").text


def test_a_login_that_ended_says_why(ready: Server, sandbox: Sandbox) -> None:
    browser = ready.browser()
    browser.connect(sandbox)
    ready.clock.ahead = LOGIN_LIFE
    assert "Spotify ends each login after six months: connect again." in words(
        browser.get("/spotify").text
    )


def test_a_login_whose_key_was_replaced_says_so(ready: Server, sandbox: Sandbox) -> None:
    browser = ready.browser()
    browser.connect(sandbox)
    changed = ready.restarted(key=Fernet.generate_key().decode()).browser()
    with (
        browser.client.session_transaction(base_url=URL) as before,
        changed.client.session_transaction(base_url=URL) as after,
    ):
        after["browser"] = before["browser"]
    answer = changed.get("/spotify")
    assert answer.status_code == 200
    assert "connect again" in words(answer.text)


def test_it_tells_what_is_left_of_the_allowance(ready: Server) -> None:
    browser = ready.browser()
    ready.allowance.take_search()
    said = words(browser.get("/spotify").text)
    assert "Searches left today399" in said
    assert "Pause" not in said
    until = datetime.now(UTC) + timedelta(hours=3)
    ready.allowance.failed(QuotaExceeded("Used up.", until))
    here = until.astimezone()
    assert f"Pauseuntil {here.day} {here:%B, %H:%M}" in words(browser.get("/spotify").text)


def test_opened_as_localhost_it_leads_to_where_spotify_returns(ready: Server) -> None:
    browser = ready.browser()
    page = browser.get("/spotify", base_url="http://localhost:8050").text
    assert "opened Segue as localhost" in words(page)
    assert f'href="{URL}/spotify"' in page
    assert "opened Segue as" not in words(browser.get("/spotify").text)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("http://segue.example.org", False),
        ("https://segue.example.org", True),
        ("http://127.0.0.1:9000", True),
    ],
)
def test_an_address_that_spotify_does_not_return_to_is_told(
    sandbox: Sandbox, tmp_path: Path, url: str, fine: bool
) -> None:
    server = Server(tmp_path, sandbox_settings(sandbox), settings(SEGUE_URL=url))
    page = server.browser().get("/spotify", base_url=url).text
    assert ("Set SEGUE_URL to an https address" in words(page)) is not fine
    assert f"{url}/callback" in page
    server.close()


def test_the_demo_says_that_it_is_one_and_shows_the_real_steps(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    server = Server(tmp_path, real_settings(sandbox), demo=True)
    server.services.spotify_client_id = CLIENT_ID
    page = server.browser().get("/spotify").text
    assert "its Spotify is invented" in words(page)
    assert "Your real Spotify" in page
    assert "User Management" in page
    assert FORM in page
    server.close()


def test_it_is_painted_in_the_scheme_that_was_chosen(browser: Browser) -> None:
    page = browser.get("/spotify").text
    head = page.split("</head>")[0]
    assert '<script src="/assets/theme-first.js"></script>' in head
    css = CSS.read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-f]{3,8}\b", css) == []


def test_no_script_and_no_style_stands_in_the_page(browser: Browser, ready: Server) -> None:
    for page in (browser.get("/spotify").text, ready.browser().get("/callback").text):
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []


def test_every_rule_of_its_stylesheet_leaves_the_main_page_alone() -> None:
    css = re.sub(r"/\*.*?\*/", "", CSS.read_text(encoding="utf-8"), flags=re.S)
    css = re.sub(r"@media[^{]+\{", "", css)
    selectors = [part for rule in re.findall(r"([^{}]+)\{", css) for part in rule.split(",")]
    assert len(selectors) > 30
    assert [text for text in selectors if not text.strip().startswith(".setup ")] == []


# -- the client ID -------------------------------------------------------------------------


def test_a_pasted_client_id_works_at_once_and_after_a_restart(
    server: Server, browser: Browser, sandbox: Sandbox
) -> None:
    answer = browser.post("/spotify/client-id", data={"client_id": f"  {CLIENT_ID} \r\n"})
    assert (answer.status_code, answer.location) == (303, "/spotify")
    assert "Connect Spotify" in words(browser.get("/spotify").text)
    session = browser.connect(sandbox)
    again = server.restarted(services=real_settings(sandbox))
    assert again.services.spotify_client_id == CLIENT_ID
    assert again.logins.account(session)


def test_it_is_kept_in_a_private_file(server: Server, browser: Browser) -> None:
    browser.post("/spotify/client-id", data={"client_id": MINE})
    path = server.folder / "spotify-client-id"
    assert path.read_text() == MINE.lower()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    browser.post("/spotify/client-id", data={"client_id": CLIENT_ID})
    assert path.read_text() == CLIENT_ID
    assert [p.name for p in server.folder.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize(
    "text",
    ["", "   ", MINE[:-1], f"{MINE}0", "g" * 32, "٣" * 32, f"{MINE[:16]} {MINE[16:]}", "a\n" * 16],
)
def test_what_is_no_client_id_is_told_and_not_kept(
    server: Server, browser: Browser, text: str
) -> None:
    answer = browser.post("/spotify/client-id", data={"client_id": text})
    assert answer.status_code == 400
    assert "it has 32 characters" in words(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert server.services.spotify_client_id is None
    assert not (server.folder / "spotify-client-id").exists()


def test_what_was_typed_stands_in_the_form_again_as_text(browser: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = browser.post("/spotify/client-id", data={"client_id": hostile})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_form_without_its_field_is_told(browser: Browser) -> None:
    assert browser.post("/spotify/client-id").status_code == 400
    assert browser.post("/spotify/client-id", json={"client_id": MINE}).status_code == 400


@pytest.mark.parametrize("path", ["/spotify/client-id", "/spotify/client-id/remove", "/logout"])
def test_a_body_without_measure_is_refused_with_a_sentence(browser: Browser, path: str) -> None:
    answer = browser.post(path, data={"client_id": "0" * 20_000})
    assert answer.status_code == 413
    assert "far more than this page takes" in words(answer.text)


def test_it_can_be_removed_again(server: Server, browser: Browser, sandbox: Sandbox) -> None:
    browser.post("/spotify/client-id", data={"client_id": CLIENT_ID})
    session = browser.connect(sandbox)
    answer = browser.post("/spotify/client-id/remove")
    assert (answer.status_code, answer.location) == (303, "/spotify")
    assert list(server.folder.glob("*client-id*")) == []
    assert server.services.spotify_client_id is None
    assert server.logins.account(session) is None
    assert FORM in browser.get("/spotify").text
    # Once more does no harm, as when the button is pressed twice.
    assert browser.post("/spotify/client-id/remove").status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"SEGUE_URL": "https://segue.example.org"},
        {"SEGUE_HOST": "0.0.0.0"},  # noqa: S104
        {"SEGUE_HOST": "192.168.1.20"},
        {"SEGUE_URL": URL},
    ],
)
def test_where_others_reach_the_page_the_form_is_not_there(
    sandbox: Sandbox, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    server = Server(tmp_path, real_settings(sandbox), settings(**elsewhere))
    browser = server.browser()
    page = browser.get("/spotify").text
    assert FORM not in page
    assert "SPOTIFY_CLIENT_ID=your client ID" in page
    for path in ("/spotify/client-id", "/spotify/client-id/remove"):
        assert browser.post(path, data={"client_id": MINE}).status_code == 403
    assert server.services.spotify_client_id is None
    assert not (tmp_path / "spotify-client-id").exists()
    server.close()


def test_a_client_id_of_the_environment_is_changed_there(ready: Server) -> None:
    browser = ready.browser()
    page = browser.get("/spotify").text
    assert FORM not in page
    assert "from SPOTIFY_CLIENT_ID in the environment" in words(page)
    assert browser.post("/spotify/client-id", data={"client_id": MINE}).status_code == 403
    assert browser.post("/spotify/client-id/remove").status_code == 403
    assert ready.services.spotify_client_id == CLIENT_ID


def test_the_environment_goes_before_what_was_pasted(tmp_path: Path) -> None:
    SpotifyApp(ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None}), tmp_path).store(MINE)
    services = ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": CLIENT_ID})
    assert SpotifyApp(services, tmp_path).client_id == CLIENT_ID


def test_a_stored_client_id_that_is_damaged_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "spotify-client-id").write_text("half of")
    with pytest.raises(SegueError, match=r"damaged\. Delete it"):
        SpotifyApp(ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None}), tmp_path)


def test_a_folder_that_can_not_be_written_is_one_sentence_and_changes_nothing(
    server: Server, browser: Browser
) -> None:
    (server.folder / "spotify-client-id").mkdir()
    answer = browser.post("/spotify/client-id", data={"client_id": MINE})
    assert answer.status_code == 500
    assert "can't be written" in words(answer.text).replace("&#39;", "'")
    assert server.services.spotify_client_id is None
    assert [p.name for p in server.folder.iterdir() if p.name.startswith(".")] == []
    assert browser.post("/spotify/client-id/remove").status_code == 500


# -- headers -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/spotify", "/callback", "/spotify/nothing"])
def test_every_answer_has_the_headers(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src 'self'(;|$)", policy)
    assert ("unsafe-inline" in policy) is (answer.status_code == 404)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}


def test_no_cache_keeps_the_account(browser: Browser) -> None:
    assert browser.get("/spotify").headers["Cache-Control"] == "no-store"
