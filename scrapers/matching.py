"""How well what a service offers fits the track that is wanted: from 0 (another) to 1 (the same).

A near miss in a set is worse than a gap, so the gates are strict: a named remix fits only itself, a
karaoke version fits nothing, numbers and single letters in titles must agree, and short names are
spelled one way. What is left is weighed: long names that are spelled a little differently, guests
that one side leaves out, durations that disagree.

The score is symmetric: it does not matter which side is the wanted one.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from rapidfuzz import fuzz

from recommender.catalogue.identity import (
    UNKNOWN_VERSION,
    TrackName,
    fold,
    track_name,
)
from scrapers import credits
from scrapers.spellings import letters, numbers, plain_title, squeezed, telling_words

THRESHOLD = 0.8
"""A candidate below this is another track."""

_BY_NAME_AT_MOST = 0.99
"""Names can agree by chance, an ISRC with fitting names can't."""

_TITLE_SLOPE = 3.0
"""Each part of a title that differs costs this many times its share of the title."""

_ONE_WORD = 0.7
"""Likeness from which on two words may be one that is spelled otherwise; `long` and `wrong` are
two, and so are their titles, however much of those agrees."""

_WORDS_SWAPPED = 0.9
"""Likeness of two titles of the same words in another order …"""
_MANY_WORDS = 4
"""… of which there are so many."""

_NOT_CONTRADICTED = 0.6
"""Likeness of names from which on an equal ISRC is believed."""

_NEAR_S = 5.0
"""Durations that differ by no more are the same."""
_FAR_S = 60.0
"""From here on a larger difference costs no more."""
_DURATION_COST = 0.15
"""What disagreeing durations cost two recordings of the same length kind …"""
_LENGTH_KIND_COST = 0.05
"""… and a radio edit beside an extended mix: there it only decides between equals."""

_OTHER_LENGTH, _SHORTER = 0.98, 0.01
"""Where no durations are known, what a title says about its length only decides between equals:
an extended mix stands in for the original, and a radio edit where there is nothing else."""

_IMITATIONS = re.compile(
    r"\b(?:karaoke|tribute|ringtone|nightcore|sped up|slowed|8d audio|(?:8|16) bit|lullaby|"
    r"cover version|covers?|made (?:famous|popular) by|as performed by|originally performed|"
    r"in the style of|backing track|sound ?alike|string quartet|mixed|mix cut)\b"
)
"""Words of recordings that only imitate another, or of a piece cut out of a DJ's mix. In a title
they count where they do not belong to the wanted name itself."""

_LONG = re.compile(r"\b(?:extended|full length|12 ?(?:in|inch)?)\b")
_SHORT = re.compile(r"\b(?:radio|single|7 ?(?:in|inch)?|edit)\b")
_NOTES = re.compile(r"[(\[]([^()\[\]]*)[)\]]|\s[-–—]\s(.*)$")
_SPELLINGS = {"rmx": "remix", "reedit": "edit", "acappella": "acapella"}
_KINDS = frozenset(
    {"remix", "mix", "dub", "rework", "remake", "refix", "bootleg", "mashup", "flip", "vip"}
    | {"instrumental", "acapella", "live", "demo", "acoustic", "reprise", "edit", "version"}
)
_LENGTHS = frozenset({"edit", "version"})
"""Behind the kind of a version they only say how long it is: `X Remix Radio Edit`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A track that is looked for. Artist and title as written, all artists in one text."""

    artist: str
    title: str
    isrc: str | None = None
    duration_s: float | None = None


class Offer(Protocol):
    """What a service offers: a track of any client that has these attributes.

    The title holds the version; the artists may be credited in any way.
    """

    @property
    def artists(self) -> tuple[str, ...]: ...

    @property
    def title(self) -> str: ...

    @property
    def duration_s(self) -> float | None: ...

    @property
    def isrc(self) -> str | None: ...


Found = TypeVar("Found", bound=Offer)


def findable(wanted: Wanted) -> bool:
    """Whether a name stands for one recording; `Artist - ?` and `(ID Remix)` do not."""
    name = _name(wanted.artist, wanted.title)
    return name.whole and name.version != UNKNOWN_VERSION


def score(wanted: Wanted, candidate: Offer) -> float:
    """How well a candidate fits, from 0 to 1."""
    theirs = " & ".join(candidate.artists)
    one, other = _name(wanted.artist, wanted.title), _name(theirs, candidate.title)
    if not (one.whole and other.whole) or UNKNOWN_VERSION in (one.version, other.version):
        return 0.0
    if _imitation(wanted.artist, wanted.title) != _imitation(theirs, candidate.title):
        return 0.0
    if _version_key(one.version) != _version_key(other.version):
        return 0.0
    if _same_isrc(wanted.isrc, candidate.isrc) and not _contradict(one, other):
        return 1.0
    names = credits.alike(one, other, _equally_long(wanted, candidate))
    names *= credits.leaders_agree(one, other, wanted.artist, theirs)
    names *= _titles_alike(one.title, other.title)
    length = _lengths_agree(wanted, candidate)
    return min(names * length, _BY_NAME_AT_MOST)


def best(wanted: Wanted, candidates: Iterable[Found], threshold: float = THRESHOLD) -> Found | None:
    """The candidate that fits best, the first among equals; None when none reaches `threshold`."""
    found: Found | None = None
    reached = threshold
    for candidate in candidates:
        fits = score(wanted, candidate)
        if fits > reached or (found is None and fits >= reached and fits > 0):
            found, reached = candidate, fits
    return found


