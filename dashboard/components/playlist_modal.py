"""The playlist window: a look at exactly what will be written, then one press.

All its parts are always there; which of them show, the class of the whole says: `is-connect`,
`is-looking`, `is-plan`, `is-stuck`, `is-working` or `is-done` (assets/playlist/playlist.js)."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components import playlist_plan
from dashboard.components.attributes import attributes
from dashboard.components.segments import segments
from dashboard.playlist_service import Account
from scrapers.spotify.record import MAX_DESCRIPTION, MAX_NAME

DESCRIPTION = "Found with Segue, from what DJs play together."
SETUP = "/spotify"
PRIVATE, PUBLIC = "private", "public"


def modal() -> Component:
    """The window before it was opened."""
    return dmc.Modal(
        html.Div(
            [
                html.P(
                    [
                        html.Span("", id="playlist-pause-words"),
                        html.Time("", id="playlist-pause-time"),
                    ],
                    id="playlist-pause",
                    className="pause",
                    role="status",
                    hidden=True,
                ),
                html.Div(id="playlist-last", className="playlist-last"),
                html.Div(id="playlist-error", className="playlist-error", role="alert"),
                html.Div(id="playlist-connect", className="playlist-connect"),
                _form(),
                _work(),
                html.Div(
                    [html.Div(id="playlist-heading"), html.Div(id="playlist-lines")],
                    id="playlist-tracks",
                    className="playlist-tracks",
                ),
                html.Div(
                    id="playlist-result", className="playlist-result", tabIndex="-1", role="status"
                ),
                _foot(),
                html.P("", id="playlist-spoken", className="visually-hidden", role="status"),
            ],
            id="playlist-window",
            className="playlist-window is-looking",
        ),
        id="playlist-modal",
        title="Create playlist",
        size=680,
        opened=False,
        closeOnClickOutside=False,
        closeButtonProps={"aria-label": "Close"},
        classNames={"inner": "playlist-inner", "content": "playlist-content"},
    )


def _form() -> Component:
    return html.Div(
        [
            dmc.Select(
                id="playlist-target",
                label="Write into",
                data=playlist_plan.targets(()),
                value=playlist_plan.NEW,
                allowDeselect=False,
                searchable=True,
                nothingFoundMessage="No playlist of that name",
                maxDropdownHeight=280,
            ),
            html.Div(
                [
                    dmc.TextInput(
                        id="playlist-name",
                        label="Name",
                        value="",
                        attributes={"input": {"maxLength": MAX_NAME}},
                        **attributes(data_autofocus=True),
                    ),
                    dmc.TextInput(
                        id="playlist-description",
                        label="Description",
                        value=DESCRIPTION,
                        className="playlist-description",
                        attributes={"input": {"maxLength": MAX_DESCRIPTION}},
                    ),
                    html.Div(
                        [
                            segments(
                                "playlist-public",
                                [(PRIVATE, "Private"), (PUBLIC, "Public")],
                                PRIVATE,
                                aria_label="Who sees it",
                            ),
                            html.Span("Public ones show on your Spotify profile."),
                        ],
                        className="playlist-public",
                    ),
                ],
                id="playlist-new",
                className="playlist-new",
            ),
        ],
        className="playlist-form",
    )


def _work() -> Component:
    return html.Div(
        [
            html.P("", id="playlist-step", className="playlist-step"),
            html.Div(
                html.Span(id="playlist-done"),
                id="playlist-bar",
                className="work-bar",
                role="progressbar",
                **attributes(aria_label="Playlist", aria_valuemin="0", aria_valuemax="100"),
            ),
        ],
        id="playlist-work",
        className="playlist-work",
        tabIndex="-1",
    )


def _foot() -> Component:
    return html.Div(
        [
            html.Div(id="playlist-account", className="playlist-account"),
            html.Button(
                "Write",
                id="playlist-write",
                className="spotify-button",
                type="button",
                disabled=True,
                **attributes(data_playlist="write"),
            ),
        ],
        className="playlist-foot",
    )


def connect_step(can_connect: bool, login_href: str) -> list[Component]:
    """What to do when nobody is connected."""
    if not can_connect:
        return [
            html.P("This Segue does not know a Spotify app yet. Your crate stays as it is."),
            html.A("Set up Spotify", href=SETUP, className="primary-button"),
        ]
    return [
        html.P("Connect your Spotify account first. Your crate stays, and you come back here."),
        html.A(
            "Connect Spotify",
            href=login_href,
            className="primary-button",
            id="connect-link",
            **attributes(data_autofocus=True),
        ),
        html.A("How Segue uses your account", href=SETUP, className="quiet-link"),
    ]


def account_line(account: Account, back: str) -> list[Component]:
    """Who it is written for, and the way out."""
    return [
        html.Span(["Connected as ", html.B(account.name)]),
        html.Form(
            html.Button(
                "Disconnect everywhere",
                type="submit",
                className="text-button",
                title="Disconnects this account in every browser that is connected to this Segue",
            ),
            action=f"/logout?next={back}",
            method="post",
        ),
    ]


def error(message: str) -> list[Component]:
    """One sentence; nothing is lost."""
    return [html.P(message, className="inline-error")] if message else []


def look_again(message: str) -> list[Component]:
    """Where the look-up itself failed."""
    return [
        *error(message),
        html.Button(
            "Look again",
            type="button",
            className="quiet-button",
            **attributes(data_playlist="open"),
        ),
    ]
