"""The shell that all pages share: rail, page, crate, and the data that lives in the browser."""

from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import banner, crate, evidence, icons, playlist_modal
from dashboard.components.attributes import attributes
from dashboard.pages import find
from dashboard.playlist_service import Pause
from dashboard.service import Status

# Mantine counts ten shades; the sixth and seventh are the ones that fill.
AMBER = [
    "#fff6e8", "#ffe9c9", "#ffdba3", "#ffcd7d", "#ffc067",
    "#ffb04f", "#ffb04f", "#d98a25", "#a86400", "#7d4a00",
]  # fmt: skip
NEAR_BLACK = [
    "#e9eaec", "#c3c7cd", "#a1a7b0", "#7c838d", "#343941",
    "#262a31", "#1b1e24", "#131519", "#0d0e11", "#08090b",
]  # fmt: skip

THEME = {
    "primaryColor": "amber",
    "colors": {"amber": AMBER, "dark": NEAR_BLACK},
    "autoContrast": True,
    "fontFamily": "var(--font)",
    "defaultRadius": "md",
    "focusRing": "auto",
    "respectReducedMotion": True,
}


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the rail."""

    path: str
    name: str
    icon: str


PAGES = (Page("/", "Find", "search"),)
"""The pages that exist; a page that comes later adds its line here."""


def shell(status: Status, pause: Pause | None = None) -> Component:
    """Everything, for one page load; `pause` is the limit that Spotify is at."""
    return dmc.MantineProvider(
        [
            html.A("Skip to the results", href="#results-region", className="skip-link"),
            html.Div(
                [
                    rail(),
                    html.Main(
                        html.Div(
                            [*banner.banner(status, pause), find.page(status)], className="column"
                        )
                    ),
                    *crate.panel(),
                ],
                className="shell",
            ),
            playlist_modal.modal(),
            evidence.drawer(),
            *_stores(),
        ],
        theme=THEME,
        defaultColorScheme="auto",
    )


def rail() -> Component:
    """The way between the pages: at the left, on a phone at the bottom."""
    return html.Nav(
        [
            html.A(
                "SEGUE",
                href="/",
                className="wordmark",
                **attributes(aria_label="Segue, start page"),
            ),
            html.Ul(
                [
                    html.Li(
                        html.A(
                            [icons.icon(page.icon), html.Span(page.name)],
                            href=page.path,
                            className="rail-link",
                            **attributes(aria_current="page"),
                        )
                    )
                    for page in PAGES
                ]
                + [html.Li(_account_link())]
            ),
            dmc.ColorSchemeToggle(
                lightIcon=icons.icon("sun"),
                darkIcon=icons.icon("moon"),
                variant="subtle",
                color="gray",
                size="lg",
                id="theme-toggle",
                **attributes(aria_label="Switch between dark and light"),
            ),
        ],
        className="rail",
        **attributes(aria_label="Pages"),
    )


def _account_link() -> Component:
    """To the page about the Spotify account, which is no page of Dash's."""
    return html.A(
        [icons.icon("account"), html.Span("Spotify")],
        href=playlist_modal.SETUP,
        className="rail-link rail-account",
    )


def _stores() -> list[Component]:
    return [
        dcc.Location(id="url", refresh=False),
        dcc.Store(id="request", data={"number": 0, "text": "", "count": find.DEFAULT_COUNT}),
        dcc.Store(id="answer"),
        dcc.Store(id="shown"),
        dcc.Store(id="evidence-request"),
        dcc.Store(id="playlist-asked"),
        dcc.Store(id="playlist-request"),
        dcc.Store(id="playlist-answer"),
        dcc.Store(id="crate", storage_type="local", data=[]),
    ]
