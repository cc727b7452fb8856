"""The journal of playlist writes: what was planned and ordered, who works on it, how it ended.

It outlives the process that began a write. Whoever works on an operation holds its lease and renews
it while they live; others wait for the end, or go on after the lease of a dead one has run out. Who
has lost the lease can't write into the journal any more, so two never work side by side for long.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard import storage
from dashboard.journal import (
    ORDER,
    PLAN,
    Operation,
    State,
    find,
    lock_all,
    operation_in,
    order_in,
    plan_in,
    row_of,
    under_way,
)
from dashboard.lease import LEASE, Lease
from dashboard.ordering import Order
from dashboard.playlist_service import PlaylistPlan
from dashboard.storage import login
from dashboard.storage import operation as table
from recommender.catalogue.database import in_utc, writing
from scrapers.errors import LoginExpired

SAME_FOR = timedelta(minutes=10)
"""For so long after it was written, an identical order is taken for a second click."""
PLAN_LIFE = timedelta(days=1)
"""A plan that came to nothing is kept for so long …"""
LIFE = timedelta(days=30)
"""… and everything else for so long."""

_LOOK_S = 0.25
"""How often those who wait look whether the other one is through."""
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """An operation that is ours to work on."""

    operation: Operation
    lease: Lease


class _Busy:
    """Somebody else is at work."""


_BUSY = _Busy()
"""On the same operation: it is waited for, and then it tells how that ended."""
_ELSEWHERE = _Busy()
"""On the playlist that this one adds to: its turn comes afterwards."""


class Operations:
    """All operations of a database. Every call names the account: others' do not exist for it."""

    def __init__(
        self, engine: Engine, clock: Callable[[Connection], datetime] = storage.clock
    ) -> None:
        self._engine = engine
        self._writing = writing(engine)
        self._clock = clock

    def plan(self, account: str, plan: PlaylistPlan) -> str:
        """Keep a plan, and forget what is too old; gives the operation's ID.

        Raises LoginExpired where the account was disconnected meanwhile: nothing of it is kept.
        """
        id_ = secrets.token_urlsafe(16)
        logins = sa.select(login.c.session).where(login.c.account == account)
        came_to_nothing = table.c.state.in_(("planned", "failed"))
        with self._writing.begin() as connection:
            # Locked, so that who disconnects now finds what is kept here.
            connected = connection.execute(logins.with_for_update(read=True, key_share=True))
            if not connected.all():
                raise LoginExpired("You are not connected to Spotify. Connect first.")
            now = self._clock(connection)
            connection.execute(
                table.delete().where(came_to_nothing, table.c.updated_at < now - PLAN_LIFE)
            )
            connection.execute(table.delete().where(table.c.updated_at < now - LIFE))
            row = {
                "id": id_,
                "account": account,
                "state": "planned",
                "plan": PLAN.dump_json(replace(plan, operation_id=id_)).decode(),
                "message": "",
                "created_at": now,
                "updated_at": now,
            }
            connection.execute(table.insert().values(**row))
        return id_

    def get(self, account: str, id_: str) -> Operation:
        """Raises UnknownOperation."""
        with self._engine.connect() as connection:
            row, now = row_of(connection, account, id_), self._clock(connection)
            first = find(connection, account, row.same_as) if row.same_as else None
        if first is None:
            return operation_in(row, now)
        return replace(operation_in(first, now), id=id_, plan=plan_in(row), same_as=first.id)

    def repeats(self, account: str, id_: str, order: Order) -> Operation | None:
        """The other operation that wrote the same a moment ago."""
        with self._engine.connect() as connection:
            now = self._clock(connection)
            row = connection.execute(_of_mark(id_, order.fingerprint(account))).one_or_none()
        if row is None or row.state != "written" or _is_old(row, now):
            return None
        return operation_in(row, now)

    def forget_order(self, account: str, id_: str) -> None:
        """What was written is gone: the same order is to be carried out again."""
        mine = (table.c.id == id_) & (table.c.account == account) & (table.c.state == "written")
        with self._writing.begin() as connection:
            connection.execute(table.update().where(mine).values(fingerprint=None))

    def last(self, account: str) -> str | None:
        """ID of the latest write, also where it was interrupted or undone; None without one."""
        return self._latest(account, "writing", "written", "undone")

    def unfinished(self, account: str) -> str | None:
        """ID of the latest write that began and did not end, whether somebody works on it or not:
        that of a killed process seems alive until its lease has run out."""
        return self._latest(account, "writing")

    def _latest(self, account: str, *states: State) -> str | None:
        query = (
            sa.select(table.c.id)
            .where(table.c.account == account, table.c.state.in_(states))
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
            account,
            lambda connection, waited: self._to_write(connection, account, id_, order, waited),
        )

    def claim_to_undo(self, account: str, id_: str) -> Claim | None:
        """Begin to take back what was written; None where there is nothing to take back.

        Waits for who works on it. Raises UnknownOperation.
        """
        return self._patiently(
            account, lambda connection, waited: self._to_undo(connection, account, id_)
        )

    def _patiently(
        self, account: str, attempt: Callable[[Connection, bool], Claim | _Busy | None]
    ) -> Claim | None:
        failures, waited = 0, False
        while True:
            try:
                with self._writing.begin() as connection:
                    lock_all(connection, account)
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
            waited = waited or outcome is _BUSY
            time.sleep(_LOOK_S)

    def _to_write(
        self, connection: Connection, account: str, id_: str, order: Order | None, waited: bool
    ) -> Claim | _Busy | None:
        row, now = row_of(connection, account, id_), self._clock(connection)
        first = find(connection, account, row.same_as) if row.same_as else None
        if first is not None and (first.state != "failed" or waited):
            row = first
        if row.state in ("planned", "failed") and order is not None and not waited:
            mark = order.fingerprint(account)
            twin = self._twin(connection, row.id, mark, now)
            if twin is None:
                return self._begin(connection, row, order, mark, now)
            _change(connection, row.id, same_as=twin.id)
            row = twin
        if under_way(row, now):
            return _BUSY
        # One that was put down while we waited has just told why it can't go on.
        if row.state != "writing" or (waited and row.worker is None):
            return None
        return self._take(connection, row, now)

    def _to_undo(self, connection: Connection, account: str, id_: str) -> Claim | _Busy | None:
        row, now = row_of(connection, account, id_), self._clock(connection)
        if row.same_as:
            row = find(connection, account, row.same_as) or row
        if under_way(row, now):
            return _BUSY
        if row.state not in ("writing", "written"):
            return None
        return self._take(connection, row, now)

    def _twin(self, connection: Connection, id_: str, mark: str, now: datetime) -> sa.Row | None:
        """The other operation that would write the same, or did so a moment ago."""
        row = connection.execute(_of_mark(id_, mark).with_for_update()).one_or_none()
        if row is None:
            return None
        if row.state == "written" and _is_old(row, now):
            _change(connection, row.id, fingerprint=None)
            return None
        return row

    def _begin(
        self, connection: Connection, row: sa.Row, order: Order, mark: str, now: datetime
    ) -> Claim | _Busy:
        if _added_to(connection, row, order, now):
            return _ELSEWHERE
        _change(
            connection,
            row.id,
            state="writing",
            orders=ORDER.dump_json(order).decode(),
            record=None,
            message="",
            same_as=None,
            fingerprint=mark,
            updated_at=now,
        )
        return self._take(connection, row_of(connection, row.account, row.id), now)

    def _take(self, connection: Connection, row: sa.Row, now: datetime) -> Claim | _Busy:
        order = order_in(row)
        if order is not None and _added_to(connection, row, order, now):
            return _ELSEWHERE
        worker = secrets.token_hex(16)
        _change(connection, row.id, worker=worker, leased_until=now + LEASE)
        operation = operation_in(row_of(connection, row.account, row.id), now)
        return Claim(operation, Lease(self._writing, row.id, worker, self._clock))


