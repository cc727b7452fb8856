"""Map: the catalogue as a picture. What moves in it is drawn by assets/map/map.js."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import icons
from dashboard.components.attributes import attributes
from dashboard.pages.entry import Page

PAGE = Page("/map", "Map", "map")
KINDS = {"sets": "Played together", "sound": "Sounds alike"}
COLOURS = {"genre": "Genre", "tempo": "Tempo", "key": "Key"}


_UNSPOKEN = attributes(aria_hidden="true")


def page() -> Component:
    """The page as it is first shown."""
    return html.Div(
        [
            _top(),
            html.Div(id="map-message", className="map-message"),
            html.Div(
                [
                    _stage(),
                    html.Section(
                        id="map-card",
                        className="map-card",
                        hidden=True,
                        **attributes(aria_label="Chosen track"),
                    ),
                    _legend(),
                ],
                className="map-body",
            ),
            html.Div(id="map-spoken", className="visually-hidden", role="status"),
        ],
        id="map",
        className="map is-waiting",
    )


def _top() -> Component:
    return html.Div(
        [
            html.H1("Map"),
            # The box itself is assets/map/map-search.js's: it suggests without asking the server.
            html.Div(icons.icon("search"), id="map-search-box", className="map-search"),
            _switch("kind", KINDS, "What lies near each other"),
            _switch("colour", COLOURS, "Colour by"),
        ],
        className="map-top",
    )


def _switch(name: str, choices: dict[str, str], words: str) -> Component:
    """Buttons of which one is pressed."""
    return html.Div(
        [
            html.Span(words, className="map-switch-words", **_UNSPOKEN),
            html.Div(
                [
                    html.Button(
                        label,
                        type="button",
                        **attributes(data_map=name, data_value=value, aria_pressed="false"),
                    )
                    for value, label in choices.items()
                ],
                className="map-switch",
                role="group",
                **attributes(aria_label=words),
            ),
        ],
        className="map-choice",
    )


def _stage() -> Component:
    return html.Div(
        [
            html.Div(
                id="map-canvas",
                className="map-host",
                tabIndex="0",
                role="application",
                **attributes(aria_label="Map of the tracks", aria_describedby="map-help"),
            ),
            html.P(
                "Each point is a track; tracks that lie near each other belong together. The arrow "
                "keys move the map, plus and minus zoom, 0 shows all of it, and Enter chooses the "
                "track in the middle. A chosen track comes with a list of the tracks near it.",
                id="map-help",
                className="visually-hidden",
            ),
            html.Div(id="map-tip", className="map-tip", hidden=True, **_UNSPOKEN),
            html.Div(
                [
                    _tool("in", "+", "Zoom in"),
                    _tool("out", "−", "Zoom out"),
                    _tool("all", html.Span(className="map-icon-all"), "Show the whole map"),
                    _tool(
                        "lasso", html.Span(className="map-icon-lasso"), "Select by drawing around",
                        pressed="false",
                    ),
                ],
                className="map-tools",
            ),
            html.Div(id="map-selection", className="map-selection", hidden=True),
        ],
        className="map-stage",
    )  # fmt: skip


def _tool(act: str, sign: Component | str, words: str, **pressed: str) -> Component:
    named = {"aria_pressed": pressed["pressed"]} if pressed else {}
    return html.Button(
        sign,
        type="button",
        title=words,
        **attributes(data_map=act, aria_label=words, **named),
    )


def _legend() -> Component:
    return html.Div(
        [
            html.Div(id="map-legend", className="map-legend"),
            html.P(id="map-path", className="map-path"),
        ],
        className="map-under",
    )
