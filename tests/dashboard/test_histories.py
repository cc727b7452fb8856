"""What a DJ played, out of the files that DJ programs write."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.histories import MAX_LINES, MAX_TRACKS, Name, read_history
from recommender.errors import BadInput

TWO = [("Mira Voss", "Afterglow"), ("Âme Røde", "Glass Tide (Tessel Remix)")]

REKORDBOX = (
    "#\tArtwork\tTrack Title\tArtist\tAlbum\tGenre\tBPM\tRating\tTime\tKey\tDate Added\r\n"
    '1\t\tAfterglow\tMira Voss\t12" Hits\tHouse\t126.00\t\t05:30\t8A\t2024-01-01\r\n'
    "2\t\tGlass Tide (Tessel Remix)\tÂme Røde\t\t\t124.00\t\t06:00\t9A\t2024-01-01\r\n"
)
SERATO = (
    "name,artist,start time,end time,playtime,deck,notes\r\n"
    '"12/11/2020","","20:00:00","23:00:00","03:00:00","",""\r\n'
    '"Afterglow","Mira Voss","20:01:00","20:05:00","00:04:00","1",""\r\n'
    '"Glass Tide (Tessel Remix)","Âme Røde","20:05:00","20:09:00","00:04:00","2",""\r\n'
)
TRAKTOR = (
    "Track;Title;Artist;Release;BPM\n1;Afterglow;Mira Voss;;126\n"
    "2;Glass Tide (Tessel Remix);Âme Røde;;124\n"
)
SEGUE = "Place,Artist,Title,Key\n1,Mira Voss,Afterglow,8A\n2,Âme Røde,Glass Tide (Tessel Remix),\n"
ONE_COLUMN = "Artist - Title\nMira Voss - Afterglow\nÂme Røde – Glass Tide (Tessel Remix)\n"
LIST = "1. Mira Voss - Afterglow\n\n[04:30] Âme Røde - Glass Tide (Tessel Remix)\nID - \n"
SESSION_FIRST = "Friday night\nHarbour\n\n" + SEGUE
EXTENDED = (
    "#EXTM3U\n#EXTINF:330,Mira Voss - Afterglow\n/music/1.mp3\n#EXTVDJ:<time>1</time>\n"
    "#EXTINF:-1,Âme Røde - Glass Tide (Tessel Remix)\nC:\\Music\\2.mp3\n"
)
PLAIN = (
    "C:\\Music\\01 - Mira Voss - Afterglow.mp3\n"
    "file:///music/%C3%82me%20R%C3%B8de%20-%20Glass%20Tide%20(Tessel%20Remix).flac\n"
)
FILES = {
    "rekordbox.txt": REKORDBOX,
    "serato.csv": SERATO,
    "traktor.csv": TRAKTOR,
    "segue.csv": SEGUE,
    "one column.csv": ONE_COLUMN,
    "list.txt": LIST,
    "session first.csv": SESSION_FIRST,
    "extended.m3u8": EXTENDED,
    "plain.m3u": PLAIN,
    "no ending": EXTENDED,
}


def first(data: bytes, name: str = "") -> list[Name]:
    """The likeliest reading of each track."""
    return [readings[0] for readings in read_history(data, name)]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_the_programs_write_is_read(name: str, encoding: str) -> None:
    assert first(FILES[name].encode(encoding), name) == TWO


@pytest.mark.parametrize("name", sorted(set(FILES) - {"one column.csv"}))
def test_the_western_code_page_is_read(name: str) -> None:
    assert first(FILES[name].encode("latin-1"), name) == TWO


def test_rekordbox_marks_its_utf_16() -> None:
    data = codecs.BOM_UTF16_LE + REKORDBOX.encode("utf-16-le")
    assert first(data, "HISTORY 2024-01-01.txt") == TWO


def test_a_track_that_was_played_twice_comes_once() -> None:
    assert first(("A - B\n" * 3).encode()) == [("A", "B")]


def test_commas_and_quotes_in_names_are_part_of_them() -> None:
    data = b'artist,title\n"Earth, Wind & Fire","Say ""Hey"""\n'
    assert first(data) == [("Earth, Wind & Fire", 'Say "Hey"')]


def test_an_artist_that_stands_in_the_title_is_found() -> None:
    assert first(b"title,artist\nMira Voss - Afterglow,\n") == [("Mira Voss", "Afterglow")]


