"""Names → one key: two spellings of one track get the same key, two versions do not.

A key reads `artist & artist - title (version)`, folded. Case, accents, punctuation, the order of
artists, neutral versions (Original Mix, Radio Edit, remaster notes) and featured artists' place do
not matter; named remixes do. Spotify writes `Title - X Remix` where set lists write
`Title (X Remix)`: one key for both.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

UNKNOWN_VERSION = "?"
"""Version of `(ID Remix)` and `(? Mix)`: some remix, nobody knows whose. Not the original."""

_LATIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# Only these marks are accents in every script that uses them; others (a Japanese voicing mark, a
# Hindi vowel) change the letter itself.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_INVISIBLE = re.compile(
    "[\x00\ud800-\udfff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_APOSTROPHE = re.compile("['’‘`´ʼ]")
_NOT_WORD = re.compile(r"[^\w]+|_+", re.ASCII)

# In this order: in "Percy X & Foals" and "Percy X feat. Foals" the X belongs to the name.
_JOINERS = (
    re.compile(r"\s+(?:&|\+|/|\\)\s+|\s*[,;]\s+|\s*[;、]\s*"),
    re.compile(
        r"\s+(?:vs\.?|versus|and|und|with|w/|b2b|"
        r"feat\.?|ft\.?|featuring|pres\.?|presents|presenting)\s+",
        re.IGNORECASE,
    ),
    re.compile(r"\s+[xy]\s+", re.IGNORECASE),
)
_FEATURED = re.compile(r"^(?:feat\.?|ft\.?|featuring|with)\s+(?P<names>.+)$", re.IGNORECASE)
_FEATURED_IN_TITLE = re.compile(r"\s+(?:feat\.?|ft\.?|featuring)\s+(?P<names>.+)$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]*)[)\]]")
_DASHED = re.compile(r"^(?P<title>.+)\s[-–—]\s+(?P<suffix>.+)$")

_YEAR = r"(?:19|20)\d\d"
_REMASTER = re.compile(
    rf"^(?:(?:digital(?:ly)? )?remaster(?:ed)?(?: version)?(?: {_YEAR})?(?: version)?|"
    rf"{_YEAR} (?:digital )?remaster(?:ed)?(?: version)?|"
    r"mono|stereo|(?:mono|stereo) (?:mix|version)|"
    r"(?:explicit|clean)(?: version| edit)?|bonus track|(?:7|10|12) ?in(?:ch)?|"
    r"album|single|main|original|extended|full length|radio)$"
)
_INCHES = re.compile(r"^(?:7|10|12)\s*(?:[\"”″]|[\u2032']{2})$")
_JOINED = " / "
"""Between two versions in a key."""
_KINDS = frozenset(
    {"remix", "mix", "edit", "version", "dub", "rework", "remake", "refix", "bootleg", "mashup"}
    | {"vip", "reprise", "acapella", "acappella", "instrumental", "live", "demo", "acoustic"}
    | {"remaster", "remastered", "cut", "rmx", "reedit", "medley", "interlude", "unplugged"}
    | {"session", "karaoke", "cover", "tool", "flip"}
)
# Words that say how long or for which shelf, not which recording.
_NEUTRAL_WORDS = frozenset(
    {"original", "extended", "radio", "album", "single", "main", "full", "length", "regular"}
    | {"lp", "ep", "12", "12in", "12inch", "7", "7in", "7inch", "inch", "the"}
)
_PLAIN_KINDS = frozenset({"mix", "edit", "version", "cut"})
_OUT_OF_A_MIX = frozenset({"mix", "cut"})
"""A mix cut is a piece of a DJ's mix and blends into its neighbours: not the original."""
_UNKNOWN_REMIXER = frozenset({"id", "unknown", ""})
_NO_DJ = frozenset({"", "va", "various", "various artists", "various djs", "unknown", "unknown dj"})
_NOBODY = _NO_DJ | {"unknown artist", "id"}
_NO_TITLE = frozenset(
    {
        *("", "id", "unknown", "untitled", "unknown track", "untitled track", "unknown title"),
        *("title unknown", "track unknown"),
    }
)


