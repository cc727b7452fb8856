"""Logins in the database: sealed, ended in time, deleted when asked."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from dashboard.attempts import ATTEMPT_LIFE
from dashboard.demo import sandbox_settings
from dashboard.logins import KEPT, LOGIN_LIFE, NOT_CONNECTED
from dashboard.sealer import OTHER_APP
from dashboard.storage import login
from recommender.catalogue.database import writing
from scrapers.errors import LoginExpired
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from tests.dashboard.connecting import NADIA, TOMAS, Clock, Server, agree, works

MONTHS = "six months"


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


# -- kept ----------------------------------------------------------------------------------


def test_a_restart_keeps_the_login(server: Server, sandbox: Sandbox) -> None:
    session = server.browser().connect(sandbox)
    again = server.restarted().logins
    account = again.account(session)
    assert account
    assert account.name == "Nadia Kestrel"
    assert works(server, again.access_token(session))


def test_a_login_lives_in_either_database(
    database_url: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    server = Server(tmp_path, sandbox_settings(sandbox), database=database_url)
    browser = server.browser()
    session = browser.connect(sandbox)
    before = server.logins.access_token(session)
    server.end_access_tokens()
    assert server.restarted().logins.access_token(session) != before
    server.clock.ahead = LOGIN_LIFE
    assert MONTHS in server.logins.ended(session)
    server.add_operation(server.rows()[0].account, "one")
    server.logins.disconnect(session)
    assert server.rows() == []
    server.close()


def test_the_account_tells_when_it_ends(server: Server, sandbox: Sandbox) -> None:
    account = server.logins.account(server.browser().connect(sandbox))
    assert account
    assert account.ends == (datetime.now(UTC) + timedelta(days=180)).date()


def test_no_file_holds_a_token_or_opens_a_session(server: Server, sandbox: Sandbox) -> None:
    browser = server.browser()
    back = agree(sandbox, browser.begin())
    attempt = server.attempt()
    browser.get(back)
    secrets = [*server.secrets(), attempt.verifier, attempt.state]
    session = browser.session
    assert session
    server.end_access_tokens()
    server.logins.access_token(session)
    kept = bytes_of(server.folder)
    assert b"Nadia Kestrel" in kept
    for secret in (*secrets, *server.secrets(), session, server.key):
        assert secret.encode() not in kept


def test_a_row_is_worth_nothing_in_another_row(server: Server, sandbox: Sandbox) -> None:
    hers, his = server.browser().connect(sandbox), server.browser().connect(sandbox, TOMAS)
    stolen = server.rows()[0].token
    with writing(server.store.engine).begin() as connection:
        connection.execute(login.update().values(token=stolen))
    good = [s for s in (hers, his) if server.logins.account(s)]
    assert len(good) == 1


def test_a_key_that_was_replaced_ends_the_login_and_nothing_else(
    server: Server, sandbox: Sandbox
) -> None:
    browser = server.browser()
    session = browser.connect(sandbox)
    changed = server.restarted(key=Fernet.generate_key().decode())
    assert changed.logins.account(session) is None
    assert "connect again" in changed.logins.ended(session)
    with pytest.raises(LoginExpired, match=r"key .* changed.* connect again"):
        changed.logins.access_token(session)
    assert changed.rows() == []
    again = changed.browser().connect(sandbox)
    assert changed.logins.access_token(again)


def test_the_login_of_another_app_is_not_used(server: Server, sandbox: Sandbox) -> None:
    session = server.browser().connect(sandbox)
    before = server.services.spotify_client_id
    server.services.spotify_client_id = "0" * 32
    assert server.logins.account(session) is None
    assert server.logins.ended(session) == OTHER_APP
    server.services.spotify_client_id = before
    assert server.logins.account(session)


def test_nobody_is_connected_with_a_made_up_session(server: Server, sandbox: Sandbox) -> None:
    session = server.browser().connect(sandbox)
    hashed = server.rows()[0].session
    for other in (None, "", "x", session[:-1], session.lower(), hashed):
        assert server.logins.account(other) is None
        with pytest.raises(LoginExpired, match="not connected"):
            server.logins.access_token(other)
        with pytest.raises(LoginExpired, match="not connected"):
            server.logins.account_id(other)
        server.logins.disconnect(other)
    assert server.logins.account(session)


# -- attempts ------------------------------------------------------------------------------


def test_an_attempt_ends_after_ten_minutes(server: Server) -> None:
    for wait, good in ((ATTEMPT_LIFE - timedelta(seconds=5), True), (ATTEMPT_LIFE, False)):
        server.clock.ahead = timedelta()
        server.logins.begin("browser", "http://127.0.0.1:8050/callback", "/")
        state = server.attempt().state
        server.clock.ahead = wait + timedelta(seconds=1)
        assert (server.logins.take_attempt("browser", state) is not None) is good


def test_attempts_that_are_never_finished_do_not_pile_up(server: Server) -> None:
    for _ in range(1_200):
        server.logins.begin("browser", "http://127.0.0.1:8050/callback", "/")
    assert len(server.logins._attempts) == 1_000


def test_attempt_and_login_keep_their_secrets_out_of_repr(server: Server, sandbox: Sandbox) -> None:
    url = server.logins.begin("the-browser", "http://127.0.0.1:8050/callback", "/")
    attempt = server.attempt()
    session = server.browser().connect(sandbox)
    shown = repr(attempt) + repr(server.logins.take_attempt("the-browser", attempt.state))
    shown += repr(server.logins._current(session))
    hidden = (attempt.state, attempt.verifier, url, "the-browser")
    for secret in (*hidden, *server.secrets()):
        assert secret not in shown


# -- the end -------------------------------------------------------------------------------


def test_spotify_ends_the_login_after_six_months(world: World, tmp_path: Path) -> None:
    """Spotify's clock runs ahead of ours: it is the one to refuse."""
    clock = Clock()
    with Sandbox(world, clock=lambda: clock().timestamp()) as sandbox:
        server = Server(tmp_path, sandbox_settings(sandbox))
        session = server.browser().connect(sandbox)
        clock.ahead = LOGIN_LIFE - timedelta(hours=1)
        server.end_access_tokens()
        assert works(server, server.logins.access_token(session))
        clock.ahead = LOGIN_LIFE + timedelta(hours=1)
        server.end_access_tokens()
        with pytest.raises(LoginExpired, match=r"no longer accepts this login.* Connect"):
            server.logins.access_token(session)
        assert server.rows() == []
        assert server.logins.account(session) is None
        server.close()


