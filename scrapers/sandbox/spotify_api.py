"""Spotify's Web API: tracks, search, the user, and what was removed from it."""

import re

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from scrapers.sandbox.spotify_access import (
    SPOTIFY_ID,
    base_url,
    check_rules,
    limit_and_offset,
    page_object,
    user_with,
)
from scrapers.sandbox.spotify_errors import ApiError
from scrapers.sandbox.spotify_objects import me_object, track_object
from scrapers.sandbox.state import current

api = Blueprint("spotify_api", __name__, url_prefix="/v1")
api.before_request(check_rules)

_METHODS = ["GET", "POST", "PUT", "DELETE"]
_REMOVED = re.compile(
    r"""users(/.*)?
    | playlists/[^/]+/(tracks|followers)(/.*)?
    | (tracks|albums|artists|shows|episodes|chapters|audiobooks)
    | artists/[^/]+/(top-tracks|related-artists)
    | audio-(features|analysis)(/.*)? | recommendations(/.*)? | markets
    | browse(/.*)?
    | me/(tracks|albums|shows|episodes|audiobooks|following)(/.*)?
    """,
    re.VERBOSE,
)
_SEARCHABLE = frozenset({"album", "artist", "playlist", "track", "show", "episode", "audiobook"})


@api.get("/tracks/<track_id>")
def track(track_id: str) -> ResponseReturnValue:
    """One track."""
    if not SPOTIFY_ID.fullmatch(track_id):
        raise ApiError(400, "Invalid base62 id")
    found = current().world.by_spotify_id.get(track_id)
    if found is None:
        raise ApiError(404, "Resource not found")
    return jsonify(track_object(found, base_url()))


@api.get("/search")
def search() -> ResponseReturnValue:
    """Search; only tracks are ever found, other types come back empty."""
    text = request.args.get("q", "").strip()
    if not text:
        raise ApiError(400, "No search query")
    types = [name for name in request.args.get("type", "").split(",") if name]
    if not types:
        raise ApiError(400, "Missing parameter type")
    if not _SEARCHABLE.issuperset(types):
        raise ApiError(400, "Bad search type field")
    limit, offset = limit_and_offset(lowest=0, default=5, highest=10, last=1000)
    base = base_url()
    answer = {}
    for name in types:
        found = current().search.search(text) if name == "track" else []
        items = [track_object(one, base) for one in found[offset : offset + limit]]
        answer[f"{name}s"] = page_object(items, "/v1/search", len(found), limit, offset)
    return jsonify(answer)


@api.get("/me/", strict_slashes=False)
def me() -> ResponseReturnValue:
    """The user behind the token."""
    return jsonify(me_object(user_with(), base_url()))


@api.route("/<path:path>", methods=_METHODS)
def anything_else(path: str) -> ResponseReturnValue:
    """What development apps have lost is forbidden; what never was is not found."""
    if _REMOVED.fullmatch(path.rstrip("/")):
        raise ApiError(403, "Forbidden")
    raise ApiError(404, "Service not found")
