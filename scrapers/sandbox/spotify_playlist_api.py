"""Spotify's Web API: playlists and their items."""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from scrapers.sandbox.faults import LATE
from scrapers.sandbox.spotify_access import (
    SPOTIFY_ID,
    base_url,
    check_rules,
    grant,
    has_scope,
    json_body,
    limit_and_offset,
    page_object,
    user_with,
)
from scrapers.sandbox.spotify_errors import ApiError
from scrapers.sandbox.spotify_objects import item_object, playlist_object
from scrapers.sandbox.spotify_playlists import Playlist
from scrapers.sandbox.state import current

playlist_api = Blueprint("spotify_playlist_api", __name__, url_prefix="/v1")
playlist_api.before_request(check_rules)

MOST_URIS = 100
_MOST_WITH_DETAILS = 100
"""Items that come along with the playlist itself."""
PUBLIC, PRIVATE = "playlist-modify-public", "playlist-modify-private"
READ_PRIVATE = "playlist-read-private"
"""The scopes: to change public and private playlists, and to see private ones."""


@playlist_api.get("/me/playlists")
def my_playlists() -> ResponseReturnValue:
    """The user's library of playlists; private ones only where that was granted."""
    user = user_with()
    limit, offset = limit_and_offset(lowest=1, default=20, highest=50, last=100_000)
    library = current().playlists.in_library(user, _late())
    mine = [p for p in library if p.public or has_scope(READ_PRIVATE)]
    items = [playlist_object(p, base_url()) for p in mine[offset : offset + limit]]
    return jsonify(page_object(items, "/v1/me/playlists", len(mine), limit, offset))


@playlist_api.post("/me/playlists")
def create_playlist() -> ResponseReturnValue:
    """A new playlist; public unless the app says otherwise."""
    user = user_with(PUBLIC, PRIVATE)
    body = _object_body()
    name = body.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ApiError(400, "Missing required field: name")
    public = _flag(body, "public", True)
    collaborative = _flag(body, "collaborative", False)
    _check_visibility(public, collaborative)
    playlist = current().playlists.create(
        user, name, public, collaborative, _description(body, None)
    )
    answer = playlist_object(playlist, base_url())
    return jsonify({**answer, "items": _items_page(playlist, _MOST_WITH_DETAILS, 0)}), 201


@playlist_api.get("/playlists/<playlist_id>")
def playlist_details(playlist_id: str) -> ResponseReturnValue:
    """A playlist; its items come along only for its owner."""
    user = grant().user
    playlist = find_playlist(playlist_id, _late())
    own = user is not None and playlist.owner == user
    if not own and not playlist.public:
        raise ApiError(404, "Resource not found")
    answer = playlist_object(playlist, base_url())
    if own and (playlist.public or has_scope(READ_PRIVATE)):
        answer["items"] = _items_page(playlist, _MOST_WITH_DETAILS, 0)
    else:
        del answer["items"]
    return jsonify(answer)


@playlist_api.put("/playlists/<playlist_id>")
def change_playlist(playlist_id: str) -> ResponseReturnValue:
    """Change name, description or visibility."""
    playlist = _own_playlist(playlist_id)
    body = _object_body()
    public = _flag(body, "public", playlist.public)
    collaborative = _flag(body, "collaborative", playlist.collaborative)
    _check_visibility(public, collaborative)
    name = body.get("name", playlist.name)
    if not isinstance(name, str) or not name.strip():
        raise ApiError(400, "Invalid name")
    description = _description(body, playlist.description)
    with current().playlists.changing(playlist):
        playlist.name, playlist.description = name, description
        playlist.public, playlist.collaborative = public, collaborative
    return "", 200


@playlist_api.get("/playlists/<playlist_id>/items")
def items(playlist_id: str) -> ResponseReturnValue:
    """A page of a playlist's items; for its owner only."""
    user = user_with()
    playlist = find_playlist(playlist_id, _late())
    if playlist.owner != user:
        raise ApiError(403, "Forbidden")
    if not playlist.public and not has_scope(READ_PRIVATE):
        raise ApiError(403, "Insufficient client scope")
    return jsonify(_items_page(playlist, *limit_and_offset(1, 20, 50, 100_000)))


@playlist_api.post("/playlists/<playlist_id>/items")
def add_items(playlist_id: str) -> ResponseReturnValue:
    """Add up to 100 tracks in order. What is there already is added once more."""
    playlist = _own_playlist(playlist_id)
    body = json_body()
    uris = _uris(body)
    if not uris:
        raise ApiError(400, "No uris provided")
    position = body.get("position") if isinstance(body, dict) else None
    if "position" in request.args:
        text = request.args["position"]
        position = int(text) if text.isascii() and text.isdigit() else text
    if position is not None:
        position = _whole(position, "position")
    snapshot_id = current().playlists.add(playlist, uris, position)
    return jsonify(snapshot_id=snapshot_id), 201


