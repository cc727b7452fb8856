"""What Spotify shows may lag behind: nothing is doubled for it, and nothing lost."""

import pytest

from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.client import Spotify
from tests.scrapers.spotify.desk import Desk, calls, new_plan

ITEMS = r"/playlists/[^/]+/items$"
LIBRARY = r"/me/playlists$"

pytestmark = pytest.mark.usefixtures("empty_library")


@pytest.mark.parametrize("lag", range(1, 5))
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("skip", [0, 1, 2])
def test_reads_that_lag_behind_a_lost_add_double_nothing(
    skip: int, when: str, lag: int, spotify: Spotify, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", ITEMS, "POST", status=500, when=when, skip=skip))  # type: ignore[arg-type]
    sandbox.faults.add(Fault("stale", ITEMS, "GET", times=lag))
    desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
    outcome = desk.write()
    if outcome == "unfinished":
        outcome = desk.write()
    if outcome == "written":
        desk.assert_right()
    else:  # the playlist itself was not to be seen for too long
        assert (skip, when) == (0, "before")
        desk.assert_absent()


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_a_library_that_lags_behind_a_lost_create_leaves_no_twin(
    lag: int, spotify: Spotify, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", LIBRARY, "POST", status=502, when="after"))
    sandbox.faults.add(Fault("stale", LIBRARY, "GET", times=lag))
    desk = Desk(sandbox, spotify, new_plan(sandbox, 3))
    assert desk.write() == "written"
    desk.assert_right()
    assert calls(sandbox).count("POST playlists") == (2 if lag == 3 else 1)


def test_a_check_that_lags_for_long_is_made_again_later(spotify: Spotify, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("stale", ITEMS, "GET", times=None))
    desk = Desk(sandbox, spotify, new_plan(sandbox, 150))
    assert desk.write() == "unfinished"
    assert "does not show all" in str(desk.error)
    sandbox.faults.clear()
    assert desk.write() == "written"
    desk.assert_right()


def test_tracks_that_arrive_twice_after_all_are_put_right(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
    sandbox.faults.add(Fault("quota", ITEMS, "GET"))
    assert desk.write() == "unfinished"
    playlist_id = desk.record.playlist_id or ""
    spotify.add_items(playlist_id, desk.plan.uris[100:200])  # the effect of a call long given up
    assert desk.write() == "written"
    desk.assert_right()
