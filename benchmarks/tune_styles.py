"""Chooses the weight of styles: `python -m benchmarks.tune_styles [FILE]`.

WFMU names no styles, so `benchmarks.tune` can't find it: Essential Mix does. It is evaluated over
ten random splits, so that hardly a set is in no test set. Each of the ten is searched by itself,
on splits of its own training sets: what a split tests on takes no part in what it chooses. Prints
mean NDCG@100 with one seed by weight for each, and over all ten.
"""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.study_data import STUDY_DATA, read_study_data
from benchmarks.tune_baselines import search
from recommender.collaborative import DEFAULT
from recommender.evaluation.protocol import Protocol, make_task

SPLITS = range(1, 11)
"""Seeds of the splits that `benchmarks.evaluation` takes the mean of."""
WEIGHTS = (0.0, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)


def main() -> None:
    """Print what each weight is worth."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune_styles", description=__doc__)
    default = STUDY_DATA / "mixesdb" / "essential_mix.jsonl.gz"
    parser.add_argument("file", nargs="?", type=Path, default=default)
    everything = read_study_data(parser.parse_args().file)
    found = []
    for seed in SPLITS:
        training = make_task(everything, Protocol(seed=seed)).training
        by_weight = {
            settings["w_styles"]: figure
            for figure, settings in search(training, DEFAULT, {"w_styles": WEIGHTS})
        }
        found.append([by_weight[weight] for weight in WEIGHTS])
        print(f"split {seed}: best {WEIGHTS[int(np.argmax(found[-1]))]}", _shown(found[-1]))
    print("all:", _shown(np.mean(found, axis=0).tolist()))
    chosen = [WEIGHTS[int(np.argmax(figures))] for figures in found]
    print(f"the median of what the splits choose, which SegueConfig holds: {np.median(chosen)}")


def _shown(figures: list[float]) -> str:
    return ", ".join(
        f"{weight}: {figure:.4f}" for weight, figure in zip(WEIGHTS, figures, strict=True)
    )


if __name__ == "__main__":
    main()
