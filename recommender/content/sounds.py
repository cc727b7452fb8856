"""The analyses in use: read once, and again when tracks were listened to meanwhile."""

import threading
import time
from collections.abc import Callable

from recommender.catalogue.analyses import Sounds, load_sounds
from recommender.catalogue.store import Store


class CurrentSounds:
    """Hands out the catalogue's analyses as they are now. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        model_version: Callable[[], str],
        pause_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`model_version` tells which version of the genre network is in use.

        While a run listens to the catalogue, something is new every few seconds: `pause_s` is how
        long what was read is good enough.
        """
        self._store = store
        self._model_version = model_version
        self._pause_s = pause_s
        self._clock = clock
        self._reading = threading.Lock()
        self._read: tuple[str, Sounds] | None = None
        self._looked = -float("inf")

    @property
    def version(self) -> str:
        """Changes whenever there is something new to compare with."""
        self.current()
        return self._read[0] if self._read else ""

    def current(self) -> Sounds:
        """The analyses; reads them only when they changed.

        Whoever asks while another thread reads gets what was read before.
        """
        read = self._read
        if read and self._clock() - self._looked < self._pause_s:
            return read[1]
        if not self._reading.acquire(blocking=read is None):
            return read[1] if read else self.current()
        try:
            model = self._model_version()
            version = f"{model}-{self._store.sounds_revision()}"
            if self._read is None or self._read[0] != version:
                self._read = version, load_sounds(self._store, model)
            self._looked = self._clock()
            return self._read[1]
        finally:
            self._reading.release()
