"""From page to page without loading anew: assets/router.js shows one of them."""

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output
from dash.development.base_component import Component

from dashboard.failures import sorry
from dashboard.layout import LAZY


def register(app: dash.Dash) -> None:
    """Tie the rail to the pages."""
    # Once, when the page is there; the address itself is the router's from then on.
    app.clientside_callback(ClientsideFunction("router", "begin"), Input("page", "id"))
    for id_, page in LAZY.items():
        _fetch(app, id_, page)


def _fetch(app: dash.Dash, id_: str, page: Any) -> None:
    @app.callback(
        Output(f"page-{id_}", "children"),
        Input(f"visited-{id_}", "data"),
        prevent_initial_call=True,
        on_error=lambda error: dash.html.P(sorry(error), className="inline-error", role="alert"),
    )
    def _page(_visited: float) -> Component:
        content: Component = page()
        return content
