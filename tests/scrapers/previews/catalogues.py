"""A catalogue of tracks to listen to, and what it says about them."""

from typing import Any

import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, fill


def fill_with(store: Store, *names: str) -> None:
    """Put tracks into a catalogue, `Artist - Title` each, the first ones played most."""
    sets = [a_set(n, *names[: len(names) - n]) for n in range(min(len(names), 9))]
    fill(store, sets)


def heard(store: Store) -> dict[str, tuple[Any, ...]]:
    """Track → source, version of the network, whether usable, tempo."""
    table = db.analysis
    query = sa.select(
        db.track.c.key, table.c.source, table.c.model_version, table.c.usable, table.c.tempo_bpm
    ).join(db.track, db.track.c.id == table.c.track_id)
    with store.engine.connect() as connection:
        return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def remembered(store: Store) -> dict[tuple[str, str], str | None]:
    """(Track, service) → what it is called there."""
    table = db.resolution
    query = sa.select(db.track.c.key, table.c.service, table.c.uri).join(
        db.track, db.track.c.id == table.c.track_id
    )
    with store.engine.connect() as connection:
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def all_text(store: Store) -> str:
    """Everything that the tables of analyses and resolutions hold, as one text."""
    with store.engine.connect() as connection:
        rows = [
            repr(tuple(row))
            for table in (db.analysis, db.resolution, db.scrape_state)
            for row in connection.execute(sa.select(table))
        ]
    return "\n".join(rows)
