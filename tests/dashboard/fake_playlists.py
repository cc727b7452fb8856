"""Spotify accounts and playlists without Spotify; what goes wrong is switched on by a test."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from dashboard.playlist_service import (
    Account,
    Chosen,
    Offer,
    OwnPlaylist,
    Pause,
    PlannedTrack,
    PlaylistOrder,
    PlaylistPlan,
    PlaylistResult,
    UnknownOperation,
)
from dashboard.service import Progress
from recommender.errors import SegueError
from scrapers.errors import LoginExpired, Unavailable

EXPIRED = "Your Spotify login has run out; connect again."
DOWN = "Spotify does not answer just now; try again in a minute."


def uri(name: str, take: int = 0) -> str:
    """The URI that the fake has for a track of this name."""
    digest = int.from_bytes(sha256(name.encode()).digest()[:8])
    return f"spotify:track:{digest + take:022d}"


@dataclass
class Operation:
    """One plan, and what became of it."""

    plan: PlaylistPlan
    order: PlaylistOrder | None = None
    result: PlaylistResult | None = None
    uris: list[str] = field(default_factory=list)


class FakePlaylists:
    """Implements dashboard.playlist_service.PlaylistService.

    `missing` are the names that are not found but have offers, `hopeless` those without offers,
    `unasked` those that could not be asked for.
    """

    def __init__(self, missing: Sequence[str] = ()) -> None:
        self.connected = False
        self.login_expired = False
        self.can = True
        self.paused: Pause | None = None
        self.missing = set(missing)
        self.hopeless: set[str] = set()
        self.unasked: set[str] = set()
        self.spelt = ""
        """The name that Spotify spells in its own way."""
        self.planning_fails = False
        self.failing: list[str] = []
        """How the next writes end: `failed` or `interrupted`."""
        self.undo_fails = False
        self.repeats = False
        self.last: PlaylistResult | None = None
        self.write_calls = 0
        self.operations: dict[str, Operation] = {}
        self.step: Callable[[str, int], None] = lambda step, done: None
        """Called within each step of a job, so that a test can hold it."""
        self.own = (
            OwnPlaylist("own-1", "Sunday roof", 41, public=False),
            OwnPlaylist("own-2", "Warm-up", None, public=True),
        )
        self._writing = threading.Lock()

    def account(self) -> Account | None:
        return Account("Demo DJ") if self.connected else None

    def can_connect(self) -> bool:
        return self.can

    def spotify_pause(self) -> Pause | None:
        return self.paused

    def plan_playlist(self, tracks: Sequence[Chosen], progress: Progress) -> str:
        self._check_login()
        for done, _ in enumerate(tracks):
            self._tell(progress, "search", done, len(tracks))
        if self.planning_fails:
            raise Unavailable(DOWN)
        operation = f"op-{len(self.operations) + 1}"
        lines: list[PlannedTrack] = []
        for track in tracks:
            lines.append(self._planned(track, {line.uri for line in lines}))
        note = "Spotify's limit ended the look-up." if self.unasked else ""
        self.operations[operation] = Operation(
            PlaylistPlan(operation, tuple(lines), self.own, note)
        )
        return operation

    def _planned(self, track: Chosen, before: set[str | None]) -> PlannedTrack:
        if track.name in self.unasked:
            return PlannedTrack(track.artist, track.title, "unasked", note="Spotify is busy.")
        if track.name in self.hopeless:
            return PlannedTrack(track.artist, track.title, "missing")
        if track.name in self.missing:
            offers = (self._offer(track, 1, "", 402.0), self._offer(track, 2, " - Live", None))
            return PlannedTrack(track.artist, track.title, "missing", offers=offers)
        found = self._offer(track, 0, " - Remastered" if track.name == self.spelt else "", 361.0)
        status = "double" if found.uri in before else "found"
        return PlannedTrack(track.artist, track.title, status, found.uri, found)  # type: ignore[arg-type]

    def _offer(self, track: Chosen, take: int, more: str, duration_s: float | None) -> Offer:
        address = uri(track.name, take)
        url = f"https://open.spotify.com/track/{address.rpartition(':')[2]}"
        return Offer(
            address, track.artist, track.title + more, url, duration_s, "Harbour EP", 2019 + take
        )  # fmt: skip

    def playlist_plan(self, operation_id: str) -> PlaylistPlan:
        return self._operation(operation_id).plan

    def write_playlist(self, operation_id: str, order: PlaylistOrder, progress: Progress) -> None:
        with self._writing:
            operation = self._operation(operation_id)
            if operation.result and operation.result.state == "written":
                return
            self._check_login()
            self.write_calls += 1
            operation.order = order
            operation.uris = self._chosen(operation.plan, order)
            self._tell(progress, "create", 0, 0)
            self._tell(progress, "add", 0, len(operation.uris))
            ends = self.failing.pop(0) if self.failing else "written"
            state = {"interrupted": "writing"}.get(ends, ends)
            self._finish(operation, state)
            if ends == "failed":
                raise Unavailable(DOWN)
            if ends == "interrupted":
                raise SegueError("Spotify stopped answering half-way.")

    def _chosen(self, plan: PlaylistPlan, order: PlaylistOrder) -> list[str]:
        lines = [order.picks.get(n, t.uri or "") for n, t in enumerate(plan.tracks)]
        return list(dict.fromkeys(taken for taken in lines if taken))

    def _finish(self, operation: Operation, state: str) -> None:
        order, plan = operation.order, operation.plan
        assert order
        own = next((mine for mine in self.own if mine.id == order.target), None)
        gone = [
            track.name
            for line, track in enumerate(plan.tracks)
            if track.uri is None and not order.picks.get(line)
        ]
        operation.result = self.last = PlaylistResult(
            plan.operation_id,
            state,  # type: ignore[arg-type]
            own.name if own else order.name,
            "https://open.spotify.com/playlist/x",
            written=len(operation.uris),
            already=1 if own else 0,
            appended=bool(own),
            missing=tuple(gone),
            message=DOWN if state == "failed" else "",
            repeated=self.repeats,
            can_undo=state != "failed",
        )

    def resume_playlist(self, operation_id: str, progress: Progress) -> None:
        self._check_login()
        self._tell(progress, "check", 0, 0)
        self._finish(self._operation(operation_id), "written")

    def undo_playlist(self, operation_id: str, progress: Progress) -> None:
        self._check_login()
        self._tell(progress, "undo", 0, 0)
        if self.undo_fails:
            raise SegueError("The playlist was changed meanwhile, so Segue leaves it alone.")
        operation = self._operation(operation_id)
        assert operation.result
        operation.result = replace(operation.result, state="undone", can_undo=False)
        self.last = None

    def playlist_result(self, operation_id: str) -> PlaylistResult:
        result = self._operation(operation_id).result
        if result is None:
            raise UnknownOperation("That was not written.")
        return result

    def last_write(self) -> PlaylistResult | None:
        return self.last

    def written(self) -> list[Operation]:
        """What stands on Spotify now."""
        return [o for o in self.operations.values() if o.result and o.result.state == "written"]

    def _operation(self, operation_id: str) -> Operation:
        try:
            return self.operations[operation_id]
        except KeyError:
            raise UnknownOperation("Segue does not know of this one any more.") from None

    def _check_login(self) -> None:
        if self.login_expired:
            raise LoginExpired(EXPIRED)

    def _tell(self, progress: Progress, step: str, done: int, total: int) -> None:
        progress(step, done, total)
        self.step(step, done)
