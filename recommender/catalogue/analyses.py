"""What was heard in the catalogue's tracks: writing it down, and handing it out as arrays."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import sqlalchemy as sa

from recommender.audio.analysis import Analysis
from recommender.catalogue import schema as db
from recommender.catalogue.counters import SOUNDS, raise_counter
from recommender.catalogue.database import writing
from recommender.catalogue.store import Store, likeliest_genre
from recommender.filters import Traits, key_number
from recommender.interactions import find_columns
from recommender.recommendations import Named

_ATTEMPTS = 10
_STORED = np.dtype("<f2")
"""Embeddings are stored with half precision: three digits are plenty for a distance."""


@dataclass(frozen=True, slots=True)
class Waiting(Named):
    """A track that nobody has listened to yet."""

    id: int
    artist: str
    title: str


def waiting_for_analysis(store: Store, model_version: str) -> list[Waiting]:
    """Tracks without an analysis by this version of the network, most played first.

    A track that could not be listened to with this version does not wait.
    """
    table = db.analysis
    sets = sa.func.count(sa.distinct(db.play.c.set_id))
    done = sa.select(table.c.track_id).where(table.c.model_version == model_version)
    query = (
        sa.select(db.track.c.id, db.track.c.artist, db.track.c.title)
        .join(db.play, db.play.c.track_id == db.track.c.id)
        .where(db.track.c.whole, db.track.c.id.not_in(done))
        .group_by(db.track.c.id)
        .order_by(sets.desc(), db.track.c.id)
    )
    with store.engine.connect() as connection:
        return [Waiting(*row) for row in connection.execute(query)]


def put_analyses(
    store: Store, found: Sequence[tuple[int, str, Analysis | None]], model_version: str
) -> None:
    """Write down (track, source, analysis) in one transaction, in place of what was there.

    None in place of an analysis: there is a preview, but it can't be listened to. Raises ValueError
    for an embedding that can't be stored.
    """
    if not found:
        return
    now = datetime.now(UTC)
    rows = [
        {"track_id": track, "source": source, "analysed_at": now, "model_version": model_version}
        | (_columns(analysis) if analysis else _NOTHING)
        for track, source, analysis in sorted(found, key=lambda one: one[0])
    ]
    for _ in range(_ATTEMPTS - 1):
        try:
            return _replace(store, rows)
        except (sa.exc.IntegrityError, sa.exc.OperationalError):
            continue  # somebody else wrote down the same track: look again
    return _replace(store, rows)


def _replace(store: Store, rows: list[dict[str, Any]]) -> None:
    table = db.analysis
    with writing(store.engine).begin() as connection:
        connection.execute(
            table.delete().where(table.c.track_id == sa.bindparam("old")),
            [{"old": row["track_id"]} for row in rows],
        )
        connection.execute(table.insert(), rows)
        raise_counter(connection, SOUNDS)


_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("tempo_bpm", "tempo_confidence", "camelot", "key_confidence")),
    **dict.fromkeys(("loudness_db", "genres", "embedding")),
    "usable": False,
}


def _columns(analysis: Analysis) -> dict[str, Any]:
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused below
        embedding = np.asarray(analysis.embedding).astype(_STORED)
    if not np.isfinite(embedding).all():
        raise ValueError("the embedding holds numbers that can't be stored")
    return {
        "tempo_bpm": analysis.tempo.bpm,
        "tempo_confidence": analysis.tempo.confidence,
        "camelot": analysis.key.camelot,
        "key_confidence": analysis.key.confidence,
        "loudness_db": analysis.loudness_db,
        "genres": json.dumps(
            {name: round(share, 4) for name, share in analysis.genres.items()}, ensure_ascii=False
        ),
        "embedding": embedding.tobytes(),
        "usable": True,
    }


@dataclass(frozen=True)
class Sounds:
    """The analyses of a catalogue as arrays; one row a track, by ascending ID."""

    model_version: str
    track_ids: np.ndarray
    """(n,) catalogue IDs."""
    traits: Traits
    genre_names: tuple[str, ...]
    """Names of the numbers in `traits.genre`."""
    embedded: np.ndarray
    """(m,) rows that have an embedding by this version of the network."""
    embeddings: np.ndarray
    """(m, d) float32."""

    def rows_of(self, track_ids: Iterable[int]) -> np.ndarray:
        """Rows of catalogue IDs, -1 for tracks that were not analysed."""
        return find_columns(self.track_ids, np.fromiter(track_ids, dtype=np.int64))

    def embedding_of(self, track_id: int) -> np.ndarray | None:
        """(d,) the embedding of a track; None where it has none."""
        row = self.rows_of([track_id])[0]
        at = int(np.searchsorted(self.embedded, row))
        there = row >= 0 and at < len(self.embedded) and self.embedded[at] == row
        return self.embeddings[at] if there else None

    def traits_of(self, track_ids: Sequence[int] | np.ndarray) -> Traits:
        """What the filters look at, for tracks that may not be analysed."""
        rows = self.rows_of(track_ids)
        if not len(self.track_ids):
            return unknown_traits(len(rows))
        known = rows >= 0
        return Traits(
            np.where(known, self.traits.tempo_bpm[rows], np.nan),
            np.where(known, self.traits.key[rows], -1),
            np.where(known, self.traits.genre[rows], -1),
        )

    def traits_heard(self, analysis: Analysis, track_id: int = -1) -> Traits:
        """The same, for one track that was just listened to.

        What was not heard is taken from the analysis of `track_id`, where there is one.
        """
        stored = self.traits_of([track_id])
        names, bpm = self.genre_names, analysis.tempo.bpm
        key = key_number(analysis.key.camelot)
        # A genre that no track of the catalogue has is a number of its own.
        genre = names.index(analysis.genre) if analysis.genre in names else len(names)
        return Traits(
            np.array([bpm]) if bpm else stored.tempo_bpm,
            np.array([key]) if key >= 0 else stored.key,
            np.array([genre]),
        )

    def distances(self, embedding: np.ndarray) -> np.ndarray:
        """(m,) Euclidean distances to every embedded track: exact, one matrix product."""
        squares = self._squares - 2 * (self.embeddings @ embedding) + embedding @ embedding
        return np.sqrt(np.maximum(squares, 0))

    @cached_property
    def _squares(self) -> np.ndarray:
        squares: np.ndarray = np.einsum("nd,nd->n", self.embeddings, self.embeddings)
        return squares


def unknown_traits(count: int) -> Traits:
    """Traits of tracks that nobody listened to."""
    return Traits(np.full(count, np.nan), np.full(count, -1), np.full(count, -1))


def load_sounds(store: Store, model_version: str) -> Sounds:
    """Every usable analysis; embeddings of this version of the network only."""
    table = db.analysis
    query = (
        sa.select(
            table.c.track_id,
            table.c.tempo_bpm,
            table.c.camelot,
            table.c.genres,
            table.c.embedding,
            table.c.model_version,
        )
        .join(db.track, db.track.c.id == table.c.track_id)
        .where(table.c.usable, db.track.c.whole)
        .order_by(table.c.track_id)
    )
    with store.engine.connect() as connection:
        rows = connection.execute(query).all()
    genres = [likeliest_genre(row.genres) or "" for row in rows]
    names = tuple(sorted(set(genres) - {""}))
    numbers = {name: number for number, name in enumerate(names)}
    embedded, embeddings = _vectors(
        [row.embedding if row.model_version == model_version else None for row in rows]
    )
    return Sounds(
        model_version=model_version,
        track_ids=np.array([row.track_id for row in rows], dtype=np.int64),
        traits=Traits(
            np.array([row.tempo_bpm or np.nan for row in rows], dtype=np.float64),
            np.array([key_number(row.camelot) for row in rows], dtype=np.int64),
            np.array([numbers.get(genre, -1) for genre in genres], dtype=np.int64),
        ),
        genre_names=names,
        embedded=embedded,
        embeddings=embeddings,
    )


def _vectors(blobs: Sequence[bytes | None]) -> tuple[np.ndarray, np.ndarray]:
    """(m,) places of the embeddings that can be compared, and (m, d) float32 themselves.

    One that has another length than most, or is damaged, is left out: it must not spoil the rest.
    """
    lengths = Counter(len(blob) for blob in blobs if blob)
    usual = lengths.most_common(1)[0][0] if lengths else 0
    places = np.array(
        [at for at, blob in enumerate(blobs) if blob and len(blob) == usual], dtype=np.int64
    )
    joined = b"".join(blob for blob in blobs if blob and len(blob) == usual)
    values = np.frombuffer(joined, dtype=_STORED).astype(np.float32)
    values = values.reshape(len(places), usual // _STORED.itemsize)
    fine = np.isfinite(values).all(axis=1)
    return places[fine], values[fine]
