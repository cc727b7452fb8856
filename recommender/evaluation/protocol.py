"""The one evaluation: hold out whole sets, ask with some of their tracks, look for the others.

Fixed, so that figures compare (docs/evaluation.md): repeated plays in a set are dropped; 10 % of
the sets are held out, at random or the latest by date; the vocabulary is the tracks in at least two
training sets; each held-out set with two or more of them gives up to five queries.

This file splits and asks the first question, one seed; tasks.py asks the others.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp

from recommender.errors import BadInput, CatalogueEmpty
from recommender.evaluation.metrics import COVERAGE_AT, METRICS
from recommender.interactions import Interactions

Split = Literal["random", "time"]

TOO_FEW = (
    "There are too few set lists to evaluate on: no held-out set {lacks}. Import more with: "
    "python -m scrapers import FILE."
)


@dataclass(frozen=True)
class Protocol:
    """What was asked and on what. Printed with every result."""

    split: Split = "random"
    seed: int = 7
    held_out: float = 0.1
    min_training_sets: int = 2
    seeds_per_set: int = 5
    whole_names: bool = False
    """Leave out lines that name only an artist or only a title (docs/evaluation.md says why)."""


@dataclass(frozen=True)
class Halves:
    """A split catalogue, before anything is asked."""

    protocol: Protocol
    training: Interactions
    """Training sets × vocabulary. The only thing that a model gets to see."""
    test: Interactions
    """Held-out sets × vocabulary."""
    held_out: np.ndarray
    """(n_held_out,) rows of the held-out sets in the whole catalogue, ascending."""


@dataclass(frozen=True)
class Task:
    """Questions to models: what they may learn from, what they are asked, and what is right."""

    name: str
    protocol: Protocol
    training: Interactions
    """The only thing that a model gets to see."""
    queries: sp.csr_matrix
    """(n_queries, n_tracks) weights of the seeds. A seed is never ranked."""
    relevant: tuple[np.ndarray, ...]
    """Columns that are right, at least one for each query."""
    set_of_query: np.ndarray
    """(n_queries,) row of the held-out set in the whole catalogue."""
    n_held_out: int
    left_out: tuple[np.ndarray, ...] = ()
    """For each query, columns that are not ranked beside its seeds; empty where there are none."""
    never_ranked: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Columns that no query ranks."""
    metrics: tuple[str, ...] = METRICS
    """What is told of it."""
    details: dict[str, Any] = field(default_factory=dict)
    """What is peculiar to it, for the description."""
    with_one_seed: "Task | None" = None
    """The same questions asked with a single seed each, query by query."""
    by_artist: "Task | None" = None
    """The same questions asked with the artist's other tracks for seeds, query by query."""

    def describe(self) -> dict[str, Any]:
        """Protocol and sizes."""
        return asdict(self.protocol) | {
            "training_sets": self.training.n_sets,
            "held_out_sets": self.n_held_out,
            "vocabulary": self.training.n_tracks,
            "queries": len(self.relevant),
            "coverage_at": COVERAGE_AT,
            "asked_sets": len(np.unique(self.set_of_query)),
            **self.details,
        }


def split_sets(everything: Interactions, protocol: Protocol, rng: np.random.Generator) -> Halves:
    """Hold sets out and take the vocabulary from the others.

    Raises BadInput when a time split finds no dates.
    """
    if protocol.whole_names:
        everything = everything.without_plays_of(np.flatnonzero(~everything.whole))
        everything = everything.only_tracks(np.flatnonzero(everything.whole))
    return cut(everything, protocol, _held_out(everything, protocol, rng))


def cut(everything: Interactions, protocol: Protocol, held_out: np.ndarray) -> Halves:
    """Hold these sets out (rows, ascending) and take the vocabulary from the others."""
    training = everything.only_sets(np.setdiff1d(np.arange(everything.n_sets), held_out))
    vocabulary = training.played_at_least(protocol.min_training_sets)
    test = everything.only_sets(held_out).only_tracks(vocabulary)
    return Halves(protocol, training.only_tracks(vocabulary), test, held_out)


def make_task(everything: Interactions, protocol: Protocol) -> Task:
    """Split a catalogue and ask with one seed at a time.

    Raises CatalogueEmpty when there are too few sets to hold any out, BadInput when a time split
    finds no dates.
    """
    rng = np.random.default_rng(protocol.seed)
    return one_seed(split_sets(everything, protocol, rng), rng)


def one_seed(halves: Halves, rng: np.random.Generator) -> Task:
    """Up to five seeds of a held-out set, one at a time; relevant are the set's other tracks.

    `rng` is the one that split: so the draw has always gone on from there. Raises CatalogueEmpty
    when no held-out set shares two tracks with the others.
    """
    seeds, relevant, rows = [], [], []
    for row, tracks in enumerate(tracks_of_sets(halves.test)):
        if len(tracks) < 2:
            continue
        n = min(halves.protocol.seeds_per_set, len(tracks))
        for seed in rng.choice(tracks, size=n, replace=False):
            seeds.append([seed])
            relevant.append(tracks[tracks != seed])
            rows.append(row)
    if not seeds:
        raise CatalogueEmpty(TOO_FEW.format(lacks="shares two tracks with the others"))
    return Task(
        name="one-seed",
        protocol=halves.protocol,
        training=halves.training,
        queries=rows_of(seeds, halves.training.n_tracks),
        relevant=tuple(relevant),
        set_of_query=halves.held_out[rows],
        n_held_out=len(halves.held_out),
        metrics=(*METRICS, "coverage", "answered"),
    )


def tracks_of_sets(sets: Interactions) -> list[np.ndarray]:
    """Each set's columns, ascending."""
    plays = sets.plays
    return [
        np.sort(plays.indices[plays.indptr[row] : plays.indptr[row + 1]])
        for row in range(sets.n_sets)
    ]


def rows_of(columns: Sequence[Sequence[int] | np.ndarray], n_tracks: int) -> sp.csr_matrix:
    """(n, n_tracks) 1.0 at the columns given for each row."""
    lengths = [len(row) for row in columns]
    places = np.concatenate([np.asarray(row, dtype=np.int64) for row in columns])
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    ones = np.ones(len(places), dtype=np.float32)
    return sp.csr_matrix((ones, places, bounds), shape=(len(columns), n_tracks))


def _held_out(everything: Interactions, protocol: Protocol, rng: np.random.Generator) -> np.ndarray:
    n = round(everything.n_sets * protocol.held_out)
    if protocol.split == "random":
        return np.sort(rng.permutation(everything.n_sets)[:n])
    dated = np.flatnonzero(everything.set_dates != "")
    if not len(dated):
        raise BadInput("A time split needs dates, and no set has one. Use --split random.")
    # Undated sets are trained on: they can't be shown to lie after the cut.
    latest = dated[np.argsort(everything.set_dates[dated], kind="stable")][-n:] if n else dated[:0]
    return np.sort(latest)
