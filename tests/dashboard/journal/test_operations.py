"""The journal of playlist writes, in SQLite and in PostgreSQL."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dashboard import lease
from dashboard.lease import Overtaken
from dashboard.operations import Operations
from dashboard.ordering import Order
from dashboard.playlist_service import UnknownOperation
from dashboard.storage import operation as table
from tests.dashboard.journal.entries import ORDER, PLAN, A, B, Clock, claimed, write
from tests.dashboard.test_jobs import wait_for


def test_a_plan_comes_back_as_it_was(journal: Operations) -> None:
    id_ = journal.plan("me", PLAN)
    kept = journal.get("me", id_)
    assert kept.plan == replace(PLAN, operation_id=id_)
    assert (kept.state, kept.order, kept.under_way) == ("planned", None, False)


def test_another_accounts_operation_is_as_unknown_as_one_that_never_was(
    journal: Operations,
) -> None:
    mine = journal.plan("me", PLAN)
    said = set()
    for account, id_ in (("you", mine), ("me", "no such operation"), ("", mine)):
        for ask in (journal.get, journal.claim, journal.claim_to_undo):
            with pytest.raises(UnknownOperation) as caught:
                ask(account, id_)
            said.add(str(caught.value))
    assert len(said) == 1
    assert journal.get("me", mine).state == "planned"
    assert journal.last("you") is journal.unfinished("you") is None


def test_many_clicks_at_once_write_once_and_all_learn_how_it_ended(journal: Operations) -> None:
    id_ = journal.plan("me", PLAN)
    gate, writers = threading.Barrier(6), []

    def click(_: int) -> str:
        gate.wait(timeout=10)
        claim = journal.claim("me", id_, ORDER)
        if claim:
            writers.append(claim)
            with claim.lease as held:
                held.keep("half")
                held.end("written", "through")
        return journal.get("me", id_).state

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(click, range(6))) == {"written"}
    assert len(writers) == 1


def test_the_same_order_from_several_tabs_at_once_is_written_once(journal: Operations) -> None:
    ids = [journal.plan("me", PLAN) for _ in range(4)]
    gate, writers = threading.Barrier(4), []

    def press(id_: str) -> None:
        gate.wait(timeout=10)
        claim = journal.claim("me", id_, ORDER)
        if claim:
            writers.append(claim.operation.id)
            with claim.lease as held:
                held.end("written", "through")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, ids))
    assert len(writers) == 1
    ended = {id_: journal.get("me", id_) for id_ in ids}
    assert {operation.state for operation in ended.values()} == {"written"}
    assert {operation.record for operation in ended.values()} == {"through"}
    first = {id_: operation.same_as for id_, operation in ended.items()}
    assert first == {id_: None if id_ == writers[0] else writers[0] for id_ in ids}


@pytest.mark.parametrize(
    "other",
    [
        replace(ORDER, name="Day"),
        replace(ORDER, description="For the boat"),
        replace(ORDER, public=True),
        replace(ORDER, uris=(B, A)),
        replace(ORDER, uris=(A,)),
        replace(ORDER, target="p1"),
    ],
)
def test_an_order_that_differs_in_anything_is_another(journal: Operations, other: Order) -> None:
    write(journal)
    assert claimed(journal, journal.plan("me", PLAN), other)


def test_what_a_playlist_to_add_to_is_called_makes_no_other_order(journal: Operations) -> None:
    write(journal, replace(ORDER, target="p1"))
    again = replace(ORDER, target="p1", name="Renamed", public=True)
    assert journal.claim("me", journal.plan("me", PLAN), again) is None


def test_the_same_order_of_another_account_is_another(journal: Operations) -> None:
    write(journal, account="you")
    assert claimed(journal, journal.plan("me", PLAN))


def test_after_ten_minutes_the_same_order_is_meant(journal: Operations, clock: Clock) -> None:
    first = write(journal)
    clock.pass_by(minutes=9)
    second = journal.plan("me", PLAN)
    assert journal.claim("me", second, ORDER) is None
    assert journal.get("me", second).same_as == first
    clock.pass_by(minutes=2)
    third = write(journal)
    assert journal.get("me", third).same_as is None
    assert journal.get("me", first).state == "written"


def test_what_was_taken_back_may_be_written_again_but_not_by_an_old_click(
    journal: Operations,
) -> None:
    id_ = write(journal)
    claim = journal.claim_to_undo("me", id_)
    assert claim
    with claim.lease as held:
        held.end("undone", "gone")
    assert journal.claim("me", id_, ORDER) is None
    assert journal.claim_to_undo("me", id_) is None
    assert claimed(journal, journal.plan("me", PLAN))


def test_a_failed_operation_may_be_tried_again_under_its_id(journal: Operations) -> None:
    id_ = journal.plan("me", PLAN)
    with claimed(journal, id_).lease as held:
        held.end("failed", "", "Spotify is down.")
    assert journal.get("me", id_).message == "Spotify is down."
    again = claimed(journal, id_, replace(ORDER, name="Day"))
    assert again.operation.order
    assert (again.operation.order.name, again.operation.record) == ("Day", None)


def test_who_waited_for_another_tab_gets_its_failure_and_may_then_try_on_his_own(
    journal: Operations,
) -> None:
    first, second = journal.plan("me", PLAN), journal.plan("me", PLAN)
    claim = claimed(journal, first)
    with ThreadPoolExecutor(1) as pool, claim.lease as held:
        waiting = pool.submit(journal.claim, "me", second, ORDER)
        wait_for(lambda: journal.get("me", second).same_as == first)
        held.end("failed", "", "Spotify is down.")
        assert waiting.result(timeout=10) is None
    assert journal.get("me", second).state == "failed"
    assert journal.get("me", second).message == "Spotify is down."
    assert claimed(journal, second).operation.id == second
    assert journal.get("me", second).same_as is None


def test_an_interrupted_write_is_gone_on_with_from_where_it_was(journal: Operations) -> None:
    id_ = journal.plan("me", PLAN)
    with claimed(journal, id_).lease as held:
        held.keep("half")
        held.put_down("Spotify's quota is used up.")
    kept = journal.get("me", id_)
    assert (kept.state, kept.under_way) == ("writing", False)
    assert kept.message == "Spotify's quota is used up."
    assert journal.unfinished("me") == id_
    # From another tab, with the same order: it is the same operation.
    again = claimed(journal, journal.plan("me", PLAN))
    assert (again.operation.id, again.operation.record) == (id_, "half")


def test_who_waited_for_a_write_that_was_put_down_does_not_run_into_the_same_wall(
    journal: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_, waits, really = journal.plan("me", PLAN), threading.Event(), time.sleep

    def sleep(seconds: float) -> None:
        waits.set()
        really(seconds)

    monkeypatch.setattr("dashboard.operations.time.sleep", sleep)
    with ThreadPoolExecutor(1) as pool, claimed(journal, id_).lease as held:
        waiting = pool.submit(journal.claim, "me", id_, ORDER)
        assert waits.wait(10)
        held.put_down("Spotify's quota is used up.")
        assert waiting.result(timeout=10) is None


def test_a_dead_holders_operation_is_taken_over_when_the_lease_runs_out(
    journal: Operations, clock: Clock
) -> None:
    id_ = journal.plan("me", PLAN)
    dead = claimed(journal, id_).lease
    dead.keep("half")
    clock.pass_by(seconds=29)
    assert journal.get("me", id_).under_way
    clock.pass_by(seconds=2)
    assert not journal.get("me", id_).under_way
    again = claimed(journal, id_, None)
    assert again.operation.record == "half"
    # Should it only have slept, it can do no harm any more.
    for act in (lambda: dead.keep("more"), lambda: dead.end("failed", ""), dead.put_down):
        with pytest.raises(Overtaken):
            act()
    assert journal.get("me", id_).record == "half"
    assert journal.get("me", id_).under_way


def test_who_waits_for_a_dead_one_goes_on_in_its_place(journal: Operations, clock: Clock) -> None:
    id_ = journal.plan("me", PLAN)
    claimed(journal, id_).lease.keep("half")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(journal.claim, "me", id_, ORDER)
        clock.pass_by(seconds=31)
        claim = waiting.result(timeout=10)
    assert claim
    assert claim.operation.record == "half"


def test_a_lease_is_renewed_however_long_its_holder_waits_for_spotify(
    journal: Operations, clock: Clock, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_BEAT_S", 0.01)
    id_ = journal.plan("me", PLAN)
    with claimed(journal, id_).lease:
        for _ in range(3):
            clock.pass_by(seconds=25)
            wait_for(lambda: _leased_until(engine) == clock.now + lease.LEASE)
            assert journal.get("me", id_).under_way
    assert not journal.get("me", id_).under_way


def _leased_until(engine: sa.Engine) -> datetime:
    with engine.connect() as connection:
        until = connection.scalar(sa.select(table.c.leased_until))
    assert until
    return until.replace(tzinfo=until.tzinfo or UTC)


def test_what_breaks_unforeseen_leaves_the_operation_to_the_next(journal: Operations) -> None:
    id_ = journal.plan("me", PLAN)

    def broken() -> None:
        with claimed(journal, id_).lease as held:
            held.keep("half")
            raise RuntimeError("a fault nobody foresaw")

    with pytest.raises(RuntimeError):
        broken()
    assert claimed(journal, id_).operation.record == "half"


def test_disconnecting_ends_a_write_that_is_under_way(
    journal: Operations, engine: sa.Engine
) -> None:
    with claimed(journal, journal.plan("me", PLAN)).lease as held:
        with engine.begin() as connection:
            connection.execute(table.delete().where(table.c.account == "me"))
        with pytest.raises(Overtaken):
            held.keep("half")


def test_the_last_write_stays_the_last_when_it_is_taken_back(
    journal: Operations, clock: Clock
) -> None:
    first = write(journal)
    clock.pass_by(minutes=1)
    second = write(journal, replace(ORDER, name="Day"))
    journal.plan("me", PLAN)
    assert journal.last("me") == second
    claim = journal.claim_to_undo("me", second)
    assert claim
    with claim.lease as held:
        held.end("undone", "gone")
    # The one before does not become the last: two clicks on Undo must not take back two.
    assert journal.last("me") == second
    assert journal.get("me", first).state == "written"


def test_what_spotify_said_about_tracks_is_not_kept_after_writing(journal: Operations) -> None:
    kept = journal.get("me", write(journal))
    assert kept.plan is None
    assert kept.order == ORDER


def test_old_plans_and_old_operations_are_forgotten(journal: Operations, clock: Clock) -> None:
    unused, written = journal.plan("me", PLAN), write(journal)
    clock.pass_by(hours=25)
    journal.plan("you", PLAN)
    with pytest.raises(UnknownOperation):
        journal.get("me", unused)
    assert journal.get("me", written)
    clock.pass_by(days=30)
    journal.plan("you", PLAN)
    with pytest.raises(UnknownOperation):
        journal.get("me", written)


def test_nothing_is_begun_without_an_order(journal: Operations) -> None:
    id_ = journal.plan("me", PLAN)
    assert journal.claim("me", id_) is None
    assert journal.claim_to_undo("me", id_) is None
    assert journal.get("me", id_).state == "planned"
