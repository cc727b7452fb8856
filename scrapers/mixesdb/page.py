"""A page of MixesDB → its set lists, or the reason why there are none."""

import hashlib
import re
from dataclasses import dataclass, field

from recommender.catalogue.setlist import Play, SetList
from scrapers.mixesdb.chapters import Billing, Part, arrange, billing_of
from scrapers.mixesdb.cues import cue_seconds
from scrapers.mixesdb.djs import Categories, parse_categories
from scrapers.mixesdb.markup import visible, without_closed_comments
from scrapers.mixesdb.reading import LineCounts, count_lines, read_lines, tracklist_lines
from scrapers.mixesdb.records import MAX_NAME, Gap, Record, Track, Unknown, Unparsed
from scrapers.mixesdb.title import PageTitle, parse_title

SOURCE = "mixesdb"
_MAX_URL = 2_000

_REDIRECT = re.compile(
    r"\s*#\s*REDIRECT\w{0,9}\s{0,9}:?\s{0,9}\[\[([^\[\]|#\n]{1,300})", re.IGNORECASE
)
_STUB = re.compile(r"\{\{\s*(Repeat|Fake)\s*(?:\||\}\}|\n)", re.IGNORECASE)
_ORIGINAL = re.compile(r"\|\s*Original\s*=\s*([^|\n{}]{1,300})", re.IGNORECASE)
_STUBS = {"repeat": "repeat", "fake": "fake"}
_DURATION = re.compile(
    r"\{\{\s*StandardShow(?:(?P<n>\d{1,4})(?P<unit>h|min)|\?h\s*\|\s*(?P<h>\d{1,4}))", re.IGNORECASE
)

REDIRECT = "redirect"
NO_TITLE = "no title"
NO_TRACKLIST = "no tracklist"
EMPTY = "empty tracklist"
ELSEWHERE = "all parts have their own pages"


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What a page holds. Either there are sets, or `skipped` says why not."""

    title: str
    sets: tuple[SetList, ...] = ()
    skipped: str | None = None
    report: LineCounts = field(default_factory=LineCounts)
    links: tuple[str, ...] = ()
    """Pages that parts of this one were taken from, or that it stands for."""
    completeness: str = ""


def parse_page(title: str, wikitext: str, url: str, page_id: str | int | None = None) -> ParsedPage:
    """Read one page; never raises.

    Sets are named by the page's title, not by `page_id`, so that a page that was saved and the same
    page from the wiki are one.
    """
    read = parse_title(title)
    if not read.text:
        return ParsedPage("", skipped=NO_TITLE)
    shown = without_closed_comments(wikitext)
    categories = parse_categories(shown)
    billing = billing_of(read, categories.names, categories.repeated)
    lines = tracklist_lines(wikitext)
    counted = read_lines(lines or [], lambda name: billing.roster.find(name) is not None)
    report = count_lines(counted)
    stub = _stub(shown)
    if stub:
        reason, page = stub
        return ParsedPage(
            read.text, (), reason, report, (page,) if page else (), categories.completeness
        )
    if lines is None:
        return ParsedPage(read.text, (), NO_TRACKLIST, report, (), categories.completeness)
    arranged = arrange([record for line in counted for record in line.records], billing)
    base = _fitting(read.text, MAX_NAME)
    duration = _duration(shown)
    sets = []
    for part in arranged.parts:
        plays = _plays(part.records, duration)
        if any(play.artist or play.title for play in plays):
            sets.append((part, plays))
    names = _source_ids(base, [part for part, _ in sets], billing)
    result = tuple(
        _set_list(part, plays, source_id, read, categories, billing, url)
        for (part, plays), source_id in zip(sets, names, strict=True)
    )
    skipped = None if result else ELSEWHERE if arranged.links else EMPTY
    links = tuple(dict.fromkeys(arranged.links))
    return ParsedPage(read.text, result, skipped, report, links, categories.completeness)


def _stub(wikitext: str) -> tuple[str, str] | None:
    """Why a page holds no list of its own, and the page that does."""
    redirect = _REDIRECT.match(wikitext)
    if redirect:
        return REDIRECT, visible(redirect[1].replace("_", " "))
    stub = _STUB.search(wikitext)
    if not stub:
        return None
    original = _ORIGINAL.search(wikitext, stub.start())
    return _STUBS[stub[1].lower()], visible(original[1]) if original else ""


def _duration(wikitext: str) -> float | None:
    """Seconds that the page states for the whole recording."""
    stated = _DURATION.search(wikitext)
    if not stated:
        return None
    if stated["h"]:
        return min(int(stated["h"]), 100) * 3600.0
    return int(stated["n"]) * (3600.0 if stated["unit"].lower() == "h" else 60.0)


def _set_list(
    part: Part,
    plays: tuple[Play, ...],
    source_id: str,
    title: PageTitle,
    categories: Categories,
    billing: Billing,
    url: str,
) -> SetList:
    year = categories.years[0] if len(categories.years) == 1 else ""
    return SetList(
        source=SOURCE,
        source_id=source_id,
        title=_fitting(title.text, MAX_NAME),
        date=part.date or title.date or title.broadcast or year,
        djs=tuple(_fitting(dj, MAX_NAME) for dj in part.djs),
        plays=plays,
        url=visible(url) if 0 < len(visible(url)) <= _MAX_URL else None,
        styles=tuple(_fitting(style, MAX_NAME) for style in categories.styles),
        series=_fitting(billing.series, MAX_NAME) or None,
        page=_fitting(title.text, MAX_NAME),
    )


def _source_ids(base: str, parts: list[Part], billing: Billing) -> list[str]:
    """One name for good for each set: the page's, with the DJs where the page has several."""
    if len(parts) == 1 and parts[0].djs in ((), billing.djs):
        return [base]
    ids: list[str] = []
    for part in parts:
        own = " & ".join(part.djs) or part.name or "?"
        source_id = _fitting(f"{base}#{own}", MAX_NAME)
        number = 2
        while source_id in ids:
            source_id = _fitting(f"{base}#{own} {number}", MAX_NAME)
            number += 1
        ids.append(source_id)
    return ids


def _plays(records: list[Record], duration: float | None) -> tuple[Play, ...]:
    """The plays in order. A track that was listed before, and a gap, is an unknown play."""
    timed = [record for record in records if isinstance(record, Track | Unknown)]
    seconds = iter(cue_seconds([record.cue for record in timed], duration))
    plays: list[Play] = []
    seen: set[tuple[str, str]] = set()
    for record in records:
        if isinstance(record, Gap | Unparsed):
            plays.append(Play())
        elif isinstance(record, Unknown):
            plays.append(Play(cue_s=next(seconds), layered=record.layered and bool(plays)))
        elif isinstance(record, Track):
            cue = next(seconds)
            layered = record.layered and bool(plays)
            key = (record.artist.casefold(), record.title.casefold())
            if all(key) and key in seen:
                last = plays[-1]
                if not layered and (last.artist.casefold(), last.title.casefold()) != key:
                    plays.append(Play(cue_s=cue))
                continue
            seen.add(key)
            label = _fitting(record.label, MAX_NAME)
            plays.append(Play(record.artist, record.title, cue, layered=layered, label=label))
    return tuple(plays)


def _fitting(text: str, limit: int) -> str:
    """A name cut to what a set list holds; what is cut off stays told apart by a fingerprint."""
    text = visible(text)
    if len(text) <= limit:
        return text
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{text[: limit - 13].rstrip()} {mark}"
