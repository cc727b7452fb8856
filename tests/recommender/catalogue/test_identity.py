"""Every spelling of one track gets one key, and two recordings never share one."""

import sys
import unicodedata
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.identity import TrackName, artist_names, fold, track_name

# Each group is one recording, spelled as wikis, Spotify and people do.
SAME = {
    "case and accents": [("Gioli", "Alma"), ("Giolì", "Alma"), ("GIOLÌ", "ALMÁ")],
    "letters that carry no mark": [("Röyksopp", "Sått"), ("Royksopp", "Satt")],
    "stroke and ligature": [("Bjørk Łuna", "Æon"), ("Bjork Luna", "AEon")],
    "full-width and composed": [("Ａｌｖａ", "Ｎｏｔｏ"), ("Alva", "Noto")],
    "decomposed": [("Mo\u0308tley", "Cafe\u0301"), ("Mötley", "Café")],
    "curly and straight": [("Wessie", "Where’s Your Head At"), ("Wessie", "Where's Your Head At")],
    "zero-width": [("Vakula", "Thaw"), ("Vak\u200bula", "Thaw\ufeff")],
    "no-break space": [("Vakula", "The Silent Peak"), ("Vakula", "The\u00a0Silent  Peak")],
    "punctuation": [("d_func.", "Patience"), ("D. Func", "Patience!")],
    "ampersand": [("C & C Music Factory", "X"), ("C and C Music Factory", "X")],
    "joiners": [
        ("Ada & Bo", "Rise"),
        ("Bo & Ada", "Rise"),
        ("Ada and Bo", "Rise"),
        ("Ada, Bo", "Rise"),
        ("Ada + Bo", "Rise"),
        ("Ada / Bo", "Rise"),
        ("Ada vs Bo", "Rise"),
        ("Ada Vs. Bo", "Rise"),
        ("Ada Pres. Bo", "Rise"),
        ("Ada With Bo", "Rise"),
        ("Ada X Bo", "Rise"),
        ("Ada x Bo", "Rise"),
        ("Ada feat. Bo", "Rise"),
        ("Ada Ft Bo", "Rise"),
        ("Ada featuring Bo", "Rise"),
        ("Ada", "Rise (feat. Bo)"),
        ("Ada", "Rise [ft. Bo]"),
        ("Ada", "Rise feat. Bo"),
        ("Ada", "Rise - feat. Bo"),
        ("Ada", "Rise (with Bo)"),
        ("Bo", "Rise (feat. Ada)"),
        ("Bo", "Rise (feat. Ada) - Original Mix"),
    ],
    "joiners in a row": [("A, B & C", "Go"), ("C x B feat. A", "Go"), ("B & C", "Go (feat. A)")],
    "a joiner hidden in a hyphen": [("Rock-And-Roll", "Go"), ("Rock And Roll", "Go")],
    "an X that is a name": [("Percy X", "Odd"), ("PERCY X", "Odd")],
    "an X that is a name, with others": [("Percy X & Foals", "Odd"), ("Foals, Percy X", "Odd")],
    "the article": [("The Beatles", "Help"), ("Beatles, The", "Help"), ("Beatles", "Help")],
    "neutral versions": [
        ("Ada", "Rise"),
        ("Ada", "Rise (Original Mix)"),
        ("Ada", "Rise - Original Mix"),
        ("Ada", "Rise [Original]"),
        ("Ada", "Rise (Extended Mix)"),
        ("Ada", "Rise - Extended"),
        ("Ada", "Rise (Radio Edit)"),
        ("Ada", "Rise - Radio Version"),
        ("Ada", "Rise (Album Version)"),
        ("Ada", "Rise (Main Mix)"),
        ("Ada", "Rise (Single)"),
        ("Ada", 'Rise (12")'),
        ("Ada", 'Rise (12" Mix)'),
        ("Ada", "Rise (7'' Version)"),
        ("Ada", "Rise (12 Inch)"),
        ("Ada", "Rise - Full Length Version"),
        ("Ada", "Rise (Explicit)"),
        ("Ada", "Rise (Clean Version)"),
        ("Ada", "Rise - Bonus Track"),
    ],
    "remaster notes": [
        ("Ada", "Rise"),
        ("Ada", "Rise - Remastered"),
        ("Ada", "Rise - 2011 Remaster"),
        ("Ada", "Rise (Remastered 2011)"),
        ("Ada", "Rise - Remastered 2011 Version"),
        ("Ada", "Rise [Digitally Remastered]"),
        ("Ada", "Rise - 2011 Digital Remaster"),
        ("Ada", "Rise - Mono"),
        ("Ada", "Rise (Stereo Version)"),
    ],
    "a named remix": [
        ("Ada", "Rise (Bo Remix)"),
        ("Ada", "Rise - Bo Remix"),
        ("Ada", "Rise – Bo Remix"),
        ("Ada", "Rise [Bo Remix]"),
        ("Ada", "RISE (BO REMIX)"),
        ("Ada", "Rise (Bo Extended Remix)"),
        ("Ada", "Rise (Bo Remix) - 2011 Remaster"),
        ("Ada", "Rise - Bo Remix - Radio Edit"),
    ],
    "a hyphenated remixer": [
        ("Ada", "Rise (Jean-Claude Remix)"),
        ("Ada", "Rise - Jean-Claude Remix"),
        ("Ada", "Rise [Jean Claude Remix]"),
    ],
    "a remix with a guest": [
        ("Ada feat. Cy", "Rise (Bo Remix)"),
        ("Ada", "Rise (feat. Cy) - Bo Remix"),
        ("Ada", "Rise (Bo Remix) [feat. Cy]"),
    ],
    "an unknown remixer": [
        ("Ada", "Rise (ID Remix)"),
        ("Ada", "Rise - ID Remix"),
        ("Ada", "Rise (? mix)"),
        ("Ada", "Rise (? Remix)"),
        ("Ada", "Rise (Unknown Remix)"),
        ("Ada", "Rise (?)"),
    ],
    "half-width kana": [("ﾎﾞﾌﾟ", "ｶﾞ"), ("ボプ", "ガ")],
    "emoji style": [("♥", "Go"), ("♥\ufe0f", "Go")],
    "nobody": [("VA", "No. 8"), ("Various Artists", "No 8"), ("?", "No. 8"), ("", "No. 8")],
}

