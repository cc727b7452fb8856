"""What sources say beside the plays, weighed: `python -m benchmarks.tune_sides [FILE]`.

WFMU names neither styles nor record labels, so `benchmarks.tune` can't tell what they are worth:
Essential Mix does. It is evaluated over ten random splits, so that hardly a set is in no test set.
Each of the ten is searched by itself, on splits of its own training sets: what a split tests on
takes no part in what it chooses. The questions are those of `benchmarks.tune`, and count alike.
Prints their figures for each split and over all ten: by the weight of styles, and without labels.
"""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.study_data import STUDY_DATA, read_study_data
from benchmarks.tune import METRIC, QUESTIONS
from recommender.collaborative.segue import Segue, SegueConfig
from recommender.evaluation.asking import ask
from recommender.evaluation.metrics import METRICS
from recommender.evaluation.protocol import Protocol, Task, make_task
from recommender.evaluation.tasks import make_tasks
from recommender.interactions import Interactions

SPLITS = range(1, 11)
"""Seeds of the splits that `benchmarks.evaluation` takes the mean of."""
INNER_SEEDS = (101, 102, 103, 104)
WEIGHTS = (0.0, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)
_COUNTS = np.array(list(QUESTIONS.values()))


def main() -> None:
    """Print what each weight is worth, and what labels are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune_sides", description=__doc__)
    default = STUDY_DATA / "mixesdb" / "essential_mix.jsonl.gz"
    parser.add_argument("file", nargs="?", type=Path, default=default)
    everything = read_study_data(parser.parse_args().file)
    found = []
    for seed in SPLITS:
        figures = figures_of(make_task(everything, Protocol(seed=seed)).training)
        found.append(figures)
        _tell(f"split {seed}", figures)
    means = {name: np.mean([one[name] for one in found], axis=0) for name in found[0]}
    _tell("all", means)
    best = max(WEIGHTS, key=lambda weight: _together(means[f"styles {weight}"]))
    print(f"the best of all, which SegueConfig holds: {best}")


def figures_of(training: Interactions) -> dict[str, np.ndarray]:
    """(len(QUESTIONS),) by what is tried: the mean over splits of a task's training."""
    found: dict[str, list[list[float]]] = {}
    for seed in INNER_SEEDS:
        tasks, _ = make_tasks(training, Protocol(seed=seed), tuple(QUESTIONS))
        labelled = Segue().fit(tasks[0].training, seed)
        for weight in WEIGHTS:
            found.setdefault(f"styles {weight}", []).append(_ask(tasks, labelled, weight))
        labels = tasks[0].training.label_sequence
        unlabelled = Segue().fit(replace(tasks[0].training, label_sequence=labels[:0]), seed)
        for weight in (0.0, SegueConfig().w_styles):
            name = f"styles {weight}, no labels"
            found.setdefault(name, []).append(_ask(tasks, unlabelled, weight))
    return {name: np.nanmean(figures, axis=0) for name, figures in found.items()}


def _ask(tasks: list[Task], fitted: Segue, weight: float) -> list[float]:
    """A figure for each question; NaN where the split has too few sets for it."""
    config = vars(replace(SegueConfig(), w_styles=weight))
    model = Segue.restore(config, fitted.arrays(), tasks[0].training.n_tracks)
    values = {task.name: ask(task, model).values for task in tasks}
    return [
        float(values[name][:, METRICS.index(METRIC[name])].mean()) if name in values else np.nan
        for name in QUESTIONS
    ]


def _together(figures: np.ndarray) -> float:
    return float(_COUNTS @ figures / _COUNTS.sum())


def _tell(what: str, figures: Mapping[str, np.ndarray]) -> None:
    print(f"{what}: {', '.join(f'{name} {METRIC[name]}' for name in QUESTIONS)}, together")
    for name, one in figures.items():
        values = " ".join(f"{value:.4f}" for value in (*one, _together(one)))
        print(f"  {name:22s} {values}", flush=True)


if __name__ == "__main__":
    main()
