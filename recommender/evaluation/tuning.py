"""The default model's weights, chosen on sets held out inside the training part.

A split's test sets are never looked at: the sets that questions are made of here are held out of
what the models would train on, and the first stage is fitted without them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.collaborative.base import NO_ANSWER, top
from recommender.collaborative.segue import Segue
from recommender.evaluation.protocol import Protocol, Task, split_sets
from recommender.interactions import Interactions

_BATCH = 128
_BEST = 200
"""How many tracks of a question take part in the fit: those that come first by the sum of all
signals, whatever the present weights, so that the search ends where it began.

A right track further down would pull at the weights without ever being shown.
"""
_RIDGE = 1e-3
_STEPS = 50
_ENOUGH = 1e-7


@dataclass(frozen=True)
class Sample:
    """Questions with some of their tracks."""

    signals: np.ndarray
    """(n, n_signals) what each signal says of a track; the questions one after another."""
    right: np.ndarray
    """(n,) shares of 1 among the right tracks of a question, 0 for the others."""
    starts: np.ndarray
    """(n_questions,) where each question begins."""
    counts: float = 1.0
    """How much each question counts."""


def inner_part(everything: Interactions, *protocols: Protocol) -> Interactions:
    """The sets that a split trains on, or all of several splits, with all their tracks."""
    rows = np.arange(everything.n_sets)
    for protocol in protocols:
        halves = split_sets(everything, protocol, np.random.default_rng(protocol.seed))
        rows = np.setdiff1d(rows, halves.held_out)
    return everything.only_sets(rows)


def sample_task(model: Segue, task: Task) -> Sample:
    """The tracks with the best signals, for each question with a right one among them.

    The model must be fitted on the task's training sets.
    """
    signals, right = [], []
    for start in range(0, len(task.relevant), _BATCH):
        queries = task.queries[start : start + _BATCH]
        named = model.signals(queries)
        values = np.stack(list(named.values()))
        scores = values.sum(axis=0)
        scores[queries.nonzero()] = NO_ANSWER
        for row in range(queries.shape[0]):
            number = start + row
            if task.left_out:
                scores[row, task.left_out[number]] = NO_ANSWER
            first = top(scores[row], _BEST)
            hit = np.isin(first, task.relevant[number])
            if hit.any():
                signals.append(values[:, row, first].T)
                right.append(hit / hit.sum())
    return Sample(
        np.concatenate(signals).astype(np.float64),
        np.concatenate(right),
        np.cumsum([0, *(len(one) for one in right[:-1])]),
    )


def fit_weights(samples: Sequence[Sample], names: Sequence[str]) -> dict[str, float]:
    """One weight for each signal: the maximum of the likelihood that the right tracks are drawn.

    A conditional logit: P(track) is proportional to exp(weights · signals). Newton's method with
    step halving, and a small ridge on standardised signals. Source: McFadden, "Conditional Logit
    Analysis of Qualitative Choice Behavior" (1974).
    """
    signals = np.concatenate([sample.signals for sample in samples])
    spread = signals.std(axis=0)
    spread[spread == 0] = 1.0
    x = (signals - signals.mean(axis=0)) / spread
    y = np.concatenate([sample.right for sample in samples])
    sizes = np.cumsum([0, *(len(sample.right) for sample in samples)])
    starts = np.concatenate([s.starts + at for s, at in zip(samples, sizes, strict=False)])
    counts = np.concatenate([np.full(len(s.starts), s.counts) for s in samples])
    counts /= counts.sum()
    of_track = np.repeat(counts, np.diff(np.append(starts, len(y))))
    weights = np.zeros(x.shape[1])
    loss, likely = _loss(weights, x, y * of_track, starts)
    for _ in range(_STEPS):
        means = np.add.reduceat(x * likely[:, None], starts)
        slope = x.T @ ((likely - y) * of_track) + 2 * _RIDGE * weights
        bend = (x * (likely * of_track)[:, None]).T @ x - (means * counts[:, None]).T @ means
        step = np.linalg.solve(bend + 2 * _RIDGE * np.eye(len(weights)), slope)
        before = loss
        while True:
            loss, likely = _loss(weights - step, x, y * of_track, starts)
            if loss <= before or np.abs(step).max() < _ENOUGH:
                break
            step /= 2
        weights = weights - step
        if before - loss < _ENOUGH:
            break
    return dict(zip(names, (weights / spread).tolist(), strict=True))


def _loss(
    weights: np.ndarray, x: np.ndarray, y: np.ndarray, starts: np.ndarray
) -> tuple[float, np.ndarray]:
    """Mean negative log-likelihood with the ridge, and each track's share of its question.

    `y`: the shares of the right tracks times what their questions count.
    """
    value = x @ weights
    lengths = np.diff(np.append(starts, len(value)))
    value -= np.repeat(np.maximum.reduceat(value, starts), lengths)
    raw = np.exp(value)
    total = np.repeat(np.add.reduceat(raw, starts), lengths)
    loss = -float(y @ (value - np.log(total))) + _RIDGE * float(weights @ weights)
    return loss, raw / total


def as_settings(weights: Mapping[str, float]) -> dict[str, float]:
    """As they stand in SegueConfig."""
    return {f"w_{name}": round(value, 2) for name, value in weights.items()}
