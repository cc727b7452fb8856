"""The crate → what Spotify has of it, for the DJ to look at before anything is written."""

import math
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from dashboard.ordering import one_line
from dashboard.playlist_service import Chosen, Offer, OwnPlaylist, PlannedTrack, PlaylistPlan
from dashboard.service import Progress
from recommender.errors import BadInput
from scrapers.errors import (
    LoginExpired,
    QuotaExceeded,
    RateLimited,
    ServiceError,
    Unavailable,
)
from scrapers.matching import Wanted
from scrapers.spotify.allowance import LIMIT_PAUSE
from scrapers.spotify.client import Spotify
from scrapers.spotify.objects import SpotifyTrack
from scrapers.spotify.record import MARK
from scrapers.spotify.resolve import Outcome, Resolver

MAX_TRACKS = 500
"""More would take more searches than a day has."""

MOST_LISTED = 200
"""Playlists of a library that are listed: each fifty cost a call."""

PATIENCE_S = 10.0
"""The longest pause that is waited for while somebody looks on …"""
_PAUSES = 3
"""… and how many of them."""
_STUMBLES = 2
"""So many failed searches are passed over; then Spotify is taken to be down."""


def make_plan(
    spotify: Spotify, resolver: Resolver, chosen: Sequence[Chosen], progress: Progress
) -> PlaylistPlan:
    """Look everything up; the plan has no ID yet.

    A track that Spotify could not be asked for is `unasked`, and what was remembered is used all
    the same. Raises BadInput, LoginExpired, NotAllowed.
    """
    if not chosen:
        raise BadInput("The crate is empty: add tracks first.")
    if len(chosen) > MAX_TRACKS:
        raise BadInput(
            f"Segue writes up to {MAX_TRACKS} tracks at once, and this crate has {len(chosen):,}. "
            "Take some out."
        )
    progress("search", 0, len(chosen))
    playlists, note = _own_playlists(spotify)
    search = _Search(spotify, progress)
    outcomes = list(_look_up(search, resolver, chosen, progress))
    unasked = sum(outcome.status == "unasked" for _, outcome in outcomes)
    if unasked and search.stopped:
        tracks = "One track was" if unasked == 1 else f"{unasked} tracks were"
        note = f"{tracks} not looked for. {search.stopped} {note}".strip()
    return PlaylistPlan("", _planned(outcomes), playlists, note)


def _look_up(
    search: "_Search", resolver: Resolver, chosen: Sequence[Chosen], progress: Progress
) -> Iterator[tuple[Chosen, Outcome]]:
    for number, track in enumerate(chosen):
        search.place = (number, len(chosen))
        progress("search", *search.place)
        named = Chosen(one_line(track.artist), one_line(track.title))
        yield named, resolver.resolve(search, Wanted(named.artist, named.title))
    progress("search", len(chosen), len(chosen))


class _Search:
    """Searches until Spotify has had enough; from then on the same refusal without asking.

    A short pause is waited for. `place` is how far the look-up is, to be told again after a pause.
    """

    def __init__(self, spotify: Spotify, progress: Progress) -> None:
        self.stopped: ServiceError | None = None
        self.place = (0, 0)
        self._spotify = spotify
        self._progress = progress
        self._pauses = self._stumbles = 0

    def search(self, query: str) -> list[SpotifyTrack]:
        """Raises ServiceError."""
        while self.stopped is None:
            try:
                return self._spotify.search(query)
            except RateLimited as error:
                if not self._waited(error):
                    self.stopped = error
            except Unavailable as error:
                self._stumbles += 1
                if self._stumbles <= _STUMBLES:
                    raise
                self.stopped = error
        raise self.stopped

    def _waited(self, error: RateLimited) -> bool:
        if isinstance(error, QuotaExceeded) or self._pauses == _PAUSES:
            return False
        now = datetime.now(UTC)
        seconds = max(((error.retry_at or now + LIMIT_PAUSE) - now).total_seconds(), 0.0)
        if seconds > PATIENCE_S:
            return False
        self._pauses += 1
        self._progress("wait", 0, math.ceil(seconds))
        time.sleep(seconds + 0.01)  # the clocks of a sleep and of a pause are not the same
        self._progress("search", *self.place)
        return True


def _planned(outcomes: Sequence[tuple[Chosen, Outcome]]) -> tuple[PlannedTrack, ...]:
    first: dict[str, Chosen] = {}
    planned = []
    for track, outcome in outcomes:
        same = first.setdefault(outcome.uri, track) if outcome.uri else track
        doubles = same is not track
        planned.append(
            PlannedTrack(
                artist=track.artist,
                title=track.title,
                status="double" if doubles else outcome.status,
                uri=outcome.uri,
                found=_offer(outcome.found) if outcome.found else None,
                note=f"On Spotify this is the same as {same.name}." if doubles else outcome.why,
                offers=tuple(_offer(offer) for offer in outcome.offers),
            )
        )
    return tuple(planned)


def _offer(track: SpotifyTrack) -> Offer:
    return Offer(
        uri=track.uri,
        artist=one_line(track.artist),
        title=one_line(track.title),
        url=one_line(track.url),
        duration_s=track.duration_s,
        album=one_line(track.album),
        year=track.year,
    )


def _own_playlists(spotify: Spotify) -> tuple[tuple[OwnPlaylist, ...], str]:
    """Those that the account may add to, and what the DJ should know about the list."""
    try:
        me = spotify.me()
        library = list(islice(spotify.my_playlists(), MOST_LISTED))
    except LoginExpired:
        raise
    except ServiceError as error:
        return (), f"Your playlists can't be listed, so only a new one can be written. {error}"
    # One that is half written by us is no place for more.
    own = (p for p in library if p.owner_id == me.user_id and MARK not in p.description)
    note = f"Only your newest {MOST_LISTED} playlists are listed."
    return (
        tuple(OwnPlaylist(p.id, one_line(p.name), p.total, p.public) for p in own),
        note if len(library) == MOST_LISTED else "",
    )
