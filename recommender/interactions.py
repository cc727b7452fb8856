"""The catalogue as sparse matrices: who played what, and who made it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.database import one_view
from recommender.catalogue.record_labels import label_keys
from recommender.catalogue.store import Store
from recommender.errors import CatalogueEmpty

_READ_AT_ONCE = 50_000


@dataclass(frozen=True)
class Interactions:
    """Sets × tracks, with what models may want to know about either side.

    `plays` is binary: a track that a set repeats counts once.
    """

    plays: sp.csr_matrix
    """Sets × tracks, 1.0 where the set holds the track."""
    track_ids: np.ndarray
    """Catalogue ID of each column, ascending."""
    set_dates: np.ndarray
    """ISO date of each row, empty text where unknown."""
    djs: sp.csr_matrix
    """DJs × sets, 1.0 where the DJ played the set."""
    styles: sp.csr_matrix
    """Styles × sets, 1.0 where the source says that the set is of the style."""
    artists: sp.csr_matrix
    """Artists × tracks, 1.0 where the track credits the artist."""
    whole: np.ndarray
    """(n_tracks,) whether artist and title are both known; the others are only learned from."""
    sequence: np.ndarray
    """(n, 3) int64: row, column and position of every play of a known track, repeats included,
    ascending by row, then position. Positions count the set's lines, unknown tracks included, so
    what follows directly is one further on; tracks on top of each other share one."""
    artist_sequence: np.ndarray
    """(n, 3) int64: row, artist (row of `artists`) and position of every credit of every play,
    ascending by row, then position. Tracks that the matrix leaves out are in it too: most tracks
    are played once, and who made them still tells what kind of set it is."""
    label_sequence: np.ndarray
    """(n, 4) int64: row, record label, position and column of every label that a set names beside
    a play, ascending by row, then position; column -1 for tracks that the matrix leaves out. Who
    released a track is known from the sets alone, so fewer sets know less of it."""

    @property
    def n_sets(self) -> int:
        """Rows."""
        return int(self.plays.shape[0])

    @property
    def n_tracks(self) -> int:
        """Columns."""
        return int(self.plays.shape[1])

    def columns_of(self, track_ids: Sequence[int]) -> np.ndarray:
        """Columns of catalogue IDs; -1 for tracks that the matrix does not hold."""
        wanted = np.asarray(track_ids, dtype=np.int64)
        return find_columns(self.track_ids, wanted)

    def only_sets(self, rows: np.ndarray) -> "Interactions":
        """The same tracks, fewer sets."""
        rows = np.arange(self.n_sets)[rows]
        return Interactions(
            plays=self.plays[rows],
            track_ids=self.track_ids,
            set_dates=self.set_dates[rows],
            djs=self.djs[:, rows],
            styles=self.styles[:, rows],
            artists=self.artists,
            whole=self.whole,
            sequence=_rows_of_sequence(self.sequence, rows, self.n_sets),
            artist_sequence=_rows_of_sequence(self.artist_sequence, rows, self.n_sets),
            label_sequence=_rows_of_sequence(self.label_sequence, rows, self.n_sets),
        )

    def only_tracks(self, columns: np.ndarray) -> "Interactions":
        """The same sets, fewer tracks."""
        columns = np.arange(self.n_tracks)[columns]
        return Interactions(
            plays=self.plays[:, columns],
            track_ids=self.track_ids[columns],
            set_dates=self.set_dates,
            djs=self.djs,
            styles=self.styles,
            artists=self.artists[:, columns],
            whole=self.whole[columns],
            sequence=_columns_of_sequence(self.sequence, columns, self.n_tracks),
            artist_sequence=self.artist_sequence,
            label_sequence=_columns_of_labels(self.label_sequence, columns, self.n_tracks),
        )

    def without_plays_of(self, columns: np.ndarray) -> "Interactions":
        """The same sets and tracks, but no set holds any of these columns, or a credit at its
        place, or its label. (What a track on top of it is labelled stays.)"""
        columns = np.arange(self.n_tracks)[columns]
        kept = np.ones(self.n_tracks, dtype=np.float32)
        kept[columns] = 0
        plays = sp.csr_matrix(self.plays @ sp.diags(kept), dtype=np.float32)
        plays.eliminate_zeros()
        played = kept[self.sequence[:, 1]] > 0
        heard = ~_at_places(self.artist_sequence, self.sequence[~played])
        return replace(
            self,
            plays=plays,
            sequence=self.sequence[played],
            artist_sequence=self.artist_sequence[heard],
            label_sequence=self.label_sequence[~np.isin(self.label_sequence[:, 3], columns)],
        )

    def with_labels_as_artists(self) -> "Interactions":
        """The same with record labels for further artists, behind the others: who releases music
        of one kind tells what is played near what, as who makes it does."""
        if not len(self.label_sequence):
            return self
        n_artists, labels = int(self.artists.shape[0]), self.label_sequence
        of_known = labels[labels[:, 3] >= 0]
        released = _binary(of_known[:, [1, 3]], (int(labels[:, 1].max()) + 1, self.n_tracks))
        both = np.concatenate([self.artist_sequence, labels[:, :3] + np.array([0, n_artists, 0])])
        return replace(
            self,
            artists=sp.csr_matrix(sp.vstack([self.artists, released]), dtype=np.float32),
            artist_sequence=both[np.lexsort((both[:, 2], both[:, 0]))],
        )

    def played_at_least(self, sets: int) -> np.ndarray:
        """Columns of the tracks that at least this many sets hold."""
        return np.flatnonzero(np.asarray(self.plays.sum(axis=0)).ravel() >= sets)

    def played_artists(self) -> sp.csr_matrix:
        """Sets × artists, 1.0 where the set holds anything by the artist, be it by a track that
        the matrix leaves out."""
        shape = (self.n_sets, int(self.artists.shape[0]))
        return _binary(self.artist_sequence, shape)


def find_columns(track_ids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where each wanted ID stands in the ascending `track_ids`; -1 where it does not."""
    if not len(track_ids):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(track_ids, wanted), len(track_ids) - 1)
    return np.where(track_ids[at] == wanted, at, -1)


