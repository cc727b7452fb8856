"""What the engine answers: plain frozen records that every room may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from recommender.audio.analysis import Analysis

Route = Literal["played", "artist", "sound", "blend"]
"""How a recommendation was found: `played` from the sets that hold the seed, `artist` from the
sets that hold the seed artist's other tracks, `sound` from its preview, `blend` from sets and
sound together."""


class Named:
    """Something with an artist and a title."""

    __slots__ = ()
    artist: str
    title: str

    @property
    def name(self) -> str:
        """`Artist - Title`; the title alone where nobody is credited."""
        return f"{self.artist} - {self.title}" if self.artist else self.title


@dataclass(frozen=True, slots=True)
class Track(Named):
    """A track of the catalogue as a page shows it."""

    id: int
    artist: str
    title: str
    key: str
    """The normalised identity (catalogue/identity.py)."""
    sets: int = 0
    """In how many sets it was played."""
    djs: int = 0
    """By how many DJs."""
    tempo_bpm: float | None = None
    camelot: str | None = None
    """Musical key on the Camelot wheel, such as `8A`; None where it was not analysed."""
    genre: str | None = None
    """What it sounds like most; None where it was not analysed."""
    spotify_uri: str | None = None


@dataclass(frozen=True, slots=True)
class Seed(Named):
    """What the user asks about. `track` is None when the catalogue does not hold it (cold)."""

    artist: str
    title: str
    key: str
    track: Track | None = None
    spotify_uri: str | None = None
    isrc: str | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class SharedSet:
    """A set that holds the seed and the recommended track."""

    title: str
    date: str
    djs: tuple[str, ...]
    url: str | None
    distance: int
    """Places apart: 1 means that one was mixed straight into the other, 0 that one was played on
    top of the other."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """A third track that was played with both, where no set holds the two themselves."""

    track: Track
    sets_with_seed: int
    sets_with_track: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: the sets that hold both tracks, counted over the whole catalogue."""

    sets: int = 0
    djs: int = 0
    adjacent: int = 0
    """In how many of the sets one directly follows the other."""
    examples: tuple[SharedSet, ...] = ()
    """Some of the sets: closest together first, then newest."""
    bridge: Bridge | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One answer, with its reason."""

    rank: int
    track: Track
    score: float
    """The model's score: compare it within one answer only."""
    fit: float
    """The score as a share of the best possible one in this answer, 0 to 1."""
    route: Route
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Recommendations:
    """The whole answer."""

    seeds: tuple[Seed, ...]
    route: Route
    items: tuple[Recommendation, ...]
    note: str = ""
    """One sentence where the answer is not what was asked for, else empty."""
    heard: Analysis | None = None
    """What was heard in the first seed, where it was listened to."""
    removed: Mapping[str, int] = field(default_factory=dict)
    """Filter (see Filters.active) → how many of the tracks in question it left out; `artist` tells
    how many tracks would have stood in the answer but for it."""
    disliked: tuple[Seed, ...] = ()
    """What the answer moves away from."""

    def to_json(self) -> dict[str, Any]:
        """The documented JSON form (docs/cli.md)."""
        answer: dict[str, Any] = {
            "seeds": [_seed_json(seed) for seed in self.seeds],
            "route": self.route,
            "items": [_item_json(item) for item in self.items],
        }
        if self.disliked:
            answer["disliked"] = [_seed_json(seed) for seed in self.disliked]
        if self.note:
            answer["note"] = self.note
        if self.removed:
            answer["removed"] = dict(self.removed)
        return answer


def _seed_json(seed: Seed) -> dict[str, Any]:
    return {"artist": seed.artist, "title": seed.title, "key": seed.key}


def _item_json(item: Recommendation) -> dict[str, Any]:
    evidence, track = item.evidence, item.track
    answer: dict[str, Any] = {
        "rank": item.rank,
        "artist": track.artist,
        "title": track.title,
        "score": item.score,
        "route": item.route,
        "evidence": {
            "sets": evidence.sets,
            "djs": evidence.djs,
            "adjacent": evidence.adjacent,
            "examples": shared_sets_json(evidence.examples),
        },
        "tempo_bpm": track.tempo_bpm,
        "key": track.camelot,
        "spotify_uri": track.spotify_uri,
    }
    if track.genre:
        answer["genre"] = track.genre
    if evidence.bridge:
        bridge = evidence.bridge
        answer["evidence"]["bridge"] = {
            "artist": bridge.track.artist,
            "title": bridge.track.title,
            "sets_with_seed": bridge.sets_with_seed,
            "sets_with_track": bridge.sets_with_track,
        }
    return answer


def shared_sets_json(sets: Sequence[SharedSet]) -> list[dict[str, Any]]:
    """Shared sets in the documented JSON form."""
    return [{"title": s.title, "date": s.date, "djs": list(s.djs), "url": s.url} for s in sets]
