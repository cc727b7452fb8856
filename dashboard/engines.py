"""The engine in use: loaded once, and again when a newer model was trained."""

import logging
import threading
from functools import partial
from pathlib import Path

from recommender.catalogue.store import Store
from recommender.content.shelf import genre_version
from recommender.content.sounds import CurrentSounds
from recommender.engine import Engine
from recommender.errors import ArtefactDamaged, NotTrained
from recommender.training import load_trained, trained_version

_PAUSE_S = 10.0
"""While a run listens to the catalogue, what is new is taken up so often."""

log = logging.getLogger(__name__)


class Engines:
    """Hands out the engine of the current model."""

    def __init__(self, store: Store, models_dir: Path) -> None:
        self._store = store
        self._models_dir = models_dir
        self.sounds = CurrentSounds(store, partial(genre_version, models_dir), _PAUSE_S)
        """For whoever needs the analyses too: they are large, and held once."""
        self._engine: Engine | None = None
        self._given_up: str | None = ""
        self._lock = threading.Lock()

    def current(self) -> Engine:
        """The engine of the model that is current now.

        While a newer one can't be read, the engine that works goes on answering. Raises NotTrained
        or ArtefactDamaged when there is none.
        """
        wanted = trained_version(self._models_dir)
        if self._engine and wanted in (self._engine.trained.version, self._given_up):
            return self._engine
        with self._lock:
            try:
                if self._engine is None or self._engine.trained.version != wanted:
                    trained = load_trained(self._store, self._models_dir)
                    self._engine = Engine(self._store, trained, self.sounds)
            except (NotTrained, ArtefactDamaged) as error:
                if self._engine is None:
                    raise
                self._given_up = wanted
                log.warning("the model before stays in use: %s", error)
            return self._engine
