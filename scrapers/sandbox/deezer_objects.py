"""Tracks as Deezer's JSON objects: short ones in lists, full ones alone."""

from hashlib import md5
from typing import Any

from scrapers.sandbox.preview_files import deezer_file_url
from scrapers.sandbox.preview_shops import Shops
from scrapers.sandbox.previews.shelves import (
    Listing,
    deezer_title_short,
    deezer_version,
)

_SITE = "https://www.deezer.com"
_IMAGES = "https://cdn-images.dzcdn.net/images"
_SIZES = {"small": 56, "medium": 250, "big": 500, "xl": 1000}


def short_track(listing: Listing, base: str, shops: Shops) -> dict[str, Any]:
    """A track as search results hold it: one artist, no ISRC, a fresh link to its preview."""
    track = listing.track
    return {
        "id": listing.id,
        "readable": listing.file is not None or listing.id % 2 == 0,
        "title": listing.title,
        "title_short": deezer_title_short(track),
        "title_version": deezer_version(track),
        "link": f"{_SITE}/track/{listing.id}",
        "duration": _seconds(listing),
        "rank": int(1_000_000 * min(1.0, track.popularity)),
        "explicit_lyrics": False,
        "explicit_content_lyrics": 0,
        "explicit_content_cover": 2,
        "preview": _preview(listing, base, shops),
        "md5_image": _image(listing),
        "artist": _artist(track.artists[0], base),
        "album": _album(listing, base),
        "type": "track",
    }


def full_track(listing: Listing, base: str, shops: Shops) -> dict[str, Any]:
    """A track as its own page holds it."""
    track = listing.track
    contributors = [{**_artist(name, base), "role": "Main"} for name in track.artists]
    contributors += [{**_artist(name, base), "role": "Featured"} for name in track.featured]
    return short_track(listing, base, shops) | {
        "isrc": listing.isrc,
        "share": f"{_SITE}/track/{listing.id}?utm_source=deezer",
        "track_position": 1,
        "disk_number": 1,
        "release_date": track.release_date if len(track.release_date) == 10 else "0000-00-00",
        # Seldom known, and where it is, not always right.
        "bpm": track.tempo_bpm if listing.id % 11 == 0 else 0,
        "gain": -6.0 - listing.id % 50 / 10,
        "available_countries": ["DE", "FR", "GB", "NL", "US"] if listing.file else [],
        "contributors": contributors,
    }


def _seconds(listing: Listing) -> int:
    """Cut off or rounded, as it happens."""
    return (listing.track.duration_ms + 500 * (listing.id % 3)) // 1_000


def _preview(listing: Listing, base: str, shops: Shops) -> str:
    return "" if listing.file is None else deezer_file_url(listing.file, base, shops)


def _image(listing: Listing) -> str:
    return _hashed(f"{listing.track.artists[0]} {listing.track.album}")


def _hashed(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _artist(name: str, base: str) -> dict[str, Any]:
    number = _id_of(f"artist {name}")
    return {
        "id": number,
        "name": name,
        "link": f"{_SITE}/artist/{number}",
        "picture": f"{base}/artist/{number}/image",
        **_pictures("picture", "artist", _hashed(name)),
        "tracklist": f"{base}/artist/{number}/top?limit=50",
        "type": "artist",
    }


def _album(listing: Listing, base: str) -> dict[str, Any]:
    number = _id_of(f"album {listing.track.artists[0]} {listing.track.album}")
    return {
        "id": number,
        "title": listing.track.album,
        "cover": f"{base}/album/{number}/image",
        **_pictures("cover", "cover", _image(listing)),
        "md5_image": _image(listing),
        "tracklist": f"{base}/album/{number}/tracks",
        "type": "album",
    }


def _pictures(name: str, kind: str, image: str) -> dict[str, str]:
    return {
        f"{name}_{size}": f"{_IMAGES}/{kind}/{image}/{pixels}x{pixels}-000000-80-0-0.jpg"
        for size, pixels in _SIZES.items()
    }


def _id_of(text: str) -> int:
    return 970_000_000_000 + int(_hashed(text)[:8], 16)
