"""The login's pages, against the sandbox's accounts service over real HTTP."""

import logging
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from dashboard.demo import sandbox_settings
from dashboard.login import create_login
from dashboard.logins import Logins
from dashboard.security import secure
from scrapers.errors import LoginExpired
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import build_world
from scrapers.settings import ServiceSettings

URL = "http://127.0.0.1:8050"


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(build_world()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    yield running
    running.faults.clear()


@pytest.fixture
def logins(sandbox: Sandbox) -> Logins:
    return Logins(sandbox_settings(sandbox))


@pytest.fixture
def server(logins: Logins) -> Flask:
    flask = Flask(__name__)
    flask.register_blueprint(create_login(logins, URL))
    secure(flask, "a key for tests", [])
    return flask


@pytest.fixture
def browser(server: Flask) -> FlaskClient:
    return server.test_client()


def begin(browser: FlaskClient, next_path: str = "/") -> str:
    answer = browser.get("/login", query_string={"next": next_path}, base_url=URL)
    assert answer.status_code == 302
    return answer.location


def agree(sandbox: Sandbox, authorize_url: str, decision: str = "agree") -> str:
    """What the DJ does on Spotify's page; gives the path that the browser is sent back to."""
    page = requests.get(authorize_url, timeout=5)
    ticket = page.text.split('name="ticket" value="')[1].split('"')[0]
    form = {"ticket": ticket, "decision": decision, "user": "nadia.kestrel"}
    answer = requests.post(
        f"{sandbox.url}/authorize/accept", data=form, allow_redirects=False, timeout=5
    )
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == URL
    return f"{back.path}?{back.query}"


def session_of(browser: FlaskClient) -> str | None:
    with browser.session_transaction(base_url=URL) as session:
        return session.get("browser")


def test_a_login_comes_back_to_where_it_began(
    browser: FlaskClient, sandbox: Sandbox, logins: Logins
) -> None:
    back = agree(sandbox, begin(browser, "/?seed=a%20b&create=1"))
    answer = browser.get(back, base_url=URL)
    assert answer.location == "/?seed=a%20b&create=1"
    account = logins.account(session_of(browser))
    assert account
    assert account.name
    assert logins.access_token(session_of(browser))


def test_a_state_is_good_once(browser: FlaskClient, sandbox: Sandbox) -> None:
    back = agree(sandbox, begin(browser))
    assert browser.get(back, base_url=URL).status_code == 302
    again = browser.get(back, base_url=URL)
    assert again.status_code == 400
    assert "Connect again" in again.text


def test_a_callback_in_another_browser_connects_nobody(
    browser: FlaskClient, server: Flask, sandbox: Sandbox, logins: Logins
) -> None:
    back = agree(sandbox, begin(browser))
    other = server.test_client()
    begin(other)
    assert other.get(back, base_url=URL).status_code == 400
    assert logins.account(session_of(other)) is None


def test_the_session_id_changes_with_the_login(browser: FlaskClient, sandbox: Sandbox) -> None:
    back = agree(sandbox, begin(browser))
    before = session_of(browser)
    browser.get(back, base_url=URL)
    assert session_of(browser) != before


def test_saying_no_is_told_plainly(browser: FlaskClient, sandbox: Sandbox, logins: Logins) -> None:
    back = agree(sandbox, begin(browser), decision="cancel")
    answer = browser.get(back, base_url=URL)
    assert "did not agree" in answer.text
    assert logins.account(session_of(browser)) is None


def test_spotify_down_while_logging_in_is_one_sentence(
    browser: FlaskClient, sandbox: Sandbox
) -> None:
    back = agree(sandbox, begin(browser))
    sandbox.faults.add(Fault("status", path="/api/token", status=503))
    answer = browser.get(back, base_url=URL)
    assert answer.status_code == 400
    assert "Spotify" in answer.text
    assert "Traceback" not in answer.text


def test_logging_out_forgets_the_tokens(
    browser: FlaskClient, sandbox: Sandbox, logins: Logins
) -> None:
    browser.get(agree(sandbox, begin(browser)), base_url=URL)
    known = session_of(browser)
    assert browser.post("/logout?next=/?n=5", base_url=URL).location == "/?n=5"
    assert logins.account(known) is None
    with pytest.raises(LoginExpired):
        logins.access_token(known)


def test_logging_out_on_behalf_of_another_site_is_refused(browser: FlaskClient) -> None:
    answer = browser.post("/logout", base_url=URL, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/\t/evil.example"],
)
def test_next_never_leads_to_another_site(
    browser: FlaskClient, sandbox: Sandbox, path: str
) -> None:
    answer = browser.get(agree(sandbox, begin(browser, path)), base_url=URL)
    assert answer.location == "/"


def test_a_login_under_another_name_moves_to_the_one_that_spotify_knows(
    browser: FlaskClient,
) -> None:
    answer = browser.get("/login?next=/x", base_url="http://localhost:8050")
    assert answer.location == f"{URL}/login?next=%2Fx"


def test_without_a_client_id_the_page_says_what_to_set() -> None:
    flask = Flask(__name__)
    settings = ServiceSettings.model_validate({"SPOTIFY_CLIENT_ID": None})
    flask.register_blueprint(create_login(Logins(settings), URL))
    flask.secret_key = "a key for tests"
    answer = flask.test_client().get("/login", base_url=URL)
    assert answer.status_code == 400
    assert "SPOTIFY_CLIENT_ID" in answer.text


def test_a_token_that_is_about_to_end_is_refreshed(
    browser: FlaskClient, sandbox: Sandbox, logins: Logins, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.get(agree(sandbox, begin(browser)), base_url=URL)
    first = logins.access_token(session_of(browser))
    monkeypatch.setattr("scrapers.spotify.auth.LEEWAY_S", 10_000)
    second = logins.access_token(session_of(browser))
    assert second != first


def test_a_login_that_spotify_ended_is_forgotten_and_said(
    browser: FlaskClient, sandbox: Sandbox, logins: Logins, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.get(agree(sandbox, begin(browser)), base_url=URL)
    sandbox.accounts.revoke_logins()
    monkeypatch.setattr("scrapers.spotify.auth.LEEWAY_S", 10_000)
    with pytest.raises(LoginExpired):
        logins.access_token(session_of(browser))
    assert logins.account(session_of(browser)) is None


def test_no_secret_reaches_the_cookie_or_the_log(
    browser: FlaskClient, sandbox: Sandbox, logins: Logins, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    authorize = begin(browser)
    back = agree(sandbox, authorize)
    # What the sandbox's own log says is Spotify's business; ours starts here.
    caplog.clear()
    answer = browser.get(back, base_url=URL)
    code = parse_qs(urlsplit(back).query)["code"][0]
    token = logins.access_token(session_of(browser))
    said = caplog.text + answer.headers.get("Set-Cookie", "") + answer.text
    for secret in (code, token):
        assert secret not in said
