"""One page into the catalogue: its wikitext is parsed, and its sets replace those it had."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from recommender.catalogue.pages import Outcome, PageRecord
from recommender.catalogue.setlist import SetList
from recommender.catalogue.store import Store
from recommender.catalogue.writer import Change

SOURCE = "mixesdb"
NO_TRACKS = "no tracks"
DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it is written. Saved pages have no number and no revision."""

    title: str
    text: str
    url: str
    page_id: int | None = None
    revision: int = 0


class Report(Protocol):
    """How a parser took the lines of a page."""

    @property
    def unparsed(self) -> int: ...


class Parsed(Protocol):
    """What a parser makes of a page."""

    @property
    def sets(self) -> Sequence[SetList]: ...
    @property
    def skipped(self) -> str | None: ...
    @property
    def report(self) -> Report: ...
    @property
    def links(self) -> Sequence[str]: ...


Parse = Callable[..., Parsed]
"""`parse(title, wikitext, url, page_id=…)`; never raises."""


def parse_page(title: str, wikitext: str, url: str, page_id: int | None = None) -> Parsed:
    """The real parser; loaded when the first page comes, because most commands meet none."""
    from scrapers.mixesdb import page

    return page.parse_page(title, wikitext, url, page_id=page_id)


@dataclass
class Tally:
    """What came of some pages. Every page is new, changed, unchanged or skipped."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    """Reason → pages."""
    removed: int = 0
    """Skipped pages that had sets before."""
    unparsed: int = 0
    """Lines that nobody understood; they are not in the catalogue."""

    @property
    def pages(self) -> int:
        """All of them."""
        return self.new + self.changed + self.unchanged + self.skipped.total()

    def to_json(self) -> dict[str, Any]:
        """For another program."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "skipped": dict(self.skipped.most_common()),
            "removed": self.removed,
            "unparsed_lines": self.unparsed,
        }


class Intake:
    """Takes pages in and keeps the tally; without `write`, only says what would happen."""

    def __init__(self, store: Store, parse: Parse, write: bool = True) -> None:
        self._store = store
        self._writer = store.writer()
        self._parse = parse
        self._write = write
        self.tally = Tally()

    def parse(self, page: RawPage) -> Parsed:
        """What the page says."""
        return self._parse(page.title, page.text, page.url, page_id=page.page_id)

    def take(self, page: RawPage) -> None:
        """Parse a page and put it in."""
        self.put(page, self.parse(page))

    def put(self, page: RawPage, parsed: Parsed) -> None:
        """Put in what a page says, in one transaction."""
        if parsed.skipped is None:
            self.tally.unparsed += parsed.report.unparsed
        # The page's title is what ties its sets together, whatever they are called.
        sets = [replace(found, page=page.title) for found in parsed.sets]
        self._keep(page, sets, None if sets else parsed.skipped or NO_TRACKS)

    def gone(self, page_id: int, title: str) -> None:
        """Remove the sets of a page that is no more."""
        self._keep(RawPage(title, "", "", page_id), [], DELETED)

    def _keep(self, page: RawPage, sets: list[SetList], reason: str | None) -> None:
        record = None
        if page.page_id is not None:
            outcome: Outcome = "set" if reason is None else "skipped"
            record = PageRecord(page.page_id, page.revision, outcome, reason)
        if self._write:
            change = self._writer.put_page(SOURCE, page.title, sets, record)
        else:
            change = self._would_be(page.title, sets)
        if reason is None:
            setattr(self.tally, change, getattr(self.tally, change) + 1)
        else:
            self.tally.skipped[reason] += 1
            self.tally.removed += change == "changed"

    def _would_be(self, title: str, sets: list[SetList]) -> Change:
        before = self._store.page_digests(SOURCE, title)
        if before == {found.digest() for found in sets}:
            return "unchanged"
        return "changed" if before else "new"
