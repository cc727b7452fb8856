"""What services call our tracks, which tracks they do not have, and what came near those.

A track's URI at a service stays good until the service denies it. That a service does not have a
track is believed for a month. The service `isrc` is nobody's: it holds a recording's ISRC.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from recommender.catalogue import schema as db
from recommender.catalogue.database import in_utc, writing
from recommender.catalogue.identity import UNKNOWN_VERSION
from recommender.recommendations import Named

ASK_AGAIN_AFTER = timedelta(days=30)
"""A track that a service did not have may have come out there since."""

ISRC = "isrc"

_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Offered:
    """A track that a service has and that came near the one it does not have."""

    uri: str
    artists: tuple[str, ...]
    title: str
    url: str = ""
    album: str = ""
    year: int | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered about a track; without `uri` it does not have it."""

    track: int
    service: str
    uri: str | None
    offers: tuple[Offered, ...] = ()
    """The nearest first; for a track that it does not have."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is remembered of such an answer."""

    uri: str | None
    checked_at: datetime
    """UTC."""

    def holds(self, now: datetime | None = None) -> bool:
        """Whether the service need not be asked again."""
        return self.uri is not None or self.checked_at > (now or datetime.now(UTC)) - (
            ASK_AGAIN_AFTER
        )


@dataclass(frozen=True, slots=True)
class Unresolved(Named):
    """A track that a service is still to be asked for."""

    id: int
    artist: str
    title: str


def resolution(engine: Engine, track: int, service: str) -> Resolution | None:
    """What is remembered of this track at this service; None if it was never asked."""
    table = db.resolution
    query = sa.select(table.c.uri, table.c.checked_at).where(_about(table, track, service))
    with engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Resolution(row.uri, in_utc(row.checked_at))


def offers(engine: Engine, track: int, service: str) -> tuple[Offered, ...]:
    """What came near a track that this service does not have, the nearest first."""
    table = db.resolution_offer
    query = sa.select(table).where(_about(table, track, service)).order_by(table.c.rank)
    with engine.connect() as connection:
        return tuple(
            Offered(
                uri=row.uri,
                artists=tuple(json.loads(row.artists)),
                title=row.title,
                url=row.url,
                album=row.album,
                year=row.year,
                duration_ms=row.duration_ms,
            )
            for row in connection.execute(query)
        )


def unresolved(engine: Engine, service: str, now: datetime | None = None) -> list[Unresolved]:
    """Tracks that this service is to be asked for, most played first.

    Those whose names stand for one recording: neither half a name nor some unknown remix.
    """
    table = db.resolution
    since = (now or datetime.now(UTC)) - ASK_AGAIN_AFTER
    settled = sa.select(table.c.track_id).where(
        (table.c.service == service) & (table.c.uri.is_not(None) | (table.c.checked_at > since))
    )
    sets = sa.func.count(sa.distinct(db.play.c.set_id))
    query = (
        sa.select(db.track.c.id, db.track.c.artist, db.track.c.title)
        .join(db.play, db.play.c.track_id == db.track.c.id)
        .where(
            db.track.c.whole,
            db.track.c.version != UNKNOWN_VERSION,
            db.track.c.id.not_in(settled),
        )
        .group_by(db.track.c.id)
        .order_by(sets.desc(), db.track.c.id)
    )
    with engine.connect() as connection:
        return [Unresolved(*row) for row in connection.execute(query)]


def remember(engine: Engine, answers: Sequence[Answer]) -> None:
    """Write answers down in one transaction, in place of what was there."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with writing(engine).begin() as connection:
                put_answers(connection, answers)
        except (sa.exc.IntegrityError, sa.exc.OperationalError):
            # Somebody else wrote down the same track meanwhile: it can be replaced now.
            if attempt == _ATTEMPTS:
                raise
        else:
            return


def put_answers(connection: Connection, answers: Sequence[Answer]) -> None:
    """Write answers down within a transaction, in place of what was there."""
    now = datetime.now(UTC)
    # In one order everywhere: no deadlocks.
    sorted_answers = sorted(answers, key=lambda answer: (answer.track, answer.service))
    if not sorted_answers:
        return
    old = [{"old": answer.track, "where": answer.service} for answer in sorted_answers]
    # The answer first: whoever replaces the same one waits there, or starts again.
    for table in (db.resolution, db.resolution_offer):
        connection.execute(
            table.delete().where(_about(table, sa.bindparam("old"), sa.bindparam("where"))), old
        )
    connection.execute(
        db.resolution.insert(),
        [
            {
                "track_id": answer.track,
                "service": answer.service,
                "uri": answer.uri,
                "checked_at": now,
            }
            for answer in sorted_answers
        ],
    )
    rows = [row for answer in sorted_answers if answer.uri is None for row in _offer_rows(answer)]
    if rows:
        connection.execute(db.resolution_offer.insert(), rows)


def forget(engine: Engine, track: int, service: str) -> None:
    """Forget what this service said about a track, so that it is asked again."""
    with writing(engine).begin() as connection:
        for table in (db.resolution, db.resolution_offer):
            connection.execute(table.delete().where(_about(table, track, service)))


def _offer_rows(answer: Answer) -> list[dict[str, object]]:
    return [
        {
            "track_id": answer.track,
            "service": answer.service,
            "rank": rank,
            "uri": offer.uri,
            "artists": json.dumps(offer.artists, ensure_ascii=False),
            "title": offer.title,
            "url": offer.url,
            "album": offer.album,
            "year": offer.year,
            "duration_ms": offer.duration_ms,
        }
        for rank, offer in enumerate(answer.offers, start=1)
    ]


def _about(
    table: sa.Table, track: int | sa.BindParameter[int], service: str | sa.BindParameter[str]
) -> sa.ColumnElement[bool]:
    return (table.c.track_id == track) & (table.c.service == service)
