"""Why two tracks belong together: the sets that hold both, counted straight from the catalogue."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.store import Store
from recommender.recommendations import Evidence, SharedSet

_EXAMPLES = 3

_seed_play = db.play.alias("seed_play")
_other_play = db.play.alias("other_play")
_both = _seed_play.join(_other_play, _other_play.c.set_id == _seed_play.c.set_id)
_which = (
    _seed_play.c.track_id.in_(sa.bindparam("seeds", expanding=True)),
    _other_play.c.track_id.in_(sa.bindparam("others", expanding=True)),
    # One seed may be an answer to another: a track is no evidence for itself.
    _other_play.c.track_id != _seed_play.c.track_id,
)


def places_apart(one: sa.FromClause, other: sa.FromClause) -> sa.ColumnElement[int]:
    """Places between two plays of a set; 1 means that one was mixed straight into the other.

    A layered track lies on top of another (0 from it) and is mixed into no neighbour.
    """
    apart = sa.func.abs(one.c.position - other.c.position)
    return sa.case(((apart == 1) & (one.c.layered | other.c.layered), 2), else_=apart)


_SHARED = (
    sa.select(
        _other_play.c.track_id,
        _other_play.c.set_id,
        sa.func.min(places_apart(_seed_play, _other_play)).label("distance"),
        db.dj_set.c.title,
        db.dj_set.c.date,
        db.dj_set.c.url,
    )
    .select_from(_both.join(db.dj_set, db.dj_set.c.id == _other_play.c.set_id))
    .where(*_which)
    .group_by(_other_play.c.track_id, _other_play.c.set_id, db.dj_set.c.id)
)
_DJS = (
    sa.select(_other_play.c.track_id, sa.func.count(sa.distinct(db.set_dj.c.dj_id)).label("djs"))
    .select_from(_both.join(db.set_dj, db.set_dj.c.set_id == _other_play.c.set_id))
    .where(*_which)
    .group_by(_other_play.c.track_id)
)


def collect_evidence(
    store: Store, seeds: Sequence[int], tracks: Sequence[int], examples: int | None = _EXAMPLES
) -> dict[int, Evidence]:
    """For each track, the sets that hold it and any of the seeds.

    Closest together first, then newest; at most `examples` of them are told in full.
    """
    if not seeds or not tracks:
        return {}
    given = {"seeds": [int(id_) for id_ in seeds], "others": [int(id_) for id_ in tracks]}
    with store.engine.connect() as connection:
        shared = defaultdict(list)
        for row in connection.execute(_SHARED, given):
            shared[row.track_id].append(row)
        djs = {row.track_id: row.djs for row in connection.execute(_DJS, given)}
        told = {track: _best(rows, examples) for track, rows in shared.items()}
        names = _dj_names(connection, {row.set_id for rows in told.values() for row in rows})
    return {
        track: Evidence(
            sets=len(rows),
            djs=djs.get(track, 0),
            adjacent=sum(row.distance == 1 for row in rows),
            examples=tuple(
                SharedSet(row.title, row.date, names.get(row.set_id, ()), row.url, row.distance)
                for row in told[track]
            ),
        )
        for track, rows in shared.items()
    }


def _best(rows: list[sa.Row], count: int | None) -> list[sa.Row]:
    newest = sorted(rows, key=lambda row: (row.date, row.set_id), reverse=True)
    return sorted(newest, key=lambda row: row.distance)[:count]


def _dj_names(connection: sa.Connection, sets: set[int]) -> dict[int, tuple[str, ...]]:
    query = (
        sa.select(db.set_dj.c.set_id, db.dj.c.name)
        .join(db.dj, db.dj.c.id == db.set_dj.c.dj_id)
        .where(db.set_dj.c.set_id.in_(sa.bindparam("sets", expanding=True)))
        .order_by(db.set_dj.c.set_id, db.set_dj.c.position)
    )
    names = defaultdict(list)
    wanted = sorted(sets)
    for start in range(0, len(wanted), 500):
        for row in connection.execute(query, {"sets": wanted[start : start + 500]}):
            names[row.set_id].append(row.name)
    return {set_id: tuple(djs) for set_id, djs in names.items()}


_COUNTS = (
    sa.select(
        _seed_play.c.track_id.label("seed"),
        _other_play.c.track_id.label("other"),
        sa.func.count(sa.distinct(_seed_play.c.set_id)).label("sets"),
    )
    .select_from(_both)
    .where(*_which)
    .group_by(_seed_play.c.track_id, _other_play.c.track_id)
)


def count_shared_sets(
    store: Store, some: Sequence[int], others: Sequence[int]
) -> dict[tuple[int, int], int]:
    """How many sets hold both, for each pair of one of `some` and one of `others`."""
    if not some or not others:
        return {}
    with store.engine.connect() as connection:
        rows = connection.execute(_COUNTS, {"seeds": list(some), "others": list(others)})
        return {(row.seed, row.other): row.sets for row in rows}


def find_bridges(
    company: "Company", with_seed: np.ndarray, tracks: Sequence[int], leave_out: np.ndarray
) -> dict[int, int]:
    """For tracks that share no set with the seed: who was played with both, all as columns.

    `with_seed`: (n_tracks,) in how many sets each track was played with the seed. The best bridge
    is the track whose weaker tie is strongest; of equals, the one that is played least elsewhere.
    """
    with_seed = with_seed.copy()
    with_seed[leave_out] = 0
    bridges = {}
    for track in tracks:
        with_track = company.of([track])
        with_track[track] = 0
        weaker = np.minimum(with_seed, with_track)
        strongest = np.flatnonzero(weaker == weaker.max())
        if weaker[strongest[0]] > 0:
            bridges[track] = int(strongest[np.argmin(company.played[strongest])])
    return bridges


class Company:
    """Who was played with whom, straight from the sets × tracks matrix."""

    def __init__(self, plays: sp.csr_matrix) -> None:
        self._plays = plays
        self._by_track = plays.tocsc()
        self.played = np.diff(self._by_track.indptr)
        """(n_tracks,) in how many sets each track is."""

    def of(self, columns: Sequence[int]) -> np.ndarray:
        """(n_tracks,) how many of the sets that hold any of `columns` hold each track."""
        sets = _slices(self._by_track, columns)
        return np.bincount(_slices(self._plays, np.unique(sets)), minlength=self._plays.shape[1])


def _slices(
    matrix: sp.csr_matrix | sp.csc_matrix, majors: Sequence[int] | np.ndarray
) -> np.ndarray:
    parts = [matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]] for at in majors]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
