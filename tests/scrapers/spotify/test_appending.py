"""Tracks go behind those of an own playlist, each once; what the user changes meanwhile is his."""

import threading
from collections import Counter
from dataclasses import replace

import pytest

from scrapers.errors import NotAllowed, NotFound
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify.auth import SCOPES
from scrapers.spotify.client import Spotify
from tests.scrapers.spotify.desk import Desk, Killed, Line, appending, calls, new_plan, uris

ITEMS = r"/playlists/[^/]+/items$"
LIBRARY = r"/me/playlists$"

pytestmark = pytest.mark.usefixtures("empty_library")


def test_an_append_adds_only_what_is_not_there(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = appending(spotify, sandbox)
    assert desk.write() == "written"
    desk.assert_right(uris(sandbox, 120))
    assert desk.record.added == uris(sandbox, 120, first=120)
    (playlist,) = sandbox.playlists().values()
    assert (playlist["name"], playlist["description"]) == ("Old", "Mine")


def test_an_append_of_what_is_all_there_writes_nothing(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = appending(spotify, sandbox, count=30)
    assert desk.write() == "written"
    assert desk.record.added == ()
    assert {call.partition(" ")[0] for call in calls(sandbox)} == {"GET"}
    desk.undo()
    desk.assert_absent()


def test_what_is_there_twice_already_stays_so(spotify: Spotify, sandbox: Sandbox) -> None:
    desk = appending(spotify, sandbox)
    there = (*uris(sandbox, 120), *uris(sandbox, 5))
    spotify.add_items(desk.plan.target or "", uris(sandbox, 5))
    assert desk.write() == "written"
    desk.assert_right(there)


def test_a_playlist_of_somebody_else_is_not_written_to(
    settings: ServiceSettings, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = appending(spotify, sandbox)
    sandbox.state.playlists.get(desk.plan.target or "").public = True  # type: ignore[union-attr]
    stranger = sandbox.login(list(sandbox.accounts.users)[1], SCOPES)
    with Spotify(settings, lambda: stranger.access_token) as other:
        desk.spotify = other
        assert desk.write() == "refused"
    assert isinstance(desk.error, NotAllowed)
    assert desk.error.reason == "not-owner"
    desk.assert_absent()
    assert {call.partition(" ")[0] for call in calls(sandbox)} == {"GET"}


def test_a_playlist_that_the_user_deleted_is_not_written_to(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = appending(spotify, sandbox)
    spotify.unfollow_playlist(desk.plan.target or "")
    assert desk.write() == "refused"
    assert isinstance(desk.error, NotFound)
    assert desk.record.sent == 0


@pytest.mark.parametrize("appends", [False, True])
def test_a_playlist_deleted_half_way_is_not_brought_back(
    appends: bool, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = appending(spotify, sandbox) if appends else Desk(sandbox, spotify, new_plan(sandbox, 9))
    sandbox.faults.add(Fault("quota", ITEMS, "GET", skip=3 if appends else 0))
    assert desk.write() == "unfinished"
    spotify.unfollow_playlist(desk.record.playlist_id or "")
    assert desk.write() == "refused"
    assert "deleted in Spotify" in str(desk.error)
    assert desk.record.undone
    assert desk.names() == {}


def test_a_track_that_the_user_took_out_meanwhile_stays_out(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = Desk(sandbox, spotify, new_plan(sandbox, 250))
    line = Line(spotify)
    line.cut_at = 3  # the third chunk
    with pytest.raises(Killed):
        desk.write()
    line.cut_at = None
    spotify.remove_items(desk.record.playlist_id or "", desk.plan.uris[5:7])
    assert desk.write() == "written"
    assert desk.names() == {"New": [*desk.plan.uris[:5], *desk.plan.uris[7:]]}


def test_two_that_append_to_one_playlist_add_each_track_once(
    settings: ServiceSettings, spotify: Spotify, sandbox: Sandbox
) -> None:
    first, second = appending(spotify, sandbox), None
    plan = replace(first.plan, mark="another", uris=uris(sandbox, 150, first=100))
    second = Desk(sandbox, spotify, plan)
    tokens = sandbox.login(scopes=SCOPES)

    def run(desk: Desk) -> None:
        with Spotify(settings, lambda: tokens.access_token) as own:
            desk.spotify = own
            desk.write()

    threads = [threading.Thread(target=run, args=(desk,)) for desk in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (there,) = first.names().values()
    assert Counter(there) == Counter(uris(sandbox, 250))  # type: ignore[arg-type]
    assert there[:120] == list(uris(sandbox, 120))  # type: ignore[index]
