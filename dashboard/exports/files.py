"""Where a player looks for a track: a folder and `Artist - Title.mp3`.

Segue has never seen the DJ's files. It writes the folder that the DJ typed and the commonest name;
where the files are called so, a player finds them, and where not, it asks for them or matches by
artist and title.
"""

import re

from dashboard.exports.record import ExportTrack, one_line

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
"""What Windows, the strictest, refuses in the name of a file."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_MAX_BYTES = 200


def file_name(name: str, ending: str) -> str:
    """A name that every file system bears: `AC/DC - Go?` → `AC_DC - Go_.mp3`."""
    safe = _FORBIDDEN.sub("_", one_line(name))
    safe = safe.encode()[:_MAX_BYTES].decode(errors="ignore").strip(" .")
    if not safe or _RESERVED.fullmatch(safe):
        safe = f"_{safe}"
    return f"{safe}.{ending}"


def track_path(track: ExportTrack, folder: str) -> str:
    """`C:\\Music` and a track → `C:/Music/Artist - Title.mp3`; the file alone without a folder."""
    place = one_line(folder).replace("\\", "/")
    file = file_name(track.name, "mp3")
    if not place:
        return file
    return f"{place}{file}" if place.endswith("/") else f"{place}/{file}"
