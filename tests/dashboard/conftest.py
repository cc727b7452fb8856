"""The page over the fake service, and the sandbox for what is real."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.demo import sandbox_settings
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from tests.dashboard.connecting import Browser, Server
from tests.dashboard.fake_service import FakeService, make_server


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> FlaskClient:
    return make_server(service).test_client()


@pytest.fixture(scope="session")
def running(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    """The sandbox, well and with no call on record."""
    running.forget_requests()
    yield running
    running.faults.clear()
    running.spotify.reset()


@pytest.fixture
def server(sandbox: Sandbox, tmp_path: Path) -> Iterator[Server]:
    """A Segue that the sandbox serves, to connect to."""
    server = Server(tmp_path, sandbox_settings(sandbox))
    yield server
    server.close()


@pytest.fixture
def browser(server: Server) -> Browser:
    """Nobody is connected in it yet."""
    return server.browser()
