"""What a DJ plays: tracks, sets, and styles over the years."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from recommender.catalogue import schema as db
from recommender.catalogue.identity import fold
from recommender.catalogue.store import Store
from recommender.errors import CatalogueEmpty, UnknownDj
from recommender.recommendations import Track
from recommender.years import year_of

_ALIKE = 60
"""Likeness of names (0 to 100) above which a DJ is worth suggesting."""
_SUGGESTED = 5
_NO_STYLE = ""
_SETS_OF = sa.func.count(sa.distinct(db.set_dj.c.set_id))


@dataclass(frozen=True, slots=True)
class Dj:
    """Who it is."""

    key: str
    """The folded name, which tells DJs apart."""
    name: str


@dataclass(frozen=True, slots=True)
class DjName(Dj):
    """A DJ in a list."""

    sets: int


@dataclass(frozen=True, slots=True)
class PlayedTrack:
    """A track that a DJ played."""

    track: Track
    """Without the counts over all DJs (`sets`, `djs`): they are not asked for here."""
    plays: int
    """In how many of the DJ's sets."""
    first: str
    last: str
    """ISO dates of the first and the last of them, as precise as known; empty where unknown."""


@dataclass(frozen=True, slots=True)
class DjSet:
    """One set of a DJ."""

    title: str
    date: str
    url: str | None
    tracks: int
    """How many plays it lists, those of unknown tracks too."""
    others: tuple[Dj, ...]
    """Who else played it."""


@dataclass(frozen=True, slots=True)
class StyleYear:
    """How many sets of a style a DJ played in a year."""

    year: int
    style: str
    """Empty for the sets that nobody gave a style."""
    sets: int


@dataclass(frozen=True, slots=True)
class HeardYear:
    """How often a DJ played tracks of a genre in a year."""

    year: int
    genre: str
    """By sound; empty for tracks of no known genre."""
    plays: int


@dataclass(frozen=True, slots=True)
class DjProfile:
    """All about one DJ."""

    dj: DjName
    first: str
    last: str
    """ISO dates of the first and the last set, as precise as known; empty where unknown."""
    tracks: tuple[PlayedTrack, ...]
    """Most played first."""
    sets: tuple[DjSet, ...]
    """Newest first, undated ones last."""
    styles: tuple[StyleYear, ...]
    """By year; a set of two styles counts for both. Undated sets are left out."""
    heard: tuple[HeardYear, ...] = ()
    """By year, for whoever can say how tracks sound; see `plays_by_year`."""


def search_djs(store: Store, text: str, limit: int = 8) -> list[DjName]:
    """DJs whose names hold words that begin like each of `text`, most sets first.

    Those with the most sets of all where `text` is empty.
    """
    sets = _SETS_OF.label("sets")
    query = (
        sa.select(db.dj.c.key, db.dj.c.name, sets)
        .join(db.set_dj, db.set_dj.c.dj_id == db.dj.c.id)
        .where(*(_holds(word) for word in fold(text).split()))
        .group_by(db.dj.c.id)
        .order_by(sets.desc(), db.dj.c.key)
        .limit(limit)
    )
    with store.engine.connect() as connection:
        return [DjName(row.key, row.name, row.sets) for row in connection.execute(query)]


def find_dj(store: Store, text: str) -> tuple[int, DjName]:
    """The catalogue's ID of a DJ and the DJ, by key or by name.

    A name that is typed in part will do where it is one DJ's only. Raises UnknownDj, which carries
    names to try, and CatalogueEmpty where there are no DJs at all.
    """
    found = _by_key(store, text) or _by_key(store, fold(text))
    if found is None and fold(text):
        some = search_djs(store, text, limit=2)
        found = _by_key(store, some[0].key) if len(some) == 1 else None
    if found is None:
        raise _unknown(store, text)
    return found


def djs_by_id(store: Store, ids: Sequence[int]) -> dict[int, DjName]:
    """DJs by the catalogue's IDs; a few at once."""
    query = (
        sa.select(db.dj.c.id, db.dj.c.key, db.dj.c.name, _SETS_OF.label("sets"))
        .join(db.set_dj, db.set_dj.c.dj_id == db.dj.c.id)
        .where(db.dj.c.id.in_(list(ids)))
        .group_by(db.dj.c.id)
    )
    with store.engine.connect() as connection:
        return {row.id: DjName(row.key, row.name, row.sets) for row in connection.execute(query)}


