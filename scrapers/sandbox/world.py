"""The synthetic world: a whole small club scene that repeats to the letter for one seed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from random import Random

from recommender.catalogue.setlist import SetList
from scrapers.sandbox.djs import Dj, DjSet, make_djs, make_sets
from scrapers.sandbox.previews.shelves import Shelves
from scrapers.sandbox.setlists import to_setlist
from scrapers.sandbox.tracks import Track, make_artists, make_tracks

SEED = 2026


@dataclass(frozen=True)
class World:
    """Everything there is. In the invented one: about 3,000 tracks, 72 DJs and 600 sets."""

    seed: int
    tracks: tuple[Track, ...]
    djs: tuple[Dj, ...]
    sets: tuple[DjSet, ...]
    """Oldest first."""

    @cached_property
    def by_spotify_id(self) -> dict[str, Track]:
        """Spotify ID → track."""
        return {track.spotify_id: track for track in self.tracks}

    @cached_property
    def by_identity(self) -> dict[str, Track]:
        """Identity key (see recommender/catalogue/identity.py) → track."""
        return {track.identity: track for track in self.tracks}

    @cached_property
    def by_isrc(self) -> dict[str, Track]:
        """ISRC → track, for those that have one."""
        return {track.isrc: track for track in self.tracks if track.isrc}

    @cached_property
    def cold_tracks(self) -> tuple[Track, ...]:
        """Tracks that Spotify has and no set holds."""
        return tuple(track for track in self.tracks if track.cold)

    @cached_property
    def shelves(self) -> Shelves:
        """Which tracks Deezer and iTunes have, and which can be listened to there."""
        # Where nobody knows how a track sounds there is no preview to be made of it.
        return Shelves([track for track in self.tracks if track.genre])

    def setlists(self) -> list[SetList]:
        """All sets in interchange form, spelled as a wiki would."""
        return [to_setlist(dj_set) for dj_set in self.sets]


def build_world(seed: int = SEED) -> World:
    """Build the world that belongs to a seed; takes about a second."""
    rng = Random(seed)
    artists = make_artists(rng)
    tracks = make_tracks(artists, seed, rng)
    djs = make_djs(artists, rng)
    return World(seed, tracks, djs, make_sets(djs, tracks, seed, rng))


def world_of(tracks: Iterable[Track]) -> World:
    """A world that is nothing but a catalogue on Spotify: no DJ, no set, no preview.

    `listed_track` (tracks.py) makes its tracks of rows, with or without an ISRC; it takes 100,000:

        rows = csv.DictReader(file)
        world = world_of(
            listed_track(row["track_id"], row["artists"].split(";"), row["track_name"],
                         row["album_name"], int(row["duration_ms"]))
            for row in rows
        )
        with Sandbox(world) as sandbox: ...

    Of two tracks with the same Spotify ID the first one counts.
    """
    by_id: dict[str, Track] = {}
    for track in tracks:
        by_id.setdefault(track.spotify_id, track)
    return World(seed=0, tracks=tuple(by_id.values()), djs=(), sets=())
