"""What the page asks about playlists, answered by the journal of operations and Spotify."""

from collections.abc import Sequence

from dashboard.endings import denied, denied_track, half_undone, lasting
from dashboard.failures import database_told
from dashboard.journal import Operation
from dashboard.lease import Lease, Overtaken
from dashboard.login import browser_session
from dashboard.logins import Logins
from dashboard.operations import Claim, Operations
from dashboard.ordering import one_line, read_order
from dashboard.planning import make_plan
from dashboard.playlist_service import (
    Account,
    Chosen,
    Pause,
    PlaylistOrder,
    PlaylistPlan,
    PlaylistResult,
)
from dashboard.service import Progress
from dashboard.spotify_access import SpotifyAccess
from recommender.catalogue.store import Store
from recommender.errors import BadInput, SegueError
from scrapers.errors import LoginExpired, ServiceError
from scrapers.matching import Wanted
from scrapers.settings import ServiceSettings
from scrapers.spotify import library
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.client import Spotify
from scrapers.spotify.resolve import Resolver
from scrapers.spotify.steps import Steps
from scrapers.spotify.writing import Keep, Plan, Record, Unfinished, undo, write

_STOPPED = "Segue stopped while it wrote this playlist. Finish it, or take it back."
_WRITTEN = "This playlist was written already. Open the window again for another one."
_UNWRITTEN = "Nothing was written yet. Look the tracks over first, then write the playlist."
_NOT_LAST = "Only the playlist that was written last can be taken back. Change this one in Spotify."
_NOTHING_NEW = "Nothing was added to this playlist, so there is nothing to take back."