def _by_key(store: Store, key: str) -> tuple[int, DjName] | None:
    sets = _SETS_OF.label("sets")
    query = (
        sa.select(db.dj.c.id, db.dj.c.key, db.dj.c.name, sets)
        .join(db.set_dj, db.set_dj.c.dj_id == db.dj.c.id)
        .where(db.dj.c.key == key)
        .group_by(db.dj.c.id)
    )
    with store.engine.connect() as connection:
        row = connection.execute(query).first()
    return (row.id, DjName(row.key, row.name, row.sets)) if row else None


def _unknown(store: Store, text: str) -> UnknownDj | CatalogueEmpty:
    most = search_djs(store, "", _SUGGESTED)
    if not most:
        return CatalogueEmpty(
            "The catalogue holds no DJs yet. Bring in set lists first: "
            "python -m scrapers import FILE."
        )
    alike = [] if not fold(text) else _alike_names(store, fold(text))
    names = search_djs(store, text, _SUGGESTED) if fold(text) else []
    shown = tuple(dict.fromkeys(dj.name for dj in [*names, *alike])) or tuple(
        dj.name for dj in most
    )
    sentence = f"No set in the catalogue is by “{text.strip()}”."
    return UnknownDj(
        f"{sentence} {'Did you mean one of these?' if names or alike else 'Try one of these.'}",
        shown[:_SUGGESTED],
    )


def _alike_names(store: Store, key: str) -> list[Dj]:
    """DJs whose names look like it. Reads every name."""
    # Where sets were replaced, DJs may be left that play in none.
    with_sets = sa.select(db.set_dj.c.dj_id)
    with store.engine.connect() as connection:
        rows = connection.execute(
            sa.select(db.dj.c.key, db.dj.c.name).where(db.dj.c.id.in_(with_sets))
        ).all()
    names = {row.name: row.key for row in rows}
    best = process.extract(
        key, names, scorer=fuzz.token_sort_ratio, limit=_SUGGESTED, score_cutoff=_ALIKE
    )
    return [Dj(found, name) for found, _, name in best]


def load_profile(store: Store, text: str) -> DjProfile:
    """All about one DJ, by key or by name. Raises what `find_dj` raises."""
    id_, dj = find_dj(store, text)
    with store.engine.connect() as connection:
        sets = connection.execute(_SETS, {"dj": id_}).all()
        others = _others(connection, id_)
        played = connection.execute(_PLAYED, {"dj": id_}).all()
    dates = sorted(row.date for row in sets if year_of(row.date))
    return DjProfile(
        dj=dj,
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        tracks=tuple(_played_track(row) for row in played),
        sets=tuple(
            DjSet(row.title, row.date, row.url, row.plays, others.get(row.id, ())) for row in sets
        ),
        styles=_styles(sets),
    )


def play_counts(store: Store, dj: int) -> dict[int, int]:
    """Track → in how many of a DJ's sets it is, all as catalogue IDs."""
    with store.engine.connect() as connection:
        return {row.track_id: row.plays for row in connection.execute(_COUNTS, {"dj": dj})}


def plays_by_year(store: Store, dj: int) -> dict[tuple[int, int], int]:
    """(Year, track as catalogue ID) → in how many of a DJ's sets of that year it is.

    Undated sets are left out.
    """
    counts: Counter[tuple[int, int]] = Counter()
    with store.engine.connect() as connection:
        for row in connection.execute(_DATED, {"dj": dj}):
            if year := year_of(row.date):
                counts[year, row.track_id] += row.plays
    return dict(counts)


def _holds(word: str) -> sa.ColumnElement[bool]:
    """Whether a DJ's key holds a word that begins so; in scripts without blanks, anywhere."""
    key = db.dj.c.key
    if not word.isascii():
        return key.contains(word, autoescape=True)
    begins = key.startswith(word, autoescape=True)
    return sa.or_(begins, key.contains(f" {word}", autoescape=True))


def _played_track(row: sa.Row) -> PlayedTrack:
    track = Track(
        id=row.id,
        artist=row.artist,
        title=row.title,
        key=row.key,
        tempo_bpm=row.tempo_bpm,
        camelot=row.camelot,
    )
    return PlayedTrack(track, row.plays, row.first or "", row.last or "")


