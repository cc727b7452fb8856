"""From the box to a DJ. Profiles are asked for and drawn by assets/djs/djs.js (dj_routes.py)."""

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output

from dashboard.dj_routes import MAX_NAME
from dashboard.dj_service import DjService
from dashboard.failures import sorry
from recommender.errors import SegueError
from recommender.plural import count

SUGGESTIONS = 8


def suggestions(service: DjService, text: str | None) -> list[dict[str, Any]]:
    """DJs for the list below the box, with how many sets they have."""
    typed = (text or "").strip()
    if not typed or len(typed) > MAX_NAME:
        return []
    try:
        found = service.search(typed, SUGGESTIONS)
    except SegueError:
        return []  # the profile itself will say what is wrong
    return [
        {"value": dj.name, "label": dj.name, "sets": count(dj.sets, "set"), "dj": dj.key}
        for dj in found
    ]


def register(app: dash.Dash, service: DjService) -> None:
    """Tie the box and the address to the page."""

    @app.callback(
        Output("dj-box", "data"),
        Input("dj-box", "value"),
        prevent_initial_call=True,
        on_error=lambda error: sorry(error) and [],
    )
    def _suggest(text: str | None) -> list[dict[str, Any]]:
        return suggestions(service, text)

    app.clientside_callback(
        ClientsideFunction("djs", "addressChanged"),
        Input("page-djs", "children"),
        prevent_initial_call=True,  # its script comes with the page
    )
