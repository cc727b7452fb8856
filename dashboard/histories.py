"""What a DJ played, out of the files that DJ programs write.

Tables (CSV with commas, semicolons or tabs; rekordbox's TXT), playlists (M3U, M3U8) and plain lists
of `Artist - Title`, in UTF-8, UTF-16 or the Western code page. A table is read by its header:
rekordbox writes `Track Title` and `Artist`, Serato `name` and `artist`, Traktor `Title` and
`Artist`. What can't be read raises BadInput and nothing else.

`50 Cent - In Da Club` may be track 50 by Cent: such a line has several readings, and the catalogue
knows which one is a track.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from dashboard.exports.csv_file import unguard
from dashboard.exports.record import one_line
from recommender.catalogue.identity import fold
from recommender.errors import BadInput

MAX_LINES = 50_000
MAX_TRACKS = 20_000
"""So many are looked up in about a second, and the page keeps no more."""
NOTHING = (
    "That file names no tracks. Choose a history or playlist as CSV, TXT or M3U, with artist and "
    "title of each track."
)
UNREADABLE = (
    "The letters of that file can't be read. Save it as UTF-8, in a text editor or when exporting, "
    "and choose it again."
)

Name = tuple[str, str]
"""Artist and title."""
Readings = tuple[Name, ...]
"""What one line may mean, the likeliest first."""

_ARTIST = frozenset({"artist", "artists", "artist name", "artist name s", "track artist"})
# In this order: where a `Title` stands, `Track` is a number.
_TITLE = ("track title", "title", "track name", "song title", "song name", "song", "name", "track")
_BOTH = frozenset({"artist title", "tracklist", "track list", "tracks", "song artist title"})
_DELIMITERS = ("\t", ";", ",")
_HEADER_WITHIN = 20
"""Lines: some programs write about the session first."""
_FEW = 100
"""One zero in so many bytes is a slip of the program that wrote the file."""
_MAX_NAME = 300
_MAX_LINE = 2_000

_DASH = re.compile(r"\s+[-–—]\s+")
_EXTINF = re.compile(r"#EXTINF:[^,]*,(?P<name>.*)", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:#?\d{1,3}\s*[.)\]:]\s+|\d{1,3}\s+-\s+|0\d\s+(?=\S.*\s[-–—]\s))")
_PERHAPS_NUMBER = re.compile(r"^\d{2}\s+(?=\S.*\s[-–—]\s)")
"""Or the artist begins with it."""
_CLOCK = re.compile(r"^[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s+(?:[-–—]\s+)?")
_ENDING = re.compile(r"\.(?:mp3|m4a|aac|wav|aiff?|flac|ogg|opus|wma|alac|mp4)$", re.IGNORECASE)


def read_history(data: bytes, filename: str = "") -> list[Readings]:
    """The tracks that a file names, each spelling once, in order.

    Raises BadInput for a file that names none, has too many lines or can't be read.
    """
    text = _decode(data).replace("\x00", "")
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
    if len(lines) > MAX_LINES:
        raise BadInput(f"That file has more than {MAX_LINES:,} lines. Cut it into smaller ones.")
    found = _from_m3u(lines) if _is_m3u(lines, filename) else _from_table(lines)
    tracks = {readings[0]: readings for readings in map(_tidy, found) if readings}
    if not tracks:
        raise BadInput(NOTHING)
    if len(tracks) > MAX_TRACKS:
        raise BadInput(f"That file has more than {MAX_TRACKS:,} tracks. Cut it into smaller ones.")
    return list(tracks.values())


def _decode(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    # Latin letters in UTF-16 have a zero in every other byte.
    some = data[:4096]
    if some[1::2].count(0) > len(some) // 4:
        return data.decode("utf-16-le", errors="replace")
    if some[0::2].count(0) > len(some) // 4:
        return data.decode("utf-16-be", errors="replace")
    # Letters of other scripts have none, but what parts the lines has.
    zeros = data.count(0)
    for encoding in ("utf-16-le", "utf-16-be") if zeros else ():
        try:
            text = data[: len(data) // 2 * 2].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\n" in text or "\r" in text:
            return text
    if zeros > len(data) // _FEW:
        raise BadInput(UNREADABLE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _tidy(readings: Readings) -> Readings:
    whole = [
        (one_line(artist), one_line(title))
        for artist, title in readings
        if len(artist) <= _MAX_NAME and len(title) <= _MAX_NAME
    ]
    return tuple((artist, title) for artist, title in whole if artist and title)


# -- playlists --------------------------------------------------------------------------------


def _is_m3u(lines: Sequence[str], filename: str) -> bool:
    if filename.lower().endswith((".m3u", ".m3u8")):
        return True
    return any(line.startswith(("#EXTM3U", "#EXTINF:")) for line in lines[:_HEADER_WITHIN])


def _from_m3u(lines: Sequence[str]) -> Iterator[Readings]:
    """By the name that stands over a file's path, or else by what the file is called."""
    told: Readings = ()
    for line in lines:
        # No path is longer, and what looks for a dash in blanks would take for ever.
        line = line.strip()[:_MAX_LINE]
        match = _EXTINF.match(line)
        if match:
            told = _parted(match["name"])
        elif not line.startswith("#"):
            yield told or _parted(_stem(line))
            told = ()


