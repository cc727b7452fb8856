"""The shell that all pages share: rail, page, crate, and the data that lives in the browser."""

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import banner, crate, evidence, icons, player, playlist_modal
from dashboard.components.attributes import attributes
from dashboard.pages import catalogue, djs, find, lab, map
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


PAGES = (find.PAGE, djs.PAGE, map.PAGE, catalogue.PAGE, lab.PAGE)
"""As the rail lists them."""
LAZY = {page.PAGE.id: page.page for page in (djs, map, catalogue, lab)}
"""Pages that are fetched when they are first looked at (callbacks/pages.py), by ID."""


def shell(status: Status, pause: Pause | None = None) -> Component:
    """Everything, for one page load; `pause` is the limit that Spotify is at."""
    return dmc.MantineProvider(
        [
            html.A("Skip to the page", href="#page", className="skip-link"),
            html.Div(
                [
                    rail(),
                    html.Main(
                        html.Div(
                            [*banner.banner(status, pause), *_pages(status)], className="column"
                        ),
                        id="page",
                        tabIndex="-1",
                    ),
                    player.bar(),
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


def _pages(status: Status) -> list[Component]:
    """All of them: assets/router.js says which one shows, so that none forgets what it shows."""
    lazy = [html.Div(id=f"page-{id_}", className="page") for id_ in LAZY]
    return [html.Div(find.page(status), id="page-find", className="page"), *lazy]


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
                            **attributes(data_page=page.id),
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
        *(dcc.Store(id=f"visited-{id_}") for id_ in LAZY),
        dcc.Store(id="results-wanted"),
        dcc.Store(id="playlist-asked"),
        dcc.Store(id="playlist-request"),
        dcc.Store(id="playlist-answer"),
        dcc.Store(id="crate", data=[]),
    ]
