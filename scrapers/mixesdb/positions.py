"""Where each crawl stands, kept in the catalogue so that any interruption can be gone on from."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from recommender.catalogue.store import Store
from scrapers.mixesdb.client import Section, Token

_NAME = "mixesdb positions"


@dataclass
class Position:
    """How far the reading of one section is."""

    category: str | None = None
    since: str = ""
    token: Token | None = None
    """What the next answer is asked for with; None at the beginning."""
    seen: int = 0
    """Pages listed so far."""
    listed: bool = False
    """The list was read to its end; only the links are left."""
    links: list[str] = field(default_factory=list)
    """Pages that pages of the section lead to, not looked at yet."""
    finished: str | None = None
    """When the whole section was last read (ISO time); from then on only changes are asked for."""
    members: list[int] = field(default_factory=list)
    """Numbers of the pages that a category listed; what it no longer lists is asked about."""

    @property
    def section(self) -> Section:
        """What it is a position in."""
        return Section(self.category, self.since)

    def restart(self) -> None:
        """Back to the beginning; what was finished stays so."""
        self.token, self.seen, self.listed = None, 0, False


class Positions:
    """All positions of a catalogue. Without `write`, they are only remembered for this run."""

    def __init__(self, store: Store, write: bool = True) -> None:
        self._store = store
        self._write = write
        self._all = {found.section: found for found in read_positions(store)} if write else {}

    def of(self, section: Section) -> Position:
        """Where the reading of a section stands; at the beginning if it never began."""
        return self._all.setdefault(section, Position(section.category, section.since))

    def finish(self, position: Position) -> None:
        """The section was read to its end."""
        position.restart()
        position.finished = datetime.now(UTC).isoformat(timespec="seconds")
        # A start date that moves from run to run must not leave a position for every day.
        for section, other in list(self._all.items()):
            old = other is not position and other.since and other.finished
            if old and section.category == position.category:
                del self._all[section]
        self.save()

    def forget(self, position: Position) -> None:
        """There is no such section."""
        del self._all[position.section]
        self.save()

    def save(self) -> None:
        """Make them survive this program."""
        if self._write:
            text = json.dumps([asdict(found) for found in self._all.values()], ensure_ascii=False)
            self._store.writer().put_state(_NAME, text)


def read_positions(store: Store) -> list[Position]:
    """The positions that were saved."""
    names = {known.name for known in fields(Position)}
    found: list[dict[str, Any]] = json.loads(store.state(_NAME) or "[]")
    return [Position(**{k: v for k, v in one.items() if k in names}) for one in found]
