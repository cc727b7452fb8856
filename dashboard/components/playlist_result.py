"""How a write ended, and what can still be done about it."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.playlist_service import PlaylistResult
from dashboard.wording import web_link
from recommender.plural import count


def last_write(last: PlaylistResult | None) -> list[Component]:
    """What waits from before: an interrupted write first of all, one to take back in passing."""
    if last is None:
        return []
    if last.state == "writing":
        return [html.Div(_interrupted(last), className="notice")]
    if not last.can_undo:
        return []
    return [
        html.P(
            [
                html.Span(["Last written: ", _name(last), f", {count(last.written, 'track')}."]),
                _act("undo", "Undo", last, "text-button"),
            ],
            className="last-line",
        )
    ]


def result(written: PlaylistResult) -> list[Component]:
    """How it ended, and what can be done now."""
    if written.state == "writing":
        return _interrupted(written)
    again = _act("open", "Look at the crate again", written, "quiet-button")
    if written.state == "undone":
        gone = (
            f"What was added to “{written.name}” is out of it again."
            if written.appended
            else f"“{written.name}” is out of your library."
        )
        # Spotify may let a playlist be emptied and not deleted; then the message says so.
        return [html.H3("Taken back."), html.P(written.message or gone), again]
    if written.state == "failed":
        return [html.H3("Nothing was written"), html.P(written.message), again]
    return _written(written)


def _written(written: PlaylistResult) -> list[Component]:
    tracks = count(written.written, "track")
    if written.repeated:
        heading = "This was written a moment ago: here it is."
    else:
        heading = f"Added {tracks}" if written.appended else f"Playlist written: {tracks}"
    url = web_link(written.url)
    open_it = html.A(
        "Open it in Spotify",
        href=url,
        target="_blank",
        rel="noopener noreferrer",
        className="primary-button",
        id="playlist-link",
    )
    undo = _act("undo", "Undo", written, "quiet-button")
    parts: list[Component] = [
        html.H3(heading),
        html.P(written.name, className="playlist-written-name"),
    ]
    if written.already:
        was = "was" if written.already == 1 else "were"
        parts.append(html.P(f"{count(written.already, 'track')} {was} in it already."))
    if written.message:
        parts.append(html.P(written.message))
    buttons = [open_it if url else None, undo if written.can_undo else None]
    parts.append(html.Div(buttons, className="result-buttons"))
    if written.missing:
        parts += [
            html.P(f"{count(len(written.missing), 'track')} could not be found on Spotify:"),
            html.Ul([html.Li(name) for name in written.missing], className="missing"),
        ]
    return parts


def _interrupted(written: PlaylistResult) -> list[Component]:
    if not written.can_undo:  # another window, or one from before a restart, is still at it
        return [
            html.P(["Segue is at work on ", _name(written), " just now."], className="interrupted"),
            _act("look", "See how far it is", written, "quiet-button"),
        ]
    return [
        html.P(["The work on ", _name(written), " was interrupted."], className="interrupted"),
        html.P(written.message, hidden=not written.message),
        html.Div(
            [
                _act("finish", "Finish it", written, "primary-button"),
                _act("undo", "Take it back", written, "quiet-button"),
            ],
            className="result-buttons",
        ),
    ]


def _name(written: PlaylistResult) -> Component:
    url = web_link(written.url)
    if not url:
        return html.B(written.name)
    return html.A(written.name, href=url, target="_blank", rel="noopener noreferrer")


def _act(act: str, words: str, on: PlaylistResult, look: str) -> Component:
    """A button that asks for something to be done about a write (assets/playlist/playlist.js)."""
    return html.Button(
        words,
        id=f"playlist-{act}",
        type="button",
        className=look,
        **attributes(data_playlist=act, data_operation=on.operation_id),
    )
