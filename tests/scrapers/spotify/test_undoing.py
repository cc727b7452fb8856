"""What was written is taken back, and nothing else."""

import pytest

from recommender.errors import BadInput
from scrapers.errors import LoginExpired, NotAllowed, QuotaExceeded
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.client import Spotify
from scrapers.spotify.writing import Record, undo
from tests.scrapers.spotify.desk import Desk, Killed, appending, calls, new_plan, uris

ITEMS = r"/playlists/[^/]+/items$"
LIBRARY = r"/me/playlists$"
REMOVAL = r"/me/library$"

pytestmark = pytest.mark.usefixtures("empty_library")


def test_an_undo_removes_what_was_added_and_nothing_else(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = appending(spotify, sandbox)
    assert desk.write() == "written"
    extra = uris(sandbox, 2, first=400)
    spotify.add_items(desk.plan.target or "", extra)
    desk.undo()
    assert desk.names() == {"Old": [*uris(sandbox, 120), *extra]}


@pytest.mark.parametrize(
    ("appends", "asked"),
    [(False, ["GET items", "DELETE library"]), (True, ["DELETE items", "DELETE items"])],
)
def test_an_undo_costs_few_calls(
    appends: bool, asked: list[str], spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = appending(spotify, sandbox) if appends else Desk(sandbox, spotify, new_plan(sandbox, 20))
    assert desk.write() == "written"
    sandbox.forget_requests()
    desk.undo()
    assert calls(sandbox) == asked


@pytest.mark.parametrize("change", ["added", "removed", "moved"])
def test_an_undo_leaves_alone_what_the_user_changed(
    change: str, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    assert desk.write() == "written"
    playlist_id = desk.record.playlist_id or ""
    if change != "added":
        spotify.remove_items(playlist_id, desk.plan.uris[:1])
    if change != "removed":
        spotify.add_items(playlist_id, uris(sandbox, 1, first=0 if change == "moved" else 9))
    there = desk.names()
    with pytest.raises(BadInput, match="changed in Spotify"):
        desk.undo()
    assert desk.names() == there


def test_a_failed_undo_does_not_lose_what_the_user_changes_afterwards(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    assert desk.write() == "written"
    sandbox.faults.add(Fault("quota", REMOVAL, "DELETE"))
    with pytest.raises(QuotaExceeded):
        desk.undo()
    assert not desk.record.finished
    spotify.remove_items(desk.record.playlist_id or "", desk.plan.uris[:1])
    with pytest.raises(BadInput, match="changed in Spotify"):
        desk.undo()
    assert desk.names() == {"New": list(desk.plan.uris[1:])}


def test_a_playlist_that_can_not_be_removed_is_emptied_and_says_so(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 120))
    assert desk.write() == "written"
    assert desk.record.left == ""
    sandbox.faults.add(Fault("status", REMOVAL, "DELETE", status=403, times=None))
    desk.undo()
    assert desk.names() == {"New": []}
    assert desk.record.left == (
        "Spotify did not let Segue delete the playlist “New”. It is empty now: delete it in "
        "Spotify."
    )


def test_emptying_that_was_interrupted_goes_on(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
    assert desk.write() == "written"
    sandbox.faults.add(Fault("status", REMOVAL, "DELETE", status=403, times=None))
    sandbox.faults.add(Fault("quota", ITEMS, "DELETE", skip=1))
    with pytest.raises(QuotaExceeded):
        desk.undo()
    assert desk.names() == {"New": list(desk.plan.uris[100:])}
    desk.undo()
    assert desk.names() == {"New": []}
    assert desk.record.undone


def test_emptying_that_was_interrupted_can_be_thought_better_of(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
    assert desk.write() == "written"
    sandbox.faults.add(Fault("status", REMOVAL, "DELETE", status=403, times=None))
    sandbox.faults.add(Fault("quota", ITEMS, "DELETE", skip=1))
    with pytest.raises(QuotaExceeded):
        desk.undo()
    assert desk.write() == "written"
    desk.assert_right()
    assert desk.record.left == ""


def test_a_login_that_ended_empties_nothing(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    assert desk.write() == "written"
    sandbox.faults.add(Fault("status", REMOVAL, "DELETE", status=401, times=None))
    with pytest.raises(LoginExpired):
        desk.undo()
    desk.assert_right()


def test_a_half_written_playlist_that_can_not_be_removed_is_emptied_and_says_so(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
    sandbox.faults.add(Fault("status", REMOVAL, "DELETE", status=403, times=None))
    sandbox.faults.add(Fault("status", ITEMS, "POST", status=403, skip=1))
    assert desk.write() == "refused"
    assert isinstance(desk.error, NotAllowed)
    assert str(desk.error).endswith(desk.record.left)
    assert desk.record.left
    assert desk.record.undone
    assert desk.names() == {"New": []}


def test_an_empty_twin_that_can_not_be_removed_does_not_hold_up_the_write(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    sandbox.faults.add(Fault("status", LIBRARY, "POST", status=502, when="after"))
    sandbox.faults.add(Fault("stale", LIBRARY, "GET", times=3))
    sandbox.faults.add(Fault("status", REMOVAL, "DELETE", status=403, times=None))
    assert desk.write() == "written"
    twins = sorted(len(playlist["uris"]) for playlist in sandbox.playlists().values())  # type: ignore[arg-type]
    assert twins == [0, 3]
    assert "empty second playlist" in desk.record.left


def test_a_playlist_whose_record_is_refused_does_not_stay(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    desk.dies_at_keep = 1  # the one that names the playlist
    with pytest.raises(Killed):
        desk.write()
    assert calls(sandbox) == ["POST playlists", "DELETE library"]
    desk.assert_absent()


def test_an_undo_of_what_was_deleted_already_is_fine(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    assert desk.write() == "written"
    spotify.unfollow_playlist(desk.record.playlist_id or "")
    desk.undo()
    desk.assert_absent()


def test_an_undo_of_what_was_not_begun_asks_nobody(spotify: Spotify, sandbox: Sandbox) -> None:
    for plan in (new_plan(sandbox, 3), new_plan(sandbox, 3, target="abc")):
        done = undo(spotify, plan, Record(), lambda _: None, lambda *_: None)
        assert done == Record(undone=True)
    assert sandbox.requests == []
