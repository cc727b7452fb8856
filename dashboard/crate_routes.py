"""The crate's addresses, for assets/crate/: ordering, ways between, facts, files, histories.

All answer JSON but for the exports, which are files. What comes in is checked in crate_input.py.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file
from flask.typing import ResponseReturnValue

from dashboard import crate_input
from dashboard.components.results import crate_track
from dashboard.crate_input import Mixable
from dashboard.crate_service import CrateService
from dashboard.exports.csv_file import to_csv
from dashboard.exports.files import file_name
from dashboard.exports.m3u8 import to_m3u8
from dashboard.exports.record import ExportTrack
from dashboard.exports.rekordbox import to_rekordbox
from dashboard.histories import read_history
from dashboard.request_body import BodyRefused, read_body
from dashboard.routes import asked, json_routes, refused
from recommender import ordering

MAX_BYTES = 10_000_000
"""Of a history: the export of a whole library has a few million."""
_TOO_LARGE = (
    f"That file is larger than {MAX_BYTES // 1_000_000} MB. Export only artist and title, or a "
    "playlist of it."
)
_Writer = Callable[[Sequence[ExportTrack], str, str], bytes]
# What each export is written by, the ending of its file, and its kind.
_EXPORTS: dict[str, tuple[_Writer, str, str]] = {
    "csv": (lambda tracks, _name, _folder: to_csv(tracks), "csv", "text/csv"),
    "m3u8": (
        lambda tracks, _name, folder: to_m3u8(tracks, folder),
        "m3u8",
        "application/vnd.apple.mpegurl",
    ),
    "rekordbox": (to_rekordbox, "xml", "application/xml"),
}


def create_crate(crate: CrateService) -> Blueprint:
    """The addresses over the crate's service."""
    routes = json_routes("crate")

    @routes.post("/crate/order")
    def order() -> ResponseReturnValue:
        data = asked()
        tracks = crate_input.mixables(data)
        found = ordering.order(*_columns(tracks), crate_input.locked(data, len(tracks)))
        return jsonify(
            order=found.order,
            before=round(found.before, 4),
            after=round(found.after, 4),
            steps=_steps_json(found.steps),
        )

    @routes.post("/crate/steps")
    def steps() -> ResponseReturnValue:
        found = ordering.steps(*_columns(crate_input.mixables(asked())))
        cost = sum(step.cost for step in found)
        return jsonify(cost=round(cost, 4), steps=_steps_json(found))

    @routes.post("/crate/between")
    def between() -> ResponseReturnValue:
        wanted = crate_input.way(asked())
        tracks = crate.between(wanted.first, wanted.last, wanted.count, wanted.leave_out)
        return jsonify(tracks=[crate_track(track) for track in tracks])

    @routes.post("/crate/facts")
    def facts() -> ResponseReturnValue:
        found = crate.facts(crate_input.keys(asked(), "keys"))
        return jsonify(
            {
                key: {
                    "camelot": one.camelot,
                    "tempo_bpm": one.tempo_bpm and round(one.tempo_bpm, 2),
                    "played_s": one.played_s,
                }
                for key, one in found.items()
            }
        )

    @routes.post("/crate/export/<kind>")
    def export(kind: str) -> ResponseReturnValue:
        if kind not in _EXPORTS:
            return refused("Segue exports CSV, M3U8 and rekordbox XML.", 404)
        wanted = crate_input.export(asked())
        write, ending, mimetype = _EXPORTS[kind]
        return _file(
            write(wanted.tracks, wanted.name, wanted.folder),
            file_name(wanted.name, ending),
            mimetype,
        )

    @routes.post("/played")
    def played() -> ResponseReturnValue:
        try:
            data = read_body(MAX_BYTES, _TOO_LARGE)
        except BodyRefused as error:
            return refused(str(error), error.status)
        tracks = read_history(data, request.args.get("name", ""))
        found = crate.known(tracks)
        return jsonify(keys=found, read=len(tracks), known=len(found))

    return routes


def _columns(tracks: Sequence[Mixable]) -> tuple[list[float | None], list[str | None]]:
    return [track.tempo_bpm for track in tracks], [track.camelot for track in tracks]


def _steps_json(steps: Sequence[ordering.Step]) -> list[dict[str, Any]]:
    return [
        {
            "tempo_percent": None if step.tempo_percent is None else round(step.tempo_percent, 2),
            "key_steps": step.key_steps,
            "clash": round(step.clash, 4),
        }
        for step in steps
    ]


def _file(data: bytes, name: str, mimetype: str) -> Response:
    answer = send_file(
        BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name, etag=False
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
