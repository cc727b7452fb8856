"""The Lab lives in the browser (assets/lab/): here it is told of its page."""

import dash
from dash import ClientsideFunction, Input


def register(app: dash.Dash) -> None:
    """Tie the Lab to the page."""
    app.clientside_callback(
        ClientsideFunction("lab", "follow"),
        Input("page-lab", "children"),
        prevent_initial_call=True,  # its script comes with the page
    )
