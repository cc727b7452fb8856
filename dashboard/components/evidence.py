"""The drawer that shows why: every set that holds both tracks."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.wording import distance, newest_first, set_name, web_link
from recommender.plural import count
from recommender.recommendations import SharedSet


def drawer() -> Component:
    """The empty drawer; assets/evidence.js opens it."""
    return dmc.Drawer(
        html.Div(id="evidence-body", className="evidence"),
        id="evidence-drawer",
        position="right",
        size="lg",
        title="",
        opened=False,
        padding="lg",
        closeButtonProps={"aria-label": "Close"},
    )


def body(reason: str, sets: Sequence[SharedSet]) -> list[Component]:
    """The reason in a sentence, then the sets, newest first."""
    parts: list[Component] = [html.P(reason, className="evidence-reason")]
    if sets:
        parts += [
            html.H3(count(len(sets), "shared set")),
            html.Ol([_set_line(shared) for shared in newest_first(sets)], className="set-list"),
        ]
    return parts


def error(message: str) -> list[Component]:
    """One sentence where the sets should be."""
    return [html.P(message, className="inline-error", role="alert")]


def _set_line(shared: SharedSet) -> Component:
    url, name = web_link(shared.url), set_name(shared)
    title = (
        html.A(name, href=url, target="_blank", rel="noopener noreferrer")
        if url
        else html.Span(name)
    )
    close = shared.distance <= 1
    return html.Li(
        [
            html.Span(shared.date or "undated", className="set-date"),
            html.Div(
                [
                    html.Div(title, className="set-title"),
                    html.Div(", ".join(shared.djs), className="set-djs"),
                ]
            ),
            html.Span(distance(shared.distance), className=f"distance{' close' if close else ''}"),
        ]
    )
