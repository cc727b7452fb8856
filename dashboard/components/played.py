"""The way to import what the DJ played already. assets/find/played.js reads the files and keeps the
list in the browser."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes

WHAT = (
    "Choose the history or playlist that your DJ program exports: CSV, M3U, M3U8 or TXT. The list "
    "stays in this browser."
)


def importer() -> Component:
    """A button that opens a small window."""
    return dmc.Popover(
        [
            dmc.PopoverTarget(
                html.Button(
                    "Import",
                    id="played-open",
                    className="text-button played-open",
                    type="button",
                    **attributes(aria_haspopup="dialog"),
                )
            ),
            dmc.PopoverDropdown(
                html.Div(
                    [
                        html.H2("What you played"),
                        html.P(WHAT),
                        html.P("", id="played-told", className="played-told", role="status"),
                        html.P("", id="played-error", className="played-error", role="alert"),
                        html.Div(
                            [
                                _action("add", "Choose a file", "when-empty"),
                                _action("add", "Add a file", "when-filled"),
                                _action("replace", "Start over", "when-filled"),
                                _action("remove", "Remove the list", "when-filled"),
                            ],
                            className="chips",
                        ),
                    ],
                    id="played-panel",
                    className="played-panel",
                    role="dialog",
                    **attributes(aria_label="What you played"),
                ),
                className="played-window",
            ),
        ],
        id="played-popover",
        # Mantine would say of the box around the button what only the button may say.
        withRoles=False,
        width=340,
        position="bottom",
        shadow="lg",
        trapFocus=True,
        returnFocus=True,
        withinPortal=True,
    )


def _action(name: str, words: str, shown: str) -> Component:
    return html.Button(
        words, className=f"quiet-button {shown}", type="button", **attributes(data_played=name)
    )
