"""Categories of a page, and who played: the categories judge what is a name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from recommender.catalogue.identity import fold, is_no_dj
from scrapers.mixesdb.markup import visible

_STYLES = """
    House|House (Old School)|Acid House|Afro House|Ghetto|Booty|Juke|Ballroom|Deep House
    Deep Tech House|Euro House|Hard House|Hip House|Lo-Fi House|Progressive House|Tech House
    Vocal House|Bigroom|Future Rave|Amapiano|Gqom|Tribal|Italodance|Indie Dance|Balearic|Disco
    Boogie
    Techno|Acid|Acid Techno|Deep Techno|Detroit Techno|Dub Techno|Hard Techno|Hardcore Techno
    Industrial|Minimal|EBM|New Beat|Electro|Darkwave|Noise|Rhythmic Noise
    Trance|Goa Trance|Hard Trance|Progressive|Progressive Trance|Psytrance
    Bass|Bassline|Big Beat|Breakbeat|Breakbeat Hardcore|Breakcore|Breaks|Broken Beat|Club Music
    Drum & Bass|Dubstep|Grime|Halftime|Jungle|Trap|UK Funky|UK Garage|2 Step|Turntablism
    Hardcore|Happy Hardcore|Hardstyle|Rave
    Ambient|Chill Out|Downtempo|Dub|Trip Hop|IDM|Experimental|Leftfield|Library Music
    Electronica (Synthesizer)|Soundtrack|Chiptune|Psychedelic
    Pop|Electro Pop|Synth Pop|Synthwave|Hyper Pop|Electro Swing|Rock|Prog Rock|Funk|Soul
    Northern Soul|Rare Groove|R&B|Hip Hop|Freestyle|Jazz|Future Jazz|Reggae|Lovers Rock
    Dancehall|Latin|Afrobeat|Gospel|Classical|World Music
"""
STYLES = frozenset(name.strip() for name in re.split(r"[|\n]", _STYLES) if name.strip())
"""What the wiki files under Style; of the mix, not of a track. `Various` says nothing."""

_NO_SERIES = frozenset({"Promo Mix", "Various", "Unknown Gig / Location", "Small pages"})
# No two neighbours here match the same character, or a crafted page takes for ever.
_CATEGORY = re.compile(
    r"\[\[\s*Category\s*:([^\[\]|\n]{0,300})(?:\|[^\[\]\n]*)?\]\]", re.IGNORECASE
)
_REPEATED = re.compile(r"\{\{\s*Repeated\s*\|([^{}|\n]{0,300})(?:\|[^{}\n]*)?\}\}", re.IGNORECASE)
_MOST = 300
"""Categories; no page comes near, and every credit is compared with each."""
_TRACKLIST = re.compile(r"Tracklist\s*:\s*(\w+)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_WHICH = re.compile(r"\s*\([^()]*\)$")

_JOINER = re.compile(
    r"\s*[,;]\s+|\s+(?:&|\+|/|and|x|vs\.?|versus|b2b(?:2b)*|b3b|feat\.?|ft\.?|featuring|"
    r"pres\.?|presents?|with|meets|aka)\s+",
    re.IGNORECASE,
)
_ALWAYS_PARTS = re.compile(r"[,;]|vs\.?|versus|b2b(?:2b)*|b3b", re.IGNORECASE)
_GUEST = re.compile(r"feat\.?|ft\.?|featuring|pres\.?|presents?|with|meets|aka", re.IGNORECASE)
_REMARK = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_CLOSE_ENOUGH = 0.85


@dataclass(frozen=True, slots=True)
class Categories:
    """A page's categories by what they are."""

    years: tuple[str, ...]
    styles: tuple[str, ...]
    completeness: str
    """`complete`, `incomplete`, `none`, or empty where the page does not say."""
    names: tuple[str, ...]
    """Everything else, in the page's order: DJs first by custom, then venues, events, shows."""
    repeated: tuple[str, ...]
    """Names whose part of the page has a page of its own."""


def parse_categories(wikitext: str) -> Categories:
    """All categories of a page."""
    years, styles, names, completeness = [], [], [], ""
    for category in list(dict.fromkeys(_CATEGORY.findall(wikitext)))[:_MOST]:
        name = visible(category.replace("_", " "))
        state = _TRACKLIST.fullmatch(name)
        if state:
            completeness = state[1].lower()
        elif _YEAR.fullmatch(name):
            years.append(name)
        elif name in STYLES:
            styles.append(name)
        elif name and name not in _NO_SERIES:
            names.append(name)
    repeated = dict.fromkeys(filter(None, map(visible, _REPEATED.findall(wikitext)[:_MOST])))
    return Categories(
        tuple(years), tuple(styles), completeness, tuple(dict.fromkeys(names)), tuple(repeated)
    )


