"""Scripts and styles on their way to the browser: packed well, and once.

Flask-Compress packs every answer anew, so quickly that it packs loosely. What never changes under
its address is worth more: Dash writes the version into the addresses of its components, and we a
mark of what is in them into those of our own (bundles.py).
"""

from functools import lru_cache

import brotli
from flask import Flask, Response, request

from dashboard.bundles import PREFIX

QUALITY = 6
"""Of 11. A tenth smaller than Flask-Compress's own; above it, seconds of work for a few percent."""

_PATHS = ("/_dash-component-suites/", "/assets/", PREFIX)
_KINDS = frozenset({"text/javascript", "application/javascript", "text/css"})
_MOST = 300
_SMALLEST = 500


def create_static_files(server: Flask) -> None:
    """Pack them. Call it after Dash was made: what is packed here, it leaves alone."""
    server.after_request(_send)


@lru_cache(maxsize=_MOST)
def _packed(data: bytes) -> bytes:
    # By content: a file of ours may change while we run.
    return brotli.compress(data, quality=QUALITY)


def _send(response: Response) -> Response:
    if request.path.startswith(_PATHS) and _can_be_packed(response):
        response.direct_passthrough = False
        body = _packed(response.get_data())
        response.set_data(body)
        response.headers["Content-Encoding"] = "br"
        tag, weak = response.get_etag()
        if tag and not weak:
            response.set_etag(f"{tag}:br")
            response.make_conditional(request)
    return response


def _can_be_packed(response: Response) -> bool:
    return (
        response.status_code == 200
        and response.mimetype in _KINDS
        and request.method == "GET"
        and request.range is None
        and "Content-Encoding" not in response.headers
        and request.accept_encodings["br"] > 0
        and (response.content_length or _SMALLEST) >= _SMALLEST
    )
