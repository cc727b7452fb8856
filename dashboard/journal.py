"""One operation of the journal, as the rows of storage.py hold it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from dashboard.ordering import Order
from dashboard.playlist_service import PlaylistPlan, UnknownOperation
from dashboard.storage import operation as table
from recommender.catalogue.database import in_utc

State = Literal["planned", "writing", "written", "failed", "undone"]

PLAN = TypeAdapter(PlaylistPlan)
ORDER = TypeAdapter(Order)

# What comes from a browser may be text that a database does not even take.
_ID = re.compile(r"[0-9A-Za-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Operation:
    """What the journal says about one operation."""

    id: str
    state: State
    """`writing`: begun and not ended, be it to write or to take back what was written."""
    plan: PlaylistPlan | None
    """None once it is written."""
    order: Order | None
    """None before anything was ordered."""
    record: str | None
    """How far writing is, in the words of scrapers/spotify/writing.py."""
    message: str
    under_way: bool
    """Somebody works on it now."""
    same_as: str | None = None
    """The ID under which the same had been ordered before: all but `id` and `plan` is its."""

    @property
    def first_id(self) -> str:
        """The ID that it is written under."""
        return self.same_as or self.id


def row_of(connection: Connection, account: str, id_: str) -> sa.Row:
    """Raises UnknownOperation."""
    row = find(connection, account, id_)
    if row is None:
        raise UnknownOperation("Segue does not know this playlist any more. Plan it again.")
    return row


def find(connection: Connection, account: str, id_: str) -> sa.Row | None:
    """The row, locked where the connection writes; None where the account has no such operation."""
    if not _ID.fullmatch(id_):
        return None
    query = sa.select(table).where(table.c.id == id_, table.c.account == account)
    if connection.get_execution_options().get("segue_writes"):
        query = query.with_for_update()
    return connection.execute(query).one_or_none()


def lock_all(connection: Connection, account: str) -> None:
    """Let nobody else work on the account's journal until this transaction ends.

    Of two that look for each other's work at the same moment, so one comes second.
    """
    # Always in the same order, so that no two wait for each other.
    mine = sa.select(table.c.id).where(table.c.account == account).order_by(table.c.id)
    connection.execute(mine.with_for_update()).all()


def operation_in(row: sa.Row, now: datetime) -> Operation:
    """What a row says at this moment."""
    return Operation(
        id=row.id,
        state=row.state,
        plan=plan_in(row),
        order=order_in(row),
        record=row.record,
        message=row.message,
        under_way=under_way(row, now),
    )


def plan_in(row: sa.Row) -> PlaylistPlan | None:
    """What was planned, as long as it is kept."""
    return PLAN.validate_json(row.plan) if row.plan else None


def order_in(row: sa.Row) -> Order | None:
    """What was ordered, if anything was."""
    return ORDER.validate_json(row.orders) if row.orders else None


def under_way(row: sa.Row, now: datetime) -> bool:
    """Whether somebody works on it and is believed to be alive."""
    return row.worker is not None and in_utc(row.leased_until) > now
