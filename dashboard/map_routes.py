"""Where assets/map/map-data.js fetches the map: `/map/status`, `/map/points/<kind>`,
`/map/names/<kind>`, `/map/tracks`.

The points are bytes, little-endian: four bytes that say how long the JSON after them is; the JSON,
`{"size": n, "kind": "sets", "current": true, "genres": [...]}`, filled up with blanks to a multiple
of four; then, of every track, most played first,

    float32 × 2n    the place, each axis within -1 to 1
    uint16 × n      tempo in tenths of BPM, 0 unknown
    uint16 × n      in how many sets it was played, at most 65,535
    uint8 × n       key as its place on the Camelot wheel, 1A = 0, 1B = 1 …; 255 unknown
    uint8 × n       genre as its place in "genres", 255 unknown

The names are JSON, three lists in the same order: that keeps search, hovering and the crate's path
in the browser, where they are instant.
"""

import gzip
import json
from collections.abc import Callable

import numpy as np
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from dashboard.cache import current_cache
from dashboard.components.results import crate_track
from dashboard.map_service import MapPoints, MapService
from dashboard.outside_text import NONSENSE, checked
from dashboard.routes import asked, json_routes
from recommender.errors import BadInput
from recommender.maps import KINDS, Kind

MAX_TRACKS = 100
_UNKNOWN = 255


def create_map_routes(maps: MapService) -> Blueprint:
    """The addresses of the page Map."""
    routes = json_routes("map")

    @routes.get("/map/status")
    def status() -> ResponseReturnValue:
        now = maps.status()
        return jsonify(
            kinds=now.kinds, computing=now.computing, share=now.share, message=now.message
        )

    @routes.get("/map/points/<kind>")
    def points(kind: str) -> ResponseReturnValue:
        return _kept(maps, _kind(kind), "points", pack_points, "application/octet-stream")

    @routes.get("/map/names/<kind>")
    def names(kind: str) -> ResponseReturnValue:
        return _kept(maps, _kind(kind), "names", pack_names, "application/json")

    @routes.post("/map/tracks")
    def tracks() -> ResponseReturnValue:
        keys = asked().get("keys")
        if not isinstance(keys, list):
            raise BadInput(NONSENSE)
        wanted = [checked(key) for key in keys[:MAX_TRACKS]]
        return jsonify(tracks=[crate_track(track) for track in maps.tracks(wanted)])

    return routes


def pack_points(points: MapPoints) -> bytes:
    """The points as bytes; see above."""
    n = len(points.keys)
    header = json.dumps(
        {"size": n, "kind": points.kind, "current": points.current, "genres": points.genres}
    ).encode()
    header += b" " * (-len(header) % 4)
    tempo = np.nan_to_num(points.tempo_bpm, nan=0.0) * 10
    return b"".join(
        [
            np.uint32(len(header)).astype("<u4").tobytes(),
            header,
            points.places.astype("<f4").tobytes(),
            np.clip(np.round(tempo), 0, 65_535).astype("<u2").tobytes(),
            np.clip(points.sets, 0, 65_535).astype("<u2").tobytes(),
            _small(points.key),
            _small(points.genre),
        ]
    )


def pack_names(points: MapPoints) -> bytes:
    """The names as JSON."""
    lists = {"keys": points.keys, "artists": points.artists, "titles": points.titles}
    return json.dumps(lists, ensure_ascii=False, separators=(",", ":")).encode()


def _small(numbers: np.ndarray) -> bytes:
    """Numbers below 255, and -1 as 255."""
    inside = (numbers >= 0) & (numbers < _UNKNOWN)
    return np.where(inside, numbers, _UNKNOWN).astype(np.uint8).tobytes()


def _kind(text: str) -> Kind:
    for kind in KINDS:
        if kind == text:
            return kind
    raise BadInput("There is no such map. Choose one of those that the page offers.")


def _kept(
    maps: MapService, kind: Kind, what: str, pack: Callable[[MapPoints], bytes], mimetype: str
) -> Response:
    """What a browser may keep and asks about again: it gets the whole only when it changed."""
    version = maps.version(kind)
    response = Response(mimetype=mimetype)
    # Weak: the bytes are the same ones, packed or not.
    response.set_etag(f"{kind}-{version}", weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    cache, question = current_cache(), f"map|{what}|{kind}|{version}"
    packed: bytes | None = cache.get(question)
    if packed is None:
        packed = gzip.compress(pack(maps.points(kind)), compresslevel=6, mtime=0)
        cache.set(question, packed)
    if "gzip" in request.accept_encodings:
        response.headers["Content-Encoding"] = "gzip"
        response.set_data(packed)
    else:
        response.set_data(gzip.decompress(packed))
    return response
