"""The plan in the playlist window: what goes in, in order, and a choice for what was not found.

The heading is a component. The lines are data that assets/playlist/plan.js draws: as components, a
hundred tracks took eight seconds to be there.
"""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.playlist_service import Offer, OwnPlaylist, PlannedTrack, PlaylistPlan
from dashboard.wording import length, seed_name, web_link
from recommender.plural import count

Line = dict[str, Any]
"""What assets/playlist/plan.js draws: everything that is said about a track, in words."""

NEW = "new"
"""The choice that is no playlist of the account's."""
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


def heading(planned: PlaylistPlan) -> list[Component]:
    """How many were found, what became of the others, and what the DJ should know."""
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


def line(track: PlannedTrack) -> Line:
    """A track of the crate with what becomes of it.

    `title`, `artist`, `status`, `uri` (empty where nothing was found), `note`; `take` where it can
    be left out: the words for that; `pick` where the DJ can say what to take instead.
    """
    said: Line = {
        "title": track.title,
        "artist": track.artist,
        "status": track.status,
        "uri": track.uri or "",
        "note": _note(track),
    }
    if track.status == "found":
        said["take"] = f"Leave out {track.title}"
    elif track.status in {"missing", "unasked"}:
        said["pick"] = _pick(track)
    return said


def _note(track: PlannedTrack) -> str:
    if track.status == "missing":
        return ""  # its question says it
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


def _pick(track: PlannedTrack) -> Line:
    near = "Not found. Is it one of these?" if track.offers else ""
    return {
        "question": near or track.note or "Not found on Spotify.",
        "name": track.name,
        "paste": f"Spotify link of {track.name}",
        "offers": [_offer(offer) for offer in track.offers],
    }


def _offer(offer: Offer) -> Line:
    facts = [length(offer.duration_s), str(offer.year or "")]
    return {
        "uri": offer.uri,
        "title": offer.title,
        "artist": offer.artist,
        "facts": " · ".join(filter(None, facts)),
        "album": offer.album,
        "url": web_link(offer.url),
        "listen": f"Listen to {offer.name} on Spotify",
    }
