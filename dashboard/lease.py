"""The right to work on one playlist operation: one holder at a time, over all server processes."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.storage import operation as table
from recommender.catalogue.database import first_line
from recommender.errors import SegueError

LEASE = timedelta(seconds=30)
"""A holder who was not heard of for so long is taken for dead."""
_BEAT_S = 8.0

log = logging.getLogger(__name__)


class Overtaken(SegueError):
    """The lease is somebody else's by now, or the operation is gone."""


class Lease:
    """Held within `with`: renewed in the background, whatever the holder waits for meanwhile.

    Left without `end` or `put_down`, as when something unforeseen breaks, the operation stays as it
    is, free for the next one.
    """

    def __init__(
        self, engine: Engine, id_: str, worker: str, clock: Callable[[Connection], datetime]
    ) -> None:
        self._engine = engine
        self._mine = (table.c.id == id_) & (table.c.worker == worker)
        self._clock = clock
        self.kept = False
        """Whether anything was kept under this lease."""
        self._open = True
        self._stopped = threading.Event()
        self._heart = threading.Thread(target=self._beat, name="lease", daemon=True)

    def __enter__(self) -> "Lease":
        self._heart.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._heart.join()
        if not self._open:
            return
        try:
            self.put_down()
        except (Overtaken, sa.exc.DBAPIError):
            # Nothing to give up, or it runs out; what broke before must not be hidden.
            log.warning("a playlist operation could not be put down", exc_info=True)

    def keep(self, record: str) -> None:
        """Make durable how far the work is. Raises Overtaken: then stop at once.

        From here on the operation is `writing`, also one that was written and is taken back: should
        it stop half-way, it is neither whole nor gone.
        """
        self._change({"record": record, "state": "writing"}, leased_until=LEASE)
        self.kept = True

    def end(
        self, state: Literal["written", "failed", "undone"], record: str = "", message: str = ""
    ) -> None:
        """The work came to an end. Raises Overtaken."""
        values: dict[str, Any] = {"state": state, "record": record, "message": message}
        if state != "failed":
            values["plan"] = ""  # what Spotify said about the tracks is not needed any more
        if state != "written":
            values["fingerprint"] = None
        # What was written last is told by this.
        moments = {} if state == "undone" else {"updated_at": timedelta()}
        self._give_up(values, **moments)

    def put_down(self, message: str | None = None) -> None:
        """The work stops here and may be taken up again. Raises Overtaken."""
        self._give_up({} if message is None else {"message": message})

    def _give_up(self, values: dict[str, Any], **moments: timedelta) -> None:
        self._open = False
        self._change({**values, "worker": None, "leased_until": None}, **moments)

    def _change(self, values: dict[str, Any], **moments: timedelta) -> None:
        """`moments` are columns and how long from now they lie."""
        with self._engine.begin() as connection:
            now = self._clock(connection) if moments else None
            times = {name: now + later for name, later in moments.items()} if now else {}
            change = table.update().where(self._mine).values(**values, **times)
            changed = connection.execute(change)
        if changed.rowcount != 1:
            raise Overtaken(
                "This playlist is no longer written from here. Look at it again in a moment."
            )

    def _beat(self) -> None:
        while not self._stopped.wait(_BEAT_S):
            try:
                self._change({}, leased_until=LEASE)
            except Overtaken:
                return  # the holder notices at the next `keep`
            except sa.exc.DBAPIError as error:
                log.warning("a lease was not renewed: %s", first_line(error))
