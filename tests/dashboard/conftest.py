"""The page over the fake service, and the sandbox for what is real."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World, build_world
from tests.dashboard.fake_service import FakeService, make_server


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> FlaskClient:
    return make_server(service).test_client()


@pytest.fixture(scope="session")
def world() -> World:
    return build_world()


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
