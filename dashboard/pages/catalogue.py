"""Catalogue: what we have, how fresh it is, what was done last and what went wrong."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.pages.entry import Page

PAGE = Page("/catalogue", "Catalogue", "catalogue")

LOOK_MS = 10_000
"""How often it looks for what is new while it is shown."""


def page() -> Component:
    """The page as it is first shown; callbacks/catalogue.py fills it."""
    return html.Div(
        [
            html.Div(
                [
                    html.H1("Catalogue"),
                    html.Button(
                        "Refresh", id="catalogue-refresh", className="quiet-button", type="button"
                    ),
                ],
                className="catalogue-top",
            ),
            html.Div(
                [
                    html.P(id="catalogue-sentence", role="alert"),
                    html.Button(
                        "Try again", id="catalogue-again", className="quiet-button", type="button"
                    ),
                ],
                id="catalogue-trouble",
                className="catalogue-trouble",
                hidden=True,
            ),
            html.Div(_bones(), id="catalogue-figures"),
            html.Div(id="catalogue-runs"),
            html.Div(id="catalogue-pages"),
            dcc.Interval(id="catalogue-tick", interval=LOOK_MS),
            dcc.Store(id="catalogue-asked"),
            dcc.Store(id="catalogue-shown"),
        ],
        className="catalogue",
    )


def _bones() -> Component:
    """As high as what comes, so that nothing jumps."""
    tiles = [html.Div(className="bone catalogue-tile") for _ in range(4)]
    return html.Div(
        [
            html.Div(tiles, className="catalogue-tiles"),
            html.Div(className="bone catalogue-bone"),
            html.Div(className="bone catalogue-bone"),
        ],
        **attributes(aria_hidden="true"),
    )
