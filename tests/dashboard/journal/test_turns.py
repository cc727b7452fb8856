"""Several servers, browsers and playlists at one journal: whose turn it is, and who comes too late.

In SQLite and in PostgreSQL."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
import sqlalchemy as sa

from dashboard import lease, operations, storage
from dashboard.lease import Lease
from dashboard.operations import Operations, open_writes
from dashboard.ordering import Order
from dashboard.playlist_service import UnknownOperation
from dashboard.storage import login
from dashboard.storage import operation as table
from scrapers.errors import LoginExpired
from tests.dashboard.journal.entries import ORDER, PLAN, A, B, Clock, claimed, write
from tests.dashboard.test_jobs import wait_for

APPEND = replace(ORDER, target="p1")
OTHER = replace(APPEND, uris=(A,))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set as soon as somebody waits for a turn."""
    waits, really = threading.Event(), time.sleep

    def sleep(seconds: float) -> None:
        waits.set()
        really(seconds)

    monkeypatch.setattr("dashboard.operations.time.sleep", sleep)
    return waits


def test_who_adds_to_a_playlist_waits_for_the_one_who_is_adding_to_it(
    journal: Operations, looks: threading.Event
) -> None:
    first, second = journal.plan("me", PLAN), journal.plan("me", PLAN)
    with ThreadPoolExecutor(1) as pool, claimed(journal, first, APPEND).lease as held:
        waiting = pool.submit(journal.claim, "me", second, OTHER)
        assert looks.wait(10)
        assert journal.get("me", second).state == "planned"
        held.end("written", "through")
        claim = waiting.result(timeout=10)
    assert claim
    assert (claim.operation.id, claim.operation.order) == (second, OTHER)


def test_who_takes_back_from_a_playlist_waits_for_the_one_who_is_adding_to_it(
    journal: Operations, looks: threading.Event
) -> None:
    first = write(journal, APPEND)
    with (
        ThreadPoolExecutor(1) as pool,
        claimed(journal, journal.plan("me", PLAN), OTHER).lease as held,
    ):
        waiting = pool.submit(journal.claim_to_undo, "me", first)
        assert looks.wait(10)
        held.end("written", "through")
        claim = waiting.result(timeout=10)
    assert claim
    assert claim.operation.id == first


def test_nobody_waits_for_a_dead_one_at_the_same_playlist(
    journal: Operations, clock: Clock
) -> None:
    claimed(journal, journal.plan("me", PLAN), APPEND)
    clock.pass_by(seconds=31)
    assert claimed(journal, journal.plan("me", PLAN), OTHER)


@pytest.mark.parametrize(
    ("account", "order"),
    [
        ("me", replace(OTHER, target="p2")),
        ("me", replace(ORDER, uris=(A,))),
        ("you", OTHER),
    ],
    ids=["another playlist", "a new one", "another account"],
)
def test_nobody_waits_for_somebody_at_another_playlist(
    journal: Operations, account: str, order: Order
) -> None:
    with claimed(journal, journal.plan("me", PLAN), APPEND).lease:
        assert journal.claim(account, journal.plan(account, PLAN), order)


def test_of_many_who_add_to_one_playlist_at_once_one_is_at_it_at_a_time(
    journal: Operations,
) -> None:
    ids = [journal.plan("me", PLAN) for _ in range(4)]
    gate, at_work, most = threading.Barrier(4), [], []

    def add(number: int) -> None:
        gate.wait(timeout=10)
        order = replace(APPEND, uris=(A, B) if number % 2 else (A,), missing=(str(number),))
        order = replace(order, uris=(*order.uris, f"spotify:track:{number:022}"))
        claim = journal.claim("me", ids[number], order)
        assert claim
        with claim.lease as held:
            at_work.append(number)
            most.append(len(at_work))
            held.keep("half")
            at_work.remove(number)
            held.end("written", "through")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    assert most == [1] * 4


