"""What every HTTP session of ours keeps to: where it may call, how long, and how much.

A guarded session calls the addresses it was made for and no other, follows no redirect, keeps no
cookie, reads no more than it was told to, and gives up on an answer that drips.
"""

import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

VERSION = "0.1.0"
"""How Segue names itself to others."""

PATIENCE = 4
"""A whole answer may take this many times the time limit of one wait."""

MAX_WAIT = timedelta(days=7)
"""A server that asks for more is not believed."""

MAX_MESSAGE = 200
"""Characters of a service's own words that we pass on."""

Origin = tuple[str, str, int | None]

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_DEFAULT_PORTS = {"http": 80, "https": 443}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


class OtherAddress(Exception):
    """A call to an address that the session was not made for; the text is its host."""


class TooMuch(Exception):
    """The answer is larger than we read."""


class TooSlow(Exception):
    """The answer drips: it was not whole in time."""


class NoAuth(AuthBase):
    """Sends nothing; keeps a `.netrc` from adding a password of its own."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def origin_of(url: str) -> Origin:
    """Scheme, host and port of a URL; empty where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", "", None
    return parts.scheme.lower(), parts.hostname or "", port or _DEFAULT_PORTS.get(parts.scheme)


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this computer."""
    return origin_of(url)[1] in _LOOPBACK


class GuardedSession(requests.Session):
    """A session for some addresses only."""

    def __init__(
        self, urls: Iterable[str], timeout_s: float, max_bytes: int, auth: AuthBase | None = None
    ) -> None:
        super().__init__()
        self.auth = auth or NoAuth()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.timeout_s = timeout_s
        self.max_bytes = max_bytes
        self._origins = frozenset(origin_of(url) for url in urls)

    def check_address(self, url: str) -> None:
        """Raises OtherAddress unless the session was made for this address."""
        origin = origin_of(url)
        if origin not in self._origins:
            raise OtherAddress(origin[1] or "an address without a host")

    def get_redirect_target(self, resp: requests.Response) -> None:
        """No redirect leads anywhere."""
        return

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send once and read the whole answer.

        Raises OtherAddress, TooMuch, TooSlow, and what requests and urllib3 raise.
        """
        url = request.url or ""
        self.check_address(url)
        kwargs.update(allow_redirects=False, stream=True)
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = self.timeout_s
        if is_loopback(url):  # a stand-in here is not behind the proxy of the house
            kwargs["proxies"] = {}
        deadline = time.monotonic() + PATIENCE * self.timeout_s
        response = super().send(request, **kwargs)
        # requests has no public way to hand over a body that was read under a limit.
        response._content = _read(response, deadline, self.max_bytes)
        response._content_consumed = True  # type: ignore[attr-defined, unused-ignore]
        return response


def _read(response: requests.Response, deadline: float, max_bytes: int) -> bytes:
    body = bytearray()
    try:
        # read1 returns what is there; read would wait for a full block and miss the deadline.
        while chunk := response.raw.read1(65_536, decode_content=True):
            body += chunk
            if len(body) > max_bytes:
                raise TooMuch
            if time.monotonic() > deadline:
                raise TooSlow
    except BaseException:
        response.close()
        raise
    return bytes(body)


def asked_wait(retry_after: str | None, now: datetime) -> timedelta | None:
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


def spoken(wait: timedelta) -> str:
    """A wait in words, such as `about 3 minutes`."""
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 90:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} minutes"
    return f"about {round(seconds / 3600)} hours"


def one_line(message: object) -> str:
    """A service's own words, fit to be shown: one line, not too long, nothing invisible."""
    text = " ".join(_CONTROL.sub(" ", str(message or "")).split())
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1].rstrip() + "…"


def is_html(response: requests.Response) -> bool:
    """Whether an answer is a web page, whatever was asked for."""
    kind = response.headers.get("Content-Type", "").lower()
    return "html" in kind or response.content.lstrip()[:1] == b"<"
