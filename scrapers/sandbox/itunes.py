"""iTunes's search API under /itunes. Its JSON calls itself JavaScript."""

import json
import re
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from scrapers.sandbox.preview_files import itunes_file_url
from scrapers.sandbox.previews.shelves import Listing
from scrapers.sandbox.state import current

PREFIX = "/itunes"
MOST_RESULTS = 200
_DEFAULT_LIMIT = 50
_STORE = "https://music.apple.com"
_CONTENT_TYPE = "text/javascript; charset=utf-8"
_SONGS = frozenset({"song", "musicTrack"})

itunes = Blueprint("sandbox_itunes", __name__, url_prefix=PREFIX)


@itunes.before_request
def _count() -> ResponseReturnValue | None:
    if current().shops.itunes_quota.take():
        return None
    return Response("<HTML><HEAD><TITLE>Error</TITLE></HEAD><BODY>Forbidden</BODY></HTML>", 403)


@itunes.get("/search")
def search() -> Response:
    """Songs for `term`; of anything that is no music there is none here."""
    args = request.args
    country = args.get("country", "US").upper()
    if not re.fullmatch(r"[A-Z]{2}", country):
        return _refused("country")
    limit = args.get("limit", str(_DEFAULT_LIMIT))
    if not re.fullmatch(r"[0-9]{1,6}", limit):
        return _refused("limit")
    if args.get("media", "music") not in ("music", "all"):
        return _results([])
    if args.get("entity", "song") not in _SONGS:
        return _results([])
    # A term has no fields here: `artist:` is a word like any other.
    term = args.get("term", "").replace(":", " ").replace('"', " ").strip()
    found = current().world.shelves.itunes.search(term) if term else []
    return _results([_song(listing, country) for listing in found[: min(int(limit), MOST_RESULTS)]])


@itunes.get("/lookup")
def lookup() -> Response:
    """Songs for `id`, several with commas between them; it knows no ISRC."""
    country = request.args.get("country", "US").upper()
    if not re.fullmatch(r"[A-Z]{2}", country):
        return _refused("country")
    by_id = current().world.shelves.itunes.by_id
    numbers = re.findall(r"[0-9]{1,18}", request.args.get("id", ""))
    return _results([_song(by_id[int(n)], country) for n in numbers if int(n) in by_id])


def _results(results: list[dict[str, Any]]) -> Response:
    body = json.dumps({"resultCount": len(results), "results": results}, ensure_ascii=False)
    return Response(f"\n\n\n{body}\n\n\n", content_type=_CONTENT_TYPE)


def _refused(name: str) -> Response:
    body = {"errorMessage": f"Invalid value(s) for key(s): [{name}]", "queryParameters": {}}
    return Response(json.dumps(body), 400, content_type=_CONTENT_TYPE)


def _song(listing: Listing, country: str) -> dict[str, Any]:
    track = listing.track
    store = f"{_STORE}/{country.lower()}"
    artist = " & ".join(track.artists)
    day = track.release_date if len(track.release_date) == 10 else f"{track.year}-01-01"
    song: dict[str, Any] = {
        "wrapperType": "track",
        "kind": "song",
        "artistId": listing.id + 1,
        "collectionId": listing.id + 2,
        "trackId": listing.id,
        "artistName": artist,
        "collectionName": track.album if track.album != track.title else f"{track.album} - Single",
        "trackName": listing.title,
        "collectionCensoredName": track.album,
        "trackCensoredName": listing.title,
        "artistViewUrl": f"{store}/artist/{listing.id + 1}?uo=4",
        "collectionViewUrl": f"{store}/album/{listing.id + 2}?uo=4",
        "trackViewUrl": f"{store}/album/{listing.id + 2}?i={listing.id}&uo=4",
        "artworkUrl100": "",
        "collectionPrice": 1.29,
        "trackPrice": 1.29,
        "releaseDate": f"{day}T12:00:00Z",
        "collectionExplicitness": "notExplicit",
        "trackExplicitness": "notExplicit",
        "discCount": 1,
        "discNumber": 1,
        "trackCount": 1,
        "trackNumber": 1,
        "trackTimeMillis": track.duration_ms + 37,
        "country": "USA" if country == "US" else country,
        "currency": "USD",
        "primaryGenreName": "Dance",
        "isStreamable": True,
    }
    if listing.file is not None:
        song["previewUrl"] = itunes_file_url(listing.file, request.host_url.rstrip("/"))
    return song
