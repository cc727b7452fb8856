"""The preview player's bar; assets/player/playerbar.js fills it."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes


def bar() -> Component:
    """Empty and hidden until something plays."""
    return html.Section(
        id="player", className="player", hidden=True, **attributes(aria_label="Preview player")
    )
