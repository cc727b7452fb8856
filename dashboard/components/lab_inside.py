"""Lab, inside: what the model in use learned. assets/lab/lab-inside.js draws it."""

from dash import html
from dash.development.base_component import Component


def inside() -> list[Component]:
    """The view before the figures are there."""
    return [
        html.P(
            "What the model that Find asks has learned from your catalogue.", className="lab-lede"
        ),
        html.Div(id="lab-inside-message", className="lab-message"),
        html.Div(id="lab-inside-body"),
    ]
