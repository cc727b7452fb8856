"""What sources say beside the plays, weighed: `python -m benchmarks.tune_sides [FILE]`.

WFMU names neither styles nor record labels, so `benchmarks.tune` can't tell what they are worth:
Essential Mix does. It is evaluated over ten random splits, so that hardly a set is in no test set.
Each of the ten is searched by itself, on splits of its own training sets: what a split tests on
takes no part in what it chooses. Prints mean NDCG@100 with one seed for each and over all ten: by
the weight of styles, and without any labels.
"""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.study_data import STUDY_DATA, read_study_data
from benchmarks.tune_baselines import search
from recommender.collaborative import DEFAULT
from recommender.collaborative.segue import SegueConfig
from recommender.evaluation.protocol import Protocol, make_task
from recommender.interactions import Interactions

SPLITS = range(1, 11)
"""Seeds of the splits that `benchmarks.evaluation` takes the mean of."""
WEIGHTS = (0.0, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)


def main() -> None:
    """Print what each weight is worth, and what labels are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune_sides", description=__doc__)
    default = STUDY_DATA / "mixesdb" / "essential_mix.jsonl.gz"
    parser.add_argument("file", nargs="?", type=Path, default=default)
    everything = read_study_data(parser.parse_args().file)
    found, chosen = [], []
    for seed in SPLITS:
        training = make_task(everything, Protocol(seed=seed)).training
        figures = figures_of(training)
        by_weight = {weight: figures[f"styles {weight}"] for weight in WEIGHTS}
        chosen.append(max(by_weight, key=lambda weight: by_weight[weight]))
        found.append(list(figures.values()))
        print(f"split {seed}: styles {chosen[-1]}; {_shown(figures)}", flush=True)
    means = dict(zip(figures, np.mean(found, axis=0).tolist(), strict=True))
    print(f"all: {_shown(means)}")
    print(f"the median of what the splits choose, which SegueConfig holds: {np.median(chosen)}")


def figures_of(training: Interactions) -> dict[str, float]:
    """Mean NDCG@100 by what is tried, on splits of a task's training."""
    tried = search(training, DEFAULT, {"w_styles": WEIGHTS})
    found = {settings["w_styles"]: figure for figure, settings in tried}
    figures = {f"styles {weight}": found[weight] for weight in WEIGHTS}
    unlabelled = replace(training, label_sequence=training.label_sequence[:0])
    shipped = SegueConfig().w_styles
    ((without, _),) = search(unlabelled, DEFAULT, {"w_styles": (shipped,)})
    return figures | {f"styles {shipped}, no labels": without}


def _shown(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name}: {figure:.4f}" for name, figure in figures.items())


if __name__ == "__main__":
    main()
