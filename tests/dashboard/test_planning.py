"""What Spotify has of a crate, over the sandbox."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.demo import fill_catalogue, sandbox_settings
from dashboard.planning import MAX_TRACKS, make_plan
from dashboard.playlist_service import Chosen, OwnPlaylist, PlaylistPlan
from recommender.catalogue.store import Store
from recommender.errors import BadInput
from scrapers.errors import LoginExpired
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.client import Spotify
from scrapers.spotify.record import MARK
from scrapers.spotify.resolve import Resolver
from tests.dashboard.connecting import TOMAS

NOBODY = Chosen("Nobody At All", "No Such Track")


@pytest.fixture
def store(tmp_path: Path, world: World) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill_catalogue(store, replace(world, sets=world.sets[:10]))
    yield store
    store.close()


@pytest.fixture
def crate(store: Store) -> list[Chosen]:
    """Eight tracks of the catalogue that no set brought a URI for."""
    unknown = [track for track in store.most_played(200) if not track.spotify_uri]
    return [Chosen(track.artist, track.title) for track in unknown[:8]]


Planning = Callable[..., PlaylistPlan]


@pytest.fixture
def planned(store: Store, sandbox: Sandbox) -> Iterator[Planning]:
    told: list[tuple[str, int, int]] = []

    def plan(
        chosen: list[Chosen], budget: int = 400, told: list[tuple[str, int, int]] = told
    ) -> PlaylistPlan:
        def tell(step: str, done: int = 0, total: int = 0) -> None:
            told.append((step, done, total))

        token = sandbox.login().access_token
        allowance = Allowance(store, budget)
        with Spotify(sandbox_settings(sandbox), lambda: token, allowance) as spotify:
            return make_plan(spotify, Resolver(store), chosen, tell)

    yield plan
    for playlist in sandbox.state.playlists.kept():
        sandbox.state.playlists.follow(playlist, playlist.owner, follows=False)


def searches(sandbox: Sandbox) -> int:
    return sum(call.path.startswith("/v1/search") for call in sandbox.requests)


def test_each_track_is_told_with_what_spotify_has_of_it(
    planned: Planning, crate: list[Chosen]
) -> None:
    told: list[tuple[str, int, int]] = []
    plan = planned([*crate, NOBODY], told=told)
    assert [track.name for track in plan.tracks] == [track.name for track in [*crate, NOBODY]]
    assert [track.status for track in plan.tracks] == ["found"] * 8 + ["missing"]
    assert all(track.uri and track.found for track in plan.tracks[:-1])
    assert plan.tracks[-1].note
    assert plan.note == ""
    assert told == [("search", 0, 9), *(("search", done, 9) for done in range(10))]


def test_a_track_that_is_nearly_there_comes_with_offers(
    planned: Planning, crate: list[Chosen]
) -> None:
    near = Chosen(crate[0].artist, f"{crate[0].title} (Wren Halloway Remix)")
    track = planned([near]).tracks[0]
    assert track.status == "missing"
    assert track.offers
    assert track.offers[0].uri.startswith("spotify:track:")


def test_what_was_found_once_is_not_searched_for_again(
    planned: Planning, crate: list[Chosen], sandbox: Sandbox
) -> None:
    first = planned(crate)
    sandbox.forget_requests()
    again = planned(crate)
    assert searches(sandbox) == 0
    assert [track.uri for track in again.tracks] == [track.uri for track in first.tracks]


def test_two_lines_that_are_one_track_are_told(planned: Planning, crate: list[Chosen]) -> None:
    twice = Chosen(crate[0].artist, f"{crate[0].title} (Original Mix)")
    plan = planned([crate[0], crate[1], twice])
    assert [track.status for track in plan.tracks] == ["found", "found", "double"]
    assert plan.tracks[2].uri == plan.tracks[0].uri
    assert crate[0].name in plan.tracks[2].note


@pytest.mark.parametrize("limit", ["quota", "budget"])
def test_where_a_limit_ends_the_look_up_the_rest_is_told_and_what_is_known_is_used(
    planned: Planning, crate: list[Chosen], sandbox: Sandbox, limit: str
) -> None:
    planned([crate[7]])
    sandbox.forget_requests()
    budget = 400
    if limit == "quota":
        sandbox.faults.add(Fault("quota", path="/v1/search", skip=3, times=None, retry_after=9_000))
    else:
        budget = 4  # one was used before
    plan = planned(crate, budget)
    statuses = [track.status for track in plan.tracks]
    asked = statuses.index("unasked")
    assert 1 <= asked <= 3
    assert statuses[asked:] == ["unasked"] * (7 - asked) + ["found"]
    assert all(track.note for track in plan.tracks[asked:7])
    assert plan.note.startswith(f"{7 - asked} tracks were not looked for.")
    assert searches(sandbox) == (4 if limit == "quota" else 3)


def test_a_short_pause_is_waited_for(
    planned: Planning, crate: list[Chosen], sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", path="/v1/search", status=429, retry_after=1, skip=1))
    told: list[tuple[str, int, int]] = []
    plan = planned(crate[:3], told=told)
    assert [track.status for track in plan.tracks] == ["found"] * 3
    waits = [number for number, step in enumerate(told) if step[0] == "wait"]
    assert len(waits) == 1
    assert told[waits[0]] == ("wait", 0, 1)
    assert told[waits[0] + 1] == told[waits[0] - 1]


def test_a_spotify_that_is_down_is_not_asked_for_every_track(
    planned: Planning, crate: list[Chosen], sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", path="/v1/search", status=503, times=None))
    plan = planned(crate)
    assert {track.status for track in plan.tracks} == {"unasked"}
    assert "trouble" in plan.note
    assert searches(sandbox) <= 6  # three, and each once more


def test_one_stumble_costs_one_track_only(
    planned: Planning, crate: list[Chosen], sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", path="/v1/search", status=503, times=2))
    plan = planned(crate[:3])
    assert [track.status for track in plan.tracks] == ["unasked", "found", "found"]
    assert planned(crate[:3]).tracks[0].status == "found"


def test_only_own_playlists_can_be_added_to(
    planned: Planning, crate: list[Chosen], sandbox: Sandbox
) -> None:
    token, other = sandbox.login().access_token, sandbox.login(TOMAS).access_token
    settings = sandbox_settings(sandbox)
    with Spotify(settings, lambda: token) as nadia, Spotify(settings, lambda: other) as tomas:
        mine = nadia.create_playlist("Nadia's <b>own</b>", "")
        tomas.create_playlist("Tomas's own", "")
        nadia.create_playlist("Half written", f"{MARK}0123")
    listed = planned(crate[:1]).playlists
    assert listed == (OwnPlaylist(mine.id, "Nadia's <b>own</b>", 0, False),)


def test_a_huge_library_is_not_read_to_its_end(
    planned: Planning,
    crate: list[Chosen],
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = sandbox.login().access_token
    with Spotify(sandbox_settings(sandbox), lambda: token) as nadia:
        newest = [nadia.create_playlist(str(number)).id for number in range(3)][::-1]
    monkeypatch.setattr("dashboard.planning.MOST_LISTED", 2)
    plan = planned(crate[:1])
    assert [playlist.id for playlist in plan.playlists] == newest[:2]
    assert "newest 2" in plan.note


def test_a_plan_stands_without_the_list_of_playlists(
    planned: Planning, crate: list[Chosen], sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", path="/v1/me/playlists", status=503, times=None))
    plan = planned(crate[:2])
    assert plan.playlists == ()
    assert "only a new one" in plan.note
    assert [track.status for track in plan.tracks] == ["found", "found"]


def test_without_a_login_there_is_no_plan(
    planned: Planning, crate: list[Chosen], sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", path="/v1/", status=401, times=None))
    with pytest.raises(LoginExpired):
        planned(crate)


@pytest.mark.parametrize(("number", "words"), [(0, "empty"), (MAX_TRACKS + 1, "up to 500")])
def test_a_crate_has_a_size(planned: Planning, sandbox: Sandbox, number: int, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        planned([NOBODY] * number)
    assert sandbox.requests == []


def test_names_are_rid_of_what_no_database_takes(planned: Planning) -> None:
    track = planned([Chosen("<b>Mira\x00</b>", "Night\ud800\n夜")]).tracks[0]
    assert track.name == "<b>Mira </b> - Night 夜"