def load_interactions(store: Store, min_sets: int = 1) -> Interactions:
    """All sets and the tracks in at least `min_sets` of them.

    Raises CatalogueEmpty when no set holds a track.
    """
    # A set that comes in or goes meanwhile does so for all queries or for none.
    with one_view(store.engine).connect() as connection:
        plays = _read_plays(connection)
        labels = _read_labels(connection)
        djs = _numbers(
            connection.execute(sa.select(db.set_dj.c.dj_id, db.set_dj.c.set_id)).all(), 2
        )
        sets = connection.execute(
            sa.select(db.dj_set.c.id, db.dj_set.c.date, db.dj_set.c.styles).order_by(db.dj_set.c.id)
        ).all()
        credits = connection.execute(
            sa.select(db.track.c.id, db.track.c.artists, db.track.c.whole).order_by(db.track.c.id)
        ).all()
    if not len(plays):
        raise CatalogueEmpty(
            "The catalogue holds no plays yet. Bring in set lists first: "
            "python -m scrapers import FILE."
        )
    set_ids = np.array([row.id for row in sets], dtype=np.int64)
    track_ids = np.unique(plays[:, 1])
    dj_ids = np.unique(djs[:, 0])
    plays[:, 0] = np.searchsorted(set_ids, plays[:, 0])
    plays[:, 1] = np.searchsorted(track_ids, plays[:, 1])
    labels[:, 0] = np.searchsorted(set_ids, labels[:, 0])
    labels[:, 3] = find_columns(track_ids, labels[:, 3])
    artists = _artist_matrix({row.id: row.artists for row in credits}, track_ids)
    interactions = Interactions(
        plays=_binary(plays, (len(set_ids), len(track_ids))),
        track_ids=track_ids,
        set_dates=np.array([row.date for row in sets], dtype=str),
        djs=_matrix(djs, dj_ids, set_ids),
        styles=_style_matrix([json.loads(row.styles) for row in sets]),
        artists=artists,
        whole=np.isin(track_ids, [row.id for row in credits if row.whole]),
        sequence=plays,
        artist_sequence=credit(plays, artists),
        label_sequence=labels,
    )
    if min_sets > 1:
        interactions = interactions.only_tracks(interactions.played_at_least(min_sets))
    return interactions


def credit(sequence: np.ndarray, artists: sp.csr_matrix) -> np.ndarray:
    """Interactions.artist_sequence of the plays in `sequence`, by `artists` × tracks."""
    by_track = artists.tocsc()
    columns = sequence[:, 1]
    first, credits = by_track.indptr[columns], np.diff(by_track.indptr)[columns]
    found = np.repeat(sequence, credits, axis=0)
    within = np.arange(len(found)) - np.repeat(np.cumsum(credits) - credits, credits)
    found[:, 1] = by_track.indices[np.repeat(first, credits) + within]
    return found


def _read_plays(connection: sa.Connection) -> np.ndarray:
    """(n, 3) set, track and position, in the order of the sets and their lines."""
    query = (
        sa.select(db.play.c.set_id, db.play.c.track_id, db.play.c.position)
        .where(db.play.c.track_id.is_not(None))
        .order_by(db.play.c.set_id, db.play.c.position, db.play.c.line)
    )
    # A million rows as Python objects at once would be larger than all that is made of them.
    rows = connection.execute(query, execution_options={"yield_per": _READ_AT_ONCE})
    parts = [_numbers(part, 3) for part in rows.partitions()]
    return np.concatenate(parts) if parts else _numbers([], 3)


