"""Create playlist: a look at exactly what will be written, then one press."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.service import Account, Chosen, PlaylistResult
from dashboard.wording import web_link
from recommender.plural import count


def modal() -> Component:
    """All its parts are always there; callbacks show the ones that are due (`hidden`)."""
    return dmc.Modal(
        [
            html.Div(id="playlist-error", role="alert"),
            html.Div(id="playlist-connect", className="playlist-connect", hidden=True),
            html.Div(
                [
                    dmc.TextInput(
                        id="playlist-name",
                        label="Name",
                        value="",
                        attributes={"input": {"maxLength": 100}},
                        **attributes(data_autofocus=True),
                    ),
                    dmc.Switch(
                        id="playlist-public",
                        label="Public: others can find it on Spotify",
                        checked=False,
                        size="sm",
                    ),
                ],
                id="playlist-form",
                className="playlist-form",
                hidden=True,
            ),
            html.Div(id="playlist-tracks", className="playlist-tracks"),
            html.Div(
                [
                    html.Div(id="playlist-account", className="playlist-account"),
                    html.Button(
                        "Write to Spotify",
                        id="playlist-write",
                        className="spotify-button",
                        type="button",
                    ),
                ],
                id="playlist-foot",
                className="playlist-foot",
                hidden=True,
            ),
            html.Div(id="playlist-result", className="playlist-result", role="status"),
        ],
        id="playlist-modal",
        title="Create playlist",
        size="lg",
        opened=False,
        closeOnClickOutside=False,
        closeButtonProps={"aria-label": "Close"},
    )


def connect_step(can_connect: bool, login_href: str) -> list[Component]:
    """What to do when nobody is connected."""
    if not can_connect:
        return [
            html.P(
                [
                    "This Segue has no Spotify client ID yet. Put ",
                    html.Code("SPOTIFY_CLIENT_ID=your-client-id"),
                    " into ",
                    html.Code(".env"),
                    " and start it again; your crate stays as it is.",
                ]
            )
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
    ]


def account_line(account: Account, back: str) -> list[Component]:
    """Who it is written for, and the way out."""
    return [
        html.Span(["Connected as ", html.B(account.name)]),
        html.Form(
            html.Button("Disconnect", type="submit", className="text-button"),
            action=f"/logout?next={back}",
            method="post",
        ),
    ]


def track_list(tracks: Sequence[Chosen]) -> list[Component]:
    """Exactly what will be written, in order."""
    return [
        html.H3(count(len(tracks), "track")),
        html.Ol(
            [
                html.Li(html.Div([html.B(track.title), " ", html.Span(track.artist)]))
                for track in tracks
            ],
            tabIndex="0",
            **attributes(aria_label="Tracks that will be written, in order"),
        ),
    ]


def result(written: PlaylistResult) -> list[Component]:
    """What was written, the way there, and what Spotify does not have."""
    url = web_link(written.url)
    parts: list[Component] = [
        html.H3(f"Playlist written: {count(written.written, 'track')}"),
        html.P(written.name, className="playlist-written-name"),
    ]
    if url:
        parts.append(
            html.A(
                "Open it in Spotify",
                href=url,
                target="_blank",
                rel="noopener noreferrer",
                className="primary-button",
                id="playlist-link",
            )
        )
    if written.missing:
        parts += [
            html.P(f"{count(len(written.missing), 'track')} could not be found on Spotify:"),
            html.Ul([html.Li(name) for name in written.missing], className="missing"),
        ]
    return parts


def error(message: str) -> list[Component]:
    """One sentence; nothing is lost."""
    return [html.P(message, className="inline-error")] if message else []
