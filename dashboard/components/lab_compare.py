"""Lab, side by side: the box, the models to choose from, and room for their answers.
assets/lab/lab-compare.js draws them."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import icons
from dashboard.components.attributes import attributes


def compare() -> list[Component]:
    """The view before anything was asked."""
    return [
        html.P(
            "Ask several models about one track. They go by the sets alone: no sound, no filters.",
            className="lab-lede",
        ),
        html.Div(
            # The box itself is assets/lab/lab-box.js's.
            icons.icon("search"),
            id="lab-box-host",
            className="lab-search",
            role="search",
            **attributes(aria_label="Track to compare the models by"),
        ),
        html.Div(id="lab-models", className="lab-models"),
        html.Div(id="lab-compare-message", className="lab-message"),
        html.Div(id="lab-start", className="lab-start"),
        html.Div(id="lab-work", className="lab-work", hidden=True),
        html.Div(id="lab-seed", className="lab-seed"),
        html.Div(id="lab-columns", className="lab-columns-host"),
    ]
