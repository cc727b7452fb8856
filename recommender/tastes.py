"""Whose taste is whose: DJs who play alike, what is typical of one, and what one would like.

Each DJ is a vector over tracks: how often each was played, rarer tracks weighing more (tf-idf).
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.djs import play_counts
from recommender.catalogue.store import Store
from recommender.interactions import find_columns
from recommender.recommendations import Track
from recommender.training import Trained


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who plays alike."""

    dj: int
    """The catalogue's ID."""
    shared: int
    """How many tracks both played."""
    likeness: float
    """Cosine between what both played, rarer tracks weighing more, 0 to 1."""


class Tastes:
    """All DJs' vectors, as they were at one revision of the catalogue."""

    def __init__(self, djs: np.ndarray, tracks: np.ndarray, plays: sp.csr_matrix) -> None:
        """`djs` and `tracks`: ascending catalogue IDs of rows and columns of `plays`, which counts
        the sets of a DJ that hold a track."""
        self._djs, self._tracks = djs, tracks
        self._plays = plays
        played_by = np.bincount(plays.indices, minlength=len(tracks))
        # Never zero: where all play a track, it still says that they play the same.
        self._rarity = np.log1p(len(djs) / np.maximum(played_by, 1)).astype(np.float32)
        self._sets = np.asarray(plays.sum(axis=0)).ravel()
        weighed = plays.astype(np.float32)
        weighed.data = np.log1p(weighed.data) * self._rarity[weighed.indices]
        length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        unit = sp.diags(1 / np.where(length > 0, length, 1)).astype(np.float32)
        self._directions = sp.csr_matrix(unit @ weighed)
        self._by_track = sp.csr_matrix(self._directions.T)

    def holds(self, dj: int) -> bool:
        """Whether a DJ played any track that is known in full."""
        return self._row(dj) >= 0

    def alike(self, dj: int, limit: int) -> list[Alike]:
        """Who plays most like a DJ (a catalogue ID), most alike first; nobody with no track in
        common."""
        row = self._row(dj)
        if row < 0:
            return []
        likeness = (self._directions[row] @ self._by_track).toarray().ravel()
        likeness[row] = 0
        best = np.lexsort((np.arange(len(likeness)), -likeness))[:limit]
        best = best[likeness[best] > 0]
        mine = self._plays[row].indices
        return [
            Alike(
                int(self._djs[other]),
                int(np.isin(self._plays[other].indices, mine).sum()),
                float(min(likeness[other], 1.0)),
            )
            for other in best
        ]

    def typical(self, dj: int, limit: int) -> list[int]:
        """Catalogue IDs of the tracks that a DJ plays often and few others play.

        What only one set holds comes last: nothing follows from it as a seed.
        """
        row = self._row(dj)
        if row < 0:
            return []
        mine = self._plays[row]
        weight = mine.data * self._rarity[mine.indices]
        once = self._sets[mine.indices] < 2
        best = np.lexsort((mine.indices, -weight, once))[:limit]
        return [int(id_) for id_ in self._tracks[mine.indices[best]]]

    def _row(self, dj: int) -> int:
        return int(find_columns(self._djs, np.array([dj]))[0])


def load_tastes(store: Store) -> Tastes:
    """The vectors of all DJs, from the tracks whose artist and title are known. Reads all plays."""
    query = (
        sa.select(db.set_dj.c.dj_id, db.play.c.track_id, db.play.c.set_id)
        .select_from(
            db.set_dj.join(db.play, db.play.c.set_id == db.set_dj.c.set_id).join(
                db.track, db.track.c.id == db.play.c.track_id
            )
        )
        .where(db.track.c.whole)
    )
    with store.engine.connect() as connection:
        rows = connection.execute(query).all()
    found = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 3)
    found = _once(found)
    djs, row = np.unique(found[:, 0], return_inverse=True)
    tracks, column = np.unique(found[:, 1], return_inverse=True)
    ones = np.ones(len(found), dtype=np.int32)
    return Tastes(djs, tracks, sp.csr_matrix((ones, (row, column)), (len(djs), len(tracks))))


def _once(rows: np.ndarray) -> np.ndarray:
    """The rows without repeats: a set that holds a track twice is one set."""
    ordered = rows[np.lexsort(rows.T)]
    if not len(ordered):
        return ordered
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    kept: np.ndarray = ordered[new]
    return kept


def would_like(store: Store, trained: Trained, dj: int, count: int) -> list[Track]:
    """Tracks that fit what a DJ (a catalogue ID) plays and that no set of the DJ holds, best first.

    What the DJ played is folded into the model as if it were one long set, what was played often
    counting more. Nothing where the model holds none of it.
    """
    plays = play_counts(store, dj)
    columns = trained.columns_of(list(plays))
    there = columns >= 0
    weights = 1 + np.log(np.array(list(plays.values()), dtype=np.float64))
    found, _ = trained.model.recommend(
        columns[there].tolist(), count, weights[there].tolist(), trained.hidden.tolist()
    )
    ids = [int(id_) for id_ in trained.track_ids[found]]
    tracks = store.tracks(ids)
    return [tracks[id_] for id_ in ids]
