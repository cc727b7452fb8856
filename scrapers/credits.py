"""Two credits: whether the same people made a recording.

Services list everybody or only who stands first, set lists leave guests out, and who made a remix
is an artist at one and a part of the title at the next.
"""

import re

from rapidfuzz import fuzz

from recommender.catalogue.identity import TrackName, artist_names

_SAME_NAME = 0.95
"""Likeness of two spellings of one artist …"""
_LONG_NAME = 12
"""… whose name has so many letters; shorter ones (Robert Hood, Robert Wood) must be equal."""

_WITHOUT_DJ = 0.82
"""Likeness of `DJ Shadow` and `Shadow` where the durations agree. Fits less than an equal name of
any duration, for there are both."""

_LEFT_OUT = 0.15
"""What it costs at most that one side credits more artists …"""
_LED_BY_ANOTHER = 0.75
"""… and what is left where the one that it names first is none of the other side's: somebody made
the piece anew together with its author."""

_GUESTS = re.compile(
    r"\s(?:feat\.?|ft\.?|featuring|with|w/|pres\.?|presents|presenting)\s.*$", re.IGNORECASE
)
"""What a credit says behind those who are each other's equals."""


def first_artist(credit: str) -> str:
    """Who stands first in a credit, as written, without what joins the others."""
    names, words = artist_names(credit), credit.split()
    for end in range(1, len(words)):
        start = " ".join(words[:end]).rstrip(",;")
        if artist_names(start) < names:
            return start
    return credit


def without_guests(credit: str) -> str:
    """A credit up to `feat.`, `with` or `pres.`: those who are each other's equals."""
    return _GUESTS.sub("", credit)


def holds_all(name: TrackName, wanted: TrackName, credit: str) -> bool:
    """Whether a name credits everybody of `credit`, the credit of `wanted`; remixers aside."""
    people = _without_remixers(wanted) & artist_names(credit)
    return all(any(_spelled_alike(one, their, True) for their in name.artists) for one in people)


def alike(one: TrackName, other: TrackName, equally_long: bool) -> float:
    """Two sets of artists: all of the smaller one must be in the larger one."""
    # Who made the remix is an artist at one service and a part of the title at the next.
    first, second = _without_remixers(one), _without_remixers(other)
    fewer, more = sorted((first, second), key=lambda names: (len(names), sorted(names)))
    likeness = min(
        max(_spelled_alike(name, their, equally_long) for their in more) for name in fewer
    )
    missing = 1 - len(fewer) / len(more)
    return likeness * (1 - _LEFT_OUT * missing)


def leaders_agree(one: TrackName, other: TrackName, mine: str, theirs: str) -> float:
    """Whether who is named first in the longer credit is in the shorter one; credits as written."""
    credits = ((_without_remixers(one), mine), (_without_remixers(other), theirs))
    (fewer, _), (more, credit) = sorted(credits, key=lambda pair: len(pair[0]))
    if len(fewer) == len(more):
        return 1.0
    leader = next((name for name in _in_order(credit) if name in more), None)
    near = leader is None or any(_spelled_alike(leader, name, True) for name in fewer)
    return 1.0 if near else _LED_BY_ANOTHER


def _in_order(credit: str) -> list[str]:
    """The folded artist names of a credit, the first one first."""
    names, words, found = artist_names(credit), credit.split(), list[str]()
    for end in range(1, len(words) + 1):
        found += sorted((artist_names(" ".join(words[:end])) & names) - set(found))
    return found + sorted(names - set(found))


def _without_remixers(name: TrackName) -> frozenset[str]:
    version = f" {name.version} "
    # The apostrophe of "Lumvora's Mix" is folded away.
    named = {a for a in name.artists if f" {a} " in version or f" {a}s " in version}
    return frozenset(name.artists) - named or frozenset(name.artists)


def _spelled_alike(one: str, other: str, equally_long: bool) -> float:
    first, second = one.replace(" ", ""), other.replace(" ", "")
    if first == second:
        return 1.0
    if one.removeprefix("dj ") == other.removeprefix("dj "):
        return _WITHOUT_DJ if equally_long else 0.0
    alike = fuzz.ratio(first, second) / 100
    return alike if alike >= _SAME_NAME and min(len(first), len(second)) >= _LONG_NAME else 0.0