def all_credited(wanted: Wanted, candidate: Offer) -> bool:
    """Whether everybody whom the wanted credit joins as an equal is credited; guests may be absent.

    `A vs B` is another recording than that of A alone. For services that credit everybody only:
    some name a single artist in their search results.
    """
    credit = credits.without_guests(squeezed(wanted.artist))
    other = _name(" & ".join(candidate.artists), candidate.title)
    return credits.holds_all(other, _name(credit, wanted.title), credit)


def equally_named_length(wanted: Wanted, candidate: Offer) -> bool:
    """Whether both titles say the same of their length: a radio edit is no extended mix."""
    return _length_kind(wanted.title) == _length_kind(candidate.title)


def likeness(wanted: Wanted, candidate: Offer) -> float:
    """How much the names look alike, from 0 to 1, for a person to judge.

    Other than `score` it gives another remix of the same piece nearly as much as the right one.
    """
    one = _name(wanted.artist, wanted.title)
    other = _name(" & ".join(candidate.artists), candidate.title)
    artists = fuzz.token_set_ratio(one.artist, other.artist)
    titles = fuzz.ratio(one.title, other.title)
    versions = fuzz.token_sort_ratio(one.version, other.version)
    return (0.4 * artists + 0.5 * titles + 0.1 * versions) / 100


@lru_cache(maxsize=4_096)
def _name(artist: str, title: str) -> TrackName:
    return track_name(squeezed(artist), plain_title(title))


def _imitation(artist: str, title: str) -> frozenset[str]:
    """What says that a recording is an imitation. `Cover Me` and `Mixed Up` say nothing."""
    notes = " ".join(fold(inside or dashed) for inside, dashed in _NOTES.findall(title))
    found = set(_IMITATIONS.findall(notes))
    found |= set(_IMITATIONS.findall(fold(artist)))
    whole = fold(title)
    found |= {word for word in _IMITATIONS.findall(whole) if " " in word or word == "karaoke"}
    return frozenset(found)


def _version_key(version: str) -> list[list[str]]:
    """A version that is the same for every way to write it: `X RMX` and `Remix X`, `Dub Mix`."""
    return sorted(_one_version_key(part.split()) for part in version.split(" / "))


def _one_version_key(version: list[str]) -> list[str]:
    words: list[str] = []
    for word in (_SPELLINGS.get(word, word) for word in version):
        if not (word in _LENGTHS and words and words[-1] in _KINDS):
            words.append(word)
    if "dub" in words or "instrumental" in words or "vip" in words:
        words = [word for word in words if word not in ("mix", "version")]
    return sorted(words)


def _same_isrc(one: str | None, other: str | None) -> bool:
    first, second = (re.sub("[^0-9A-Z]", "", (isrc or "").upper()) for isrc in (one, other))
    return len(first) == 12 and first == second


def _contradict(one: TrackName, other: TrackName) -> bool:
    """Whether names can't be those of one recording. Two scripts can't be compared."""
    for mine, theirs in ((one.title, other.title), (one.artist, other.artist)):
        if _scripts(mine) & _scripts(theirs):
            alike = max(fuzz.ratio(mine, theirs), fuzz.token_set_ratio(mine, theirs)) / 100
            if alike < _NOT_CONTRADICTED:
                return True
    first, second = telling_words(one.title), telling_words(other.title)
    if numbers(first) != numbers(second):
        return True
    # A letter on one side only may be a matter of spelling: `T-Rex` and `TRex`.
    return bool(letters(first) and letters(second) and letters(first) != letters(second))


def _scripts(text: str) -> frozenset[str]:
    """`LATIN`, `CYRILLIC`, … of the letters of a text."""
    return frozenset(unicodedata.name(c, "?").split(" ")[0] for c in text if c.isalpha())


def _titles_alike(one: str, other: str) -> float:
    first, second = telling_words(one), telling_words(other)
    if numbers(first) != numbers(second) or letters(first) != letters(second):
        return 0.0
    if len(first) >= _MANY_WORDS and sorted(first) == sorted(second):
        return 1.0 if first == second else _WORDS_SWAPPED
    if len(first) == len(second) and any(
        fuzz.ratio(mine, theirs) / 100 < _ONE_WORD
        for mine, theirs in zip(first, second, strict=True)
    ):
        return 0.0
    alike = fuzz.ratio(" ".join(first), " ".join(second)) / 100
    return max(0.0, 1.0 - _TITLE_SLOPE * (1.0 - alike))


def _seconds_apart(wanted: Wanted, candidate: Offer) -> float | None:
    """By how much the durations differ; None where one is not known."""
    if not (wanted.duration_s and candidate.duration_s):
        return None
    return abs(wanted.duration_s - candidate.duration_s)


def _equally_long(wanted: Wanted, candidate: Offer) -> bool:
    apart = _seconds_apart(wanted, candidate)
    return apart is not None and apart <= _NEAR_S


def _lengths_agree(wanted: Wanted, candidate: Offer) -> float:
    kinds = {_length_kind(wanted.title), _length_kind(candidate.title)}
    same_kind = len(kinds) == 1
    apart = _seconds_apart(wanted, candidate)
    if apart is None:
        return 1.0 if same_kind else _OTHER_LENGTH - (_SHORTER if "short" in kinds else 0.0)
    share = min(max(apart - _NEAR_S, 0.0) / (_FAR_S - _NEAR_S), 1.0)
    return 1.0 - share * (_DURATION_COST if same_kind else _LENGTH_KIND_COST)


def _length_kind(title: str) -> str:
    """What a title says about its length: `long`, `short` or nothing."""
    notes = " ".join(fold(inside or dashed) for inside, dashed in _NOTES.findall(title))
    if _LONG.search(notes):
        return "long"
    return "short" if _SHORT.search(notes) else ""
