"""What Deezer and iTunes call our tracks, and which tracks neither of them has.

A track's number at a service stays good and saves the search; links to previews are never kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from recommender.catalogue import resolutions
from recommender.catalogue import schema as db
from recommender.catalogue.resolutions import ASK_AGAIN_AFTER
from recommender.catalogue.store import Store
from scrapers.previews.finder import SOURCES

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
    resolutions.remember(
        store.engine,
        [
            resolutions.Answer(track, service, number and f"{service}:track:{number}")
            for track, service, number in answers
        ],
    )
