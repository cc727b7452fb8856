"""The map lives in the browser (assets/map/): here it is told of its page and the address."""

import dash
from dash import ClientsideFunction, Input


def register(app: dash.Dash) -> None:
    """Tie the map to the page."""
    app.clientside_callback(
        ClientsideFunction("map", "follow"),
        Input("page-map", "children"),
        Input("url", "pathname"),
        Input("url", "search"),
    )
