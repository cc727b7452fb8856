"""The search bar: chips for what is asked about and what to move away from (assets/find/seeds.js
draws them), and the box for one more."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components import icons
from dashboard.components.attributes import attributes
from dashboard.service import Status

PLACEHOLDER = "Paste a Spotify link or type artist – title"
MORE = "New search, or Shift+Enter to add"


def search_bar(status: Status) -> Component:
    """Before anything was asked."""
    return html.Div(
        [
            icons.icon("search"),
            html.Ul(
                id="seeds",
                className="seeds",
                **attributes(
                    aria_label="Seeds",
                    data_first=PLACEHOLDER,
                    data_more=MORE,
                    data_short="Another track",
                ),
            ),
            _box(status),
            html.Kbd("/", className="hint-key", **attributes(aria_hidden="true")),
            html.Div(
                [
                    html.Button(
                        [html.Span("+", **attributes(aria_hidden="true")), html.Span("Add")],
                        id="seed-add",
                        className="quiet-button",
                        type="button",
                        title="Add to the seeds (Shift+Enter)",
                        **attributes(aria_label="Add to the seeds"),
                    ),
                    html.Button(
                        ["Find", html.Span(" tracks", className="wide-only")],
                        id="find-button",
                        className="primary-button",
                        type="button",
                        disabled=not status.ready,
                        **attributes(aria_label="Find tracks"),
                    ),
                ],
                className="search-buttons",
            ),
            html.Div(className="progress", **attributes(aria_hidden="true")),
        ],
        className="search-bar",
        role="search",
    )


def _box(status: Status) -> Component:
    return dmc.Autocomplete(
        id="seed",
        placeholder=PLACEHOLDER,
        data=[],
        debounce=100,
        limit=8,
        # The server matched already, with accents folded: matching the letters again here would
        # drop what it found.
        filter={"function": "keepAll"},
        renderOption={"function": "seedOption"},
        openOnFocus=False,
        comboboxProps={"offset": 12, "shadow": "lg"},
        maxDropdownHeight=420,
        className="seed",
        classNames={"input": "seed-input", "option": "seed-option"},
        attributes={"input": {"maxLength": 500}},
        disabled=not status.ready,
        **attributes(aria_label="Track to start from: Spotify link or artist and title"),
    )
