"""Lines as they stand in MixesDB's pages: the example lines of the reference, part 4.6."""

import pytest

from scrapers.mixesdb.lines import parse_line
from scrapers.mixesdb.records import Chapter, Gap, Note, Record, Track, Unknown

# By their numbers there.
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
