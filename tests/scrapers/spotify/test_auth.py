"""Login, refresh and the app's token: what is sent, what is kept, what is never shown."""

import base64
import hashlib
import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from recommender.errors import BadInput
from scrapers.errors import LoginExpired, NotAllowed, RateLimited, ServiceError, Unavailable
from scrapers.spotify.auth import (
    SCOPES,
    LoginAttempt,
    Token,
    app_token,
    begin_login,
    finish_login,
    refresh,
)
from tests.scrapers.spotify.stub import Answer, Stub, error, settings_for

CALLBACK = "http://127.0.0.1:8050/callback"
SETTINGS = settings_for("https://accounts.example/")
ATTEMPT = LoginAttempt("https://accounts.example", "state-1", "verifier-1", CALLBACK)
OLD = Token("old-access", "old-refresh", 0.0, "playlist-modify-private")
GOOD = {
    "access_token": "new-access",
    "token_type": "Bearer",
    "expires_in": 1800,
    "refresh_token": "new-refresh",
    "scope": "a b",
}


def form_of(stub: Stub) -> dict[str, str]:
    (asked,) = stub.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/api/token", {})
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    return {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}


def test_a_login_begins_at_the_consent_page() -> None:
    attempt = begin_login(SETTINGS, CALLBACK)
    parts = urlsplit(attempt.url)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "accounts.example", "/authorize")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest())
    assert query == {
        "response_type": "code",
        "client_id": "test-client",
        "redirect_uri": CALLBACK,
        "scope": " ".join(SCOPES),
        "state": attempt.state,
        "code_challenge_method": "S256",
        "code_challenge": challenge.decode().rstrip("="),
    }
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", attempt.verifier)
    assert attempt.verifier not in attempt.url


def test_no_two_attempts_are_alike() -> None:
    one, two = begin_login(SETTINGS, CALLBACK), begin_login(SETTINGS, CALLBACK)
    assert one.state != two.state
    assert one.verifier != two.verifier


@pytest.mark.parametrize(
    ("state", "good"), [("state-1", True), ("state-2", False), ("", False), (None, False)]
)
def test_a_state_is_compared(state: str | None, good: bool) -> None:
    assert ATTEMPT.matches(state) is good
    assert not ATTEMPT.matches("stäte")


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:8050/callback",
        "https://localhost/callback",
        "http://segue.example/callback",
        "http://192.168.1.5:8050/callback",
        "javascript:alert(1)",
        "http://[",
        "",
    ],
)
def test_a_redirect_that_spotify_refuses_is_refused_early(uri: str) -> None:
    with pytest.raises(BadInput, match=r"127\.0\.0\.1"):
        begin_login(SETTINGS, uri)


@pytest.mark.parametrize(
    "uri", [CALLBACK, "http://[::1]:8050/callback", "https://segue.example/callback"]
)
def test_a_redirect_that_spotify_takes_is_taken(uri: str) -> None:
    assert begin_login(SETTINGS, uri).redirect_uri == uri


def test_without_a_client_id_it_says_what_to_set() -> None:
    bare = SETTINGS.model_copy(update={"spotify_client_id": None, "spotify_client_secret": None})
    with pytest.raises(NotAllowed, match="SPOTIFY_CLIENT_ID"):
        begin_login(bare, CALLBACK)
    with pytest.raises(NotAllowed, match="SPOTIFY_CLIENT_ID"):
        refresh(bare, OLD)
    with pytest.raises(NotAllowed, match="SPOTIFY_CLIENT_SECRET"):
        app_token(bare)


def test_a_code_becomes_tokens() -> None:
    with Stub(Answer(200, GOOD)) as stub:
        token = finish_login(stub.settings(), ATTEMPT, "code-1")
    assert form_of(stub) == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": CALLBACK,
        "client_id": "test-client",
        "code_verifier": "verifier-1",
    }
    assert "Authorization" not in stub.asked[0].headers
    assert (token.access_token, token.refresh_token, token.scope) == (
        "new-access",
        "new-refresh",
        "a b",
    )
    assert token.expires_at == pytest.approx(time.time() + 1800, abs=30)
    assert not token.expired()
    assert token.expired(token.expires_at - 30)


def test_a_refresh_keeps_the_rotated_token() -> None:
    with Stub(Answer(200, GOOD)) as stub:
        token = refresh(stub.settings(), OLD)
    assert form_of(stub) == {
        "grant_type": "refresh_token",
        "refresh_token": "old-refresh",
        "client_id": "test-client",
    }
    assert "Authorization" not in stub.asked[0].headers
    assert token.refresh_token == "new-refresh"


@pytest.mark.parametrize("none", [{}, {"refresh_token": None}, {"refresh_token": ""}])
def test_a_refresh_without_a_new_token_keeps_the_old_one(none: dict[str, object]) -> None:
    with Stub(Answer(200, {"access_token": "new-access"} | none)) as stub:
        token = refresh(stub.settings(), OLD)
    assert (token.access_token, token.refresh_token) == ("new-access", "old-refresh")
    assert token.scope == OLD.scope
    assert token.expires_at == pytest.approx(time.time() + 3600, abs=30)


@pytest.mark.parametrize("life", [0, -1, "soon", None, 1e30])
def test_an_odd_lifetime_is_an_hour(life: object) -> None:
    with Stub(Answer(200, GOOD | {"expires_in": life})) as stub:
        token = refresh(stub.settings(), OLD)
    assert token.expires_at == pytest.approx(time.time() + 3600, abs=30)


def test_the_app_itself_shows_its_secret_in_the_header_only() -> None:
    with Stub(Answer(200, {"access_token": "app", "expires_in": 3600})) as stub:
        token = app_token(stub.settings())
    assert form_of(stub) == {"grant_type": "client_credentials"}
    basic = base64.b64encode(b"test-client:test-secret").decode()
    assert stub.asked[0].headers["Authorization"] == f"Basic {basic}"
    assert (token.access_token, token.refresh_token) == ("app", None)
    with pytest.raises(LoginExpired):
        refresh(SETTINGS, token)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(400, {"error": "invalid_grant", "error_description": "revoked"}), LoginExpired),
        (Answer(400, {"error": "invalid_client"}), NotAllowed),
        (Answer(400, {"error": "invalid_request"}), ServiceError),
        (error(429, "slow down", Retry_After="3"), RateLimited),
        (Answer(503, b"<html>"), Unavailable),
        (Answer(200, b"<html>"), Unavailable),
        (Answer(200, b""), Unavailable),
        (Answer(200, []), Unavailable),
        (Answer(200, {"access_token": 5}), Unavailable),
        (Answer(200, b'{"access', claimed_length=99), Unavailable),
        (Answer(hang_up=True), Unavailable),
    ],
)
def test_a_refusal_is_told_once_and_without_secrets(
    answer: Answer, kind: type[ServiceError]
) -> None:
    with Stub(answer) as stub:
        with pytest.raises(kind) as refreshed:
            refresh(stub.settings(), OLD)
        with pytest.raises(kind) as finished:
            finish_login(stub.settings(), ATTEMPT, "code-1")
    assert len(stub.asked) == 2  # a token call is never repeated
    for secret in ("old-refresh", "old-access", "code-1", "verifier-1", "test-secret"):
        assert secret not in f"{refreshed.value!r} {finished.value!r}"


def test_nothing_secret_shows() -> None:
    shown = f"{OLD!r} {OLD} {ATTEMPT!r} {ATTEMPT}"
    for secret in ("old-access", "old-refresh", "verifier-1", "state-1"):
        assert secret not in shown
