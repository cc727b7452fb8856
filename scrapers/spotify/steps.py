"""The calls of one write: what changes is noted, what stumbles is waited for, within reason."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any, TypeVar

from scrapers.errors import NotFound, QuotaExceeded, RateLimited, Unavailable
from scrapers.spotify import allowance
from scrapers.spotify.client import Spotify
from scrapers.spotify.record import Keep, Record, Tell

STUMBLES = 4
"""Failed calls that one write survives."""

LOOKS = 3
"""How often we look for what Spotify does not show, before we believe that it is not there."""

PAUSE_S = 0.5
"""Wait after a stumble, and before something that lags behind is looked at again."""

MAX_WAIT_S = 10.0
"""Longest pause that Spotify is granted while somebody waits for the playlist."""

_MARGIN_S = 0.01
"""The clocks of a sleep and of a pause are not the same."""

_Answer = TypeVar("_Answer")


class Steps:
    """One write under way: the client, the record, and how much patience is left."""

    def __init__(self, spotify: Spotify, record: Record, keep: Keep, tell: Tell) -> None:
        self.spotify = spotify
        self.record = record
        self.tell = tell
        self._keep = keep
        self._stumbles = 0

    @property
    def playlist_id(self) -> str:
        """The playlist that is written; only once it is known."""
        if self.record.playlist_id is None:
            raise AssertionError("there is no playlist yet")
        return self.record.playlist_id

    def note(self, **changes: Any) -> None:
        """Change the record, and make that durable before anything else happens."""
        changed = replace(self.record, **changes)
        if changed != self.record:
            self.record = changed
            self._keep(changed)

    def again(self, call: Callable[[], _Answer]) -> _Answer:
        """The answer of a call that may be repeated without harm; repeats it after a stumble."""
        while True:
            try:
                return call()
            except (Unavailable, RateLimited) as error:
                self.stumbled(error)

    def stumbled(self, error: NotFound | Unavailable | RateLimited) -> None:
        """Wait until going on makes sense. Raises the error where it does not."""
        self._stumbles += 1
        wait_s = _wait_s(error)
        if wait_s is None or self._stumbles > STUMBLES:
            raise error
        if isinstance(error, RateLimited):
            self.tell("wait", 0, math.ceil(wait_s - _MARGIN_S))
        sleep(wait_s)

    def calm_down(self) -> None:
        """Give a little patience back: what comes now is to clear up."""
        self._stumbles = min(self._stumbles, STUMBLES - 2)

    def rest(self, look: int) -> None:
        """Give Spotify time before it is looked at once more; longer from look to look."""
        if look:
            sleep(PAUSE_S * look)


def _wait_s(error: NotFound | Unavailable | RateLimited) -> float | None:
    """Seconds to wait before going on; None where going on makes no sense."""
    if not isinstance(error, RateLimited):
        return PAUSE_S
    if isinstance(error, QuotaExceeded):
        return None
    now = datetime.now(UTC)
    wait = (error.retry_at or now + allowance.LIMIT_PAUSE) - now
    wait_s = max(wait, timedelta(0)).total_seconds()
    return wait_s + _MARGIN_S if wait_s <= MAX_WAIT_S else None
