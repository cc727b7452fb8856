"""MixesDB's API (MediaWiki): lists of pages, and their text, asked for politely.

One GET after another, each at least a pause after the one before; `maxlag`, a User-Agent that says
who to write to, and waits as long as the site asks for. The addresses and limits are those of a
guarded session (scrapers/http.py).
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, urljoin

import requests
from urllib3.exceptions import HTTPError

from recommender.errors import BadInput
from scrapers.errors import NotAllowed, ServiceError, Unavailable
from scrapers.http import VERSION, GuardedSession, OtherAddress, TooMuch, TooSlow
from scrapers.mixesdb import replies
from scrapers.mixesdb.waiting import Patience
from scrapers.settings import ServiceSettings

TEXTS_AT_ONCE = 50
"""Pages with their text in one answer: what the API gives to anybody."""
NAMES_AT_ONCE = 500
"""Pages without their text in one answer."""
MAX_BYTES = 32_000_000
"""Decoded size of the largest answer we read; MediaWiki itself stops at 8 MB of text."""
_TITLES_CHARACTERS = 1_500
"""Titles in one address, before they are encoded: servers refuse addresses over some 8,000."""

Token = dict[str, str]
"""What MediaWiki wants back to go on where it stopped."""

_CONTACT = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+|https?://[^\s<>()]+")
_LIST: dict[str, str] = {"filterredir": "nonredirects", "dir": "descending"}


@dataclass(frozen=True, slots=True)
class Section:
    """What to read: a category, or all pages (`category` None); newest titles first."""

    category: str | None = None
    since: str = ""
    """Only titles that begin with this date or a later one."""

    @property
    def name(self) -> str:
        """In words."""
        return f"category {self.category}" if self.category else "all pages"

    def holds(self, title: str) -> bool:
        """Whether a title is recent enough. What begins with no year has no date to go by."""
        if not self.since:
            return True
        return title[:1].isdigit() and title[: len(self.since)] >= self.since


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `text` is None where it was not asked for or is not public."""

    page_id: int
    title: str
    revision: int
    text: str | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Some pages of a section, and how to get the next ones; None: these were the last."""

    pages: tuple[Page, ...]
    token: Token | None


class BadToken(ServiceError):
    """MixesDB no longer knows where it stopped: begin the list again."""


class MixesDB:
    """The calls that are needed. Raises ServiceError as scrapers/errors.py names it."""

    def __init__(
        self,
        settings: ServiceSettings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = settings.mixesdb_api_url
        self._session = GuardedSession([self._url], settings.timeout_s * 4, MAX_BYTES)
        self._session.headers.update(
            {"User-Agent": user_agent(settings.contact), "Accept-Encoding": "gzip"}
        )
        self._patience = Patience(settings.mixesdb_pause_s, clock, sleep)
        self.warnings: list[str] = []
        """What the API said about our questions, each once."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def page_url(self, title: str) -> str:
        """The address of a page for people."""
        return page_url(title, self._url)

    def size(self, section: Section) -> int | None:
        """About how many pages a section has, where MixesDB says so. Start dates do not count."""
        if section.category is None:
            reply = self._ask({"meta": "siteinfo", "siprop": "statistics"})
            return replies.number(reply, "statistics", "articles")
        reply = self._ask({"titles": f"Category:{section.category}", "prop": "categoryinfo"})
        found = next(iter(replies.pages(reply)), {})
        return replies.number({"query": found}, "categoryinfo", "pages")

    def names(self, section: Section, token: Token | None = None) -> Batch:
        """The next pages of a section with their revisions, without text."""
        return self._generated(section, NAMES_AT_ONCE, "ids|timestamp", token)

    def texts_of(self, section: Section, token: Token | None = None) -> Batch:
        """The next pages of a section with their text."""
        return self._generated(section, TEXTS_AT_ONCE, "ids|timestamp|content", token)

    def texts(self, page_ids: Sequence[int]) -> tuple[Page, ...]:
        """These pages with their text, whatever their titles are by now."""
        pages: list[Page] = []
        for start in range(0, len(page_ids), TEXTS_AT_ONCE):
            ids = "|".join(str(id_) for id_ in page_ids[start : start + TEXTS_AT_ONCE])
            pages += self._batch({"pageids": ids, **_revisions("ids|timestamp|content")}).pages
        return tuple(pages)

    def texts_by_title(self, titles: Sequence[str]) -> tuple[Page, ...]:
        """The pages with these titles or that they redirect to, without those there are not."""
        pages: list[Page] = []
        for some in _chunks(titles):
            question = {"titles": "|".join(some), "redirects": "1"}
            found = self._batch(question | _revisions("ids|timestamp|content")).pages
            pages += [page for page in found if not page.missing]
        return tuple(pages)

    def _generated(
        self, section: Section, limit: int, properties: str, token: Token | None
    ) -> Batch:
        return self._batch(_generator(section, limit) | _revisions(properties), token)

    def _batch(self, question: Mapping[str, str], token: Token | None = None) -> Batch:
        """One batch, which may come in several answers: only the last one says where to go on."""
        found: dict[int, dict[str, Any]] = {}
        while True:
            reply = self._ask({**question, **(token or {})})
            for page in replies.pages(reply):
                number = page.get("pageid", -len(found) - 1)
                if not isinstance(number, int):
                    raise _unreadable()
                found.setdefault(number, {}).update(page)
            before, token = token, replies.token(reply)
            if token is not None and token == before:
                raise Unavailable(
                    "MixesDB's list does not go on: it names the same place again. Try again later."
                )
            if token is None or reply.get("batchcomplete"):
                return Batch(tuple(_page(page) for page in found.values()), token)

    def _ask(self, question: Mapping[str, str]) -> dict[str, Any]:
        """One answer, after as many tries as patience allows."""
        asked = {"action": "query", "format": "json", "formatversion": "2", "maxlag": "5"}
        reply = self._patience.until_answered(lambda: self._once({**asked, **question}))
        for warning in replies.warnings(reply):
            if warning not in self.warnings:
                self.warnings.append(warning)
        return reply

    def _once(self, question: Mapping[str, str]) -> dict[str, Any]:
        try:
            response = self._session.get(self._url, params=question)
        except OtherAddress as error:
            raise NotAllowed(
                f"Segue refused to call {error} for MixesDB. Check MIXESDB_API_URL."
            ) from None
        except (TooMuch, TooSlow) as error:
            raise replies.stumble("sent an answer that did not end") from error
        except (requests.RequestException, HTTPError) as error:
            raise replies.silence(error) from error
        reply = replies.read(response)
        if replies.error_code(reply) == "badcontinue":
            raise BadToken("MixesDB no longer knows where the last run stopped.")
        replies.check(reply, response)
        return reply


