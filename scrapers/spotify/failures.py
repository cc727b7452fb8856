"""Spotify's refusals and silences → the error tree, at one place.

Two shapes of error body exist: the Web API's `{"error": {"status", "message", "reason"}}` and the
accounts service's `{"error": "invalid_grant", "error_description"}`. A proxy's HTML page has
neither and must not break the way out.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, TimeoutError

from scrapers.errors import (
    LoginExpired,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    ServiceError,
    Unavailable,
)

MAX_MESSAGE = 200
"""Characters of Spotify's own words that we pass on."""

MAX_WAIT = timedelta(days=7)
"""A server that asks for more is not believed."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_BAD_ID = re.compile(r"invalid (?:base62 |track |playlist )?id", re.IGNORECASE)
_ADVICE = (
    (
        re.compile(r"not registered|developer dashboard|allow.?list", re.IGNORECASE),
        "The owner of the Spotify app must add your account under User Management in the "
        "developer dashboard.",
    ),
    (
        re.compile(r"premium", re.IGNORECASE),
        "The owner of the Spotify app needs an active Premium subscription; "
        "a new one counts after a few hours.",
    ),
    (
        re.compile(r"scope", re.IGNORECASE),
        "Disconnect Spotify, connect it again, and agree to what it asks.",
    ),
)
_NO_ADVICE = "Check the app's settings in Spotify's developer dashboard."


class Passing(Unavailable):
    """A stumble that may be gone on a second try: 5xx, or a connection that broke."""


class Unreached(Passing):
    """The request never got to Spotify: it had no effect there."""


def silence(error: requests.RequestException | HTTPError) -> Unavailable:
    """What to raise when no whole answer came."""
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return Unreached("Spotify can't be reached. Check the internet connection, then try again.")
    if isinstance(error, requests.Timeout | TimeoutError):
        return Unavailable("Spotify took too long to answer. Try again in a moment.")
    return Passing("The connection to Spotify broke off. Try again in a moment.")


def _never_connected(error: Exception) -> bool:
    if isinstance(error, requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


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
        return NotAllowed(_forbidden(message))
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
    except ValueError:
        return "", ""
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        return str(error.get("reason") or ""), _one_line(error.get("message"))
    if isinstance(error, str):
        return error, _one_line(body.get("error_description"))
    return "", ""


def _one_line(message: object) -> str:
    text = " ".join(_CONTROL.sub(" ", str(message or "")).split())
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1].rstrip() + "…"


def _login_refused(error: str) -> NotAllowed:
    if error == "invalid_grant":
        return LoginExpired(
            "Spotify no longer accepts this login (it ends each one after six months). "
            "Connect Spotify again."
        )
    return NotAllowed(
        "Spotify does not accept this app. Check SPOTIFY_CLIENT_ID, and SPOTIFY_CLIENT_SECRET "
        "where it is set, against the developer dashboard."
    )


def _forbidden(message: str) -> str:
    advice = next((text for pattern, text in _ADVICE if pattern.search(message)), _NO_ADVICE)
    said = f"Spotify refused: “{message}”." if message else "Spotify refused and did not say why."
    return f"{said} {advice}"


def _thing(response: requests.Response) -> str:
    path = (response.request.path_url if response.request else "") or ""
    return next((kind for kind in ("track", "playlist") if f"/{kind}s/" in path), "thing")


def _too_many(reason: str, retry_after: str | None, now: datetime) -> RateLimited:
    wait = _wait(retry_after, now)
    retry_at = None if wait is None else now + wait
    if reason.upper() == "QUOTA_EXCEEDED":
        when = "tomorrow" if wait is None else f"in {_spoken(wait)}"
        return QuotaExceeded(
            f"This app's allowance of Spotify calls is used up. Try again {when}.", retry_at
        )
    when = "a minute" if wait is None else _spoken(wait)
    return RateLimited(f"Spotify asks for a pause. Try again in {when}.", retry_at)


def _wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """The Retry-After header, as seconds or as a date, within reason; None where unreadable."""
    text = (retry_after or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        wait = timedelta(seconds=int(text))
    else:
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        wait = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), MAX_WAIT)


def _spoken(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 90:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} minutes"
    return f"about {round(seconds / 3600)} hours"
