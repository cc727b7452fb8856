"""Both services on a local port, and a clock that only moves when somebody sleeps."""

from collections.abc import Iterator

import pytest

from scrapers.previews.deezer import Deezer
from scrapers.previews.finder import PreviewFinder
from scrapers.previews.itunes import Itunes
from tests.scrapers.mixesdb_client.conftest import Clock
from tests.scrapers.previews.stub import Services

NOW = 1_790_000_000.0
"""Seconds since 1970 for whoever asks whether a link is still good."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as running:
        yield running


@pytest.fixture
def deezer(services: Services, clock: Clock) -> Iterator[Deezer]:
    opened = Deezer(services.settings(), clock, clock.sleep, now=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def itunes(services: Services, clock: Clock) -> Iterator[Itunes]:
    opened = Itunes(services.settings(), clock, clock.sleep)
    yield opened
    opened.close()


@pytest.fixture
def finder(services: Services, clock: Clock) -> Iterator[PreviewFinder]:
    with PreviewFinder(services.settings(), None, clock, clock.sleep, lambda: NOW) as opened:
        yield opened
