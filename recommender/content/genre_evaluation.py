"""How well genres are told: top-k with intervals, the confusion matrix, the neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_DRAWS = 10_000
_SHARE = 95.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean, with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """`.58 (.48 to .68)`, as the documents print it."""
        value, low, high = (f"{number:.2f}" for number in (self.value, self.low, self.high))
        return f"{value} ({low} to {high})"

    def to_json(self) -> dict[str, Any]:
        """The figure and the interval, rounded."""
        return {
            "value": round(self.value, 4),
            "interval": [round(self.low, 4), round(self.high, 4)],
        }


def top_k(probabilities: np.ndarray, truth: np.ndarray, k: int) -> np.ndarray:
    """Whether the true class is among the k likeliest: (n,) bool.

    `probabilities` is (n, n_classes), `truth` (n,) class numbers. Ties count as missed.
    """
    own = probabilities[np.arange(len(truth)), truth]
    above = (probabilities >= own[:, None]).sum(axis=1) - 1
    return np.asarray(above < k)


def with_interval(hits: np.ndarray, recordings: Sequence[str], seed: int = 0) -> Figure:
    """The mean over clips, and its bootstrap interval over recordings.

    Clips of one recording are drawn together, for they succeed and fail together.
    """
    _, member = np.unique(np.asarray(recordings), return_inverse=True)
    total = np.bincount(member, weights=hits)
    count = np.bincount(member)
    drawn = np.random.default_rng(seed).integers(0, len(count), (_DRAWS, len(count)))
    means = total[drawn].sum(axis=1) / count[drawn].sum(axis=1)
    low, high = np.percentile(means, [(100 - _SHARE) / 2, (100 + _SHARE) / 2])
    return Figure(float(np.mean(hits)), float(low), float(high))


def confusion(predicted: np.ndarray, truth: np.ndarray, n_classes: int) -> np.ndarray:
    """(n_classes, n_classes) counts: row = true class, column = predicted class."""
    table = np.zeros((n_classes, n_classes), dtype=np.int64)
    np.add.at(table, (truth, predicted), 1)
    return table


def neighbours_alike(
    embeddings: np.ndarray, truth: np.ndarray, k: int, recordings: Sequence[str] | None = None
) -> tuple[np.ndarray, float]:
    """How many of each clip's k nearest neighbours share its class, and what chance would give.

    Returns the shares (n,) and the chance: the share of alike pairs. Clips of the same recording
    are nobody's neighbours. Euclidean distance.
    """
    names = np.asarray(recordings if recordings is not None else np.arange(len(truth)))
    other = names[:, None] != names[None, :]
    alike = truth[:, None] == truth[None, :]
    squares = (embeddings**2).sum(axis=1)
    distance = squares[:, None] + squares[None, :] - 2 * embeddings @ embeddings.T
    distance[~other] = np.inf
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(alike, nearest, axis=1).mean(axis=1), float(alike[other].mean())
