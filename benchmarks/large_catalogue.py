"""A catalogue of the study data with everything that a page may want to show, and names to ask it
about."""

import os
import platform
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from recommender.audio.analysis import Analysis, Key, Tempo
from recommender.audio.camelot import KEYS
from recommender.catalogue import schema as db
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.store import Store
from recommender.content.shelf import genre_version
from recommender.settings import DataSettings

SEED = 0


def prepare(data: Path, files: list[Path]) -> None:
    """A catalogue with a model, invented analyses and maps."""
    run = [sys.executable, "-m"]
    environment = {**os.environ, "SEGUE_DATA": str(data), "DATABASE_URL": ""}
    quiet: dict[str, Any] = {
        "env": environment, "check": True,
        "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
    }  # fmt: skip
    subprocess.run([*run, "scrapers", "import", *map(str, files)], **quiet)
    invent_analyses(data)
    subprocess.run([*run, "recommender", "train"], **quiet)


def invent_analyses(data: Path) -> None:
    """A tempo, a key, genres and an embedding for each track in two sets or more."""
    settings = DataSettings.model_validate({"SEGUE_DATA": data, "DATABASE_URL": None})
    store = Store(settings.database_url)
    version = genre_version(settings.models_dir)
    rng = np.random.default_rng(SEED)
    with store.engine.connect() as connection:
        query = (
            sa.select(db.play.c.track_id)
            .where(db.play.c.track_id.is_not(None))
            .group_by(db.play.c.track_id)
            .having(sa.func.count(sa.distinct(db.play.c.set_id)) > 1)
        )
        ids = list(connection.scalars(query))
    centres = rng.normal(size=(10, 128)).astype(np.float32)
    rows = []
    for id_ in ids:
        genre = int(rng.integers(10))
        rows.append((id_, "invented", invented(rng, genre, centres[genre], version)))
    for start in range(0, len(rows), 2_000):
        put_analyses(store, rows[start : start + 2_000], version)
    store.close()


def invented(rng: np.random.Generator, genre: int, centre: np.ndarray, version: str) -> Analysis:
    """One analysis that nobody heard."""
    embedding = centre + rng.normal(scale=0.6, size=len(centre)).astype(np.float32)
    return Analysis(
        tempo=Tempo(float(np.clip(rng.normal(118, 18), 70, 180)), 0.9),
        key=Key(str(rng.choice(KEYS)), 0.9),
        loudness_db=-9.0,
        genres={f"style {genre}": 0.8, f"style {(genre + 1) % 10}": 0.2},
        embedding=embedding,
        model_version=version,
    )


def ask_names(data: Path, n_tracks: int, n_djs: int) -> tuple[list[str], list[str]]:
    """So many tracks to ask about, and names of DJs, drawn with the seed."""
    settings = DataSettings.model_validate({"SEGUE_DATA": data, "DATABASE_URL": None})
    store = Store(settings.database_url)
    with store.engine.connect() as connection:
        tracks = connection.execute(
            sa.select(db.track.c.artist, db.track.c.title)
            .join(db.play, db.play.c.track_id == db.track.c.id)
            .where(db.track.c.whole)
            .group_by(db.track.c.id)
            .having(sa.func.count(sa.distinct(db.play.c.set_id)) > 1)
            .order_by(db.track.c.id)
        ).all()
        djs = list(connection.scalars(sa.select(db.dj.c.name).order_by(db.dj.c.id)))
    counts = store.counts()
    store.close()
    print(
        f"\nThe page: {counts.sets:,} sets, {counts.tracks:,} tracks, {counts.djs:,} DJs, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, seed {SEED}"
    )
    drawn = random.Random(SEED)
    names = [f"{row.artist} - {row.title}" for row in drawn.sample(tracks, n_tracks)]
    return names, drawn.sample(djs, n_djs)
