"""Chosen tracks → a playlist: find each on Spotify, then write once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

from dashboard.service import Chosen, PlaylistResult
from recommender.catalogue.identity import track_name
from recommender.catalogue.store import Store
from recommender.errors import BadInput
from scrapers.spotify.client import Spotify
from scrapers.spotify.matching import find_track
from scrapers.spotify.playlists import write_playlist

_MISS_LIFE = timedelta(days=30)
"""How long Spotify is taken at its word that it does not have a track."""
_REMEMBERED = 1_000


def create_playlist(
    store: Store, spotify: Spotify, name: str, chosen: Sequence[Chosen], public: bool
) -> PlaylistResult:
    """Write the tracks, in this order, into a new playlist.

    Tracks that Spotify does not have are left out and named in the result. Raises BadInput when
    none is left, ServiceError when Spotify fails.
    """
    uris, missing = [], []
    for track in chosen:
        uri = _uri(store, spotify, track)
        if uri:
            uris.append(uri)
        else:
            missing.append(track.name)
    if not uris:
        raise BadInput("Spotify has none of these tracks, so no playlist was made.")
    description = "Found with Segue, from what DJs play together."
    playlist = write_playlist(spotify, name, uris, description, public)
    return PlaylistResult(playlist.name, playlist.url, len(uris), tuple(missing))


def _uri(store: Store, spotify: Spotify, chosen: Chosen) -> str | None:
    """Spotify's name for a track: remembered, else asked for; misses are asked again in time."""
    track = store.track_by_key(track_name(chosen.artist, chosen.title).key)
    known = store.resolution(track.id, "spotify") if track else None
    if known and (known.uri or _age(known.checked_at) < _MISS_LIFE):
        return known.uri
    found = find_track(spotify, chosen.artist, chosen.title)
    uri = found.uri if found else None
    if track:
        store.writer().put_resolution(track.id, "spotify", uri)
    return uri


def _age(moment: datetime) -> timedelta:
    # SQLite forgets the time zone; everything is stored in UTC.
    return datetime.now(UTC) - moment.replace(tzinfo=moment.tzinfo or UTC)


class WriteOnce:
    """Runs each operation once: who asks again, or at the same time, gets the same result.

    An operation that failed may be tried again.
    """

    def __init__(self) -> None:
        self._results: OrderedDict[str, Future[PlaylistResult]] = OrderedDict()
        self._lock = threading.Lock()

    def run(self, operation: str, write: Callable[[], PlaylistResult]) -> PlaylistResult:
        """The result of `write` for this operation ID, run now or before."""
        with self._lock:
            future = self._results.get(operation)
            mine = future is None
            if future is None:
                future = self._results[operation] = Future()
                while len(self._results) > _REMEMBERED:
                    self._results.popitem(last=False)
        if mine:
            try:
                future.set_result(write())
            except BaseException as error:  # noqa: BLE001 - raised below, to all who wait
                with self._lock:
                    self._results.pop(operation, None)
                future.set_exception(error)
        return future.result()
