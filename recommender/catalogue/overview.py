"""What the catalogue holds, and how much of it is resolved and listened to.

The database counts, in a handful of aggregates: a quarter of a second for 200,000 tracks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from recommender.catalogue import schema as db
from recommender.catalogue.identity import UNKNOWN_VERSION
from recommender.years import FIRST_YEAR, last_year

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
    """Analysed by their sound, by the genre network in use."""
    deaf: int = 0
    """There is a preview, but that network could not listen to it."""
    silent: int = 0
    """No service has a preview."""
    keyed: int = 0
    """With a key, whichever network was in use when it was heard."""
    timed: int = 0
    """With a tempo, likewise."""

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
    """Both only as far as a set holds them."""
    plays: int
    newest_set: str = ""
    """ISO text, as precise as its source; empty where no set has a date."""
    years: tuple[tuple[int, int], ...] = ()
    """(year, sets), ascending; years without sets are left out."""
    undated: int = 0
    """Sets of which no year is known, or one that can't be."""
    sources: tuple[Source, ...] = ()
    """The largest first."""
    half_names: int = 0
    """Tracks of which only the artist or only the title is known."""
    everything: Coverage = field(default_factory=lambda: Coverage(0))
    """Of all tracks."""
    shared: Coverage = field(default_factory=lambda: Coverage(0))
    """Of the tracks that are in at least two sets: those that the models know."""
    pages: Pages = field(default_factory=Pages)


def look(
    engine: Engine, preview_services: Sequence[str] = (), model_version: str | None = None
) -> Overview:
    """Count everything. Slow: see above.

    `preview_services` are asked for previews. `model_version`: the genre network in use; what only
    another one heard waits to be heard again. None: one is as good as another.
    """
    with engine.connect() as connection:
        sources, years, undated = _sets(connection)
        everything, shared, half = _tracks(connection, preview_services, model_version)
        return Overview(
            sets=sum(source.sets for source in sources),
            tracks=everything.tracks + half,
            djs=_scalar(connection, sa.select(sa.func.count(sa.distinct(db.set_dj.c.dj_id)))),
            plays=_scalar(connection, sa.select(sa.func.count()).select_from(db.play)),
            newest_set=max((source.newest for source in sources), default=""),
            years=years,
            undated=undated,
            sources=sources,
            half_names=half,
            everything=everything,
            shared=shared,
            pages=_pages(connection),
        )


def _scalar(connection: Connection, query: sa.Select[int]) -> int:
    return int(connection.scalar(query) or 0)


def _sets(
    connection: Connection,
) -> tuple[tuple[Source, ...], tuple[tuple[int, int], ...], int]:
    table, number = db.dj_set, sa.func.count()
    year = sa.func.substr(table.c.date, 1, 4)
    likely = year.between(str(FIRST_YEAR), str(last_year()))
    newest = sa.func.max(sa.case((likely, table.c.date)))
    query = sa.select(table.c.source, number.label("sets"), newest.label("last"))
    rows = connection.execute(query.group_by(table.c.source).order_by(number.desc())).all()
    sources = tuple(Source(row.source, row.sets, row.last or "") for row in rows)
    counted = connection.execute(
        sa.select(year, number).where(likely).group_by(year).order_by(year)
    )
    years = tuple((int(text), sets) for text, sets in counted)
    every = sum(source.sets for source in sources)
    return sources, years, every - sum(sets for _, sets in years)


def _tracks(
    connection: Connection, preview_services: Sequence[str], model_version: str | None
) -> tuple[Coverage, Coverage, int]:
    """What is known of all tracks that a set holds and of those that two hold, and how many more
    there are with half a name. One pass over them."""
    play, analysis = db.play, db.analysis
    # Where sets were replaced, tracks may be left that none holds: no command ever treats them.
    played = (
        sa.select(
            play.c.track_id,
            (sa.func.min(play.c.set_id) < sa.func.max(play.c.set_id)).label("shared"),
        )
        .where(play.c.track_id.is_not(None))
        .group_by(play.c.track_id)
        .subquery()
    )
    spotify = db.resolution.alias()
    previews = [db.resolution.alias() for _ in preview_services]
    rows = played.join(db.track, db.track.c.id == played.c.track_id).outerjoin(
        analysis, analysis.c.track_id == played.c.track_id
    )
    for service, answers in zip((_SPOTIFY, *preview_services), (spotify, *previews), strict=True):
        rows = rows.outerjoin(
            answers, (answers.c.track_id == played.c.track_id) & (answers.c.service == service)
        )
    never = (db.track.c.version == UNKNOWN_VERSION) & spotify.c.track_id.is_(None)
    any_version = sa.true() if model_version is None else sa.false()
    tried = sa.and_(
        analysis.c.track_id.is_not(None),
        any_version | (analysis.c.model_version == (model_version or "")),
    )
    denied = [one.c.track_id.is_not(None) & one.c.uri.is_(None) for one in previews]
    silent = sa.and_(sa.true() if previews else sa.false(), sa.not_(tried), *denied)
    usable = analysis.c.usable
    query = (
        sa.select(
            db.track.c.whole,
            played.c.shared,
            sa.func.count().label("tracks"),
            sa.func.count(spotify.c.uri).label("found"),
            _sum(spotify.c.track_id.is_not(None) & spotify.c.uri.is_(None)).label("absent"),
            _sum(never).label("vague"),
            _sum(tried & usable).label("heard"),
            _sum(tried & sa.not_(usable)).label("deaf"),
            _sum(silent).label("silent"),
            _sum(usable & analysis.c.camelot.is_not(None)).label("keyed"),
            _sum(usable & analysis.c.tempo_bpm.is_not(None)).label("timed"),
        )
        .select_from(rows)
        .group_by(db.track.c.whole, played.c.shared)
    )
    counted = connection.execute(query).all()
    whole = [row for row in counted if row.whole]
    half = sum(row.tracks for row in counted if not row.whole)
    return _added(whole), _added([row for row in whole if row.shared]), half


def _added(rows: Sequence[sa.Row]) -> Coverage:
    names = [one.name for one in fields(Coverage)]
    return Coverage(**{name: sum(int(getattr(row, name)) for row in rows) for name in names})


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


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
