"""When to ask, and when to ask again: one call at a time, and longer waits after each failure."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from scrapers.errors import RateLimited, Unavailable
from scrapers.http import spoken

TRIES = 6
"""How often one question is asked before we give up."""
FIRST_WAIT_S = 5.0
"""Wait after the first failure, where the site names none; it doubles from there."""
LONGEST_BACK_OFF_S = 120.0
LONGEST_WAIT_S = 600.0
"""Asked to wait longer, we stop and say when to come back."""

_STAYS = "What is in stays; run the same command again to go on."

T = TypeVar("T")


class Again(Exception):
    """A call failed in a way that may be gone later. The text is one sentence about it."""

    def __init__(self, message: str, wait_s: float | None = None, limited: bool = False) -> None:
        super().__init__(message)
        self.wait_s = wait_s
        """What the site asked for."""
        self.limited = limited
        """Because of too many calls, not of trouble."""

    def given_up(self) -> RateLimited | Unavailable:
        """What is raised when there is no more patience."""
        if not self.limited and (self.wait_s or 0) <= LONGEST_WAIT_S:
            return Unavailable(f"{self} Try again later. {_STAYS}")
        if self.wait_s is None:
            return RateLimited(f"{self} Try again in an hour. {_STAYS}")
        wait = timedelta(seconds=self.wait_s)
        when = datetime.now(UTC) + wait
        return RateLimited(f"{self} Try again in {spoken(wait)}. {_STAYS}", when)


class Patience:
    """Spaces calls out, and repeats those that failed."""

    def __init__(
        self, pause_s: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._pause_s = pause_s
        self._clock = clock
        self._sleep = sleep
        self._last: float | None = None

    def until_answered(self, call: Callable[[], T]) -> T:
        """Call until it does not raise Again; raises RateLimited or Unavailable in the end."""
        back_off = FIRST_WAIT_S
        for attempt in range(1, TRIES + 1):
            self._keep_apart()
            try:
                return call()
            except Again as failure:
                # Never less than asked for; more when asking so soon did not help.
                wait = max(back_off, failure.wait_s or 0)
                if attempt == TRIES or wait > LONGEST_WAIT_S:
                    raise failure.given_up() from failure
            self._sleep(wait)
            back_off = min(2 * back_off, LONGEST_BACK_OFF_S)
        raise AssertionError("unreachable")

    def _keep_apart(self) -> None:
        now = self._clock()
        if self._last is not None and now - self._last < self._pause_s:
            self._sleep(self._pause_s - (now - self._last))
        self._last = self._clock()
