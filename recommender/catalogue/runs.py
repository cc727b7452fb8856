"""What the commands did: one row a run, from its beginning, so that one that was killed shows too.

A run that works gives a sign of life every half minute. One that is said to run and has given none
for some minutes did not end: it was killed, or its machine went down.
"""

import json
import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from recommender.catalogue import schema as db
from recommender.catalogue.database import first_line, in_utc, open_database, writing
from recommender.errors import SegueError, WrongUsage

KEPT = 200
"""Runs that are remembered; older ones go."""
SIGN_OF_LIFE_S = 30.0
LOST_AFTER = timedelta(minutes=3)
"""Without a sign of life for so long, a run is no longer believed to work."""

Outcome = Literal["running", "done", "failed", "stopped", "lost"]
"""`stopped`: by whoever started it. `lost`: it never said how it ended."""

_FIRST_LOOK_S = 1.0
# No command waits longer for another writer than this, for the sake of being remembered.
_WAIT_S = 2.0
_LAST_TRIES = 3
_LONGEST_NOTE = 500
# A whole path, and what it ends in; not the path of a web address. Folders may have blanks in their
# names, so a path goes on over blanks up to its last separator, but not past the end of a clause,
# which a short word before the full stop is none of (`J. Smith`).
_FOLDER = r"[^\s\\/'\"]+(?:(?<![,:;!?])(?<!\w{3}\.) +[^\s\\/'\":]+)*"
_PATH = re.compile(
    rf"(?<![\w:/.%])(?:[A-Za-z]:|~|\.{{1,2}})?(?:[\\/]{_FOLDER})*[\\/]([^\s\\/'\"]+)"
)
# What stands before a path to make an address of it.
_LOCAL = re.compile(r"\b(?:sqlite(?:\+\w+)?:///|file://)")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it is remembered."""

    id: int
    command: str
    """As it is typed: `import`, `mixesdb`, `update`, `previews`, `resolve`, `train` …"""
    started_at: datetime
    """UTC."""
    ended_at: datetime | None
    """UTC; for a lost run its last sign of life, for one that works None."""
    outcome: Outcome
    note: str
    """One sentence: what it did, or why it failed."""
    counts: Mapping[str, Any]
    """What it did in numbers, as the command's --json tells them."""


@dataclass
class Told:
    """What a command tells about itself while it works."""

    note: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None

    def tell(
        self, note: str, counts: Mapping[str, Any] | None = None, error: object | None = None
    ) -> None:
        """What was done; with `error`, what stopped it half-way. The last call holds."""
        self.note, self.counts = note, dict(counts or {})
        self.error = str(error) if error else None


def latest_runs(engine: Engine, limit: int = KEPT, now: datetime | None = None) -> list[Run]:
    """Runs, the latest first."""
    table = db.scraper_run
    query = sa.select(table).order_by(table.c.id.desc()).limit(limit)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    return [_run(row, now or datetime.now(UTC)) for row in rows]


@contextmanager
def recorded(url: str, command: str, files: Iterable[Path] = ()) -> Iterator[Told]:
    """Remember what happens inside as a run of `command`; yields what it may tell of itself.

    Exceptions go on as they are. Wrong usage is no run. Of paths, and of `files` for certain, only
    the last name is kept. A database that can't be written is the command's to tell.
    """
    told, row = Told(), _Row(url, command)
    row.begin()
    try:
        yield told
    except (WrongUsage, SystemExit):
        row.withdraw()
        raise
    except KeyboardInterrupt:
        row.end("stopped", told, told.note, files)
        raise
    except BaseException as error:
        row.end("failed", told, _why(error), files)
        raise
    failed = told.error is not None
    row.end("failed" if failed else "done", told, told.error or told.note, files)


def record(url: str, command: str, work: Callable[[Told], int], files: Iterable[Path] = ()) -> int:
    """Run `work` as a run of `command` and give its exit code; another than 0 is a failure."""
    with recorded(url, command, files) as told:
        code = work(told)
        if code and told.error is None:
            told.error = told.note or f"It ended with the exit code {code}."
    return code


def without_paths(text: str, files: Iterable[Path] = ()) -> str:
    """A sentence in which files go by their names: where they lie may tell who somebody is."""
    for path in sorted(files, key=lambda path: -len(str(path))):
        text = text.replace(str(path), path.name)
    text = _PATH.sub(r"\1", _LOCAL.sub("", text.replace(_home(), "~")))
    return text if len(text) <= _LONGEST_NOTE else text[: _LONGEST_NOTE - 1] + "…"


def _home() -> str:
    try:
        home = Path.home()
    except RuntimeError:  # a user whom the machine does not know
        return "~"
    return "~" if home == home.parent else str(home)


