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
    """The panel at the right; on a phone a sheet from below with the bar that opens it. What is in
    it is drawn by assets/crate/*.js."""
    return [
        html.Div(className="crate-backdrop", **attributes(data_crate_sheet="close")),
        html.Aside(
            [
                _top(),
                html.P(id="crate-summary", className="crate-summary"),
                html.P(id="crate-reason", className="crate-reason"),
                html.Div(id="crate-curve", className="crate-curve"),
                html.Ol(id="crate-list", className="crate-list"),
                html.Div(id="crate-drop", className="crate-drop", hidden=True),
                _foot(),
                html.P(
                    "Press to lift, move with the arrow keys, press again to drop.",
                    id="crate-handle-help",
                    hidden=True,
                ),
                html.Div(id="crate-spoken", className="visually-hidden", role="status"),
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
            **attributes(
                data_crate_sheet="open", aria_controls="crate-panel", aria_expanded="false"
            ),
        ),
    ]


def _top() -> Component:
    return html.Div(
        [
            html.H2("Crate", id="crate-heading", tabIndex="-1"),
            _history_button("undo", "Undo"),
            _history_button("redo", "Redo"),
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
                **attributes(data_crate_sheet="close", aria_label="Close the crate"),
            ),
        ],
        className="crate-top",
    )


def _history_button(act: str, name: str) -> Component:
    return html.Button(
        icons.icon(act),
        id=f"crate-{act}",
        className="icon-button",
        type="button",
        disabled=True,
        title=name,
        **attributes(data_crate=act, aria_label=f"{name} in the crate"),
    )


def _foot() -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.P(id="crate-told-words", role="status"),
                    html.Button(
                        "Undo",
                        id="crate-told-undo",
                        className="text-button",
                        type="button",
                        hidden=True,
                        **attributes(data_crate="undo"),
                    ),
                ],
                id="crate-told",
                className="crate-told",
            ),
            html.Div(
                [
                    html.Button(
                        "Order for mixing",
                        id="crate-order",
                        className="quiet-button",
                        type="button",
                        disabled=True,
                        title="A smooth path over tempo and key; locked tracks keep their place",
                    ),
                    _opens("crate-between", "Fill in", "Tracks that lead from one to another"),
                    _opens("crate-export", "Export", "CSV, M3U8, rekordbox XML"),
                ],
                className="crate-tools",
            ),
            _popover("crate-between", "Fill in between two tracks"),
            _popover("crate-export", "Export the crate"),
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
    )


def _opens(panel_id: str, words: str, title: str) -> Component:
    return html.Button(
        [words, icons.icon("down")],
        id=f"{panel_id}-open",
        className="quiet-button",
        type="button",
        disabled=True,
        title=title,
        **attributes(data_crate_panel="", aria_controls=panel_id, aria_expanded="false"),
    )


def _popover(panel_id: str, name: str) -> Component:
    """Opens over the buttons; the script of its name fills it."""
    return html.Div(
        id=panel_id,
        className="crate-popover",
        hidden=True,
        role="group",
        **attributes(aria_label=name),
    )