class Playlists:
    """Implements dashboard.playlist_service.PlaylistService. Safe to share between threads.

    Who asks is told by the request's cookie, also in a job: it keeps the request that began it.
    """

    def __init__(
        self,
        store: Store,
        access: SpotifyAccess,
        logins: Logins,
        resolver: Resolver,
        allowance: Allowance,
        settings: ServiceSettings,
    ) -> None:
        self._operations = Operations(store.engine)
        self._access = access
        self._logins = logins
        self._resolver = resolver
        self._allowance = allowance
        self._settings = settings

    @database_told
    def account(self) -> Account | None:
        """See PlaylistService."""
        return self._logins.account(browser_session())

    def can_connect(self) -> bool:
        """See PlaylistService."""
        return self._settings.spotify_client_id is not None

    @database_told
    def spotify_pause(self) -> Pause | None:
        """See PlaylistService."""
        pause = self._allowance.pause()
        return Pause(str(pause), pause.retry_at) if pause else None

    @database_told
    def plan_playlist(self, tracks: Sequence[Chosen], progress: Progress) -> str:
        """See PlaylistService."""
        account = self._account_id()
        with self._access.for_writing(browser_session()) as spotify:
            plan = make_plan(spotify, self._resolver, tracks, progress)
        return self._operations.plan(account, plan)

    @database_told
    def playlist_plan(self, operation_id: str) -> PlaylistPlan:
        """See PlaylistService."""
        plan = self._operations.get(self._account_id(), operation_id).plan
        if plan is None:
            raise BadInput(_WRITTEN)
        return plan

    @database_told
    def write_playlist(self, operation_id: str, order: PlaylistOrder, progress: Progress) -> None:
        """See PlaylistService."""
        account = self._account_id()
        operation = self._operations.get(account, operation_id)
        wanted = None
        # Once it is under way, the order is what it was then.
        if operation.state in ("planned", "failed") and operation.plan:
            wanted = read_order(operation.plan, order)
            before = self._operations.repeats(account, operation_id, wanted)
            if before and self._is_gone(before, progress):
                self._operations.forget_order(account, before.id)
        claim = self._operations.claim(account, operation_id, wanted)
        if claim:
            self._write(claim, progress)

    @database_told
    def resume_playlist(self, operation_id: str, progress: Progress) -> None:
        """See PlaylistService."""
        claim = self._operations.claim(self._account_id(), operation_id)
        if claim:
            self._write(claim, progress)

    @database_told
    def undo_playlist(self, operation_id: str, progress: Progress) -> None:
        """See PlaylistService."""
        account = self._account_id()
        operation = self._operations.get(account, operation_id)
        if operation.state in ("planned", "failed"):
            raise BadInput(_UNWRITTEN)
        if operation.state == "written" and self._operations.last(account) != operation.first_id:
            raise BadInput(_NOT_LAST)
        if operation.state == "written" and _record(operation).added == ():
            raise BadInput(_NOTHING_NEW)
        claim = self._operations.claim_to_undo(account, operation_id)
        if claim:
            self._undo(claim, progress)

    @database_told
    def playlist_result(self, operation_id: str) -> PlaylistResult:
        """See PlaylistService."""
        account = self._account_id()
        return self._result(account, self._operations.get(account, operation_id))

    @database_told
    def last_write(self) -> PlaylistResult | None:
        """See PlaylistService."""
        try:
            account = self._account_id()
        except LoginExpired:
            return None
        id_ = self._operations.unfinished(account) or self._operations.last(account)
        operation = self._operations.get(account, id_) if id_ else None
        if operation is None or operation.state == "undone":
            return None
        return self._result(account, operation)

    def _account_id(self) -> str:
        return self._logins.account_id(browser_session())

    def _write(self, claim: Claim, progress: Progress) -> None:
        """However it ends, the journal tells."""
        plan, record = _plan(claim.operation), _record(claim.operation)
        with claim.lease as lease, self._access.for_writing(browser_session()) as spotify:
            try:
                written = write(spotify, plan, record, _kept_by(lease), progress)
            except Overtaken:
                raise
            except Unfinished as error:
                lease.put_down(self._lasting(error))
            except SegueError as error:
                lacking = self._denied(spotify, claim.operation, error)
                lease.end("failed", message=lacking or self._lasting(error))
                if isinstance(error, LoginExpired):
                    raise  # so that the page offers to connect
            else:
                lease.end("written", written.to_json(), one_line(written.left))

    def _denied(self, spotify: Spotify, operation: Operation, error: SegueError) -> str:
        """What to say where Spotify lacks a track; else empty.

        One that it was remembered to have is forgotten, and so looked for anew.
        """
        order, plan = operation.order, operation.plan
        # The bare class: Spotify understood the request and did not like what it held.
        if type(error) is not ServiceError or order is None:
            return ""
        uri = denied_track(spotify, order, plan)
        if uri is None:
            return ""
        for track in plan.tracks if plan else ():
            if track.uri == uri:
                self._resolver.forget(Wanted(track.artist, track.title))
        return denied(uri, order, plan)

    def _is_gone(self, operation: Operation, progress: Progress) -> bool:
        """Whether what was written is no longer there, as far as Spotify tells."""
        record = _record(operation)
        if record.playlist_id is None:
            return False
        with self._access.for_writing(browser_session()) as spotify:
            steps = Steps(spotify, record, lambda _: None, progress)
            try:
                if not library.holds(steps, record.playlist_id):
                    return True
                added = record.added or ()
                return bool(added) and not set(added) <= set(
                    spotify.playlist_uris(record.playlist_id)
                )
            except ServiceError:
                return False

    def _undo(self, claim: Claim, progress: Progress) -> None:
        plan, record = _plan(claim.operation), _record(claim.operation)
        with claim.lease as lease, self._access.for_writing(browser_session()) as spotify:
            try:
                undone = undo(spotify, plan, record, _kept_by(lease), progress)
            except Overtaken:
                raise
            except SegueError as error:
                if claim.operation.state == "written" and not lease.kept:
                    raise
                name = one_line(record.name) or plan.name
                told = half_undone(error, self._lasting(error), name, plan.target is not None)
                lease.put_down(told)
                if isinstance(error, BadInput):
                    raise BadInput(told) from error
                raise
            lease.end("undone", undone.to_json(), one_line(undone.left))

    def _lasting(self, error: SegueError) -> str:
        return lasting(error, self._allowance.pause())

    def _result(self, account: str, operation: Operation) -> PlaylistResult:
        order, record = operation.order, _record(operation)
        if operation.state == "planned" or order is None:
            return PlaylistResult(operation.id, "failed", "", message=_UNWRITTEN)
        appended, written = order.target is not None, operation.state == "written"
        added = len(order.uris if record.added is None else record.added) if written else 0
        undoable = operation.state == "writing" or (
            written and added > 0 and self._operations.last(account) == operation.first_id
        )
        message = operation.message
        if operation.state == "writing" and not operation.under_way:
            message = message or _STOPPED
        return PlaylistResult(
            operation_id=operation.id,
            state=operation.state,
            name=one_line(record.name) or order.name,
            url=record.url if operation.state in ("writing", "written") or appended else "",
            written=added,
            already=len(order.uris) - added if written else 0,
            appended=appended,
            missing=order.missing,
            message=message,
            repeated=operation.same_as is not None,
            can_undo=undoable and not operation.under_way,
        )


def _plan(operation: Operation) -> Plan:
    """What is written, in the words of scrapers/spotify/writing.py."""
    order = operation.order
    if order is None:
        raise AssertionError("nothing was ordered")
    return Plan(
        mark=operation.id,
        name=order.name,
        description=order.description,
        public=order.public,
        uris=order.uris,
        target=order.target,
    )


def _record(operation: Operation) -> Record:
    return Record.from_json(operation.record) if operation.record else Record()


def _kept_by(lease: Lease) -> Keep:
    return lambda record: lease.keep(record.to_json())
