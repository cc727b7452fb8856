"""The drawer that opens from a row's Why."""

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, ctx
from dash.exceptions import PreventUpdate

from dashboard.components import evidence
from dashboard.failures import sorry
from dashboard.service import FindService
from dashboard.wording import seed_name, why_in_full
from recommender.errors import SegueError
from recommender.recommendations import Bridge, Evidence, Track


def drawer_answer(service: FindService, asked: dict[str, Any]) -> dict[str, Any]:
    """What the drawer shows for one row: `asked` is the row, the seeds it answers (the first one is
    what filters compare with), the disliked tracks, and the number of the question."""
    row, seeds = asked["row"], asked["seeds"]
    first, *others = seeds
    keys = [str(seed["key"]) for seed in others]
    disliked = [str(seed["key"]) for seed in asked.get("disliked") or ()]
    try:
        sets = service.shared_sets(str(first["key"]), str(row["key"]), keys, disliked)
    except SegueError as error:
        return failure(asked, str(error))
    found = Evidence(
        sets=int(row["sets"]),
        djs=int(row["djs"]),
        adjacent=int(row["adjacent"]),
        bridge=_bridge(row.get("bridge")),
    )
    name = seed_name(first["artist"], first["title"])
    genre = row["genre"] if row.get("genre") == row.get("seed_genre") else None
    reason = why_in_full(row["route"], found, name, first["artist"], genre, len(seeds))
    return {"number": asked["number"], **evidence.told(reason, sets)}


def failure(asked: dict[str, Any], message: str) -> dict[str, Any]:
    """One sentence where the sets should be."""
    return {"number": asked["number"], "error": message}


def _bridge(data: dict[str, Any] | None) -> Bridge | None:
    if not data:
        return None
    track = Track(id=0, artist=data["artist"], title=data["title"], key="")
    return Bridge(track, int(data["sets_with_seed"]), int(data["sets_with_track"]))


def register(app: dash.Dash, service: FindService) -> None:
    """Tie the drawer to the page."""

    @app.callback(
        Output("evidence-answer", "data"),
        Input("evidence-request", "data"),
        prevent_initial_call=True,
        on_error=lambda error: failure(ctx.triggered[0]["value"], sorry(error)),
    )
    def _answer(asked: dict[str, Any] | None) -> dict[str, Any]:
        if not asked:
            raise PreventUpdate
        return drawer_answer(service, asked)

    app.clientside_callback(
        ClientsideFunction("evidence", "show"),
        Input("evidence-answer", "data"),
        prevent_initial_call=True,
    )
