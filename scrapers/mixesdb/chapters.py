"""The chapters of a tracklist: sets of DJs, parts of one recording, versions of one list."""

import re
from dataclasses import dataclass, field

from recommender.catalogue.identity import fold
from scrapers.mixesdb.djs import Roster, split_djs
from scrapers.mixesdb.records import Chapter, Gap, Record, Track, Unknown
from scrapers.mixesdb.title import PageTitle, parse_title

_VERSION = re.compile(r"version\s+(?:\d+|[a-z])\b.*", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:part|set|mix|hour|cd|disc|side|tape|version|intro|introduction|outro|encore|session|"
    r"show|story|warm ?up|bonus|live pa|studio|track ?list|first|second|third|last)\b|"
    r"^\d|\d[ap]m\b",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(
    r"\s+@\s|\s+[-\u2013]\s|\s+=|\s*[(\[]|\s+(?:live\s+)?(?:from|at)\s|\s+live$|"
    r"\s+\d{1,2}[.:]\d\d|\s+'|:$",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:19|20)[\dX]{2}\b.* - ", re.IGNORECASE)
_LONGEST_STRANGER = 4
"""Words; a longer chapter that no category knows is no name."""


@dataclass(slots=True)
class Part:
    """A stretch of the list that one DJ, or one group, played."""

    djs: tuple[str, ...]
    name: str = ""
    date: str = ""
    records: list[Record] = field(default_factory=list)


@dataclass(slots=True)
class Arranged:
    """The parts of a list that are sets of this page, and the pages where the others stand."""

    parts: list[Part] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Billing:
    """What the page says about who plays."""

    djs: tuple[str, ...]
    """Of the page as a whole; nobody for VA."""
    roster: Roster
    repeated: frozenset[str]
    """Folded names whose part has its own page."""
    series: str


Chunk = tuple[Chapter | None, list[Record]]


def arrange(records: list[Record], billing: Billing) -> Arranged:
    """Part a list at its chapters.

    A chapter that names a DJ begins that DJ's set; any other goes on with the set before. Of
    several versions of one list the longest is taken. A chapter with a page of its own is left to
    that page.
    """
    chunks = _longest_version(_chunks(records), billing.series)
    named = [chapter_djs(chapter.text, billing.roster) for chapter, _ in chunks if chapter]
    several = any(named) or not billing.djs
    arranged = Arranged()
    current: Part | None = None
    skipping = False
    for chapter, lines in chunks:
        part = _part(chapter, billing, several) if chapter else None
        if part and chapter:
            pages = [link for link in chapter.links if _DATED.match(link)]
            arranged.links += pages
            # "See also" beside a list of its own: the wiki counts that list here too.
            taken = bool(pages) and "see also" not in chapter.text.lower()
            skipping = taken or any(fold(dj) in billing.repeated for dj in part.djs)
            current = None if skipping else _begin(arranged.parts, part)
        if skipping:
            continue
        if current is None:
            current = _begin(arranged.parts, Part(_rest_of(billing, named)))
        current.records += lines
    return arranged


def chapter_djs(text: str, roster: Roster) -> tuple[str, ...]:
    """The DJs that a chapter's text names; none where no category vouches for one."""
    if _DATED.match(text):
        text = parse_title(text).artists
    cut = _HEAD_ENDS.search(text)
    head = text[: cut.start()] if cut else text
    if cut and cut[0].strip() == "@":
        head = head.partition(",")[
            0
        ]  # `Paul X, Eventname @ Code`, where events have categories too
    if head and not _PART.search(head):
        djs = split_djs(head, roster)
        if not all(roster.find(dj) for dj in djs) and "," in head:
            # `Ana Ko, The Barn, UK`: places follow.
            djs = split_djs(head.partition(",")[0], roster)
        if any(roster.find(dj) for dj in djs):
            return djs
    found = roster.find(head) or roster.find(text)
    return (found,) if found else roster.within(text.partition(" @ ")[0])


def _chunks(records: list[Record]) -> list[Chunk]:
    chunks: list[Chunk] = [(None, [])]
    for record in records:
        if isinstance(record, Chapter):
            chunks.append((record, []))
        else:
            chunks[-1][1].append(record)
    return chunks


def _longest_version(chunks: list[Chunk], series: str) -> list[Chunk]:
    versions: list[list[Chunk]] = [[]]
    for chapter, lines in chunks:
        if chapter and (_VERSION.fullmatch(chapter.text) or _is_broadcast(chapter.text, series)):
            versions.append([(None, lines)])
        else:
            versions[-1].append((chapter, lines))
    return max(versions, key=_length)


def _length(version: list[Chunk]) -> int:
    return sum(isinstance(record, Track) for _, lines in version for record in lines)


def _is_broadcast(text: str, series: str) -> bool:
    """`The Show, 2016-08-05` beside other chapters: the same again, as it went on air."""
    rest = text.removeprefix(series) if series else text
    return rest != text and not re.search(r"[^\W\d_]", rest)


def _part(chapter: Chapter, billing: Billing, several: bool) -> Part | None:
    """The set that a chapter begins; None where it goes on with the one before."""
    dated = parse_title(chapter.text) if _DATED.match(chapter.text) else None
    date = dated.date if dated else ""
    djs = chapter_djs(chapter.text, billing.roster)
    if not djs:
        cut = _HEAD_ENDS.search(chapter.text)
        head = chapter.text[: cut.start()] if cut else chapter.text
        if dated:
            head = dated.artists
        elif cut and cut[0].strip() == "@":
            head = head.partition(",")[0]
        own_page = any(_DATED.match(link) for link in chapter.links)
        if not own_page and (not several or not head or _PART.search(head)):
            return None
        is_name = len(head.split()) <= _LONGEST_STRANGER and "," not in head
        djs = split_djs(head, Roster(())) if is_name else ()
    return Part(djs, chapter.text, date)


def _begin(parts: list[Part], part: Part) -> Part:
    """The part to go on with: the one of the same DJs if there is one, for it is one set."""
    key = {fold(dj) for dj in part.djs}
    for earlier in parts:
        if key and {fold(dj) for dj in earlier.djs} == key:
            if any(isinstance(record, Track | Unknown) for record in earlier.records):
                # What was played between the two is not known.
                earlier.records.append(Gap())
            return earlier
    parts.append(part)
    return part


def _rest_of(billing: Billing, named: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Who plays what stands before the first chapter: those whom no chapter names."""
    taken = {fold(dj) for djs in named for dj in djs}
    rest = tuple(dj for dj in billing.djs if fold(dj) not in taken)
    return rest or (billing.djs if len(billing.djs) == 1 else ())


def billing_of(title: PageTitle, names: tuple[str, ...], repeated: tuple[str, ...]) -> Billing:
    """Who plays, by title and categories."""
    rest = f" {fold(title.rest)} "
    artists = f" {fold(title.artists)} "
    people: list[str] = []
    places: list[str] = []
    for name in dict.fromkeys((*names, *repeated)):
        bare = f" {fold(name.partition(' (')[0] or name)} "
        (places if bare in rest and bare not in artists else people).append(name)
    roster = Roster(people)
    djs = split_djs(title.artists, roster)
    if djs and people and "@" not in title.text and not any(roster.find(dj) for dj in djs):
        # Under another name than the title's: what is no place and no show must be the DJs.
        djs = tuple(people)
    series = _series(title, [name for name in names if name not in djs], places)
    return Billing(djs, roster, frozenset(fold(name) for name in repeated), series)


def _series(title: PageTitle, names: list[str], places: list[str]) -> str:
    """Show or series before event before venue."""
    known = Roster([*places, *names])
    for place in title.places:
        found = known.find(place)
        if found:
            return found
    if places:
        return places[-1]
    return title.places[0] if title.places else ""