DIFFERENT = {
    "two titles": [("Ada", "Rise"), ("Ada", "Fall")],
    "two artists": [("Ada", "Rise"), ("Bo", "Rise")],
    "one of two artists": [("Ada", "Rise"), ("Ada & Bo", "Rise")],
    "versions": [
        ("Ada", "Rise"),
        ("Ada", "Rise (Bo Remix)"),
        ("Ada", "Rise (Cy Remix)"),
        ("Ada", "Rise (Bo Dub)"),
        ("Ada", "Rise (Remix)"),
        ("Ada", "Rise (ID Remix)"),
        ("Ada", "Rise (Dub)"),
        ("Ada", "Rise (Live)"),
        ("Ada", "Rise (Live at Berghain)"),
        ("Ada", "Rise (Acapella)"),
        ("Ada", "Rise (Instrumental)"),
        ("Ada", "Rise (VIP)"),
        ("Ada", "Rise (Club Mix)"),
        ("Ada", "Rise - Mix Cut"),
    ],
    "parts": [("Ada", "Rise (Part 1)"), ("Ada", "Rise (Part 2)"), ("Ada", "Rise")],
    "sides without a name": [("Ada", "Untitled (A1)"), ("Ada", "Untitled (B1)")],
    "brackets that name no version": [("Ada", "Song (I Love You)"), ("Ada", "Song")],
    "an X that is a name": [("Percy X", "Odd"), ("Percy", "Odd"), ("X", "Odd")],
    "an X in front of another joiner": [("Percy X & Foals", "Odd"), ("Percy & Foals", "Odd")],
    "Japanese voicing": [("カ", "Go"), ("ガ", "Go")],
    "Japanese half voicing": [("ハ", "Go"), ("バ", "Go"), ("パ", "Go")],
    "Hindi vowels": [("की", "Go"), ("कु", "Go"), ("क", "Go")],
    "Thai vowels": [("กี", "Go"), ("กู", "Go")],
    "scripts": [("Вода", "Go"), ("水", "Go"), ("ماء", "Go"), ("מים", "Go")],
    "names of signs": [("!!!", "Go"), ("???!", "Go"), ("+/-", "Go")],
}


@pytest.mark.parametrize("spellings", SAME.values(), ids=SAME.keys())
def test_spellings_of_one_recording_share_a_key(spellings: list[tuple[str, str]]) -> None:
    keys = {spelling: track_name(*spelling).key for spelling in spellings}
    assert len(set(keys.values())) == 1, keys


