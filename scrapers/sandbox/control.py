"""The sandbox's own endpoints under /_sandbox, for whoever runs it in another process."""

from urllib.parse import urlsplit

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from scrapers.sandbox.faults import Fault
from scrapers.sandbox.spotify_playlists import Playlist
from scrapers.sandbox.state import State, current

PREFIX = "/_sandbox"
NAME = "Segue sandbox"

control = Blueprint("sandbox_control", __name__, url_prefix=PREFIX)

_OWN_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@control.before_request
def _refuse_strangers() -> ResponseReturnValue | None:
    """No web page but our own may use these: a page anywhere can make a browser call 127.0.0.1."""
    # A foreign name that resolves to this computer would make its pages count as the same site.
    if urlsplit(f"//{request.host}").hostname not in _OWN_HOSTS:
        return _error(403, "only under 127.0.0.1 or localhost")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return _error(403, "not from another site")
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        return _error(403, "not from another site")
    # Without a body there is nothing to misread; other types would pass without preflight.
    if request.method == "POST" and not request.is_json:
        return _error(415, "send application/json")
    if request.get_data() and not request.is_json:
        return _error(415, "send application/json")
    return None


@control.get("/health")
def health() -> ResponseReturnValue:
    """Says that this is the sandbox, and which world it holds."""
    world = current().world
    return jsonify(
        name=NAME, status="ok", seed=world.seed, tracks=len(world.tracks), sets=len(world.sets)
    )


@control.get("/playlists")
def playlists() -> ResponseReturnValue:
    """All playlists that exist, with their content."""
    return jsonify(playlists_of(current()))


@control.post("/faults")
def add_fault() -> ResponseReturnValue:
    """Add a fault: an object with the fields of `Fault`."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return _error(400, "send one JSON object")
    try:
        current().faults.add(Fault(**body))
    except (TypeError, ValueError) as error:
        return _error(400, str(error))
    return jsonify(status="ok"), 201


@control.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    """Lift all faults."""
    current().faults.clear()
    return jsonify(status="ok")


@control.post("/wiki")
def edit_page() -> ResponseReturnValue:
    """Edit a page of the wiki: `{title, text}`; the text null deletes it."""
    body = request.get_json(silent=True)
    title, text = (body.get("title"), body.get("text")) if isinstance(body, dict) else (None, None)
    if not isinstance(title, str) or not title.strip() or not isinstance(text, str | None):
        return _error(400, "send one JSON object with title and text")
    wiki = current().wiki
    if text is None:
        if wiki.by_title(title) is None:
            return _error(404, "no such page")
        wiki.delete(title)
        return jsonify(status="ok")
    page = wiki.edit(title, text)
    return jsonify(status="ok", pageid=page.page_id, revision=page.revision)


def playlists_of(state: State) -> dict[str, dict[str, object]]:
    """Playlist ID → name, owner, public, description and URIs in order."""
    return {playlist.id: _plain(playlist) for playlist in state.playlists.kept()}


def _plain(playlist: Playlist) -> dict[str, object]:
    return {
        "name": playlist.name,
        "owner": playlist.owner.id,
        "public": playlist.public,
        "description": playlist.description,
        "uris": [item.uri for item in playlist.items],
    }


def _error(status: int, message: str) -> ResponseReturnValue:
    return jsonify(error=message), status
