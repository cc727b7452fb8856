"""The plan in the playlist window: what goes in, in order, and a choice for what was not found.

assets/playlist.js reads the decisions from here: a line's number (`data-line`), what would be
written for it (`data-uri`), and whether it goes in (`data-in`), which numbers it.
"""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components import icons
from dashboard.components.attributes import attributes
from dashboard.playlist_service import Offer, OwnPlaylist, PlannedTrack, PlaylistPlan
from dashboard.wording import length, seed_name, web_link
from recommender.plural import count

NEW = "new"
"""The choice that is no playlist of the account's."""
PASTED = "link"
"""The choice that is no offer: the link in the field beside it."""
_DOUBLE = "The same track on Spotify as one above, so it goes in once."


def targets(playlists: Sequence[OwnPlaylist]) -> list[dict[str, object]]:
    """What the tracks can be written into, for the select."""
    new: dict[str, object] = {"value": NEW, "label": "New playlist"}
    if not playlists:
        return [new]
    mine = [{"value": own.id, "label": _target(own)} for own in playlists]
    return [new, {"group": "Add to one of mine", "items": mine}]


def _target(own: OwnPlaylist) -> str:
    return own.name if own.tracks is None else f"{own.name} · {count(own.tracks, 'track')}"


def plan(planned: PlaylistPlan) -> list[Component]:
    """The heading that counts, and every line of the crate with what becomes of it."""
    return [
        *_heading(planned),
        html.Ol(
            [_line(number, track) for number, track in enumerate(planned.tracks)],
            className="plan",
            **attributes(aria_label="Tracks, in order"),
        ),
    ]


def _heading(planned: PlaylistPlan) -> list[Component]:
    states = [track.status for track in planned.tracks]
    missing, unasked = states.count("missing"), states.count("unasked")
    words: list[Component] = [html.Span(f"{count(states.count('found'), 'track')} found")]
    if missing:
        words.append(
            html.Button(
                f"{missing:,} not found: choose",
                type="button",
                className="text-button",
                **attributes(data_playlist="choose"),
            )
        )
    if unasked:
        words.append(html.Span(f"{unasked:,} not looked up"))
        words.append(
            html.Button(
                "Look again",
                type="button",
                className="text-button",
                **attributes(data_playlist="open"),
            )
        )
    parts: list[Component] = [html.Div(words, className="plan-heading")]
    if planned.note:
        parts.append(html.P(planned.note, className="plan-note"))
    return parts


def _line(number: int, track: PlannedTrack) -> Component:
    goes_in = track.status == "found"
    named = html.Div([html.B(track.title), " ", html.Span(track.artist)], className="plan-name")
    words: list[Component] = [named]
    if track.status == "missing":
        words.append(_choice(number, track))
    elif note := _note(track):
        words.append(html.P(note, className="plan-aside"))
    marks = {"data_in": "true"} if goes_in else {}
    return html.Li(
        [html.Div(words, className="plan-words"), _take_out(track) if goes_in else None],
        className=f"plan-line is-{track.status}",
        **attributes(
            data_line=str(number), data_status=track.status, data_uri=track.uri or "", **marks
        ),
    )


def _note(track: PlannedTrack) -> str:
    if track.note:
        return track.note
    if track.status == "double":
        return _DOUBLE
    if track.status == "unasked":
        return "Spotify could not be asked."
    if track.found and _plain(track.found.name) != _plain(track.name):
        return f"On Spotify: {seed_name(track.found.artist, track.found.title, '–')}"
    return ""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _take_out(track: PlannedTrack) -> Component:
    return html.Button(
        [icons.icon("close"), html.Span("Put back", className="put-back")],
        type="button",
        className="take-out",
        title="Take out",
        **attributes(
            data_playlist="take", aria_pressed="false", aria_label=f"Leave out {track.title}"
        ),
    )


def _choice(number: int, track: PlannedTrack) -> Component:
    """The nearest that Spotify has, a link of the DJ's own, or nothing."""
    near = "Not found. Is it one of these?" if track.offers else ""
    radios = [_offer(offer) for offer in track.offers]
    return dmc.RadioGroup(
        [
            *radios,
            html.Div(
                [
                    dmc.Radio(value=PASTED, label="Its Spotify link:", size="sm", color="amber"),
                    dmc.TextInput(
                        placeholder="https://open.spotify.com/track/…",
                        size="sm",
                        className="pasted",
                        attributes={
                            "input": {
                                "maxLength": 500,
                                "data-pasted": str(number),
                                "aria-label": f"Spotify link of {track.name}",
                            }
                        },
                    ),
                ],
                className="offer",
            ),
            dmc.Radio(value="", label="Leave it out", size="sm", color="amber"),
        ],
        name=f"pick-{number}",
        value="",
        label=near or track.note or "Not found on Spotify.",
        size="sm",
        className="offers",
        **attributes(aria_label=f"What to take for {track.name}"),
    )


def _offer(offer: Offer) -> Component:
    facts = [length(offer.duration_s), str(offer.year or "")]
    url = web_link(offer.url)
    words = [
        html.B(offer.title),
        html.Span(f" {offer.artist}"),
        html.Span(" · ".join(["", *filter(None, facts)]), className="offer-facts"),
    ]
    listen = html.A(
        "Listen",
        href=url,
        target="_blank",
        rel="noopener noreferrer",
        **attributes(aria_label=f"Listen to {offer.name} on Spotify"),
    )
    return html.Div(
        [
            dmc.Radio(value=offer.uri, label=html.Span(words), size="sm", color="amber"),
            listen if url else None,
        ],
        className="offer",
        title=offer.album or None,
    )
