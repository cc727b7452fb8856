"""Opening the database: engine, tables, and what SQLite needs to be safe and quick."""

import secrets
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

from recommender.catalogue import schema
from recommender.errors import SegueError

_ATTEMPTS = 3
# A writer waits for another writer this long before "database is locked".
_WAIT_S = 30.0
_PAUSE_S = 0.02


def open_database(url: str, wait_s: float = _WAIT_S) -> Engine:
    """Connect to `url`, create what is missing, and check the schema's version.

    `wait_s`: how long SQLite waits for another writer, here and in every transaction. Raises
    SegueError when the database can't be opened or was written by another version.
    """
    try:
        parsed = make_url(url)
        broken = "@" in (parsed.host or "")
    except (sa.exc.ArgumentError, ValueError):
        broken = True
    if broken:
        raise SegueError(
            "DATABASE_URL is not a database URL; it should look like "
            "postgresql://user:password@host/name, with signs such as @ in the password "
            "percent-encoded."
        )
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    shown = parsed.render_as_string(hide_password=True)
    try:
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(parsed, connect_args=_connect_args(parsed, wait_s))
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine, wait_s)
    except (sa.exc.NoSuchModuleError, ImportError, OSError) as error:
        raise SegueError(f"The catalogue {shown} can't be opened: {error}.") from error
    try:
        _create_tables(engine)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise SegueError(f"The catalogue {shown} can't be opened: {first_line(error)}.") from error
    except SegueError:
        engine.dispose()
        raise
    return engine


def in_utc(moment: datetime) -> datetime:
    """A moment as it was stored: everything is in UTC, and SQLite forgets to say so."""
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def first_line(error: sa.exc.DBAPIError) -> str:
    """What the database said, without the statement that it said it about."""
    return (str(error.orig).splitlines() or [type(error.orig).__name__])[0].rstrip(".")


def _connect_args(url: sa.URL, wait_s: float) -> dict[str, object]:
    return {"timeout": wait_s} if url.get_backend_name() == "sqlite" else {}


def _prepare_sqlite(engine: Engine, wait_s: float) -> None:
    """WAL, foreign keys, and transactions that really begin where we say so.

    Python's driver would begin a transaction only at the first write, so that what was read before
    might be stale; `BEGIN IMMEDIATE` for writers rules that out (SQLAlchemy's manual, "Serializable
    isolation with pysqlite").
    """

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection, _record):  # type: ignore[no-untyped-def]
        connection.isolation_level = None
        cursor = connection.cursor()
        _switch_to_wal(cursor, wait_s)
        # FULL: what is committed survives a power cut, not only a killed process.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("segue_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _switch_to_wal(cursor: sqlite3.Cursor, wait_s: float) -> None:
    # SQLite refuses this at once, without its usual wait, while another program does the same.
    for _ in range(round(wait_s / _PAUSE_S)):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_PAUSE_S)
        else:
            return
    cursor.execute("PRAGMA journal_mode = WAL")


def writing(engine: Engine) -> Engine:
    """The same database for transactions that write."""
    return engine.execution_options(segue_writes=True)


def one_view(engine: Engine) -> Engine:
    """The same database for transactions whose queries all see it as it was at the first."""
    if engine.dialect.name != "postgresql":
        return engine  # SQLite's transactions are so
    return engine.execution_options(isolation_level="REPEATABLE READ")


def create_tables(engine: Engine, metadata: sa.MetaData) -> None:
    """Create the tables of another room beside the catalogue's, where they are missing.

    Raises SegueError when that can't be done.
    """

    def create() -> None:
        with writing(engine).begin() as connection:
            metadata.create_all(connection)

    try:
        _patiently(create)
    except sa.exc.DBAPIError as error:
        raise SegueError(
            f"The catalogue's database takes no new tables: {first_line(error)}."
        ) from error


def _create_tables(engine: Engine) -> None:
    _patiently(lambda: _create_missing(engine))


def _patiently(create: Callable[[], None]) -> None:
    for _ in range(_ATTEMPTS - 1):
        try:
            return create()
        except (sa.exc.IntegrityError, sa.exc.ProgrammingError):
            # PostgreSQL lets two programs create one table and then refuses the second: look again.
            continue
    return create()


def _create_missing(engine: Engine) -> None:
    with writing(engine).begin() as connection:
        schema.metadata.create_all(connection)
        state = schema.scrape_state
        found = connection.scalar(sa.select(state.c.value).where(state.c.name == "schema"))
        if found is None:
            rows = {"schema": str(schema.VERSION), "catalogue": secrets.token_hex(8)}
            connection.execute(
                state.insert(), [{"name": name, "value": value} for name, value in rows.items()]
            )
        elif found != str(schema.VERSION):
            raise SegueError(
                f"The catalogue was written by another version of Segue (tables {found}, this "
                f"version uses {schema.VERSION}). Import your set lists into a fresh SEGUE_DATA."
            )
