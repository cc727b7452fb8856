"""The crate as a rekordbox XML, against a schema after the published description."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from lxml import etree

from dashboard.exports.files import track_path
from dashboard.exports.record import ExportTrack, one_line
from dashboard.exports.rekordbox import to_rekordbox
from tests.dashboard.exports.crates import AFTERGLOW, CRATES, FOLDERS, NAMES, NIGHT_FERRY

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("rekordbox.xsd")))


def read(data: bytes) -> etree._Element:
    root = etree.fromstring(data)
    SCHEMA.assertValid(root)
    return root


def test_the_first_line_is_the_one_that_rekordbox_wants() -> None:
    first = to_rekordbox([AFTERGLOW], "Friday").split(b"\n", 1)[0]
    assert first == b'<?xml version="1.0" encoding="UTF-8"?>'


def test_a_crate_is_a_collection_and_one_playlist_of_it() -> None:
    root = read(to_rekordbox([AFTERGLOW, NIGHT_FERRY], "Friday", "/Users/dj/My Music"))
    one, two = root.findall("COLLECTION/TRACK")
    assert dict(one.attrib) == {
        "TrackID": "1",
        "Name": "Afterglow",
        "Artist": "Mira Voss",
        "Kind": "MP3 File",
        "TotalTime": "330",
        "AverageBpm": "126.00",
        "Tonality": "8A",
        "Location": "file://localhost/Users/dj/My%20Music/Mira%20Voss%20-%20Afterglow.mp3",
    }
    assert not {"TotalTime", "AverageBpm", "Tonality"} & set(two.attrib)
    playlist = root.find("PLAYLISTS/NODE/NODE")
    assert playlist is not None
    assert dict(playlist.attrib) == {
        "Name": "Friday",
        "Type": "1",
        "KeyType": "0",
        "Entries": "2",
    }
    assert [track.get("Key") for track in playlist] == ["1", "2"]


def test_a_windows_folder_becomes_an_address() -> None:
    root = read(to_rekordbox([AFTERGLOW], "Friday", "D:\\Music"))
    location = root.find("COLLECTION/TRACK").get("Location")
    assert location == "file://localhost/D:/Music/Mira%20Voss%20-%20Afterglow.mp3"


def test_a_folder_on_a_server_keeps_the_server() -> None:
    root = read(to_rekordbox([AFTERGLOW], "Friday", "\\\\srv\\x"))
    location = root.find("COLLECTION/TRACK").get("Location")
    assert location == "file://localhost//srv/x/Mira%20Voss%20-%20Afterglow.mp3"


@given(CRATES, NAMES, FOLDERS)
def test_any_crate_is_valid_and_comes_back(
    tracks: list[ExportTrack], name: str, folder: str
) -> None:
    root = read(to_rekordbox(tracks, name, folder))
    found = root.findall("COLLECTION/TRACK")
    assert root.find("COLLECTION").get("Entries") == str(len(tracks)) == str(len(found))
    for track, element in zip(tracks, found, strict=True):
        assert element.get("Name") == one_line(track.title)
        assert element.get("Artist") == one_line(track.artist)
        assert element.get("Tonality") == track.camelot
        path = unquote(element.get("Location").removeprefix("file://localhost/"))
        assert path == track_path(track, folder).lstrip("/")
        tempo, played = element.get("AverageBpm"), element.get("TotalTime")
        assert (tempo is None) == (track.tempo_bpm is None)
        assert tempo is None or abs(float(tempo) - track.tempo_bpm) < 0.006
        assert played == (None if track.played_s is None else str(round(track.played_s)))
    playlist = root.find("PLAYLISTS/NODE/NODE")
    assert playlist.get("Name") == one_line(name)
    ids = [element.get("TrackID") for element in found]
    assert [entry.get("Key") for entry in playlist] == ids


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (b'Version="1.0.0">', b'Version="2.0.0">'),
        (b'Name="ROOT"', b'Name="TOP"'),
        (b'TotalTime="330"', b'TotalTime="330.4"'),
        (b'TrackID="2"', b'TrackID="1"'),
        (b"file://localhost/", b"file:///"),
        (b"%20", b" "),
        (b'KeyType="0"', b'KeyType="2"'),
        (b' Entries="2">', b">"),
    ],
)
def test_the_schema_refuses_what_the_description_does_not_have(now: bytes, then: bytes) -> None:
    data = to_rekordbox([AFTERGLOW, NIGHT_FERRY], "Friday")
    assert now in data
    assert not SCHEMA.validate(etree.fromstring(data.replace(now, then, 1)))
