"""The default model's weights, chosen on sets held out inside the training part.

A split's test sets are never looked at: the sets that questions are made of here are held out of
what the models would train on, and the first stage is fitted without them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.collaborative.base import top
from recommender.collaborative.segue import Segue
from recommender.evaluation.protocol import Protocol, Task, split_sets
from recommender.interactions import Interactions

_BATCH = 128
_BEST = 300
"""How many tracks of a question that the present weights rank first take part in the fit."""
_DRAWN = 300
"""How many of the others do; they stand for all of them."""
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
    stands_for: np.ndarray
    """(n,) logarithm of how many tracks one stands for."""
    starts: np.ndarray
    """(n_questions,) where each question begins."""


def inner_part(everything: Interactions, protocol: Protocol) -> Interactions:
    """The sets that a split trains on, with all their tracks."""
    halves = split_sets(everything, protocol, np.random.default_rng(protocol.seed))
    rows = np.setdiff1d(np.arange(everything.n_sets), halves.held_out)
    return everything.only_sets(rows)


def sample_task(model: Segue, task: Task, rng: np.random.Generator) -> Sample:
    """The right tracks of each question, those that the model ranks first, and some of the rest.

    The model must be fitted on the task's training sets.
    """
    signals, right, stands_for, lengths = [], [], [], []
    for start in range(0, len(task.relevant), _BATCH):
        queries = task.queries[start : start + _BATCH]
        named = model.signals(queries)
        scores = model.weigh(named)
        values = np.stack(list(named.values()))
        for row in range(queries.shape[0]):
            number = start + row
            unranked = queries[row].indices
            if task.left_out:
                unranked = np.concatenate([unranked, task.left_out[number]])
            chosen, logs = _choose(scores[row], task.relevant[number], unranked, rng)
            signals.append(values[:, row, chosen].T)
            hit = np.isin(chosen, task.relevant[number])
            right.append(hit / hit.sum())
            stands_for.append(logs)
            lengths.append(len(chosen))
    return Sample(
        np.concatenate(signals).astype(np.float64),
        np.concatenate(right),
        np.concatenate(stands_for),
        np.concatenate([[0], np.cumsum(lengths)[:-1]]),
    )


def _choose(
    scores: np.ndarray, relevant: np.ndarray, unranked: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    first = top(scores, _BEST + len(unranked))
    best = np.setdiff1d(np.union1d(first, relevant), unranked)
    others = np.ones(len(scores), dtype=bool)
    others[best] = others[unranked] = False
    rest = np.flatnonzero(others)
    drawn = rng.choice(rest, min(_DRAWN, len(rest)), replace=False)
    logs = np.zeros(len(best) + len(drawn))
    if len(drawn):
        logs[len(best) :] = np.log(len(rest) / len(drawn))
    return np.concatenate([best, drawn]), logs


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
    offset = np.concatenate([sample.stands_for for sample in samples])
    sizes = np.cumsum([0, *(len(sample.right) for sample in samples)])
    starts = np.concatenate([s.starts + at for s, at in zip(samples, sizes, strict=False)])
    weights = np.zeros(x.shape[1])
    loss, likely = _loss(weights, x, y, offset, starts)
    for _ in range(_STEPS):
        means = np.add.reduceat(x * likely[:, None], starts)
        slope = (x.T @ (likely - y)) / len(starts) + 2 * _RIDGE * weights
        bend = ((x * likely[:, None]).T @ x - means.T @ means) / len(starts)
        step = np.linalg.solve(bend + 2 * _RIDGE * np.eye(len(weights)), slope)
        before = loss
        while True:
            loss, likely = _loss(weights - step, x, y, offset, starts)
            if loss <= before or np.abs(step).max() < _ENOUGH:
                break
            step /= 2
        weights = weights - step
        if before - loss < _ENOUGH:
            break
    return dict(zip(names, (weights / spread).tolist(), strict=True))


def _loss(
    weights: np.ndarray, x: np.ndarray, y: np.ndarray, offset: np.ndarray, starts: np.ndarray
) -> tuple[float, np.ndarray]:
    """Mean negative log-likelihood with the ridge, and each track's share of its question."""
    value = x @ weights + offset
    lengths = np.diff(np.append(starts, len(value)))
    value -= np.repeat(np.maximum.reduceat(value, starts), lengths)
    raw = np.exp(value)
    total = np.repeat(np.add.reduceat(raw, starts), lengths)
    loss = -float(y @ (value - np.log(total))) / len(starts) + _RIDGE * float(weights @ weights)
    return loss, raw / total


def as_settings(weights: Mapping[str, float]) -> dict[str, float]:
    """As they stand in SegueConfig."""
    return {f"w_{name}": round(value, 2) for name, value in weights.items()}
