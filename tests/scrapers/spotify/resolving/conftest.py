"""The small catalogue on Spotify, and a catalogue of our own that is to be looked up in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.catalogue.store import Store
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import world_of
from scrapers.settings import ServiceSettings
from scrapers.spotify import session
from scrapers.spotify.client import Spotify
from scrapers.spotify.resolve import Resolver
from tests.recommender.builders import a_set, fill
from tests.scrapers.spotify.resolving.shelf import CATALOGUE
from tests.scrapers.spotify.stub import PATIENCE_S, settings_for


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(world_of(CATALOGUE)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr(session, "RETRY_PAUSE_S", 0.01)
    running.forget_requests()
    yield running
    running.faults.clear()
    running.spotify.reset()


@pytest.fixture
def settings(sandbox: Sandbox) -> ServiceSettings:
    return settings_for(sandbox.url, timeout_s=PATIENCE_S)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill(opened, [a_set(1, "Robert Hood - Minus", "Robert Hood - Minus (Other Remix)", "A - None")])
    yield opened
    opened.close()


@pytest.fixture
def resolver(store: Store) -> Resolver:
    return Resolver(store)


@pytest.fixture
def spotify(sandbox: Sandbox, settings: ServiceSettings) -> Iterator[Spotify]:
    tokens = sandbox.login()
    with Spotify(settings, lambda: tokens.access_token) as client:
        yield client
