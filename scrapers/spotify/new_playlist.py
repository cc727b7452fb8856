"""Write a new playlist, or take it back.

Until it is whole it carries a mark in its description. So it is found again where the answer to
its creation was lost, and so are empty twins that came of asking again.
"""

import logging
from contextlib import suppress
from itertools import islice

from recommender.errors import BadInput
from scrapers.errors import (
    LoginExpired,
    NotAllowed,
    NotFound,
    RateLimited,
    ServiceError,
    Unavailable,
)
from scrapers.spotify import library
from scrapers.spotify.failures import Unreached
from scrapers.spotify.filling import fill, take_back
from scrapers.spotify.objects import Playlist, PlaylistDetails
from scrapers.spotify.outcomes import UNCHECKED, deleted, ended, of_our_own, unfinished
from scrapers.spotify.record import Plan, Record, Unfinished
from scrapers.spotify.steps import LOOKS, Steps

_NEWEST = 50
"""A library shows its newest playlist first, and ours is new: it is looked for on one page …"""

_NEARLY_NEWEST = 100
"""… and on two before we believe that it is not there."""

_REFUSALS = 2
"""So often Spotify has to refuse to take a playlist out of the library to be believed."""

_UNDESCRIBED = "All tracks are in; only the description is not right yet."
_log = logging.getLogger(__name__)


