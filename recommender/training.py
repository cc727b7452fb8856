"""Catalogue → trained model on disk, and back again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from recommender.artefacts import (
    Artefact,
    current_manifest,
    current_version,
    load_artefact,
    save_artefact,
)
from recommender.catalogue.store import Store
from recommender.collaborative import DEFAULT, MODELS, Model
from recommender.collaborative.base import pack_sparse, unpack_sparse
from recommender.errors import ArtefactDamaged, CatalogueEmpty, NotTrained
from recommender.interactions import Interactions, find_columns, load_interactions

MIN_SETS = 2
"""A track in one set only is met through its neighbours there, not through factors of its own."""


@dataclass(frozen=True)
class Trained:
    """A model with what ties its columns to the catalogue."""

    version: str
    revision: int
    """The catalogue's revision that it was trained on."""
    model: Model
    track_ids: np.ndarray
    """Catalogue ID of each column, ascending."""
    hidden: np.ndarray
    """Columns that are only learned from, never recommended."""
    plays: sp.csr_matrix
    """Sets × tracks that it was trained on."""
    losses: tuple[float, ...]
    """Model.losses of the training; none where an earlier version trained it."""

    def columns_of(self, track_ids: list[int]) -> np.ndarray:
        """Columns of catalogue IDs, -1 for those it does not hold."""
        return find_columns(self.track_ids, np.asarray(track_ids, dtype=np.int64))


def train(
    store: Store, models_dir: Path, seed: int = 0, name: str = DEFAULT, show_progress: bool = False
) -> Trained:
    """Train on the whole catalogue and make the result current.

    Raises CatalogueEmpty when no track is in two sets.
    """
    revision = store.revision()
    interactions = load_interactions(store, MIN_SETS)
    if not interactions.n_tracks:
        raise CatalogueEmpty(
            "No track is in two sets yet, so there is nothing to learn from. Import more set "
            "lists: python -m scrapers import FILE."
        )
    model = MODELS[name]()
    model.show_progress = show_progress
    model.fit(interactions, seed)
    manifest = {
        "model": name,
        "config": model.config_json(),
        "seed": seed,
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "catalogue": store.catalogue_id(),
        "revision": revision,
        "data": _sizes(interactions),
        "losses": list(model.losses),
    }
    arrays = {f"model_{key}": value for key, value in model.arrays().items()}
    arrays |= {"track_ids": interactions.track_ids, "whole": interactions.whole}
    arrays |= pack_sparse("plays", interactions.plays)
    save_artefact(models_dir / name, manifest, arrays)
    return load_trained(store, models_dir, name)


def load_trained(store: Store, models_dir: Path, name: str = DEFAULT) -> Trained:
    """The current model of this catalogue.

    Raises NotTrained, also when it was trained on another catalogue, and ArtefactDamaged.
    """
    artefact = load_artefact(models_dir / name)
    if artefact.manifest.get("catalogue") != store.catalogue_id():
        raise NotTrained(
            "The trained model belongs to another catalogue. Run: python -m recommender train."
        )
    try:
        return _restore(artefact)
    except (KeyError, TypeError, ValueError) as error:
        raise ArtefactDamaged(
            f"The trained model can't be used ({error}). Run: python -m recommender train."
        ) from error


def trained_version(models_dir: Path, name: str = DEFAULT) -> str | None:
    """Which version is current, without loading it."""
    return current_version(models_dir / name)


def training_record(
    store: Store, models_dir: Path, name: str = DEFAULT
) -> tuple[datetime, int] | None:
    """When the current model was trained (UTC), and on which revision of this catalogue.

    None where nothing is trained on it. Cheap: no array is read.
    """
    manifest = current_manifest(models_dir / name) or {}
    if manifest.get("catalogue") != store.catalogue_id():
        return None
    try:
        return datetime.fromisoformat(manifest["trained_at"]), int(manifest["revision"])
    except (KeyError, TypeError, ValueError):
        return None


def _restore(artefact: Artefact) -> Trained:
    arrays, manifest = artefact.arrays, artefact.manifest
    own = {
        key.removeprefix("model_"): value
        for key, value in arrays.items()
        if key.startswith("model_")
    }
    track_ids = arrays["track_ids"]
    model = MODELS[manifest["model"]].restore(manifest["config"], own, len(track_ids))
    return Trained(
        version=artefact.version,
        revision=int(manifest["revision"]),
        model=model,
        track_ids=track_ids,
        hidden=np.flatnonzero(~arrays["whole"]),
        plays=unpack_sparse("plays", arrays),
        losses=tuple(float(loss) for loss in manifest.get("losses", ())),
    )


def _sizes(interactions: Interactions) -> dict[str, int]:
    return {
        "sets": interactions.n_sets,
        "tracks": interactions.n_tracks,
        "plays": int(interactions.plays.nnz),
    }