def test_a_server_whose_clock_is_wrong_overtakes_nobody(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("all who have the file open share a clock")
    journal = Operations(engine)
    id_ = journal.plan("me", PLAN)
    claimed(journal, id_)

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(hours=1)

    for module in (operations, lease, storage):
        monkeypatch.setattr(module, "datetime", Ahead, raising=False)
    assert Operations(engine).get("me", id_).under_way


def test_the_clock_tells_the_time(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert abs(storage.clock(connection) - datetime.now(UTC)) < timedelta(minutes=1)


def test_nothing_is_kept_of_a_plan_whose_account_was_disconnected_meanwhile(
    journal: Operations, engine: sa.Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(login.delete().where(login.c.account == "me"))
    with pytest.raises(LoginExpired, match="Connect first"):
        journal.plan("me", PLAN)
    with engine.connect() as connection:
        assert connection.execute(sa.select(table)).all() == []


def test_a_plan_that_meets_a_disconnecting_does_not_outlive_it(
    journal: Operations, engine: sa.Engine
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("one writes after the other")
    with ThreadPoolExecutor(1) as pool, engine.connect() as connection:
        with connection.begin():
            connection.execute(login.delete().where(login.c.account == "me"))
            connection.execute(table.delete().where(table.c.account == "me"))
            planning = pool.submit(journal.plan, "me", PLAN)
            wait_for(lambda: _waits_for_a_lock(engine))
        with pytest.raises(LoginExpired):
            planning.result(timeout=10)


def _waits_for_a_lock(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.exec_driver_sql(waiting).scalar())


@pytest.mark.parametrize("id_", ["\x00", "\ud83d", "a" * 41, "", "夜", "a\n"])
def test_what_is_no_operations_id_is_an_unknown_one(journal: Operations, id_: str) -> None:
    for ask in (journal.get, journal.claim, journal.claim_to_undo):
        with pytest.raises(UnknownOperation):
            ask("me", id_)


def test_what_did_not_end_is_told_by_name(
    journal: Operations, engine: sa.Engine, clock: Clock
) -> None:
    write(journal, replace(ORDER, name="Through"))
    with claimed(journal, journal.plan("me", PLAN), replace(ORDER, name="Stopped")).lease:
        pass
    clock.pass_by(seconds=1)
    with claimed(journal, journal.plan("me", PLAN), replace(ORDER, name="At it")).lease:
        assert open_writes(engine, "me") == ["At it", "Stopped"]
    assert open_writes(engine, "you") == []


def test_what_is_begun_to_be_taken_back_is_no_longer_written(
    journal: Operations, engine: sa.Engine
) -> None:
    id_ = write(journal)
    claim = journal.claim_to_undo("me", id_)
    assert claim
    with claim.lease as held:
        assert journal.get("me", id_).state == "written"
        held.keep("half")
        _died(held)
    assert journal.get("me", id_).state == "writing"
    assert open_writes(engine, "me") == ["Night"]


def _died(held: Lease) -> None:
    """Leave it as a process does that is killed."""
    held._open = False


def test_an_order_whose_playlist_is_gone_may_be_carried_out_again(journal: Operations) -> None:
    first, second = write(journal), journal.plan("me", PLAN)
    before = journal.repeats("me", second, ORDER)
    assert before
    assert before.id == first
    journal.forget_order("you", first)
    assert journal.repeats("me", second, ORDER)
    journal.forget_order("me", first)
    assert journal.repeats("me", second, ORDER) is None
    assert claimed(journal, second).operation.id == second


def test_only_what_was_written_a_moment_ago_is_repeated(journal: Operations, clock: Clock) -> None:
    write(journal)
    second = journal.plan("me", PLAN)
    assert journal.repeats("me", second, replace(ORDER, name="Day")) is None
    clock.pass_by(minutes=11)
    assert journal.repeats("me", second, ORDER) is None
