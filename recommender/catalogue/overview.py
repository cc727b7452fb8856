"""What the catalogue holds, and how much of it is resolved and listened to.

The database counts, in a handful of aggregates: a quarter of a second for 200,000 tracks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from recommender.catalogue import schema as db
from recommender.catalogue.identity import UNKNOWN_VERSION

_FIRST_YEAR = "1900"
_SPOTIFY = "spotify"


@dataclass(frozen=True, slots=True)
class Source:
    """Where sets come from."""

    name: str
    sets: int
    newest: str
    """The date of its newest set as ISO text; empty where no set has a date."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much is known about some tracks, without those of which half the name is missing."""

    tracks: int
    found: int = 0
    """On Spotify."""
    absent: int = 0
    """Spotify was asked and does not have them."""
    vague: int = 0
    """Remixes that nobody names: Spotify is never asked for them."""
    heard: int = 0
    """Analysed by their sound."""
    deaf: int = 0
    """There is a preview, but it could not be listened to."""
    silent: int = 0
    """No service has a preview."""
    keyed: int = 0
    """Of the heard: with a key."""
    timed: int = 0
    """Of the heard: with a tempo."""

    @property
    def not_asked(self) -> int:
        """Tracks that Spotify is still to be asked for."""
        return max(0, self.tracks - self.found - self.absent - self.vague)

    @property
    def waiting(self) -> int:
        """Tracks that are still to be listened to."""
        return max(0, self.tracks - self.heard - self.deaf - self.silent)


@dataclass(frozen=True, slots=True)
class Pages:
    """What came of the pages of a wiki."""

    documented: int = 0
    """Pages with sets in the catalogue."""
    skipped: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    """Why pages were skipped, and how many; the most common first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The catalogue at a glance."""

    sets: int
    tracks: int
    djs: int
    plays: int
    newest_set: str = ""
    """ISO text, as precise as its source; empty where no set has a date."""
    years: tuple[tuple[int, int], ...] = ()
    """(year, sets), ascending; years without sets are left out."""
    undated: int = 0
    """Sets of which no year is known."""
    sources: tuple[Source, ...] = ()
    """The largest first."""
    half_names: int = 0
    """Tracks of which only the artist or only the title is known."""
    everything: Coverage = field(default_factory=lambda: Coverage(0))
    """Of all tracks."""
    shared: Coverage = field(default_factory=lambda: Coverage(0))
    """Of the tracks that are in at least two sets: those that the models know."""
    pages: Pages = field(default_factory=Pages)


def look(engine: Engine, preview_services: Sequence[str] = ()) -> Overview:
    """Count everything; `preview_services` are asked for previews. Slow: see above."""
    with engine.connect() as connection:
        sources, years, undated = _sets(connection)
        whole, half = _tracks(connection)
        return Overview(
            sets=sum(source.sets for source in sources),
            tracks=whole + half,
            djs=_count(connection, db.dj),
            plays=_count(connection, db.play),
            newest_set=max((source.newest for source in sources), default=""),
            years=years,
            undated=undated,
            sources=sources,
            half_names=half,
            everything=_all_tracks(connection, whole, preview_services),
            shared=_shared_tracks(connection, preview_services),
            pages=_pages(connection),
        )


def _count(connection: Connection, table: sa.Table) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def _sets(
    connection: Connection,
) -> tuple[tuple[Source, ...], tuple[tuple[int, int], ...], int]:
    table, number = db.dj_set, sa.func.count()
    query = sa.select(table.c.source, number.label("sets"), sa.func.max(table.c.date).label("last"))
    rows = connection.execute(query.group_by(table.c.source).order_by(number.desc())).all()
    sources = tuple(Source(row.source, row.sets, row.last or "") for row in rows)
    year = sa.func.substr(table.c.date, 1, 4)
    counted = connection.execute(sa.select(year, number).group_by(year).order_by(year)).all()
    known = [(text, sets) for text, sets in counted if text >= _FIRST_YEAR and text.isdigit()]
    years = tuple((int(text), sets) for text, sets in known)
    return sources, years, sum(sets for _, sets in counted) - sum(sets for _, sets in known)


def _tracks(connection: Connection) -> tuple[int, int]:
    """Tracks with whole names, and with half ones."""
    table = db.track
    query = sa.select(table.c.whole, sa.func.count()).group_by(table.c.whole)
    counted = {bool(whole): number for whole, number in connection.execute(query)}
    return counted.get(True, 0), counted.get(False, 0)


