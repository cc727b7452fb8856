"""One question to one service: its turn, the call, and every way in which it can go wrong."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import requests
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, TimeoutError

from scrapers.errors import NotAllowed, NotFound, RateLimited, ServiceError, Unavailable
from scrapers.http import (
    VERSION,
    GuardedSession,
    OtherAddress,
    TooMuch,
    TooSlow,
    is_html,
    spoken,
)
from scrapers.previews.limits import Breaker, Limiter, TooLong, retry_at

MAX_BYTES = 5_000_000
"""Decoded size of the largest answer we read; a page of search results has some 200 kB."""

RETRY_PAUSE_S = 0.5
"""Wait before a call that broke off is made again, once."""

USER_AGENT = f"Segue/{VERSION}"


class Passing(Unavailable):
    """A stumble that may be gone on a second try."""


class Busy(Exception):
    """The service says that it is overrun; worth one more try after `wait_s`."""

    def __init__(self, wait_s: float, given_up: ServiceError) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s
        self.given_up = given_up
        """What to raise when it says so again."""


Read = Callable[[requests.Response, Any], Any]
"""Takes an answer and its JSON (None where it holds none); raises ServiceError or Busy."""


class Service:
    """A JSON API that is read without a login. Safe to use from several threads."""

    def __init__(
        self,
        name: str,
        url: str,
        setting: str,
        timeout_s: float,
        limiter: Limiter,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        patience_s: float | None = None,
    ) -> None:
        """`setting` names where the address comes from; `patience_s` bounds the wait for a turn."""
        self.name = name
        self.url = url.rstrip("/")
        self._setting = setting
        self._session = GuardedSession([url], timeout_s, MAX_BYTES)
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
        self._limiter = limiter
        self._sleep = sleep
        self._patience_s = patience_s
        self._breaker = Breaker(clock)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def ask(self, path: str, question: Mapping[str, str | int], read: Read) -> Any:
        """What `read` makes of the answer. Raises ServiceError."""
        self._breaker.check()
        try:
            answer = self._ask_twice(path, question, read)
        except ServiceError as error:
            self._breaker.failed(error)
            raise
        self._breaker.succeeded()
        return answer

    def trouble(self, status: int) -> Passing:
        """What to raise for a status that says that the service is not well."""
        return Passing(
            f"{self.name} has trouble at the moment (status {status}). Try again in a few minutes."
        )

    def unreadable(self) -> Passing:
        """What to raise for an answer that makes no sense."""
        return Passing(f"{self.name} sent an answer that can't be read. Try again in a moment.")

    def limited(self, wait_s: float) -> RateLimited:
        """What to raise when too many calls were made."""
        return RateLimited(
            f"{self.name} asks for a pause: too many calls. "
            f"Try again in {spoken(timedelta(seconds=wait_s))}.",
            retry_at(wait_s),
        )

    def _ask_twice(self, path: str, question: Mapping[str, str | int], read: Read) -> Any:
        try:
            return self._once(path, question, read)
        except Busy as busy:
            wait_s, last = busy.wait_s, busy.given_up
        except Passing as error:
            wait_s, last = RETRY_PAUSE_S, error
        self._sleep(wait_s)
        try:
            return self._once(path, question, read)
        except Busy:
            raise last from None

    def _once(self, path: str, question: Mapping[str, str | int], read: Read) -> Any:
        self._take_turn()
        try:
            response = self._session.get(f"{self.url}{path}", params=dict(question))
        except OtherAddress as error:
            raise NotAllowed(
                f"Segue refused to call {error} for {self.name}. Check {self._setting}."
            ) from None
        except (TooMuch, TooSlow, requests.RequestException, HTTPError) as error:
            raise silence(self.name, error) from None
        self._check_status(response)
        return read(response, None if is_html(response) else _json(response.content))

    def _take_turn(self) -> None:
        try:
            self._limiter.wait(self._patience_s)
        except TooLong as error:
            raise self.limited(error.wait_s) from None

    def _check_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status >= 500 or status == 408:
            raise self.trouble(status)
        if status in (404, 410) or 300 <= status < 400:
            raise NotFound(f"There is no {self.name} at this address. Check {self._setting}.")


def silence(name: str, error: Exception) -> Unavailable:
    """What to raise when no whole answer came. The text tells nothing of the address."""
    if isinstance(error, TooMuch):
        return Unavailable(f"{name} sent far more than was asked. Try again in a moment.")
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return Unavailable(
            f"{name} can't be reached. Check the internet connection, then try again."
        )
    if isinstance(error, TooSlow | requests.Timeout | TimeoutError):
        return Unavailable(f"{name} took too long to answer. Try again in a moment.")
    return Passing(f"The connection to {name} broke off. Try again in a moment.")


def _never_connected(error: Exception) -> bool:
    if isinstance(error, requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
