"""Tracks, users and playlists as Spotify's JSON objects, in the form of late 2026."""

from typing import Any

from scrapers.sandbox.spotify_playlists import Item, Playlist
from scrapers.sandbox.spotify_tokens import User
from scrapers.sandbox.tracks import Track, base62_id

_OPEN = "https://open.spotify.com"


def track_object(track: Track, base: str) -> dict[str, Any]:
    """A track without what development apps no longer get (popularity, markets, preview)."""
    artists = [_artist_object(name, base) for name in track.all_artists]
    return {
        "album": _album_object(track, base),
        "artists": artists,
        "disc_number": 1,
        "duration_ms": track.duration_ms,
        "explicit": False,
        "external_ids": {"isrc": track.isrc} if track.isrc else {},
        "external_urls": {"spotify": f"{_OPEN}/track/{track.spotify_id}"},
        "href": f"{base}/v1/tracks/{track.spotify_id}",
        "id": track.spotify_id,
        "is_local": False,
        "name": track.spotify_title,
        "track_number": 1,
        "type": "track",
        "uri": track.uri,
    }


def _album_object(track: Track, base: str) -> dict[str, Any]:
    artists = [_artist_object(name, base) for name in track.artists]
    album_id = base62_id(f"album:{' & '.join(track.artists)}:{track.album}")
    return {
        "album_type": "single" if track.album == track.title else "album",
        "artists": artists,
        "external_urls": {"spotify": f"{_OPEN}/album/{album_id}"},
        "href": f"{base}/v1/albums/{album_id}",
        "id": album_id,
        "images": [],
        "name": track.album,
        "release_date": track.release_date,
        "release_date_precision": "day" if len(track.release_date) == 10 else "year",
        "total_tracks": 1,
        "type": "album",
        "uri": f"spotify:album:{album_id}",
    }


def _artist_object(name: str, base: str) -> dict[str, Any]:
    artist_id = base62_id(f"artist:{name}")
    return {
        "external_urls": {"spotify": f"{_OPEN}/artist/{artist_id}"},
        "href": f"{base}/v1/artists/{artist_id}",
        "id": artist_id,
        "name": name,
        "type": "artist",
        "uri": f"spotify:artist:{artist_id}",
    }


def user_object(user: User, base: str) -> dict[str, Any]:
    """A user as others see him."""
    return {
        "display_name": user.display_name,
        "external_urls": {"spotify": f"{_OPEN}/user/{user.id}"},
        "href": f"{base}/v1/users/{user.id}",
        "id": user.id,
        "type": "user",
        "uri": f"spotify:user:{user.id}",
    }


def me_object(user: User, base: str) -> dict[str, Any]:
    """The user himself: no e-mail address, no country, no product any more."""
    return {**user_object(user, base), "account_id": user.account_id, "images": []}


def playlist_object(playlist: Playlist, base: str) -> dict[str, Any]:
    """A playlist without its tracks; `items` only tells how many and where."""
    href = f"{base}/v1/playlists/{playlist.id}"
    return {
        "collaborative": playlist.collaborative,
        "description": playlist.description,
        # Leads to the sandbox's own page, so that "open the playlist" shows something.
        "external_urls": {"spotify": f"{base}/playlist/{playlist.id}"},
        "href": href,
        "id": playlist.id,
        "images": [],
        "items": {"href": f"{href}/items", "total": len(playlist.items)},
        "name": playlist.name,
        "owner": user_object(playlist.owner, base),
        "public": playlist.public,
        "snapshot_id": playlist.snapshot_id,
        "type": "playlist",
        "uri": playlist.uri,
    }


def item_object(item: Item, track: Track, owner: User, base: str) -> dict[str, Any]:
    """One line of a playlist: the track is called `item`."""
    return {
        "added_at": item.added_at,
        "added_by": user_object(owner, base),
        "is_local": False,
        "item": track_object(track, base),
    }
