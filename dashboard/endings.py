"""How a write or a taking back ended that did not end as ordered, in words that are read later."""

from collections.abc import Iterator
from datetime import timedelta

from dashboard.ordering import Order, one_line
from dashboard.playlist_service import PlaylistPlan
from recommender.errors import BadInput, SegueError
from scrapers.errors import NotFound, QuotaExceeded, RateLimited, ServiceError
from scrapers.spotify.client import Spotify

_MOST_ASKED = 100
"""Tracks that are looked up by ID to find the one that Spotify denies: it answers one a call."""


def lasting(error: SegueError, pause: RateLimited | None = None) -> str:
    """The error's text with a time of day in place of "in about 14 hours".

    `pause` is what Spotify wants of all, where that is known: not every refusal tells until when.
    """
    text, limit = str(error), error if isinstance(error, RateLimited) else error.__cause__
    if isinstance(limit, RateLimited):
        text = text.replace(str(limit), _until(limit, pause), 1)
    return one_line(text)


def _until(limit: RateLimited, pause: RateLimited | None) -> str:
    quota = isinstance(limit, QuotaExceeded)
    what = "This app's allowance of Spotify calls is used up" if quota else "Spotify wants a pause"
    end = limit.retry_at or (pause.retry_at if pause else None)
    if end is None:
        return f"{what}."
    end += timedelta(minutes=1)  # seconds are not shown
    return f"{what} until {end:%H:%M} UTC on {end.day} {end:%B}."


def half_undone(error: SegueError, said: str, name: str, appended: bool) -> str:
    """What to say of a playlist that was begun to be taken back, and was not; `said` is the error's
    lasting text."""
    if isinstance(error, BadInput):
        return f"{said} Or finish it here."
    left = (
        f"Perhaps only some of the tracks were taken out of “{name}”."
        if appended
        else f"The playlist “{name}” may still be there, or a part of it."
    )
    return f"{said} {left} Take it back again, or finish it."


def denied_track(spotify: Spotify, order: Order, plan: PlaylistPlan | None) -> str | None:
    """URI of the track that Spotify does not have, as far as it lets itself be asked."""
    for uri in list(dict.fromkeys(_doubtful(order, plan)))[:_MOST_ASKED]:
        try:
            spotify.track(uri.rpartition(":")[2])
        except NotFound:
            return uri
        except ServiceError:
            return None
    return None


def _doubtful(order: Order, plan: PlaylistPlan | None) -> Iterator[str]:
    """The tracks, the least certain ones first: pasted, then remembered, then just found."""
    lines = plan.tracks if plan else ()
    offered = {offer.uri for track in lines for offer in track.offers}
    picked = [uri for _, uri in order.picks if uri in order.uris]
    yield from (uri for uri in picked if uri not in offered)
    yield from picked
    seen = {track.uri for track in lines if track.found}
    yield from (uri for uri in order.uris if uri not in seen)
    yield from order.uris


def denied(uri: str, order: Order, plan: PlaylistPlan | None) -> str:
    """What to say about a track that Spotify does not have."""
    lines = plan.tracks if plan else ()
    line = next((line for line, picked in order.picks if picked == uri), None)
    if line is not None:
        name = f", “{lines[line].name}”" if line < len(lines) else ""
        return (
            f"Spotify does not have the track that you picked for line {line + 1}{name}, so "
            "nothing was written. Pick another one, or leave it out."
        )
    name = next((track.name for track in lines if track.uri == uri), uri)
    return (
        f"Spotify does not have “{name}” any more, so nothing was written. Open this window "
        "again: then it is looked for anew."
    )
