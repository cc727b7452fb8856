"""Fetching the preview itself: from known hosts only, over HTTPS, bounded, into memory.

The links are signed and good for minutes: they are in no text that a person or a log file sees.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from recommender.audio.decode import MAX_BYTES
from scrapers.errors import NotAllowed, ServiceError
from scrapers.http import (
    GuardedSession,
    OtherAddress,
    TooMuch,
    TooSlow,
    is_html,
    is_loopback,
    one_line,
    origin_of,
)
from scrapers.previews.calls import RETRY_PAUSE_S, USER_AGENT, Passing, silence
from scrapers.previews.limits import Breaker

SourceName = Literal["deezer", "itunes"]

# Resolvers and clients do not agree on what else means: for some, `evil.example%2f` ends the host.
_HOST = re.compile(r"[a-z0-9.-]+")
_EXPIRES = re.compile(r"(?:^|[?&=~])exp=(\d{9,11})(?:~|&|$)")
_QUERY = re.compile(r"\?\S*")
_NEARLY_EXPIRED_S = 15.0
"""A link with less time left is taken for one that is no longer good."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Some thirty seconds of a track. Not to be kept; `link` leads people to the track's page."""

    data: bytes
    """The file as it came: MP3 or AAC."""
    source: SourceName
    id: str
    """The track's number at the source."""
    link: str


class Expired(Exception):
    """The link is no longer good; a fresh one is."""


class Missing(Exception):
    """There is nothing behind the link."""


class Downloads:
    """Fetches previews of one service. Safe to use from several threads."""

    def __init__(
        self,
        name: str,
        hosts: Iterable[str],
        api_url: str,
        timeout_s: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """`hosts` as in `host.example`, or `*.host.example` for whatever lies below.

        A stand-in on this computer (`api_url`) may serve its previews too.
        """
        self._name = name
        self._session = _PreviewSession(hosts, api_url, timeout_s)
        self._sleep = sleep
        self._breaker = Breaker(clock)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def fetch(self, url: str) -> bytes:
        """The bytes behind a link. Raises Expired, Missing or ServiceError."""
        self._breaker.check()
        try:
            data = self._fetch_twice(url)
        except ServiceError as error:
            self._breaker.failed(error)
            raise
        self._breaker.succeeded()
        return data

    def _fetch_twice(self, url: str) -> bytes:
        try:
            return self._once(url)
        except Passing:
            self._sleep(RETRY_PAUSE_S)
        return self._once(url)

    def _once(self, url: str) -> bytes:
        name = f"{self._name}'s preview server"
        try:
            response = self._session.get(url)
        except OtherAddress as error:
            raise NotAllowed(
                f"Segue refused to fetch a preview from {error}, where {self._name} keeps none."
            ) from None
        except (TooMuch, TooSlow, requests.RequestException, HTTPError, ValueError) as error:
            raise silence(name, error) from None
        status = response.status_code
        if status == 403:
            raise Expired
        if status in (404, 410):
            raise Missing
        if status != 200:
            raise Passing(
                f"{name} has trouble at the moment (status {status}). Try again in a few minutes."
            )
        if is_html(response) or not response.content:
            raise Passing(f"{name} sent something that is no sound. Try again in a few minutes.")
        return response.content


class _PreviewSession(GuardedSession):
    """A session for the hosts that keep a service's previews."""

    def __init__(self, hosts: Iterable[str], api_url: str, timeout_s: float) -> None:
        super().__init__([], timeout_s, MAX_BYTES)
        self.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
        self._hosts = tuple(hosts)
        self._stand_in = origin_of(api_url) if is_loopback(api_url) else None

    def check_address(self, url: str) -> None:
        """Raises OtherAddress unless previews are kept there."""
        scheme, host, port = origin = origin_of(url)
        if self._stand_in is not None and origin == self._stand_in:
            return
        known = _HOST.fullmatch(host) and any(_is_below(host, known) for known in self._hosts)
        if not (known and scheme == "https" and port == 443) or "@" in urlsplit(url).netloc:
            raise OtherAddress(one_line(host) or "an address without a host")


def _is_below(host: str, known: str) -> bool:
    return host.endswith(known[1:]) if known.startswith("*.") else host == known


def is_stale(url: str, now: float) -> bool:
    """Whether a signed link says of itself that it is about to end. `now` in seconds since 1970."""
    found = _EXPIRES.search(url)
    return found is not None and int(found[1]) - now < _NEARLY_EXPIRED_S


class _NoQueries(logging.Filter):
    """Takes the signatures out of what urllib3 writes: of addresses and of errors that name one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without_query(arg) for arg in record.args)
        return True


def _without_query(arg: object) -> object:
    text = str(arg)
    return _QUERY.sub("", text) if "?" in text else arg


for _logger in ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_logger).addFilter(_NoQueries())
