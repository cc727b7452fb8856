"""A server that dies amid a write leaves one whole playlist in the end."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.lease import Lease
from dashboard.playlist_service import Chosen, PlaylistOrder
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.record import MARK
from tests.dashboard.playlists.desk import (
    Desk,
    let_lease_run_out,
    there,
)

ROOT = Path(__file__).parents[3]


class Killed(BaseException):
    """Ends a thread as if its process had been killed."""


def kill_at(monkeypatch: pytest.MonkeyPatch, number: int, before: bool) -> None:
    """Let the process die at this entry into the journal: before or after it is durable."""
    really, entries = Lease.keep, 0

    def keep(self: Lease, record: str) -> None:
        nonlocal entries
        entries += 1
        if not (before and entries == number):
            really(self, record)
        if entries == number:
            raise Killed

    monkeypatch.setattr(Lease, "keep", keep)
    # The dead put nothing down.
    monkeypatch.setattr(Lease, "put_down", lambda self, message=None: None)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("entry", range(1, 6))
@pytest.mark.parametrize("again", ["resume", "the same tab", "another tab"])
def test_a_server_that_dies_anywhere_leaves_one_whole_playlist_in_the_end(
    nadia: Desk,
    sandbox: Sandbox,
    crate: list[Chosen],
    uris: list[str],
    entry: int,
    before: bool,
    again: str,
) -> None:
    id_ = nadia.plan(crate)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):  # noqa: PT012
        kill_at(patch, entry, before)
        nadia.write(id_)
    assert nadia.result(id_).state == "writing"
    assert not nadia.ask("last_write").can_undo  # as far as anybody knows it is being written
    let_lease_run_out(nadia.server)

    restarted = Desk(nadia.server.restarted(), nadia.browser)
    last = restarted.ask("last_write")
    assert (last.operation_id, last.state, last.can_undo) == (id_, "writing", True)
    assert "Finish it, or take it back" in last.message
    if again == "resume":
        restarted.resume(id_)
    elif again == "the same tab":
        restarted.write(id_)
    else:
        restarted.write(restarted.plan(crate))
    assert [playlist["uris"] for playlist in there(sandbox)] == [uris]
    assert MARK not in there(sandbox)[0]["description"]
    assert restarted.result(id_).state == "written"
    assert restarted.result(id_).message == ""


@pytest.mark.parametrize("entry", range(1, 5))
def test_a_server_that_dies_while_it_appends_doubles_nothing(
    nadia: Desk,
    sandbox: Sandbox,
    crate: list[Chosen],
    uris: list[str],
    own: Callable[..., str],
    entry: int,
) -> None:
    target = own("Warm up", uris[3:4])
    id_ = nadia.plan(crate)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):  # noqa: PT012
        kill_at(patch, entry, before=True)
        nadia.write(id_, PlaylistOrder("", target=target))
    let_lease_run_out(nadia.server)
    restarted = Desk(nadia.server.restarted(), nadia.browser)
    ended = restarted.resume(id_)
    assert there(sandbox)[0]["uris"] == [uris[3], uris[0], uris[1], uris[2], uris[4]]
    assert (ended.state, ended.written, ended.already) == ("written", 4, 1)


def test_a_process_that_is_really_killed_is_gone_on_for(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str]
) -> None:
    id_ = nadia.plan(crate)
    server = nadia.server
    arguments = [str(server.folder), server.services.model_dump_json(by_alias=True), server.key]
    done = subprocess.run(
        [sys.executable, "-c", DYING, *arguments, str(nadia.browser), id_],
        cwd=ROOT,
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 9, done.stderr
    assert [playlist["uris"] for playlist in there(sandbox)] == [uris]
    assert MARK in there(sandbox)[0]["description"]
    let_lease_run_out(server)
    assert nadia.write(id_).state == "written"
    assert [playlist["uris"] for playlist in there(sandbox)] == [uris]
    assert MARK not in there(sandbox)[0]["description"]


DYING = """
import os, sys
from pathlib import Path
from dashboard.lease import Lease
from scrapers.settings import ServiceSettings
from tests.dashboard.connecting import Server
from tests.dashboard.playlists.desk import Desk

folder, services, key, browser, operation = sys.argv[1:]
server = Server(Path(folder), ServiceSettings.model_validate_json(services), key=key)
really, entries = Lease.keep, []

def keep(self, record):
    entries.append(record)
    if len(entries) == 4:  # the tracks were sent, and their arrival is about to be written down
        os._exit(9)
    really(self, record)

Lease.keep = keep
Desk(server, browser).write(operation)
"""
