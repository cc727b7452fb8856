"""Fetch, listen, write down, drop: the catalogue's tracks one after the other, a few at a time.

A handful of previews is in memory at any time. What was heard is written in small transactions, so
that a run which is stopped, however hard, loses the last few tracks and nothing else.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Protocol

from recommender.audio.analysis import Analysis
from recommender.catalogue.analyses import Waiting, put_analyses
from recommender.catalogue.store import Store
from recommender.errors import SegueError
from scrapers.errors import ServiceError
from scrapers.previews.finder import SOURCES, Preview, Wanted
from scrapers.previews.remembered import Answer, remember

FETCHERS = 4
"""Previews that are fetched at once."""
BATCH = 20
BATCH_S = 5.0
"""Written when so many tracks were heard, or when the first of them has waited so long."""
FAILURES = 10
"""Failures in a row after which the services are left alone."""


class Finder(Protocol):
    """What finds a preview (see PreviewFinder)."""

    def find(
        self, wanted: Wanted, known_ids: Mapping[str, str] | None = None
    ) -> Preview | None: ...


class Listeners(Protocol):
    """What listens to a preview (see Workers)."""

    count: int

    def submit(self, data: bytes) -> Future[Analysis | None]: ...

    def restart(self) -> None: ...


@dataclass
class Tally:
    """What came of a run."""

    analysed: int = 0
    no_preview: int = 0
    """Tracks that every service was asked for and none has."""
    unusable: int = 0
    """Tracks whose preview can't be listened to."""
    failed: int = 0
    """Tracks that a service could not be asked for."""
    error: ServiceError | None = None
    """What a service last failed with."""

    @property
    def done(self) -> int:
        """Tracks that need not be looked at again."""
        return self.analysed + self.no_preview + self.unusable

    def to_json(self) -> dict[str, Any]:
        """The documented JSON form (docs/cli.md)."""
        return {
            "analysed": self.analysed,
            "no_preview": self.no_preview,
            "unusable": self.unusable,
            "failed": self.failed,
            "error": str(self.error) if self.error else None,
        }


class Listening:
    """One run over some tracks."""

    def __init__(
        self,
        store: Store,
        finder: Finder,
        listeners: Listeners,
        model_version: str,
        known_ids: Mapping[int, Mapping[str, str]] | None = None,
        progress: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`progress` is called once for each track that is finished."""
        self.tally = Tally()
        self._finder = finder
        self._listeners = listeners
        self._model_version = model_version
        self._known_ids = known_ids or {}
        self._progress = progress
        self._batch = _Batch(store, model_version, clock)
        self._fetching: dict[Future[Preview | None], Waiting] = {}
        self._hearing: dict[Future[Analysis | None], tuple[Waiting, Preview]] = {}
        self._failures_in_a_row = 0

    def run(self, tracks: Iterable[Waiting]) -> Tally:
        """Listen to tracks in this order. What is heard so far is written even when it is stopped.

        Failures of services are counted, not raised: see `Tally.error`. Any other failure is
        raised, and ends the run.
        """
        waiting = iter(tracks)
        fetchers = ThreadPoolExecutor(FETCHERS, thread_name_prefix="previews")
        try:
            while self._fill(fetchers, waiting):
                self._wait()
                self._batch.write_if_due()
        finally:
            fetchers.shutdown(wait=False, cancel_futures=True)
            self._batch.write()
        return self.tally

    @property
    def _most(self) -> int:
        """Tracks at any stage at once, and so previews in memory."""
        return FETCHERS + 2 * self._listeners.count

    def _fill(self, fetchers: ThreadPoolExecutor, waiting: Iterator[Waiting]) -> bool:
        """Begin with as many tracks as there is room for; False when there is nothing left."""
        while (
            self._failures_in_a_row < FAILURES
            and len(self._fetching) + len(self._hearing) < self._most
            and (track := next(waiting, None)) is not None
        ):
            wanted = Wanted(track.artist, track.title)
            known = self._known_ids.get(track.id)
            self._fetching[fetchers.submit(self._finder.find, wanted, known)] = track
        return bool(self._fetching or self._hearing)

    def _wait(self) -> None:
        underway: list[Future[Any]] = [*self._fetching, *self._hearing]
        done, _ = wait(underway, self._batch.time_left(), FIRST_COMPLETED)
        # What was heard comes first: a fetch may end the run.
        for future in sorted(done, key=self._fetching.__contains__):
            if future in self._fetching:
                self._fetched(self._fetching.pop(future), future)
            elif future in self._hearing:  # no longer, when the listeners died meanwhile
                self._heard(future)

    def _fetched(self, track: Waiting, future: Future[Any]) -> None:
        try:
            preview = future.result()
        except ServiceError as error:
            self.tally.failed += 1
            self.tally.error = error
            self._failures_in_a_row += 1
            self._progress()
            return
        self._failures_in_a_row = 0
        if preview is None:
            self.tally.no_preview += 1
            self._batch.add_missing(track)
            self._progress()
        else:
            self._hear(track, preview)

    def _hear(self, track: Waiting, preview: Preview) -> None:
        try:
            future = self._listeners.submit(preview.data)
        except BrokenExecutor:
            self._listeners.restart()
            future = self._listeners.submit(preview.data)
        self._hearing[future] = track, preview

    def _heard(self, future: Future[Any]) -> None:
        try:
            analysis = future.result()
        except BrokenExecutor:
            self._find_culprit()
            return
        self._note(*self._hearing.pop(future), analysis)

    def _find_culprit(self) -> None:
        """A process died over one of the previews: each is heard alone, to know over which."""
        suspects = [self._hearing.pop(future) for future in list(self._hearing)]
        self._listeners.restart()
        for track, preview in suspects:
            try:
                analysis = self._listeners.submit(preview.data).result()
            except BrokenExecutor:
                analysis = None
                self._listeners.restart()
            self._note(track, preview, analysis)

    def _note(self, track: Waiting, preview: Preview, analysis: Analysis | None) -> None:
        if analysis is not None and analysis.model_version != self._model_version:
            raise SegueError(
                "The genre network was trained anew meanwhile. Run the same command again."
            )
        if analysis is None:
            self.tally.unusable += 1
        else:
            self.tally.analysed += 1
        self._batch.add(track, preview, analysis)
        self._progress()


class _Batch:
    """What was found and heard since it was last written."""

    def __init__(self, store: Store, model_version: str, clock: Callable[[], float]) -> None:
        self._store = store
        self._model_version = model_version
        self._clock = clock
        self._answers: list[Answer] = []
        self._analyses: list[tuple[int, str, Analysis | None]] = []
        self._tracks = 0
        self._since = 0.0

    def add_missing(self, track: Waiting) -> None:
        self._answers += [(track.id, source, None) for source in SOURCES]
        self._count()

    def add(self, track: Waiting, preview: Preview, analysis: Analysis | None) -> None:
        self._answers.append((track.id, preview.source, preview.id))
        self._analyses.append((track.id, preview.source, analysis))
        self._count()

    def _count(self) -> None:
        if not self._tracks:
            self._since = self._clock()
        self._tracks += 1

    def time_left(self) -> float | None:
        """Seconds until it is to be written; None where there is nothing to write."""
        return max(self._since + BATCH_S - self._clock(), 0.0) if self._tracks else None

    def write_if_due(self) -> None:
        if self._tracks >= BATCH or self.time_left() == 0.0:
            self.write()

    def write(self) -> None:
        # In this order: a track is done when its analysis is there.
        remember(self._store, self._answers)
        put_analyses(self._store, self._analyses, self._model_version)
        self._answers, self._analyses, self._tracks = [], [], 0
