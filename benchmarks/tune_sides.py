"""What sources say beside the plays, weighed: `python -m benchmarks.tune_sides [FILE]`.

WFMU names neither styles nor record labels, so `benchmarks.tune` can't tell what they are worth:
Essential Mix does. The weight of styles is searched on the sets that no split of its evaluation
holds out, ten random ones and the one by time; these are few, so that they can't be asked with five
seeds. Whether labels pay is asked in each of the ten random splits by itself, on splits of its own
training sets: what a split tests on takes no part in what it finds. The questions are those of
`benchmarks.tune`, and count alike.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.evaluation import PARTS
from benchmarks.study_data import STUDY_DATA, read_study_data
from benchmarks.tune import METRIC, QUESTIONS
from recommender.collaborative.segue import Segue, SegueConfig
from recommender.evaluation.asking import ask
from recommender.evaluation.metrics import METRICS
from recommender.evaluation.protocol import Protocol, Task
from recommender.evaluation.tasks import make_tasks
from recommender.evaluation.tuning import inner_part
from recommender.interactions import Interactions

_FILE = "mixesdb/essential_mix.jsonl.gz"
SPLITS = tuple(
    Protocol(split=part.split, seed=seed)
    for part in PARTS
    if part.file == _FILE
    for seed in part.seeds
)
"""Those of the evaluation."""
WEIGHTS = (0.0, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)
_ASKED = ("one-seed", "next-track")
"""What the few sets that are in no test set can be asked."""
_SEEDS = range(101, 131)
_SEEDS_OF_SPLIT = range(101, 105)


def main() -> None:
    """Print what each weight of styles is worth, and what labels are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune_sides", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=STUDY_DATA / _FILE)
    everything = read_study_data(parser.parse_args().file)
    part = inner_part(everything, *SPLITS)
    print(f"styles, on the {part.n_sets} of {everything.n_sets} sets that are in no test set")
    _tell_questions(_ASKED)
    figures = figures_of(part, WEIGHTS, _ASKED, _SEEDS)
    for weight, one in zip(WEIGHTS, figures, strict=True):
        _tell(f"weight {weight}", one, _ASKED)
    best = int(np.argmax([_together(one, _ASKED) for one in figures]))
    print(f"  the best, which SegueConfig holds: {WEIGHTS[best]}")
    print("labels, inside the training part of each random split")
    _tell_questions(tuple(QUESTIONS))
    found = []
    for protocol in (one for one in SPLITS if one.split == "random"):
        training = inner_part(everything, protocol)
        unlabelled = replace(training, label_sequence=training.label_sequence[:0])
        shipped = (SegueConfig().w_styles,)
        found.append(
            [
                figures_of(one, shipped, tuple(QUESTIONS), _SEEDS_OF_SPLIT)[0]
                for one in (training, unlabelled)
            ]
        )
        for name, one in zip(("with", "without"), found[-1], strict=True):
            _tell(f"split {protocol.seed}, {name}", one, tuple(QUESTIONS))
    for name, one in zip(("with", "without"), np.mean(found, axis=0), strict=True):
        _tell(f"all, {name}", one, tuple(QUESTIONS))


def figures_of(
    part: Interactions, weights: Sequence[float], questions: Sequence[str], seeds: Sequence[int]
) -> np.ndarray:
    """(len(weights), len(questions)): the means over splits of `part` with these seeds."""
    found = []
    for seed in seeds:
        tasks, _ = make_tasks(part, Protocol(seed=seed), questions)
        model = Segue().fit(tasks[0].training, seed)
        found.append([_ask(tasks, model, weight, questions) for weight in weights])
    if np.isnan(found).all(axis=0).any():
        raise SystemExit("There are too few sets for one of the questions.")
    return np.asarray(np.nanmean(found, axis=0))


def _ask(tasks: list[Task], fitted: Segue, weight: float, questions: Sequence[str]) -> list[float]:
    """A figure for each question; NaN where the split has too few sets for it."""
    config = vars(replace(SegueConfig(), w_styles=weight))
    model = Segue.restore(config, fitted.arrays(), tasks[0].training.n_tracks)
    values = {task.name: ask(task, model).values for task in tasks}
    return [
        float(values[name][:, METRICS.index(METRIC[name])].mean()) if name in values else np.nan
        for name in questions
    ]


def _together(figures: np.ndarray, questions: Sequence[str]) -> float:
    return float(np.average(figures, weights=[QUESTIONS[name] for name in questions]))


def _tell_questions(questions: Sequence[str]) -> None:
    print(f"  {', '.join(f'{name} {METRIC[name]}' for name in questions)}, together", flush=True)


def _tell(what: str, figures: np.ndarray, questions: Sequence[str]) -> None:
    values = (*figures.tolist(), _together(figures, questions))
    print(f"  {what:18s} {' '.join(f'{value:.4f}' for value in values)}", flush=True)


if __name__ == "__main__":
    main()
