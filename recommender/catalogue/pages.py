"""Which pages of a source were read, in which revision, and what came of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from recommender.catalogue import schema as db

Outcome = Literal["set", "skipped"]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """The title and revision of a page when it was last read."""

    title: str
    revision: int


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One page as it was last read."""

    page_id: int
    """The source's own number: it stays when the page gets another title."""
    revision: int
    outcome: Outcome
    reason: str | None = None
    """Why it was skipped."""
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def put_record(connection: Connection, source: str, title: str, record: PageRecord) -> str | None:
    """Remember a page. Returns the title that it had before, when no other page has it now."""
    table = db.page
    where = (table.c.source == source) & (table.c.page_id == record.page_id)
    before = connection.scalar(sa.select(table.c.title).where(where))
    values = {
        "title": title,
        "revision": record.revision,
        "outcome": record.outcome,
        "reason": record.reason,
        "fetched_at": record.fetched_at,
    }
    if before is None:
        row = {"source": source, "page_id": record.page_id, **values}
        connection.execute(table.insert().values(**row))
        return None
    connection.execute(table.update().where(where).values(**values))
    if before == title:
        return None
    same = sa.select(table.c.page_id).where((table.c.source == source) & (table.c.title == before))
    return None if connection.scalar(same.limit(1)) is not None else before


def forget_title(connection: Connection, source: str, title: str) -> None:
    """No revision of this page is known any more, so it will be asked for again."""
    table = db.page
    connection.execute(table.delete().where((table.c.source == source) & (table.c.title == title)))
