"""Not too many calls, and none to a service that is down. Shared by all threads."""

import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scrapers.errors import RateLimited, ServiceError, Unavailable


class TooLong(Exception):
    """Whoever asks would have to wait longer than they are willing to."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class Limiter:
    """At most `calls` within any `per_s` seconds; who comes too early waits for their turn."""

    def __init__(
        self,
        calls: int,
        per_s: float,
        clock: Callable[[], float],
        sleep: Callable[[float], object],
    ) -> None:
        self._calls = calls
        self._per_s = per_s
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._turns: deque[float] = deque(maxlen=calls)

    def wait(self, longest_s: float | None = None) -> None:
        """Return when it is our turn. Raises TooLong, and takes no turn, beyond `longest_s`."""
        with self._lock:
            now = self._clock()
            turn = now
            if len(self._turns) == self._calls:
                turn = max(now, self._turns[0] + self._per_s)
            if longest_s is not None and turn - now > longest_s:
                raise TooLong(turn - now)
            self._turns.append(turn)
        if turn > now:
            self._sleep(turn - now)


class Breaker:
    """Remembers that a service is down, so that it is left alone for a while.

    A limit that was reached counts at once, trouble from the third time in a row on. After the
    pause the next call goes through, and decides.
    """

    FAILURES = 3
    PAUSE_S = 30.0
    LIMITED_PAUSE_S = 60.0
    """Where the service does not say how long."""

    def __init__(
        self,
        clock: Callable[[], float],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._until = 0.0
        self._why: ServiceError | None = None

    def check(self) -> None:
        """Raise what the service last failed with, while it is left alone."""
        with self._lock:
            if self._why is not None and self._clock() < self._until:
                raise _again(self._why)

    def succeeded(self) -> None:
        """The service answered."""
        with self._lock:
            self._in_a_row = 0
            self._why = None

    def failed(self, error: ServiceError) -> None:
        """The service did not answer as it should. Refusals of one question do not count."""
        with self._lock:
            if isinstance(error, RateLimited):
                pause_s = self.LIMITED_PAUSE_S
                if error.retry_at is not None:
                    pause_s = max((error.retry_at - self._now()).total_seconds(), 0.0)
            elif isinstance(error, Unavailable):
                self._in_a_row += 1
                if self._in_a_row < self.FAILURES:
                    return
                pause_s = self.PAUSE_S
            else:
                return
            self._why = error
            self._until = self._clock() + pause_s


def _again(error: ServiceError) -> ServiceError:
    """A fresh error with the same words: raised again and again, one would grow its traceback."""
    if isinstance(error, RateLimited):
        return type(error)(str(error), error.retry_at)
    return type(error)(str(error))


def retry_at(wait_s: float) -> datetime:
    """When to come back (UTC)."""
    return datetime.now(UTC) + timedelta(seconds=wait_s)