def _all_tracks(connection: Connection, tracks: int, preview_services: Sequence[str]) -> Coverage:
    """Counted from what is known: most tracks are in no table but their own."""
    asked, analysis = db.resolution, db.analysis
    spotify = connection.execute(
        sa.select(sa.func.count(asked.c.uri), sa.func.count()).where(asked.c.service == _SPOTIFY)
    ).one()
    vague = sa.select(sa.func.count()).where(
        db.track.c.whole, db.track.c.version == UNKNOWN_VERSION
    )
    heard = connection.execute(sa.select(*_heard(analysis)).select_from(analysis)).one()
    silent = _silent(preview_services).subquery()
    alone = sa.select(sa.func.count()).select_from(
        silent.outerjoin(analysis, analysis.c.track_id == silent.c.track_id)
    )
    return Coverage(
        tracks=tracks,
        found=spotify[0],
        absent=spotify[1] - spotify[0],
        vague=int(connection.scalar(vague) or 0),
        heard=int(heard.heard or 0),
        deaf=int(heard.deaf or 0),
        silent=int(connection.scalar(alone.where(analysis.c.track_id.is_(None))) or 0),
        keyed=int(heard.keyed or 0),
        timed=int(heard.timed or 0),
    )


def _shared_tracks(connection: Connection, preview_services: Sequence[str]) -> Coverage:
    """One pass over the tracks that are in at least two sets."""
    play, analysis = db.play, db.analysis
    shared = (
        sa.select(play.c.track_id)
        .where(play.c.track_id.is_not(None))
        .group_by(play.c.track_id)
        .having(sa.func.min(play.c.set_id) < sa.func.max(play.c.set_id))
        .subquery()
    )
    spotify = db.resolution.alias()
    previews = [db.resolution.alias() for _ in preview_services]
    denied = [one.c.track_id.is_not(None) & one.c.uri.is_(None) for one in previews]
    silent = sa.and_(sa.true() if previews else sa.false(), analysis.c.track_id.is_(None), *denied)
    never = sa.and_(db.track.c.version == UNKNOWN_VERSION, spotify.c.track_id.is_(None))
    rows = shared.join(db.track, db.track.c.id == shared.c.track_id).outerjoin(
        analysis, analysis.c.track_id == shared.c.track_id
    )
    asked = zip((_SPOTIFY, *preview_services), (spotify, *previews), strict=True)
    for service, answers in asked:
        rows = rows.outerjoin(
            answers, (answers.c.track_id == shared.c.track_id) & (answers.c.service == service)
        )
    query = (
        sa.select(
            sa.func.count().label("tracks"),
            sa.func.count(spotify.c.uri).label("found"),
            sa.func.count(spotify.c.track_id).label("asked"),
            _sum(never).label("vague"),
            _sum(silent).label("silent"),
            *_heard(analysis),
        )
        .select_from(rows)
        .where(db.track.c.whole)
    )
    row = connection.execute(query).one()
    return Coverage(
        tracks=row.tracks,
        found=row.found,
        absent=row.asked - row.found,
        vague=int(row.vague or 0),
        heard=int(row.heard or 0),
        deaf=int(row.deaf or 0),
        silent=int(row.silent or 0),
        keyed=int(row.keyed or 0),
        timed=int(row.timed or 0),
    )


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _heard(table: sa.Table) -> list[sa.Label[int]]:
    usable = table.c.usable
    return [
        _sum(usable).label("heard"),
        _sum(sa.not_(usable)).label("deaf"),
        _sum(usable & table.c.camelot.is_not(None)).label("keyed"),
        _sum(usable & table.c.tempo_bpm.is_not(None)).label("timed"),
    ]


def _silent(services: Sequence[str]) -> sa.Select[int]:
    """Tracks that none of these services has."""
    table = db.resolution
    return (
        sa.select(table.c.track_id)
        .where(table.c.service.in_(services), table.c.uri.is_(None))
        .group_by(table.c.track_id)
        .having(sa.func.count() == len(services))
    )


def _pages(connection: Connection) -> Pages:
    table, number = db.page, sa.func.count()
    query = sa.select(table.c.outcome, table.c.reason, number.label("pages"))
    rows = connection.execute(query.group_by(table.c.outcome, table.c.reason)).all()
    skipped = [(row.reason or "no reason was kept", row.pages) for row in rows
               if row.outcome == "skipped"]  # fmt: skip
    return Pages(
        documented=sum(row.pages for row in rows if row.outcome != "skipped"),
        skipped=sum(pages for _, pages in skipped),
        reasons=tuple(sorted(skipped, key=lambda one: (-one[1], one[0]))),
    )
