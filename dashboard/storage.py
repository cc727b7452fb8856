"""What the dashboard itself has to remember, in tables beside the catalogue's: logins and writes.

SQLite and PostgreSQL both. These tables hold what belongs to a person; disconnecting empties them
of everything about that person's account.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.engine import Connection, Engine

from recommender.catalogue.database import create_tables

metadata = MetaData()

login = Table(
    "login",
    metadata,
    # SHA-256 of the session ID in the browser's cookie: a copy of this table opens no session.
    Column("session", String(64), primary_key=True),
    # Spotify's stable ID of the account, and the name that it shows.
    Column("account", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    # The tokens, encrypted with the key file in SEGUE_DATA.
    Column("token", LargeBinary, nullable=False),
    # Spotify ends a login six months after this.
    Column("logged_in_at", DateTime(timezone=True), nullable=False),
    # Until when the one who renews the tokens is believed to be at it: others wait for the result.
    Column("renewing_until", DateTime(timezone=True)),
    # Set once a newer login has its browser: until then the jobs that began with this one go on.
    Column("ends_at", DateTime(timezone=True)),
)

operation = Table(
    "playlist_operation",
    metadata,
    # Made by the server when a playlist is planned.
    Column("id", String(40), primary_key=True),
    # Whose it is: the same value as login.account.
    Column("account", Text, nullable=False),
    # planned | writing | written | failed | undone
    Column("state", String(10), nullable=False),
    # What was found on Spotify, for the DJ to look at (JSON); empty once it is written.
    Column("plan", Text, nullable=False),
    # What was ordered (dashboard/ordering.py), how far it is (scrapers/spotify/writing.py): JSON.
    Column("orders", Text),
    Column("record", Text),
    # One sentence where it did not go as ordered.
    Column("message", Text, nullable=False),
    # ID of the operation that was ordered before and is the same.
    Column("same_as", String(40)),
    # The same for two orders of the same thing; held while one is under way or done, so that the
    # second, from another tab, finds the first.
    Column("fingerprint", String(64), unique=True),
    # Who works on it now, and until when they are believed to be alive.
    Column("worker", String(40)),
    Column("leased_until", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("operation_of_account", "account", "updated_at"),
)


def open_storage(engine: Engine) -> None:
    """Create the tables where they are missing. Raises SegueError when that can't be done."""
    create_tables(engine, metadata)


def clock(connection: Connection) -> datetime:
    """The time in UTC, the same for all servers of a database: their own clocks may differ."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)  # a file: whoever has it open runs on this machine
    return connection.execute(select(func.clock_timestamp())).scalar_one()
