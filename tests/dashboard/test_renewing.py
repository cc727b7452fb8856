"""Refresh tokens work once: one at a time renews a login, and what is new is stored first."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.demo import sandbox_settings
from dashboard.logins import Logins
from dashboard.spotify_access import SpotifyAccess
from scrapers.errors import LoginExpired, QuotaExceeded, RateLimited, Unavailable
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.spotify import auth
from tests.dashboard.connecting import Server, agree, works
from tests.dashboard.playlists.desk import remove_playlists, there


@pytest.fixture
def server(sandbox: Sandbox, tmp_path: Path, database_url: str) -> Iterator[Server]:
    server = Server(tmp_path, sandbox_settings(sandbox), database=database_url)
    yield server
    server.close()


def asked_for_tokens(sandbox: Sandbox) -> int:
    return sum(call.path == "/api/token" for call in sandbox.requests)


def test_a_renewed_token_is_stored_before_it_is_used(server: Server, sandbox: Sandbox) -> None:
    session = server.browser().connect(sandbox)
    before = server.secrets()
    server.end_access_tokens()
    token = server.logins.access_token(session)
    stored, refresh = server.secrets()
    assert token == stored
    assert stored != before[0]
    assert refresh != before[1]
    assert works(server, token)
    assert server.rows()[0].renewing_until is None
    # The one before is void at Spotify: only what was stored can renew the next time.
    server.end_access_tokens()
    assert works(server, server.restarted().logins.access_token(session))


def test_a_token_that_is_good_is_not_renewed(server: Server, sandbox: Sandbox) -> None:
    session = server.browser().connect(sandbox)
    sandbox.forget_requests()
    assert len({server.logins.access_token(session) for _ in range(5)}) == 1
    assert asked_for_tokens(sandbox) == 0


def test_threads_and_processes_that_renew_at_once_do_it_once(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    processes = [server.logins, server.restarted().logins, server.restarted().logins]
    for _ in range(3):
        server.end_access_tokens()
        sandbox.forget_requests()
        barrier = threading.Barrier(9)

        def renew(logins: Logins, barrier: threading.Barrier = barrier) -> str:
            barrier.wait()
            return logins.access_token(session)

        with ThreadPoolExecutor(9) as pool:
            tokens = set(pool.map(renew, processes * 3))
        assert len(tokens) == 1
        assert asked_for_tokens(sandbox) == 1
        assert works(server, tokens.pop())


def test_a_renewal_that_somebody_else_was_quicker_with_takes_their_token(
    server: Server, sandbox: Sandbox
) -> None:
    """As when this process was stopped for longer than a renewal may take, and wakes up."""
    session = server.browser().connect(sandbox)
    server.end_access_tokens()
    stale = server.logins._current(session)
    theirs = server.restarted().logins.access_token(session)
    assert server.logins._renew(stale) == theirs
    assert server.logins.access_token(session) == theirs


def test_a_token_that_spotify_refuses_is_renewed_once_by_all(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    sandbox.accounts.expire_access_tokens()
    refused = server.logins.access_token(session)
    processes = [server.logins, server.restarted().logins]
    sandbox.forget_requests()
    with ThreadPoolExecutor(6) as pool:
        tokens = set(pool.map(lambda one: one.access_token(session, refused), processes * 3))
    assert len(tokens) == 1
    assert asked_for_tokens(sandbox) == 1
    assert works(server, tokens.pop())


def test_calls_go_on_with_a_new_token_where_spotify_ended_the_old_one_early(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    access = SpotifyAccess(server.services, server.logins)
    with access.for_writing(session) as hers, access.for_reading(None) as the_apps:
        assert hers.me().id
        the_apps.search("a")
        sandbox.accounts.expire_access_tokens()
        hers.create_playlist("Night")
        the_apps.search("a")
    assert len(there(sandbox)) == 1
    remove_playlists(sandbox)


def test_a_refused_token_that_can_not_be_renewed_ends_the_login(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    sandbox.accounts.revoke_logins()
    access = SpotifyAccess(server.services, server.logins)
    with access.for_writing(session) as spotify, pytest.raises(LoginExpired, match="Connect"):
        spotify.me()
    assert server.rows() == []


def test_a_lost_answer_to_a_renewal_is_not_blamed_on_the_six_months(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    server.end_access_tokens()
    elsewhere = server.logins._current(session).token
    auth.refresh(server.services, elsewhere)  # nobody stored what came of it
    with pytest.raises(LoginExpired, match="did not reach Segue") as told:
        server.logins.access_token(session)
    assert "six months" not in str(told.value)


def test_a_renewal_that_was_killed_is_taken_over(server: Server, sandbox: Sandbox) -> None:
    session = server.browser().connect(sandbox)
    server.end_access_tokens()
    killed = server.restarted().logins
    assert killed._may_renew(killed._current(session))
    assert not server.logins._may_renew(server.logins._current(session))
    server.clock.ahead = timedelta(seconds=killed._renewal_s() + 1)
    assert works(server, server.logins.access_token(session))


def test_spotify_down_does_not_lose_the_login(server: Server, sandbox: Sandbox) -> None:
    session = server.browser().connect(sandbox)
    server.end_access_tokens()
    sandbox.faults.add(Fault("status", path="/api/token", status=503, times=1))
    with pytest.raises(Unavailable):
        server.logins.access_token(session)
    assert server.logins.account(session)
    # Nobody has to wait until a renewal that is over is believed to be.
    assert server.rows()[0].renewing_until is None
    assert works(server, server.logins.access_token(session))


def test_a_limit_met_while_renewing_pauses_everything_and_keeps_the_login(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    server.end_access_tokens()
    fault = Fault("status", path="/api/token", status=429, retry_after="3600", times=1)
    sandbox.faults.add(fault)
    with pytest.raises(RateLimited):
        server.logins.access_token(session)
    sandbox.forget_requests()
    with pytest.raises(RateLimited):
        server.logins.access_token(session)
    assert asked_for_tokens(sandbox) == 0
    assert server.allowance.pause()
    assert server.logins.account(session)


def test_a_pause_also_stops_connecting(server: Server, sandbox: Sandbox) -> None:
    browser = server.browser()
    back = agree(sandbox, browser.begin())
    server.allowance.failed(QuotaExceeded("Used up.", datetime.now(UTC) + timedelta(hours=3)))
    sandbox.forget_requests()
    for path in (back, "/login"):
        answer = browser.get(path)
        assert answer.status_code == 400
        assert "allowance of Spotify calls is used up" in answer.text
    assert sandbox.requests == []
    assert server.rows() == []


def test_disconnecting_while_a_token_is_renewed_keeps_nothing(
    server: Server, sandbox: Sandbox
) -> None:
    session = server.browser().connect(sandbox)
    server.end_access_tokens()
    under_way = server.logins._current(session)
    server.restarted().logins.disconnect(session)
    with pytest.raises(LoginExpired, match="not connected"):
        server.logins._renew(under_way)
    assert server.rows() == []
