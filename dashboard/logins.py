"""Who is logged in to Spotify in which browser. Tokens stay here, on the server, in memory.

The browser holds a random session ID in a signed cookie and nothing else. A restart forgets all
logins.
"""

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from dashboard.service import Account
from scrapers.errors import LoginExpired
from scrapers.settings import ServiceSettings
from scrapers.spotify import auth
from scrapers.spotify.client import Spotify

_ATTEMPT_LIFE_S = 600
_MAX_ATTEMPTS = 1_000
_MAX_LOGINS = 1_000


@dataclass
class _Login:
    token: auth.Token = field(repr=False)
    account: Account
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class _Attempt:
    attempt: auth.LoginAttempt
    browser: str = field(repr=False)
    next_path: str
    began: float


class Logins:
    """All logins of one server."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._attempts: OrderedDict[str, _Attempt] = OrderedDict()
        self._logins: OrderedDict[str, _Login] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, browser: str, redirect_uri: str, next_path: str) -> str:
        """Start a login for a browser session; returns where to send it."""
        attempt = auth.begin_login(self._settings, redirect_uri)
        with self._lock:
            self._attempts[attempt.state] = _Attempt(attempt, browser, next_path, time.monotonic())
            while len(self._attempts) > _MAX_ATTEMPTS:
                self._attempts.popitem(last=False)
        return attempt.url

    def take_attempt(self, browser: str, state: str) -> _Attempt | None:
        """The attempt that `state` belongs to, once; None when it is not this browser's."""
        with self._lock:
            attempt = self._attempts.pop(state, None)
        if attempt is None or time.monotonic() - attempt.began > _ATTEMPT_LIFE_S:
            return None
        ours = secrets.compare_digest(attempt.browser.encode(), browser.encode())
        return attempt if ours else None

    def finish(self, attempt: _Attempt, code: str) -> str:
        """Exchange the code for a token; returns the new session ID for the browser's cookie.

        A fresh ID, so that one known from before the login is worth nothing after it. Raises
        ServiceError.
        """
        token = auth.finish_login(self._settings, attempt.attempt, code)
        with Spotify(self._settings, lambda: token.access_token) as spotify:
            account = Account(spotify.me().name)
        browser = secrets.token_urlsafe(32)
        with self._lock:
            self._logins[browser] = _Login(token, account)
            while len(self._logins) > _MAX_LOGINS:
                self._logins.popitem(last=False)
        return browser

    def account(self, browser: str | None) -> Account | None:
        """Who is logged in there."""
        login = self._logins.get(browser or "")
        return login.account if login else None

    def access_token(self, browser: str | None) -> str:
        """A token that is good for the next call; refreshed when it is about to end.

        Raises LoginExpired when nobody is logged in, or no longer.
        """
        login = self._logins.get(browser or "")
        if login is None or browser is None:
            raise LoginExpired("You are not connected to Spotify. Connect first.")
        with login.lock:
            if login.token.expired():
                try:
                    login.token = auth.refresh(self._settings, login.token)
                except LoginExpired:
                    self.forget(browser)
                    raise
            return login.token.access_token

    def forget(self, browser: str | None) -> None:
        """Log out: the tokens are gone."""
        with self._lock:
            self._logins.pop(browser or "", None)
