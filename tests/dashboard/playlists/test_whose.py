"""Nobody sees or touches what belongs to another account."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.playlist_service import Chosen, PlaylistOrder, PlaylistResult, UnknownOperation
from dashboard.storage import operation as table
from scrapers.errors import LoginExpired
from scrapers.sandbox.server import Sandbox
from tests.dashboard.connecting import NADIA, TOMAS, Server
from tests.dashboard.playlists.desk import NIGHT, Desk, quiet, there

CALLS: list[tuple[str, tuple[Any, ...]]] = [
    ("playlist_plan", ()),
    ("write_playlist", (NIGHT, quiet)),
    ("resume_playlist", (quiet,)),
    ("undo_playlist", (quiet,)),
    ("playlist_result", ()),
]


@pytest.mark.parametrize(("method", "rest"), CALLS, ids=[call[0] for call in CALLS])
def test_somebody_elses_operation_is_refused_like_one_that_does_not_exist(
    nadia: Desk,
    tomas: Desk,
    sandbox: Sandbox,
    crate: list[Chosen],
    method: str,
    rest: tuple[Any, ...],
) -> None:
    planned, written = nadia.plan(crate), nadia.plan(crate)
    nadia.write(written)
    said = set()
    for id_ in (planned, written, "no such operation"):
        with pytest.raises(UnknownOperation) as caught:
            tomas.ask(method, id_, *rest)
        said.add(str(caught.value))
    assert len(said) == 1
    assert len(there(sandbox)) == 1
    assert tomas.ask("last_write") is None


def test_several_djs_at_once_write_each_into_his_own_account(
    nadia: Desk, tomas: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    desks, gate = [nadia, tomas, nadia, tomas], threading.Barrier(4)

    def work(number: int) -> tuple[int, PlaylistResult]:
        gate.wait(timeout=10)
        desk = desks[number]
        return number, desk.write(desk.plan(crate[number:]), PlaylistOrder(f"Night {number}"))

    with ThreadPoolExecutor(4) as pool:
        results = dict(pool.map(work, range(4)))
    owners = {playlist["name"]: playlist["owner"] for playlist in there(sandbox)}
    assert owners == {f"Night {number}": (NADIA, TOMAS)[number % 2] for number in range(4)}
    assert all(result.written == 5 - number for number, result in results.items())
    assert nadia.ask("account").name != tomas.ask("account").name
    mine = {results[0].operation_id, results[2].operation_id}
    assert nadia.ask("last_write").operation_id in mine
    assert tomas.ask("last_write").operation_id not in mine


def test_without_a_login_everything_says_so(server: Server, crate: list[Chosen]) -> None:
    nobody = Desk(server, None)
    assert nobody.ask("account") is None
    assert nobody.ask("can_connect")
    assert nobody.ask("last_write") is None
    for method, rest in (("plan_playlist", (quiet,)), *CALLS):
        with pytest.raises(LoginExpired, match="Connect"):
            nobody.ask(method, crate, *rest)


def test_who_disconnects_leaves_nothing_behind(nadia: Desk, crate: list[Chosen]) -> None:
    id_ = nadia.plan(crate)
    nadia.write(id_)
    nadia.server.logins.disconnect(nadia.browser)
    with nadia.server.store.engine.connect() as connection:
        assert connection.execute(sa.select(table)).all() == []
