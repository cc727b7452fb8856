"""Pages that were saved before: as JSON lines, or as a folder of `.wiki` files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from recommender.errors import BadInput
from scrapers.mixesdb.client import page_url
from scrapers.mixesdb.intake import RawPage
from scrapers.mixesdb.title import readable_title
from scrapers.setlist_files import BadLine, read_lines
from scrapers.settings import ServiceSettings

SUFFIX = ".wiki"
_MAX_FILE_BYTES = 16 * 1024 * 1024
_BLANKS = re.compile(r"[\s_]+")


def plain_title(text: str) -> str:
    """A title as MediaWiki shows it, from an address or a file name: blanks, and no %27."""
    # A real title never holds % with two digits behind it, so this can't hit a wrong one.
    return _BLANKS.sub(" ", unquote(text)).strip()


def is_page(data: object) -> bool:
    """Whether a decoded JSON line is a saved page and not a set list."""
    return isinstance(data, Mapping) and "wikitext" in data


def page_from_json(data: Mapping[str, Any]) -> RawPage:
    """A decoded JSON line `{title, url, date, wikitext}` → a page; the date is in the title.

    Raises BadInput with the reason when it can't be one.
    """
    title, text, url = data.get("title"), data.get("wikitext"), data.get("url")
    if not isinstance(title, str) or not isinstance(text, str):
        raise BadInput("'title' or 'wikitext' is not text")
    return _page(title, text, url if isinstance(url, str) else "")


def page_files(folder: Path) -> list[Path]:
    """The saved pages in a folder and those below it, in a fixed order."""
    return sorted(path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())


def page_from_file(path: Path) -> RawPage:
    """A `.wiki` file → a page; its name is the title. Raises BadInput with the reason."""
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise BadInput("larger than 16 MB")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput("not UTF-8 text") from None
    return _page(path.name.removesuffix(SUFFIX), text, "")


def _page(title: str, text: str, url: str) -> RawPage:
    title = plain_title(title)
    for value in (title, text):
        if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise BadInput("holds a character that can't be stored")
    if not title or len(title) > 300:
        raise BadInput("the title is empty or longer than 300 characters")
    if urlsplit(url).scheme not in ("http", "https"):  # it becomes a link
        url = page_url(title, ServiceSettings.model_fields["mixesdb_api_url"].default)
    # One name for a page, saved by its address or by its title.
    return RawPage(readable_title(title), text, url)


@dataclass(frozen=True, slots=True)
class BadPage:
    """A file, or a line of one, that can't be read."""

    file: Path
    line: BadLine
    """Its number is 0 where the whole file is meant."""

    def __str__(self) -> str:
        place = f", line {self.line.number}" if self.line.number else ""
        return f"{self.file}{place}: {self.line.reason}"


def read_pages(path: Path) -> Iterator[RawPage | BadPage]:
    """Every page of a file or a folder, or why it can't be read, for a report about them.

    JSON lines that are no pages are passed over, unless there is nothing else.
    """
    found = False
    if path.is_dir() or path.suffix == SUFFIX:
        for file in page_files(path) if path.is_dir() else [path]:
            found = True
            try:
                yield page_from_file(file)
            except BadInput as error:
                yield BadPage(file, BadLine(0, str(error)))
    else:
        try:
            for line in read_lines(path, _page_or_none):
                if line.content is not None:
                    found = True
                    content = line.content
                    yield BadPage(path, content) if isinstance(content, BadLine) else content
        except BadInput as error:
            found = True
            yield BadPage(path, BadLine(0, str(error)))
    if not found:
        yield BadPage(
            path, BadLine(0, "holds no saved page: JSON lines with 'wikitext', or .wiki files")
        )


def _page_or_none(data: object) -> RawPage | None:
    return page_from_json(data) if isinstance(data, Mapping) and is_page(data) else None
