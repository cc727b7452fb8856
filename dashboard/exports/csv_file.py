"""The crate as a table: CSV for spreadsheets and for Segue itself.

UTF-8 with a byte order mark, since Excel takes a file without one for the code page of its
machine; pandas, LibreOffice and Numbers read it either way. Commas, quotes where they are needed,
lines that end as RFC 4180 wants.
"""

import csv
import io
import re
from collections.abc import Sequence

from dashboard.exports.record import ExportTrack, one_line

HEADER = ("Place", "Artist", "Title", "Key", "Tempo (BPM)", "Plays for (s)")
_FORMULA = re.compile(r"'*[=+\-@]")


def to_csv(tracks: Sequence[ExportTrack]) -> bytes:
    """One line a track, in order."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for place, track in enumerate(tracks, 1):
        tempo, played = track.tempo_bpm, track.played_s
        writer.writerow(
            [
                place,
                guard(one_line(track.artist)),
                guard(one_line(track.title)),
                track.camelot or "",
                "" if tempo is None else f"{tempo:.2f}",
                "" if played is None else round(played),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def guard(text: str) -> str:
    """A name that a spreadsheet would take for a formula, with an apostrophe in front.

    See https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The name again."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
