"""What a line of a tracklist may be."""

from dataclasses import dataclass, replace

MAX_NAME = 300
"""Characters; what a set list holds (recommender.catalogue.setlist)."""


@dataclass(frozen=True, slots=True)
class Track:
    """A track of which at least one side is known."""

    artist: str
    title: str
    cue: str | None = None
    """As written, without brackets; `cues.cue_seconds` reads all cues of a list together."""
    label: str = ""
    layered: bool = False
    """Played on top of the track before."""
    note: str = ""
    """What stood before the track, such as `Intro` or `Luke Slater Interview`."""
    marker: str = ""
    """The list sign before the line, such as `#`."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something played that nobody could name, or speech: it keeps its place."""

    cue: str | None = None
    label: str = ""
    layered: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Any number of tracks is missing here."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What follows belongs to another part: a DJ, an hour, another version of the list."""

    text: str
    links: tuple[str, ...] = ()
    """Titles of the pages that it points to."""


@dataclass(frozen=True, slots=True)
class Note:
    """Words about the list."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing, or a tag of the wiki's that shows nothing."""


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A line that makes no sense."""

    text: str


Record = Track | Unknown | Gap | Chapter | Note | Blank | Unparsed


def layer(record: Record) -> Record:
    """The same, played on top of what came before."""
    return replace(record, layered=True) if isinstance(record, Track | Unknown) else record