def _others(connection: sa.Connection, dj: int) -> dict[int, tuple[Dj, ...]]:
    """Who else played each of a DJ's sets."""
    found: dict[int, list[Dj]] = defaultdict(list)
    for row in connection.execute(_OTHERS, {"dj": dj}):
        other = Dj(row.key, row.name)
        if other not in found[row.set_id]:
            found[row.set_id].append(other)
    return {set_id: tuple(djs) for set_id, djs in found.items()}


def _styles(sets: Iterable[sa.Row]) -> tuple[StyleYear, ...]:
    counts: Counter[tuple[int, str]] = Counter()
    for row in sets:
        if year := year_of(row.date):
            styles = dict.fromkeys(json.loads(row.styles)) or [_NO_STYLE]
            counts.update((year, style) for style in styles)
    return tuple(StyleYear(year, style, n) for (year, style), n in sorted(counts.items()))


_MINE = sa.select(db.set_dj.c.set_id).where(db.set_dj.c.dj_id == sa.bindparam("dj")).distinct()

_SETS = (
    sa.select(
        db.dj_set.c.id,
        db.dj_set.c.title,
        db.dj_set.c.date,
        db.dj_set.c.url,
        db.dj_set.c.styles,
        sa.select(sa.func.count())
        .where(db.play.c.set_id == db.dj_set.c.id)
        .scalar_subquery()
        .label("plays"),
    )
    .where(db.dj_set.c.id.in_(_MINE))
    .order_by(db.dj_set.c.date.desc(), db.dj_set.c.id.desc())
)

_OTHERS = (
    sa.select(db.set_dj.c.set_id, db.dj.c.key, db.dj.c.name)
    .join(db.dj, db.dj.c.id == db.set_dj.c.dj_id)
    .where(db.set_dj.c.set_id.in_(_MINE), db.set_dj.c.dj_id != sa.bindparam("dj"))
    .order_by(db.set_dj.c.set_id, db.set_dj.c.position)
)

_DATE = sa.func.nullif(db.dj_set.c.date, "")
# The sets first: asked the other way round, a database may read every play that there is.
_per_track = (
    sa.select(
        db.play.c.track_id,
        sa.func.count(sa.distinct(db.play.c.set_id)).label("plays"),
        sa.func.min(_DATE).label("first"),
        sa.func.max(_DATE).label("last"),
    )
    .select_from(db.play.join(db.dj_set, db.dj_set.c.id == db.play.c.set_id))
    .where(db.play.c.set_id.in_(_MINE), db.play.c.track_id.is_not(None))
    .group_by(db.play.c.track_id)
    .subquery()
)

_PLAYED = (
    sa.select(
        db.track.c.id,
        db.track.c.artist,
        db.track.c.title,
        db.track.c.key,
        db.analysis.c.tempo_bpm,
        db.analysis.c.camelot,
        _per_track.c.plays,
        _per_track.c.first,
        _per_track.c.last,
    )
    .select_from(
        _per_track.join(db.track, db.track.c.id == _per_track.c.track_id).outerjoin(
            db.analysis, (db.analysis.c.track_id == db.track.c.id) & db.analysis.c.usable
        )
    )
    .where(db.track.c.whole)
    .order_by(
        _per_track.c.plays.desc(),
        # PostgreSQL would put those without a date first.
        sa.func.coalesce(_per_track.c.last, "").desc(),
        db.track.c.id,
    )
)

_COUNTS = (
    sa.select(db.play.c.track_id, sa.func.count(sa.distinct(db.play.c.set_id)).label("plays"))
    .where(db.play.c.set_id.in_(_MINE), db.play.c.track_id.is_not(None))
    .group_by(db.play.c.track_id)
)

_DATED = (
    sa.select(
        db.dj_set.c.date,
        db.play.c.track_id,
        sa.func.count(sa.distinct(db.play.c.set_id)).label("plays"),
    )
    .select_from(db.play.join(db.dj_set, db.dj_set.c.id == db.play.c.set_id))
    .where(db.play.c.set_id.in_(_MINE), db.play.c.track_id.is_not(None))
    .group_by(db.dj_set.c.date, db.play.c.track_id)
)
