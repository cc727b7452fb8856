"""Disconnecting: everywhere at once, and not before what is half written was shown."""

import pytest

from dashboard.journal import ORDER
from dashboard.ordering import Order
from scrapers.errors import LoginExpired
from scrapers.sandbox.server import Sandbox
from tests.dashboard.connecting import TOMAS, Browser, Server

SCRIPT = "<script>alert('x')</script>"


def test_disconnecting_ends_the_login_in_every_browser_of_the_account(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    phone, other = server.browser(), server.browser()
    sessions = [browser.connect(sandbox), phone.connect(sandbox)]
    his = other.connect(sandbox, TOMAS)
    assert browser.post("/logout?next=/?n=5").location == "/?n=5"
    assert browser.session is None
    for session in sessions:
        assert server.logins.account(session) is None
        with pytest.raises(LoginExpired):
            server.logins.access_token(session)
    assert server.logins.account(his)


def leave_half_written(server: Server, account: str, name: str) -> None:
    order = Order(name, "", False, None, ("spotify:track:" + "0" * 22,), ())
    server.add_operation(account, name)
    server.change_operation(name, state="writing", orders=ORDER.dump_json(order).decode())


def test_disconnecting_asks_first_where_a_playlist_is_half_written(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    session = browser.connect(sandbox)
    hers = server.logins.account_id(session)
    for name in ("Night", SCRIPT):
        leave_half_written(server, hers, name)
    answer = browser.post("/logout?next=/%3Fn%3D5%26a%3Db")
    assert answer.status_code == 409
    assert "Night" in answer.text
    assert SCRIPT not in answer.text
    assert "stays in your Spotify library" in answer.text
    assert 'href="/?n=5&amp;a=b"' in answer.text
    assert server.logins.account(browser.session)
    assert server.operations_of(hers) == 2

    form = answer.text.split('<form method="post" action="')[1].split('"')[0]
    anyway = browser.post(form.replace("&amp;", "&"), data={"anyway": "1"})
    assert (anyway.status_code, anyway.location) == (303, "/?n=5&a=b")
    assert browser.session is None
    assert server.rows() == []
    assert server.operations_of(hers) == 0


def test_what_another_account_left_half_written_keeps_nobody_connected(
    browser: Browser, server: Server, sandbox: Sandbox
) -> None:
    browser.connect(sandbox)
    leave_half_written(server, "somebody", "Night")
    assert browser.post("/logout").status_code == 303
    assert server.rows() == []
