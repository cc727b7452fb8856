"""Previews on their way to the player (assets/player/player.js).

`/preview/offer` says who offers one, and fetches it; `/preview` then sends the sound itself, or the
part of it that is asked for: Safari plays nothing that it can't have in parts. That nobody offers
one is an answer, not a failure, so the offer tells it with status 200.
"""

from io import BytesIO

from flask import Blueprint, Response, jsonify, request, send_file
from flask.typing import ResponseReturnValue

from dashboard.jobs import TooBusy
from dashboard.preview_service import Preview, PreviewService
from dashboard.routes import json_routes, refused
from recommender.errors import BadInput, NoPreview

MAX_NAME = 500


def create_previews(service: PreviewService) -> Blueprint:
    """The two addresses."""
    routes = json_routes("previews")

    @routes.errorhandler(TooBusy)
    def later(error: TooBusy) -> ResponseReturnValue:
        return refused(str(error), 503)

    @routes.get("/preview/offer")
    def offer() -> ResponseReturnValue:
        try:
            found = _asked_for(service)
        except NoPreview as error:
            return jsonify(none=str(error))
        return jsonify(source=found.source, link=found.link)

    @routes.get("/preview")
    def sound() -> ResponseReturnValue:
        try:
            found = _asked_for(service)
        except NoPreview as error:
            return refused(str(error), 404)
        response: Response = send_file(
            BytesIO(found.data), mimetype=found.media_type, conditional=True, etag=False
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Accept-Ranges"] = "bytes"
        return response

    return routes


def _asked_for(service: PreviewService) -> Preview:
    artist = request.args.get("artist", "").strip()
    title = request.args.get("title", "").strip()
    if not title:
        raise BadInput("A preview is asked for by artist and title.")
    if len(artist) > MAX_NAME or len(title) > MAX_NAME:
        raise BadInput("That name is too long for a track.")
    return service.preview(artist, title)
