"""The crate: the tracks that were chosen, kept in the browser."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components import icons
from dashboard.components.attributes import attributes
from dashboard.playlist_service import Chosen

MAX_TRACKS = 1000
_MAX_NAME = 1_000


def parse(data: Any) -> list[Chosen]:
    """The crate as the browser sends it. It comes from outside: what is no track is left out, a
    track that stands twice counts once."""
    tracks: dict[str, Chosen] = {}
    for item in data if isinstance(data, list) else []:
        if not isinstance(item, dict):
            continue
        texts = [item.get(field) for field in ("key", "artist", "title")]
        named = [text[:_MAX_NAME] for text in texts if isinstance(text, str) and text]
        if len(named) == len(texts):
            tracks.setdefault(named[0], Chosen(*named[1:]))
    return list(tracks.values())[:MAX_TRACKS]


def panel() -> list[Component]:
    """The panel at the right; on a phone a sheet from below with the bar that opens it. The list
    is drawn by assets/crate.js."""
    return [
        html.Div(className="crate-backdrop", **attributes(data_crate="close")),
        html.Aside(
            [
                html.Div(
                    [
                        html.H2("Crate", id="crate-heading", tabIndex="-1"),
                        html.Button(
                            "Clear",
                            id="crate-clear",
                            className="text-button",
                            type="button",
                            **attributes(data_crate="clear", aria_label="Clear the crate"),
                        ),
                        html.Button(
                            icons.icon("close"),
                            className="icon-button crate-close",
                            type="button",
                            **attributes(data_crate="close", aria_label="Close the crate"),
                        ),
                    ],
                    className="crate-top",
                ),
                html.P("", id="crate-summary", className="crate-summary"),
                html.Ol(id="crate-list", className="crate-list"),
                html.Div(
                    [
                        html.P("", id="crate-reason", className="crate-reason"),
                        html.Button(
                            "Create playlist",
                            id="create",
                            className="spotify-button",
                            type="button",
                            disabled=True,
                            **attributes(aria_describedby="crate-reason"),
                        ),
                    ],
                    className="crate-foot",
                ),
            ],
            id="crate-panel",
            className="crate is-empty",
            **attributes(aria_labelledby="crate-heading"),
        ),
        html.Button(
            [
                html.Span("Crate"),
                html.Span("0", id="crate-bar-count", className="crate-count"),
                icons.icon("up"),
            ],
            className="crate-bar",
            id="crate-bar",
            type="button",
            **attributes(data_crate="open", aria_controls="crate-panel"),
        ),
    ]
