"""What the page has to say about its data before anything else: demo, or nothing to search yet."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.playlist_service import Pause
from dashboard.service import Status


def banner(status: Status, pause: Pause | None = None) -> list[Component]:
    """The demo line with its modal, what is missing, and until when Spotify is not asked; often
    nothing."""
    parts: list[Component] = [_pause_line(pause)]
    if status.demo:
        parts += [_demo_line(), _how_modal()]
    if not status.ready:
        parts.append(
            html.P(
                status.message or "There is nothing to search in yet.",
                className="notice",
                role="status",
            )
        )
    return parts


def _pause_line(pause: Pause | None) -> Component:
    """Always there, so that assets/times.js finds the place for the hour by the browser's clock;
    it hides the line when that has come."""
    until = pause.until if pause else None
    words = "Spotify asks Segue to wait until " if until else pause.message if pause else ""
    return html.P(
        [
            html.Span(words),
            html.Time("", id="pause-time", dateTime=until.isoformat() if until else ""),
        ],
        id="pause",
        className="pause",
        role="status",
        hidden=pause is None,
    )


def _demo_line() -> Component:
    return html.Div(
        [
            html.Strong("Demo"),
            html.Span(
                [
                    html.Span("Invented music, a stand-in for Spotify. "),
                    html.Span(
                        "Your own set lists and account work just the same.", className="wide-only"
                    ),
                ]
            ),
            html.Button(
                "How?",
                id="how-open",
                className="text-button",
                type="button",
                **attributes(aria_label="How to bring real data and a real account"),
            ),
        ],
        className="banner",
        role="note",
    )


def _how_modal() -> Component:
    return dmc.Modal(
        [
            html.P(
                "You need set lists as JSON lines (the README shows the form) and, to write "
                "playlists, the client ID of your own app from developer.spotify.com."
            ),
            html.Ol(
                [
                    _step("Read your set lists in.", "python -m scrapers import FILE"),
                    _step("Learn from them.", "python -m recommender train"),
                    _step("Put your client ID into .env.", "SPOTIFY_CLIENT_ID=your-client-id"),
                    _step("Start again.", "make run"),
                ],
                className="steps",
            ),
        ],
        id="how-modal",
        title="Your music, your account",
        centered=True,
        size="lg",
    )


def _step(words: str, command: str) -> Component:
    return html.Li([html.Span(words), html.Code(command)])
