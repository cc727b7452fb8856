"""Spotify's Web API: the user's library, where playlists and tracks are saved by their URIs."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from scrapers.sandbox.spotify_access import SPOTIFY_ID, check_rules, user_with
from scrapers.sandbox.spotify_errors import ApiError
from scrapers.sandbox.spotify_playlist_api import PRIVATE, PUBLIC, READ_PRIVATE, find_playlist
from scrapers.sandbox.spotify_playlists import Playlist
from scrapers.sandbox.state import current

library_api = Blueprint("spotify_library_api", __name__, url_prefix="/v1")
library_api.before_request(check_rules)

_MOST_URIS = 40


@library_api.route("/me/library", methods=["PUT", "DELETE"])
def change_library() -> ResponseReturnValue:
    """Save or remove by URI. A playlist that its owner removes is as good as deleted."""
    user = user_with()
    # All are checked before the first is touched.
    entries = [_entry(uri) for uri in _uris()]
    for playlist in entries:
        user_with("user-library-modify" if playlist is None else _scope_to_change(playlist))
    for playlist in entries:
        if playlist is not None:
            current().playlists.follow(playlist, user, request.method == "PUT")
    return "", 200


@library_api.get("/me/library/contains")
def library_contains() -> ResponseReturnValue:
    """Whether each URI is in the library, in order."""
    user = user_with()
    entries = [_entry(uri) for uri in _uris()]
    for playlist in entries:
        user_with("user-library-read" if playlist is None else READ_PRIVATE)
    return jsonify([one is not None and user.id in one.followers for one in entries])


def _uris() -> list[str]:
    uris = [uri.strip() for uri in request.args.get("uris", "").split(",") if uri.strip()]
    if not uris:
        raise ApiError(400, "Missing required parameter: uris")
    if len(uris) > _MOST_URIS:
        raise ApiError(400, f"Too many uris, at most {_MOST_URIS}")
    return uris


def _entry(uri: str) -> Playlist | None:
    """The playlist that a URI names; None for a track, which the sandbox need not remember."""
    kind, _, entry_id = uri.removeprefix("spotify:").partition(":")
    well_formed = uri.startswith("spotify:") and SPOTIFY_ID.fullmatch(entry_id)
    if not well_formed or kind not in ("track", "playlist"):
        raise ApiError(400, f"Invalid URI: {uri}")
    return find_playlist(entry_id) if kind == "playlist" else None


def _scope_to_change(playlist: Playlist) -> str:
    return PUBLIC if playlist.public else PRIVATE
