"""Chooses the default model's weights: `python -m benchmarks.tune [FILE] [--seeds 101 102 103]`.

Holds sets out inside the training part of the random split with seed 7, fits the first stage
without them, and fits the weights to three questions about them: one seed, five seeds and, counted
half, the next track. Prints what the weights found on the other inner splits are worth on each,
then those found on all together, which are what SegueConfig holds. Test sets are never looked at.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks.study_data import STUDY_DATA, read_study_data
from recommender.collaborative.als import Als, AlsConfig
from recommender.collaborative.base import Model
from recommender.collaborative.segue import Segue, SegueConfig
from recommender.evaluation.asking import ask_all
from recommender.evaluation.metrics import METRICS
from recommender.evaluation.protocol import Protocol, Task
from recommender.evaluation.tasks import make_tasks
from recommender.evaluation.tuning import as_settings, fit_weights, inner_part, sample_task

QUESTIONS = {"one-seed": 1.0, "five-seeds": 1.0, "next-track": 0.5}
"""How much each counts."""
METRIC = {"one-seed": "ndcg@100", "five-seeds": "ndcg@100", "next-track": "mrr"}


def main() -> None:
    """Print the weights."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune", description=__doc__)
    default = STUDY_DATA / "wfmu" / "setlists.jsonl.gz"
    parser.add_argument("file", nargs="?", type=Path, default=default)
    parser.add_argument("--seeds", nargs="+", type=int, default=[101, 102, 103])
    args = parser.parse_args()
    part = inner_part(read_study_data(args.file), Protocol())
    tasks, samples, names = {}, {}, []
    for seed in args.seeds:
        tasks[seed], _ = make_tasks(part, Protocol(seed=seed), tuple(QUESTIONS))
        model = Segue().fit(tasks[seed][0].training, seed)
        samples[seed] = [
            replace(sample_task(model, task), counts=QUESTIONS[task.name]) for task in tasks[seed]
        ]
        names = list(model.signals(tasks[seed][0].queries[:1]))
    for seed in args.seeds if len(args.seeds) > 1 else ():
        others = [one for other in args.seeds if other != seed for one in samples[other]]
        found = as_settings(fit_weights(others, names))
        _tell(seed, Als(AlsConfig(artist_weight=1.0)), tasks[seed])
        _tell(seed, Segue(SegueConfig(**found)), tasks[seed])
        print(f"  with {found}", flush=True)
    every = [one for seed in args.seeds for one in samples[seed]]
    print(f"on all: {as_settings(fit_weights(every, names))}")


def _tell(seed: int, model: Model, tasks: list[Task]) -> None:
    told = []
    for one in ask_all(tasks, [model]):
        (answers,) = one.answers
        metric = METRIC[one.task.name]
        column = METRICS.index(metric)
        told.append(f"{one.task.name} {metric} {answers.values[:, column].mean():.4f}")
        if answers.with_one_seed is not None:
            told.append(f"(one of them alone {answers.with_one_seed[:, column].mean():.4f})")
    print(f"inner split {seed}, {model.name}: {', '.join(told)}", flush=True)


if __name__ == "__main__":
    main()
