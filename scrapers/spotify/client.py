"""The handful of Spotify calls that Segue makes, over spotipy, in Spotify's 2026 form.

spotipy builds paths and bodies; our session sends them, holds the token and raises what goes wrong;
objects.py reads the answers.
"""

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

import spotipy

from recommender.catalogue.links import track_uri
from recommender.errors import BadInput
from scrapers.settings import ServiceSettings
from scrapers.spotify import failures, objects
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.objects import Account, Playlist, PlaylistDetails, SpotifyTrack
from scrapers.spotify.session import BearerAuth, SpotifySession

__all__ = ["CHUNK", "MAX_ITEMS", "Account", "Playlist", "PlaylistDetails", "Spotify"]
__all__ += ["SpotifyTrack"]

SEARCH_LIMIT = 10
"""Most results that Spotify gives to one search since February 2026."""

QUERY_LENGTH = 250
"""Longest search text that Spotify takes, in characters."""

CHUNK = 100
"""Most tracks that one call adds or removes."""

MAX_ITEMS = 10_000
"""Most tracks that a playlist holds."""

MAX_PLAYLISTS = 1_000
"""Most playlists of a library that are looked through."""

_PAGE = 50


class Spotify:
    """Spotify for one login, or for the app itself.

    `token` is asked for an access token before each call; it refreshes when needed and may raise
    LoginExpired. `renew` is handed an access token that Spotify refused, and returns another one or
    raises LoginExpired; the call is then made once more. `allowance` is what all share: nothing is
    asked while Spotify wants a pause. Every method raises ServiceError as failures.py translates
    it: LoginExpired, NotAllowed, NotFound, RateLimited, QuotaExceeded, Unavailable.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        token: Callable[[], str],
        allowance: Allowance | None = None,
        renew: Callable[[str], str] | None = None,
    ) -> None:
        self._allowance = allowance
        self._session = SpotifySession(settings, BearerAuth(token, renew), allowance)
        self._api = spotipy.Spotify(
            requests_session=self._session, retries=0, requests_timeout=settings.timeout_s
        )
        self._api.prefix = settings.spotify_api_url.rstrip("/") + "/v1/"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def track(self, spotify_id: str) -> SpotifyTrack:
        """One track. Raises BadInput when it is no track's ID."""
        track_uri(spotify_id)
        track = objects.track(self._api.track(spotify_id))
        if track is None:
            raise failures.unreadable()
        return track

    def search(self, query: str, limit: int = SEARCH_LIMIT) -> list[SpotifyTrack]:
        """Tracks that fit `query` (free text, `track:"…" artist:"…"` or `isrc:…`), best first.

        Raises BudgetSpent, and asks nothing, when today's searches are used up.
        """
        query = query.strip()[:QUERY_LENGTH]
        if not query:
            return []
        if self._allowance is not None:
            self._allowance.check()  # a search that a pause stops is not counted
            self._allowance.take_search()
        limit = min(max(limit, 1), SEARCH_LIMIT)
        found = objects.answer(self._api.search(query, limit=limit, type="track")).get("tracks")
        tracks = (objects.track(item) for item in objects.listed(found))
        return [track for track in tracks if track is not None]

    def me(self) -> Account:
        """Who is logged in."""
        # spotipy's own call adds a slash that Spotify's description does not have.
        return objects.account(self._api._get("me"))

    def create_playlist(self, name: str, description: str = "", public: bool = False) -> Playlist:
        """A new, empty playlist in the library of who is logged in.

        Not to be repeated blindly: see writing.py.
        """
        body = self._api.current_user_playlist_create(name, public=public, description=description)
        return objects.created(body, name, public)

    def playlist(self, playlist_id: str) -> PlaylistDetails:
        """A playlist without its tracks; also one that its owner took out of the library."""
        details = objects.playlist(self._api._get(f"playlists/{_checked(playlist_id)}"))
        if details is None:
            raise failures.unreadable()
        return details

    def my_playlists(self) -> Iterator[PlaylistDetails]:
        """The library's playlists, own and followed, newest first; asked for in pages of 50."""
        seen = 0
        while seen < MAX_PLAYLISTS:
            page = objects.answer(self._api.current_user_playlists(limit=_PAGE, offset=seen))
            entries = objects.listed(page)
            found = (objects.playlist(entry) for entry in entries)
            yield from (details for details in found if details is not None)
            seen += len(entries)
            if _was_last(page, len(entries), seen):
                return

    def change_playlist(
        self,
        playlist_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        public: bool | None = None,
    ) -> None:
        """Change what is given, and leave the rest. Asking twice does no harm."""
        given = {"name": name, "description": description, "public": public}
        changes = {field: value for field, value in given.items() if value is not None}
        if changes:
            self._api._put(f"playlists/{_checked(playlist_id)}", payload=changes)

    def add_items(self, playlist_id: str, uris: Sequence[str]) -> None:
        """Append at most 100 tracks, in order. Not to be repeated blindly: see writing.py."""
        _check_count(uris)
        # spotipy sends a bare list; the documented body is an object.
        path = f"playlists/{_checked(playlist_id)}/items"
        objects.answer(self._api._post(path, payload={"uris": list(uris)}))

    def remove_items(self, playlist_id: str, uris: Sequence[str]) -> None:
        """Remove every occurrence of at most 100 tracks. Asking twice does no harm."""
        _check_count(uris)
        path = f"playlists/{_checked(playlist_id)}/items"
        objects.answer(self._api._delete(path, payload={"items": [{"uri": uri} for uri in uris]}))

    def playlist_uris(self, playlist_id: str, start: int = 0) -> list[str]:
        """URIs of a playlist's tracks, in order and without the first `start`; an item that has no
        URI stands as an empty text."""
        uris: list[str] = []
        while len(uris) <= MAX_ITEMS:
            # By offset: the server's own "next" link may name any host.
            page = objects.answer(
                self._api.playlist_items(
                    _checked(playlist_id), limit=_PAGE, offset=start + len(uris)
                )
            )
            entries = objects.listed(page)
            uris += [objects.entry_uri(entry) for entry in entries]
            if _was_last(page, len(entries), start + len(uris)):
                break
        return uris

    def unfollow_playlist(self, playlist_id: str) -> None:
        """Take a playlist out of the library, which is how Spotify deletes one's own."""
        # spotipy's own call still goes to a path that is gone.
        self._api._delete("me/library", uris=f"spotify:playlist:{_checked(playlist_id)}")


def _was_last(page: dict[str, Any], entries: int, seen: int) -> bool:
    total = page.get("total")
    if not entries:
        return True
    return seen >= total if isinstance(total, int) else entries < _PAGE


def _checked(playlist_id: str) -> str:
    if not objects.PLAYLIST_ID.fullmatch(playlist_id):
        raise BadInput("This is no playlist ID of Spotify. Paste the playlist's link again.")
    return playlist_id


def _check_count(uris: Sequence[str]) -> None:
    if not 1 <= len(uris) <= CHUNK:
        raise BadInput(f"Spotify takes 1 to {CHUNK} tracks in one call, not {len(uris)}.")