def _read_labels(connection: sa.Connection) -> np.ndarray:
    """(n, 4) set, label, position and track, in the order of the sets and their lines; labels are
    numbered in the order of their folded names."""
    play, named = db.play, db.play_label
    query = (
        sa.select(named.c.set_id, named.c.label, play.c.position, play.c.track_id)
        .join(play, (play.c.set_id == named.c.set_id) & (play.c.line == named.c.line))
        .where(play.c.track_id.is_not(None))
        .order_by(named.c.set_id, play.c.position, named.c.line)
    )
    keys: dict[str, list[int]] = {}
    numbers: dict[str, int] = {}
    parts = [_numbers([], 4)]
    rows = connection.execute(query, execution_options={"yield_per": _READ_AT_ONCE})
    for part in rows.partitions():
        for text in {row[1] for row in part} - keys.keys():
            keys[text] = [numbers.setdefault(name, len(numbers)) for name in label_keys(text)]
        found = [
            (set_id, key, position, track)
            for set_id, text, position, track in part
            for key in keys[text]
        ]
        parts.append(np.array(found, dtype=np.int64).reshape(-1, 4))
    places = np.concatenate(parts)
    in_order = np.empty(len(numbers), dtype=np.int64)
    in_order[[numbers[name] for name in sorted(numbers)]] = np.arange(len(numbers))
    places[:, 1] = in_order[places[:, 1]]
    return places


def _numbers(rows: Sequence[sa.Row], columns: int) -> np.ndarray:
    return np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, columns)


def _matrix(pairs: np.ndarray, row_ids: np.ndarray, column_ids: np.ndarray) -> sp.csr_matrix:
    rows = np.searchsorted(row_ids, pairs[:, 0])
    columns = np.searchsorted(column_ids, pairs[:, 1])
    return _binary(np.column_stack([rows, columns]), (len(row_ids), len(column_ids)))


def _binary(places: np.ndarray, shape: tuple[int, int]) -> sp.csr_matrix:
    """1.0 at each (row, column), however often it is named."""
    ones = np.ones(len(places), dtype=np.float32)
    matrix = sp.csr_matrix((ones, (places[:, 0], places[:, 1])), shape=shape)
    matrix.data[:] = 1
    return matrix


def _rows_of_sequence(sequence: np.ndarray, rows: np.ndarray, n_sets: int) -> np.ndarray:
    """The plays of some rows, which are numbered anew as they are given."""
    bounds = np.searchsorted(sequence[:, 0], np.arange(n_sets + 1))
    lengths = bounds[rows + 1] - bounds[rows]
    new = np.repeat(np.arange(len(rows)), lengths)
    within = np.arange(len(new)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    kept = sequence[np.repeat(bounds[rows], lengths) + within]
    kept[:, 0] = new
    return kept


def _columns_of_sequence(sequence: np.ndarray, columns: np.ndarray, n_tracks: int) -> np.ndarray:
    """The plays of some columns, which are numbered anew as they are given."""
    renamed = _new_numbers(columns, n_tracks)[sequence[:, 1]]
    kept = sequence[renamed >= 0]
    kept[:, 1] = renamed[renamed >= 0]
    return kept


def _columns_of_labels(labels: np.ndarray, columns: np.ndarray, n_tracks: int) -> np.ndarray:
    """All labels, where only these columns are left and are numbered as they are given."""
    found = labels.copy()
    found[:, 3] = _new_numbers(columns, n_tracks)[labels[:, 3]]
    return found


def _new_numbers(columns: np.ndarray, n_tracks: int) -> np.ndarray:
    """(n_tracks + 1,) which of `columns` each column is, or -1; the last stands for column -1."""
    new = np.full(n_tracks + 1, -1)
    new[columns] = np.arange(len(columns))
    return new


def number_places(sequence: np.ndarray) -> np.ndarray:
    """(n,) one number for each row and position, in their order; not of other sequences."""
    span = int(sequence[:, 2].max(initial=0)) + 1
    return np.unique(sequence[:, 0] * span + sequence[:, 2], return_inverse=True)[1]


def _at_places(sequence: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(len(sequence),) whether any of `places` has the same row and position."""
    numbers = number_places(np.concatenate([sequence, places]))
    return np.isin(numbers[: len(sequence)], numbers[len(sequence) :])


def _style_matrix(styles: Sequence[Sequence[str]]) -> sp.csr_matrix:
    """Interactions.styles of sets with these; upper and lower case are one."""
    of_set = [{style.casefold() for style in some} for some in styles]
    numbers = {name: number for number, name in enumerate(sorted(set().union(*of_set)))}
    pairs = [(numbers[name], row) for row, some in enumerate(of_set) for name in sorted(some)]
    places = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return _binary(places, (len(numbers), len(of_set)))


def _artist_matrix(credits: dict[int, str], track_ids: np.ndarray) -> sp.csr_matrix:
    numbers: dict[str, int] = {}
    pairs = [
        (numbers.setdefault(name, len(numbers)), column)
        for column, track in enumerate(track_ids)
        for name in credits[int(track)].split(" & ")
        if name
    ]
    at = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    shape = (len(numbers), len(track_ids))
    return sp.csr_matrix((np.ones(len(at), dtype=np.float32), (at[:, 0], at[:, 1])), shape=shape)