def user_agent(contact: str | None) -> str:
    """How we introduce ourselves. Raises BadInput when nobody could be written to."""
    text = (contact or "").strip()
    if not text:
        raise BadInput(
            "MixesDB must be able to reach whoever reads it: set SEGUE_CONTACT to your e-mail "
            "address or web page, in the environment or in .env."
        )
    if not (text.isascii() and text.isprintable() and _CONTACT.fullmatch(text)):
        raise BadInput("SEGUE_CONTACT is neither an e-mail address nor a web address.")
    return f"Segue/{VERSION} ({text})"


def page_url(title: str, api_url: str) -> str:
    """The address of a page for people, beside the API's."""
    return urljoin(api_url, quote(title.replace(" ", "_"), safe="-_.,@'!()*;"))


def _generator(section: Section, limit: int) -> dict[str, str]:
    size = str(limit)
    if section.category is not None:
        return {
            "generator": "categorymembers",
            "gcmtitle": f"Category:{section.category}",
            "gcmnamespace": "0",
            "gcmtype": "page",
            "gcmsort": "sortkey",
            "gcmdir": "desc",
            "gcmlimit": size,
        }
    question = {"generator": "allpages", "gapnamespace": "0", "gaplimit": size}
    question |= {f"gap{name}": value for name, value in _LIST.items()}
    # Downwards the list ends at the oldest title that is wanted.
    return question | ({"gapto": section.since} if section.since else {})


def _revisions(properties: str) -> dict[str, str]:
    return {"prop": "revisions", "rvprop": properties, "rvslots": "main"}


def _page(page: Mapping[str, Any]) -> Page:
    missing = bool(page.get("missing") or page.get("invalid") or "pageid" not in page)
    try:
        newest = (page.get("revisions") or [{}])[0]
        text = newest.get("slots", {}).get("main", {}).get("content")
        title, revision = page.get("title", ""), newest.get("revid", 0)
    except (AttributeError, LookupError, TypeError):
        raise _unreadable() from None
    if not (isinstance(title, str) and isinstance(revision, int) and (title or missing)):
        raise _unreadable()
    return Page(
        page_id=page.get("pageid", 0),
        title=title,
        revision=revision,
        text=text if isinstance(text, str) else None,
        missing=missing,
    )


def _unreadable() -> Unavailable:
    return Unavailable("MixesDB sent a page that can't be read. Check MIXESDB_API_URL.")


def _chunks(titles: Sequence[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for title in titles:
        length = len(title) + sum(len(other) for other in some)
        if some and (len(some) == TEXTS_AT_ONCE or length > _TITLES_CHARACTERS):
            yield some
            some = []
        some.append(title)
    if some:
        yield some
