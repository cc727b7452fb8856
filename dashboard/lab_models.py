"""The models that the Lab compares, as they learned from the catalogue as it is now.

They are made when somebody asks for them and kept in memory until the catalogue changes. The model
that Find asks is taken over where it is as new as the others.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from dashboard.engines import Engines
from dashboard.service import Progress
from recommender.catalogue.store import Store
from recommender.collaborative import DEFAULT, MODELS, Model
from recommender.errors import ArtefactDamaged, CatalogueEmpty, NotTrained
from recommender.interactions import Interactions, load_interactions
from recommender.training import MIN_SETS

MAX_ROWS = {"ease": 3_000}
"""Models whose memory grows with the square of the tracks or the sets, whichever are fewer: beyond
so many they are left out."""
_PAUSE_S = 60.0
"""While an import runs, models that learned so short a time ago are good enough."""

NOTHING = (
    "No track is in two sets yet, so there is nothing to compare by. Import more set lists: "
    "python -m scrapers import FILE."
)


@dataclass
class Shelf:
    """The catalogue at one revision, and the models that learned from it."""

    revision: int
    interactions: Interactions
    made_at: float
    models: dict[str, Model] = field(default_factory=dict)

    @property
    def hidden(self) -> np.ndarray:
        """Columns that are only learned from, never shown."""
        return np.flatnonzero(~self.interactions.whole)


class LabModels:
    """Hands out models. Safe to share between threads; one model learns at a time."""

    def __init__(
        self, store: Store, engines: Engines, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._engines = engines
        self._clock = clock
        self._shelf: Shelf | None = None
        self._learning = threading.Lock()

    def ready(self, names: Iterable[str]) -> Shelf | None:
        """The shelf that holds all these models; None where `learn` has to come first."""
        shelf = self._shelf
        if shelf is None or self._old(shelf) or not all(name in shelf.models for name in names):
            return None
        return shelf

    def learn(self, names: Sequence[str], progress: Progress) -> None:
        """Make what is missing. Raises CatalogueEmpty where there is nothing to learn from."""
        with self._learning:
            shelf = self._shelf
            if shelf is None or self._old(shelf):
                self._shelf = None  # room for the next one
                shelf = self._shelf = self._read()
            missing = [name for name in names if name not in shelf.models]
            for done, name in enumerate(missing):
                progress(name, done, len(missing))
                shelf.models[name] = self._in_use(shelf, name) or MODELS[name]().fit(
                    shelf.interactions
                )
            shelf.made_at = self._clock()

    def _old(self, shelf: Shelf) -> bool:
        if self._clock() - shelf.made_at < _PAUSE_S:
            return False
        return shelf.revision != self._store.revision()

    def _read(self) -> Shelf:
        # Before it is read: what comes in meanwhile makes it old, not new.
        revision = self._store.revision()
        interactions = load_interactions(self._store, MIN_SETS)
        if not interactions.n_tracks:
            raise CatalogueEmpty(NOTHING)
        return Shelf(revision, interactions, self._clock())

    def _in_use(self, shelf: Shelf, name: str) -> Model | None:
        """The model that Find asks, where it learned from the same sets."""
        if name != DEFAULT:
            return None
        try:
            trained = self._engines.current().trained
        except (NotTrained, ArtefactDamaged):
            return None
        same = trained.revision == shelf.revision and np.array_equal(
            trained.track_ids, shelf.interactions.track_ids
        )
        return trained.model if same else None
