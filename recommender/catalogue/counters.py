"""Counters that rise with every change, so that a reader knows when to look again."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from recommender.catalogue import schema as db

REVISION = "revision"
"""Of the sets."""
SOUNDS = "sounds"
"""Of the analyses."""


def raise_counter(connection: Connection, name: str) -> None:
    """Raise a counter within the transaction that makes the change."""
    state = db.scrape_state
    # Counted by the database: what was read here may be old when it is written.
    risen = sa.cast(sa.cast(state.c.value, sa.Integer) + 1, sa.Text)
    query = state.update().where(state.c.name == name).values(value=risen)
    if not connection.execute(query).rowcount:
        connection.execute(state.insert().values(name=name, value="1"))
