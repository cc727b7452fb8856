"""Lab: which model recommends best, how we know, and what each of them answers."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import lab_compare, lab_inside, lab_results
from dashboard.components.attributes import attributes
from dashboard.pages.entry import Page

PAGE = Page("/lab", "Lab", "lab")
VIEWS = {"results": "Results", "compare": "Side by side", "inside": "Inside"}


def page() -> Component:
    """The page as it is first shown; assets/lab/lab.js says which view shows."""
    return html.Div(
        [
            html.Div([html.H1("Lab"), _switch()], className="lab-top"),
            html.Section(lab_results.results(), id="lab-results", className="lab-view"),
            html.Section(lab_compare.compare(), id="lab-compare", className="lab-view"),
            html.Section(lab_inside.inside(), id="lab-inside", className="lab-view"),
            html.Div(id="lab-spoken", className="visually-hidden", role="status"),
        ],
        id="lab",
        className="lab",
    )


def _switch() -> Component:
    """Buttons of which one is pressed."""
    return html.Div(
        [
            html.Button(
                label,
                type="button",
                **attributes(data_lab_view=view, aria_pressed="false", aria_controls=f"lab-{view}"),
            )
            for view, label in VIEWS.items()
        ],
        className="lab-switch lab-views",
        role="group",
        **attributes(aria_label="Part of the Lab"),
    )
