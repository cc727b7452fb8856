"""The catalogue as a picture: places of tracks in the plane, neighbours near each other.

t-SNE (van der Maaten, Hinton, "Visualizing Data using t-SNE", JMLR 2008) by openTSNE (Poličar,
Stražar, Zupan, JSS 2024). Chosen over scikit-learn's: on 26,769 tracks it takes a fraction of the
time and keeps as many of the nearest tracks near, and it tells how far it is and can be stopped.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from recommender.artefacts import Artefact, current_version, load_artefact, save_artefact
from recommender.catalogue.airplay import load_airplay
from recommender.catalogue.analyses import load_sounds
from recommender.catalogue.store import Store
from recommender.content.shelf import genre_version
from recommender.errors import ArtefactDamaged, NotTrained
from recommender.training import load_trained, trained_version

Kind = Literal["sets", "sound"]
"""Near each other: what DJs play together, or what sounds alike."""
KINDS: tuple[Kind, ...] = get_args(Kind)

MAX_TRACKS = 50_000
"""The most played ones: more points than pixels tell nobody anything."""
MIN_TRACKS = 8
_PERPLEXITY = 30.0
_EARLY = 250
_LATE = 500
"""Iterations, as openTSNE has them: first clusters, then places within them."""
_STEP = 10

Progress = Callable[[Kind, int, int], bool]
"""Told the kind, the iterations done and how many there are; False stops the work."""


@dataclass(frozen=True)
class TrackMap:
    """Where the tracks of a catalogue lie."""

    version: str
    """Changes whenever the picture does."""
    kind: Kind
    track_ids: np.ndarray
    """(n,) catalogue IDs, most played first."""
    places: np.ndarray
    """(n, 2) float32, each axis within -1 to 1."""
    current: bool = True
    """False: trained, or listened to, again since it was computed."""


class Stopped(Exception):
    """Somebody asked to stop; the maps are as they were."""


def compute_maps(
    store: Store,
    models_dir: Path,
    seed: int = 0,
    progress: Progress | None = None,
    kinds: Collection[Kind] = KINDS,
) -> dict[Kind, int]:
    """Compute and save the maps of the current model; gives how many tracks each holds.

    A kind with fewer than MIN_TRACKS tracks is left out. Raises NotTrained and ArtefactDamaged
    where there is no model, Stopped where `progress` says so.
    """
    sizes: dict[Kind, int] = {}
    airplay = load_airplay(store)
    for kind in kinds:
        track_ids, vectors, manifest = _COLLECT[kind](store, models_dir)
        plays = airplay.sets_of(track_ids)
        # The same order every time, also where two were played as often.
        chosen = np.lexsort((track_ids, -plays))[:MAX_TRACKS]
        if len(chosen) < MIN_TRACKS:
            continue
        places = place(vectors[chosen], seed, _told(progress, kind))
        manifest |= {
            "kind": kind,
            "catalogue": store.catalogue_id(),
            "seed": seed,
            "computed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        save_artefact(
            _folder(models_dir, kind),
            manifest,
            {"track_ids": track_ids[chosen].astype(np.int64), "places": places},
        )
        sizes[kind] = len(chosen)
    return sizes


def place(
    vectors: np.ndarray, seed: int = 0, told: Callable[[int, int], bool] | None = None
) -> np.ndarray:
    """(n, d) vectors → (n, 2) float32 places, each axis within -1 to 1; repeatable with the seed.

    `told` hears of iterations done and of all; False stops: raises Stopped.
    """
    # Here, not above: it takes seconds to import, and answering needs none of it.
    from openTSNE import TSNE

    total = _EARLY + _LATE
    done, stopped = 0, False

    def step(_iteration: int, _error: float, _embedding: np.ndarray) -> bool:
        nonlocal done, stopped
        done = min(done + _STEP, total)
        stopped = told is not None and not told(done, total)
        return stopped

    if told and not told(0, total):
        raise Stopped
    # One thread: others may want the machine, and threads that wait for each other on a busy one
    # take ten times as long.
    embedding = TSNE(
        perplexity=min(_PERPLEXITY, (len(vectors) - 1) / 3),
        early_exaggeration_iter=_EARLY,
        n_iter=_LATE,
        n_jobs=1,
        random_state=seed,
        callbacks=step,
        callbacks_every_iters=_STEP,
    ).fit(np.ascontiguousarray(vectors, dtype=np.float64))
    if stopped:
        raise Stopped
    return _fitted(np.asarray(embedding))


def load_map(store: Store, models_dir: Path, kind: Kind) -> TrackMap:
    """The map of this catalogue.

    Raises NotTrained, also when it belongs to another catalogue, and ArtefactDamaged.
    """
    missing = NotTrained("There is no map yet. Run: python -m recommender map")
    try:
        artefact = load_artefact(_folder(models_dir, kind))
    except NotTrained:
        raise missing from None
    except ArtefactDamaged as error:
        raise _damaged(kind, "its files have changed") from error
    if artefact.manifest.get("catalogue") != store.catalogue_id():
        raise missing
    track_ids, places = _checked(artefact, kind)
    current = artefact.manifest.get("made_from") == made_from(store, models_dir, kind)
    return TrackMap(artefact.version, kind, track_ids, places, current)


def map_version(store: Store, models_dir: Path, kind: Kind) -> str | None:
    """Changes whenever `load_map` would give something else; None where no map was computed."""
    version = current_version(_folder(models_dir, kind))
    return version and f"{version}-{made_from(store, models_dir, kind)}"


# -- what it is made from ----------------------------------------------------------------------


def _from_sets(store: Store, models_dir: Path) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    trained = load_trained(store, models_dir)
    items = trained.model.arrays()["items"]
    shown = np.any(items != 0, axis=1)
    shown[trained.hidden] = False
    # The model's own neighbours are those by angle: with the lengths left in, t-SNE would put
    # tracks together for being played as often.
    vectors = items[shown] / np.linalg.norm(items[shown], axis=1, keepdims=True)
    return trained.track_ids[shown], vectors, {"made_from": trained.version}


def _from_sound(store: Store, models_dir: Path) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    # Before the analyses are read: what is heard meanwhile makes the map old, never new.
    now = made_from(store, models_dir, "sound")
    sounds = load_sounds(store, genre_version(models_dir))
    ids = sounds.track_ids[sounds.embedded]
    return ids, sounds.embeddings, {"made_from": now}


_COLLECT: dict[Kind, Callable[[Store, Path], tuple[np.ndarray, np.ndarray, dict[str, Any]]]] = {
    "sets": _from_sets,
    "sound": _from_sound,
}


def made_from(store: Store, models_dir: Path, kind: Kind) -> str:
    """What a map would be made from now: changes when its model or its analyses do."""
    if kind == "sets":
        return trained_version(models_dir) or ""
    return f"{genre_version(models_dir)}-{store.sounds_revision()}"


# -- the file ----------------------------------------------------------------------------------


def _folder(models_dir: Path, kind: Kind) -> Path:
    return models_dir / f"map-{kind}"


def _checked(artefact: Artefact, kind: Kind) -> tuple[np.ndarray, np.ndarray]:
    """The arrays, if they are a map at all."""
    ids, places = artefact.arrays.get("track_ids"), artefact.arrays.get("places")
    if ids is None or places is None:
        raise _damaged(kind, "an array is missing")
    if ids.ndim != 1 or ids.dtype != np.int64 or len(np.unique(ids)) != len(ids):
        raise _damaged(kind, "its tracks can't be told apart")
    if places.shape != (len(ids), 2) or places.dtype != np.float32:
        raise _damaged(kind, "it has not one place for each track")
    if not (np.isfinite(places).all() and np.abs(places).max(initial=0) <= 1):
        raise _damaged(kind, "a place lies outside of it")
    return ids, places


def _damaged(kind: Kind, why: str) -> ArtefactDamaged:
    return ArtefactDamaged(
        f"The map of {'sets' if kind == 'sets' else 'sounds'} can't be used: {why}. "
        "Run: python -m recommender map"
    )


def _fitted(places: np.ndarray) -> np.ndarray:
    """Centred, and as large as -1 to 1 allows; round stays round."""
    centred = places - (places.max(axis=0) + places.min(axis=0)) / 2
    return (centred / max(np.abs(centred).max(initial=0), 1e-12)).astype(np.float32)


def _told(progress: Progress | None, kind: Kind) -> Callable[[int, int], bool] | None:
    return (lambda done, total: progress(kind, done, total)) if progress else None