def _clean(text: str) -> str:
    """What every database takes: a file's name need not be UTF-8, nor an error without a NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _plain(value: Any) -> Any:
    """What JSON can say, and every database takes."""
    if isinstance(value, Mapping):
        return {_clean(str(name)): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value if isinstance(value, int | float | None) else _clean(str(value))


def _why(error: BaseException) -> str:
    if isinstance(error, SegueError):
        return str(error)
    if isinstance(error, sa.exc.DBAPIError):
        return f"The catalogue's database failed: {first_line(error)}."
    if isinstance(error, BrokenPipeError):
        return "Whoever read its output went away."
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}."
    return f"It broke off with an error that nobody foresaw ({type(error).__name__})."


class _Row:
    """The row of a run that works, kept alive by a thread."""

    def __init__(self, url: str, command: str) -> None:
        self._url = url
        self._command = command
        self._started = datetime.now(UTC)
        self._engine: Engine | None = None
        self._id: int | None = None
        self._over = threading.Event()
        self._alive = threading.Thread(target=self._live, daemon=True, name="sign of life")

    def begin(self) -> None:
        """Write the row, where there is a database already, and keep it alive."""
        self._try(self._insert)
        self._alive.start()

    def end(self, outcome: Outcome, told: Told, note: str, files: Iterable[Path]) -> None:
        """Say how it ended."""
        self._stop()
        ended_at = datetime.now(UTC)

        def write() -> None:
            values = {
                "ended_at": ended_at,
                "outcome": outcome,
                "note": without_paths(_clean(note), files),
                "counts": json.dumps(_plain(told.counts), ensure_ascii=False),
            }
            self._insert(values) if self._id is None else self._set(values)

        for _ in range(_LAST_TRIES):
            failure = self._try(write)
            if not failure:
                break
        if failure and self._id is not None:
            log.warning("how this run ended could not be written down: %s", failure)
        self._close()

    def withdraw(self) -> None:
        """As if it had never begun."""
        self._stop()
        self._try(self._delete)
        self._close()

    def _live(self) -> None:
        pause = _FIRST_LOOK_S
        while not self._over.wait(pause):
            pause = SIGN_OF_LIFE_S
            # A first import makes the database only when it has something to put into it.
            self._try(self._insert if self._id is None else lambda: self._set({}))

    def _stop(self) -> None:
        self._over.set()
        self._alive.join()

    def _close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    def _insert(self, values: Mapping[str, Any] | None = None) -> None:
        engine = self._opened()
        if engine is None:
            return
        table = db.scraper_run
        row = {
            "command": self._command,
            "started_at": self._started,
            "alive_at": datetime.now(UTC),
            "outcome": "running",
            "note": "",
            "counts": "{}",
        } | dict(values or {})
        with writing(engine).begin() as connection:
            query = table.insert().values(**row).returning(table.c.id)
            self._id = connection.execute(query).scalar_one()
            kept = sa.select(table.c.id).order_by(table.c.id.desc()).limit(KEPT)
            newest = set(connection.scalars(kept))
            connection.execute(table.delete().where(table.c.id < min(newest)))

    def _set(self, values: Mapping[str, Any]) -> None:
        engine, table = self._opened(), db.scraper_run
        if engine is not None:
            row = {"alive_at": datetime.now(UTC)} | dict(values)
            with writing(engine).begin() as connection:
                connection.execute(table.update().where(table.c.id == self._id).values(**row))

    def _delete(self) -> None:
        if self._engine is not None and self._id is not None:
            table = db.scraper_run
            with writing(self._engine).begin() as connection:
                connection.execute(table.delete().where(table.c.id == self._id))

    def _opened(self) -> Engine | None:
        """The database; None where there is none yet, which is not ours to make."""
        if self._engine is None and _is_there(self._url):
            self._engine = open_database(self._url, _WAIT_S)
        return self._engine

    @staticmethod
    def _try(write: Callable[[], None]) -> str | None:
        """Why it could not be done; None where it could."""
        try:
            write()
        except sa.exc.DBAPIError as error:
            return first_line(error)
        except (SegueError, OSError) as error:
            return str(error)
        except Exception as error:  # to be remembered is no command's purpose: none fails over it
            log.warning("this run could not be remembered: %s", type(error).__name__)
            log.debug("because of", exc_info=True)
        return None


def _is_there(url: str) -> bool:
    try:
        parsed = make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        return False  # the command says so itself
    if parsed.get_backend_name() != "sqlite":
        return True
    return bool(parsed.database) and Path(str(parsed.database)).exists()


def _run(row: sa.Row[Any], now: datetime) -> Run:
    alive_at = in_utc(row.alive_at)
    lost = row.outcome == "running" and alive_at < now - LOST_AFTER
    ended_at = in_utc(row.ended_at) if row.ended_at else alive_at if lost else None
    return Run(
        id=row.id,
        command=row.command,
        started_at=in_utc(row.started_at),
        ended_at=ended_at,
        outcome="lost" if lost else row.outcome,
        note=row.note,
        counts=json.loads(row.counts),
    )
