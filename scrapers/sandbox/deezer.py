"""Deezer's keyless API under /deezer. Whatever goes wrong is told with status 200."""

import re
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from scrapers.sandbox.deezer_objects import full_track, short_track
from scrapers.sandbox.previews.shelves import Listing
from scrapers.sandbox.state import current

PREFIX = "/deezer"
MOST_ITEMS = 100
_DEFAULT_LIMIT = 25
_FIELD = re.compile(r'\b(label|dur_min|dur_max|bpm_min|bpm_max):("[^"]*"|\S+)', re.IGNORECASE)

deezer = Blueprint("sandbox_deezer", __name__, url_prefix=PREFIX)


class DeezerError(Exception):
    """Answered as `{"error": {"type", "message", "code"}}`."""

    def __init__(self, kind: str, message: str, code: int) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.code = code


@deezer.errorhandler(DeezerError)
def _told(error: DeezerError) -> Response:
    return jsonify(error={"type": error.kind, "message": error.message, "code": error.code})


@deezer.before_request
def _count() -> None:
    if not current().shops.deezer_quota.take():
        raise DeezerError("Exception", "Quota limit exceeded", 4)


@deezer.get("/track/isrc:<isrc>")
def track_by_isrc(isrc: str) -> Response:
    """The track of a recording's code."""
    return _full(current().world.shelves.deezer.by_isrc.get(isrc.replace("-", "").upper()))


@deezer.get("/track/<track_id>")
def track_by_id(track_id: str) -> Response:
    """The track of Deezer's own number."""
    number = int(track_id) if re.fullmatch(r"[0-9]{1,18}", track_id) else 0
    return _full(current().world.shelves.deezer.by_id.get(number))


def _full(listing: Listing | None) -> Response:
    if listing is None:
        raise DeezerError("DataException", "no data", 800)
    return jsonify(full_track(listing, _base(), current().shops))


@deezer.get("/search")
@deezer.get("/search/track")
def search() -> Response:
    """A page of tracks for `q`: free words, or `artist:"…" track:"…"` and the other fields."""
    query = request.args.get("q", "").strip()
    if not query:
        raise DeezerError("MissingParameterException", "Missing parameters: q", 501)
    if query.count('"') % 2:
        raise DeezerError("InvalidQueryException", "Wrong query", 600)
    limit, index = _number("limit", _DEFAULT_LIMIT), _number("index", 0)
    if limit > MOST_ITEMS:
        raise DeezerError("Exception", "Items limit exceeded", 100)
    found = _found(query)
    page = found[index : index + limit]
    base, shops = _base(), current().shops
    body: dict[str, Any] = {
        "data": [short_track(listing, base, shops) for listing in page],
        "total": len(found),
    }
    if page and index + limit < len(found):
        following = urlencode({"q": query, "limit": limit, "index": index + limit})
        body["next"] = f"{request.base_url}?{following}"
    return jsonify(body)


def _found(query: str) -> list[Listing]:
    fields = {mark[1].lower(): mark[2].strip('"') for mark in _FIELD.finditer(query)}
    found = current().world.shelves.deezer.search(_FIELD.sub(" ", query))
    for name, sign in (("dur_min", 1), ("dur_max", -1)):
        if fields.get(name, "").isdigit():
            seconds = sign * int(fields[name])
            found = [one for one in found if sign * one.track.duration_ms / 1_000 >= seconds]
    return found


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, str(otherwise))
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise DeezerError("ParameterException", f"Wrong parameter: {name}", 500)
    return int(text)


@deezer.get("/")
@deezer.get("/<path:path>")
def unknown(path: str = "") -> Response:
    """Everything else that Deezer has and this box has not."""
    raise DeezerError("InvalidQueryException", f"Unknown path components : /{path}", 600)


def _base() -> str:
    return request.host_url.rstrip("/") + PREFIX
