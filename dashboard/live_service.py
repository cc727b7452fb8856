"""What the page asks, answered by the real catalogue, engine and Spotify."""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

import sqlalchemy as sa

from dashboard.cache import current_cache
from dashboard.engines import Engines
from dashboard.login import browser_session
from dashboard.logins import Logins
from dashboard.playlists import WriteOnce, create_playlist
from dashboard.service import Account, Chosen, Example, PlaylistResult, Status
from dashboard.spotify_access import SpotifyAccess
from recommender.catalogue.database import first_line
from recommender.catalogue.identity import track_name
from recommender.catalogue.links import track_uri
from recommender.catalogue.store import Store
from recommender.errors import SegueError
from recommender.recommendations import Recommendations, Seed, SharedSet, Track
from recommender.seeds import find_seed
from scrapers.settings import ServiceSettings

log = logging.getLogger(__name__)

_EXAMPLES = 4
_LOOKUP_LIFE_S = 24 * 3600


P = ParamSpec("P")
R = TypeVar("R")


def _database_told(method: Callable[P, R]) -> Callable[P, R]:
    """A database that fails becomes one sentence for the page; the log gets the reason."""

    @wraps(method)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except sa.exc.DBAPIError as error:
            log.error("the catalogue's database failed: %s", first_line(error))
            raise SegueError(
                "The catalogue's database does not answer. See that it is running, then try again."
            ) from error

    return told


class LiveService:
    """Implements dashboard.service.FindService."""

    def __init__(
        self,
        store: Store,
        engines: Engines,
        services: ServiceSettings,
        logins: Logins,
        examples: Callable[[], tuple[Example, ...]] | None = None,
        demo: bool = False,
    ) -> None:
        self._store = store
        self._engines = engines
        self._services = services
        self._logins = logins
        self._access = SpotifyAccess(services, logins)
        self._examples = examples or self._most_played
        self._demo = demo
        self._writes = WriteOnce()

    def status(self) -> Status:
        """See FindService."""
        try:
            return self._status()
        except SegueError as error:
            return Status(self._demo, 0, 0, 0, ready=False, message=str(error))

    @_database_told
    def _status(self) -> Status:
        counts = self._store.counts()
        ready, message = True, ""
        try:
            self._engines.current()
        except SegueError as error:
            ready, message = False, str(error)
        examples = self._examples() if ready else ()
        return Status(self._demo, counts.sets, counts.tracks, counts.djs, ready, message, examples)

    def _most_played(self) -> tuple[Example, ...]:
        tracks = self._store.most_played(_EXAMPLES)
        return tuple(Example(track.name, track.name) for track in tracks)

    @_database_told
    def suggest(self, text: str, limit: int = 8) -> list[Track]:
        """See FindService."""
        return self._store.search(text, limit)

    @_database_told
    def recommend(self, text: str, count: int) -> Recommendations:
        """See FindService. Answers are kept until a set is imported or a model is trained."""
        engine = self._engines.current()
        seed = find_seed(self._store, text, self._look_up)
        cache, question = current_cache(), f"{engine.version}|{count}|{seed.name}|{seed.key}"
        known: Recommendations | None = cache.get(question)
        if known is None:
            known = engine.recommend([seed], count)
            cache.set(question, known)
        return known

    @_database_told
    def shared_sets(self, seed_key: str, track_key: str) -> list[SharedSet]:
        """See FindService."""
        track = self._store.track_by_key(track_key)
        if track is None:
            return []
        return self._engines.current().shared_sets([self._seed(seed_key)], track.id)

    def _seed(self, key: str) -> Seed:
        track = self._store.track_by_key(key)
        if track:
            return Seed(track.artist, track.title, track.key, track)
        artist, _, title = key.partition(" - ")
        return Seed(artist, title, key)

    def _look_up(self, spotify_id: str) -> tuple[str, str]:
        """Artist and title of a Spotify track. Kept for a day, as Spotify's terms want it."""
        cache, question = current_cache(), f"spotify|{spotify_id}"
        known: tuple[str, str] | None = cache.get(question)
        if known is None:
            with self._access.for_reading(browser_session()) as spotify:
                found = spotify.track(spotify_id)
            known = (found.artist, found.title)
            cache.set(question, known, timeout=_LOOKUP_LIFE_S)
            self._remember(spotify_id, *known)
        return known

    def _remember(self, spotify_id: str, artist: str, title: str) -> None:
        """A track that was pasted need not be searched for when it goes into a playlist."""
        track = self._store.track_by_key(track_name(artist, title).key)
        if track and not track.spotify_uri:
            self._store.writer().put_resolution(track.id, "spotify", track_uri(spotify_id))

    def account(self) -> Account | None:
        """See FindService."""
        return self._logins.account(browser_session())

    def can_connect(self) -> bool:
        """See FindService."""
        return self._services.spotify_client_id is not None

    @_database_told
    def create_playlist(
        self, name: str, tracks: Sequence[Chosen], public: bool, operation_id: str
    ) -> PlaylistResult:
        """See FindService."""
        browser = browser_session()

        def write() -> PlaylistResult:
            with self._access.for_writing(browser) as spotify:
                return create_playlist(self._store, spotify, name, tracks, public)

        # The browser is part of the name: nobody gets to see what somebody else wrote.
        return self._writes.run(f"{browser}|{operation_id}", write)
