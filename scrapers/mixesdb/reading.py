"""The tracklist of a page, line by line, and what each line was."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from scrapers.mixesdb.labels import round_label
from scrapers.mixesdb.lines import parse_line
from scrapers.mixesdb.markup import replace_comments
from scrapers.mixesdb.records import (
    Blank,
    Chapter,
    Gap,
    Note,
    Record,
    Track,
    Unknown,
    Unparsed,
    layer,
)

_HEADING = re.compile(r"(={1,6})([^=].*?)\1\s*(?:<!--.*)?")
_FOOT = re.compile(r"\[\[\s*Category\s*:|\{\{\s*(?:Repeated|DEFAULTSORT)\b", re.IGNORECASE)
_LIST = re.compile(r"</?list\b", re.IGNORECASE)
# Lists that write `Artist - Title - Label` do so on most lines.
_DASHED_SHARE = 0.4
_DASHED_FEW = 3
# And `Artist - Title (Label)` too.
_ROUND_SHARE = 0.4
_ROUND_FEW = 5
_ODD = re.compile(r"^\[|\]\s*\[|\s[\[\]]|\]$|\[[\d?:]+\]|^[+*#,-]\s|\s-$|\bw/|\s{2}|''|\"$")

_ODD_ARTIST = re.compile(r"\d+:|[\[(]\s*\d|[-\u2012-\u2015]")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of a tracklist section."""

    text: str
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class LineCounts:
    """How many lines of a tracklist were what; every line counts once."""

    tracks: int = 0
    unknowns: int = 0
    gaps: int = 0
    chapters: int = 0
    notes: int = 0
    blanks: int = 0
    unparsed: int = 0
    unparsed_lines: tuple[str, ...] = ()
    suspicious_lines: tuple[str, ...] = ()
    """Read as tracks, but worth a look."""

    @property
    def total(self) -> int:
        """All lines."""
        return sum(getattr(self, name) for name in LINE_KINDS)

    def __add__(self, other: "LineCounts") -> "LineCounts":
        return LineCounts(
            *(getattr(self, part.name) + getattr(other, part.name) for part in fields(self))
        )


LINE_KINDS = ("tracks", "unknowns", "gaps", "chapters", "notes", "blanks", "unparsed")
# A line that holds several things counts as the first of these.
_KINDS: tuple[tuple[type[Record], str], ...] = (
    (Unparsed, "unparsed"),
    (Track, "tracks"),
    (Unknown, "unknowns"),
    (Chapter, "chapters"),
    (Gap, "gaps"),
    (Note, "notes"),
    (Blank, "blanks"),
)


def tracklist_lines(wikitext: str) -> list[str] | None:
    """The lines below the headings that say Tracklist; None where there is no such heading."""
    text = wikitext.replace("\r\n", "\n")
    if "<!--" in text:
        text = replace_comments(text, _comment_by_line)
    lines: list[str] = []
    level = 0
    found = False
    for line in text.split("\n"):
        heading = (
            _HEADING.fullmatch(line.strip()) if line.startswith("=") and len(line) < 500 else None
        )
        if heading and (not level or len(heading[1]) <= level):
            level = len(heading[1]) if "tracklist" in heading[2].lower() else 0
            found = found or bool(level)
        elif level and line.startswith(("[", "{")) and _FOOT.match(line):
            level = 0
        elif level:
            lines.append(line)
    return lines if found else None


def _comment_by_line(text: str) -> str:
    """A comment over several lines, as one comment on each."""
    if "\n" not in text:
        return text
    inside = text.removeprefix("<!--").removesuffix("-->")
    return "\n".join(f"<!--{line}-->" if line.strip() else "" for line in inside.split("\n"))


def read_lines(lines: list[str], is_dj: Callable[[str], bool]) -> list[ReadLine]:
    """Every line with what it says; what only its neighbours tell included."""
    read: list[ReadLine] = []
    for chunk in _chunks([ReadLine(line, parse_line(line)) for line in lines]):
        read += _with_list_labels(chunk)
    return list(_in_context(read, is_dj))


def _chunks(read: list[ReadLine]) -> Iterator[list[ReadLine]]:
    chunk: list[ReadLine] = []
    for line in read:
        if isinstance(line.records[0], Chapter):
            yield chunk
            chunk = []
        chunk.append(line)
    yield chunk


def _with_list_labels(chunk: list[ReadLine]) -> list[ReadLine]:
    """The chunk read again where its lines, taken together, tell how it writes labels."""
    tracks = [r for line in chunk for r in line.records if isinstance(r, Track) and r.artist]
    dashed = sum(" - " in track.title and not track.label for track in tracks)
    by_dash = dashed >= max(_DASHED_FEW, _DASHED_SHARE * len(tracks))
    ends = sum(bool(round_label(track.title)[1]) and not track.label for track in tracks)
    by_bracket = ends >= max(_ROUND_FEW, _ROUND_SHARE * len(tracks))
    if not by_dash and not by_bracket:
        return chunk
    return [ReadLine(line.text, parse_line(line.text, by_dash, by_bracket)) for line in chunk]


def _in_context(read: list[ReadLine], is_dj: Callable[[str], bool]) -> Iterator[ReadLine]:
    in_list = False
    on_top = False
    for line in read:
        tag = _LIST.search(line.text) if "<" in line.text else None
        if tag:
            in_list = not tag[0].startswith("</")
        first = line.records[0]
        if isinstance(first, Track) and not first.marker and first.cue is None and not first.artist:
            # A bare name above a list is the DJ; other bare words are words about the list.
            if is_dj(first.title):
                line = ReadLine(line.text, (Chapter(first.title),))
            elif not in_list and not first.label:
                line = ReadLine(line.text, (Note(first.title),))
        if isinstance(first, Track | Unknown):
            # "Includes the following acapellas:" and bullets: somewhere on top, nobody says where.
            bullet = isinstance(first, Track) and first.marker.startswith("*")
            on_top = on_top and bullet
            if on_top:
                line = ReadLine(line.text, tuple(layer(record) for record in line.records))
        elif isinstance(first, Note):
            on_top = first.text.endswith(":")
        yield line


def count_lines(read: list[ReadLine]) -> LineCounts:
    """What the lines were, each counted once."""
    counts = dict.fromkeys(LINE_KINDS, 0)
    unparsed, suspicious = [], []
    for line in read:
        kind = next(
            name
            for record_type, name in _KINDS
            if any(isinstance(record, record_type) for record in line.records)
        )
        counts[kind] += 1
        if kind == "unparsed":
            unparsed.append(line.text.strip()[:500])
        elif kind == "tracks" and any(_is_odd(record) for record in line.records):
            suspicious.append(line.text.strip()[:500])
    return LineCounts(**counts, unparsed_lines=tuple(unparsed), suspicious_lines=tuple(suspicious))


def _is_odd(record: Record) -> bool:
    if not isinstance(record, Track):
        return False
    both = f"{record.artist}\n{record.title}"
    return (
        bool(_ODD_ARTIST.match(record.artist))
        or both.count("(") != both.count(")")
        or both.count("[") != both.count("]")
        or (not record.artist and not record.title.endswith(")") and len(record.title) > 60)
        or bool(_ODD.search(record.title))
        or " - " in record.title
    )
