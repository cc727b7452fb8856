"""Lines of all kinds, beside those of the reference."""

import pytest

from scrapers.mixesdb.lines import parse_line
from scrapers.mixesdb.records import Blank, Chapter, Gap, Note, Track, Unknown, Unparsed


def sides(line: str, dash_labels: bool = False) -> list[tuple[str, str, str]]:
    return [
        (record.artist, record.title, record.label)
        for record in parse_line(line, dash_labels)
        if isinstance(record, Track)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1. Ana Ko - Rivers [Kiln]", ("Ana Ko", "Rivers", "Kiln")),
        ("01) Ana Ko - Rivers", ("Ana Ko", "Rivers", "")),
        ("# w/ Ana Ko - Rivers", ("Ana Ko", "Rivers", "")),
        ("# 11 Rivers - 2 Late", ("11 Rivers", "2 Late", "")),
        ("# Ana Ko &amp; Bo&nbsp;Li - Rivers&#33;", ("Ana Ko & Bo Li", "Rivers!", "")),
        ("# Ana\u200b Ko \u00ad- Rivers", ("Ana Ko", "Rivers", "")),
        ("# Ana Ko \u2014 Rivers", ("Ana Ko", "Rivers", "")),
        ("# ''Ana Ko - Dancin'''", ("Ana Ko", "Dancin'", "")),
        ("# Ana Ko - Rivers (12'' Mix) [Kiln]", ("Ana Ko", 'Rivers (12" Mix)', "Kiln")),
        ("# [[Ana Ko]] - [[Rivers (song)|Rivers]]", ("Ana Ko", "Rivers", "")),
        ("# Ana Ko - Rivers [[http://kiln.example/a Free]]", ("Ana Ko", "Rivers", "Free")),
        ("# <nowiki>11:11</nowiki> - Rivers", ("11:11", "Rivers", "")),
        ("# Ana Ko - <nowiki>ID</nowiki> [Kiln]", ("Ana Ko", "ID", "Kiln")),
        ("# Ana Ko - Rivers <!-- a --> Wide<!-- b -->", ("Ana Ko", "Rivers Wide", "")),
        ("# Ana Ko - Rivers [Kiln]<-- sic -->", ("Ana Ko", "Rivers", "Kiln")),
        ("# Ana Ko - Rivers [Kiln] / [Oven]", ("Ana Ko", "Rivers", "Kiln / Oven")),
        ("# Ana Ko - Rivers [So Wide] [Kiln]", ("Ana Ko", "Rivers (So Wide)", "Kiln")),
        ("# Ana Ko - Rivers [The Wide EP] [Kiln]", ("Ana Ko", "Rivers", "The Wide EP / Kiln")),
        ("# Ana Ko - Rivers [Bo Remix]", ("Ana Ko", "Rivers (Bo Remix)", "")),
        ("# Ana Ko - Rivers [Kiln - Remix 10]", ("Ana Ko", "Rivers", "Kiln - Remix 10")),
        ("# Ana Ko - Rivers (Dub) [Dub]", ("Ana Ko", "Rivers (Dub)", "")),
        ("# Ana Ko - Rivers [In The Mix]", ("Ana Ko", "Rivers", "In The Mix")),
        ("# Ana Ko - Rivers [Kiln] (Bo Edit)", ("Ana Ko", "Rivers (Bo Edit)", "Kiln")),
        ("# Ana Ko - Rivers [Kiln] (4:12)", ("Ana Ko", "Rivers", "Kiln")),
        ("# Ana Ko - Rivers (04:12)", ("Ana Ko", "Rivers", "")),
        ("# Ana Ko - Rivers [Kiln] *", ("Ana Ko", "Rivers", "Kiln")),
        ("# Ana Ko - Rivers [Kiln]?", ("Ana Ko", "Rivers", "Kiln")),
        ("# Ana Ko - Rivers[Kiln]", ("Ana Ko", "Rivers", "Kiln")),
        ("# Ana Ko - River[s]", ("Ana Ko", "River[s]", "")),
        ("# Ana Ko - Rivers (Mix)[Kiln]", ("Ana Ko", "Rivers (Mix)", "Kiln")),
        ("# Ana Ko - Rivers [Kiln", ("Ana Ko", "Rivers", "Kiln")),
        ("# Ana Ko - Rivers Kiln]", ("Ana Ko", "Rivers Kiln", "")),
        ("# Ana Ko - Rivers (Bo Mix) Kiln]", ("Ana Ko", "Rivers (Bo Mix)", "Kiln")),
        ("# Ana Ko - Rivers [Bo Dub) [Kiln]", ("Ana Ko", "Rivers (Bo Dub)", "Kiln")),
        ("# Ana Ko - Rivers (Bo Mix [Kiln]", ("Ana Ko", "Rivers (Bo Mix)", "Kiln")),
        ("# Ana Ko - Rivers - [Kiln]", ("Ana Ko", "Rivers", "Kiln")),
        ("# Ana Ko - Rivers (Bo Mix) - Kiln", ("Ana Ko", "Rivers (Bo Mix)", "Kiln")),
        ("# Ana Ko 'Rivers (Bo Mix)' (Kiln)", ("Ana Ko", "Rivers (Bo Mix)", "Kiln")),
        ("# Ana (K - O) Li - Rivers", ("Ana (K - O) Li", "Rivers", "")),
        ("# [0??] + [009] Ana Ko - Rivers", ("Ana Ko", "Rivers", "")),
        ("# Rivers [Kiln]", ("", "Rivers", "Kiln")),
        ("# Ana Ko - ?", ("Ana Ko", "", "")),
        ("# Ana Ko - ID (Bo Remix)", ("Ana Ko", "", "")),
        ("# Ana Ko - Untitled", ("Ana Ko", "", "")),
        ("# Ana Ko - Untitled (A1) [Kiln]", ("Ana Ko", "Untitled (A1)", "Kiln")),
        ("# Ana Ko - Unknown", ("Ana Ko", "", "")),
        ("# Artist Unknown - Rivers", ("", "Rivers", "")),
        ("# Ana Ko - Intro", ("Ana Ko", "Intro", "")),
    ],
)
def test_a_track(line: str, expected: tuple[str, str, str]) -> None:
    assert sides(line) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        *("# ?", "# ID", "# [012] ID - ID", "# ? - ?", "# Unknown", "# Untitled", "# + ?"),
        *("# Intro", "# [000:00] Intro (3:06)", "# Bo's Outro", "# Jingle", "# (Applause)"),
        *("# ? ''Far Away - Female''", '# ? "Far Away"', "# ID Far Away", "# [010]"),
        *("# News", "# Interview", "# ''?''"),
    ],
)
def test_what_nobody_could_name_keeps_its_place(line: str) -> None:
    (record,) = parse_line(line)
    assert isinstance(record, Unknown)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# Ana - A [K] + Bo - B [L]", [("Ana", "A", "K"), ("Bo", "B", "L")]),
        ("# Ana - A [K] '''+''' ''Bo - B [L]''", [("Ana", "A", "K"), ("Bo", "B", "L")]),
        ("# Ana - A w/ Bo - B", [("Ana", "A", ""), ("Bo", "B", "")]),
        ("# Ana - A [K] vs Bo - B", [("Ana", "A", "K"), ("Bo", "B", "")]),
        ("# Ana + Bo - A + B", [("Ana + Bo", "A + B", "")]),
        ("# Ana - A [Hum + Haw - 001]", [("Ana", "A", "Hum + Haw - 001")]),
    ],
)
def test_two_tracks_in_a_line(line: str, expected: list[tuple[str, str, str]]) -> None:
    assert sides(line) == expected
    layered = [record.layered for record in parse_line(line) if isinstance(record, Track)]
    assert layered == [False, True][: len(expected)]