@dataclass(frozen=True, slots=True)
class TrackName:
    """A track's normalised identity. `key` joins the parts and is what the catalogue stores."""

    artists: tuple[str, ...]
    """Folded names, sorted, featured artists included."""
    title: str
    version: str
    """Folded; empty for the original recording."""

    @property
    def whole(self) -> bool:
        """Whether artist and title are both known, so that the name stands for one recording.

        `Artist - ?` names half a track: it says who was played, and nobody can buy it.
        """
        return bool(self.artists and self.title)

    @property
    def artist(self) -> str:
        """All artist names as one text."""
        return " & ".join(self.artists)

    @property
    def key(self) -> str:
        """The identity as one readable text."""
        version = f" ({self.version})" if self.version else ""
        return f"{self.artist} - {self.title}{version}"


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Case, accents, punctuation and invisible characters folded; words parted by one blank.

    A name of nothing but punctuation (`!!!`) keeps it: it is all the name there is.
    """
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    folded = _ACCENTS.sub("", unicodedata.normalize("NFD", folded)).translate(_LATIN)
    folded = unicodedata.normalize("NFKC", folded)
    plain = unicodedata.normalize("NFKC", _APOSTROPHE.sub("", folded))
    if plain.isascii():
        words = _NOT_WORD.sub(" ", plain)
    else:
        words = "".join(char if _in_word(char) else " " for char in plain)
    return " ".join(words.split()) or "".join(folded.split())


def _in_word(char: str) -> bool:
    # A mark that is still there is no accent but part of a letter, such as a Hindi vowel.
    return char.isalnum() or unicodedata.category(char) in ("Mn", "Mc")


def artist_names(artist: str) -> frozenset[str]:
    """The set of folded artist names in a credit such as `A & B feat. C`."""
    names = set()
    # Once more when folded, for "Rock-And-Roll" holds a joiner too.
    for part in _split(unicodedata.normalize("NFKC", artist)):
        for name in _split(fold(part)):
            # Only a name without any letter still holds signs.
            name = name.strip(r"&+/\,;、 ")
            # "The" comes and goes, and "Beatles, The" splits it off.
            while name.startswith("the "):
                name = name.removeprefix("the ")
            if name and name != "the":
                names.add(name)
    return frozenset(names) or frozenset({fold(artist)} - {""})


def _split(credit: str) -> list[str]:
    parts = [credit]
    for joiner in _JOINERS:
        parts = [name for part in parts for name in joiner.split(part.strip())]
    return parts


def track_name(artist: str, title: str) -> TrackName:
    """Artist and title as written → the identity that every spelling shares."""
    names = set() if is_nobody(artist) else set(artist_names(artist))
    rest, notes = _take_notes(unicodedata.normalize("NFKC", title))
    versions = []
    for note in notes:
        featured = _featured(note)
        if featured:
            names |= artist_names(featured["names"])
        elif version := _version(note):
            versions.append(version)
    for text in (rest, fold(rest)):  # folded too, for brackets may stand before the word
        featured = _FEATURED_IN_TITLE.search(text)
        if featured:
            names |= artist_names(featured["names"])
            rest = text[: featured.start()]
            break
    folded = fold(rest)
    if folded.strip("?.- ") in _NO_TITLE:
        folded, versions = "", []
    # Read again as one credit, as whoever reads the key would.
    credited = artist_names(" & ".join(sorted(names)))
    if is_nobody(" & ".join(sorted(credited))):
        credited = frozenset()
    return TrackName(tuple(sorted(credited)), folded, _JOINED.join(dict.fromkeys(versions)))


def is_no_dj(name: str) -> bool:
    """Whether a DJ's name stands for nobody in particular."""
    return fold(name).strip("?.- ") in _NO_DJ


def is_nobody(name: str) -> bool:
    """Whether a credit stands for no artist in particular."""
    return fold(name).strip("?.- ") in _NOBODY


def search_words(text: str) -> list[str]:
    """The words of a name, typed whole or in part, that the keys of its tracks hold.

    What keys leave out, such as `(Original Mix)`, is left out here too.
    """
    rest, notes = _take_notes(unicodedata.normalize("NFKC", text))
    kept = [note if _FEATURED.match(note) else _version(note) for note in notes]
    words = fold(" ".join([rest, *kept])).split()
    telling = [word for word in words if word not in {"feat", "ft", "featuring", "the"}]
    return telling or words


def _take_notes(title: str) -> tuple[str, list[str]]:
    """Part a title from what stands in brackets or behind a dash about its version or guests."""
    notes: list[str] = []

    def take(match: re.Match[str]) -> str:
        inside = match["inside"].strip()
        if _featured(inside):
            notes.append(inside)
            return " "
        parts = inside.split(_JOINED)
        if all(_is_version(part) for part in parts):
            notes.extend(parts)
            return " "
        return match[0]

    rest = _BRACKET.sub(take, title).strip()
    dashed: list[str] = []
    while (match := _DASHED.match(rest)) and (
        _featured(match["suffix"]) or _is_version(match["suffix"])
    ):
        dashed.insert(0, match["suffix"])
        rest = match["title"].strip()
    if not fold(rest):  # the title is nothing but the note, as in "(Remix)"
        return title, []
    return rest, dashed + notes


def _featured(note: str) -> re.Match[str] | None:
    return _FEATURED.match(note) or _FEATURED.match(fold(note))


def _is_version(note: str) -> bool:
    if note.strip() == UNKNOWN_VERSION or _INCHES.match(note.strip()):
        return True
    words = fold(note).split()
    if not words:
        return False
    folded = " ".join(words)
    if _REMASTER.match(folded) or words[0] == "live":
        return True
    if words[-1] in _KINDS:
        return True
    # "12" Mix 2", "Remix Edit 1999": the kind stands before a number
    return len(words) > 1 and words[-1].isdigit() and words[-2] in _KINDS


def _version(note: str) -> str:
    """A note's version, folded; empty where it does not tell recordings apart."""
    if note.strip().startswith("?"):
        return UNKNOWN_VERSION
    folded = fold(note)
    words = [word for word in folded.split() if word not in _NEUTRAL_WORDS]
    rest = " ".join(words)
    if _REMASTER.match(folded) or _REMASTER.match(rest):
        return ""
    if not words or all(word in _PLAIN_KINDS for word in words):
        return "mix cut" if set(words) >= _OUT_OF_A_MIX else ""
    named = [word for word in words if word not in _KINDS]
    if named and all(word in _UNKNOWN_REMIXER for word in named):
        return UNKNOWN_VERSION
    # Without the neutral word, "Extended With Mix" would read as a guest.
    return folded if _FEATURED.match(rest) else rest
