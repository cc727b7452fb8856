"""The crate lives in the browser: all its work is in assets/crate/*.js, so that it is instant."""

import dash
from dash import ClientsideFunction, Input, Output


def register(app: dash.Dash) -> None:
    """Tie the crate to the page."""
    app.clientside_callback(
        ClientsideFunction("crate", "draw"),
        Output("crate-panel", "className"),
        Output("crate-bar-count", "children"),
        Output("create", "disabled"),
        Input("crate", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("crate", "addAll"),
        Input("add-all", "n_clicks"),
        prevent_initial_call=True,
    )
