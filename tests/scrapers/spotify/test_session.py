"""The session calls Spotify and nobody else, waits within limits, and repeats reads only."""

import gzip
import time
from pathlib import Path

import pytest
import requests

from scrapers.errors import LoginExpired, NotAllowed, Unavailable
from scrapers.spotify import session as session_module
from scrapers.spotify.session import BearerAuth, SpotifySession
from tests.scrapers.spotify.stub import Answer, Stub, error, settings_for


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "RETRY_PAUSE_S", 0.0)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/v1/me",
        "http://api.spotify.com/v1/me",
        "https://api.spotify.com:8443/v1/me",
        "https://api.spotify.com.example.com/v1/me",
        "https://api.spotify.com@example.com/v1/me",
        "https://example.com\\@api.spotify.com/v1/me",
        "http://127.0.0.1:1/v1/me",
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_no_other_address_is_called(url: str) -> None:
    def token() -> str:
        return "secret-token"

    settings = settings_for("https://api.spotify.com")
    with SpotifySession(settings, BearerAuth(token)) as session:
        session.mount("http://", _Unwanted())
        session.mount("https://", _Unwanted())
        with pytest.raises(NotAllowed, match="refused to call") as caught:
            session.get(url)
    assert "secret" not in str(caught.value)


class _Unwanted(requests.adapters.BaseAdapter):
    def send(self, *args: object, **kwargs: object) -> requests.Response:
        raise AssertionError("the session let a call through")

    def close(self) -> None:
        pass


def test_the_two_addresses_of_the_settings_are_called() -> None:
    with Stub(Answer(200, {})) as api, Stub(Answer(200, {})) as accounts:
        settings = api.settings().model_copy(update={"spotify_accounts_url": accounts.url + "/"})
        with SpotifySession(settings) as session:
            assert session.get(api.url + "/v1/me").json() == {}
            assert session.post(accounts.url + "/api/token").json() == {}
    assert "Authorization" not in api.asked[0].headers | accounts.asked[0].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere(status: int) -> None:
    with Stub(Answer(200, {})) as elsewhere:
        redirect = Answer(status, b"", {"Location": elsewhere.url})
        with (
            Stub(redirect) as stub,
            SpotifySession(stub.settings()) as session,
            pytest.raises(Unavailable, match=str(status)),
        ):
            session.post(stub.url)
        assert elsewhere.asked == []


def test_a_broken_redirect_address_does_no_harm() -> None:
    redirect = Answer(302, b"", {"Location": "http://["})
    with (
        Stub(redirect) as stub,
        SpotifySession(stub.settings()) as session,
        pytest.raises(Unavailable),
    ):
        session.get(stub.url)


def test_no_cookie_is_kept() -> None:
    with (
        Stub(Answer(200, {}, {"Set-Cookie": "a=b"})) as stub,
        SpotifySession(stub.settings()) as session,
    ):
        session.get(stub.url)
        session.get(stub.url)
    assert "Cookie" not in stub.asked[1].headers


def test_no_password_comes_from_netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Stub(Answer(200, {})) as stub, SpotifySession(stub.settings()) as session:
        session.get(stub.url)
    assert "Authorization" not in stub.asked[0].headers


def test_a_stand_in_on_this_machine_is_reached_past_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with Stub(Answer(200, {})) as stub, SpotifySession(stub.settings()) as session:
        assert session.get(stub.url).status_code == 200


@pytest.mark.parametrize("packed", [False, True])
def test_a_huge_answer_is_cut_off(packed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "MAX_BYTES", 100_000)
    body = b'"' + b"x" * 200_000 + b'"'
    headers = {"Content-Encoding": "gzip"} if packed else {}
    answer = Answer(200, gzip.compress(body) if packed else body, headers)
    with (
        Stub(answer) as stub,
        SpotifySession(stub.settings()) as session,
        pytest.raises(Unavailable, match="far more"),
    ):
        session.get(stub.url)


def test_a_large_answer_within_the_limit_is_whole() -> None:
    body = gzip.compress(b'"' + b"x" * 2_000_000 + b'"')
    answer = Answer(200, body, {"Content-Encoding": "gzip"})
    with Stub(answer) as stub, SpotifySession(stub.settings()) as session:
        assert len(session.get(stub.url).json()) == 2_000_000


def test_an_answer_that_drips_is_given_up() -> None:
    drip = Answer(200, b'"' + b"x" * 1000 + b'"', drip_s=0.02)
    with Stub(drip) as stub, SpotifySession(stub.settings(timeout_s=0.1)) as session:
        started = time.monotonic()
        with pytest.raises(Unavailable, match="too long"):
            session.post(stub.url)
    assert time.monotonic() - started < 3