class Roster:
    """The names that a page's categories vouch for."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            for key in _keys(_WHICH.sub("", name) or name):
                self._names.setdefault(key, name)

    def find(self, text: str) -> str | None:
        """The category that a text names, in the category's spelling."""
        return next((self._names[key] for key in _keys(text) if key in self._names), None)

    def find_like(self, text: str) -> str | None:
        """The category that a text misspells, or names with another word beside it."""
        key = _keys(text)[0]
        words = set(key.split())
        for name_key, name in self._names.items():
            name_words = set(name_key.split())
            if len(min(words, name_words, key=len)) and (
                words < name_words or (name_words < words and len(words) <= 3)
            ):
                return name
        close = get_close_matches(key, self._names, n=1, cutoff=_CLOSE_ENOUGH)
        return self._names[close[0]] if close else None

    def within(self, text: str) -> tuple[str, ...]:
        """The categories that a longer text mentions, in its order."""
        padded = f" {fold(text)} "
        found: list[tuple[int, str]] = []
        for key in sorted(self._names, key=len, reverse=True):
            place = padded.find(f" {key} ")
            if place >= 0:
                found.append((place, self._names[key]))
                padded = padded.replace(f" {key} ", f" {'_' * len(key)} ")
        return tuple(dict.fromkeys(name for _, name in sorted(found)))


def split_djs(text: str, roster: Roster) -> tuple[str, ...]:
    """Everybody whom a credit such as `A & B b2b C` names, in the spelling of the categories.

    A duo stays one where the joined name is a category; `A & B` that no category knows stays one
    too, for nobody can tell. Comma, b2b and vs always part.
    """
    text = visible(_REMARK.sub("", text))
    whole = roster.find(text)
    if whole:
        return (whole,)
    if is_no_dj(text):
        return ()
    parts, joiners = _parts(text)
    djs: list[str] = []
    strangers: list[int] = []
    place = 0
    while place < len(parts):
        for end in range(len(parts), place, -1):
            name = roster.find(text[parts[place][0] : parts[end - 1][1]])
            if name:
                djs.append(name)
                place = end
                break
        else:
            strangers.append(place)
            djs.append("")
            place += 1
    return _with_strangers(text, parts, joiners, djs, strangers, roster)


def _with_strangers(
    text: str,
    parts: list[tuple[int, int]],
    joiners: list[str],
    djs: list[str],
    strangers: list[int],
    roster: Roster,
) -> tuple[str, ...]:
    """The list with a name in each free place, where a part is one that no category spells."""
    known = {name for name in djs if name}
    waiting = iter(strangers)
    result: list[str] = []
    last: int | None = None
    for dj in djs:
        if dj:
            result.append(dj)
            last = None
            continue
        part = next(waiting)
        name = text[parts[part][0] : parts[part][1]]
        joiner = joiners[part - 1] if part else ""
        like = roster.find_like(name)
        if like and like not in known:
            result.append(like)
            last = None
        elif joiner and _GUEST.fullmatch(joiner):
            continue
        elif last is not None and not _ALWAYS_PARTS.fullmatch(joiner):
            result[-1] = text[parts[last][0] : parts[part][1]]
        elif not like and not is_no_dj(name):
            result.append(name)
            last = part
    return tuple(dict.fromkeys(name for name in result if not is_no_dj(name)))


def _parts(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Where each name of a credit stands, and what joins it to the next."""
    parts, joiners, start = [], [], 0
    place = 0
    while match := _JOINER.search(text, place):
        parts.append((start, match.start()))
        joiners.append(match[0].strip())
        start = match.end()
        # The blank behind one joiner may be the one before the next.
        place = max(match.end() - 1, match.start() + 1)
    parts.append((start, len(text)))
    return [part for part in parts if part[0] <= part[1]], joiners


def _keys(text: str) -> tuple[str, ...]:
    """How a name may be looked up: as it is, without `The`, without `DJ`."""
    key = fold(text)
    bare = key.removeprefix("the ")
    return tuple(dict.fromkeys((key, bare, bare.removeprefix("dj ") or bare)))
