"""A journal in SQLite and one in PostgreSQL, with two accounts connected."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from dashboard import operations
from dashboard.operations import Operations
from dashboard.storage import open_storage
from recommender.catalogue.database import open_database
from tests.dashboard.journal.entries import Clock, connect


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    engine = open_database(database_url)
    open_storage(engine)
    connect(engine, "me")
    connect(engine, "you")
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(engine: sa.Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Operations:
    monkeypatch.setattr(operations, "_LOOK_S", 0.01)
    return Operations(engine, clock)
