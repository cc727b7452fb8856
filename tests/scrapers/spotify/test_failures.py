"""Each refusal of Spotify becomes one error that says what to do."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProxyError

from scrapers.errors import (
    LoginExpired,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    ServiceError,
    Unavailable,
)
from scrapers.http import MAX_WAIT
from scrapers.spotify.failures import (
    QUOTA_PAUSE,
    Passing,
    Unreached,
    limit,
    refusal,
    silence,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def answer(
    status: int, body: bytes = b"", path: str = "/v1/me", **headers: str
) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    response.request = requests.Request("GET", "https://api.spotify.com" + path).prepare()
    return response


def said(message: str, reason: str = "") -> bytes:
    return json.dumps({"error": {"message": message, "reason": reason}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (401, said("The access token expired"), LoginExpired, "Connect Spotify again"),
        (403, said("Insufficient client scope"), NotAllowed, "“Insufficient client scope”. Disc"),
        (403, said("User not registered in the Developer Dashboard"), NotAllowed, "User Managem"),
        (403, said("Active premium subscription required for the owner"), NotAllowed, "Premium s"),
        (403, said("Bad day"), NotAllowed, "“Bad day”. Check"),
        (403, b"<html>no</html>", NotAllowed, "did not say why"),
        (404, said("Resource not found"), NotFound, "Spotify has no"),
        (400, said("Invalid base62 id"), NotFound, "Spotify has no"),
        (400, said("Invalid limit"), ServiceError, "“Invalid limit”"),
        (400, b"", ServiceError, "status 400"),
        (400, b'{"error": "invalid_grant", "error_description": "x"}', LoginExpired, "again"),
        (400, b'{"error": "invalid_client"}', NotAllowed, "SPOTIFY_CLIENT_ID"),
        (401, b'{"error": "invalid_client"}', NotAllowed, "SPOTIFY_CLIENT_ID"),
        (403, b"", NotAllowed, "did not say why"),
        (403, b"[" * 100_000, NotAllowed, "did not say why"),
        (400, b'{"error": "unauthorized_client"}', NotAllowed, "SPOTIFY_CLIENT_ID"),
        (418, b"[]", ServiceError, "status 418"),
        (418, b'{"error": null}', ServiceError, "status 418"),
        (418, b'{"error": {"message": {"a": 1}}}', ServiceError, "'a'"),
        (500, b"<html>", Unavailable, "status 500"),
        (503, b"null", Unavailable, "status 503"),
        (302, b"", Unavailable, "status 302"),
    ],
)
def test_each_refusal_has_its_kind(
    status: int, body: bytes, kind: type[ServiceError], words: str
) -> None:
    error = refusal(answer(status, body), NOW)
    assert type(error) is kind or (kind is Unavailable and isinstance(error, Unavailable))
    assert words in str(error)
    assert "Spotify" in str(error)


ITEMS = "/v1/playlists/abc/items?limit=50"


@pytest.mark.parametrize(
    ("reason", "message", "path", "advice"),
    [
        ("scope", "Insufficient client scope", "/v1/me", "agree to what it asks"),
        (
            "user-list",
            "Check settings on developer.spotify.com/dashboard, the user may not be registered.",
            "/v1/me",
            "under User Management",
        ),
        ("user-list", "User not registered in the Developer Dashboard", "/v1/me", "must add your"),
        (
            "premium",
            "Active premium subscription required for the owner of the app.",
            "/v1/search?q=x",
            "needs an active Premium",
        ),
        ("removed", "Forbidden", "/v1/audio-features/x", "look for a newer Segue"),
        ("removed", "This endpoint is deprecated", ITEMS, "look for a newer Segue"),
        ("not-owner", "You cannot modify a playlist you don't own.", ITEMS, "one of your own"),
        ("not-owner", "Forbidden", ITEMS, "one of your own"),
        (
            "not-owner",
            "You cannot create a playlist for another user.",
            "/v1/users/x/playlists",
            "one of your own",
        ),
        ("other", "Something new", ITEMS, "developer dashboard"),
    ],
)
def test_the_kinds_of_403_are_told_apart(reason: str, message: str, path: str, advice: str) -> None:
    error = refusal(answer(403, said(message), path))
    assert isinstance(error, NotAllowed)
    assert error.reason == reason
    assert str(error).startswith(f"Spotify refused: “{message}”. ")
    assert advice in str(error)


@pytest.mark.parametrize("code", ["invalid_client", "unauthorized_client"])
def test_an_app_that_spotify_does_not_know_is_a_matter_of_setup(code: str) -> None:
    error = refusal(answer(400, json.dumps({"error": code}).encode()))
    assert isinstance(error, NotAllowed)
    assert error.reason == "setup"


def test_a_missing_track_is_called_a_track() -> None:
    assert "no track" in str(refusal(answer(404, path="/v1/tracks/x")))
    assert "no playlist" in str(refusal(answer(404, path="/v1/playlists/x/items")))


def test_a_message_is_one_short_line() -> None:
    text = str(refusal(answer(403, said("a\n\x1b[31mb\u202e " + "c" * 500))))
    assert "\n" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(text) < 400


@pytest.mark.parametrize(
    ("header", "wait", "words"),
    [
        ("12", timedelta(seconds=12), "12 seconds"),
        ("1", timedelta(seconds=1), "1 second."),
        ("0", timedelta(0), "1 second."),
        (" 600 ", timedelta(minutes=10), "about 10 minutes"),
        ("48925", timedelta(seconds=48925), "about 14 hours"),
        ("Fri, 20 Nov 2026 12:01:00 GMT", timedelta(minutes=1), "60 seconds"),
        ("Fri, 20 Nov 2026 11:00:00 GMT", timedelta(0), "1 second."),
        ("999999999", MAX_WAIT, "hours"),
    ],
)
def test_retry_after_is_read(header: str, wait: timedelta, words: str) -> None:
    error = refusal(answer(429, said("API rate limit exceeded"), Retry_After=header), NOW)
    assert type(error) is RateLimited
    assert error.retry_at == NOW + wait
    assert words in str(error)


@pytest.mark.parametrize("header", [None, "", "soon", "-5", "1e3", "9" * 30, "٣", "inf"])
def test_an_unreadable_retry_after_is_none(header: str | None) -> None:
    headers = {} if header is None else {"Retry_After": header}
    error = refusal(answer(429, b"", **headers), NOW)
    assert type(error) is RateLimited
    assert error.retry_at is None
    assert "in a minute" in str(error)


def test_a_quota_is_told_from_a_rate_limit() -> None:
    body = said("Quota exceeded", "QUOTA_EXCEEDED")
    error = refusal(answer(429, body, Retry_After="50000"), NOW)
    assert type(error) is QuotaExceeded
    assert error.retry_at == NOW + timedelta(seconds=50_000)
    assert "about 14 hours" in str(error)


def test_a_quota_without_a_time_is_looked_at_again_after_an_hour_as_everything_says() -> None:
    error = refusal(answer(429, said("Quota exceeded", "QUOTA_EXCEEDED")), NOW)
    assert isinstance(error, QuotaExceeded)
    assert error.retry_at == NOW + QUOTA_PAUSE
    assert "in about 60 minutes" in str(error)
    assert str(error) == str(limit(True, error.retry_at, NOW))  # what a later call is told


def behind_a_proxy(cause: Exception) -> requests.exceptions.ProxyError:
    """As requests tells it; urllib3 names a proxy also where the answer of the call was lost."""
    pool = HTTPConnectionPool("api.spotify.com")
    return requests.exceptions.ProxyError(
        MaxRetryError(pool, "/v1/me", ProxyError("Unable to connect to proxy", cause))
    )


def test_a_proxy_that_breaks_off_may_have_passed_the_call_on() -> None:
    refused = NewConnectionError(None, "refused")  # type: ignore[arg-type]
    assert isinstance(silence(behind_a_proxy(refused)), Unreached)
    lost = silence(behind_a_proxy(ConnectionResetError("reset")))
    assert isinstance(lost, Passing)
    assert not isinstance(lost, Unreached)