def test_silence_ends_by_the_time_limit_of_the_settings() -> None:
    late = Answer(200, {}, delay_s=1.0)
    with (
        Stub(late) as stub,
        SpotifySession(stub.settings(timeout_s=0.1)) as session,
        pytest.raises(Unavailable, match="too long"),
    ):
        session.get(stub.url)
    assert len(stub.asked) == 1


STUMBLES = {
    "500": Answer(500, b"<html>"),
    "503": Answer(503, b""),
    "hang up": Answer(hang_up=True),
    "truncated": Answer(200, b'{"a":', claimed_length=100),
}


@pytest.mark.parametrize("stumble", STUMBLES.values(), ids=STUMBLES.keys())
def test_a_read_is_asked_once_more(stumble: Answer) -> None:
    with Stub(stumble, Answer(200, {"a": 1})) as stub, SpotifySession(stub.settings()) as session:
        assert session.get(stub.url).json() == {"a": 1}
    assert len(stub.asked) == 2


@pytest.mark.parametrize("stumble", STUMBLES.values(), ids=STUMBLES.keys())
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_is_never_repeated(method: str, stumble: Answer) -> None:
    with (
        Stub(stumble, Answer(200, {})) as stub,
        SpotifySession(stub.settings()) as session,
        pytest.raises(Unavailable),
    ):
        session.request(method, stub.url, json={})
    assert len(stub.asked) == 1


def test_a_read_that_keeps_failing_is_reported() -> None:
    with (
        Stub(Answer(500)) as stub,
        SpotifySession(stub.settings()) as session,
        pytest.raises(Unavailable, match="status 500"),
    ):
        session.get(stub.url)
    assert len(stub.asked) == 2


def test_nobody_there_is_reported() -> None:
    with Stub(Answer()) as stub:
        settings = stub.settings()
    with SpotifySession(settings) as session, pytest.raises(Unavailable, match="can't be reached"):
        session.get(stub.url)


@pytest.mark.parametrize("body", [b"<html>Log in to the hotel</html>", b'{"a": ', b"\xff\xfe"])
def test_a_yes_that_is_no_json_is_unreadable(body: bytes) -> None:
    with (
        Stub(Answer(200, body)) as stub,
        SpotifySession(stub.settings()) as session,
        pytest.raises(Unavailable, match="can't be read"),
    ):
        session.delete(stub.url)


REFUSED = error(401, "The access token expired")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_refused_token_is_renewed_once_and_the_call_made_again(method: str) -> None:
    refused: list[str] = []

    def renew(token: str) -> str:
        refused.append(token)
        return "new"

    with (
        Stub(REFUSED, Answer(200, {"a": 1})) as stub,
        SpotifySession(stub.settings(), BearerAuth(lambda: "old", renew)) as session,
    ):
        assert session.request(method, stub.url, json={"b": 2}).json() == {"a": 1}
    assert refused == ["old"]
    assert [asked.headers["Authorization"] for asked in stub.asked] == ["Bearer old", "Bearer new"]
    assert [asked.body for asked in stub.asked] == [b'{"b": 2}'] * 2


def test_a_renewed_token_that_is_refused_too_ends_the_login() -> None:
    refused: list[str] = []

    def renew(token: str) -> str:
        refused.append(token)
        return "new"

    with (
        Stub(REFUSED) as stub,
        SpotifySession(stub.settings(), BearerAuth(lambda: "old", renew)) as session,
        pytest.raises(LoginExpired),
    ):
        session.get(stub.url)
    assert refused == ["old"]
    assert len(stub.asked) == 2


def test_a_login_that_can_not_be_renewed_asks_nothing_more() -> None:
    def renew(token: str) -> str:
        raise LoginExpired("Connect Spotify again.")

    for auth in (BearerAuth(lambda: "old"), BearerAuth(lambda: "old", renew)):
        with (
            Stub(REFUSED) as stub,
            SpotifySession(stub.settings(), auth) as session,
            pytest.raises(LoginExpired),
        ):
            session.get(stub.url)
        assert len(stub.asked) == 1


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ümlaut"])
def test_a_damaged_token_is_never_sent_or_printed(token: str) -> None:
    with (
        Stub(Answer(200, {})) as stub,
        SpotifySession(stub.settings(), BearerAuth(lambda: token)) as session,
        pytest.raises(LoginExpired) as caught,
    ):
        session.get(stub.url)
    assert stub.asked == []
    assert not token or token not in str(caught.value)
    with (
        Stub(REFUSED) as stub,
        SpotifySession(stub.settings(), BearerAuth(lambda: "old", lambda _: token)) as session,
        pytest.raises(LoginExpired, match="damaged"),
    ):
        session.get(stub.url)
    assert len(stub.asked) == 1
