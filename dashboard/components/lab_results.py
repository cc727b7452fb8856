"""Lab, the results: what was measured, model by model. assets/lab/lab-results.js draws it."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes

SAVE = "python -m recommender evaluate --save NAME"


def results() -> list[Component]:
    """The view before the figures are there."""
    return [
        html.P(
            "Every model was asked the same questions about sets it had not learned from. Right is "
            "what the DJ played.",
            className="lab-lede",
        ),
        html.Div(id="lab-results-message", className="lab-message"),
        html.Div(
            [
                html.Div(id="lab-controls", className="lab-controls"),
                html.Div(id="lab-about", className="lab-about"),
                html.Div(_bones(), id="lab-chart", className="lab-chart-host"),
                html.Div(id="lab-table", className="lab-section"),
                _reading(),
            ],
            id="lab-results-body",
        ),
    ]


def _bones() -> Component:
    """As high as what comes, so that nothing jumps."""
    return html.Div(
        [html.Div(className="bone lab-bone") for _ in range(7)], **attributes(aria_hidden="true")
    )


def _reading() -> Component:
    return html.Details(
        [
            html.Summary("How to read this"),
            html.P(
                "The dot is the mean over all questions. The line is its 95 % interval: were other "
                "sets kept back, the mean would very likely lie within it. The shaded band is the "
                "interval of Segue's own model, so what lies outside of it is better or worse."
            ),
            html.P(
                "Lines may overlap and the difference still be clear, for all models answer the "
                "same questions: the words beside each line compare question by question. p is how "
                "often chance alone would make such a difference between two models that are "
                "equally good; below 0.05 it is called clear."
            ),
            html.P(
                "A DJ could have played many other tracks that fit. Those count as wrong here, so "
                "all figures are low. They tell models apart; they do not say how good an answer "
                "sounds."
            ),
            html.P(["To measure on your own catalogue: ", html.Code(SAVE)]),
        ],
        className="lab-reading",
    )
