"""The drawer that opens from a row's Why."""

from typing import Any

import dash
from dash import Input, Output
from dash.development.base_component import Component

from dashboard.components import evidence
from dashboard.failures import sorry
from dashboard.service import FindService
from dashboard.wording import seed_name, why_in_full
from recommender.errors import SegueError
from recommender.recommendations import Bridge, Evidence, Track


def drawer_body(service: FindService, asked: dict[str, Any]) -> list[Component]:
    """What the drawer shows for one row (`asked` is the row and the seed it answers)."""
    row, seed = asked["row"], asked["seed"]
    try:
        sets = service.shared_sets(seed["key"], str(row["key"]))
    except SegueError as error:
        return evidence.error(str(error))
    found = Evidence(
        sets=int(row["sets"]),
        djs=int(row["djs"]),
        adjacent=int(row["adjacent"]),
        bridge=_bridge(row.get("bridge")),
    )
    name = seed_name(seed["artist"], seed["title"])
    genre = row["genre"] if row.get("genre") == row.get("seed_genre") else None
    return evidence.body(why_in_full(row["route"], found, name, seed["artist"], genre), sets)


def _bridge(data: dict[str, Any] | None) -> Bridge | None:
    if not data:
        return None
    track = Track(id=0, artist=data["artist"], title=data["title"], key="")
    return Bridge(track, int(data["sets_with_seed"]), int(data["sets_with_track"]))


def register(app: dash.Dash, service: FindService) -> None:
    """Tie the drawer to the page."""

    @app.callback(
        Output("evidence-body", "children"),
        Input("evidence-request", "data"),
        prevent_initial_call=True,
        on_error=lambda error: evidence.error(sorry(error)),
    )
    def _drawer(asked: dict[str, Any]) -> list[Component]:
        return drawer_body(service, asked)
