"""Reading the catalogue: tracks by key, by Spotify URI, by name; counts and freshness."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.engine import Engine

from recommender.catalogue import schema as db
from recommender.catalogue.counters import REVISION, SOUNDS
from recommender.catalogue.database import open_database
from recommender.catalogue.identity import TrackName, search_words
from recommender.catalogue.names import Names
from recommender.catalogue.pages import KnownPage
from recommender.catalogue.writer import Writer
from recommender.recommendations import Track

_ALIKE = 70
"""Likeness of whole names above which a track is worth suggesting."""
_AT_ONCE = 500
"""Parameters of one query."""
_NUMBERS = re.compile(
    r"\d+|\b(?:[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\b", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalogue holds."""

    sets: int
    tracks: int
    djs: int
    plays: int


class Store:
    """The catalogue in a database. Reading is safe from several threads; see Writer for writing."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = open_database(url)
        self._names = Names(self.engine, self.revision)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def writer(self) -> Writer:
        """A writer into the same database."""
        return Writer(self.engine)

    def revision(self) -> int:
        """A number that rises whenever a set is added or changed."""
        return int(self.state(REVISION) or 0)

    def sounds_revision(self) -> int:
        """A number that rises whenever tracks were listened to."""
        return int(self.state(SOUNDS) or 0)

    def catalogue_id(self) -> str:
        """A name that no other catalogue has; it ties a trained model to its data."""
        return str(self.state("catalogue"))

    def state(self, name: str) -> str | None:
        """What was remembered under this name; None when nothing was."""
        state = db.scrape_state
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(state.c.value).where(state.c.name == name))

    def known_pages(self, source: str) -> dict[int, KnownPage]:
        """Every page of a source that was read, by its number there."""
        table = db.page
        query = sa.select(table.c.page_id, table.c.title, table.c.revision)
        with self.engine.connect() as connection:
            rows = connection.execute(query.where(table.c.source == source))
            return {row.page_id: KnownPage(row.title, row.revision) for row in rows}

    def page_digests(self, source: str, page: str) -> set[str]:
        """Fingerprints of the sets that a page documents (see SetList.digest)."""
        table = db.dj_set
        query = sa.select(table.c.digest).where((table.c.source == source) & (table.c.page == page))
        with self.engine.connect() as connection:
            return set(connection.scalars(query))

    def counts(self) -> Counts:
        """Sets, tracks, DJs and plays."""
        with self.engine.connect() as connection:
            return Counts(
                *(
                    int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
                    for table in (db.dj_set, db.track, db.dj, db.play)
                )
            )

    def tracks(self, ids: Iterable[int]) -> dict[int, Track]:
        """Tracks by ID, with how often they were played, their analysis and Spotify URI."""
        wanted = [int(id_) for id_ in ids]
        if not wanted:
            return {}
        with self.engine.connect() as connection:
            rows = connection.execute(_TRACKS, {"ids": wanted}).all()
        return {row.id: _track(row) for row in rows}

    def track_by_key(self, key: str) -> Track | None:
        """The track with this identity, if the catalogue holds it."""
        return self._one(sa.select(db.track.c.id).where((db.track.c.key == key) & db.track.c.whole))

    def track_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """IDs of the tracks with these identities; those that the catalogue lacks are left out."""
        query = sa.select(db.track.c.key, db.track.c.id).where(
            db.track.c.whole, db.track.c.key.in_(sa.bindparam("keys", expanding=True))
        )
        found: dict[str, int] = {}
        with self.engine.connect() as connection:
            for part in _batched(keys, _AT_ONCE):
                found.update({row.key: row.id for row in connection.execute(query, {"keys": part})})
        return found

    def track_by_uri(self, uri: str) -> Track | None:
        """The track that is known under this Spotify URI."""
        return self._one(
            sa.select(db.resolution.c.track_id)
            .join(db.track, db.track.c.id == db.resolution.c.track_id)
            .where(
                (db.resolution.c.uri == uri)
                & (db.resolution.c.service == "spotify")
                & db.track.c.whole
            )
            .order_by(db.resolution.c.track_id)
        )

    def _one(self, query: sa.Select[int]) -> Track | None:
        with self.engine.connect() as connection:
            id_ = connection.scalar(query.limit(1))
        return self.tracks([id_]).get(id_) if id_ is not None else None

    def artist_tracks(self, artists: Sequence[str], limit: int = 200) -> list[int]:
        """IDs of the tracks that credit any of these (folded) artists."""
        with self.engine.connect() as connection:
            return list(connection.scalars(_by_artist(artists).limit(limit)))

    def near(self, name: TrackName, likeness: float) -> Track | None:
        """The track whose title differs from `name` by a slip at most; None when there is none.

        One artist in common, the same version, the same numbers (Part 1 is not Part 2), and titles
        at least so alike (0 to 100, rapidfuzz's ratio).
        """
        query = _by_artist(name.artists).add_columns(db.track.c.key, db.track.c.artists)
        query = query.where(db.track.c.version == name.version)
        best: tuple[float, int] = (likeness, -1)
        with self.engine.connect() as connection:
            for row in connection.execute(query):
                title = row.key.removeprefix(f"{row.artists} - ").removesuffix(f" ({name.version})")
                if _NUMBERS.findall(title) == _NUMBERS.findall(name.title):
                    best = max(best, (fuzz.ratio(title, name.title), row.id))
        return self.tracks([best[1]]).get(best[1])

    def search(self, text: str, limit: int = 8) -> list[Track]:
        """Tracks whose names hold words that begin like each of `text`, most played first."""
        # The signs between the parts of a key are in every key.
        words = [word for word in search_words(text) if word.strip("-&()/")]
        if not words:
            return []
        plays = sa.func.count(sa.distinct(db.play.c.set_id))
        ranked = (
            sa.select(db.track.c.id)
            .select_from(db.track.outerjoin(db.play, db.play.c.track_id == db.track.c.id))
            .where(db.track.c.whole, *(_holds(word) for word in words))
            .group_by(db.track.c.id)
            .order_by(plays.desc(), db.track.c.id)
            .limit(limit)
        )
        with self.engine.connect() as connection:
            ids = list(connection.scalars(ranked))
        found = self.tracks(ids)
        return [found[id_] for id_ in ids]

    def alike(self, text: str, limit: int = 5, likeness: float = _ALIKE) -> list[Track]:
        """Tracks whose names look like `text` (0 to 100), most alike first."""
        ids = self._names.alike(text, limit, likeness)
        found = self.tracks(ids)
        return [found[id_] for id_ in ids]

    def most_played(self, limit: int) -> list[Track]:
        """The tracks that are in most sets, most played first."""
        sets = sa.func.count(sa.distinct(db.play.c.set_id))
        query = (
            sa.select(db.play.c.track_id)
            .join(db.track, db.track.c.id == db.play.c.track_id)
            .where(db.track.c.whole)
            .group_by(db.play.c.track_id)
            .order_by(sets.desc(), db.play.c.track_id)
            .limit(limit)
        )
        with self.engine.connect() as connection:
            ids = list(connection.scalars(query))
        found = self.tracks(ids)
        return [found[id_] for id_ in ids]


def _batched(items: Iterable[str], size: int) -> Iterator[list[str]]:
    waiting = list(items)
    for start in range(0, len(waiting), size):
        yield waiting[start : start + size]


def likeliest_genre(genres: str | None) -> str | None:
    """The first of the genres of an analysis, as stored: the likeliest one."""
    return next(iter(json.loads(genres)), None) if genres else None


def _track(row: sa.Row) -> Track:
    values = dict(row._mapping)
    genre = likeliest_genre(values.pop("genres"))
    return Track(**values, genre=genre)


def _holds(word: str) -> sa.ColumnElement[bool]:
    """Whether a key holds a word that begins so; in scripts without blanks, anywhere."""
    key = db.track.c.key
    if not word.isascii():
        return key.contains(word, autoescape=True)
    return sa.or_(
        key.startswith(word, autoescape=True),
        key.contains(f" {word}", autoescape=True),
        key.contains(f"({word}", autoescape=True),
    )


def _by_artist(artists: Sequence[str]) -> sa.Select[int]:
    """Tracks that credit any of the artists; `artists` in a row is `a & b & c`."""
    column = db.track.c.artists
    anywhere = [
        match
        for name in artists
        for match in (
            column == name,
            column.startswith(f"{name} & ", autoescape=True),
            column.endswith(f" & {name}", autoescape=True),
            column.contains(f" & {name} & ", autoescape=True),
        )
    ]
    return sa.select(db.track.c.id).where(db.track.c.whole, sa.or_(sa.false(), *anywhere))


_PLAYED = sa.select(
    sa.func.count(sa.distinct(db.play.c.set_id)),
).where(db.play.c.track_id == db.track.c.id)
_PLAYED_BY = (
    sa.select(sa.func.count(sa.distinct(db.set_dj.c.dj_id)))
    .select_from(db.play.join(db.set_dj, db.set_dj.c.set_id == db.play.c.set_id))
    .where(db.play.c.track_id == db.track.c.id)
)
_TRACKS = (
    sa.select(
        db.track.c.id,
        db.track.c.artist,
        db.track.c.title,
        db.track.c.key,
        _PLAYED.scalar_subquery().label("sets"),
        _PLAYED_BY.scalar_subquery().label("djs"),
        db.analysis.c.tempo_bpm,
        db.analysis.c.camelot,
        db.analysis.c.genres,
        db.resolution.c.uri.label("spotify_uri"),
    )
    .select_from(
        db.track.outerjoin(
            db.analysis,
            (db.analysis.c.track_id == db.track.c.id) & db.analysis.c.usable,
        ).outerjoin(
            db.resolution,
            (db.resolution.c.track_id == db.track.c.id) & (db.resolution.c.service == "spotify"),
        )
    )
    .where(db.track.c.id.in_(sa.bindparam("ids", expanding=True)))
)
