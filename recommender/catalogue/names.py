"""Names that look like what was typed, over every name of the catalogue."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.engine import Engine

from recommender.catalogue import schema as db
from recommender.catalogue.identity import fold


@dataclass(frozen=True)
class _Read:
    revision: int
    ids: list[int]
    names: list[str]
    """Keys with their words in order, so that the order in which they are typed does not matter."""


class Names:
    """All names, read when somebody first mistypes one, and again when sets came in."""

    def __init__(self, engine: Engine, revision: Callable[[], int]) -> None:
        """`revision` tells which state of the catalogue is current."""
        self._engine = engine
        self._revision = revision
        self._read: _Read | None = None
        self._reading = threading.Lock()

    def alike(self, text: str, limit: int, likeness: float) -> list[int]:
        """IDs of the tracks whose names look like `text` (0 to 100), most alike first."""
        read = self._current()
        found = process.extract(
            _sorted_words(fold(text)),
            read.names,
            scorer=fuzz.ratio,
            limit=limit,
            score_cutoff=likeness,
        )
        return [read.ids[at] for _, _, at in found]

    def _current(self) -> _Read:
        with self._reading:
            revision = self._revision()
            if self._read is None or self._read.revision != revision:
                query = sa.select(db.track.c.id, db.track.c.key).where(db.track.c.whole)
                with self._engine.connect() as connection:
                    rows = connection.execute(query.order_by(db.track.c.id)).all()
                names = [_sorted_words(row.key) for row in rows]
                self._read = _Read(revision, [row.id for row in rows], names)
            return self._read


def _sorted_words(text: str) -> str:
    return " ".join(sorted(text.split()))
