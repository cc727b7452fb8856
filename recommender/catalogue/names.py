"""Names that look like what was typed, over every name of the catalogue."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.engine import Engine

from recommender.catalogue import schema as db
from recommender.catalogue.current import Current
from recommender.catalogue.identity import fold

_PAUSE_S = 10.0
"""While an import runs, the names are read anew so often."""


@dataclass(frozen=True)
class _Read:
    ids: list[int]
    names: list[str]
    """Keys with their words in order, so that the order in which they are typed does not matter."""


class Names:
    """All names, read when somebody first mistypes one, and again when sets came in."""

    def __init__(
        self,
        engine: Engine,
        revision: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`revision` tells which state of the catalogue is current."""
        self._current = Current(revision, lambda _: _read_names(engine), _PAUSE_S, clock)

    def alike(self, text: str, limit: int, likeness: float) -> list[int]:
        """IDs of the tracks whose names look like `text` (0 to 100), most alike first."""
        _, read = self._current.current()
        found = process.extract(
            _sorted_words(fold(text)),
            read.names,
            scorer=fuzz.ratio,
            limit=limit,
            score_cutoff=likeness,
        )
        return [read.ids[at] for _, _, at in found]


def _read_names(engine: Engine) -> _Read:
    query = sa.select(db.track.c.id, db.track.c.key).where(db.track.c.whole)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(db.track.c.id)).all()
    return _Read([row.id for row in rows], [_sorted_words(row.key) for row in rows])


def _sorted_words(text: str) -> str:
    return " ".join(sorted(text.split()))
