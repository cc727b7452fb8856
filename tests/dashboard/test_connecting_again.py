"""A new login in the same browser: the one before serves what began with it, for some minutes."""

from datetime import timedelta
from functools import partial

import pytest

from dashboard.logins import REPLACED_LIFE
from scrapers.errors import LoginExpired
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.client import Spotify
from tests.dashboard.connecting import NADIA, TOMAS, URL, Server, agree


def test_connecting_again_replaces_the_login_of_this_browser_only(
    server: Server, sandbox: Sandbox
) -> None:
    browser, other = server.browser(), server.browser()
    first = browser.connect(sandbox)
    elsewhere = other.connect(sandbox)
    second = browser.connect(sandbox, TOMAS)
    server.clock.ahead = REPLACED_LIFE
    names = [
        account and account.name
        for account in map(server.logins.account, (first, second, elsewhere))
    ]
    assert names == [None, "Tomas Brix", "Nadia Kestrel"]
    with pytest.raises(LoginExpired, match="not connected"):
        server.logins.access_token(first)
    server.logins.sweep()
    assert len(server.rows()) == 2


@pytest.mark.parametrize("user", [NADIA, TOMAS])
def test_jobs_that_began_with_the_login_before_go_on_for_minutes_as_who_they_began(
    server: Server, sandbox: Sandbox, user: str
) -> None:
    browser = server.browser()
    old = browser.connect(sandbox)
    hers = server.logins.account_id(old)
    new = browser.connect(sandbox, user)
    server.clock.ahead = REPLACED_LIFE - timedelta(minutes=1)
    server.end_access_tokens()
    for session, whose in ((old, NADIA), (new, user)):
        token = server.logins.access_token(session)
        with Spotify(server.services, partial(str, token)) as spotify:
            assert spotify.me().user_id == whose
    assert server.logins.account_id(old) == hers
    assert (server.logins.account_id(new) == hers) is (user == NADIA)


def test_a_login_that_was_replaced_does_not_live_longer_by_connecting_once_more(
    server: Server, sandbox: Sandbox
) -> None:
    browser = server.browser()
    first = browser.connect(sandbox)
    back = agree(sandbox, browser.begin())
    second = server.browser()
    with second.client.session_transaction(base_url=URL) as session:
        session["browser"] = first
    second.connect(sandbox)
    server.clock.ahead = REPLACED_LIFE - timedelta(minutes=1)
    browser.get(back)
    server.clock.ahead = REPLACED_LIFE
    assert server.logins.account(first) is None


def test_a_login_that_was_replaced_is_deleted_when_a_later_one_is_renewed(
    server: Server, sandbox: Sandbox
) -> None:
    browser = server.browser()
    browser.connect(sandbox, TOMAS)
    new = browser.connect(sandbox)
    assert len(server.rows()) == 2
    server.clock.ahead = timedelta(hours=2)
    server.logins.access_token(new)
    assert [row.name for row in server.rows()] == ["Nadia Kestrel"]
