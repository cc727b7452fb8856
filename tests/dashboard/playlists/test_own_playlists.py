"""Adding to a playlist that is there, and taking back what was written."""

from collections.abc import Callable

import pytest

from dashboard.playlist_service import Chosen, PlaylistOrder
from recommender.errors import BadInput
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from tests.dashboard.playlists.desk import Desk, there


def test_tracks_are_added_to_an_own_playlist_without_doubling_any(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str], own: Callable[..., str]
) -> None:
    target = own("Warm up", [uris[2], uris[0]])
    id_ = nadia.plan(crate)
    plan = nadia.ask("playlist_plan", id_)
    assert [(p.id, p.name, p.tracks) for p in plan.playlists] == [(target, "Warm up", 2)]
    added = nadia.write(id_, PlaylistOrder("", target=target))
    assert (added.written, added.already, added.appended) == (3, 2, True)
    assert added.name == "Warm up"
    assert there(sandbox)[0]["uris"] == [uris[2], uris[0], uris[1], uris[3], uris[4]]
    assert nadia.undo(id_).state == "undone"
    assert there(sandbox)[0]["uris"] == [uris[2], uris[0]]


def test_where_nothing_was_new_there_is_nothing_to_take_back(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], uris: list[str], own: Callable[..., str]
) -> None:
    target = own("Warm up", uris)
    id_ = nadia.plan(crate)
    added = nadia.write(id_, PlaylistOrder("", target=target))
    assert (added.state, added.written, added.already) == ("written", 0, 5)
    assert not added.can_undo
    with pytest.raises(BadInput, match="Nothing was added"):
        nadia.undo(id_)
    assert there(sandbox)[0]["uris"] == uris


def test_nobody_adds_to_a_playlist_that_is_not_his(
    nadia: Desk, tomas: Desk, sandbox: Sandbox, crate: list[Chosen], own: Callable[..., str]
) -> None:
    target = own("Warm up", [])
    id_ = tomas.plan(crate)
    assert tomas.ask("playlist_plan", id_).playlists == ()
    with pytest.raises(BadInput, match="not among yours"):
        tomas.write(id_, PlaylistOrder("", target=target))
    assert there(sandbox)[0]["uris"] == []


def test_only_the_last_write_can_be_taken_back(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen]
) -> None:
    first, second = nadia.plan(crate), nadia.plan(crate)
    nadia.write(first)
    nadia.write(second, PlaylistOrder("Day"))
    assert not nadia.result(first).can_undo
    with pytest.raises(BadInput, match="written last"):
        nadia.undo(first)
    nadia.undo(second)
    assert not nadia.result(first).can_undo
    assert [playlist["name"] for playlist in there(sandbox)] == ["Night"]


def test_a_playlist_that_was_changed_since_is_left_alone(
    nadia: Desk, sandbox: Sandbox, crate: list[Chosen], world: World
) -> None:
    id_ = nadia.plan(crate)
    nadia.write(id_)
    playlist = sandbox.state.playlists.kept()[0]
    sandbox.state.playlists.add(playlist, [world.cold_tracks[9].uri], None)
    with pytest.raises(BadInput, match="changed in Spotify since"):
        nadia.undo(id_)
    assert nadia.result(id_).state == "written"
    assert len(there(sandbox)) == 1


def test_what_was_never_written_can_not_be_taken_back(nadia: Desk, crate: list[Chosen]) -> None:
    id_ = nadia.plan(crate)
    with pytest.raises(BadInput, match="Nothing was written"):
        nadia.undo(id_)
    assert nadia.result(id_).state == "failed"
    assert "Nothing was written" in nadia.result(id_).message
