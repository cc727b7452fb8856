import pytest

from scrapers.mixesdb.lines import parse_line
from scrapers.mixesdb.records import Blank, Chapter, Gap, Note, Record, Track, Unknown, Unparsed

# The example lines of the reference, part 4.6, by their numbers there.
EXAMPLES: list[tuple[str, list[Record]]] = [
    (
        "# [00] Vakula - Thaw Of The Silent Peak",
        [Track("Vakula", "Thaw Of The Silent Peak", "00", marker="#")],
    ),
    (
        "#Visnadi - The Good Place [UMM]",
        [Track("Visnadi", "The Good Place", label="UMM", marker="#")],
    ),
    ("# [00?] Kobosil - Asle [MDR]", [Track("Kobosil", "Asle", "00?", "MDR", marker="#")]),
    (
        "# [???] ''Sculpture - Untitled [White]''",
        [Track("Sculpture", "Untitled", "???", "White", marker="#")],
    ),
    (
        "# [026] John Thomas & Barbara Goes - Mother's Dance 2 [Ethique - ETIQ 04]",
        [
            Track(
                "John Thomas & Barbara Goes",
                "Mother's Dance 2",
                "026",
                "Ethique - ETIQ 04",
                marker="#",
            )
        ],
    ),
    (
        "# [079:00] D. Tiffany - AK [Planet Euphorique - PE003, 2018]",
        [Track("D. Tiffany", "AK", "079:00", "Planet Euphorique - PE003, 2018", marker="#")],
    ),
    (
        "# [065] ''DJ Shufflemaster - Untitled (Len Faki Hardspace Mix) (LF Remix)''",
        [
            Track(
                "DJ Shufflemaster",
                "Untitled (Len Faki Hardspace Mix) (LF Remix)",
                "065",
                marker="#",
            )
        ],
    ),
    ("# ? [Digit]", [Unknown(label="Digit")]),
    ("# ? - G.O.D. [Bootleg]", [Track("", "G.O.D.", label="Bootleg", marker="#")]),
    (
        "[28] Kelvin K - 12th Street Tunnel [Amenti - 063]",
        [Track("Kelvin K", "12th Street Tunnel", "28", "Amenti - 063")],
    ),
    ("[07] ?", [Unknown("07")]),
    ("...", [Gap()]),
    (
        "[38] Unknown - Ltd (Jack Wickham Edit)",
        [Track("", "Ltd (Jack Wickham Edit)", "38")],
    ),
    (
        "# [0??] + Linda Clifford - Going Back To My Roots (Acapella) [One Little Indian]",
        [
            Track(
                "Linda Clifford",
                "Going Back To My Roots (Acapella)",
                "0??",
                "One Little Indian",
                layered=True,
                marker="#",
            )
        ],
    ),
    (
        "# [042:10] E-Smoove -The Guitar [Henry Street Music]<br>"
        "+ ''[44:16] C & C Music Factory - Music is My Life (Acapella)''",
        [
            Track("E-Smoove", "The Guitar", "042:10", "Henry Street Music", marker="#"),
            Track("C & C Music Factory", "Music is My Life (Acapella)", "44:16", layered=True),
        ],
    ),
    (
        "# Wess & The Airedales - [http://www.discogs.com/release/708348 Black Out] [Jazzman]",
        [Track("Wess & The Airedales", "Black Out", label="Jazzman", marker="#")],
    ),
    (
        "[0:12:30] [https://www.discogs.com/release/1093484 "
        "Steve Poindexter - Work That Mutha Fucker]",
        [Track("Steve Poindexter", "Work That Mutha Fucker", "0:12:30")],
    ),
    (
        "[http://www.tranceaddict.com/forums/showthread.php?threadid=532584 Tracklist source]",
        [Note("Tracklist source")],
    ),
    (
        "# [085] d_func. & Marcel Hesse - Patience (Lewis Fautzi Remix) [Finitude]",
        [
            Track(
                "d_func. & Marcel Hesse",
                "Patience (Lewis Fautzi Remix)",
                "085",
                "Finitude",
                marker="#",
            )
        ],
    ),
    (
        "# [043] Ø [Phase] - Blind Eye [Token - 57D]",
        [Track("Ø [Phase]", "Blind Eye", "043", "Token - 57D", marker="#")],
    ),
    (
        "# [1??] [KRTM] Feat. Thrasher - Placebo [SSSPCR001]",
        [Track("[KRTM] Feat. Thrasher", "Placebo", "1??", "SSSPCR001", marker="#")],
    ),
    (
        "# Red - I Should Tell Ya Momma On You [Damfunk Remix] [Stones Throw]",
        [
            Track(
                "Red",
                "I Should Tell Ya Momma On You (Damfunk Remix)",
                label="Stones Throw",
                marker="#",
            )
        ],
    ),
    (
        "# Hardwell & Empire Of The Sun - Cobra vs Three Triangles vs We Are The People (Acapella) "
        "[Revealed vs Atlantic]",
        [
            Track(
                "Hardwell & Empire Of The Sun",
                "Cobra vs Three Triangles vs We Are The People (Acapella)",
                label="Revealed vs Atlantic",
                marker="#",
            )
        ],
    ),
    (
        "# Daft Punk & Prince - Harder, Better, Faster, Stronger / Controversy (Todd Edwards Edit)",
        [
            Track(
                "Daft Punk & Prince",
                "Harder, Better, Faster, Stronger / Controversy (Todd Edwards Edit)",
                marker="#",
            )
        ],
    ),
    (
        # The first dash, as everywhere: nothing in the line tells that this one is none.
        "# Harry - Choo Choo' Romero - Say My Name (Switch Remix)",
        [Track("Harry", "Choo Choo' Romero - Say My Name (Switch Remix)", marker="#")],
    ),
    (
        "# Nu Yorican Soul - It's Alright [I Feel It] - Talkin'Loud]",
        [Track("Nu Yorican Soul", "It's Alright (I Feel It)", label="Talkin'Loud", marker="#")],
    ),
    (
        "# The Unknown Artist<!-- Cristian Varela --> - BC4 M2BC "
        "[Black Codes Experiments - BCODES004]",
        [
            Track(
                "The Unknown Artist",
                "BC4 M2BC",
                label="Black Codes Experiments - BCODES004",
                marker="#",
            )
        ],
    ),
    (
        "# [???] + Gorgon City - Unknown<!-- actual title --> (Acapella) [Moda Black]",
        [Track("Gorgon City", "Unknown (Acapella)", "???", "Moda Black", layered=True, marker="#")],
    ),
    (
        "# {{Sample|1995 - Portishead - ID.mp3|Portishead - Untitled [Go Beat]}}",
        [Track("Portishead", "Untitled", label="Go Beat", marker="#")],
    ),
    (
        "# [000] '''Intro:''' Motor City Drum Ensemble - Raw Cuts 3",
        [Track("Motor City Drum Ensemble", "Raw Cuts 3", "000", note="Intro", marker="#")],
    ),
    (
        "# [??] '''Rewind 2…1999:''' Steve Morley - Reincarnations "
        "(DJ JamX & De Leon's Dumonde Remix) [Neo]",
        [
            Track(
                "Steve Morley",
                "Reincarnations (DJ JamX & De Leon's Dumonde Remix)",
                "??",
                "Neo",
                note="Rewind 2…1999",
                marker="#",
            )
        ],
    ),
    (
        "* Blaze - My Beat (Acapella) [Slip-N-Slide]",
        [Track("Blaze", "My Beat (Acapella)", label="Slip-N-Slide", marker="*")],
    ),
    (
        "# Problem Kidz pres. Buddy Booth - Misbehavin' (? mix) [Junior Boys Own]",
        [
            Track(
                "Problem Kidz pres. Buddy Booth",
                "Misbehavin' (? mix)",
                label="Junior Boys Own",
                marker="#",
            )
        ],
    ),
    (
        "# ''Chris Lake - Sundown vs ID (Porter Robinson Mashup)''",
        [Track("Chris Lake", "Sundown vs ID (Porter Robinson Mashup)", marker="#")],
    ),
    ('# ID ("Where\'s Your Head At?")', [Unknown(note='("Where\'s Your Head At?")')]),
    (
        "# Studio 45 Pres. Le Pamp Play House- I Like The Sounds "
        "(The Unabomber Disco Tech Mix) [Azuli]",
        [
            Track(
                "Studio 45 Pres. Le Pamp Play House",
                "I Like The Sounds (The Unabomber Disco Tech Mix)",
                label="Azuli",
                marker="#",
            )
        ],
    ),
    (";Drum & Bass Set", [Chapter("Drum & Bass Set")]),
    (
        ";[[2011-04-09 - Pete Tong - Essential Mix|Pete Tong]]",
        [Chapter("Pete Tong", ("2011-04-09 - Pete Tong - Essential Mix",))],
    ),
    (";Part 1", [Chapter("Part 1")]),
    (
        "# Aphex Twin - Cock / Ver10 (Surgeon Remake)",
        [Track("Aphex Twin", "Cock / Ver10 (Surgeon Remake)", marker="#")],
    ),
    (
        "Johan Bacto - Mankind 1 (B1) [Mankind - MANKIND 01]",
        [Track("Johan Bacto", "Mankind 1 (B1)", label="Mankind - MANKIND 01")],
    ),
    ("[019:95] Robert Hood - The Pace", [Track("Robert Hood", "The Pace", "019:95")]),
    (
        "[028:48] Roy Davis Jr. – Heart Attack (ID Remix)",
        [Track("Roy Davis Jr.", "Heart Attack (ID Remix)", "028:48")],
    ),
    (
        "Luke Slater - Sum Ton Tin [NovaMute – 3052-2]",
        [Track("Luke Slater", "Sum Ton Tin", label="NovaMute - 3052-2")],
    ),
    (
        "# Marten Lou X Foals - Late Night (Marten Lou Extended Remix)",
        [Track("Marten Lou X Foals", "Late Night (Marten Lou Extended Remix)", marker="#")],
    ),
    (
        "(Luke Slater Interview) + Planetary Assault System - Mark Me",
        [Track("Planetary Assault System", "Mark Me", note="Luke Slater Interview")],
    ),
    (
        "# Krystal - Burning Flame (The Final Instrumental - Act III) [FX]",
        [
            Track(
                "Krystal",
                "Burning Flame (The Final Instrumental - Act III)",
                label="FX",
                marker="#",
            )
        ],
    ),
    ("# VA - No. 8 [FatCat]", [Track("", "No. 8", label="FatCat", marker="#")]),
]


@pytest.mark.parametrize(("line", "expected"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_example_lines_of_the_reference(line: str, expected: list[Record]) -> None:
    assert list(parse_line(line)) == expected


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
