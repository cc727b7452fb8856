"""A catalogue with taste, for tests of the evaluation."""

import numpy as np
import scipy.sparse as sp

from recommender.evaluation.protocol import Task
from recommender.interactions import Interactions, credit
from tests.recommender.builders import label


def catalogue(n_sets: int = 200, n_tracks: int = 300, undated: int = 0) -> Interactions:
    """Sets with taste, each with a date of its own and played by one of twenty DJs."""
    rng = np.random.default_rng(21)
    taste = np.where(np.arange(n_sets)[:, None] % 5 == np.arange(n_tracks) % 5, 0.12, 0.01)
    plays = (rng.random((n_sets, n_tracks)) < taste).astype(np.float32)
    order = rng.permutation(n_sets)
    dates = np.array(
        [f"{2000 + day // 300}-{day // 25 % 12 + 1:02}-{day % 25 + 1:02}" for day in order]
    )
    dates[rng.permutation(n_sets)[:undated]] = ""
    djs = np.zeros((20, n_sets), np.float32)
    djs[np.arange(n_sets) % 20, np.arange(n_sets)] = 1
    styles = (np.arange(n_sets) % 5 == np.arange(5)[:, None]).astype(np.float32)
    artists = np.zeros((60, n_tracks), np.float32)
    artists[np.arange(n_tracks) % 60, np.arange(n_tracks)] = 1
    sequence = _in_some_order(plays, rng)
    return Interactions(
        plays=sp.csr_matrix(plays),
        track_ids=np.arange(1000, 1000 + n_tracks),
        set_dates=dates,
        djs=sp.csr_matrix(djs),
        styles=sp.csr_matrix(styles),
        artists=sp.csr_matrix(artists),
        whole=np.arange(n_tracks) % 10 != 0,
        sequence=sequence,
        artist_sequence=credit(sequence, sp.csr_matrix(artists)),
        label_sequence=label(sequence, 17),
    )  # fmt: skip


def held_out_rows(everything: Interactions, task: Task) -> np.ndarray:
    """Rows that the training does not hold; every dated set has a date of its own."""
    return np.flatnonzero(~np.isin(everything.set_dates, task.training.set_dates))


def _in_some_order(plays: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each set's tracks shuffled, with a gap for every fifth line and the first track once more."""
    lines = []
    for row, held in enumerate(plays):
        order = rng.permutation(np.flatnonzero(held))
        places = np.flatnonzero(np.arange(2 * len(order) + 2) % 5 != 4)[: len(order) + 1] + 1
        lines += [
            (row, column, place)
            for column, place in zip(
                [*order, *order[:1]], places[: len(order) + bool(len(order))], strict=True
            )
        ]
    return np.array(lines, dtype=np.int64).reshape(-1, 3)
