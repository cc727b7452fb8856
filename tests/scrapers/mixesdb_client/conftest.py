"""A small wiki behind real HTTP, a clock that only moves when somebody sleeps, and a parser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from recommender.catalogue.setlist import Play, SetList
from recommender.catalogue.store import Store
from scrapers.mixesdb.client import MixesDB
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from scrapers.settings import ServiceSettings
from tests.scrapers.spotify.stub import settings_for

CONTACT = "dj@example.org"


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Report:
    """What a parser says about the lines."""

    unparsed: int = 0


@dataclass
class Parsed:
    """What a parser makes of a page."""

    sets: tuple[SetList, ...] = ()
    skipped: str | None = None
    report: Report = field(default_factory=Report)
    links: tuple[str, ...] = ()


def simple_parser(title: str, wikitext: str, url: str, page_id: int | None = None) -> Parsed:
    """One play for each line with a dash; `stub` skips, `!!` is not understood, `-> X` links."""
    if wikitext.startswith("stub"):
        return Parsed(skipped="stub")
    lines = wikitext.splitlines()
    links = tuple(line[3:] for line in lines if line.startswith("-> "))
    names = [line.removeprefix("# ").partition(" - ") for line in lines if line.startswith("# ")]
    plays = tuple(Play(artist, name) for artist, _, name in names)
    sets = (SetList("mixesdb", title, title, title[:10], ("DJ",), plays, url, page=title),)
    return Parsed(sets if plays else (), None, Report(wikitext.count("!!")), links)


def settings_of(url: str, pause_s: float = 0.0) -> ServiceSettings:
    """Settings for a wiki at an address."""
    new = {"mixesdb_api_url": url, "mixesdb_pause_s": pause_s, "contact": CONTACT}
    return settings_for("http://127.0.0.1:1").model_copy(update=new)


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    """The whole synthetic wiki; each test may edit its own."""
    with Sandbox(world) as running:
        yield running


@pytest.fixture
def wiki(sandbox: Sandbox) -> Sandbox:
    """A wiki of 130 small pages in the category Nights, the newest of 2021."""
    for page in sandbox.wiki.all_pages():
        sandbox.wiki.delete(page.title)
    for number in range(130):
        sandbox.wiki.edit(title_of(number), text_of(f"Artist {number} - Tune {number}"))
    return sandbox


def title_of(number: int) -> str:
    """The title of a page of the small wiki; higher numbers are newer."""
    return f"20{10 + number // 12}-{number % 12 + 1:02d}-15 - DJ Test - Night {number}"


def text_of(*lines: str, category: str = "Nights") -> str:
    """A page that the simple parser understands."""
    return "\n".join([*(f"# {line}" for line in lines), f"[[Category:{category}]]"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(wiki: Sandbox, clock: Clock) -> Iterator[MixesDB]:
    with MixesDB(settings_of(wiki.wiki_url), clock, clock.sleep) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    yield opened
    opened.close()
