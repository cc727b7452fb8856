"""The one evaluation: hold out whole sets, ask with one of their tracks, look for the others.

Fixed, so that figures compare (docs/evaluation.md): repeated plays in a set are dropped; 10 % of
the sets are held out, at random or the latest by date; the vocabulary is the tracks in at least two
training sets; each held-out set with two or more of them gives up to five queries.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.base import NO_ANSWER, Model
from recommender.errors import BadInput, CatalogueEmpty
from recommender.evaluation.metrics import COVERAGE_AT, METRICS, Bootstrap, Estimate, query_metrics
from recommender.interactions import Interactions

Split = Literal["random", "time"]

_BATCH = 128


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
class Task:
    """A split catalogue: what models may learn from, and the questions they are asked."""

    protocol: Protocol
    training: Interactions
    """Training sets × vocabulary. The only thing that a model gets to see."""
    seeds: np.ndarray
    """(n_queries,) column of the seed."""
    relevant: tuple[np.ndarray, ...]
    """Columns of the other tracks of the seed's set."""
    set_of_query: np.ndarray
    """(n_queries,) number of the held-out set."""
    n_held_out: int

    def describe(self) -> dict[str, Any]:
        """Protocol and sizes."""
        return asdict(self.protocol) | {
            "training_sets": self.training.n_sets,
            "held_out_sets": self.n_held_out,
            "vocabulary": self.training.n_tracks,
            "queries": len(self.seeds),
            "coverage_at": COVERAGE_AT,
        }


@dataclass(frozen=True)
class Result:
    """One model's figures."""

    name: str
    metrics: dict[str, Estimate]
    fit_s: float


def make_task(everything: Interactions, protocol: Protocol) -> Task:
    """Split a catalogue and draw the queries.

    Raises CatalogueEmpty when there are too few sets to hold any out, BadInput when a time split
    finds no dates.
    """
    if protocol.whole_names:
        everything = everything.only_tracks(np.flatnonzero(everything.whole))
    rng = np.random.default_rng(protocol.seed)
    held_out = _held_out(everything, protocol, rng)
    training_rows = np.setdiff1d(np.arange(everything.n_sets), held_out)
    training = everything.only_sets(training_rows)
    vocabulary = training.played_at_least(protocol.min_training_sets)
    training = training.only_tracks(vocabulary)
    test = everything.plays[held_out][:, vocabulary]
    seeds, relevant, set_of_query = [], [], []
    for row in range(test.shape[0]):
        tracks = np.sort(test[row].indices)
        if len(tracks) < 2:
            continue
        n = min(protocol.seeds_per_set, len(tracks))
        for seed in rng.choice(tracks, size=n, replace=False):
            seeds.append(seed)
            relevant.append(tracks[tracks != seed])
            set_of_query.append(row)
    if not seeds:
        raise CatalogueEmpty(
            "There are too few set lists to evaluate on: no held-out set shares two tracks with "
            "the others. Import more with: python -m scrapers import FILE."
        )
    return Task(
        protocol, training, np.array(seeds), tuple(relevant), np.array(set_of_query), len(held_out)
    )


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


def evaluate(
    task: Task, models: Iterable[Model], progress: Callable[[str], None] = lambda _: None
) -> list[Result]:
    """Fit each model on the training sets and measure its answers."""
    bootstrap = Bootstrap(task.set_of_query, seed=task.protocol.seed)
    results = []
    for model in models:
        progress(model.name)
        began = time.perf_counter()
        model.fit(task.training, seed=task.protocol.seed)
        fit_s = time.perf_counter() - began
        values, shown = _answers(task, model)
        metrics = {name: bootstrap.mean(values[:, column]) for column, name in enumerate(METRICS)}
        metrics["coverage"] = bootstrap.coverage(shown, task.training.n_tracks)
        results.append(Result(model.name, metrics, fit_s))
    return results


def _answers(task: Task, model: Model) -> tuple[np.ndarray, list[np.ndarray]]:
    values, shown = [], []
    n_tracks = task.training.n_tracks
    for start in range(0, len(task.seeds), _BATCH):
        seeds = task.seeds[start : start + _BATCH]
        rows = np.arange(len(seeds))
        queries = sp.csr_matrix(
            (np.ones(len(seeds), np.float32), (rows, seeds)), shape=(len(seeds), n_tracks)
        )
        scores = model.score(queries)
        scores[rows, seeds] = NO_ANSWER
        for row in rows:
            metrics, best = query_metrics(scores[row], task.relevant[start + row])
            values.append(metrics)
            shown.append(best)
    return np.array(values), shown


def to_json(description: Mapping[str, Any], results: Sequence[Result]) -> dict[str, Any]:
    """The documented JSON form (docs/cli.md); `description` is Task.describe's."""
    return {
        "protocol": dict(description),
        "models": [
            {
                "name": result.name,
                "metrics": {name: asdict(value) for name, value in result.metrics.items()},
                "fit_s": round(result.fit_s, 3),
            }
            for result in results
        ],
    }
