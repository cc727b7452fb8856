"""The analyses in use: read once, and again when tracks were listened to meanwhile."""

import threading
from collections.abc import Callable

from recommender.catalogue.analyses import Sounds, load_sounds
from recommender.catalogue.store import Store


class CurrentSounds:
    """Hands out the catalogue's analyses as they are now. Safe to share between threads."""

    def __init__(self, store: Store, model_version: Callable[[], str]) -> None:
        """`model_version` tells which version of the genre network is in use."""
        self._store = store
        self._model_version = model_version
        self._lock = threading.Lock()
        self._read: tuple[str, Sounds] | None = None

    @property
    def version(self) -> str:
        """Changes whenever there is something new to compare with."""
        return f"{self._model_version()}-{self._store.sounds_revision()}"

    def current(self) -> Sounds:
        """The analyses; reads them only when they changed."""
        with self._lock:
            version = self.version
            if self._read is None or self._read[0] != version:
                self._read = version, load_sounds(self._store, self._model_version())
            return self._read[1]