def open_writes(engine: Engine, account: str) -> list[str]:
    """Names of the playlists that are being written or taken back now, or whose writing or taking
    back was interrupted; the latest first."""
    query = (
        sa.select(table)
        .where(table.c.account == account, table.c.state == "writing")
        .order_by(table.c.updated_at.desc())
    )
    with engine.connect() as connection:
        orders = [order_in(row) for row in connection.execute(query)]
    return [order.name for order in orders if order is not None]


def _is_old(row: sa.Row, now: datetime) -> bool:
    """Whether an identical order is no longer taken for a second click."""
    return in_utc(row.updated_at) < now - SAME_FOR


def _of_mark(id_: str, mark: str) -> sa.Select:
    return sa.select(table).where(table.c.fingerprint == mark, table.c.id != id_)


def _added_to(connection: Connection, row: sa.Row, order: Order, now: datetime) -> bool:
    """Whether another operation adds to the same playlist at this moment."""
    if order.target is None:
        return False
    at_work = sa.select(table).where(
        table.c.account == row.account,
        table.c.id != row.id,
        table.c.worker.is_not(None),
        table.c.leased_until > now,
    )
    others = [order_in(other) for other in connection.execute(at_work)]
    return any(other is not None and other.target == order.target for other in others)


def _change(connection: Connection, id_: str, **values: object) -> None:
    connection.execute(table.update().where(table.c.id == id_).values(**values))
