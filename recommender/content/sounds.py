"""The analyses in use: read once, and again when tracks were listened to meanwhile."""

import time
from collections.abc import Callable

from recommender.catalogue.analyses import Sounds, load_sounds
from recommender.catalogue.current import Current
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
        """`model_version` tells which version of the genre network is in use; `pause_s`: see
        Current."""
        self._current = Current(
            lambda: (model_version(), store.sounds_revision()),
            lambda version: load_sounds(store, version[0]),
            pause_s,
            clock,
        )

    @property
    def version(self) -> str:
        """Changes whenever there is something new to compare with."""
        (model, revision), _ = self._current.current()
        return f"{model}-{revision}"

    def current(self) -> Sounds:
        """The analyses; reads them only when they changed."""
        return self._current.current()[1]
