"""Settings for `bpr`, `prod2vec` and `ease`: `python -m benchmarks.tune_baselines [--limit N]`.

A grid around the values of their papers, measured on WFMU's training sets alone: they are split
once more, at random with two seeds, and asked the first question. What the study holds out (random
split, seed 7) takes no part. Prints mean NDCG@100 for every setting, the best first.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.evaluation import load
from benchmarks.study_data import STUDY_DATA
from recommender.collaborative import MODELS
from recommender.evaluation.protocol import Protocol, make_task
from recommender.evaluation.tables import evaluate
from recommender.interactions import Interactions

OUTER = Protocol()
INNER_SEEDS = (101, 102)
GRIDS: dict[str, dict[str, Sequence[Any]]] = {
    "bpr": {
        "factors": (32, 100),
        "learning_rate": (0.01, 0.05),
        "regularization": (0.001, 0.01, 0.05),
        "iterations": (50, 100),
    },
    "prod2vec": {
        "factors": (50, 100),
        "window": (3, 10),
        "negative": (1.0, 5.0),
        "smoothing": (0.75, 1.0),
    },
    "ease": {"regularization": (20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)},
}


def search(training: Interactions, name: str, grid: Mapping[str, Sequence[Any]]) -> list[Any]:
    """(mean NDCG@100, settings) of every setting, the best first; of equals, the first tried.

    `training`: a task's, so that nothing of its held-out sets can take part.
    """
    tasks = [make_task(training, Protocol(seed=seed)) for seed in INNER_SEEDS]
    found = []
    for values in product(*grid.values()):
        settings = dict(zip(grid, values, strict=True))
        model = MODELS[name](MODELS[name].Settings(**settings))
        figures = [evaluate(task, [model])[0].metrics["ndcg@100"].value for task in tasks]
        found.append((float(np.mean(figures)), settings))
        sys.stderr.write(f"… {found[-1]}\n")
    return sorted(found, key=lambda one: -one[0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Search the grids on the study data."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune_baselines")
    parser.add_argument("--limit", type=int, help="only the first so many sets, to try it out")
    parser.add_argument("--only", nargs="+", choices=GRIDS, default=list(GRIDS))
    parser.add_argument("--data", type=Path, default=STUDY_DATA, help="folder of the study data")
    parser.add_argument("--catalogues", type=Path, help="folder that keeps the imported catalogue")
    args = parser.parse_args(arguments)
    file = args.data / "wfmu" / "setlists.jsonl.gz"
    if not file.exists():
        print(f"skipped, the study data is not here ({file})")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        everything = load(file, (args.catalogues or Path(temporary)) / "wfmu", args.limit)
    training = make_task(everything, OUTER).training
    for name in args.only:
        print(name)
        for figure, settings in search(training, name, GRIDS[name]):
            print(f"  {figure:.4f}  {settings}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
