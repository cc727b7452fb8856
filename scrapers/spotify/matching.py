"""Artist and title → the same recording on Spotify, or nothing.

A near miss in a set is worse than a gap: only a candidate with exactly the wanted identity counts,
so a named remix never stands in for the original.
"""

import re
from collections.abc import Iterable, Iterator

from recommender.catalogue.identity import UNKNOWN_VERSION, TrackName, track_name
from scrapers.spotify.client import Spotify, SpotifyTrack

_QUOTES = re.compile('["“”„‟«»]')


def find_track(spotify: Spotify, artist: str, title: str) -> SpotifyTrack | None:
    """The track with this name on Spotify; None when it has none. One or two searches.

    Raises:
        ServiceError: Spotify refused or did not answer.
    """
    wanted = track_name(artist, title)
    if not wanted.artists or not wanted.title or wanted.version == UNKNOWN_VERSION:
        return None
    for query in _queries(wanted, artist, title):
        found = choose(wanted, spotify.search(query))
        if found:
            return found
    return None


def choose(wanted: TrackName, candidates: Iterable[SpotifyTrack]) -> SpotifyTrack | None:
    """The first candidate whose identity is the wanted one."""
    return next(
        (track for track in candidates if track_name(track.artist, track.title) == wanted), None
    )


def _queries(wanted: TrackName, artist: str, title: str) -> Iterator[str]:
    yield f'track:"{_unquoted(title)}" artist:"{_unquoted(artist)}"'
    # Folded: without "Original Mix", "feat." and signs that Spotify writes in another way.
    yield " ".join((*wanted.artists, wanted.title, wanted.version)).strip()


def _unquoted(text: str) -> str:
    return " ".join(_QUOTES.sub(" ", text).split())
