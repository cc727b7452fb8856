"""What the services call our tracks, and which tracks none of them has, kept in the catalogue.

A track's number at a service stays good and saves the search; links to previews are never kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.database import writing
from recommender.catalogue.store import Store
from scrapers.previews.finder import SOURCES

ASK_AGAIN_AFTER = timedelta(days=30)
"""A track that nobody had may have come out since."""

Answer = tuple[int, str, str | None]
"""Track, service, and its number there; None: the service does not have it."""


def known_ids(store: Store) -> dict[int, dict[str, str]]:
    """Track → service → the track's number there."""
    table = db.resolution
    query = sa.select(table.c.track_id, table.c.service, table.c.uri).where(
        table.c.service.in_(SOURCES), table.c.uri.is_not(None)
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    with store.engine.connect() as connection:
        for row in connection.execute(query):
            found[row.track_id][row.service] = row.uri.rpartition(":")[2]
    return dict(found)


def missing_everywhere(store: Store, now: datetime | None = None) -> set[int]:
    """Tracks that every service was asked for lately and none has."""
    table = db.resolution
    since = (now or datetime.now(UTC)) - ASK_AGAIN_AFTER
    query = (
        sa.select(table.c.track_id)
        .where(table.c.service.in_(SOURCES), table.c.uri.is_(None), table.c.checked_at >= since)
        .group_by(table.c.track_id)
        .having(sa.func.count() == len(SOURCES))
    )
    with store.engine.connect() as connection:
        return set(connection.scalars(query))


def remember(store: Store, answers: Sequence[Answer]) -> None:
    """Write down what services answered, in one transaction, in place of what was there."""
    if not answers:
        return
    table, now = db.resolution, datetime.now(UTC)
    rows = [
        {
            "track_id": track,
            "service": service,
            "uri": None if number is None else f"{service}:track:{number}",
            "checked_at": now,
        }
        for track, service, number in sorted(answers, key=lambda answer: answer[:2])
    ]
    with writing(store.engine).begin() as connection:
        connection.execute(
            table.delete().where(
                (table.c.track_id == sa.bindparam("old"))
                & (table.c.service == sa.bindparam("where"))
            ),
            [{"old": row["track_id"], "where": row["service"]} for row in rows],
        )
        connection.execute(table.insert(), rows)
