"""From answers to tables: means with intervals, pairs of models, and means over several splits."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from recommender.collaborative import DEFAULT
from recommender.collaborative.base import Model
from recommender.evaluation.asking import Answers, Round, ask_all
from recommender.evaluation.metrics import METRICS, Bootstrap, Difference, Estimate, Ratio
from recommender.evaluation.protocol import Task
from recommender.evaluation.results import Measured, Table


def evaluate(
    task: Task, models: Sequence[Model], progress: Callable[[str], None] = lambda _: None
) -> tuple[Measured, ...]:
    """One task: fit each model on the training sets and measure its answers."""
    return make_table(ask_all([task], models, progress)).models


def make_table(rounds: Sequence[Round]) -> Table:
    """One task's table, from one split or from several with the same models.

    Of one split: the mean over queries, its interval from resampled sets. Of several: the mean of
    the splits' means, and 1.96 standard errors of it to either side. The splits share most of their
    sets, so that interval tells how steady the mean is, not how well it would carry over to other
    data. Differences between models are resampled by set in either case.
    """
    tasks = [one.task for one in rounds]
    bootstrap = Bootstrap(*(task.set_of_query for task in tasks), seed=tasks[0].protocol.seed)
    by_model = [list(answers) for answers in zip(*(one.answers for one in rounds), strict=True)]
    default = next((answers for answers in by_model if answers[0].model == DEFAULT), None)
    models = [_measured(tasks, answers, default, bootstrap) for answers in by_model]
    return Table(tasks[0].name, describe([task.describe() for task in tasks]), tuple(models))


def _measured(
    tasks: Sequence[Task],
    answers: Sequence[Answers],
    default: Sequence[Answers] | None,
    bootstrap: Bootstrap,
) -> Measured:
    metrics = [_estimates(task, one, bootstrap) for task, one in zip(tasks, answers, strict=True)]
    against: dict[str, Difference] = {}
    if default is not None and answers[0].model != DEFAULT:
        against = {
            name: bootstrap.difference(
                *(_values(one, name) - _values(ours, name)
                  for one, ours in zip(answers, default, strict=True))
            )
            for name in tasks[0].metrics
            if name in METRICS
        }  # fmt: skip
    return Measured(
        name=answers[0].model,
        metrics=metrics[0] if len(metrics) == 1 else _means(metrics),
        fit_s=float(np.mean([one.fit_s for one in answers])),
        against_default=against,
        against_one_seed=_against_one_seed(tasks, answers, bootstrap),
    )


def _estimates(task: Task, answers: Answers, bootstrap: Bootstrap) -> dict[str, Estimate]:
    if bootstrap.n_splits > 1:  # only the means are wanted, and a split alone may be too small
        return {name: Estimate(*[_mean(task, answers, name)] * 3) for name in task.metrics}
    return {
        name: bootstrap.coverage(answers.shown, task.training.n_tracks)
        if name == "coverage"
        else bootstrap.mean(_values(answers, name))
        for name in task.metrics
    }


def _mean(task: Task, answers: Answers, name: str) -> float:
    if name == "coverage":
        return len(np.unique(np.concatenate(answers.shown))) / task.training.n_tracks
    return float(_values(answers, name).mean())


def _means(metrics: Sequence[Mapping[str, Estimate]]) -> dict[str, Estimate]:
    found = {}
    for name in metrics[0]:
        values = [one[name].value for one in metrics]
        mean = float(np.mean(values))
        error = 1.96 * float(np.std(values, ddof=1)) / np.sqrt(len(values))
        found[name] = Estimate(mean, mean - error, mean + error)
    return found


def _values(answers: Answers, name: str) -> np.ndarray:
    if name == "answered":
        return answers.answered
    values: np.ndarray = answers.values[:, METRICS.index(name)]
    return values


def _against_one_seed(
    tasks: Sequence[Task], answers: Sequence[Answers], bootstrap: Bootstrap
) -> dict[str, Ratio]:
    alone = [one.with_one_seed for one in answers]
    if any(values is None for values in alone):
        return {}
    ratios = {
        name: bootstrap.ratio(
            [_values(one, name) for one in answers],
            [values[:, METRICS.index(name)] for values in alone if values is not None],
        )
        for name in tasks[0].metrics
        if name in METRICS
    }
    return {name: ratio for name, ratio in ratios.items() if ratio is not None}


def describe(descriptions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What several splits were measured on: their seeds, queries added up, other sizes averaged."""
    first = dict(descriptions[0])
    if len(descriptions) == 1:
        return first
    seeds = [description["seed"] for description in descriptions]
    added = {
        name: sum(description[name] for description in descriptions)
        for name in ("queries", "queries_with_artist")
        if name in first
    }
    averaged = {
        name: round(float(np.mean([description[name] for description in descriptions])))
        for name in ("vocabulary", "asked_sets", "hidden_tracks", "tracks")
        if name in first
    }
    return first | {"seed": seeds} | added | averaged
