"""The synthetic world, imported and trained once for all tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.catalogue.setlist import SetList
from recommender.catalogue.store import Store
from recommender.engine import Engine
from recommender.training import Trained, train
from scrapers.sandbox.world import World
from tests.recommender.builders import fill
from tests.recommender.direct import DirectCount


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty catalogue, in SQLite and in PostgreSQL."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    """An empty catalogue in SQLite, for tests about what is built on it."""
    opened = Store(f"sqlite:///{tmp_path / 'small.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def world_sets(world: World) -> list[SetList]:
    """All sets of the synthetic world."""
    return world.setlists()


@pytest.fixture(scope="session")
def direct(world_sets: list[SetList]) -> DirectCount:
    """The world's sets, to be counted by hand."""
    return DirectCount(world_sets)


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the world's catalogue."""
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="session")
def world_store(world_sets: list[SetList], world_folder: Path) -> Iterator[Store]:
    """The world's catalogue; tests must leave it as it is."""
    opened = Store(f"sqlite:///{world_folder / 'segue.db'}")
    fill(opened, world_sets)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def world_trained(world_store: Store, world_folder: Path) -> Trained:
    """The default model of the world."""
    return train(world_store, world_folder / "models")


@pytest.fixture(scope="session")
def engine(world_store: Store, world_trained: Trained) -> Engine:
    """The engine over the world."""
    return Engine(world_store, world_trained)
