"""Write tracks behind those of an own playlist, or take them out again."""

from recommender.errors import BadInput
from scrapers.errors import NotAllowed, NotFound, ServiceError
from scrapers.spotify import library
from scrapers.spotify.client import MAX_ITEMS
from scrapers.spotify.filling import fill, take_back
from scrapers.spotify.objects import PlaylistDetails
from scrapers.spotify.outcomes import UNCHECKED, deleted, ended, unfinished
from scrapers.spotify.record import Plan, Unfinished
from scrapers.spotify.steps import Steps


class Appending:
    """Tracks on their way into a playlist. Both methods raise what writing.py says."""

    def __init__(self, steps: Steps, plan: Plan, target: str) -> None:
        self._steps = steps
        self._spotify = steps.spotify
        self._plan = plan
        self._target = target

    def write(self) -> None:
        """Append what the playlist lacks, going on from the record."""
        steps = self._steps
        begun = steps.record.sent > 0
        if begun and self._was_deleted():
            steps.note(undone=True)
            raise deleted(steps.record)
        # What is in it is read anew as long as nothing was sent: it may have changed since.
        want = (steps.record.added or ()) if begun else self._decide()
        try:
            if want:
                fill(steps, want, resumed=begun)
        except Unfinished:
            raise
        except ServiceError as error:
            if steps.record.sure == len(want):
                raise unfinished(error, UNCHECKED) from error
            raise self._given_up(error) from error
        steps.note(finished=True)

    def _was_deleted(self) -> bool:
        try:
            return not library.holds(self._steps, self._target)
        except ServiceError as error:
            raise unfinished(error, self._half()) from error

    def _half(self) -> str:
        return f"Perhaps only some of the tracks were added to “{self._steps.record.name}”."

    def _decide(self) -> tuple[str, ...]:
        """The tracks that the playlist lacks. Raises NotAllowed unless it is the user's own."""
        steps = self._steps
        steps.tell("check", 0, 1)
        details = self._own()
        there = steps.again(lambda: self._spotify.playlist_uris(self._target))
        lacking = set(self._plan.uris).difference(there)
        if len(there) + len(lacking) > MAX_ITEMS:
            raise BadInput(
                f"“{details.name}” would have more than the {MAX_ITEMS:,} tracks that Spotify "
                "allows. Choose fewer, or a new playlist."
            )
        added = tuple(uri for uri in self._plan.uris if uri in lacking)
        steps.note(
            asked=True,
            playlist_id=self._target,
            url=details.url,
            name=details.name,
            added=added,
            before=len(there),
        )
        return added

    def _own(self) -> PlaylistDetails:
        steps = self._steps
        me = steps.again(self._spotify.me)
        details, certain = steps.again(lambda: library.find(self._spotify, self._target))
        if details is None:
            details = steps.again(lambda: self._spotify.playlist(self._target))
        else:
            certain = False
        if details.owner_id and details.owner_id not in (me.user_id, me.id):
            raise NotAllowed(
                f"The playlist “{details.name}” on Spotify is not yours. Choose one of your own.",
                "not-owner",
            )
        if certain:  # Spotify deletes a playlist by taking it out of the library only
            raise NotFound(
                f"The playlist “{details.name}” is no longer in your Spotify library. "
                "Choose another, or a new one."
            )
        return details

    def take_back(self) -> None:
        """Take out again what was added."""
        steps, record = self._steps, self._steps.record
        ours = (record.added or ())[: record.sent]
        if ours:
            try:
                take_back(steps, ours)
            except NotFound:
                # Believed only where the library does not show it either.
                if library.holds(steps, self._target):
                    raise
        steps.note(undone=True)

    def _given_up(self, error: ServiceError) -> ServiceError:
        """Take out what was added so far; returns what to raise."""
        name = self._steps.record.name
        self._steps.tell("undo", 0, 1)
        self._steps.calm_down()
        try:
            self.take_back()
        except ServiceError:
            return unfinished(error, self._half())
        return ended(error, f"Nothing was added to “{name}”.")
