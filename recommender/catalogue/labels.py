"""What many tracks are called: the little that a picture of the whole catalogue needs."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.store import Store

_AT_ONCE = 500
"""Parameters of one query."""


@dataclass(frozen=True, slots=True)
class Label:
    """A track in a few words."""

    key: str
    """The normalised identity (catalogue/identity.py)."""
    artist: str
    title: str


def labels_of(store: Store, track_ids: Iterable[int]) -> dict[int, Label]:
    """By catalogue ID; tracks that the catalogue lacks, or knows by half a name, are left out."""
    table = db.track
    wanted = [int(id_) for id_ in track_ids]
    query = sa.select(table.c.id, table.c.key, table.c.artist, table.c.title).where(
        table.c.whole, table.c.id.in_(sa.bindparam("ids", expanding=True))
    )
    found: dict[int, Label] = {}
    with store.engine.connect() as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            rows = connection.execute(query, {"ids": wanted[start : start + _AT_ONCE]})
            found.update({row.id: Label(row.key, row.artist, row.title) for row in rows})
    return found