class NewPlaylist:
    """A new playlist under way. Both methods raise what writing.py says."""

    def __init__(self, steps: Steps, plan: Plan) -> None:
        self._steps = steps
        self._spotify = steps.spotify
        self._plan = plan

    def write(self) -> None:
        """Write it whole, going on from the record."""
        known = self._steps.record.playlist_id is not None
        if known and self._was_deleted():
            raise deleted(self._steps.record)
        self._create()
        try:
            fill(self._steps, self._plan.uris, resumed=known)
        except Unfinished:
            raise
        except ServiceError as error:
            if self._steps.record.sure == len(self._plan.uris):
                raise unfinished(of_our_own(error), UNCHECKED) from error
            raise self._given_up(of_our_own(error)) from error
        self._clean(known)

    def _was_deleted(self) -> bool:
        try:
            if library.holds(self._steps, self._steps.playlist_id):
                return False
            # Should it only be missing in a list that lags, it must not stay for good.
            self._remove()
        except ServiceError as error:
            raise unfinished(error, f"The playlist “{self._plan.name}” is incomplete.") from error
        return True

    def _create(self) -> None:
        steps = self._steps
        if steps.record.playlist_id is not None:
            return
        steps.tell("create", 0, 1)
        if steps.record.asked:
            steps.note(lost=True)
        lost = steps.record.lost
        try:
            while not (lost and self._adopt()):
                steps.note(asked=True)
                made = self._ask()
                if made is not None:
                    self._take(made)
                    return
                lost = steps.record.lost
        except ServiceError as error:
            if not steps.record.lost:
                raise  # refused: there is no playlist
            raise unfinished(
                error, f"The playlist “{self._plan.name}” may have been created, without tracks."
            ) from error

    def _take(self, made: Playlist) -> None:
        """Note the playlist that was just created."""
        try:
            self._steps.note(playlist_id=made.id, url=made.url, name=made.name)
        except Exception:
            # Whoever goes on with this write does not know of it, so it must not stay.
            with suppress(ServiceError):
                self._spotify.unfollow_playlist(made.id)
            raise

    def _ask(self) -> Playlist | None:
        """Ask for the playlist; None where that did not work, or nobody knows."""
        plan = self._plan
        try:
            return self._spotify.create_playlist(plan.name, plan.marked_description, plan.public)
        except (Unreached, RateLimited) as error:  # not taken in, for certain
            self._steps.stumbled(error)
        except Unavailable as error:
            self._steps.note(lost=True)
            self._steps.stumbled(error)
        return None

    def _adopt(self) -> bool:
        """Whether the playlist of a lost answer was found; it is ours from now on."""
        steps = self._steps
        for look in range(LOOKS):
            steps.rest(look)
            found = self._marked(_NEWEST if look + 1 < LOOKS else _NEARLY_NEWEST)
            if found:
                ours = max(found, key=lambda details: details.total or 0)
                steps.note(playlist_id=ours.id, url=ours.url, name=ours.name)
                return True
        return False

    def _marked(self, most: int) -> list[PlaylistDetails]:
        """The library's playlists that carry our mark, among the `most` newest."""

        def look() -> list[PlaylistDetails]:
            newest = islice(self._spotify.my_playlists(), most)
            return [details for details in newest if self._plan.code in details.description]

        return self._steps.again(look)

    def _clean(self, resumed: bool) -> None:
        """Remove the twins that a lost answer may have left, and the mark."""
        steps = self._steps
        steps.note(stays=False)
        try:
            self._remove_twins()
            steps.again(
                lambda: self._spotify.change_playlist(
                    steps.playlist_id, description=self._plan.clean_description
                )
            )
        except ServiceError as error:
            passing = isinstance(error, LoginExpired | RateLimited | Unavailable)
            if passing or not resumed:
                raise unfinished(of_our_own(error), _UNDESCRIBED) from error
            # Refused twice: a whole playlist is not thrown away for want of a description.
            _log.warning("Spotify playlist %s keeps its mark", steps.playlist_id, exc_info=True)
        steps.note(whole=True, finished=True)

    def _remove_twins(self) -> None:
        """Remove what carries our mark and holds nothing."""
        if not self._steps.record.lost:
            return
        for twin in self._marked(_NEARLY_NEWEST):
            if twin.id == self._steps.record.playlist_id or self._read(twin.id):
                continue
            if not self._unfollow(twin.id):
                self._steps.note(stays=True)

    def take_back(self) -> None:
        """Take it out of the library, if it holds what was written and nothing else."""
        steps, record = self._steps, self._steps.record
        if record.playlist_id is None and record.asked:
            steps.note(lost=True)
            if self._adopt():
                record = steps.record
        if record.playlist_id is not None:
            self._check_unchanged(record)
        self._remove()

    def _check_unchanged(self, record: Record) -> None:
        """Raise BadInput where the user's own work would be lost."""
        steps = self._steps
        for look in range(LOOKS):
            steps.rest(look)
            try:
                there = tuple(self._read(steps.playlist_id))
            except NotFound:
                return
            if there == self._plan.uris:
                return
            if not record.whole and set(there).issubset(self._plan.uris):
                return
        raise BadInput(
            f"The playlist “{record.name}” was changed in Spotify since, so Segue leaves it alone. "
            "Delete it in Spotify if you do not want it."
        )

    def _remove(self) -> None:
        steps = self._steps
        if steps.record.playlist_id is not None:
            steps.note(finished=False, stays=False)
            if not self._unfollow(steps.playlist_id):
                # From here on it may hold a part of what was written.
                steps.note(whole=False, stays=True)
                take_back(steps, self._plan.uris[: steps.record.sent])
        self._remove_twins()
        steps.note(undone=True)

    def _read(self, playlist_id: str) -> list[str]:
        return self._steps.again(lambda: self._spotify.playlist_uris(playlist_id))

    def _unfollow(self, playlist_id: str) -> bool:
        """Take a playlist out of the library; False where Spotify does not allow that."""
        for attempt in range(_REFUSALS):
            self._steps.rest(attempt)
            try:
                self._steps.again(lambda: self._spotify.unfollow_playlist(playlist_id))
            except NotFound:
                # Believed only where the library does not show it either.
                if library.holds(self._steps, playlist_id):
                    raise
            except LoginExpired:
                raise
            except NotAllowed:
                _log.warning("Spotify playlist %s can't be removed", playlist_id, exc_info=True)
                continue
            return True
        return False

    def _given_up(self, error: ServiceError) -> ServiceError:
        """Take the half-written playlist back; returns what to raise."""
        name = self._steps.record.name
        self._steps.tell("undo", 0, 1)
        self._steps.calm_down()
        try:
            self.take_back()
        except (ServiceError, BadInput):
            return unfinished(error, f"The playlist “{name}” is incomplete.")
        removed = f"The half-written playlist “{name}” was removed: nothing is left."
        return ended(error, self._steps.record.left or removed)
