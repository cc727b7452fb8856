"""What the page Map asks, answered by what was computed at training."""

import logging
import threading
from pathlib import Path

import numpy as np

from dashboard.failures import database_told
from dashboard.map_service import MapPoints, MapStatus
from recommender.catalogue.airplay import load_airplay
from recommender.catalogue.labels import labels_of
from recommender.catalogue.store import Store
from recommender.content.sounds import CurrentSounds
from recommender.errors import NotTrained, SegueError
from recommender.maps import (
    KINDS,
    MIN_TRACKS,
    Kind,
    Stopped,
    compute_maps,
    load_map,
    made_from,
    map_version,
)
from recommender.recommendations import Track
from recommender.training import trained_version

_MISSING = {
    "sets": "There is no map yet. Train once, and it is drawn: python -m recommender train",
    "sound": "There is no map of sounds yet. Let Segue listen to the catalogue, then draw it: "
    "python -m scrapers previews and then python -m recommender map",
}
_TOO_FEW: dict[Kind, str] = {
    "sets": f"A map needs at least {MIN_TRACKS} tracks that are in two sets or more, and the "
    "catalogue holds fewer. Import more sets, then train again: python -m recommender train",
    "sound": f"A map of sounds needs at least {MIN_TRACKS} tracks that Segue has listened to. Let "
    "it listen to more of them: python -m scrapers previews",
}
_FAILED = "The map could not be drawn; Segue's log says why. Try again: python -m recommender map"

log = logging.getLogger(__name__)


class LiveMap:
    """Implements dashboard.map_service.MapService."""

    def __init__(self, store: Store, models_dir: Path, sounds: CurrentSounds) -> None:
        self._store = store
        self._models_dir = models_dir
        self._sounds = sounds
        self._thread: threading.Thread | None = None
        self._tried: dict[Kind, str] = {}
        self._why: dict[Kind, str] = {}
        self._beginning = threading.Lock()
        self._read: dict[Kind, tuple[str, MapPoints]] = {}
        self._reading = threading.Lock()
        self._share = 0.0
        self._stop = threading.Event()

    # -- computing beside the page --------------------------------------------------------------

    def compute_missing(self) -> None:
        """Begin to compute beside the page the maps that this catalogue lacks.

        Each is tried once for what it is made from: why there is still none is remembered, and the
        page tells it.
        """
        with self._beginning:
            if trained_version(self._models_dir) is None or self._computing():
                return
            there = self._kinds()
            made_of = {
                kind: made_from(self._store, self._models_dir, kind)
                for kind in KINDS
                if kind not in there
            }
            wanted = [kind for kind, now in made_of.items() if self._tried.get(kind) != now]
            if not wanted:
                return
            self._tried |= made_of
            self._share = 0.0
            self._thread = threading.Thread(
                target=self._compute, args=(wanted,), name="map", daemon=True
            )
            self._thread.start()

    def _compute(self, wanted: list[Kind]) -> None:
        for at, kind in enumerate(wanted):
            self._why.pop(kind, None)
            try:
                self._compute_one(kind, at, len(wanted))
            except Stopped:
                return
            except SegueError as error:
                log.warning("the map of %s could not be computed: %s", kind, error)
                self._why[kind] = str(error)
            except Exception:  # nobody waits for this thread
                if self._stop.is_set():
                    return
                log.exception("the map of %s could not be computed", kind)
                self._why[kind] = _FAILED

    def _compute_one(self, kind: Kind, at: int, of: int) -> None:
        def progress(_kind: Kind, done: int, total: int) -> bool:
            self._share = (at + done / total) / of
            return not self._stop.is_set()

        if not compute_maps(self._store, self._models_dir, progress=progress, kinds=[kind]):
            self._why[kind] = _TOO_FEW[kind]

    def _computing(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """Stop computing; what was there before stays."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=10)

    # -- what the page asks -----------------------------------------------------------------------

    @database_told
    def status(self) -> MapStatus:
        """See MapService. Where a map was not computed yet, that begins now."""
        self.compute_missing()
        computing = self._computing()
        kinds = self._kinds()
        message = "" if kinds else self._why.get("sets", _MISSING["sets"])
        return MapStatus(kinds, computing, self._share, message)

    def _kinds(self) -> tuple[Kind, ...]:
        return tuple(kind for kind in KINDS if self._there(kind))

    def _there(self, kind: Kind) -> bool:
        if map_version(self._store, self._models_dir, kind) is None:
            return False
        try:
            load_map(self._store, self._models_dir, kind)
        except NotTrained:  # another catalogue's
            return False
        except SegueError:
            return True  # asked for, it says what is wrong with it
        return True

    @database_told
    def version(self, kind: Kind) -> str:
        """See MapService."""
        version = map_version(self._store, self._models_dir, kind)
        if version is None:
            raise NotTrained(self._why.get(kind, _MISSING[kind]))
        # Names and counts change with the sets, tempo and key with what was heard.
        return f"{version}-{self._store.revision()}-{self._sounds.version}"

    @database_told
    def points(self, kind: Kind) -> MapPoints:
        """See MapService. Read once: the page asks for places and names at the same time."""
        with self._reading:
            version = self.version(kind)
            if kind not in self._read or self._read[kind][0] != version:
                self._read[kind] = version, self._points(kind)
            return self._read[kind][1]

    def _points(self, kind: Kind) -> MapPoints:
        drawn = load_map(self._store, self._models_dir, kind)
        labels = labels_of(self._store, drawn.track_ids)
        there = np.array([int(id_) in labels for id_ in drawn.track_ids], dtype=bool)
        ids = drawn.track_ids[there]
        shown = [labels[int(id_)] for id_ in ids]
        sounds = self._sounds.current()
        traits = sounds.traits_of(ids)
        return MapPoints(
            kind=kind,
            current=drawn.current,
            places=drawn.places[there],
            tempo_bpm=traits.tempo_bpm,
            key=traits.key,
            genre=traits.genre,
            genres=sounds.genre_names,
            sets=load_airplay(self._store).sets_of(ids),
            keys=tuple(label.key for label in shown),
            artists=tuple(label.artist for label in shown),
            titles=tuple(label.title for label in shown),
        )

    @database_told
    def tracks(self, keys: list[str]) -> list[Track]:
        """See MapService."""
        ids = self._store.track_ids(keys)
        found = self._store.tracks(ids.values())
        return [found[ids[key]] for key in keys if key in ids]