def test_a_track_with_an_unknown_one_on_top() -> None:
    assert parse_line("# Ana - A + ID") == (Track("Ana", "A", marker="#"), Unknown(layered=True))


def test_a_list_that_writes_labels_behind_a_second_dash() -> None:
    assert sides("# Ana - A - Kiln", dash_labels=True) == [("Ana", "A", "Kiln")]
    assert sides("# Ana - A - Kiln") == [("Ana", "A - Kiln", "")]


@pytest.mark.parametrize("line", ["..", "....", "\u2026", "# ...", "[012] ...", "--"])
def test_gaps(line: str) -> None:
    assert parse_line(line) == (Gap(),)


@pytest.mark.parametrize("line", ["", "   ", "<list>", "</list> ", '<div class="a"><list>'])
def test_blanks(line: str) -> None:
    assert parse_line(line) == (Blank(),)


@pytest.mark.parametrize(
    "line",
    [
        "<!-- Ana - Rivers -->",
        "http://kiln.example/list",
        "#No Tracklistings Available",
        "Played on top somewhere:",
        "Thanks to Ana - without her there would be nothing here.",
    ],
)
def test_notes(line: str) -> None:
    (record,) = parse_line(line)
    assert isinstance(record, Note)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("=== Part 2 ===", "Part 2"),
        ("'''Ana Ko''' @ The Barn", "Ana Ko @ The Barn"),
        ("'''Ana Ko's Set''' [0:00:00-1:41:00]", "Ana Ko's Set [0:00:00-1:41:00]"),
        ("; ''Ana Ko''", "Ana Ko"),
    ],
)
def test_chapters(line: str, text: str) -> None:
    assert parse_line(line) == (Chapter(text),)


