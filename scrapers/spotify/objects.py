"""Spotify's JSON objects → ours. Every field is read with a default.

Lists and their entries are read under their old and their new names (`tracks`/`items`,
`track`/`item`), so that apps with and without the changes of February 2026 both work.
"""

import re
from dataclasses import dataclass
from typing import Any

from recommender.catalogue.links import track_uri, track_url
from recommender.errors import BadInput
from scrapers.spotify import failures

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What JSON can hold and neither a database nor UTF-8 can: NUL and halves of characters."""

PLAYLIST_ID = re.compile(r"[0-9A-Za-z]{1,64}")


@dataclass(frozen=True, slots=True)
class SpotifyTrack:
    """What Spotify says about a track; an offer for scrapers/matching.py."""

    id: str
    uri: str
    artists: tuple[str, ...]
    title: str
    isrc: str | None
    duration_ms: int | None
    url: str
    year: int | None
    """Of the release that the track is taken from."""
    album: str = ""

    @property
    def artist(self) -> str:
        """All artist names, joined with " & "."""
        return " & ".join(self.artists)

    @property
    def duration_s(self) -> float | None:
        """Length in seconds."""
        return None if self.duration_ms is None else self.duration_ms / 1000


@dataclass(frozen=True, slots=True)
class Account:
    """Who is logged in."""

    id: str
    """Stable: the key to store."""
    name: str
    user_id: str
    """What the `owner_id` of this account's playlists holds."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist as it was created."""

    id: str
    name: str
    url: str
    public: bool


@dataclass(frozen=True, slots=True)
class PlaylistDetails:
    """A playlist without its tracks."""

    id: str
    name: str
    url: str
    public: bool
    description: str
    owner_id: str
    """Empty where Spotify does not say."""
    total: int | None
    """Tracks in it, where Spotify says."""


def track(body: object) -> SpotifyTrack | None:
    """A TrackObject; None where it lacks what makes it one."""
    if not isinstance(body, dict):
        return None
    title = text(body.get("name"))
    try:
        uri = track_uri(text(body.get("id")))
    except BadInput:
        return None
    if not title:
        return None
    spotify_id = uri.rpartition(":")[2]
    album = mapping(body.get("album"))
    duration = body.get("duration_ms")
    return SpotifyTrack(
        id=spotify_id,
        uri=uri,
        artists=_names(body.get("artists")),
        title=title,
        isrc=_isrc(body.get("external_ids")),
        duration_ms=duration if isinstance(duration, int) and duration > 0 else None,
        url=_link(body) or track_url(spotify_id),
        year=_year(album),
        album=text(album.get("name")),
    )


def account(body: object) -> Account:
    """The object of `GET /me`. Raises Unavailable where it names nobody."""
    me = answer(body)
    user_id = text(me.get("id"))
    # `account_id` is the stable one since May 2026.
    stable = text(me.get("account_id")) or user_id
    if not stable:
        raise failures.unreadable()
    return Account(stable, text(me.get("display_name")) or stable, user_id or stable)


def playlist(body: object) -> PlaylistDetails | None:
    """A PlaylistObject, whole or in a list; None where it lacks an ID."""
    fields = mapping(body)
    playlist_id = text(fields.get("id"))
    if not PLAYLIST_ID.fullmatch(playlist_id):
        return None
    return PlaylistDetails(
        id=playlist_id,
        name=text(fields.get("name")),
        url=_link(fields) or f"https://open.spotify.com/playlist/{playlist_id}",
        public=fields.get("public") is True,
        description=text(fields.get("description")),
        owner_id=text(mapping(fields.get("owner")).get("id")),
        total=_total(fields),
    )


def created(body: object, name: str, public: bool) -> Playlist:
    """The answer to a new playlist. Raises Unavailable where it has no ID."""
    fields = answer(body)
    made = playlist(fields)
    if made is None:
        raise failures.unreadable()
    said = fields.get("public")
    return Playlist(
        made.id, made.name or name, made.url, said if isinstance(said, bool) else public
    )


def entry_uri(entry: object) -> str:
    """URI of one playlist entry, as it was added; empty where it has none."""
    fields = mapping(entry)
    named = (fields.get("item"), fields.get("track"))
    item: dict[str, Any] = next((value for value in named if isinstance(value, dict)), {})
    # A track that Spotify swapped for the same one in another country names what was asked for.
    return text(mapping(item.get("linked_from")).get("uri")) or text(item.get("uri"))


def listed(page: object) -> list[Any]:
    """The list in a page. Raises Unavailable where there is none: it is not the same as empty."""
    fields = mapping(page)
    lists = (fields.get("items"), fields.get("tracks"))
    found = next((value for value in lists if isinstance(value, list)), None)
    if found is None:
        raise failures.unreadable()
    return found


def answer(body: object) -> dict[str, Any]:
    """The object that an answer must be. Raises Unavailable where it is none."""
    if not isinstance(body, dict):
        raise failures.unreadable()
    return body


def mapping(value: object) -> dict[str, Any]:
    """The object where there is one, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """The text where there is one, as far as it can be stored, else an empty one."""
    return _UNSTORABLE.sub("", value) if isinstance(value, str) else ""


def _names(artists: object) -> tuple[str, ...]:
    if not isinstance(artists, list):
        return ()
    names = (text(mapping(artist).get("name")) for artist in artists)
    return tuple(name for name in names if name)


def _isrc(external_ids: object) -> str | None:
    isrc = text(mapping(external_ids).get("isrc"))
    return isrc.replace("-", "").upper() or None


def _year(album: dict[str, Any]) -> int | None:
    year = text(album.get("release_date"))[:4]
    return int(year) if re.fullmatch(r"[0-9]{4}", year) and year != "0000" else None


def _link(body: dict[str, Any]) -> str:
    """Spotify's own page of a thing; empty unless it is a link that is safe to show."""
    url = text(mapping(body.get("external_urls")).get("spotify"))
    return url if url.startswith(("https://", "http://")) else ""


def _total(fields: dict[str, Any]) -> int | None:
    for name in ("items", "tracks"):
        total = mapping(fields.get(name)).get("total")
        if isinstance(total, int) and not isinstance(total, bool) and total >= 0:
            return total
    return None
