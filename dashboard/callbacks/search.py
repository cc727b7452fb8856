"""The seed box, its suggestions, the table and the filters. The question itself goes another way
(dashboard/find_routes.py)."""

import dash
from dash import ClientsideFunction, Input, Output
from dash.development.base_component import Component

from dashboard.components.results import grid
from dashboard.failures import sorry
from dashboard.finding import suggestions
from dashboard.service import FindService


def register(app: dash.Dash, service: FindService) -> None:
    """Tie the seed box and the filters to the page."""

    @app.callback(
        Output("seed", "data"),
        Input("seed", "value"),
        prevent_initial_call=True,
        on_error=lambda error: sorry(error) and [],
    )
    def _suggest(text: str | None) -> list[str]:
        return suggestions(service, text)

    @app.callback(
        Output("results-slot", "children"),
        Input("results-wanted", "data"),
        prevent_initial_call=True,
    )
    def _table(_wanted: float) -> Component:
        return grid()

    app.clientside_callback(
        ClientsideFunction("search", "find"),
        Input("find-button", "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("search", "add"),
        Input("seed-add", "n_clicks"),
        prevent_initial_call=True,
    )
    for control, name, value in (
        ("count", "count", "value"),
        ("filter-key", "key", "value"),
        ("filter-tempo", "tempo", "value"),
        ("filter-genre", "genre", "checked"),
        ("filter-from", "from", "value"),
        ("filter-to", "to", "value"),
        ("filter-artist", "artist", "value"),
        ("filter-mood", "mood", "value"),
        ("filter-played", "played", "checked"),
    ):
        app.clientside_callback(
            ClientsideFunction("filters", name),
            Input(control, value),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("search", "how"),
        Input("how-open", "n_clicks", allow_optional=True),
        prevent_initial_call=True,
    )