def test_what_makes_no_sense_is_reported() -> None:
    assert parse_line("#") == (Unparsed("#"),)
    assert isinstance(parse_line(f"# Ana - {'x' * 301}")[0], Unparsed)
    assert isinstance(parse_line("# Ana - [" * 100_000)[0], Unparsed)


@pytest.mark.parametrize(
    ("line", "cue", "expected"),
    [
        ("(00:00) A - B", "00:00", ("A", "B")),
        ("12:30 K - L", "12:30", ("K", "L")),
        ("[00:00] - [03:10] A - B", "00:00", ("A", "B")),
        ("[01:02:03:04] A - B", "01:02:03:04", ("A", "B")),
        ("[1.30] A - B", "1:30", ("A", "B")),
        ("[12'30] A - B", "12:30", ("A", "B")),
        ("1 - E - F", None, ("E", "F")),
        ("# 20:20 Soundsystem - Flasher", None, ("20:20 Soundsystem", "Flasher")),
        ("# 69 - Desire (Mix - Part 1)", None, ("69", "Desire (Mix - Part 1)")),
        ("# [112:30] 4:20 - The Funky Track", "112:30", ("4:20", "The Funky Track")),
    ],
)
def test_cues_in_less_usual_forms(line: str, cue: str | None, expected: tuple[str, str]) -> None:
    (track,) = parse_line(line)
    assert isinstance(track, Track)
    assert (track.cue, (track.artist, track.title)) == (cue, expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# A - B -", ("A", "B", "")),
        ("# A - B - (Kiln)", ("A", "B - (Kiln)", "")),
        ("# ''- A - B''", ("A", "B", "")),
        ('# "A - B" - ?', ("A", "B", "")),
        ("# A - Track Unknown [Kiln]", ("A", "", "Kiln")),
        ("# A - B [Don Diablo ReHex]", ("A", "B (Don Diablo ReHex)", "")),
        ("# A - B [C Re-Shuffle] [Kiln]", ("A", "B (C Re-Shuffle)", "Kiln")),
    ],
)
def test_what_is_left_over_goes(line: str, expected: tuple[str, str, str]) -> None:
    assert sides(line) == [expected]


@pytest.mark.parametrize(
    "line",
    ["# ''? - Title Unknown''", "# ? - ? ''(Lyrics: Why (oh) why; maybe [//x.example Y - Z])''"],
)
def test_titles_that_say_nothing(line: str) -> None:
    assert all(isinstance(record, Unknown) for record in parse_line(line))


def test_a_second_track_in_italics() -> None:
    first, second = parse_line("# [007] A - B [L - 1] ''+ C - D (Acapella)''")
    assert first == Track("A", "B", "007", "L - 1", marker="#")
    assert second == Track("C", "D (Acapella)", layered=True, marker="#")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# A - B (Kiln)", ("A", "B", "Kiln")),
        ("# A - B (C Mix) (F Communication)", ("A", "B (C Mix)", "F Communication")),
        *(
            (f"# A - B ({version})", ("A", f"B ({version})", ""))
            for version in ("C Rerub", "Feat. D", "Live At E", "Club Mixes", "Looped", "Part 2")
        ),
        ("# A - B (C) [Kiln]", ("A", "B (C)", "Kiln")),
    ],
)
def test_a_list_that_writes_labels_in_round_brackets(
    line: str, expected: tuple[str, str, str]
) -> None:
    (track,) = parse_line(line, round_labels=True)
    assert isinstance(track, Track)
    assert (track.artist, track.title, track.label) == expected


@pytest.mark.parametrize(
    ("line", "artist", "title"),
    [
        ("# Ada - 'Untitled Two''", "Ada", "Untitled Two"),
        ("# Ada - 'Round Midnight", "Ada", "'Round Midnight"),
        ("# Ada - It's Over''", "Ada", "It's Over"),
        ("# Ada & Bo (Cy Remix - Corrected [Label]", "Ada & Bo", "Corrected (Cy Remix)"),
        ("# Ada (UK) - Rise (Cy Remix)", "Ada (UK)", "Rise (Cy Remix)"),
    ],
)
def test_half_opened_signs_are_mended(line: str, artist: str, title: str) -> None:
    (track,) = parse_line(line)
    assert isinstance(track, Track)
    assert (track.artist, track.title) == (artist, title)
