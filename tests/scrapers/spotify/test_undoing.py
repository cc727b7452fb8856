"""What was written is taken back, and nothing else."""

import pytest

from recommender.errors import BadInput
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.client import Spotify
from scrapers.spotify.writing import Record, undo
from tests.scrapers.spotify.desk import Desk, appending, new_plan, uris

ITEMS = r"/playlists/[^/]+/items$"
LIBRARY = r"/me/playlists$"

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