def test_numbers_that_belong_to_a_name_stay() -> None:
    data = b"808 State - Pacific\n2 Bad Mice - Bombscare\n65daysofstatic - Hole\n"
    assert [artist for artist, _ in first(data)] == [
        "808 State",
        "2 Bad Mice",
        "65daysofstatic",
    ]


@pytest.mark.parametrize(
    ("data", "name", "readings"),
    [
        (
            "#EXTM3U\n#EXTINF:200,50 Cent - In Da Club\n/music/1.mp3\n",
            "a.m3u8",
            [("50 Cent", "In Da Club"), ("Cent", "In Da Club")],
        ),
        ("10 CC - Donna\n", "a.txt", [("10 CC", "Donna"), ("CC", "Donna")]),
        (
            "/music/65 Days of Static - Hole.mp3\n",
            "a.m3u",
            [("65 Days of Static", "Hole"), ("Days of Static", "Hole")],
        ),
        ("Track\n12 Ada - Dusk\n", "a.csv", [("12 Ada", "Dusk"), ("Ada", "Dusk")]),
        ("01. 50 Cent - Disco\n", "a.txt", [("50 Cent", "Disco"), ("Cent", "Disco")]),
        ("07 Mira Voss - Dusk\n", "a.txt", [("Mira Voss", "Dusk")]),
    ],
)  # fmt: skip
def test_two_digits_in_front_may_be_a_number_or_the_artists(
    data: str, name: str, readings: list[Name]
) -> None:
    assert read_history(data.encode(), name) == [tuple(readings)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line", ["Кино - Группа крови", "宇多田ヒカル - 花束を君に"])
def test_utf_16_of_any_script_is_read_without_its_mark(encoding: str, line: str) -> None:
    assert first(f"{line}\r\n".encode(encoding)) == [tuple(line.split(" - "))]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_letters_that_can_not_be_read_are_told(encoding: str) -> None:
    with pytest.raises(BadInput, match="Save it as UTF-8"):
        read_history("Кино - Группа крови".encode(encoding))


def test_a_zero_or_two_are_a_slip() -> None:
    data = b"Mira Voss - After\x00glow\n" + b"Mira Voss - Afterglow\n" * 9
    assert first(data) == [("Mira Voss", "Afterglow")]


def test_a_file_of_too_many_tracks_is_refused() -> None:
    lines = [f"A - {number}\n" for number in range(MAX_TRACKS + 1)]
    assert len(read_history("".join(lines[1:]).encode())) == MAX_TRACKS
    with pytest.raises(BadInput, match="more than 20,000 tracks"):
        read_history("".join(lines).encode())


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"artist,title\n", b"hello\n", b"\x00\x01\x02", b"#EXTM3U\n", b"\xff\xfe"],
)
def test_a_file_without_tracks_says_what_is_expected(data: bytes) -> None:
    with pytest.raises(BadInput, match="Choose a history or playlist as CSV, TXT or M3U"):
        read_history(data)


def test_a_file_of_too_many_lines_is_refused() -> None:
    with pytest.raises(BadInput, match="more than 50,000 lines"):
        read_history(b"A - B\n" * (MAX_LINES + 1))


def test_a_line_of_a_million_blanks_is_read_in_time() -> None:
    data = b"A" + b" " * 1_000_000 + b"B.mp3\nC - D\n"
    for name in ("a.txt", "a.m3u"):
        assert first(data, name) == [("C", "D")]


_LINES = st.sampled_from(
    ["artist,title", "Name\tArtist", "#EXTM3U", "#EXTINF:1,a - b", '"', "A - B", ";;", "file:%ff"]
)
_TEXTS = st.lists(_LINES | st.text(max_size=30), max_size=12).map("\n".join)


@given(
    st.binary(max_size=300)
    | st.builds(
        lambda text, encoding: text.encode(encoding, errors="replace"),
        _TEXTS,
        st.sampled_from(["utf-8", "utf-16", "latin-1"]),
    ),
    st.sampled_from(["", "a.csv", "a.m3u8", "a.txt"]),
)
def test_any_file_is_read_or_refused_with_a_sentence(data: bytes, name: str) -> None:
    try:
        found = read_history(data, name)
    except BadInput:
        return
    assert found
    assert all(artist.strip() and title.strip() for one in found for artist, title in one)
    assert len({readings[0] for readings in found}) == len(found)
