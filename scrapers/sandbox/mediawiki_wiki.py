"""The wiki's pages with their numbers, revisions and categories; they can be edited."""

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from scrapers.sandbox.mediawiki_pages import WikiPage

_CATEGORY = re.compile(r"\[\[Category:\s*([^\]|]+?)\s*(?:\|([^\]]*))?\]\]")
_REDIRECT = re.compile(r"\s*#REDIRECT\s*\[\[([^\]|]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Revised:
    """A page as it stands."""

    page_id: int
    title: str
    text: str
    revision: int
    parent: int
    changed_at: datetime

    @property
    def categories(self) -> dict[str, str]:
        """Category → the key that the page is sorted under there."""
        found = _CATEGORY.findall(self.text)
        return {_tidy(name): (key or self.title) for name, key in found}

    @property
    def redirects_to(self) -> str | None:
        """Where it leads, if it is no page of its own."""
        match = _REDIRECT.match(self.text)
        return _tidy(match[1]) if match else None


class Wiki:
    """All pages. Safe to use from several threads."""

    def __init__(self, pages: Iterable[WikiPage], clock: Callable[[], float]) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._pages: dict[int, Revised] = {}
        self._by_title: dict[str, int] = {}
        self._members: dict[str, set[int]] = {}
        self._next_page, self._next_revision = 1_001, 500_001
        for page in pages:
            self.edit(page.title, page.text)

    def edit(self, title: str, text: str) -> Revised:
        """Write a page; a title that there is none of yet makes a new one."""
        with self._lock:
            title = _tidy(title)
            id_ = self._by_title.get(title)
            if id_ is None:
                id_, self._next_page = self._next_page, self._next_page + 1
            return self._put(id_, title, text)

    def move(self, title: str, new_title: str) -> Revised:
        """Give a page another title. Raises KeyError when there is no such page."""
        with self._lock:
            page = self._pages[self._by_title.pop(_tidy(title))]
            return self._put(page.page_id, _tidy(new_title), page.text)

    def delete(self, title: str) -> None:
        """Remove a page. Raises KeyError when there is no such page."""
        with self._lock:
            page = self._pages.pop(self._by_title.pop(_tidy(title)))
            self._leave(page)

    def by_title(self, title: str) -> Revised | None:
        """The page with this title."""
        with self._lock:
            return self._pages.get(self._by_title.get(_tidy(title), 0))

    def by_id(self, page_id: int) -> Revised | None:
        """The page with this number."""
        with self._lock:
            return self._pages.get(page_id)

    def members(self, category: str) -> list[tuple[str, Revised]]:
        """Sort key and page of all pages of a category, in that order."""
        name = _tidy(category)
        with self._lock:
            pages = [self._pages[id_] for id_ in self._members.get(name, ())]
        return sorted(((p.categories[name], p) for p in pages), key=lambda m: (m[0], m[1].page_id))

    def all_pages(self) -> list[Revised]:
        """All pages by title, those that only lead to others left out."""
        with self._lock:
            pages = list(self._pages.values())
        return sorted((p for p in pages if not p.redirects_to), key=lambda page: page.title)

    def _put(self, id_: int, title: str, text: str) -> Revised:
        before = self._pages.get(id_)
        if before is not None:
            self._leave(before)
        revision, self._next_revision = self._next_revision, self._next_revision + 1
        now = datetime.fromtimestamp(self._clock(), UTC)
        page = Revised(id_, title, text, revision, before.revision if before else 0, now)
        self._pages[id_] = page
        self._by_title[title] = id_
        for name in page.categories:
            self._members.setdefault(name, set()).add(id_)
        return page

    def _leave(self, page: Revised) -> None:
        for name in page.categories:
            self._members[name].discard(page.page_id)


def _tidy(title: str) -> str:
    return " ".join(title.replace("_", " ").split())
