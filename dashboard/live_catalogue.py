"""What the page Catalogue asks, answered by the real catalogue."""

from datetime import UTC, datetime
from pathlib import Path

from dashboard.cache import current_cache
from dashboard.catalogue_service import CatalogueState, Training
from dashboard.failures import database_told
from recommender.catalogue.overview import Overview, look
from recommender.catalogue.runs import latest_runs
from recommender.catalogue.store import Store
from recommender.content.shelf import genre_version
from recommender.training import training_record
from scrapers.previews.finder import SOURCES

_LIFE_S = 20
"""What is looked up on Spotify raises no counter: so old may its share be."""


class LiveCatalogue:
    """Implements dashboard.catalogue_service.CatalogueService."""

    def __init__(self, store: Store, models_dir: Path, demo: bool = False) -> None:
        self._store = store
        self._models_dir = models_dir
        self._demo = demo

    @database_told
    def state(self) -> CatalogueState:
        """See CatalogueService."""
        return CatalogueState(
            overview=self._overview(),
            training=self._training(),
            runs=tuple(latest_runs(self._store.engine)),
            now=datetime.now(UTC),
            demo=self._demo,
        )

    def _overview(self) -> Overview:
        cache = current_cache()
        model = genre_version(self._models_dir) or None
        key = f"overview|{self._store.revision()}|{self._store.sounds_revision()}|{model}"
        known: Overview | None = cache.get(key)
        if known is None:
            known = look(self._store.engine, tuple(SOURCES), model)
            cache.set(key, known, timeout=_LIFE_S)
        return known

    def _training(self) -> Training | None:
        found = training_record(self._store, self._models_dir)
        if found is None:
            return None
        at, revision = found
        return Training(at, max(0, self._store.revision() - revision))
