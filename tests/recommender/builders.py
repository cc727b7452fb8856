"""Small catalogues, and what a catalogue holds in a form that can be compared."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import scipy.sparse as sp
import sqlalchemy as sa

from recommender.audio.analysis import Analysis, Key, Tempo
from recommender.catalogue import schema as db
from recommender.catalogue.setlist import Play, SetList
from recommender.catalogue.store import Store
from recommender.interactions import Interactions, credit
from recommender.recommendations import Seed

Answer = TypeVar("Answer")


def at_once(*jobs: Callable[[], Answer]) -> list[Answer]:
    """Run jobs in threads that start together; raises what any of them raised."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], Answer]) -> Answer:
        barrier.wait(timeout=10)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def play(line: str) -> Play:
    """`Artist - Title` as a play; an empty line is an unknown track."""
    artist, _, title = line.partition(" - ")
    return Play(artist, title)


def label(sequence: np.ndarray, labels: int, shift: int = 0) -> np.ndarray:
    """Interactions.label_sequence of the plays in `sequence`: so many labels, track after track."""
    number = (sequence[:, 1] + shift) % labels
    return np.column_stack([sequence[:, 0], number, sequence[:, 2], sequence[:, 1]])


NO_LABELS = np.empty((0, 4), dtype=np.int64)


def a_set(
    number: int | str,
    *lines: str | Play,
    djs: Sequence[str] = ("Nadia",),
    date: str = "2019-03-02",
    title: str = "",
) -> SetList:
    """A set list with these plays."""
    return SetList(
        source="test",
        source_id=str(number),
        title=title or f"Set {number}",
        date=date,
        djs=tuple(djs),
        plays=tuple(play(line) if isinstance(line, str) else line for line in lines),
        url=f"https://sets.example/{number}",
    )


def fill(store: Store, setlists: Iterable[SetList]) -> None:
    """Put sets into a store."""
    writer = store.writer()
    for setlist in setlists:
        writer.put_set(setlist)


def sequence_of(plays: np.ndarray | sp.csr_matrix) -> np.ndarray:
    """Every set's tracks in the order of their columns, one after the other from 1 on."""
    matrix = sp.csr_matrix(plays)
    matrix.sort_indices()
    lengths = np.diff(matrix.indptr)
    rows = np.repeat(np.arange(matrix.shape[0]), lengths)
    places = np.arange(matrix.nnz) - np.repeat(matrix.indptr[:-1], lengths) + 1
    return np.column_stack([rows, matrix.indices, places]).astype(np.int64)


def with_artists(interactions: Interactions, artists: np.ndarray | sp.csr_matrix) -> Interactions:
    """The same plays by others: `artists` × tracks."""
    credits = sp.csr_matrix(artists, dtype=np.float32)
    return replace(
        interactions, artists=credits, artist_sequence=credit(interactions.sequence, credits)
    )


def an_analysis(
    bpm: float | None = 128.0,
    camelot: str | None = "8A",
    genre: str = "house",
    embedding: Sequence[float] | np.ndarray = (0.0, 0.0, 0.0),
    version: str = "v1",
) -> Analysis:
    """What somebody may have heard in a track."""
    return Analysis(
        tempo=Tempo(bpm, 0.9),
        key=Key(camelot, 0.8),
        loudness_db=-9.0,
        genres={genre: 0.9, "jazz": 0.1},
        embedding=np.asarray(embedding, dtype=np.float32),
        model_version=version,
    )


def seed_of(store: Store, key: str) -> Seed:
    """The seed of a track that the catalogue holds."""
    track = store.track_by_key(key)
    assert track is not None, key
    return Seed(track.artist, track.title, track.key, track)


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a catalogue says, in names instead of numbers, without times and its own ID.

    Two catalogues with equal content are the same, however they came to be.
    """
    queries = {
        "set": sa.select(
            db.dj_set.c.source,
            db.dj_set.c.source_id,
            db.dj_set.c.title,
            db.dj_set.c.date,
            db.dj_set.c.url,
            db.dj_set.c.digest,
        ),
        "dj": sa.select(db.dj.c.key, db.dj.c.name),
        "set_dj": sa.select(db.dj_set.c.source_id, db.set_dj.c.position, db.dj.c.key)
        .join(db.set_dj, db.set_dj.c.set_id == db.dj_set.c.id)
        .join(db.dj, db.dj.c.id == db.set_dj.c.dj_id),
        "track": sa.select(
            db.track.c.key,
            db.track.c.artist,
            db.track.c.title,
            db.track.c.artists,
            db.track.c.version,
            db.track.c.whole,
        ),
        "play": sa.select(
            db.dj_set.c.source_id,
            db.play.c.position,
            sa.func.coalesce(db.track.c.key, "?"),
            sa.func.coalesce(db.play.c.cue_s, -1.0),
        )
        .join(db.play, db.play.c.set_id == db.dj_set.c.id)
        .outerjoin(db.track, db.track.c.id == db.play.c.track_id),
        "label": sa.select(db.dj_set.c.source_id, db.play_label.c.line, db.play_label.c.label).join(
            db.play_label, db.play_label.c.set_id == db.dj_set.c.id
        ),
        "resolution": sa.select(db.track.c.key, db.resolution.c.service, db.resolution.c.uri).join(
            db.track, db.track.c.id == db.resolution.c.track_id
        ),
        "state": sa.select(db.scrape_state.c.name, db.scrape_state.c.value).where(
            db.scrape_state.c.name != "catalogue"
        ),
    }
    with store.engine.connect() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(query))
            for name, query in queries.items()
        }
