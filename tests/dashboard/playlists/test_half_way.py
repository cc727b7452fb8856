"""What stops half-way, is refused, or is gone by now: told as it is, in words that stay true."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from dashboard.playlist_service import Chosen, PlaylistOrder
from recommender.errors import BadInput
from scrapers.errors import LoginExpired, QuotaExceeded
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from tests.dashboard.playlists.desk import Desk, end_pause, remove_playlists, there

BAD = "a1" * 11


def test_an_append_that_is_taken_back_half_way_is_told_and_can_be_gone_on_with(
    nadia: Desk, sandbox: Sandbox, world: World, own: Callable[..., str]
) -> None:
    held = world.cold_tracks[0].uri
    target = own("Warm up", [held])
    many = [Chosen(track.wiki_artist, track.wiki_title) for track in world.cold_tracks[1:131]]
    id_ = nadia.plan(many)
    assert nadia.write(id_, PlaylistOrder("", target=target)).written > 100
    sandbox.faults.add(Fault("quota", path="/items", method="DELETE", skip=1, retry_after=7_200))
    with pytest.raises(QuotaExceeded):
        nadia.undo(id_)
    assert 1 < len(there(sandbox)[0]["uris"]) < 131
    half = nadia.result(id_)
    assert (half.state, half.written, half.can_undo) == ("writing", 0, True)
    assert "only some of the tracks were taken out of “Warm up”" in half.message
    assert nadia.ask("last_write") == half

    end_pause(nadia.server)
    assert nadia.undo(id_).state == "undone"
    assert there(sandbox)[0]["uris"] == [held]


def test_what_was_taken_back_half_way_can_be_made_whole_again(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str]
) -> None:
    id_ = nadia.plan(crate)
    nadia.write(id_)
    sandbox.faults.add(Fault("quota", path="/library", method="DELETE", retry_after=7_200))
    with pytest.raises(QuotaExceeded):
        nadia.undo(id_)
    half = nadia.result(id_)
    assert (half.state, half.can_undo) == ("writing", True)
    assert "“Night” may still be there, or a part of it" in half.message
    end_pause(nadia.server)
    whole = nadia.resume(id_)
    assert (whole.state, whole.written, whole.message) == ("written", 5, "")
    assert [playlist["uris"] for playlist in there(sandbox)] == [uris]


def test_a_take_back_that_is_refused_mentions_the_other_way(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], world: World
) -> None:
    id_ = nadia.plan(crate)
    sandbox.faults.add(Fault("status", path="/items|/library", status=401, times=None))
    nadia.write(id_)
    sandbox.faults.clear()
    playlist = sandbox.state.playlists.kept()[0]
    sandbox.state.playlists.add(playlist, [world.cold_tracks[9].uri], None)
    with pytest.raises(BadInput, match=r"changed in Spotify since.* Or finish it here"):
        nadia.undo(id_)
    refused = nadia.result(id_)
    assert (refused.state, refused.can_undo) == ("writing", True)
    assert refused.message.endswith("Or finish it here.")
    assert nadia.resume(id_).state == "written"


def test_a_playlist_that_spotify_does_not_let_go_is_told(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    id_ = nadia.plan(crate)
    nadia.write(id_)
    sandbox.faults.add(Fault("status", path="/library", method="DELETE", status=403, times=None))
    undone = nadia.undo(id_)
    assert undone.state == "undone"
    assert "“Night”. It is empty now: delete it in Spotify." in undone.message
    assert there(sandbox)[0]["uris"] == []


@pytest.mark.parametrize("retry_after", [7_200, None])
def test_a_limit_is_told_with_a_time_that_stays_true(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], retry_after: int | None
) -> None:
    id_ = nadia.plan(crate)
    sandbox.faults.add(Fault("quota", path="/items", method="POST", retry_after=retry_after))
    stopped = nadia.write(id_)
    until = nadia.ask("spotify_pause").until
    latest = until + timedelta(minutes=1)
    assert f"until {latest:%H:%M} UTC on {latest.day} {latest:%B}." in stopped.message
    assert not re.search(r"\bin about\b|tomorrow", stopped.message)
    assert stopped.message.endswith("Finish it later, or take it back.")
    # Also where it comes of what is remembered, not of what Spotify says.
    assert nadia.resume(id_).message.startswith(stopped.message.split(" until ")[0])


def test_a_limit_before_anything_was_written_is_told_so_too(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    id_ = nadia.plan(crate)
    sandbox.faults.add(Fault("quota", path="/playlists", method="POST", retry_after=7_200))
    failed = nadia.write(id_)
    assert failed.state == "failed"
    assert "used up until" in failed.message
    assert "in about" not in failed.message


def test_the_same_order_is_carried_out_again_where_its_playlist_was_deleted(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str]
) -> None:
    first = nadia.plan(crate)
    nadia.write(first)
    remove_playlists(sandbox)
    again = nadia.write(nadia.plan(crate))
    assert (again.state, again.repeated) == ("written", False)
    assert [playlist["uris"] for playlist in there(sandbox)] == [uris]


def test_the_same_order_is_carried_out_again_where_its_tracks_were_taken_out(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str], own: Callable[..., str]
) -> None:
    order = PlaylistOrder("", target=own("Warm up", []))
    nadia.write(nadia.plan(crate), order)
    playlist = sandbox.state.playlists.kept()[0]
    sandbox.state.playlists.remove(playlist, uris[:2])
    again = nadia.write(nadia.plan(crate), order)
    assert (again.state, again.repeated, again.written) == ("written", False, 2)
    assert sorted(there(sandbox)[0]["uris"]) == sorted(uris)


def test_the_same_order_is_repeated_with_one_look_at_the_library(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    nadia.write(nadia.plan(crate))
    second = nadia.plan(crate)
    sandbox.forget_requests()
    assert nadia.write(second).repeated
    assert [(call.method, call.path) for call in sandbox.requests] == [("GET", "/v1/me/playlists")]


def test_the_same_order_is_repeated_where_spotify_can_not_be_asked(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    nadia.write(nadia.plan(crate))
    second = nadia.plan(crate)
    sandbox.faults.add(Fault("quota", path="/v1/", times=None, retry_after=7_200))
    assert nadia.write(second).repeated
    assert len(there(sandbox)) == 1


def test_a_bad_pick_is_found_at_once_and_told_with_its_line(
    nadia: Desk, sandbox: Sandbox, world: World
) -> None:
    many = [Chosen(track.wiki_artist, track.wiki_title) for track in world.cold_tracks[:30]]
    id_ = nadia.plan(many)
    sandbox.forget_requests()
    failed = nadia.write(id_, PlaylistOrder("Night", picks={29: f"spotify:track:{BAD}"}))
    assert failed.state == "failed"
    assert failed.message == (
        f"Spotify does not have the track that you picked for line 30, “{many[29].name}”, so "
        "nothing was written. Pick another one, or leave it out."
    )
    assert sum(call.path.startswith("/v1/tracks") for call in sandbox.requests) == 1


def test_who_disconnects_while_tracks_are_looked_up_leaves_nothing_behind(
    nadia: Desk, crate: list[Chosen]
) -> None:
    def disconnect(step: str, done: int = 0, total: int = 0) -> None:
        if (step, done) == ("search", total):
            nadia.server.logins.disconnect(nadia.browser)

    with pytest.raises(LoginExpired, match="Connect first"):
        nadia.ask("plan_playlist", crate, disconnect)
    assert nadia.server.operations_of("nadia.kestrel") == 0


def test_names_of_playlists_are_rid_of_what_no_database_takes(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], own: Callable[..., str]
) -> None:
    target = own("Warm up", [])
    sandbox.state.playlists.kept()[0].name = "Warm\x00 up \ud83d\u2028"
    id_ = nadia.plan(crate)
    plan = nadia.ask("playlist_plan", id_)
    assert [playlist.name for playlist in plan.playlists] == ["Warm up"]
    added = nadia.write(id_, PlaylistOrder("", target=target))
    assert (added.state, added.name) == ("written", "Warm up")
