"""The crate as an extended M3U."""

import re

from hypothesis import given

from dashboard.exports.files import file_name, track_path
from dashboard.exports.m3u8 import to_m3u8
from dashboard.exports.record import ExportTrack, one_line
from dashboard.histories import read_history
from tests.dashboard.exports.crates import AFTERGLOW, CRATES, FOLDERS, NAMES, NIGHT_FERRY


def test_a_playlist_has_a_head_and_two_lines_a_track() -> None:
    assert to_m3u8([AFTERGLOW, NIGHT_FERRY], "C:\\Music").decode().split("\r\n") == [
        "#EXTM3U",
        "#EXTINF:330,Mira Voss - Afterglow",
        "C:/Music/Mira Voss - Afterglow.mp3",
        "#EXTINF:-1,Kite Theory - Night Ferry (Tessel Remix)",
        "C:/Music/Kite Theory - Night Ferry (Tessel Remix).mp3",
        "",
    ]


@given(CRATES, FOLDERS)
def test_every_track_comes_back_with_its_length(tracks: list[ExportTrack], folder: str) -> None:
    head, *lines = to_m3u8(tracks, folder).decode().removesuffix("\r\n").split("\r\n")
    assert head == "#EXTM3U"
    assert len(lines) == 2 * len(tracks)
    for track, told, path in zip(tracks, lines[::2], lines[1::2], strict=True):
        match = re.fullmatch(r"#EXTINF:(-1|\d+),(.*)", told)
        assert match
        assert int(match[1]) == (-1 if track.played_s is None else round(track.played_s))
        assert match[2] == one_line(track.name)
        assert path.removeprefix("./") == track_path(track, folder)
        assert not path.startswith("#")


def test_a_file_that_begins_with_a_hash_is_no_remark() -> None:
    assert b"\r\n./#1 - Dad.mp3\r\n" in to_m3u8([ExportTrack("#1", "Dad")])


def test_segue_reads_its_own_playlist() -> None:
    data = to_m3u8([AFTERGLOW, NIGHT_FERRY], "/music")
    assert read_history(data, "crate.m3u8") == [
        (("Mira Voss", "Afterglow"),),
        (("Kite Theory", "Night Ferry (Tessel Remix)"),),
    ]


@given(NAMES)
def test_any_name_becomes_a_file_name_that_every_system_bears(name: str) -> None:
    file = file_name(name, "mp3")
    assert file.endswith(".mp3")
    assert len(file.encode()) < 256
    assert not set(file) & set('\\/:*?"<>|\r\n\x00')
    assert not file.startswith((" ", "."))


def test_names_that_windows_keeps_for_itself_get_a_sign_in_front() -> None:
    assert file_name("CON", "mp3") == "_CON.mp3"
    assert file_name("...", "mp3") == "_.mp3"
    assert file_name("AC/DC - What?", "mp3") == "AC_DC - What_.mp3"
