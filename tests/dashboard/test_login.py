"""The login's pages, against the sandbox's accounts service over real HTTP."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.demo import sandbox_settings
from dashboard.settings import DashboardSettings
from dashboard.storage import metadata
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.spotify_tokens import User
from tests.dashboard.connecting import (
    NADIA,
    TOMAS,
    URL,
    Browser,
    Clock,
    Server,
    agree,
    code_in,
    real_settings,
)

SCRIPT = "<script>alert('x')</script>"


def test_a_login_comes_back_to_where_it_began(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    answer = browser.get(agree(sandbox, browser.begin("/?seed=a%20b&create=1")))
    assert answer.location == "/?seed=a%20b&create=1"
    account = server.logins.account(browser.session)
    assert account
    assert account.name == "Nadia Kestrel"
    assert server.logins.access_token(browser.session)


def test_a_state_is_good_once(browser: Browser, server: Server, sandbox: Sandbox) -> None:
    back = agree(sandbox, browser.begin())
    assert browser.get(back).status_code == 302
    session = browser.session
    again = browser.get(back)
    assert again.status_code == 400
    assert "Connect again" in again.text
    assert browser.session == session
    assert len(server.rows()) == 1


def test_a_callback_in_another_browser_connects_nobody(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    back = agree(sandbox, browser.begin())
    victim = server.browser()
    victim.begin()
    assert victim.get(back).status_code == 400
    assert server.browser().get(back).status_code == 400
    assert server.rows() == []
    # It is used up, also for the one whose it was.
    assert browser.get(back).status_code == 400


@pytest.mark.parametrize("state", ["", "made-up", "é" * 2_000, "' or 1=1 --"])
def test_a_forged_state_connects_nobody(
    browser: Browser, server: Server, sandbox: Sandbox, state: str
) -> None:
    code = code_in(agree(sandbox, browser.begin()))
    answer = browser.client.get(
        "/callback", query_string={"code": code, "state": state}, base_url=URL
    )
    assert answer.status_code == 400
    assert server.rows() == []


def test_a_code_of_another_login_is_refused(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    """Somebody else's code with one's own state: the verifier does not fit."""
    theirs = agree(sandbox, server.browser().begin(), user=TOMAS)
    mine = agree(sandbox, browser.begin())
    answer = browser.get(mine.replace(code_in(mine), code_in(theirs)))
    assert answer.status_code == 400
    assert server.rows() == []


def test_a_login_that_took_more_than_ten_minutes_starts_again(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    back = agree(sandbox, browser.begin())
    server.clock.ahead = timedelta(minutes=11)
    answer = browser.get(back)
    assert answer.status_code == 400
    assert "too old" in answer.text


def test_the_session_id_changes_with_the_login(browser: Browser, sandbox: Sandbox) -> None:
    back = agree(sandbox, browser.begin())
    before = browser.session
    browser.get(back)
    assert before
    assert browser.session != before


def test_a_session_id_planted_before_the_login_is_worth_nothing(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    with browser.client.session_transaction(base_url=URL) as session:
        session["browser"] = "known to the attacker"
    browser.connect(sandbox)
    assert server.logins.account("known to the attacker") is None


def test_saying_no_is_told_plainly(browser: Browser, server: Server, sandbox: Sandbox) -> None:
    answer = browser.get(agree(sandbox, browser.begin(), decision="cancel"))
    assert answer.status_code == 400
    assert "did not agree" in answer.text
    assert server.logins.account(browser.session) is None


@pytest.mark.parametrize("said", ["error=server_error", "error=temporarily_unavailable", "x=1"])
def test_trouble_at_spotify_is_not_told_as_a_refusal(
    browser: Browser, server: Server, said: str
) -> None:
    browser.begin()
    answer = browser.get(f"/callback?{said}&state={server.attempt().state}")
    assert answer.status_code == 400
    assert "did not agree" not in answer.text
    assert "could not finish this login" in answer.text


def test_spotify_down_while_logging_in_is_one_sentence(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    back = agree(sandbox, browser.begin())
    sandbox.faults.add(Fault("status", path="/api/token", status=503))
    answer = browser.get(back)
    assert answer.status_code == 400
    assert "Spotify" in answer.text
    assert "Traceback" not in answer.text
    assert server.rows() == []


def test_a_database_that_fails_is_one_sentence(
    browser: Browser, server: Server, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    back = agree(sandbox, browser.begin())
    metadata.drop_all(server.store.engine)
    answer = browser.get(back)
    assert answer.status_code == 503
    assert "database does not answer" in answer.text
    assert code_in(back) not in answer.text + caplog.text
    assert "no such table" in caplog.text


def test_what_nobody_foresaw_is_told_on_a_page_of_ours(
    browser: Browser, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(server.logins, "begin", breaks)
    answer = browser.get("/login")
    assert answer.status_code == 500
    assert "Something went wrong inside Segue" in answer.text
    assert answer.headers["Content-Security-Policy"]


def test_two_browsers_see_each_their_own_account_only(server: Server, sandbox: Sandbox) -> None:
    hers, his, nobodys = server.browser(), server.browser(), server.browser()
    hers.connect(sandbox, NADIA)
    his.connect(sandbox, TOMAS)
    pages = [browser.get("/spotify").text for browser in (hers, his, nobodys)]
    assert ["Nadia Kestrel" in page for page in pages] == [True, False, False]
    assert ["Tomas Brix" in page for page in pages] == [False, True, False]
    assert server.logins.access_token(hers.session) != server.logins.access_token(his.session)


@pytest.mark.parametrize(
    "path",
    [
        *("//evil.example", "https://evil.example", "/\\evil.example", "evil", ""),
        *("/\t/evil.example", "\\/evil.example", "///evil.example", "javascript:alert(1)"),
        *("//[", "/\\[", "http://[", "//[::1"),
        *(" //evil.example", "http:/evil.example", "/\n/evil.example", "/\r\nX: //evil.example"),
    ],
)
def test_next_never_leads_to_another_site(browser: Browser, sandbox: Sandbox, path: str) -> None:
    answer = browser.get(agree(sandbox, browser.begin(path)))
    assert answer.location == "/"
    out = browser.client.post("/logout", query_string={"next": path}, base_url=URL)
    assert out.location == "/"


def test_a_login_under_another_name_moves_to_the_one_that_spotify_knows(browser: Browser) -> None:
    answer = browser.get("/login?next=/x", base_url="http://localhost:8050")
    assert answer.location == f"{URL}/login?next=%2Fx&moved=1"
    assert "Set-Cookie" not in answer.headers


def test_a_proxy_that_hides_our_name_does_not_send_browsers_in_circles(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    public = DashboardSettings.model_validate({"SEGUE_URL": "https://segue.example.org"})
    server = Server(tmp_path, sandbox_settings(sandbox), public)
    moved = server.browser().get("/login").location
    assert moved == "https://segue.example.org/login?next=%2F&moved=1"
    there = server.browser().get("/login?next=%2F&moved=1").location
    assert there
    assert there.startswith(sandbox.url)
    assert "redirect_uri=https%3A%2F%2Fsegue.example.org%2Fcallback" in there
    server.close()


def test_without_a_client_id_the_page_says_what_to_do(sandbox: Sandbox, tmp_path: Path) -> None:
    server = Server(tmp_path, real_settings(sandbox))
    answer = server.browser().get("/login")
    assert answer.status_code == 400
    assert "Spotify is not set up yet" in answer.text
    assert 'href="/spotify"' in answer.text
    server.close()


def test_the_cookie_lasts_as_long_as_the_login_and_is_not_sent_again(
    browser: Browser, sandbox: Sandbox
) -> None:
    answer = browser.get(agree(sandbox, browser.begin()))
    cookie = answer.headers["Set-Cookie"]
    expires = parsedate_to_datetime(cookie.split("Expires=")[1].split(";")[0])
    assert timedelta(days=179) < expires - Clock()() < timedelta(days=181)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Set-Cookie" not in browser.get("/spotify").headers


def test_an_error_page_escapes_what_others_said(browser: Browser, sandbox: Sandbox) -> None:
    back = agree(sandbox, browser.begin(f'/?x="><b>{SCRIPT}'), decision="cancel")
    assert SCRIPT not in browser.get(back).text
    hostile = browser.client.get(
        "/callback", query_string={"error": SCRIPT, "state": SCRIPT}, base_url=URL
    )
    assert SCRIPT not in hostile.text


@pytest.fixture
def mallory(sandbox: Sandbox) -> Iterator[str]:
    """Somebody whose account has a hostile name."""
    sandbox.accounts.users["mallory"] = User("mallory", SCRIPT)
    yield "mallory"
    del sandbox.accounts.users["mallory"]


def test_a_script_in_an_account_name_is_shown_as_text(
    browser: Browser, sandbox: Sandbox, mallory: str
) -> None:
    browser.connect(sandbox, mallory)
    page = browser.get("/spotify").text
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["/login", "/callback?code=x&state=y", "/callback"])
def test_no_cache_and_no_other_site_learns_the_address(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_callback_leaves_the_address_bar(browser: Browser, sandbox: Sandbox) -> None:
    back = agree(sandbox, browser.begin("/?seed=x"))
    answer = browser.get(back)
    assert (answer.status_code, answer.location) == (302, "/?seed=x")
    assert answer.headers["Cache-Control"] == "no-store"
    assert code_in(back) not in answer.text + str(answer.headers)


@pytest.mark.parametrize("path", ["/logout", "/spotify/client-id", "/spotify/client-id/remove"])
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_no_other_site_may_post(
    browser: Browser, server: Server, sandbox: Sandbox, path: str, headers: dict[str, str]
) -> None:
    browser.connect(sandbox)
    answer = browser.post(path, headers=headers)
    assert answer.status_code == 403
    assert len(server.rows()) == 1


@pytest.mark.parametrize("path", ["/logout", "/login", "/callback"])
def test_only_a_post_disconnects_and_only_a_get_connects(browser: Browser, path: str) -> None:
    wrong = browser.get if path == "/logout" else browser.post
    assert wrong(path).status_code == 405


def test_no_secret_reaches_cookie_page_or_log(
    browser: Browser, server: Server, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    authorize = browser.begin()
    verifier = server.attempt().verifier
    back = agree(sandbox, authorize)
    # What the sandbox's own log says is Spotify's business; ours starts here.
    caplog.clear()
    answer = browser.get(back)
    with server.store.engine.connect() as connection:
        rows = str(connection.execute(sa.text("select * from login")).all())
    said = caplog.text + str(answer.headers) + answer.text + browser.get("/spotify").text + rows
    for secret in (code_in(back), verifier, *server.secrets()):
        assert secret not in said