@playlist_api.put("/playlists/<playlist_id>/items")
def replace_or_reorder_items(playlist_id: str) -> ResponseReturnValue:
    """With URIs: put them in place of everything. Without: move a run of items."""
    playlist = _own_playlist(playlist_id)
    body = json_body()
    playlists = current().playlists
    if "uris" in request.args or (isinstance(body, dict) and "uris" in body):
        return jsonify(snapshot_id=playlists.replace(playlist, _uris(body)))
    if not isinstance(body, dict) or not {"range_start", "insert_before"} <= body.keys():
        raise ApiError(400, "Missing required field: uris, or range_start and insert_before")
    _check_snapshot(playlist, body)
    start = _whole(body["range_start"], "range_start")
    before = _whole(body["insert_before"], "insert_before")
    length = _whole(body.get("range_length", 1), "range_length")
    return jsonify(snapshot_id=playlists.reorder(playlist, start, before, length))


@playlist_api.delete("/playlists/<playlist_id>/items")
def remove_items(playlist_id: str) -> ResponseReturnValue:
    """Remove every occurrence of up to 100 tracks."""
    playlist = _own_playlist(playlist_id)
    body = _object_body()
    entries = body.get("items")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ApiError(400, "Missing required field: items")
    _check_snapshot(playlist, body)
    uris = _checked([entry.get("uri") for entry in entries])
    return jsonify(snapshot_id=current().playlists.remove(playlist, uris))


def _late() -> bool:
    """Whether this read is to lag behind what was written."""
    return LATE in request.environ


def find_playlist(playlist_id: str, late: bool = False) -> Playlist:
    """The playlist of an ID, whoever owns it. Raises a 400 or 404 where there is none."""
    if not SPOTIFY_ID.fullmatch(playlist_id):
        raise ApiError(400, "Invalid base62 id")
    playlist = current().playlists.get(playlist_id, late)
    if playlist is None:
        raise ApiError(404, "Resource not found")
    return playlist


def _own_playlist(playlist_id: str) -> Playlist:
    """A playlist that the user behind the token may change."""
    user = user_with(PUBLIC, PRIVATE)
    playlist = find_playlist(playlist_id)
    if playlist.owner != user:
        raise ApiError(403, "You cannot modify a playlist you don't own.")
    user_with(PUBLIC if playlist.public else PRIVATE)
    return playlist


def _items_page(playlist: Playlist, limit: int, offset: int) -> dict[str, Any]:
    world, base = current().world, base_url()
    lines = list(playlist.items)
    shown = [
        item_object(item, world.by_spotify_id[item.uri.rpartition(":")[2]], playlist.owner, base)
        for item in lines[offset : offset + limit]
    ]
    return page_object(shown, f"/v1/playlists/{playlist.id}/items", len(lines), limit, offset)


def _check_visibility(public: bool, collaborative: bool) -> None:
    if collaborative and public:
        raise ApiError(400, "Collaborative playlists can only be private")
    if collaborative:
        user_with(PUBLIC)
    user_with(PUBLIC if public else PRIVATE)


def _object_body() -> dict[str, Any]:
    body = json_body()
    if not isinstance(body, dict):
        raise ApiError(400, "Error parsing JSON.")
    return body


def _flag(body: dict[str, Any], name: str, default: bool) -> bool:
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise ApiError(400, f"Invalid {name}")
    return value


def _description(body: dict[str, Any], default: str | None) -> str | None:
    value = body.get("description", default)
    if value is not None and not isinstance(value, str):
        raise ApiError(400, "Invalid description")
    return value or None


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ApiError(400, f"Invalid {name}")
    return value


def _uris(body: Any) -> list[str]:
    """Track URIs from the query string, else from a bare list or from `{"uris": […]}`."""
    if "uris" in request.args:
        return _checked([uri.strip() for uri in request.args["uris"].split(",") if uri.strip()])
    uris = body.get("uris", []) if isinstance(body, dict) else body
    if uris is None:
        return []
    if not isinstance(uris, list):
        raise ApiError(400, "Invalid uris")
    return _checked(uris)


def _checked(uris: list[Any]) -> list[str]:
    if len(uris) > MOST_URIS:
        raise ApiError(400, f"You can add a maximum of {MOST_URIS} tracks per request.")
    known = current().world.by_spotify_id
    for uri in uris:
        track_id = uri.removeprefix("spotify:track:") if isinstance(uri, str) else ""
        if track_id == uri or not SPOTIFY_ID.fullmatch(track_id):
            raise ApiError(400, f"Invalid track uri: {uri}")
        if track_id not in known:
            raise ApiError(400, "Payload contains a non-existing ID")
    return uris


def _check_snapshot(playlist: Playlist, body: dict[str, Any]) -> None:
    snapshot_id = body.get("snapshot_id")
    if snapshot_id is not None and snapshot_id not in playlist.snapshots:
        raise ApiError(400, "Invalid snapshot id")
