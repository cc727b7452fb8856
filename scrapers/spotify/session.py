"""The one HTTP session for Spotify: where it may call, how long, how much, and never twice.

It calls the two addresses of the settings and no other, follows no redirect, keeps no cookie, reads
no more than 5 MB, and gives up on an answer that drips. What comes back from `send` is a 2xx answer
with a JSON body or an empty one; everything else is raised as scrapers/errors.py names it, so no
library above gets to log or repeat a failed call on its own.
"""

import json
import re
import time
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from scrapers.errors import LoginExpired, NotAllowed, Unavailable
from scrapers.settings import ServiceSettings
from scrapers.spotify import failures

MAX_BYTES = 5_000_000
"""Decoded size of the largest answer we read; Spotify's largest is far below."""

PATIENCE = 4
"""A whole answer may take this many times the time limit of one wait."""

RETRY_PAUSE_S = 0.3
"""Wait before a read is asked again, once."""

Origin = tuple[str, str, int | None]

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TOKEN = re.compile(r"[\x21-\x7e]+")


class NoAuth(AuthBase):
    """Sends nothing; keeps a `.netrc` from adding a password of its own."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class BearerAuth(AuthBase):
    """Adds the access token at the last moment, so that no layer above holds or logs it."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        token = self._token()
        if not _TOKEN.fullmatch(token):  # a header error would print it
            raise LoginExpired("The stored Spotify login is damaged. Connect Spotify again.")
        request.headers["Authorization"] = f"Bearer {token}"
        return request


class SpotifySession(requests.Session):
    """Calls Spotify's API and accounts service, wherever the settings say they are."""

    def __init__(self, settings: ServiceSettings, auth: AuthBase | None = None) -> None:
        super().__init__()
        self.auth = auth or NoAuth()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._timeout_s = settings.timeout_s
        self._origins = frozenset(
            {_origin(settings.spotify_api_url), _origin(settings.spotify_accounts_url)}
        )

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send; a GET is sent once more when Spotify stumbles, nothing else ever is.

        Raises:
            NotAllowed: the address is not Spotify's.
            ServiceError: as failures.py translates it.
        """
        origin = _origin(request.url or "")
        if origin not in self._origins:
            raise NotAllowed(
                f"Segue refused to call {origin[1] or 'an address without a host'} for Spotify. "
                "Check SPOTIFY_API_URL and SPOTIFY_ACCOUNTS_URL."
            )
        kwargs.update(allow_redirects=False, stream=True)
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = self._timeout_s
        if origin[1] in _LOOPBACK:  # a stand-in here is not behind the proxy of the house
            kwargs["proxies"] = {}
        try:
            return self._send_once(request, kwargs)
        except failures.Passing:
            if request.method != "GET":
                raise
        time.sleep(RETRY_PAUSE_S)
        return self._send_once(request, kwargs)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """No redirect leads anywhere."""
        return

    def _send_once(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response:
        deadline = time.monotonic() + PATIENCE * self._timeout_s
        try:
            response = super().send(request, **kwargs)
            body = _read(response, deadline)
        except (requests.RequestException, HTTPError) as error:
            raise failures.silence(error) from error
        # requests has no public way to hand over a body that was read under a limit.
        response._content = body
        response._content_consumed = True  # type: ignore[attr-defined, unused-ignore]
        if not 200 <= response.status_code < 300:
            raise failures.refusal(response)
        if body and not _is_json(body):
            raise failures.unreadable()
        return response


def _origin(url: str) -> Origin:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", "", None
    return parts.scheme.lower(), parts.hostname or "", port or _DEFAULT_PORTS.get(parts.scheme)


def _read(response: requests.Response, deadline: float) -> bytes:
    body = bytearray()
    try:
        # read1 returns what is there; read would wait for a full block and miss the deadline.
        while chunk := response.raw.read1(65_536, decode_content=True):
            body += chunk
            if len(body) > MAX_BYTES:
                raise Unavailable("Spotify sent far more than was asked. Try again in a moment.")
            if time.monotonic() > deadline:
                raise Unavailable("Spotify took too long to answer. Try again in a moment.")
    except BaseException:
        response.close()
        raise
    return bytes(body)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
