"""Several random splits of one catalogue: where one holds too few queries to tell models apart."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from recommender.evaluation.metrics import Estimate
from recommender.evaluation.protocol import Result


def average(runs: Sequence[Sequence[Result]]) -> list[Result]:
    """The same models over several splits: the mean of each figure.

    Its interval is 1.96 standard errors of the mean over the splits to either side. The splits
    share most of their sets, so it tells how steady the mean is, not how well it would carry over
    to other data.
    """
    return [
        Result(
            models[0].name,
            {name: _mean([m.metrics[name].value for m in models]) for name in models[0].metrics},
            float(np.mean([model.fit_s for model in models])),
        )
        for models in zip(*runs, strict=True)
    ]


def _mean(values: Sequence[float]) -> Estimate:
    mean = float(np.mean(values))
    error = 1.96 * float(np.std(values, ddof=1)) / np.sqrt(len(values))
    return Estimate(mean, mean - error, mean + error)


def describe_splits(descriptions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What several splits were measured on: their seeds, queries added up, other sizes averaged."""
    first = dict(descriptions[0])
    seeds = [description["seed"] for description in descriptions]
    queries = sum(description["queries"] for description in descriptions)
    vocabulary = round(float(np.mean([d["vocabulary"] for d in descriptions])))
    return first | {"seed": seeds, "queries": queries, "vocabulary": vocabulary}
