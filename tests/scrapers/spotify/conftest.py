"""A running sandbox for the tests that go over real HTTP."""

from collections.abc import Iterator

import pytest

from scrapers.sandbox.server import CLIENT_ID, CLIENT_SECRET, Sandbox
from scrapers.sandbox.world import World
from scrapers.settings import ServiceSettings
from scrapers.spotify import session, steps
from scrapers.spotify.auth import SCOPES
from scrapers.spotify.client import Spotify
from tests.scrapers.spotify.desk import clear
from tests.scrapers.spotify.stub import PATIENCE_S, settings_for


@pytest.fixture(scope="module")
def running(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The sandbox on a good day, with pauses that do not hold up the tests."""
    monkeypatch.setattr(steps, "sleep", lambda _: None)
    monkeypatch.setattr(session, "RETRY_PAUSE_S", 0.01)
    running.forget_requests()
    yield running
    running.faults.clear()


@pytest.fixture
def empty_library(sandbox: Sandbox) -> None:
    """Nobody has a playlist."""
    clear(sandbox)


@pytest.fixture
def settings(sandbox: Sandbox) -> ServiceSettings:
    return settings_for(sandbox.url, timeout_s=PATIENCE_S).model_copy(
        update={"spotify_client_id": CLIENT_ID, "spotify_client_secret": CLIENT_SECRET}
    )


@pytest.fixture
def spotify(sandbox: Sandbox, settings: ServiceSettings) -> Iterator[Spotify]:
    """A client for a logged-in user."""
    tokens = sandbox.login(scopes=SCOPES)
    with Spotify(settings, lambda: tokens.access_token) as client:
        yield client
