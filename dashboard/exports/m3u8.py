"""The crate as an extended M3U in UTF-8, which players and DJ programs load.

Each track is two lines: `#EXTINF:SECONDS,Artist - Title`, and where the file lies (files.py). The
seconds are how long DJs let it play, -1 where no set says: players show them and play the file as
long as it is. No byte order mark: `#EXTM3U` must be the first thing in the file.
"""

from collections.abc import Sequence

from dashboard.exports.files import track_path
from dashboard.exports.record import ExportTrack, one_line

HEADER = "#EXTM3U"


def to_m3u8(tracks: Sequence[ExportTrack], folder: str = "") -> bytes:
    """The playlist, in order; `folder` is where the DJ keeps the files."""
    lines = [HEADER]
    for track in tracks:
        seconds = -1 if track.played_s is None else round(track.played_s)
        path = track_path(track, folder)
        lines.append(f"#EXTINF:{seconds},{one_line(track.name)}")
        # A line that begins with # would be a remark.
        lines.append(f"./{path}" if path.startswith("#") else path)
    return ("\r\n".join(lines) + "\r\n").encode()
