"""The handful of Spotify calls that Segue makes, over spotipy, in Spotify's 2026 form.

spotipy builds paths and bodies; our session sends them, holds the token and raises what goes wrong.
Every field is read with a default and lists under their old and new names (`items`/`tracks`,
`item`/`track`), so that apps with and without the changes of February 2026 both work.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import spotipy

from recommender.catalogue.links import track_uri, track_url
from recommender.errors import BadInput
from scrapers.settings import ServiceSettings
from scrapers.spotify import failures
from scrapers.spotify.session import BearerAuth, SpotifySession

SEARCH_LIMIT = 10
"""Most results that Spotify gives to one search since February 2026."""

QUERY_LENGTH = 250
"""Longest search text that Spotify takes, in characters."""

CHUNK = 100
"""Most tracks that one call adds."""

MAX_ITEMS = 10_000
"""Most tracks that a playlist holds."""

_PAGE = 50
_ID = re.compile(r"[0-9A-Za-z]{1,64}")


@dataclass(frozen=True, slots=True)
class SpotifyTrack:
    """What Spotify says about a track."""

    id: str
    uri: str
    artist: str
    """All artist names, joined with " & "."""
    title: str
    isrc: str | None
    duration_ms: int | None
    url: str
    year: int | None
    """Of the release that the track is taken from."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who is logged in. `id` is stable and is the key to store."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist as it was created."""

    id: str
    name: str
    url: str
    public: bool


class Spotify:
    """Spotify for one login, or for the app itself.

    `token` is asked for an access token before each call; it refreshes when needed and may raise
    LoginExpired. Every method raises ServiceError as failures.py translates it: LoginExpired,
    NotAllowed, NotFound, RateLimited, QuotaExceeded, Unavailable.
    """

    def __init__(self, settings: ServiceSettings, token: Callable[[], str]) -> None:
        self._session = SpotifySession(settings, BearerAuth(token))
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
        track = _track(self._api.track(spotify_id))
        if track is None:
            raise failures.unreadable()
        return track

    def search(self, query: str, limit: int = SEARCH_LIMIT) -> list[SpotifyTrack]:
        """Tracks that fit `query` (free text or `track:"…" artist:"…"`), best first."""
        query = query.strip()[:QUERY_LENGTH]
        if not query:
            return []
        limit = min(max(limit, 1), SEARCH_LIMIT)
        found = _dict(self._api.search(query, limit=limit, type="track")).get("tracks")
        tracks = (_track(item) for item in _items(found))
        return [track for track in tracks if track is not None]

    def me(self) -> Account:
        """Who is logged in."""
        body = _dict(self._api.me())
        # `account_id` is the stable one since May 2026.
        account = _text(body.get("account_id")) or _text(body.get("id"))
        if not account:
            raise failures.unreadable()
        return Account(account, _text(body.get("display_name")) or account)

    def create_playlist(self, name: str, description: str = "", public: bool = False) -> Playlist:
        """A new, empty playlist in the library of who is logged in."""
        body = _dict(
            self._api.current_user_playlist_create(name, public=public, description=description)
        )
        playlist_id = _text(body.get("id"))
        if not _ID.fullmatch(playlist_id):
            raise failures.unreadable()
        answered = body.get("public")
        return Playlist(
            id=playlist_id,
            name=_text(body.get("name")) or name,
            url=_link(body) or f"https://open.spotify.com/playlist/{playlist_id}",
            public=answered if isinstance(answered, bool) else public,
        )

    def add_items(self, playlist_id: str, uris: Sequence[str]) -> None:
        """Append at most 100 tracks, in order. Not to be repeated blindly: see playlists.py."""
        if not 1 <= len(uris) <= CHUNK:
            raise BadInput(f"Spotify takes 1 to {CHUNK} tracks in one call, not {len(uris)}.")
        # spotipy sends a bare list; the documented body is an object.
        path = f"playlists/{_checked(playlist_id)}/items"
        _dict(self._api._post(path, payload={"uris": list(uris)}))

    def playlist_uris(self, playlist_id: str) -> list[str]:
        """URIs of a playlist's tracks, in order; an item without one stands as an empty text."""
        uris: list[str] = []
        while len(uris) <= MAX_ITEMS:
            # By offset: the server's own "next" link may name any host.
            page = _dict(
                self._api.playlist_items(_checked(playlist_id), limit=_PAGE, offset=len(uris))
            )
            items = _items(page)
            uris += [_uri(item) for item in items]
            total = page.get("total")
            if not items or (isinstance(total, int) and len(uris) >= total):
                break
            if not isinstance(total, int) and len(items) < _PAGE:
                break
        return uris

    def unfollow_playlist(self, playlist_id: str) -> None:
        """Take a playlist out of the library, which is how Spotify deletes one's own."""
        # spotipy's own call still goes to a path that is gone.
        self._api._delete("me/library", uris=f"spotify:playlist:{_checked(playlist_id)}")


def _checked(playlist_id: str) -> str:
    if not _ID.fullmatch(playlist_id):
        raise BadInput("This is no playlist ID of Spotify. Paste the playlist's link again.")
    return playlist_id


def _track(body: object) -> SpotifyTrack | None:
    """A TrackObject; None where it lacks what makes it one."""
    if not isinstance(body, dict):
        return None
    title = _text(body.get("name"))
    try:
        uri = track_uri(_text(body.get("id")))
    except BadInput:
        return None
    if not title:
        return None
    spotify_id = uri.rpartition(":")[2]
    duration = body.get("duration_ms")
    return SpotifyTrack(
        id=spotify_id,
        uri=uri,
        artist=" & ".join(_names(body.get("artists"))),
        title=title,
        isrc=_isrc(body.get("external_ids")),
        duration_ms=duration if isinstance(duration, int) and duration > 0 else None,
        url=_link(body) or track_url(spotify_id),
        year=_year(body.get("album")),
    )


def _names(artists: object) -> list[str]:
    if not isinstance(artists, list):
        return []
    names = [_text(artist.get("name")) for artist in artists if isinstance(artist, dict)]
    return [name for name in names if name]


def _isrc(external_ids: object) -> str | None:
    isrc = _text(external_ids.get("isrc")) if isinstance(external_ids, dict) else ""
    return isrc.replace("-", "").upper() or None


def _year(album: object) -> int | None:
    released = _text(album.get("release_date")) if isinstance(album, dict) else ""
    year = released[:4]
    return int(year) if re.fullmatch(r"[0-9]{4}", year) and year != "0000" else None


def _link(body: dict[str, Any]) -> str:
    """Spotify's own page of a thing; empty unless it is a link that is safe to show."""
    urls = body.get("external_urls")
    url = _text(urls.get("spotify")) if isinstance(urls, dict) else ""
    return url if url.startswith(("https://", "http://")) else ""


def _uri(entry: object) -> str:
    """URI of one playlist entry, as it was added."""
    if not isinstance(entry, dict):
        return ""
    named = (entry.get("item"), entry.get("track"))
    item: dict[str, Any] = next((value for value in named if isinstance(value, dict)), {})
    # A track that Spotify swapped for the same one in another country names what was asked for.
    original = item.get("linked_from")
    return _text(original.get("uri") if isinstance(original, dict) else None) or _text(
        item.get("uri")
    )


def _items(page: object) -> list[Any]:
    """The list in a page. Raises Unavailable where there is none: it is not the same as empty."""
    items = page.get("items") if isinstance(page, dict) else None
    if not isinstance(items, list):
        raise failures.unreadable()
    return items


def _dict(body: object) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise failures.unreadable()
    return body


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
