"""Thirty seconds of any track, from whoever has them: Deezer by ISRC, Deezer by name, iTunes."""

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Protocol, Self

from scrapers.errors import PreviewsOff, ServiceError
from scrapers.matching import Wanted
from scrapers.previews.deezer import Deezer
from scrapers.previews.downloads import Preview, SourceName
from scrapers.previews.itunes import Itunes
from scrapers.settings import ServiceSettings

__all__ = ["SOURCES", "Preview", "PreviewFinder", "SourceName", "Wanted"]

SOURCES: tuple[SourceName, ...] = ("deezer", "itunes")

PATIENCE_S = 10.0
"""How long somebody who looks at a page waits for our turn at a service."""


class _Source(Protocol):
    source: SourceName

    def find(self, wanted: Wanted, known_id: str | None = None) -> Preview | None: ...

    def close(self) -> None: ...


class PreviewFinder:
    """Asks one service after the other. Safe to share between threads.

    It keeps to each service's limits, and leaves one alone for a while that is down.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        patience_s: float | None = PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`patience_s` bounds the wait for our turn; None: as long as it takes.

        Calls nobody yet. The clocks are for tests.
        """
        self._on = settings.previews
        self._sources: tuple[_Source, ...] = (
            Deezer(settings, clock, sleep, patience_s, now),
            Itunes(settings, clock, sleep, patience_s),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        for source in self._sources:
            source.close()

    def check(self) -> None:
        """Raises PreviewsOff where the settings say that nobody is to be asked."""
        if not self._on:
            raise PreviewsOff(
                "Previews are turned off (SEGUE_PREVIEWS). Turn them on, or use an audio file of "
                "the track."
            )

    def find(self, wanted: Wanted, known_ids: Mapping[str, str] | None = None) -> Preview | None:
        """A preview of a track; None when every service was asked and none has it.

        `known_ids` holds what services called the track before (`{"deezer": "3135556"}`); those are
        asked first, without a search.

        Raises:
            PreviewsOff: nobody is to be asked.
            ServiceError: a service that may have it could not be asked, and no other has it.
        """
        self.check()
        known = known_ids or {}
        failure: ServiceError | None = None
        for source in sorted(self._sources, key=lambda source: source.source not in known):
            try:
                preview = source.find(wanted, known.get(source.source))
            except ServiceError as error:
                failure = failure or error
            else:
                if preview is not None:
                    return preview
        if failure is not None:
            raise failure
        return None
