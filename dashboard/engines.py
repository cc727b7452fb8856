"""The engine in use: loaded once, and again when a newer model was trained."""

import threading
from pathlib import Path

from recommender.catalogue.store import Store
from recommender.engine import Engine
from recommender.training import load_trained, trained_version


class Engines:
    """Hands out the engine of the current model."""

    def __init__(self, store: Store, models_dir: Path) -> None:
        self._store = store
        self._models_dir = models_dir
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def current(self) -> Engine:
        """The engine of the model that is current now.

        Raises NotTrained or ArtefactDamaged.
        """
        engine = self._engine
        if engine and engine.trained.version == trained_version(self._models_dir):
            return engine
        with self._lock:
            engine = self._engine
            if engine is None or engine.trained.version != trained_version(self._models_dir):
                engine = Engine(self._store, load_trained(self._store, self._models_dir))
                self._engine = engine
            return engine
