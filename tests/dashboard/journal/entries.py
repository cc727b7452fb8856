"""What is planned and ordered in the tests of the journal."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from dashboard.operations import Claim, Operations
from dashboard.ordering import Order
from dashboard.playlist_service import Offer, PlannedTrack, PlaylistPlan
from dashboard.storage import login

A = "spotify:track:" + "a" * 22
B = "spotify:track:" + "b" * 22
PLAN = PlaylistPlan(
    "",
    (
        PlannedTrack("Mira Voss", "Afterglow", "found", A),
        PlannedTrack("<b>", "…", "missing", offers=(Offer(B, "b", "…", "https://x"),)),
    ),
)
ORDER = Order("Night", "", False, None, (A, B), ())


class Clock:
    """The database's clock, turned by hand."""

    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self, connection: sa.Connection | None = None) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


def connect(engine: sa.Engine, account: str) -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    row = {"session": account, "account": account, "name": "", "token": b"", "logged_in_at": at}
    with engine.begin() as connection:
        connection.execute(login.insert().values(**row))


def claimed(journal: Operations, id_: str, order: Order | None = ORDER) -> Claim:
    claim = journal.claim("me", id_, order)
    assert claim
    return claim


def write(journal: Operations, order: Order = ORDER, account: str = "me") -> str:
    """A whole operation; gives its ID."""
    id_ = journal.plan(account, PLAN)
    claim = journal.claim(account, id_, order)
    assert claim
    with claim.lease as held:
        held.end("written", "through")
    return id_
