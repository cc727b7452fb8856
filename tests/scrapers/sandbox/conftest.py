"""One world for all tests here; each test gets its own accounts, playlists and faults."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from scrapers.sandbox.server import Sandbox, create_app, create_state
from scrapers.sandbox.spotify_tokens import SCOPES, USERS
from scrapers.sandbox.state import State
from scrapers.sandbox.world import World


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


class Caller:
    """Calls the Web API with one user's token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def __call__(self, method: str, path: str, **sent: object) -> object:
        return self._client.open(f"/v1{path}", method=method, headers=self.headers, **sent)

    def new_playlist(self, **fields: object) -> str:
        answer = self("POST", "/me/playlists", json={"name": "Friday", **fields})
        assert answer.status_code == 201
        return answer.json["id"]

    def uris(self, playlist_id: str) -> list[str]:
        answer = self("GET", f"/playlists/{playlist_id}/items?limit=50")
        return [line["item"]["uri"] for line in answer.json["items"]]


def with_scopes(client: FlaskClient, state: State, *scopes: str) -> Caller:
    """A caller whose user agreed to these and no more."""
    return Caller(client, state.accounts.login(USERS[0].id, scopes).access_token)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(world: World, clock: Clock) -> State:
    return create_state(world, clock=clock)


@pytest.fixture
def client(world: World, state: State) -> FlaskClient:
    return create_app(world, state).test_client()


@pytest.fixture
def nadia(client: FlaskClient, state: State) -> Caller:
    return Caller(client, state.accounts.login(USERS[0].id, SCOPES).access_token)


@pytest.fixture
def tomas(client: FlaskClient, state: State) -> Caller:
    return Caller(client, state.accounts.login(USERS[1].id, SCOPES).access_token)


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as running:
        yield running
