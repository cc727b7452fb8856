"""Limits, logins and faults amid a write: what stops it is told, and it goes on later."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dashboard import operations
from dashboard.playlist_service import Chosen, PlaylistOrder
from recommender.errors import SegueError
from scrapers.errors import LoginExpired
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.client import Spotify
from tests.dashboard.connecting import NADIA
from tests.dashboard.playlists.desk import Desk, end_pause, there


def test_a_quota_that_ends_half_way_is_told_and_the_rest_is_written_later(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str]
) -> None:
    id_ = nadia.plan(crate)
    sandbox.faults.add(Fault("quota", path="/items", method="POST", retry_after=7_200))
    stopped = nadia.write(id_)
    assert (stopped.state, stopped.can_undo) == ("writing", True)
    assert "allowance" in stopped.message
    assert "Finish it later" in stopped.message
    assert nadia.ask("spotify_pause").until > datetime.now(UTC) + timedelta(hours=1)
    # Spotify still wants its pause: no call is made, and nothing is given up.
    sandbox.forget_requests()
    assert nadia.resume(id_).state == "writing"
    assert sandbox.requests == []

    end_pause(nadia.server)
    sandbox.faults.clear()
    assert nadia.ask("spotify_pause") is None
    assert nadia.resume(id_).state == "written"
    assert [playlist["uris"] for playlist in there(sandbox)] == [uris]


def test_a_login_that_ends_half_way_is_gone_on_with_after_connecting_again(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str]
) -> None:
    id_ = nadia.plan(crate)
    sandbox.faults.add(Fault("status", path="/items|/library", status=401, times=None))
    stopped = nadia.write(id_)
    assert stopped.state == "writing"
    assert "Connect" in stopped.message
    sandbox.faults.clear()
    again = Desk(nadia.server, nadia.server.browser().connect(sandbox, NADIA))
    assert again.ask("last_write").operation_id == id_
    assert again.resume(id_).state == "written"
    assert [playlist["uris"] for playlist in there(sandbox)] == [uris]


def test_an_interrupted_write_is_not_lost_sight_of(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    stopped = nadia.plan(crate)
    sandbox.faults.add(Fault("status", path="/items|/library", status=401, times=None))
    nadia.write(stopped)
    sandbox.faults.clear()
    later = nadia.plan(crate)
    nadia.write(later, PlaylistOrder("Day"))
    assert nadia.ask("last_write").operation_id == stopped
    nadia.undo(stopped)
    assert [playlist["name"] for playlist in there(sandbox)] == ["Day"]
    assert nadia.ask("last_write").operation_id == later
    assert nadia.undo(later).state == "undone"


def test_an_interrupted_write_can_be_taken_back(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    id_ = nadia.plan(crate)
    sandbox.faults.add(Fault("status", path="/items|/library", status=401, times=None))
    nadia.write(id_)
    with pytest.raises(LoginExpired):
        nadia.undo(id_)
    assert nadia.result(id_).state == "writing"
    sandbox.faults.clear()
    assert nadia.undo(id_).state == "undone"
    assert there(sandbox) == []


def test_where_nothing_was_written_the_same_operation_may_be_tried_again(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    id_ = nadia.plan(crate)
    sandbox.faults.add(Fault("status", path="/v1/me/playlists", method="POST", status=403))
    failed = nadia.write(id_)
    assert (failed.state, failed.can_undo) == ("failed", False)
    assert "Spotify refused" in failed.message
    assert nadia.ask("last_write") is None
    assert nadia.write(id_, PlaylistOrder("Day")).state == "written"
    assert [playlist["name"] for playlist in there(sandbox)] == ["Day"]


def test_a_login_that_is_gone_before_anything_was_written_asks_to_connect(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    id_ = nadia.plan(crate)
    sandbox.faults.add(Fault("status", path="/v1/me/playlists", method="POST", status=401, times=2))
    with pytest.raises(LoginExpired):
        nadia.write(id_)
    assert nadia.result(id_).state == "failed"
    assert nadia.write(id_).state == "written"
    assert len(there(sandbox)) == 1


def test_a_fault_of_our_own_leaves_the_operation_to_be_finished(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    id_ = nadia.plan(crate)

    def fail(*_: object) -> None:
        raise RuntimeError("a fault nobody foresaw")

    with pytest.MonkeyPatch.context() as patch, pytest.raises(RuntimeError):  # noqa: PT012
        patch.setattr(Spotify, "add_items", fail)
        nadia.write(id_)
    assert nadia.result(id_).can_undo
    assert nadia.resume(id_).state == "written"
    assert len(there(sandbox)) == 1


def test_a_failing_database_is_one_sentence(
    nadia: Desk, crate: list[Chosen], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("disk I/O error"))

    monkeypatch.setattr(operations.Operations, "plan", fail)
    with pytest.raises(SegueError, match="database does not answer"):
        nadia.plan(crate)
