"""Write a playlist whole, or not at all.

Adding is not idempotent: a call that timed out may have added its tracks. So after every doubt the
playlist is read back and writing goes on from what is really there; and what can't be finished is
taken away again.
"""

import logging
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from recommender.errors import BadInput
from scrapers.errors import QuotaExceeded, RateLimited, ServiceError, Unavailable
from scrapers.spotify.client import CHUNK, MAX_ITEMS, Playlist, Spotify
from scrapers.spotify.failures import Unreached

MAX_NAME = 100
MAX_DESCRIPTION = 300
"""Characters; a longer description is cut."""

STUMBLES = 4
"""Failed calls that one playlist survives."""

PAUSE_S = 0.5
"""Wait after a stumble, and before a playlist that lags behind is read again."""

MAX_PAUSE_S = 10.0
"""Longest pause that we grant Spotify while somebody waits for the playlist."""

_TRACK_URI = re.compile(r"spotify:track:[0-9A-Za-z]{22}")
_OTHER = "The playlist on Spotify is not what Segue wrote. Try again."
_log = logging.getLogger(__name__)


class _Differs(ServiceError):
    """The playlist holds something else than what was written."""


def write_playlist(
    spotify: Spotify,
    name: str,
    uris: Sequence[str],
    description: str = "",
    public: bool = False,
) -> Playlist:
    """A new playlist with exactly these tracks in this order.

    Raises:
        BadInput: the name, a URI or their number is not what Spotify takes; nothing was written.
        ServiceError: of the kind that stopped it (LoginExpired, NotAllowed, RateLimited,
            QuotaExceeded, Unavailable); the text says what is left in the library, if anything.
    """
    name = _checked_name(name)
    wanted = _checked_uris(uris)
    playlist = _create(spotify, name, _one_line(description), public)
    try:
        _fill(spotify, playlist.id, wanted)
    except ServiceError as error:
        raise _undone(spotify, playlist, error) from error
    return playlist


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= MAX_NAME:
        raise BadInput(f"Give the playlist a name of 1 to {MAX_NAME} characters.")
    return name


def _checked_uris(uris: Sequence[str]) -> list[str]:
    if not uris:
        raise BadInput("Choose at least one track for the playlist.")
    if len(uris) > MAX_ITEMS:
        raise BadInput(f"A Spotify playlist holds {MAX_ITEMS:,} tracks; choose fewer.")
    for uri in uris:
        if not _TRACK_URI.fullmatch(uri):
            raise BadInput(f"“{uri[:60]}” is no Spotify track. Remove it from the selection.")
    return list(uris)


def _one_line(description: str) -> str:
    text = " ".join(description.split())  # Spotify refuses line breaks
    return text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1].rstrip() + "…"


def _create(spotify: Spotify, name: str, description: str, public: bool) -> Playlist:
    try:
        return spotify.create_playlist(name, description, public)
    except Unreached:
        raise
    except Unavailable as error:
        # It may have been created all the same, and asking again could make a second one.
        raise Unavailable(
            f"Spotify did not confirm the new playlist “{name}”, so an empty playlist of this name "
            "may exist. Look into your Spotify library and delete it there before you try again."
        ) from error


def _fill(spotify: Spotify, playlist_id: str, wanted: list[str]) -> None:
    """Add every track, in order. Raises ServiceError when that can't be done, or not for sure."""
    done = stumbles = 0
    in_doubt = False
    while in_doubt or done < len(wanted):
        try:
            if in_doubt:
                done = _count_written(spotify, playlist_id, wanted, at_least=done)
                in_doubt = False
            else:
                spotify.add_items(playlist_id, wanted[done : done + CHUNK])
                done = min(done + CHUNK, len(wanted))
        except (Unavailable, RateLimited) as error:
            in_doubt = True
            stumbles += 1
            pause_s = _pause_s(error)
            if stumbles > STUMBLES or pause_s is None:
                raise
            time.sleep(pause_s)
    try:
        _count_written(spotify, playlist_id, wanted, at_least=len(wanted))
    except _Differs:
        raise
    except ServiceError:
        if stumbles:
            raise
        # Spotify confirmed every call; a whole playlist is not thrown away for want of a check.
        _log.warning("Spotify playlist %s was written but could not be read back", playlist_id)


def _count_written(spotify: Spotify, playlist_id: str, wanted: list[str], at_least: int) -> int:
    """How many of the wanted tracks stand in the playlist, from its start.

    Raises:
        ServiceError: it can't be read, or holds anything but a beginning of `wanted`.
    """
    for attempt in range(3):
        if attempt:
            time.sleep(PAUSE_S)
        there = spotify.playlist_uris(playlist_id)
        if there != wanted[: len(there)]:
            raise _Differs(_OTHER)
        if len(there) >= at_least:
            return len(there)
    # Spotify confirmed more than it shows: adding now could double.
    raise _Differs(_OTHER)


def _pause_s(error: Unavailable | RateLimited) -> float | None:
    """Seconds to wait before going on; None where going on makes no sense."""
    if isinstance(error, QuotaExceeded):
        return None
    if not isinstance(error, RateLimited):
        return PAUSE_S
    if error.retry_at is None:
        return 2 * PAUSE_S
    pause_s = (error.retry_at - datetime.now(UTC)).total_seconds()
    return max(pause_s, 0.0) if pause_s <= MAX_PAUSE_S else None


def _undone(spotify: Spotify, playlist: Playlist, error: ServiceError) -> ServiceError:
    """Take the half-written playlist away; returns what to raise, of the kind of `error`."""
    if _remove(spotify, playlist.id):
        outcome = (
            f"The half-written playlist “{playlist.name}” was removed: nothing is left behind."
        )
    else:
        outcome = (
            f"The playlist “{playlist.name}” ({playlist.url}) is incomplete: "
            "delete it in Spotify before you try again."
        )
    text = f"{error} {outcome}"
    if isinstance(error, RateLimited):
        return type(error)(text, error.retry_at)
    return Unavailable(text) if isinstance(error, _Differs) else type(error)(text)


def _remove(spotify: Spotify, playlist_id: str) -> bool:
    """Whether the playlist is gone. Removing twice does no harm, so a stumble is tried again."""
    for _ in range(2):
        try:
            spotify.unfollow_playlist(playlist_id)
        except (Unavailable, RateLimited) as error:
            pause_s = _pause_s(error)
            if pause_s is None:
                return False
            time.sleep(pause_s)
        except ServiceError:
            return False
        else:
            return True
    return False
