"""The journal of playlist writes: what was planned and ordered, who works on it, how it ended.

It outlives the process that began a write. Whoever works on an operation holds its lease and renews
it while they live; others wait for the end, or go on after the lease of a dead one has run out. Who
has lost the lease can't write into the journal any more, so two never work side by side for long.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection, Engine

from dashboard.lease import LEASE, Lease
from dashboard.ordering import Order
from dashboard.playlist_service import PlaylistPlan, UnknownOperation
from dashboard.storage import operation as table
from recommender.catalogue.database import writing

State = Literal["planned", "writing", "written", "failed", "undone"]

SAME_FOR = timedelta(minutes=10)
"""For so long after it was written, an identical order is taken for a second click."""
PLAN_LIFE = timedelta(days=1)
"""A plan that came to nothing is kept for so long …"""
LIFE = timedelta(days=30)
"""… and everything else for so long."""

_LOOK_S = 0.25
"""How often those who wait look whether the other one is through."""
_ATTEMPTS = 5

_PLAN = TypeAdapter(PlaylistPlan)
_ORDER = TypeAdapter(Order)


@dataclass(frozen=True, slots=True)
class Operation:
    """What the journal says about one operation."""

    id: str
    state: State
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


@dataclass(frozen=True, slots=True)
class Claim:
    """An operation that is ours to work on."""

    operation: Operation
    lease: Lease


class _Busy:
    """Somebody else works on it."""


_BUSY = _Busy()


class Operations:
    """All operations of a database. Every call names the account: others' do not exist for it."""

    def __init__(
        self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._writing = writing(engine)
        self._now = now

    def plan(self, account: str, plan: PlaylistPlan) -> str:
        """Keep a plan, and forget what is too old; gives the operation's ID."""
        id_, now = secrets.token_urlsafe(16), self._now()
        row = {
            "id": id_,
            "account": account,
            "state": "planned",
            "plan": _PLAN.dump_json(replace(plan, operation_id=id_)).decode(),
            "message": "",
            "created_at": now,
            "updated_at": now,
        }
        came_to_nothing = table.c.state.in_(("planned", "failed"))
        with self._writing.begin() as connection:
            connection.execute(
                table.delete().where(came_to_nothing, table.c.updated_at < now - PLAN_LIFE)
            )
            connection.execute(table.delete().where(table.c.updated_at < now - LIFE))
            connection.execute(table.insert().values(**row))
        return id_

    def get(self, account: str, id_: str) -> Operation:
        """Raises UnknownOperation."""
        with self._engine.connect() as connection:
            row = _row(connection, account, id_)
            first = _find(connection, account, row.same_as) if row.same_as else None
        if first is None:
            return self._operation(row)
        return replace(self._operation(first), id=id_, plan=_plan(row), same_as=first.id)

    def last(self, account: str) -> str | None:
        """ID of the latest write, also where it was interrupted or undone; None without one."""
        begun = table.c.state.in_(("writing", "written", "undone"))
        query = (
            sa.select(table.c.id)
            .where(table.c.account == account, begun)
            .order_by(table.c.updated_at.desc())
        )
        with self._engine.connect() as connection:
            return connection.scalar(query.limit(1))

    def unfinished(self, account: str) -> str | None:
        """ID of the latest write that began and did not end, whether somebody works on it or not:
        that of a killed process seems alive until its lease has run out."""
        query = (
            sa.select(table.c.id)
            .where(table.c.account == account, table.c.state == "writing")
            .order_by(table.c.updated_at.desc())
        )
        with self._engine.connect() as connection:
            return connection.scalar(query.limit(1))

    def claim(self, account: str, id_: str, order: Order | None = None) -> Claim | None:
        """Begin to write, or go on with a write that was interrupted.

        None where there is nothing to do: it was written or undone before, or somebody else worked
        on it, or on an identical order, until now. Then `get` tells how it ended. Without an order
        nothing new is begun. Raises UnknownOperation.
        """
        return self._patiently(
            lambda connection, waited: self._to_write(connection, account, id_, order, waited)
        )

    def claim_to_undo(self, account: str, id_: str) -> Claim | None:
        """Begin to take back what was written; None where there is nothing to take back.

        Waits for who works on it. Raises UnknownOperation.
        """
        return self._patiently(lambda connection, waited: self._to_undo(connection, account, id_))

    def _patiently(
        self, attempt: Callable[[Connection, bool], Claim | _Busy | None]
    ) -> Claim | None:
        failures, waited = 0, False
        while True:
            try:
                with self._writing.begin() as connection:
                    outcome = attempt(connection, waited)
            except (sa.exc.IntegrityError, sa.exc.OperationalError):
                # An identical order came in at the same moment: now it is there to be found. Or
                # the database ended a deadlock at our expense.
                failures += 1
                if failures == _ATTEMPTS:
                    raise
                continue
            if not isinstance(outcome, _Busy):
                return outcome
            waited = True
            time.sleep(_LOOK_S)

    def _to_write(
        self, connection: Connection, account: str, id_: str, order: Order | None, waited: bool
    ) -> Claim | _Busy | None:
        row = _row(connection, account, id_)
        first = _find(connection, account, row.same_as) if row.same_as else None
        if first is not None and (first.state != "failed" or waited):
            row = first
        if row.state in ("planned", "failed") and order is not None and not waited:
            mark = order.fingerprint(account)
            twin = self._twin(connection, row.id, mark)
            if twin is None:
                return self._begin(connection, row, order, mark)
            _change(connection, row.id, same_as=twin.id)
            row = twin
        if self._under_way(row):
            return _BUSY
        # One that was put down while we waited has just told why it can't go on.
        if row.state != "writing" or (waited and row.worker is None):
            return None
        return self._take(connection, row)

    def _to_undo(self, connection: Connection, account: str, id_: str) -> Claim | _Busy | None:
        row = _row(connection, account, id_)
        if row.same_as:
            row = _find(connection, account, row.same_as) or row
        if self._under_way(row):
            return _BUSY
        if row.state not in ("writing", "written"):
            return None
        return self._take(connection, row)

    def _twin(self, connection: Connection, id_: str, mark: str) -> sa.Row | None:
        """The other operation that would write the same, or did so a moment ago."""
        query = sa.select(table).where(table.c.fingerprint == mark, table.c.id != id_)
        row = connection.execute(query.with_for_update()).one_or_none()
        if row is None:
            return None
        if row.state == "written" and _utc(row.updated_at) < self._now() - SAME_FOR:
            _change(connection, row.id, fingerprint=None)
            return None
        return row

    def _begin(self, connection: Connection, row: sa.Row, order: Order, mark: str) -> Claim:
        _change(
            connection,
            row.id,
            state="writing",
            orders=_ORDER.dump_json(order).decode(),
            record=None,
            message="",
            same_as=None,
            fingerprint=mark,
            updated_at=self._now(),
        )
        return self._take(connection, row)

    def _take(self, connection: Connection, row: sa.Row) -> Claim:
        worker = secrets.token_hex(16)
        _change(connection, row.id, worker=worker, leased_until=self._now() + LEASE)
        operation = self._operation(_row(connection, row.account, row.id))
        return Claim(operation, Lease(self._writing, row.id, worker, self._now))

    def _under_way(self, row: sa.Row) -> bool:
        return row.worker is not None and _utc(row.leased_until) > self._now()

    def _operation(self, row: sa.Row) -> Operation:
        return Operation(
            id=row.id,
            state=row.state,
            plan=_plan(row),
            order=_ORDER.validate_json(row.orders) if row.orders else None,
            record=row.record,
            message=row.message,
            under_way=self._under_way(row),
        )


def _row(connection: Connection, account: str, id_: str) -> sa.Row:
    row = _find(connection, account, id_)
    if row is None:
        raise UnknownOperation("Segue does not know this playlist any more. Plan it again.")
    return row


def _find(connection: Connection, account: str, id_: str) -> sa.Row | None:
    query = sa.select(table).where(table.c.id == id_, table.c.account == account)
    if connection.get_execution_options().get("segue_writes"):
        query = query.with_for_update()
    return connection.execute(query).one_or_none()


def _change(connection: Connection, id_: str, **values: object) -> None:
    connection.execute(table.update().where(table.c.id == id_).values(**values))


def _plan(row: sa.Row) -> PlaylistPlan | None:
    return _PLAN.validate_json(row.plan) if row.plan else None


def _utc(moment: datetime) -> datetime:
    # SQLite forgets the time zone; everything is stored in UTC.
    return moment.replace(tzinfo=moment.tzinfo or UTC)
