"""The one HTTP session for Spotify: where it may call, how long, how much, and when once more.

It is a guarded session (scrapers/http.py) for the two addresses of the settings, and reads no more
than 5 MB. While a limit lasts that Spotify has set, to this program or another one of ours, nothing
goes out (allowance.py). What comes back from `send` is a 2xx answer with a JSON body or an empty
one; everything else is raised as scrapers/errors.py names it, so no library above gets to log or
repeat a failed call on its own.
"""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from scrapers.errors import LoginExpired, NotAllowed, ServiceError, Unavailable
from scrapers.http import GuardedSession, OtherAddress, TooMuch, TooSlow
from scrapers.settings import ServiceSettings
from scrapers.spotify import failures
from scrapers.spotify.allowance import Allowance

MAX_BYTES = 5_000_000
"""Decoded size of the largest answer we read; Spotify's largest is far below."""

RETRY_PAUSE_S = 0.3
"""Wait before a read is asked again, once."""

_TOKEN = re.compile(r"[\x21-\x7e]+")
_BEARER = "Bearer "


class BearerAuth(AuthBase):
    """Adds the access token at the last moment, so that no layer above holds or logs it.

    `renew` is handed a token that was refused, and returns another one or raises LoginExpired.
    """

    def __init__(self, token: Callable[[], str], renew: Callable[[str], str] | None = None) -> None:
        self._token = token
        self._renew = renew

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return _signed(request, self._token())

    def renewed(self, request: requests.PreparedRequest) -> bool:
        """Whether a request whose token was refused bears another one now."""
        if self._renew is None:
            return False
        refused = str(request.headers.get("Authorization", "")).removeprefix(_BEARER)
        _signed(request, self._renew(refused))
        return True


def _signed(request: requests.PreparedRequest, token: str) -> requests.PreparedRequest:
    if not _TOKEN.fullmatch(token):  # a header error would print it
        raise LoginExpired("The stored Spotify login is damaged. Connect Spotify again.")
    request.headers["Authorization"] = _BEARER + token
    return request


class SpotifySession(GuardedSession):
    """Calls Spotify's API and accounts service, wherever the settings say they are."""

    def __init__(
        self,
        settings: ServiceSettings,
        auth: AuthBase | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        urls = (settings.spotify_api_url, settings.spotify_accounts_url)
        super().__init__(urls, settings.timeout_s, MAX_BYTES, auth)
        self._allowance = allowance

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send; a GET is sent once more when Spotify stumbles, nothing else ever is.

        Where Spotify refuses the token itself, it did not act on the request: whatever it is, it is
        sent once more with another token, if there is one.

        Raises:
            NotAllowed: the address is not Spotify's.
            ServiceError: as failures.py translates it; RateLimited and QuotaExceeded also without
                a call, while a pause lasts.
        """
        try:
            return self._send_patiently(request, kwargs)
        except LoginExpired:
            auth = self.auth
            if not isinstance(auth, BearerAuth) or not auth.renewed(request):
                raise
        return self._send_patiently(request, kwargs)

    def _send_patiently(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response:
        try:
            return self._send_once(request, kwargs)
        except failures.Passing:
            if request.method != "GET":
                raise
        time.sleep(RETRY_PAUSE_S)
        return self._send_once(request, kwargs)

    def _send_once(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response:
        if self._allowance is None:
            return self._answer(request, kwargs)
        self._allowance.check()
        try:
            return self._answer(request, kwargs)
        except ServiceError as error:
            self._allowance.failed(error)
            raise

    def _answer(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response:
        try:
            response = super().send(request, **kwargs)
        except OtherAddress as error:
            raise NotAllowed(
                f"Segue refused to call {error} for Spotify. "
                "Check SPOTIFY_API_URL and SPOTIFY_ACCOUNTS_URL.",
                "setup",
            ) from None
        except TooMuch:
            raise Unavailable(
                "Spotify sent far more than was asked. Try again in a moment."
            ) from None
        except TooSlow:
            raise Unavailable("Spotify took too long to answer. Try again in a moment.") from None
        except (requests.RequestException, HTTPError) as error:
            raise failures.silence(error) from error
        if not 200 <= response.status_code < 300:
            raise failures.refusal(response)
        if response.content and not _is_json(response.content):
            raise failures.unreadable()
        return response


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
