"""The map lives in the browser (assets/map/): here it is told of its page."""

import dash
from dash import ClientsideFunction, Input


def register(app: dash.Dash) -> None:
    """Tie the map to the page."""
    app.clientside_callback(
        ClientsideFunction("map", "follow"),
        Input("page-map", "children"),
        prevent_initial_call=True,  # its script comes with the page
    )
