"""Tracks go behind those of an own playlist, each once; what the user changes meanwhile is his."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from scrapers.errors import NotAllowed, NotFound
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify.auth import SCOPES
from scrapers.spotify.client import Spotify
from tests.scrapers.spotify.desk import (
    Desk,
    Killed,
    Line,
    appending,
    calls,
    new_plan,
    own_playlist,
    uris,
)

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


def test_twenty_tracks_behind_a_thousand_are_looked_for_where_they_should_be(
    spotify: Spotify, sandbox: Sandbox
) -> None:
    old = uris(sandbox, 250, first=20) * 4
    plan = replace(own_playlist(sandbox, old), uris=uris(sandbox, 20))
    desk = Desk(sandbox, spotify, plan)
    assert desk.write() == "written"
    desk.assert_right(old)
    # Who asks, the library, 20 pages of what is there, the tracks, and one page to check.
    assert Counter(calls(sandbox)) == {
        "GET me": 1,
        "GET playlists": 1,
        "GET items": 21,
        "POST items": 1,
    }


@pytest.mark.parametrize("change", ["removed", "added", "lags"])
def test_what_does_not_stand_where_it_should_is_looked_for_everywhere(
    change: str, spotify: Spotify, sandbox: Sandbox
) -> None:
    desk = appending(spotify, sandbox)
    target = desk.plan.target or ""
    there = list(uris(sandbox, 120))
    add_items = spotify.add_items

    def changed_while_it_is_added(playlist_id: str, added: Sequence[str]) -> None:
        spotify.add_items = add_items  # type: ignore[method-assign]
        add_items(playlist_id, added)
        if change == "removed":
            spotify.remove_items(target, there[:3])
            del there[:3]
        if change == "added":
            add_items(target, uris(sandbox, 1, first=400))

    spotify.add_items = changed_while_it_is_added  # type: ignore[assignment,method-assign]
    if change == "lags":
        sandbox.faults.add(Fault("stale", ITEMS, "GET", skip=3, times=3))
    desk.plan = replace(desk.plan, uris=desk.plan.uris[:130])  # 100 of them are new
    assert desk.write() == "written", desk.error
    more = uris(sandbox, 1, first=400) if change == "added" else ()
    assert desk.names() == {"Old": [*there, *uris(sandbox, 100, first=120), *more]}
    assert calls(sandbox).count("POST items") == (2 if change == "added" else 1)


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
