"""What the page Lab asks, answered by the evaluations on file and models that learn on demand."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dashboard.engines import Engines
from dashboard.failures import database_told
from dashboard.lab_models import MAX_ROWS, NOTHING, LabModels, Shelf
from dashboard.lab_service import Answer, Candidate, Comparison, Figures, Inside, NeedsTraining
from dashboard.lab_words import model_words
from dashboard.service import Progress
from recommender.catalogue.store import Store
from recommender.collaborative import MODELS
from recommender.errors import ArtefactDamaged, BadInput, CatalogueEmpty, UnknownTrack
from recommender.evaluation.results import FOLDER, Results, read_results
from recommender.recommendations import Track
from recommender.seeds import find_seed
from recommender.training import MIN_SETS

SHIPPED = Path(__file__).resolve().parents[1] / "models" / FOLDER
"""Figures on public data, made by us; docs/evaluation.md says how."""


class LiveLab:
    """Implements dashboard.lab_service.LabService."""

    def __init__(self, store: Store, engines: Engines, own: Path, shipped: Path = SHIPPED) -> None:
        """`own`, `shipped`: folders of saved figures."""
        self._store = store
        self._engines = engines
        self._models = LabModels(store, engines)
        self._own, self._shipped = own, shipped
        self._read: dict[tuple[Path, int, int], Results | str] = {}

    def figures(self) -> Figures:
        """See LabService. A file is read again when it changed."""
        shipped, own = _files(self._shipped), _files(self._own)
        self._read = {file: self._read.get(file) or _read(file[0]) for file in (*shipped, *own)}
        found = [[self._read[file] for file in files] for files in (shipped, own)]
        good = [tuple(one for one in some if isinstance(one, Results)) for some in found]
        damaged = tuple(one for some in found for one in some if isinstance(one, str))
        return Figures(good[0], good[1], damaged)

    @database_told
    def candidates(self) -> tuple[Candidate, ...]:
        """See LabService."""
        size = self._size()
        return tuple(Candidate(name, too_large(name, *size)) for name in MODELS)

    def _size(self) -> tuple[int, int]:
        """Tracks and sets to learn from."""
        sets = self._store.counts().sets
        if not sets:
            raise CatalogueEmpty(NOTHING)
        return len(self._engines.current().trained.track_ids), sets

    @database_told
    def examples(self, limit: int) -> list[Track]:
        """See LabService."""
        return self._store.most_played(limit)

    @database_told
    def compare(self, text: str, models: Sequence[str], count: int) -> Comparison:
        """See LabService."""
        seed = find_seed(self._store, text).track
        if seed is None or seed.sets < MIN_SETS:
            raise UnknownTrack(
                f"“{text}” is in fewer than two sets, so the sets alone say too little about it. "
                "Find can go by its sound."
            )
        shelf = self._models.ready(models)
        if shelf is None:
            self._check(models)
            raise NeedsTraining("Some models have to learn first.")
        return self._answers(shelf, seed, models, count)

    def _check(self, models: Sequence[str]) -> None:
        """Raises BadInput where a model is none, or can't learn here."""
        size = self._size()
        for name in models:
            if name not in MODELS:
                raise BadInput("There is no such model. Choose from those that the page offers.")
            if sentence := too_large(name, *size):
                raise BadInput(sentence)

    def _answers(self, shelf: Shelf, seed: Track, models: Sequence[str], count: int) -> Comparison:
        column = int(shelf.interactions.columns_of([seed.id])[0])
        ids, hidden = shelf.interactions.track_ids, shelf.hidden.tolist()
        found = {
            name: ids[shelf.models[name].recommend([column], count, leave_out=hidden)[0]]
            for name in models
        }
        tracks = self._store.tracks({int(id_) for some in found.values() for id_ in some})
        return Comparison(
            seed,
            tuple(
                Answer(name, tuple(tracks[int(id_)] for id_ in found[name] if int(id_) in tracks))
                for name in models
            ),
        )

    @database_told
    def prepare(self, models: Sequence[str], progress: Progress) -> None:
        """See LabService."""
        self._check(models)
        self._models.learn(models, progress)

    def inside(self) -> Inside | None:
        """See LabService."""
        trained = self._engines.current().trained
        items = trained.model.arrays().get("items")
        if items is None or items.ndim != 2 or len(items) != len(trained.track_ids):
            return None
        return Inside(
            model=trained.model.name,
            settings=trained.model.config_json(),
            learned_sets=int(trained.plays.shape[0]),
            sets=np.asarray(trained.plays.sum(axis=0)).ravel().astype(np.int64),
            lengths=np.linalg.norm(items, axis=1),
            losses=trained.losses,
        )


def _files(folder: Path) -> list[tuple[Path, int, int]]:
    """With what tells one state of a file from another."""
    found = []
    for file in sorted(folder.glob("*.json")):
        try:
            state = file.stat()
        except FileNotFoundError:  # just taken away
            continue
        found.append((file, state.st_mtime_ns, state.st_size))
    return found


def _read(file: Path) -> Results | str:
    """The results, or why they can't be had."""
    try:
        return read_results(file)
    except ArtefactDamaged as error:
        return str(error)


def too_large(name: str, tracks: int, sets: int) -> str:
    """Why a model can't learn from so many on the server of the page; empty where it can."""
    most = MAX_ROWS.get(name)
    if most is None or min(tracks, sets) <= most:
        return ""
    return (
        f"{model_words(name).name} is left out: it compares all tracks with one another, or all "
        f"sets, and {tracks:,} tracks and {sets:,} sets are too many for that."
    )
