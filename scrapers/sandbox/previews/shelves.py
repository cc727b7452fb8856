"""Which track which shop has, under what title, and whether it can be listened to there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from scrapers.sandbox.previews.decoys import decoys_of
from scrapers.sandbox.spotify_search import SearchIndex
from scrapers.sandbox.tracks import Track

Deezer = Literal["isrc", "search", "silent", "missing"]
"""Found by its ISRC; under another ISRC, so only by its name; without a preview; not there."""

# Of the cold tracks and of the others alike: Deezer, iTunes, share. The rest is in both.
_SHARES: tuple[tuple[Deezer, bool, float], ...] = (
    ("missing", True, 0.025),
    ("silent", True, 0.015),
    ("missing", False, 0.010),
    ("silent", False, 0.005),
    ("isrc", False, 0.100),
    ("search", False, 0.020),
    ("search", True, 0.050),
)
# Above all numbers that the real shops have given out, so that no link leads to a real record.
_FIRST_DEEZER_ID = 990_000_000_000
_FIRST_ITUNES_ID = 980_000_000_000


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of a shop's catalogue."""

    id: int
    track: Track
    """What is heard, and by whom."""
    title: str
    """As this shop spells it."""
    isrc: str
    file: str | None
    """Under what name its preview lies on the shop's file server; None where there is none."""
    decoy: bool
    """Not a track of the world, only easily taken for one, or a short edit of one."""


class Shelf:
    """A shop's whole catalogue."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self.listings = tuple(listings)
        self.by_id = {listing.id: listing for listing in self.listings}
        self.by_isrc = {listing.isrc: listing for listing in self.listings}
        self.by_file = {listing.file: listing for listing in self.listings if listing.file}
        self._by_track = {listing.track.spotify_id: listing for listing in self.listings}
        self._index = SearchIndex([listing.track for listing in self.listings])

    def of(self, track: Track) -> Listing | None:
        """The listing of one of the world's tracks."""
        return self._by_track.get(track.spotify_id)

    def search(self, text: str) -> list[Listing]:
        """All that fits, the best first; `track:"…"` and `artist:"…"` are understood."""
        return [self._by_track[track.spotify_id] for track in self._index.search(text)]


class Shelves:
    """Both shops' catalogues over one world, and which tracks are where."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        places = dict(_placed([track for track in tracks if track.cold]))
        places |= dict(_placed([track for track in tracks if not track.cold]))
        self._tracks = tuple(tracks)
        self._places = places
        artists = sorted({name for track in tracks for name in track.artists})
        self.deezer = Shelf(_number(_deezer(tracks, places, artists), _FIRST_DEEZER_ID))
        self.itunes = Shelf(_number(_itunes(tracks, places, artists), _FIRST_ITUNES_ID))

    def _where(self, deezer: tuple[Deezer, ...], itunes: bool) -> tuple[Track, ...]:
        places = self._places
        return tuple(
            track
            for track in self._tracks
            if places[track.spotify_id][0] in deezer and places[track.spotify_id][1] is itunes
        )

    @property
    def both(self) -> tuple[Track, ...]:
        """Tracks with a preview in both shops."""
        return self._where(("isrc", "search"), True)

    @property
    def only_deezer(self) -> tuple[Track, ...]:
        """Tracks with a preview on Deezer, and none on iTunes."""
        return self._where(("isrc", "search"), False)

    @property
    def only_itunes(self) -> tuple[Track, ...]:
        """Tracks with a preview on iTunes; Deezer lacks the track or its preview."""
        return self._where(("missing", "silent"), True)

    @property
    def nowhere(self) -> tuple[Track, ...]:
        """Tracks of which no shop has a preview."""
        return self._where(("missing", "silent"), False)

    @property
    def only_by_search(self) -> tuple[Track, ...]:
        """Tracks that Deezer has under another ISRC."""
        return self._where(("search",), True) + self._where(("search",), False)

    @property
    def silent(self) -> tuple[Track, ...]:
        """Tracks that Deezer lists without a preview."""
        return self._where(("silent",), True) + self._where(("silent",), False)


def _placed(tracks: Sequence[Track]) -> Iterator[tuple[str, tuple[Deezer, bool]]]:
    """Spotify ID and place of every track: exact shares, dealt out by a hash."""
    shuffled = sorted(tracks, key=lambda track: _digest("place", track.spotify_id))
    place, share_so_far = 0, 0.0
    for deezer, itunes, share in _SHARES:
        share_so_far += share
        while place < round(share_so_far * len(shuffled)):
            yield shuffled[place].spotify_id, (deezer, itunes)
            place += 1
    for track in shuffled[place:]:
        yield track.spotify_id, ("isrc", True)


_Draft = tuple[Track, str, str, str | None, bool]
"""Track, title, ISRC, file, decoy."""


def _number(drafts: Iterable[_Draft], first: int) -> Iterator[Listing]:
    for number, draft in enumerate(drafts):
        yield Listing(first + 41 * number, *draft)


def _deezer(
    tracks: Sequence[Track], places: dict[str, tuple[Deezer, bool]], artists: Sequence[str]
) -> Iterator[_Draft]:
    for track in tracks:
        place = places[track.spotify_id][0]
        if place != "missing":
            file = None if place == "silent" else _digest("deezer", track.spotify_id)
            isrc = f"QZSGX{track.isrc[5:]}" if place == "search" else track.isrc
            yield track, deezer_title(track), isrc, file, False
        for decoy in decoys_of(track, artists, place in ("missing", "silent")):
            yield decoy, deezer_title(decoy), decoy.isrc, _digest("deezer", decoy.spotify_id), True


def _itunes(
    tracks: Sequence[Track], places: dict[str, tuple[Deezer, bool]], artists: Sequence[str]
) -> Iterator[_Draft]:
    for track in tracks:
        there = places[track.spotify_id][1]
        if there:
            file = _digest("itunes", track.spotify_id)
            yield track, itunes_title(track), track.isrc, file, False
        for decoy in decoys_of(track, artists, not there)[:2]:
            yield decoy, itunes_title(decoy), decoy.isrc, _digest("itunes", decoy.spotify_id), True


def deezer_title(track: Track) -> str:
    """`Title (feat. X) (Y Remix)`; `Original Mix` is left out more often than not."""
    return deezer_title_short(track) + (f" {version}" if (version := deezer_version(track)) else "")


def deezer_title_short(track: Track) -> str:
    """The title with its guests; some have a printer's apostrophe."""
    curly = _dice(track, "apostrophe") < 0.5
    title = track.title.replace("'", "’") if curly else track.title
    return f"{title} (feat. {' & '.join(track.featured)})" if track.featured else title


def deezer_version(track: Track) -> str:
    """`(Y Remix)`, or nothing."""
    plain = track.version == "Original Mix" and _dice(track, "version") < 0.7
    return "" if plain or not track.version else f"({track.version})"


def itunes_title(track: Track) -> str:
    """`Title (Y Remix) [feat. X]`."""
    version = "" if track.version == "Original Mix" else track.version
    guests = f" [feat. {' & '.join(track.featured)}]" if track.featured else ""
    return f"{track.title} ({version}){guests}" if version else f"{track.title}{guests}"


def _digest(purpose: str, text: str) -> str:
    return sha256(f"{purpose} {text}".encode()).hexdigest()[:32]


def _dice(track: Track, purpose: str) -> float:
    return int(_digest(purpose, track.spotify_id)[:8], 16) / 2**32
