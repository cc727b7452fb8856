"""The file servers of both shops: /deezer-cdn with links that expire, /itunes-cdn without."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from scrapers.sandbox.preview_shops import Shops
from scrapers.sandbox.previews.encode import preview_m4a, preview_mp3
from scrapers.sandbox.state import current

_DEEZER = "/deezer-cdn/api/1/1"
_ITUNES = "/itunes-cdn/itunes-assets/AudioPreview221/v4"

preview_files = Blueprint("sandbox_preview_files", __name__)


def deezer_file_url(file: str, base: str, shops: Shops) -> str:
    """A signed address of a preview, good for a quarter of an hour."""
    path = f"{_DEEZER}/{file[0]}/{file[1]}/{file[2]}/0/{file}.mp3"
    token = quote(shops.signed(path), safe="=~*,/")
    return f"{base.removesuffix('/deezer')}{path}?hdnea={token}"


def itunes_file_url(file: str, host: str) -> str:
    """The address of a preview."""
    return f"{host}{_ITUNES}/{file[:2]}/{file[2:4]}/{file[4:6]}/{file}/mzaf_{file}.plus.aac.p.m4a"


@preview_files.get(f"{_DEEZER}/<a>/<b>/<c>/0/<name>.mp3")
def deezer_file(a: str, b: str, c: str, name: str) -> ResponseReturnValue:
    """An MP3 file, for whoever has a link that is ours and not too old."""
    state = current()
    if not state.shops.opens(request.args.get("hdnea", ""), request.path):
        abort(403)
    listing = state.world.shelves.deezer.by_file.get(name)
    if listing is None:
        abort(404)
    return _file(preview_mp3(listing.track), "audio/mpeg")


@preview_files.get(f"{_ITUNES}/<a>/<b>/<c>/<folder>/mzaf_<name>.plus.aac.p.m4a")
def itunes_file(a: str, b: str, c: str, folder: str, name: str) -> ResponseReturnValue:
    """An AAC file, for everybody."""
    listing = current().world.shelves.itunes.by_file.get(name)
    if listing is None:
        abort(404)
    return _file(preview_m4a(listing.track), "audio/x-m4a")


def _file(data: bytes, content_type: str) -> Response:
    answer = Response(data, content_type=content_type)
    answer.headers["Cache-Control"] = "no-store"
    answer.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return answer
