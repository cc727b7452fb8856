"""Spotify's refusals and silences → the error tree, at one place.

Two shapes of error body exist: the Web API's `{"error": {"status", "message", "reason"}}` and the
accounts service's `{"error": "invalid_grant", "error_description"}`. A proxy's HTML page has
neither and must not break the way out.
"""

import re
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    TimeoutError,
)

from scrapers.errors import (
    LoginExpired,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    Reason,
    ServiceError,
    Unavailable,
)
from scrapers.http import asked_wait, one_line, spoken

__all__ = ["QUOTA_PAUSE", "Passing", "Unreached", "limit", "refusal", "silence"]
__all__ += ["unreadable"]

QUOTA_PAUSE = timedelta(hours=1)
"""Where Spotify says that the quota is used up and not for how long: look again after this."""

_BAD_ID = re.compile(r"invalid (?:base62 |track |playlist )?id", re.IGNORECASE)

_KINDS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("premium", re.compile(r"premium", re.IGNORECASE)),
    ("scope", re.compile(r"scope", re.IGNORECASE)),
    (
        "not-owner",
        re.compile(
            r"(?:don't|don’t|do not|does not) own|not (?:the )?owne[rd]|for another user|"
            r"cannot modify",
            re.IGNORECASE,
        ),
    ),
    (
        "user-list",
        re.compile(r"not (?:be )?registered|dashboard|allow.?list|user management", re.IGNORECASE),
    ),
    (
        "removed",
        re.compile(r"deprecated|removed|discontinued|no longer|not available", re.IGNORECASE),
    ),
)
"""Words of Spotify's by which a 403 is known."""

_ADVICE: dict[Reason, str] = {
    "premium": (
        "The owner of the Spotify app needs an active Premium subscription; "
        "a new one counts after a few hours."
    ),
    "scope": "Disconnect Spotify, connect it again, and agree to what it asks.",
    "not-owner": "The playlist belongs to somebody else: choose one of your own, or a new one.",
    "user-list": (
        "The owner of the Spotify app must add your account under User Management in the "
        "developer dashboard."
    ),
    "removed": "Spotify no longer offers this call to apps like yours: look for a newer Segue.",
    "other": "Check the app's settings in Spotify's developer dashboard.",
}

_OF_A_PLAYLIST = re.compile(r"/v1/playlists/[^/?]+(?:/items)?(?:\?|$)")


class Passing(Unavailable):
    """A stumble that may be gone on a second try: 5xx, or a connection that broke."""


class Unreached(Passing):
    """The request never got to Spotify: it had no effect there."""


def silence(error: requests.RequestException | HTTPError) -> Unavailable:
    """What to raise when no whole answer came."""
    if _never_connected(error):
        return Unreached("Spotify can't be reached. Check the internet connection, then try again.")
    if isinstance(error, requests.Timeout | TimeoutError):
        return Unavailable("Spotify took too long to answer. Try again in a moment.")
    return Passing("The connection to Spotify broke off. Try again in a moment.")


def _never_connected(error: BaseException) -> bool:
    """Whether it can only have happened before the request was sent.

    TLS and proxies fail after that too, and by then the call may have had its effect.
    """
    seen: list[object] = [error]
    for one in seen:
        if isinstance(one, NewConnectionError | ConnectTimeoutError | ssl.CertificateError):
            return True
        if isinstance(one, MaxRetryError):
            seen.append(one.reason)
        if isinstance(one, BaseException):
            seen += [cause for cause in one.args if isinstance(cause, BaseException)]
    return False


def unreadable() -> Unavailable:
    """What to raise when Spotify says yes with a body that makes no sense."""
    return Unavailable("Spotify sent an answer that can't be read. Try again in a moment.")


def refusal(response: requests.Response, now: datetime | None = None) -> ServiceError:
    """What to raise for an answer whose status is not 2xx. `now` (UTC) is for tests."""
    error, message = _error_of(response)
    status = response.status_code
    if error in ("invalid_grant", "invalid_client", "unauthorized_client"):
        return _login_refused(error)
    if status == 401:
        return LoginExpired("The Spotify login is no longer good. Connect Spotify again.")
    if status == 403:
        return _forbidden(message, _path(response))
    if status == 404 or (status == 400 and _BAD_ID.search(message)):
        return NotFound(f"Spotify has no {_thing(response)} like this. Check the link.")
    if status == 429:
        return _too_many(error, response.headers.get("Retry-After"), now or datetime.now(UTC))
    if status >= 500 or status == 408 or status < 400:
        return Passing(
            f"Spotify has trouble at the moment (status {status}). Try again in a few minutes."
        )
    said = f"“{message}”" if message else f"status {status}"
    return ServiceError(
        f"Spotify did not accept the request ({said}). If it happens again, please report it."
    )


def _error_of(response: requests.Response) -> tuple[str, str]:
    """Error code (`reason`, or the accounts service's word) and message; empty where missing."""
    try:
        body: Any = response.json()
    except (ValueError, RecursionError):
        return "", ""
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        return str(error.get("reason") or ""), one_line(error.get("message"))
    if isinstance(error, str):
        return error, one_line(body.get("error_description"))
    return "", ""


def _login_refused(error: str) -> NotAllowed:
    if error == "invalid_grant":
        return LoginExpired("Spotify no longer accepts this login. Connect Spotify again.")
    return NotAllowed(
        "Spotify does not accept this app. Check SPOTIFY_CLIENT_ID, and SPOTIFY_CLIENT_SECRET "
        "where it is set, against the developer dashboard.",
        "setup",
    )


def _forbidden(message: str, path: str) -> NotAllowed:
    reason = _reason(message, path)
    said = f"Spotify refused: “{message}”." if message else "Spotify refused and did not say why."
    return NotAllowed(f"{said} {_ADVICE[reason]}", reason)


def _reason(message: str, path: str) -> Reason:
    for reason, words in _KINDS:
        if words.search(message):
            return reason
    if message.rstrip(".").casefold() != "forbidden":
        return "other"
    # The bare word is said of the playlists of others, and of what no longer is.
    return "not-owner" if _OF_A_PLAYLIST.search(path) else "removed"


def _thing(response: requests.Response) -> str:
    path = _path(response)
    return next((kind for kind in ("track", "playlist") if f"/{kind}s/" in path), "thing")


def _path(response: requests.Response) -> str:
    return (response.request.path_url if response.request else "") or ""


def _too_many(reason: str, retry_after: str | None, now: datetime) -> RateLimited:
    wait = asked_wait(retry_after, now)
    retry_at = None if wait is None else now + wait
    return limit(reason.upper() == "QUOTA_EXCEEDED", retry_at, now)


def limit(quota: bool, retry_at: datetime | None, now: datetime) -> RateLimited:
    """What to raise where Spotify wants a pause: a short one, or that of a used-up `quota`."""
    if quota:
        retry_at = retry_at or now + QUOTA_PAUSE
        when = spoken(retry_at - now)
        return QuotaExceeded(
            f"This app's allowance of Spotify calls is used up. Try again in {when}.", retry_at
        )
    when = "a minute" if retry_at is None else spoken(retry_at - now)
    return RateLimited(f"Spotify asks for a pause. Try again in {when}.", retry_at)