def _stem(path: str) -> str:
    """`file:///music/01%20-%20Artist%20-%20Title.mp3` → `Artist - Title`."""
    if path.lower().startswith("file:"):
        path = unquote(path, errors="replace")
    name = _ENDING.sub("", PurePosixPath(path.replace("\\", "/")).name)
    return name if _DASH.search(name) else name.replace("_", " ")


def _parted(text: str) -> Readings:
    """`01. Artist - Title` → artist and title; nothing where it is not of that form."""
    texts = [text.strip()]
    if len(texts[0]) > 2 * _MAX_NAME:
        return ()
    for lead in (_NUMBER, _PERHAPS_NUMBER, _CLOCK, _NUMBER, _PERHAPS_NUMBER):
        rest = lead.sub("", texts[-1], count=1)
        if rest != texts[-1] and _DASH.search(rest):
            if lead is not _PERHAPS_NUMBER:
                texts.pop()
            texts.append(rest)
    halves = (_DASH.split(one, maxsplit=1) for one in texts)
    return tuple((artist, rest[0]) for artist, *rest in halves if rest)


# -- tables -----------------------------------------------------------------------------------


def _from_table(lines: Sequence[str]) -> Iterator[Readings]:
    headers = []
    for delimiter in _DELIMITERS:
        rows = _rows(lines, delimiter)
        for place, row in enumerate(rows[:_HEADER_WITHIN]):
            columns = _columns(row)
            if columns and (columns[0] is not None or place == 0):
                headers.append((place, rows, columns))
                break
    if headers:
        # `artist,title` reads like one column too, where commas do not part columns.
        place, rows, columns = min(headers, key=lambda one: (one[0], one[2][0] is None))
        yield from _read(rows[place + 1 :], *columns)
        return
    # No header: a list of names, whatever signs they hold.
    for line in lines:
        yield _parted(_unquoted(line.strip()))


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    if delimiter == "\t":
        # Nobody quotes in these: a quotation mark stands for inches.
        return [[_unquoted(cell.strip()) for cell in line.split("\t")] for line in lines]
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:  # a cell without an end: no table of this kind
        return []


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _columns(row: Sequence[str]) -> tuple[int | None, int] | None:
    """Where the artist and the title stand, if this row is a header; None for the artist where one
    column holds both."""
    words = [fold(cell[:_MAX_NAME]) for cell in row]
    artist = next((at for at, word in enumerate(words) if word in _ARTIST), None)
    title = next((words.index(word) for word in _TITLE if word in words), None)
    if artist is not None and title is not None:
        return artist, title
    both = next((at for at, word in enumerate(words) if word in _BOTH), title)
    return (None, both) if both is not None else None


def _read(rows: Sequence[Sequence[str]], artist: int | None, title: int) -> Iterator[Readings]:
    for row in rows:
        if title >= len(row):
            continue
        name = unguard(row[title].strip())
        if artist is not None and artist < len(row) and row[artist].strip():
            yield ((unguard(row[artist].strip()), name),)
        # Some leave the artist in the title of a streamed track.
        else:
            yield _parted(name)
