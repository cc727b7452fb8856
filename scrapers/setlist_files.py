"""Set lists in files: JSON lines, plain or gzip."""

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from recommender.catalogue.setlist import SetList, parse_setlist
from recommender.errors import BadInput

_MAX_LINE_BYTES = 16 * 1024 * 1024

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no set list, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line(Generic[T]):
    """What one line of a file gave, and how far into the file it ends (bytes on disk)."""

    content: T | BadLine
    offset: int


def read_setlists(path: Path) -> Iterator[Line[SetList]]:
    """Every line of a file as a set list or the reason why not; see read_lines."""
    return read_lines(path, parse_setlist)


def read_lines(path: Path, parse: Callable[[object], T]) -> Iterator[Line[T]]:
    """Every line of a file, parsed, or the reason why not; blank lines are passed over.

    `parse` is given the decoded JSON and raises BadInput when it can't be what is looked for.
    Raises BadInput when the file can't be read at all. A gzip file that breaks off gives what came
    before, then a BadLine.
    """
    number = 0
    with _opened(path) as (raw, stream):
        while True:
            number += 1
            try:
                line = stream.readline(_MAX_LINE_BYTES + 1)
            except (EOFError, OSError, zlib.error) as error:
                yield Line(
                    BadLine(number, f"the file is damaged from here on: {error}"), raw.tell()
                )
                return
            if not line:
                return
            if len(line) > _MAX_LINE_BYTES:
                yield Line(BadLine(number, "longer than 16 MB; the rest is not read"), raw.tell())
                return
            if line.strip():
                # Some editors put a mark in front of the first line.
                yield Line(_parse(number, line.removeprefix(codecs.BOM_UTF8), parse), raw.tell())


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    try:
        raw = path.open("rb")
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from None
    with raw:
        # By content, not by name: a renamed file is read all the same.
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if zipped else raw
        yield raw, stream


def _parse(number: int, line: bytes, parse: Callable[[object], T]) -> T | BadLine:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return BadLine(number, "not UTF-8 text")
    try:
        return parse(json.loads(text))
    except json.JSONDecodeError as error:
        return BadLine(number, f"not JSON: {error.msg} at column {error.colno}")
    except RecursionError:
        return BadLine(number, "nested too deeply")
    except BadInput as error:
        return BadLine(number, str(error))
    except ValueError:  # Python refuses to read a number of thousands of digits
        return BadLine(number, "holds a number that is too long")