@pytest.mark.parametrize("names", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different_recordings_have_different_keys(names: list[tuple[str, str]]) -> None:
    for one, other in combinations(names, 2):
        assert track_name(*one).key != track_name(*other).key, (one, other)


@pytest.mark.parametrize(
    ("artist", "names"),
    [
        ("Ø [Phase]", {"o phase"}),
        ("[KRTM] Feat. Thrasher", {"krtm", "thrasher"}),
        ("Marten Lou X Foals", {"marten lou", "foals"}),
        ("Biosphere", {"biosphere"}),
        ("Problem Kidz pres. Buddy Booth", {"problem kidz", "buddy booth"}),
        ("The The", {"the the"}),
        ("!!!", {"!!!"}),
        ("Simon y Garfunkel", {"simon", "garfunkel"}),
        ("AC/DC", {"ac dc"}),
        ("", set()),
    ],
)
def test_a_credit_is_a_set_of_names(artist: str, names: set[str]) -> None:
    assert artist_names(artist) == names


@pytest.mark.parametrize(
    ("artist", "title", "name"),
    [
        ("Ada", "Rise (Len Faki Hardspace Mix) (LF Remix)",
         TrackName(("ada",), "rise", "len faki hardspace mix / lf remix")),
        ("Ada", "(Remix)", TrackName(("ada",), "remix", "")),
        ("Ada", "Live", TrackName(("ada",), "live", "")),
        ("Biosphere", "Cloud X-3", TrackName(("biosphere",), "cloud x 3", "")),
        ("Ada", "Burning Flame (The Final Instrumental - Act III)",
         TrackName(("ada",), "burning flame the final instrumental act iii", "")),
        ("Aphex Twin", "Cock / Ver10 (Surgeon Remake)",
         TrackName(("aphex twin",), "cock ver10", "surgeon remake")),
        ("Ada", "?", TrackName(("ada",), "", "")),
        ("Ada", "ID", TrackName(("ada",), "", "")),
        ("Ada", "Untitled", TrackName(("ada",), "", "")),
        ("VA", "No. 8", TrackName((), "no 8", "")),
    ],
)  # fmt: skip
def test_a_name_falls_into_its_parts(artist: str, title: str, name: TrackName) -> None:
    assert track_name(artist, title) == name


@pytest.mark.parametrize(
    ("artist", "title", "whole"),
    [("Ada", "Rise", True), ("Ada", "?", False), ("?", "Rise", False), ("ID", "ID", False),
     ("VA", "Rise", False), ("Ada", "Untitled (A1)", True), ("", "", False)],
)  # fmt: skip
def test_a_name_is_whole_when_artist_and_title_are_known(
    artist: str, title: str, whole: bool
) -> None:
    assert track_name(artist, title).whole is whole


def test_folding_twice_is_folding_once_for_every_letter_there_is() -> None:
    letters = (chr(code) for code in range(sys.maxunicode + 1))
    assigned = (c for c in letters if unicodedata.category(c) not in ("Cn", "Co"))
    unstable = [c for c in assigned if fold.__wrapped__(once := fold.__wrapped__(c)) != once]
    assert unstable == []


PIECES = st.sampled_from(
    [
        *"ab0x!?&,;/.-–()[]'\"_", "ß", "İ", "ǅ", "ガ", "की", "\u0308", "\u200b", "\x00", "\ud800",
        "The", "VA", "ID", "Unknown", "and", "with", "feat.", "ft", "pres.", "X", "live", '7"',
        "Remix", "Mix", "Edit", "Version", "Radio", "Original", "Extended", "Remaster", "2011",
        "mono", "explicit", " - ", " / ", " & ", " (", ") ", " [", "] ", " ",
    ]
)  # fmt: skip
TEXT = st.text() | st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES).map("".join)


@given(TEXT, TEXT)
def test_any_two_texts_have_a_key_and_its_parts_have_the_same_key(artist: str, title: str) -> None:
    name = track_name(artist, title)
    version = f" ({name.version})" if name.version else ""
    assert track_name(name.artist, name.title + version) == name


@given(TEXT)
def test_folding_is_idempotent_and_blind_to_case(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(text.upper()) == fold(text.lower()) == folded


NAMES = st.sampled_from(
    ["Ada", "Bo Bo", "Çelik", "Ørsted", "Percy X", "Jean-Claude", "水", "ガガ", "DJ Łuna", "O’Neil"]
)
ARTISTS = st.lists(NAMES, min_size=1, max_size=4, unique=True)
TITLES = st.sampled_from(["Rise", "Café del Mar", "9 to 5", "Song (I Love You)", "B-Side", "夜"])
KINDS = st.sampled_from(["Remix", "Dub", "Edit", "Rework", "VIP Mix"])


@given(ARTISTS, TITLES, st.none() | st.tuples(NAMES, KINDS), st.randoms())
def test_case_accents_and_artist_order_do_not_matter(artists, title, remix, random) -> None:
    full = title if remix is None else f"{title} ({' '.join(remix)})"
    key = track_name(" & ".join(artists), full).key
    for order in permutations(artists):
        assert track_name(" & ".join(order), full).key == key
        assert track_name(", ".join(order), full.upper()).key == key
    decomposed = unicodedata.normalize("NFD", full)
    assert track_name(" & ".join(artists).lower(), decomposed).key == key
    plain = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    assert track_name(" & ".join(artists), plain).key == key


@given(ARTISTS, ARTISTS, TITLES, st.none() | st.tuples(NAMES, KINDS))
def test_spotify_and_the_wiki_spell_one_track(artists, guests, title, remix) -> None:
    suffix = f" - {' '.join(remix)}" if remix else ""
    bracket = f" ({' '.join(remix)})" if remix else ""
    spotify = track_name(", ".join(artists), f"{title} (feat. {' & '.join(guests)}){suffix}")
    wiki = track_name(f"{' & '.join(artists)} Feat. {', '.join(guests)}", title + bracket)
    assert spotify == wiki
    assert wiki.whole
    assert bool(wiki.version) is bool(remix)
