"""The crate as CSV, read back by pandas and by Segue."""

import io

import pandas as pd
from hypothesis import given

from dashboard.exports.csv_file import guard, to_csv, unguard
from dashboard.exports.record import ExportTrack, one_line
from dashboard.histories import read_history
from tests.dashboard.exports.crates import AFTERGLOW, CRATES, NAMES, NIGHT_FERRY


def read(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)


def test_a_table_says_what_is_known_and_leaves_the_rest_empty() -> None:
    lines = to_csv([AFTERGLOW, NIGHT_FERRY]).decode("utf-8-sig").split("\r\n")
    assert lines == [
        "Place,Artist,Title,Key,Tempo (BPM),Plays for (s)",
        "1,Mira Voss,Afterglow,8A,126.00,330",
        "2,Kite Theory,Night Ferry (Tessel Remix),,,",
        "",
    ]


def test_excel_sees_that_it_is_utf_8() -> None:
    assert to_csv([ExportTrack("Âme Røde", "Kált")]).startswith(b"\xef\xbb\xbf")


@given(CRATES)
def test_pandas_reads_every_name_back(tracks: list[ExportTrack]) -> None:
    table = read(to_csv(tracks))
    assert [unguard(name) for name in table["Artist"]] == [one_line(t.artist) for t in tracks]
    assert [unguard(name) for name in table["Title"]] == [one_line(t.title) for t in tracks]
    assert list(table["Key"]) == [track.camelot or "" for track in tracks]
    assert list(table["Place"]) == [str(place) for place in range(1, len(tracks) + 1)]


@given(CRATES)
def test_pandas_reads_the_numbers_back(tracks: list[ExportTrack]) -> None:
    table = pd.read_csv(io.BytesIO(to_csv(tracks)))
    for track, tempo, played in zip(
        tracks, table["Tempo (BPM)"], table["Plays for (s)"], strict=True
    ):
        assert pd.isna(tempo) if track.tempo_bpm is None else abs(tempo - track.tempo_bpm) < 0.006
        assert pd.isna(played) if track.played_s is None else abs(played - track.played_s) <= 0.5


@given(NAMES)
def test_no_cell_is_a_formula_and_the_name_comes_back(name: str) -> None:
    text = one_line(name)
    assert not guard(text).startswith(("=", "+", "-", "@"))
    assert unguard(guard(text)) == text


@given(CRATES)
def test_segue_reads_its_own_table(tracks: list[ExportTrack]) -> None:
    whole = [ExportTrack(f"a{t.artist}", f"t{t.title}") for t in tracks]
    names = [(one_line(t.artist), one_line(t.title)) for t in whole]
    assert read_history(to_csv(whole), "crate.csv") == [(name,) for name in dict.fromkeys(names)]
