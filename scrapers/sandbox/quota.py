"""How many calls a service answers in how many seconds."""

import threading
from collections import deque
from collections.abc import Callable


class Quota:
    """A window that rolls with the clock. Safe to use from several threads."""

    def __init__(self, calls: int, window_s: float, clock: Callable[[], float]) -> None:
        self.calls = calls
        """How many are answered within the window; may be changed at any time."""
        self.window_s = window_s
        self._clock = clock
        self._answered: deque[float] = deque()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether this call is answered. One that is refused does not count."""
        with self._lock:
            now = self._clock()
            while self._answered and self._answered[0] <= now - self.window_s:
                self._answered.popleft()
            if len(self._answered) >= self.calls:
                return False
            self._answered.append(now)
            return True

    def frees_in_s(self) -> float:
        """Seconds until a call is answered again; 0 where one is now."""
        with self._lock:
            now = self._clock()
            full = len(self._answered) >= self.calls
            if not full:
                return 0.0
            # With an allowance of nothing there is no call whose leaving would make room.
            leaves = self._answered[-self.calls] if self.calls > 0 else now
            return max(leaves + self.window_s - now, 0.0)
