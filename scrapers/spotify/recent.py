"""A small memory: the newest entries, for a while."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Recent(Generic[Kept]):
    """Remembers so many entries for so long. Safe to use from several threads."""

    def __init__(self, most: int, life: timedelta, now: Callable[[], datetime]) -> None:
        self._most = most
        self._life = life
        self._now = now
        self._entries: OrderedDict[Hashable, tuple[datetime, Kept]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Kept | None:
        """What was put there; None where there is nothing, or it is too old."""
        with self._lock:
            put_at, kept = self._entries.get(key, (None, None))
            if put_at is None or self._now() - put_at < self._life:
                return kept
            del self._entries[key]
            return None

    def put(self, key: Hashable, kept: Kept) -> None:
        """Remember; the oldest goes where there are too many."""
        with self._lock:
            self._entries.pop(key, None)
            self._entries[key] = (self._now(), kept)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)

    def drop(self, key: Hashable) -> None:
        """Forget it, where it is there."""
        with self._lock:
            self._entries.pop(key, None)
