"""Small matrices with a known answer, and questions about them."""

import numpy as np
import scipy.sparse as sp

from recommender.interactions import Interactions, credit
from tests.recommender.builders import NO_LABELS, sequence_of

SIZE = 50
COLD = SIZE
"""On the board with a cold track, the column that no set holds."""
FOUR_SETS = np.array(
    [
        # a  b  c  d  e
        [1, 1, 0, 0, 0],
        [1, 1, 1, 0, 0],
        [0, 1, 1, 1, 0],
        [0, 0, 0, 1, 1],
    ]
)


def interactions(plays: np.ndarray) -> Interactions:
    """A matrix with one DJ a set, and an artist for each track."""
    n_sets, n_tracks = plays.shape
    artists = sp.identity(n_tracks, dtype=np.float32, format="csr")
    return Interactions(
        plays=sp.csr_matrix(plays.astype(np.float32)),
        track_ids=np.arange(100, 100 + n_tracks),
        set_dates=np.array(["2020"] * n_sets, dtype=str),
        djs=sp.identity(n_sets, dtype=np.float32, format="csr"),
        styles=sp.csr_matrix((0, n_sets), dtype=np.float32),
        artists=artists,
        whole=np.ones(n_tracks, dtype=bool),
        sequence=sequence_of(plays),
        artist_sequence=credit(sequence_of(plays), artists),
        label_sequence=NO_LABELS,
    )


def checkerboard(cold: int = 0, empty_sets: int = 0) -> Interactions:
    """Even sets play the even tracks, odd sets the odd ones; each set leaves out one.

    So there is one right answer to what a set lacks, as in `implicit`'s own tests.
    """
    row, column = np.indices((SIZE, SIZE))
    board = ((row + column) % 2 == 0) & (row != column)
    return interactions(np.pad(board, ((0, empty_sets), (0, cold))))


def same_colour(track: int) -> set[int]:
    return set(range(track % 2, SIZE, 2)) - {track}


def query(n_tracks: int, *rows: dict[int, float]) -> sp.csr_matrix:
    matrix = sp.lil_matrix((len(rows), n_tracks), dtype=np.float32)
    for at, row in enumerate(rows):
        for column, weight in row.items():
            matrix[at, column] = weight
    return matrix.tocsr()


def random_interactions(n_sets: int = 40, n_tracks: int = 30) -> Interactions:
    """Sets with taste: each plays mostly one half of the tracks."""
    rng = np.random.default_rng(11)
    taste = np.where(np.arange(n_sets)[:, None] % 2 == np.arange(n_tracks) % 2, 0.35, 0.05)
    plays = rng.random((n_sets, n_tracks)) < taste
    plays[0] = True  # every track is played
    return interactions(plays)
