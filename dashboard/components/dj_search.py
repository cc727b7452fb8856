"""The way to a DJ: a box with suggestions, and those with the most sets."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components import icons
from dashboard.components.attributes import attributes


def bar() -> Component:
    """The box; assets/djs/djs.js goes where it leads."""
    return html.Div(
        [
            icons.icon("search"),
            dmc.Autocomplete(
                id="dj-box",
                placeholder="Type the name of a DJ",
                data=[],
                debounce=120,
                limit=8,
                # The server matched already, with accents folded.
                filter={"function": "keepAll"},
                renderOption={"function": "djOption"},
                openOnFocus=False,
                comboboxProps={"offset": 12, "shadow": "lg"},
                maxDropdownHeight=420,
                className="dj-box",
                classNames={"input": "dj-input", "option": "dj-option"},
                attributes={"input": {"maxLength": 500}},
                **attributes(aria_label="Name of a DJ"),
            ),
            html.Kbd("/", className="hint-key", **attributes(aria_hidden="true")),
            html.Div(className="dj-progress", **attributes(aria_hidden="true")),
        ],
        className="dj-search",
        role="search",
        **attributes(aria_label="DJs"),
    )


def start() -> Component:
    """What stands there before a DJ is chosen."""
    return html.Section(
        [
            html.H1("Who plays what?"),
            html.P(
                "Look up a DJ: what they play and how often, their sets, who plays alike, and "
                "tracks that would fit them."
            ),
            html.H2("DJs with the most sets", id="dj-most-heading", hidden=True),
            html.Div(id="dj-most", className="chips"),
        ],
        className="dj-start",
    )


def skeleton() -> Component:
    """Grey lines while a profile is under way."""
    line = html.Span(className="bone line")
    return html.Div(
        [html.Span(className="bone dj-bone-name"), *[html.Div(line)] * 9],
        className="dj-skeleton",
        **attributes(aria_hidden="true"),
    )
