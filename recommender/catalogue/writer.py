"""Writing sets into the catalogue: idempotent, one transaction a set."""

import json
from collections import ChainMap
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from recommender.catalogue import schema as db
from recommender.catalogue.counters import REVISION, raise_counter
from recommender.catalogue.database import writing
from recommender.catalogue.identity import TrackName, fold, is_no_dj, track_name
from recommender.catalogue.links import track_id as spotify_id
from recommender.catalogue.links import track_uri
from recommender.catalogue.pages import PageRecord, forget_title, put_record
from recommender.catalogue.resolutions import Answer, put_answers, remember
from recommender.catalogue.setlist import Play, SetList
from recommender.errors import BadInput

Change = Literal["new", "changed", "unchanged"]

_ATTEMPTS = 3
_MAX_PARAMETERS = 500


class Writer:
    """Puts sets into a database. For one thread; several processes may write at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = writing(engine)
        # Track IDs by key, of committed rows only. Tracks are never deleted.
        self._ids: dict[str, int] = {}

    def put_set(self, setlist: SetList) -> Change:
        """Store a set: a new one is added, a changed one replaced, the same one left alone.

        After a crash the set is there whole, or as it was before.
        """
        digest = setlist.digest()
        return self._commit(lambda connection, ids: self._put(connection, setlist, digest, ids))

    def put_page(
        self,
        source: str,
        page: str,
        setlists: Sequence[SetList],
        record: PageRecord | None = None,
    ) -> Change:
        """Make the sets of a page what they are now, all in one transaction.

        Sets that the page no longer documents are removed, also those under the title that it had
        before. With a `record` its revision is known from now on; without one it no longer is. The
        strongest change is reported.
        """
        digests = [setlist.digest() for setlist in setlists]

        def put(connection: Connection, ids: MutableMapping[str, int]) -> Change:
            pairs = zip(setlists, digests, strict=True)
            changes = [self._put(connection, setlist, digest, ids) for setlist, digest in pairs]
            kept = [setlist.source_id for setlist in setlists]
            dropped = _drop_sets(connection, source, page, kept)
            if record is None:
                forget_title(connection, source, page)
            elif former := put_record(connection, source, page, record):
                dropped |= _drop_sets(connection, source, former, kept)
            if dropped or "changed" in changes:
                return "changed"
            return "new" if "new" in changes else "unchanged"

        return self._commit(put)

    def _commit(self, work: Callable[[Connection, MutableMapping[str, int]], Change]) -> Change:
        for attempt in range(1, _ATTEMPTS + 1):
            fresh: dict[str, int] = {}
            try:
                with self._engine.begin() as connection:
                    change = work(connection, ChainMap(fresh, self._ids))
            except (sa.exc.IntegrityError, sa.exc.OperationalError):
                # Another process added the same DJ or track meanwhile: now it is there to be found.
                # Or the database ended a deadlock, or a long wait, at our expense.
                if attempt == _ATTEMPTS:
                    raise
            else:
                self._ids.update(fresh)
                return change
        raise AssertionError("unreachable")

    def _put(
        self,
        connection: Connection,
        setlist: SetList,
        digest: str,
        ids: MutableMapping[str, int],
    ) -> Change:
        where = (db.dj_set.c.source == setlist.source) & (
            db.dj_set.c.source_id == setlist.source_id
        )
        found = connection.execute(
            sa.select(db.dj_set.c.id, db.dj_set.c.digest).where(where)
        ).one_or_none()
        if found is not None and found.digest == digest:
            return "unchanged"
        row = {
            "title": setlist.title,
            "date": setlist.date,
            "url": setlist.url,
            "styles": json.dumps(setlist.styles, ensure_ascii=False),
            "series": setlist.series,
            "page": setlist.page,
            "digest": digest,
        }
        if found is None:
            row |= {"source": setlist.source, "source_id": setlist.source_id}
            set_id = _insert(connection, db.dj_set, row)
        else:
            set_id = found.id
            connection.execute(db.dj_set.update().where(where).values(**row))
            _empty_set(connection, set_id)
        _put_djs(connection, set_id, setlist.djs)
        _put_plays(connection, set_id, setlist.plays, ids)
        raise_counter(connection, REVISION)
        return "new" if found is None else "changed"

    def put_state(self, name: str, value: str | None) -> None:
        """Remember where a piece of work stands; None forgets it."""
        table = db.scrape_state
        with self._engine.begin() as connection:
            connection.execute(table.delete().where(table.c.name == name))
            if value is not None:
                connection.execute(table.insert().values(name=name, value=value))

    def put_resolution(self, track: int, service: str, uri: str | None) -> None:
        """Remember what a service calls a track; None remembers that it does not have it."""
        remember(self._engine, [Answer(track, service, uri)])


def _drop_sets(connection: Connection, source: str, page: str, kept: Sequence[str]) -> bool:
    """Remove the sets of a page but for those kept; whether there were any."""
    table = db.dj_set
    of_page = (table.c.source == source) & (table.c.page == page)
    ids = [
        row.id
        for row in connection.execute(sa.select(table.c.id, table.c.source_id).where(of_page))
        if row.source_id not in kept
    ]
    for set_id in ids:
        _empty_set(connection, set_id)
        connection.execute(table.delete().where(table.c.id == set_id))
    if ids:
        raise_counter(connection, REVISION)
    return bool(ids)


def _empty_set(connection: Connection, set_id: int) -> None:
    for table in (db.play_label, db.play, db.set_dj):
        connection.execute(table.delete().where(table.c.set_id == set_id))


def _insert(connection: Connection, table: sa.Table, row: dict[str, str | None]) -> int:
    query = table.insert().values(**row).returning(table.c.id)
    return int(connection.execute(query).scalar_one())


def _put_djs(connection: Connection, set_id: int, names: Sequence[str]) -> None:
    by_key: dict[str, str] = {}
    for name in names:
        if not is_no_dj(name):
            by_key.setdefault(fold(name), name)
    if not by_key:
        return
    rows = connection.execute(
        sa.select(db.dj.c.key, db.dj.c.id).where(db.dj.c.key.in_(list(by_key)))
    )
    ids = {row.key: row.id for row in rows}
    for key, name in sorted(by_key.items()):  # in one order everywhere: no deadlocks
        if key not in ids:
            ids[key] = _insert(connection, db.dj, {"key": key, "name": name})
    connection.execute(
        db.set_dj.insert(),
        [
            {"set_id": set_id, "position": position, "dj_id": ids[key]}
            for position, key in enumerate(by_key)
        ],
    )


def _put_plays(
    connection: Connection, set_id: int, plays: Sequence[Play], ids: MutableMapping[str, int]
) -> None:
    named = [(play, _name(play)) for play in plays]
    _put_tracks(connection, named, ids)
    rows: list[dict[str, object]] = []
    position = 0
    for line, (play, name) in enumerate(named, start=1):
        layered = play.layered and position > 0
        position += not layered
        rows.append(
            {
                "set_id": set_id,
                "line": line,
                "position": position,
                "layered": layered,
                "track_id": ids[name.key] if name else None,
                "cue_s": play.cue_s,
            }
        )
    if rows:
        connection.execute(db.play.insert(), rows)
    labels = [
        {"set_id": set_id, "line": line, "label": play.label}
        for line, (play, name) in enumerate(named, start=1)
        if name and play.label
    ]
    if labels:
        connection.execute(db.play_label.insert(), labels)
    # Half a name stands for many recordings, so no URI can be its own.
    given = {
        ids[name.key]: play.spotify_uri
        for play, name in named
        if name and name.whole and play.spotify_uri
    }
    for track, uri in sorted(given.items()):
        _put_given_uri(connection, track, uri)


def _name(play: Play) -> TrackName | None:
    name = track_name(play.artist, play.title)
    return name if name.artists or name.title else None


def _put_tracks(
    connection: Connection,
    named: Iterable[tuple[Play, TrackName | None]],
    ids: MutableMapping[str, int],
) -> None:
    """Make sure that every track has a row, and that `ids` knows it."""
    missing: dict[str, tuple[Play, TrackName]] = {}
    for play, name in named:
        if name and name.key not in ids:
            missing.setdefault(name.key, (play, name))
    _find_tracks(connection, missing, ids)
    rows = [
        {
            "key": key,
            "artist": play.artist,
            "title": play.title,
            "artists": name.artist,
            "version": name.version,
            "whole": name.whole,
        }
        for key, (play, name) in sorted(missing.items())  # in one order everywhere: no deadlocks
        if key not in ids
    ]
    if rows:
        connection.execute(db.track.insert(), rows)
        _find_tracks(connection, [str(row["key"]) for row in rows], ids)


def _find_tracks(
    connection: Connection, keys: Iterable[str], ids: MutableMapping[str, int]
) -> None:
    wanted = list(keys)
    for start in range(0, len(wanted), _MAX_PARAMETERS):
        part = wanted[start : start + _MAX_PARAMETERS]
        rows = connection.execute(
            sa.select(db.track.c.key, db.track.c.id).where(db.track.c.key.in_(part))
        )
        ids.update({row.key: row.id for row in rows})


def _put_given_uri(connection: Connection, track: int, text: str) -> None:
    """A URI that the set list itself names; what is no track URI is left out."""
    try:
        id_ = spotify_id(text)
    except BadInput:
        return
    if id_:
        put_answers(connection, [Answer(track, "spotify", track_uri(id_))])
