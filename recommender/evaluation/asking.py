"""Fit models, ask them a task's questions, and keep how well each was answered.

One loop scores every model on every task: a task is data, and a model sees nothing of it but the
training sets and the seeds.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from recommender.collaborative import DEFAULT
from recommender.collaborative.base import NO_ANSWER, Model
from recommender.collaborative.threads import one_thread
from recommender.evaluation.metrics import query_metrics
from recommender.evaluation.protocol import Task

BY_ARTIST = "artist-route"
"""What tables call the default model when it is asked with the artist's other tracks."""

_BATCH = 128


@dataclass(frozen=True)
class Answers:
    """One model's answers to one task, measured query by query."""

    model: str
    fit_s: float
    values: np.ndarray
    """(n_queries, len(METRICS))."""
    answered: np.ndarray
    """(n_queries,) 1.0 where the model ranked anything."""
    shown: list[np.ndarray]
    """The first COVERAGE_AT columns of each ranking."""
    with_one_seed: np.ndarray | None = None
    """(n_queries, len(METRICS)) the same for the task's single seeds, where it has them."""


@dataclass(frozen=True)
class Round:
    """One task of one split, and what every model answered."""

    task: Task
    answers: list[Answers] = field(default_factory=list)


def ask_all(
    tasks: Sequence[Task], models: Sequence[Model], progress: Callable[[str], None] = lambda _: None
) -> list[Round]:
    """Fit each model on what the tasks have to learn from, and ask it all of them.

    Tasks with the same training share one fit. `progress` is told the name of each model first.
    """
    rounds = [Round(task) for task in tasks]
    trainings = list({id(task.training): task.training for task in tasks}.values())
    for model in models:
        progress(model.name)
        for training in trainings:
            began = time.perf_counter()
            model.fit(training, seed=tasks[0].protocol.seed)
            fit_s = time.perf_counter() - began
            for one in rounds:
                if one.task.training is training:
                    one.answers.extend(_asked(one.task, model, fit_s))
    return rounds


def _asked(task: Task, model: Model, fit_s: float) -> list[Answers]:
    alone = task.with_one_seed
    answers = [ask(task, model, model.name, fit_s, ask(alone, model).values if alone else None)]
    if task.by_artist and model.name == DEFAULT:
        answers.append(ask(task.by_artist, model, BY_ARTIST, fit_s))
    return answers


def ask(
    task: Task,
    model: Model,
    name: str = "",
    fit_s: float = 0.0,
    with_one_seed: np.ndarray | None = None,
) -> Answers:
    """Ask a fitted model one task's questions."""
    values, answered, shown = [], [], []
    for start in range(0, len(task.relevant), _BATCH):
        queries = task.queries[start : start + _BATCH]
        # Tracks that were always played together score the same but for the last digits, and
        # these depend on how many threads share the work.
        with one_thread():
            scores = model.score(queries)
        scores[queries.nonzero()] = NO_ANSWER
        scores[:, task.never_ranked] = NO_ANSWER
        for row in range(queries.shape[0]):
            if task.left_out:
                scores[row, task.left_out[start + row]] = NO_ANSWER
            metrics, best = query_metrics(scores[row], task.relevant[start + row])
            values.append(metrics)
            shown.append(best)
            answered.append(float(len(best) > 0))
    return Answers(name, fit_s, np.array(values), np.array(answered), shown, with_one_seed)