def test_a_login_is_ended_after_180_days_without_asking_spotify(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    server.clock.ahead = LOGIN_LIFE - timedelta(minutes=5)
    assert server.logins.account(session)
    server.clock.ahead = LOGIN_LIFE
    sandbox.forget_requests()
    assert server.logins.account(session) is None
    assert MONTHS in server.logins.ended(session)
    with pytest.raises(LoginExpired, match=MONTHS):
        server.logins.account_id(session)
    with pytest.raises(LoginExpired, match=f"{MONTHS}: connect again"):
        server.logins.access_token(session)
    assert server.rows() == []
    assert sandbox.requests == []
    with pytest.raises(LoginExpired) as after:
        server.logins.access_token(session)
    assert str(after.value) == NOT_CONNECTED


def test_a_login_that_its_owner_took_back_at_spotify_is_deleted(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    sandbox.accounts.revoke_logins()
    server.end_access_tokens()
    with pytest.raises(LoginExpired, match="Connect Spotify again"):
        server.logins.access_token(session)
    assert server.rows() == []


def test_what_is_left_of_ended_logins_is_swept(server: Server, sandbox: Sandbox) -> None:
    old = server.browser().connect(sandbox)
    hers = server.logins.account_id(old)
    server.add_operation(hers, "hers")
    server.clock.ahead = LOGIN_LIFE + KEPT - timedelta(minutes=5)
    server.logins.sweep()
    assert len(server.rows()) == 1
    server.clock.ahead = LOGIN_LIFE + KEPT + timedelta(minutes=5)
    server.add_operation("somebody", "new", server.clock())
    server.browser().connect(sandbox, TOMAS)
    assert [row.name for row in server.rows()] == ["Tomas Brix"]
    assert server.operations_of(hers) == 0
    assert server.operations_of("somebody") == 1


def test_disconnecting_deletes_the_account_everywhere_and_no_other(
    server: Server, sandbox: Sandbox
) -> None:
    hers = server.browser().connect(sandbox)
    her_phone = server.browser().connect(sandbox, NADIA)
    his = server.browser().connect(sandbox, TOMAS)
    her_id, his_id = server.logins.account_id(hers), server.logins.account_id(his)
    assert her_id == server.logins.account_id(her_phone) != his_id
    for name, account in (("one", her_id), ("two", her_id), ("three", his_id)):
        server.add_operation(account, name)
    server.logins.disconnect(her_phone)
    for session in (hers, her_phone):
        assert server.logins.account(session) is None
        with pytest.raises(LoginExpired, match="not connected"):
            server.logins.access_token(session)
    assert [row.account for row in server.rows()] == [his_id]
    assert server.operations_of(her_id) == 0
    assert server.operations_of(his_id) == 1
    assert works(server, server.logins.access_token(his))


def test_a_login_that_has_ended_can_still_be_deleted_with_all_that_belongs_to_it(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    account = server.logins.account_id(session)
    server.add_operation(account, "one")
    server.clock.ahead = LOGIN_LIFE
    server.restarted(key=Fernet.generate_key().decode()).logins.disconnect(session)
    assert server.rows() == []
    assert server.operations_of(account) == 0


def test_no_log_record_holds_a_secret(
    server: Server, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = server.browser()
    authorize = browser.begin()
    attempt = server.attempt()
    session = browser.connect(sandbox)
    seen = server.secrets()
    server.end_access_tokens()
    server.logins.access_token(session)
    seen += server.secrets()
    sandbox.accounts.revoke_logins()
    server.end_access_tokens()
    with pytest.raises(LoginExpired) as ended:
        server.logins.access_token(session)
    said = caplog.text + repr(ended.value)
    assert "/api/token" in said
    for secret in (*seen, session, attempt.verifier, attempt.state, authorize):
        assert secret not in said
