"""From the crate to a playlist and back: once, whatever is clicked."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.playlist_service import Chosen, PlaylistOrder, PlaylistResult
from recommender.catalogue.identity import track_name
from recommender.catalogue.setlist import Play, SetList
from recommender.errors import BadInput
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from scrapers.spotify.allowance import Allowance
from tests.dashboard.connecting import Server
from tests.dashboard.playlists.desk import NIGHT, Desk, there

NASTY = '<script>alert("1")</script> & 夜'
GONE = "spotify:track:" + "0" * 22


def test_what_was_planned_is_written_and_taken_back(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str]
) -> None:
    id_ = nadia.plan([*crate, Chosen("Nobody At All", "No Such Track")])
    plan = nadia.ask("playlist_plan", id_)
    assert plan.operation_id == id_
    assert [track.status for track in plan.tracks] == ["found"] * 5 + ["missing"]
    assert there(sandbox) == []

    written = nadia.write(id_, PlaylistOrder("Night", "For the boat"))
    playlist = there(sandbox)[0]
    assert playlist["uris"] == uris
    assert (playlist["name"], playlist["description"]) == ("Night", "For the boat")
    assert playlist["public"] is False
    assert (written.state, written.written, written.already) == ("written", 5, 0)
    assert written.missing == ("Nobody At All - No Such Track",)
    assert written.url
    assert written.can_undo
    assert nadia.ask("last_write") == written

    undone = nadia.undo(id_)
    assert there(sandbox) == []
    assert (undone.state, undone.can_undo, undone.url) == ("undone", False, "")
    assert nadia.ask("last_write") is None
    # However often that is clicked.
    assert nadia.undo(id_) == undone
    assert nadia.write(id_) == undone
    assert there(sandbox) == []


def test_the_steps_are_told(nadia: Desk, crate: list[Chosen]) -> None:
    told: list[str] = []

    def tell(step: str, done: int = 0, total: int = 0) -> None:
        assert 0 <= done <= total
        told.append(step)

    id_ = nadia.ask("plan_playlist", crate, tell)
    nadia.ask("write_playlist", id_, NIGHT, tell)
    nadia.ask("undo_playlist", id_, tell)
    assert list(dict.fromkeys(told)) == ["search", "create", "add", "check", "undo"]


def test_a_public_playlist_is_one_only_when_it_is_ordered(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    nadia.write(nadia.plan(crate), PlaylistOrder("Night", public=True))
    assert there(sandbox)[0]["public"] is True


def test_a_double_click_writes_once(nadia: Desk, sandbox: Sandbox, crate: list[Chosen]) -> None:
    id_, gate = nadia.plan(crate), threading.Barrier(4)

    def click(_: int) -> PlaylistResult:
        gate.wait(timeout=10)
        return nadia.write(id_)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(click, range(4)))
    assert len(there(sandbox)) == 1
    assert {result.state for result in results} == {"written"}
    assert len({result.url for result in results}) == 1
    assert not any(result.repeated for result in results)


@pytest.mark.parametrize("servers", [1, 2])
def test_two_tabs_with_the_same_order_write_once(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], servers: int
) -> None:
    other = nadia if servers == 1 else Desk(nadia.server.restarted(), nadia.browser)
    ids, gate = [nadia.plan(crate), other.plan(crate)], threading.Barrier(2)

    def press(desk: Desk, id_: str) -> PlaylistResult:
        gate.wait(timeout=10)
        return desk.write(id_)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(press, (nadia, other), ids))
    assert len(there(sandbox)) == 1
    assert sorted(result.repeated for result in results) == [False, True]
    assert len({(result.url, result.state, result.written) for result in results}) == 1
    repeated = next(result for result in results if result.repeated)
    assert repeated.can_undo
    assert nadia.undo(repeated.operation_id).state == "undone"
    assert {nadia.result(id_).state for id_ in ids} == {"undone"}
    assert there(sandbox) == []


def test_another_name_makes_another_playlist(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    nadia.write(nadia.plan(crate))
    nadia.write(nadia.plan(crate), PlaylistOrder("Day"))
    assert [playlist["name"] for playlist in there(sandbox)] == ["Night", "Day"]


def test_a_script_in_a_name_stays_text(nadia: Desk, sandbox: Sandbox, crate: list[Chosen]) -> None:
    id_ = nadia.plan([*crate, Chosen("<b>Nobody</b>", "<i>Nothing</i>")])
    result = nadia.write(id_, PlaylistOrder(NASTY, NASTY))
    assert result.name == NASTY
    assert there(sandbox)[0]["name"] == NASTY
    assert there(sandbox)[0]["description"] == NASTY
    assert result.missing == ("<b>Nobody</b> - <i>Nothing</i>",)


def test_a_track_that_is_twice_in_the_crate_goes_in_once(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str]
) -> None:
    result = nadia.write(nadia.plan([*crate, crate[0]]))
    assert there(sandbox)[0]["uris"] == uris
    assert (result.written, result.already) == (5, 0)


def test_a_pick_is_for_this_operation_only(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], world: World
) -> None:
    nadia.server.store.writer().put_set(_set(crate[0]))
    other = world.cold_tracks[7].uri
    nadia.write(nadia.plan(crate[:1]), PlaylistOrder("Night", picks={0: other}))
    assert there(sandbox)[0]["uris"] == [other]
    plan = nadia.ask("playlist_plan", nadia.plan(crate[:1]))
    assert plan.tracks[0].uri == world.cold_tracks[0].uri


def test_a_spent_budget_plans_what_is_known_and_refuses_to_write_nothing(
    nadia: Desk, server: Server, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    server.allowance = Allowance(server.store, 0)
    poor = Desk(server, nadia.browser)
    id_ = poor.plan(crate)
    plan = poor.ask("playlist_plan", id_)
    assert {track.status for track in plan.tracks} == {"unasked"}
    assert "SEGUE_SPOTIFY_SEARCHES" in plan.note
    with pytest.raises(BadInput, match="No track is left"):
        poor.write(id_)
    assert there(sandbox) == []


def test_a_track_that_spotify_no_longer_has_is_named_and_looked_for_anew(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str]
) -> None:
    store = nadia.server.store
    store.writer().put_set(_set(crate[1]))
    track = store.track_by_key(track_name(crate[1].artist, crate[1].title).key)
    assert track
    store.writer().put_resolution(track.id, "spotify", GONE)
    failed = nadia.write(nadia.plan(crate))
    assert failed.state == "failed"
    assert failed.message.startswith(f"Spotify does not have “{crate[1].name}” any more")
    assert there(sandbox) == []
    assert nadia.write(nadia.plan(crate)).state == "written"
    assert there(sandbox)[0]["uris"] == uris


def _set(chosen: Chosen) -> SetList:
    plays = (Play(chosen.artist, chosen.title), Play("Nobody", "Else"))
    return SetList("test", "1", "One", "2026-01-01", ("DJ New",), plays)
