"""Bring set lists from files into the catalogue, and say what came of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recommender.catalogue.store import Store
from scrapers.setlist_files import BadLine, read_setlists

_SHOWN = 20
"""How many bad lines are remembered in full; all are counted."""


@dataclass
class Summary:
    """What an import did."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    bad_lines: list[tuple[Path, BadLine]] = field(default_factory=list)
    """The first bad lines, each with its file."""

    def to_json(self) -> dict[str, Any]:
        """For another program."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "bad": self.bad,
            "bad_lines": [
                {"file": str(path), "line": line.number, "reason": line.reason}
                for path, line in self.bad_lines
            ],
        }


def import_files(
    store: Store,
    paths: Iterable[Path],
    progress: Callable[[Path, int], None] = lambda _path, _offset: None,
) -> Summary:
    """Import every set list of every file; bad lines are counted, the rest goes in.

    Each set is one transaction: stopped at any point, what is in stays, and the next run goes on.
    `progress` is told the file and how many of its bytes were read. Raises BadInput when a file
    can't be read at all; the files before it are in.
    """
    summary = Summary()
    writer = store.writer()
    for path in paths:
        for line in read_setlists(path):
            if isinstance(line.content, BadLine):
                summary.bad += 1
                if len(summary.bad_lines) < _SHOWN:
                    summary.bad_lines.append((path, line.content))
            else:
                change = writer.put_set(line.content)
                setattr(summary, change, getattr(summary, change) + 1)
            progress(path, line.offset)
    return summary
