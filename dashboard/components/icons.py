"""The icons: CSS masks over shapes in assets/segue.css, so that nothing is fetched and they take
the colour of the text."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes


def icon(name: str) -> Component:
    """A decorative icon; the control it stands in carries the words."""
    return html.Span(className=f"icon icon-{name}", **attributes(aria_hidden="true"))
