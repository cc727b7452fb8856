"""Reading MixesDB into the catalogue: incremental by revision, resumable to the page.

A section (a category, or all pages) that was never read to its end is asked for with its text, 50
pages at a time. After that only the revisions are listed, 500 at a time, and the text of those that
changed is fetched. A page and its sets are one transaction, and the position moves on after them:
killed at any point, the next run asks for one batch again and passes over what is in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from recommender.catalogue.pages import KnownPage
from recommender.catalogue.store import Store
from scrapers.errors import Unavailable
from scrapers.mixesdb.client import BadToken, Batch, MixesDB, Page, Section
from scrapers.mixesdb.intake import SOURCE, Intake, Parse, Parsed, RawPage, Tally
from scrapers.mixesdb.positions import Position, Positions

Progress = Callable[[Section, int, int | None], None]
"""Told the section, how many of its pages were looked at, and how many there are, if known."""


@dataclass
class Summary:
    """What a crawl did."""

    tally: Tally
    known: int = 0
    """Pages listed in the revision that was read before; their text was not asked for."""
    empty: list[str] = field(default_factory=list)
    """Categories without any page: probably misspelled."""
    warnings: list[str] = field(default_factory=list)
    """What MixesDB says about our questions."""
    complete: bool = False
    """Everything asked for was read; false when the limit came first."""

    def to_json(self) -> dict[str, Any]:
        """For another program."""
        answer = self.tally.to_json()
        answer["unchanged"] += self.known
        return answer | {
            "empty_categories": self.empty,
            "warnings": self.warnings,
            "complete": self.complete,
        }


class _LimitReached(Exception):
    """As many pages were taken in as were wanted."""


class Crawl:
    """One run over some sections."""

    def __init__(
        self,
        client: MixesDB,
        store: Store,
        parse: Parse,
        limit: int | None = None,
        write: bool = True,
        progress: Progress = lambda _section, _seen, _size: None,
    ) -> None:
        self._client = client
        self._intake = Intake(store, parse, write)
        self._positions = Positions(store, write)
        self._known: dict[int, KnownPage] = store.known_pages(SOURCE)
        self._limit = limit
        self._progress = progress
        self.summary = Summary(self._intake.tally)

    def run(self, sections: Iterable[Section]) -> Summary:
        """Read the sections. Raises ServiceError when MixesDB can't be read; what is in stays."""
        self.summary.warnings = self._client.warnings
        try:
            for section in sections:
                position = self._positions.of(section)
                try:
                    self._read(position)
                except BadToken:
                    position.restart()
                    self._read(position)
        except _LimitReached:
            return self.summary
        self.summary.complete = True
        return self.summary

    def _read(self, position: Position) -> None:
        section = position.section
        whole_run = position.token is None and not position.listed
        listed: set[int] = set()
        self._positions.save()  # from here on, this is known to be wanted
        size = None if section.since else self._client.size(section)
        while not position.listed:
            batch = self._next(position)
            listed.update(page.page_id for page in batch.pages)
            self._take(position, [page for page in batch.pages if section.holds(page.title)], size)
            position.token = batch.token
            position.listed = batch.token is None
            position.seen += len(batch.pages)
            if section.category is not None:
                position.members = sorted(listed.union(position.members))
            self._positions.save()
            self._progress(section, position.seen, size)
        if section.category is not None and not position.seen:
            self.summary.empty.append(section.category)
            self._positions.forget(position)
            return
        if section == Section() and not position.seen:
            position.restart()
            self._positions.save()
            raise Unavailable("MixesDB lists no page at all: check MIXESDB_API_URL.")
        self._follow(position)
        if whole_run and (section == Section() or section.category is not None):
            unlisted = self._known.keys() - listed
            self._ask_about(
                unlisted.intersection(position.members) if section.category else unlisted
            )
            position.members = sorted(listed) if section.category else []
        self._positions.finish(position)

    def _next(self, position: Position) -> Batch:
        """The next pages: with text unless few of them will be wanted."""
        section = position.section
        few = position.finished is not None or bool(section.category and section.since)
        if not few:
            return self._client.texts_of(section, position.token)
        return self._client.names(section, position.token)

    def _take(self, position: Position, pages: Sequence[Page], size: int | None) -> None:
        """Take in those pages of a batch that are new or changed."""
        fresh = [page for page in pages if not self._is_known(page)]
        self.summary.known += len(pages) - len(fresh)
        seen = position.seen + len(pages) - len(fresh)
        wanted = self._wanted(fresh)
        for some in _parts(wanted):
            if any(page.text is None for page in some):
                some = self._client.texts([page.page_id for page in some])
            parsed = [self._intake.parse(self._raw(page)) for page in some]
            self._remember_links(position, parsed)
            for page, found in zip(some, parsed, strict=True):
                self._put(page, found)
                seen += 1
                self._progress(position.section, seen, size)
        if len(wanted) < len(fresh):
            raise _LimitReached

    def _wanted(self, pages: Sequence[Page]) -> Sequence[Page]:
        """As many of the pages as the limit still allows."""
        if self._limit is None:
            return pages
        return pages[: max(0, self._limit - self._intake.tally.pages)]

    def _is_known(self, page: Page) -> bool:
        known = self._known.get(page.page_id)
        return known is not None and known.revision == page.revision and not page.missing

    def _put(self, page: Page, parsed: Parsed) -> None:
        if not page.missing:
            self._intake.put(self._raw(page), parsed)
            self._known[page.page_id] = KnownPage(page.title, page.revision)
        elif page.page_id in self._known:
            self._gone(page.page_id)

    def _raw(self, page: Page) -> RawPage:
        url = self._client.page_url(page.title)
        return RawPage(page.title, page.text or "", url, page.page_id, page.revision)

    def _remember_links(self, position: Position, parsed: Iterable[Parsed]) -> None:
        """Before the pages are in: afterwards nobody would look at their links again."""
        found = {link for page in parsed for link in page.links}.difference(position.links)
        if found:
            position.links += sorted(found)
            self._positions.save()

    def _follow(self, position: Position) -> None:
        """Read the pages that others lead to, once: what those lead to is not followed."""
        titles = {known.title for known in self._known.values()}
        wanted = [link for link in position.links if link not in titles]
        for page in self._client.texts_by_title(wanted):
            if self._is_known(page):
                continue
            if not self._wanted([page]):
                raise _LimitReached
            self._put(page, self._intake.parse(self._raw(page)))
        position.links = []

    def _ask_about(self, unlisted: Iterable[int]) -> None:
        """What was in a list and no longer is may be gone, or lead elsewhere now: ask."""
        ids = sorted(id_ for id_ in unlisted if self._known[id_].revision)
        for page in self._client.texts(ids):
            if not self._is_known(page):
                self._put(page, self._intake.parse(self._raw(page)))

    def _gone(self, page_id: int) -> None:
        """A page is no more: so are its sets, unless another page has its title now."""
        title = self._known[page_id].title
        if all(known.title != title for id_, known in self._known.items() if id_ != page_id):
            self._intake.gone(page_id, title)
        self._known[page_id] = KnownPage(title, 0)


def _parts(pages: Sequence[Page], size: int = 50) -> Iterable[Sequence[Page]]:
    return (pages[start : start + size] for start in range(0, len(pages), size))
