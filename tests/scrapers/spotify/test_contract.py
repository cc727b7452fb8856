"""What we send to Spotify, and what the sandbox answers, holds against Spotify's description."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.wrappers import Response

from scrapers.errors import (
    LoginExpired,
    NotAllowed,
    NotFound,
    QuotaExceeded,
    RateLimited,
    ServiceError,
)
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import create_app, create_state
from scrapers.sandbox.spotify_tokens import USERS
from scrapers.sandbox.tracks import listed_track
from scrapers.sandbox.world import World, world_of
from scrapers.spotify.client import Spotify
from tests.scrapers.spotify.contract import (
    DESCRIPTION,
    DIFFERENCES,
    Box,
    Contract,
    Exchange,
    Recorder,
    served,
    unexplained,
)

WITHOUT_ISRC = "1" * 22


@pytest.fixture(scope="session")
def contract() -> Contract:
    if not DESCRIPTION.exists():
        pytest.skip(
            "Spotify's description is not beside the checkout "
            "(../shared/reference/spotify-web-api.openapi.yml)"
        )
    return Contract.read(DESCRIPTION)


@pytest.fixture(scope="module")
def small_world(world: World) -> World:
    nameless = listed_track(WITHOUT_ISRC, ["Somebody"], "Something", "Something", 200_000)
    return world_of([*world.tracks[:200], nameless])


@pytest.fixture
def box(small_world: World) -> Iterator[Box]:
    state = create_state(small_world)
    recorder = Recorder(create_app(small_world, state).wsgi_app)
    with served(recorder) as url:
        yield Box(state, url, recorder)


def _found(box: Box, spotify: Spotify) -> None:
    track = box.world.tracks[0]
    assert spotify.search(f"{track.artists[0]} {track.title}")
    assert spotify.search(f'track:"{track.title}" artist:"{track.artists[0]}"')
    assert spotify.search(f"isrc:{track.isrc}")


def _tracks(box: Box, spotify: Spotify) -> None:
    assert spotify.track(box.world.tracks[0].spotify_id).isrc
    assert spotify.track(WITHOUT_ISRC).isrc is None


def _details(box: Box, spotify: Spotify) -> None:
    assert spotify.playlist(box.playlist()).total == 5
    assert spotify.playlist(box.playlist(public=True)).public
    with box.client(user=1) as stranger:
        assert stranger.playlist(box.playlist(public=True)).owner_id == USERS[0].id


def _listed(box: Box, spotify: Spotify) -> None:
    assert box.playlist() in [one.id for one in spotify.my_playlists()]


def _created(box: Box, spotify: Spotify) -> None:
    spotify.create_playlist("Friday")
    spotify.create_playlist("Friday", "after dark", public=True)


CALLS: dict[str, Callable[[Box, Spotify], object]] = {
    "track": _tracks,
    "search": _found,
    "me": lambda box, spotify: spotify.me(),
    "create_playlist": _created,
    "playlist": _details,
    "my_playlists": _listed,
    "change_playlist": lambda box, spotify: spotify.change_playlist(
        box.playlist(), name="Saturday", description="later", public=True
    ),
    "add_items": lambda box, spotify: spotify.add_items(box.playlist(), box.uris),
    "playlist_uris": lambda box, spotify: spotify.playlist_uris(box.playlist()),
    "remove_items": lambda box, spotify: spotify.remove_items(box.playlist(), box.uris[:2]),
    "unfollow_playlist": lambda box, spotify: spotify.unfollow_playlist(box.playlist()),
}


def problems_of(contract: Contract, box: Box) -> list[str]:
    """Everything that the exchanges so far have against them, explained or not."""
    assert box.recorder.exchanges
    return [
        line
        for exchange in box.recorder.exchanges
        for line in (*contract.of_request(exchange), *contract.of_answer(exchange))
    ]


def test_every_call_of_our_client_stands_here() -> None:
    assert {name for name in vars(Spotify) if not name.startswith("_")} == {*CALLS, "close"}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_and_its_answer_are_as_described(contract: Contract, box: Box, name: str) -> None:
    with box.client() as spotify:
        CALLS[name](box, spotify)
    assert unexplained(problems_of(contract, box)) == []


def _limited(box: Box) -> None:
    box.state.rules.rate.calls = 0


def _used_up(box: Box) -> None:
    box.state.rules.quotas["others"].calls = 0


def _without_premium(box: Box) -> None:
    box.state.rules.owner_has_premium = False


def _not_listed(box: Box) -> None:
    box.state.rules.listed_users = set()


@pytest.mark.parametrize(
    ("rule", "error", "status"),
    [
        (_limited, RateLimited, 429),
        (_used_up, QuotaExceeded, 429),
        (_without_premium, NotAllowed, 403),
        (_not_listed, NotAllowed, 403),
        (lambda box: box.state.accounts.expire_access_tokens(), LoginExpired, 401),
        (lambda box: box.state.faults.add(Fault("status", status=429)), RateLimited, 429),
        (lambda box: box.state.faults.add(Fault("quota")), QuotaExceeded, 429),
    ],
)
def test_a_refusal_of_whoever_calls_is_as_described(
    contract: Contract,
    box: Box,
    rule: Callable[[Box], object],
    error: type[ServiceError],
    status: int,
) -> None:
    with box.client() as spotify:
        rule(box)
        with pytest.raises(error):
            spotify.me()
    assert box.latest().response.status_code == status
    assert unexplained(problems_of(contract, box)) == []


@pytest.mark.parametrize(
    ("call", "error", "status"),
    [
        (lambda box, spotify: spotify.track("0" * 22), NotFound, 404),
        (lambda box, spotify: spotify.playlist("0" * 22), NotFound, 404),
        (lambda box, spotify: spotify.add_items("0" * 22, box.uris), NotFound, 404),
        (
            lambda box, spotify: spotify.add_items(box.playlist(), ["spotify:track:" + "0" * 22]),
            ServiceError,
            400,
        ),
    ],
)
def test_a_refusal_of_what_is_asked_has_the_described_body(
    contract: Contract,
    box: Box,
    call: Callable[[Box, Spotify], object],
    error: type[ServiceError],
    status: int,
) -> None:
    with box.client() as spotify, pytest.raises(error):
        call(box, spotify)
    assert box.latest().response.status_code == status
    assert unexplained(problems_of(contract, box)) == []


def test_what_is_not_ours_or_not_granted_is_refused_as_described(
    contract: Contract, box: Box
) -> None:
    mine = box.playlist(public=True)
    with box.client(user=1) as stranger, box.client(scopes=frozenset()) as reader:
        for call in (
            lambda: stranger.playlist_uris(mine),
            lambda: stranger.add_items(mine, box.uris),
            lambda: stranger.remove_items(mine, box.uris),
            lambda: stranger.change_playlist(mine, name="Mine"),
            lambda: reader.create_playlist("Friday"),
            lambda: reader.change_playlist(mine, name="Saturday"),
        ):
            with pytest.raises(NotAllowed):
                call()
            assert box.latest().response.status_code == 403
    assert unexplained(problems_of(contract, box)) == []


def test_every_difference_that_is_listed_is_met(contract: Contract, box: Box) -> None:
    with box.client() as spotify:
        for call in CALLS.values():
            call(box, spotify)
        with pytest.raises(NotFound):
            spotify.track("0" * 22)
    met = problems_of(contract, box)
    assert [one for one in DIFFERENCES if not any(re.fullmatch(one, line) for line in met)] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/users/nadia.kestrel/playlist", {"name": "x"}),
        ("GET", "/me/", None),
        ("POST", "/me/playlists", {"description": "without a name"}),
        ("POST", "/me/playlists", {"name": "x", "public": "no"}),
        ("POST", "/playlists/{id}/items", {"uri": ["spotify:track:0"]}),
        ("POST", "/playlists/{id}/items", ["spotify:track:0"]),
        ("DELETE", "/playlists/{id}/items", {"items": ["spotify:track:0"]}),
        ("PUT", "/playlists/{id}", {"title": "x"}),
        ("GET", "/search?q=a&type=track&limit=many", None),
        ("GET", "/search?q=a&type=song", None),
        ("GET", "/search?q=a", None),
        ("GET", "/playlists/{id}/items?page=2", None),
    ],
)
def test_a_wrong_request_is_found(
    contract: Contract, box: Box, method: str, path: str, body: object
) -> None:
    exchange = box.send(method, path.replace("{id}", box.playlist()), body)
    assert unexplained(contract.of_request(exchange))


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: body.pop("id"),
        lambda body: body.update(duration_ms="long"),
        lambda body: body.update(artists={}),
        lambda body: body["album"].pop("name"),
        lambda body: body["artists"][0].update(uri=5),
    ],
)
def test_a_wrong_answer_is_found(
    contract: Contract, box: Box, damage: Callable[[dict[str, Any]], object]
) -> None:
    with box.client() as spotify:
        spotify.track(WITHOUT_ISRC)
    right = box.latest()
    body = json.loads(right.response.get_data())
    damage(body)
    wrong = Response(json.dumps(body), 200, content_type="application/json")
    assert unexplained(contract.of_answer(right)) == []
    assert unexplained(contract.of_answer(Exchange(right.request, wrong)))


def test_a_wrong_error_is_found(contract: Contract, box: Box) -> None:
    exchange = box.send("GET", "/tracks/" + "0" * 22)
    wrong = Response('{"error": "gone"}', 404, content_type="application/json")
    assert unexplained(contract.of_answer(exchange)) == []
    assert unexplained(contract.of_answer(Exchange(exchange.request, wrong)))
