"""The crate as a rekordbox XML: a collection and one playlist of it.

After the format's published description (https://rekordbox.com/en/support/developer/, "rekordbox
xml format list", version 1.0.0). rekordbox reads it under Preferences → Advanced → rekordbox xml.

`Location` is the one thing that the format insists on, and that Segue can't know: rekordbox matches
tracks by it. What is written is the folder that the DJ typed, with `Artist - Title.mp3` (files.py).
Where the files are called otherwise, rekordbox shows the list with names, keys and tempos, and
marks the files as missing. `TotalTime` is how long DJs let a track play; rekordbox reads the real
length out of the file.
"""

from collections.abc import Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dashboard.exports.files import track_path
from dashboard.exports.record import ExportTrack, one_line

_FOLDER, _PLAYLIST, _BY_TRACK_ID = "0", "1", "0"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def to_rekordbox(tracks: Sequence[ExportTrack], name: str, folder: str = "") -> bytes:
    """The file; `name` is the playlist's, `folder` is where the DJ keeps the files."""
    root = Element("DJ_PLAYLISTS", Version="1.0.0")
    SubElement(root, "PRODUCT", Name="Segue", Version="1.0.0", Company="Segue")
    collection = SubElement(root, "COLLECTION", Entries=str(len(tracks)))
    top = SubElement(SubElement(root, "PLAYLISTS"), "NODE", Type=_FOLDER, Name="ROOT", Count="1")
    playlist = SubElement(
        top,
        "NODE",
        Name=one_line(name),
        Type=_PLAYLIST,
        KeyType=_BY_TRACK_ID,
        Entries=str(len(tracks)),
    )
    for number, track in enumerate(tracks, 1):
        SubElement(collection, "TRACK", _attributes(number, track, folder))
        SubElement(playlist, "TRACK", Key=str(number))
    indent(root)
    return _DECLARATION + tostring(root, encoding="utf-8", xml_declaration=False) + b"\n"


def _attributes(number: int, track: ExportTrack, folder: str) -> dict[str, str]:
    """What is not known is left out: only TrackID and Location have to be there."""
    found = {
        "TrackID": str(number),
        "Name": one_line(track.title),
        "Artist": one_line(track.artist),
        "Kind": "MP3 File",
        "Location": location(track_path(track, folder)),
    }
    if track.played_s is not None:
        found["TotalTime"] = str(round(track.played_s))
    if track.tempo_bpm is not None:
        found["AverageBpm"] = f"{track.tempo_bpm:.2f}"
    if track.camelot:
        found["Tonality"] = track.camelot
    return found


def location(path: str) -> str:
    """`C:/My Music/a.mp3` → `file://localhost/C:/My%20Music/a.mp3`; of a path that names a server,
    `//server/a.mp3`, the second slash stays."""
    return f"file://localhost/{quote(path.removeprefix('/'), safe='/:')}"
