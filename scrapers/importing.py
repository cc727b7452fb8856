"""Bring set lists and saved pages from files into the catalogue, and say what came of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recommender.catalogue.setlist import SetList, parse_setlist
from recommender.catalogue.store import Store
from recommender.errors import BadInput
from scrapers.mixesdb.files import is_page, page_files, page_from_file, page_from_json
from scrapers.mixesdb.intake import Intake, Parse, RawPage, Tally, parse_page
from scrapers.setlist_files import BadLine, Line, read_lines

_SHOWN = 20
"""How many bad lines are remembered in full; all are counted."""


@dataclass
class Summary:
    """What an import did. Set lists and pages (with all their sets) count alike."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    bad_lines: list[tuple[Path, BadLine]] = field(default_factory=list)
    """The first bad lines, each with its file."""
    pages: Tally | None = None
    """What came of the pages, if there were any."""

    def totals(self) -> dict[str, int]:
        """In numbers only."""
        told = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}
        skipped = {"skipped": self.pages.skipped.total()} if self.pages else {}
        return told | {"bad": self.bad} | skipped

    def to_json(self) -> dict[str, Any]:
        """For another program."""
        answer: dict[str, Any] = {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "bad": self.bad,
            "bad_lines": [
                {"file": str(path), "line": line.number, "reason": line.reason}
                for path, line in self.bad_lines
            ],
        }
        if self.pages:
            told = self.pages.to_json()
            answer |= {name: told[name] for name in ("skipped", "removed", "unparsed_lines")}
        return answer


def import_files(
    store: Store,
    paths: Iterable[Path],
    progress: Callable[[Path, int], None] = lambda _path, _offset: None,
    parse: Parse = parse_page,
) -> Summary:
    """Import every set list and page of every file; bad lines are counted, the rest goes in.

    A folder stands for the `.wiki` files in it. Each set list or page is one transaction: stopped
    at any point, what is in stays, and the next run goes on. `progress` is told the file and how
    many of its bytes were read; `parse` understands pages. Raises BadInput when a file can't be
    read at all; the files before it are in.
    """
    summary = Summary()
    writer = store.writer()
    intake = Intake(store, parse)
    for path in paths:
        for line in _lines(path):
            content = line.content
            if isinstance(content, BadLine):
                summary.bad += 1
                if len(summary.bad_lines) < _SHOWN:
                    summary.bad_lines.append((path, content))
            elif isinstance(content, SetList):
                change = writer.put_set(content)
                setattr(summary, change, getattr(summary, change) + 1)
            else:
                intake.take(content)
            progress(path, line.offset)
    if intake.tally.pages:
        _add_pages(summary, intake.tally)
    return summary


def _add_pages(summary: Summary, tally: Tally) -> None:
    summary.new += tally.new
    summary.changed += tally.changed
    summary.unchanged += tally.unchanged
    summary.pages = tally


def _lines(path: Path) -> Iterator[Line[SetList | RawPage]]:
    if not path.is_dir() and path.suffix != ".wiki":
        yield from read_lines(path, _set_or_page)
        return
    offset = 0
    for number, file in enumerate(page_files(path) if path.is_dir() else [path], start=1):
        try:
            content: RawPage | BadLine = page_from_file(file)
        except BadInput as error:
            content = BadLine(number, f"{file.name}: {error}")
        offset += file.stat().st_size
        yield Line(content, offset)


def _set_or_page(data: object) -> SetList | RawPage:
    if isinstance(data, Mapping) and is_page(data):
        return page_from_json(data)
    return parse_setlist(data)
