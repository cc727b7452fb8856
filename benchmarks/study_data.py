"""The study data, read from beside the checkout or where SEGUE_STUDY_DATA says."""

import os
import tempfile
from pathlib import Path

from recommender.catalogue.store import Store
from recommender.interactions import Interactions, load_interactions
from scrapers.importing import import_files

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
STUDY_DATA = Path(os.environ.get("SEGUE_STUDY_DATA") or _BESIDE)


def read_study_data(file: Path, min_sets: int = 1) -> Interactions:
    """A collection as a catalogue would hold it, without one that stays."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'segue.db'}")
        import_files(store, [file])
        interactions = load_interactions(store, min_sets)
        store.close()
    return interactions
