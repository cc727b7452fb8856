"""The tables. SQLite and PostgreSQL both; nothing here is special to one of them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 1
"""Raised when a table changes; a database of another version is refused, not guessed at."""

metadata = MetaData()

dj = Table(
    "dj",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
)

dj_set = Table(
    "dj_set",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(40), nullable=False),
    Column("source_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    # ISO text, as precise as the source: 2019, 2019-03 or 2019-03-02; empty where unknown.
    Column("date", String(10), nullable=False),
    Column("url", Text),
    # JSON list of names.
    Column("styles", Text, nullable=False),
    Column("series", Text),
    # The page that documents the set; one page may document several sets.
    Column("page", Text),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("source", "source_id"),
    Index("set_of_page", "source", "page"),
)

set_dj = Table(
    "set_dj",
    metadata,
    Column("set_id", ForeignKey("dj_set.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("dj_id", ForeignKey("dj.id"), nullable=False, index=True),
)

track = Table(
    "track",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    # As first written; the key is what tells tracks apart.
    Column("artist", Text, nullable=False),
    Column("title", Text, nullable=False),
    # The folded names in the key: `artists` joined by " & ", the version empty for the original.
    Column("artists", Text, nullable=False),
    Column("version", Text, nullable=False),
    # False where only the artist or only the title is known: it teaches the models about its
    # neighbours, and is never a seed or a recommendation.
    Column("whole", Boolean, nullable=False),
)

play = Table(
    "play",
    metadata,
    Column("set_id", ForeignKey("dj_set.id", ondelete="CASCADE"), primary_key=True),
    Column("line", Integer, primary_key=True),
    # The place in the set. Tracks on top of each other share it.
    Column("position", Integer, nullable=False),
    Column("layered", Boolean, nullable=False),
    # None: something was played here, nobody knows what.
    Column("track_id", ForeignKey("track.id")),
    Column("cue_s", Float),
    Index("play_of_track", "track_id", "set_id", "position"),
)

# The record labels that the source names beside plays, as written.
play_label = Table(
    "play_label",
    metadata,
    Column("set_id", Integer, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    # Gone with their plays, also where a version of Segue removes these that knows no labels.
    ForeignKeyConstraint(["set_id", "line"], ["play.set_id", "play.line"], ondelete="CASCADE"),
)

resolution = Table(
    "resolution",
    metadata,
    Column("track_id", ForeignKey("track.id"), primary_key=True),
    Column("service", String(20), primary_key=True),
    # None: the service was asked and does not have the track.
    Column("uri", Text, index=True),
    Column("checked_at", DateTime(timezone=True), nullable=False),
)

# What came near a track that the service does not have: replaced with each such answer.
resolution_offer = Table(
    "resolution_offer",
    metadata,
    Column("track_id", ForeignKey("track.id"), primary_key=True),
    Column("service", String(20), primary_key=True),
    # 1 for the nearest.
    Column("rank", Integer, primary_key=True),
    Column("uri", Text, nullable=False),
    # JSON list of names.
    Column("artists", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("album", Text, nullable=False),
    Column("year", Integer),
    Column("duration_ms", Integer),
)

analysis = Table(
    "analysis",
    metadata,
    Column("track_id", ForeignKey("track.id"), primary_key=True),
    Column("source", String(40), nullable=False),
    Column("model_version", String(80), nullable=False),
    Column("analysed_at", DateTime(timezone=True), nullable=False),
    Column("tempo_bpm", Float),
    Column("tempo_confidence", Float),
    Column("camelot", String(3)),
    Column("key_confidence", Float),
    Column("loudness_db", Float),
    Column("genres", Text),
    Column("embedding", LargeBinary),
    Column("usable", Boolean, nullable=False),
)

# What was read from a source that counts the revisions of its pages.
page = Table(
    "page",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("page_id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    # `set` or `skipped`; a skipped page has a reason and no sets.
    Column("outcome", String(10), nullable=False),
    Column("reason", Text),
    Column("fetched_at", DateTime(timezone=True), nullable=False),
    Index("page_of_title", "source", "title"),
)

# What the commands did (runs.py); the last few hundred.
scraper_run = Table(
    "scraper_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", String(40), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    # The last sign of life of a run that works.
    Column("alive_at", DateTime(timezone=True), nullable=False),
    # running | done | failed | stopped
    Column("outcome", String(10), nullable=False),
    # One sentence: what it did, or why it failed.
    Column("note", Text, nullable=False),
    # JSON object.
    Column("counts", Text, nullable=False),
)

scrape_state = Table(
    "scrape_state",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)
