"""Logins that are under way: who was sent to Spotify's page and has not come back yet.

Kept in memory, since a minute is all they need to live; a restart in that minute means to connect
once more. What comes back is believed once, in the browser that began, and not for long.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scrapers.spotify.auth import LoginAttempt

ATTEMPT_LIFE = timedelta(minutes=10)
_MAX_ATTEMPTS = 1_000


@dataclass(frozen=True)
class Attempt:
    """One visit to Spotify's page."""

    attempt: LoginAttempt
    browser: str = field(repr=False)
    next_path: str
    began: datetime


class Attempts:
    """All visits that have not ended. Safe to use from several threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._kept: OrderedDict[str, Attempt] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, attempt: LoginAttempt, browser: str, next_path: str) -> None:
        """Wait for a browser session to come back; the oldest goes when too many wait."""
        with self._lock:
            self._kept[attempt.state] = Attempt(attempt, browser, next_path, self._now())
            while len(self._kept) > _MAX_ATTEMPTS:
                self._kept.popitem(last=False)

    def take(self, browser: str, state: str) -> Attempt | None:
        """The attempt of this `state`, once; None when it is too old or not this browser's."""
        with self._lock:
            attempt = self._kept.pop(state, None)
        if attempt is None or self._now() - attempt.began > ATTEMPT_LIFE:
            return None
        ours = secrets.compare_digest(attempt.browser.encode(), browser.encode())
        return attempt if ours else None
