"""The world's sets as pages of a wiki, in its grammar and with the habits of those who write it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from recommender.catalogue.setlist import Play, SetList
from scrapers.sandbox import names
from scrapers.sandbox.djs import DjSet
from scrapers.sandbox.setlists import to_setlist

STUB_EVERY = 40
"""One page in so many has a rebroadcast that only leads back to it."""
FAKE_EVERY = 150
PARTS_EVERY = 60
"""One page in so many is an evening that is made of parts with pages of their own."""

_UNKNOWN = ("?", "ID", "ID - ID", "''?''", "Unknown")
_LENGTHS = ("1h", "90min", "2h", "3h")


@dataclass(frozen=True, slots=True)
class WikiPage:
    """What somebody wrote under a title."""

    title: str
    text: str


def write_pages(sets: Sequence[DjSet]) -> Iterator[WikiPage]:
    """A page for every set, and some that hold no list of their own. Always the same ones."""
    taken = {dj_set.title for dj_set in sets}
    for number, dj_set in enumerate(sets):
        yield WikiPage(dj_set.title, _page(dj_set))
        extras = []
        if number % STUB_EVERY == 7:
            extras.append(_stub(dj_set, "Repeat", "Rebroadcast"))
        if number % FAKE_EVERY == 11:
            extras.append(_stub(dj_set, "Fake", "Promo Mix"))
        if number % PARTS_EVERY == 13:
            extras.append(_evening(sets[number : number + 3], Random(f"evening {number}")))
        for page in extras:
            if page.title not in taken:
                taken.add(page.title)
                yield page


def _page(dj_set: DjSet) -> str:
    rng = Random(f"page {dj_set.source_id}")
    setlist = to_setlist(dj_set)
    parts = [_file_details(setlist, rng)]
    if rng.random() < 0.2:
        parts.append("== Notes ==\n\nRecorded from the radio. [https://radio.example/ The show]\n")
    heading = "Notes & Tracklist" if rng.random() < 0.05 else "Tracklist"
    complete = all(play.title for play in setlist.plays)
    body = _chapters(setlist, rng)
    parts += [
        f"== {heading} ==\n\n{body}",
        _categories(dj_set, setlist, complete and "..." not in body),
    ]
    return "\n".join(parts)


def _file_details(setlist: SetList, rng: Random) -> str:
    image = f"[[File:{setlist.title}.jpg|right|360px]]\n" if rng.random() < 0.3 else ""
    return (
        f"{image}== File details ==\n\n{{{{Standard{'Show'}{rng.choice(_LENGTHS)}}}}}\n\n"
        f"{{{{Player\n |https://mixes.example/{setlist.source_id}/\n}}}}\n"
    )


def _chapters(setlist: SetList, rng: Random) -> str:
    """The list; of two DJs, sometimes each with his part."""
    lines = _lines(setlist.plays, rng)
    if len(setlist.djs) == 2 and rng.random() < 0.5:
        half = len(lines) // 2
        lines = [f";{setlist.djs[0]}", *lines[:half], "", f";{setlist.djs[1]}", *lines[half:]]
    elif rng.random() < 0.03:
        lines = [";Part 1", *lines[: len(lines) // 2], ";Part 2", *lines[len(lines) // 2 :]]
    return "\n".join(lines) + "\n"


def _lines(plays: Sequence[Play], rng: Random) -> list[str]:
    wrapped = rng.random() < 0.1
    prefix = "" if wrapped else rng.choices(("# ", "#", "* "), (90, 6, 4))[0]
    style = rng.choices(("minutes", "clock"), (80, 20))[0]
    lines = []
    for place, play in enumerate(plays):
        cue = _cue(play.cue_s, style, rng)
        over = "+ " if place > 0 and rng.random() < 0.02 else ""
        lines.append(f"{prefix}{cue}{over}{_track(play, rng)}")
        if 0 < place < len(plays) - 1 and rng.random() < 0.01:
            lines.append("...")
    return ["<list>", *lines, "</list>"] if wrapped else lines


def _cue(cue_s: float | None, style: str, rng: Random) -> str:
    if cue_s is None:
        return ""
    minutes, seconds = divmod(int(cue_s), 60)
    if style == "clock":
        return f"[{minutes // 60}:{minutes % 60:02d}:{seconds:02d}] "
    known = rng.random()
    if known < 0.05:
        return "[???] "
    return f"[{minutes:03d}] " if known > 0.1 else f"[{minutes // 10:02d}?] "


def _track(play: Play, rng: Random) -> str:
    if not play.title:
        return rng.choice(_UNKNOWN)
    text = f"{play.artist} - {play.title}"
    if rng.random() < 0.02:
        text = f"{play.artist}<!-- checked --> - {play.title}"
    elif rng.random() < 0.01:
        text = f"{play.artist} - [https://releases.example/{rng.randrange(10**6)} {play.title}]"
    if rng.random() < 0.7:
        label = names.alias(rng)
        number = f" - {label[:3].upper()}{rng.randint(1, 99):03d}" if rng.random() < 0.15 else ""
        text += f" [{label}{number}]"
    return f"''{text}''" if rng.random() < 0.02 else text


def _categories(dj_set: DjSet, setlist: SetList, complete: bool) -> str:
    genres = [track.genre for track in dj_set.tracks if track]
    styles = sorted({genre for genre in genres if genres.count(genre) * 3 > len(genres)})
    state = "complete" if complete else "incomplete"
    found = [setlist.date[:4], *setlist.djs, series_of(dj_set), *styles, f"Tracklist: {state}"]
    return "\n".join(f"[[Category:{name}]]" for name in dict.fromkeys(found)) + "\n"


def series_of(dj_set: DjSet) -> str:
    """The show or the place of a set, as its title tells it."""
    rest = dj_set.title[len(dj_set.date) + 3 :]
    if " @ " in rest:
        return rest.partition(" @ ")[2].partition(",")[0]
    return rest.rpartition(" - ")[2].rpartition(" ")[0]


def _stub(dj_set: DjSet, template: str, series: str) -> WikiPage:
    year = int(dj_set.date[:4]) + 1
    who = " & ".join(dj_set.djs)
    text = (
        f"{{{{{template}|Original = {dj_set.title}}}}}\n\n[[Category:{year}]]\n"
        + "".join(f"[[Category:{name}]]\n" for name in dj_set.djs)
        + f"[[Category:{series_of(dj_set)}]]\n[[Category:Tracklist: none]]\n"
    )
    return WikiPage(f"{year}{dj_set.date[4:]} - {who} - {series}", text)


def _evening(sets: Sequence[DjSet], rng: Random) -> WikiPage:
    """One page with the beginnings of several sets that have pages of their own."""
    date, venue = sets[0].date, names.venue(rng)
    chapters = []
    for part in sets:
        lines = _lines(to_setlist(part).plays[:6], rng)
        chapters.append("\n".join([f";[[{part.title}|{part.djs[0]}]]", *lines, ""]))
    # In place of a category: the evening does not count as one of their mixes.
    repeated = [f"{{{{Repeated|{dj}}}}}" for dj in dict.fromkeys(part.djs[0] for part in sets)]
    found = [date[:4], venue.partition(",")[0], "Tracklist: incomplete"]
    return WikiPage(
        f"{date} - VA @ {venue}",
        "\n".join(
            [
                "== File details ==\n\n{{StandardShow3h}}\n\n== Tracklist ==\n",
                *chapters,
                *repeated,
                *(f"[[Category:{name}]]" for name in found),
            ]
        ),
    )
