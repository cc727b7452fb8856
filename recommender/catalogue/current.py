"""What is read from the catalogue once, and again when it changed."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Version = TypeVar("Version")
Value = TypeVar("Value")


class Current(Generic[Version, Value]):
    """Hands out what was read, as it is now. Safe to share between threads."""

    def __init__(
        self,
        version: Callable[[], Version],
        load: Callable[[Version], Value],
        pause_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`version` tells, at little cost, whether `load` would read something new.

        While an import or a run that listens is at work, something is new every few seconds:
        `pause_s` is how long what was read is good enough.
        """
        self._version = version
        self._load = load
        self._pause_s = pause_s
        self._clock = clock
        self._reading = threading.Lock()
        self._read: tuple[Version, Value] | None = None
        self._looked = -float("inf")

    def known(self) -> tuple[Version, Value] | None:
        """What was read last; None where nobody asked yet."""
        return self._read

    def current(self) -> tuple[Version, Value]:
        """The version and what belongs to it; reads only what changed.

        Whoever asks while another thread reads gets what was read before.
        """
        read = self._read
        if read and self._clock() - self._looked < self._pause_s:
            return read
        if not self._reading.acquire(blocking=read is None):
            return read or self.current()
        try:
            # Before it is read: what comes in meanwhile makes it old, not new.
            version = self._version()
            if self._read is None or self._read[0] != version:
                self._read = version, self._load(version)
            self._looked = self._clock()
            return self._read
        finally:
            self._reading.release()
