"""Opening the database: engine, tables, and what SQLite needs to be safe and quick."""

import secrets
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

from recommender.catalogue import schema
from recommender.errors import SegueError


def open_database(url: str) -> Engine:
    """Connect to `url`, create what is missing, and check the schema's version.

    Raises SegueError when the database can't be opened or was written by another version.
    """
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise SegueError(
            "DATABASE_URL is not a database URL; it should look like "
            "postgresql+psycopg://user:password@host/name."
        ) from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    shown = parsed.render_as_string(hide_password=True)
    try:
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(parsed, connect_args=_connect_args(parsed))
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        _create_tables(engine)
    except (sa.exc.DBAPIError, sa.exc.NoSuchModuleError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise SegueError(f"The catalogue {shown} can't be opened: {reason}.") from error
    return engine


def _connect_args(url: sa.URL) -> dict[str, object]:
    # A writer waits for another writer this long before "database is locked".
    return {"timeout": 30} if url.get_backend_name() == "sqlite" else {}


def _prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, and transactions that really begin where we say so.

    Python's driver would begin a transaction only at the first write, so that what was read before
    might be stale; `BEGIN IMMEDIATE` for writers rules that out (SQLAlchemy's manual, "Serializable
    isolation with pysqlite").
    """

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection, _record):  # type: ignore[no-untyped-def]
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL: what is committed survives a power cut, not only a killed process.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("segue_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writing(engine: Engine) -> Engine:
    """The same database for transactions that write."""
    return engine.execution_options(segue_writes=True)


def _create_tables(engine: Engine) -> None:
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
