"""Grows the trees for several seeds: `python -m benchmarks.tune_several [FILE]`.

Takes the sets that neither the random split with seed 7 nor the time split holds out and cuts them
into ten parts, fits the default model without each, and asks it about the sets of that part with 3
to 12 seeds. Prints what trees grown on seven parts make of the other three, with five seeds, then
grows them on all ten and saves them where the default model finds them. Test sets are never looked
at: trees are many numbers, and would know them again. Growing needs lightgbm, which answering does
not: pip install "lightgbm>=4.7,<5".
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.study_data import STUDY_DATA, read_study_data
from recommender.artefacts import save_artefact
from recommender.collaborative.base import NO_ANSWER
from recommender.collaborative.segue import Segue, SegueConfig
from recommender.collaborative.several import SHIPPED, as_rows
from recommender.collaborative.trees import Trees
from recommender.evaluation.metrics import METRICS, query_metrics
from recommender.evaluation.protocol import Halves, Protocol, cut, rows_of, tracks_of_sets
from recommender.evaluation.tuning import inner_part

_PARTS = 10
_ASKED = 3
"""Parts that the printed trees are not grown on."""
_DRAWS = {3: 2, 4: 2, 5: 8, 8: 2, 12: 1}
"""Of each set, how many draws of how many seeds; of those that have one track more."""
_TOLD = 5
"""Seeds of the questions that are printed."""
_CHECKED = 200
"""Queries on which the trees must answer as lightgbm's do."""
SPLITS = (Protocol(), Protocol(split="time"))
"""Their test sets take no part."""
_SEED = 4711
_ROUNDS = 240
_SETTINGS = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 100,
    "label_gain": [0, 1],
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 200,
    "lambda_l2": 10,
    "feature_fraction": 0.5,
    "max_bin": 63,
    "use_missing": False,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass(frozen=True)
class Asked:
    """One query, and the best answers of the first two stages, in their order."""

    seeds: int
    features: np.ndarray
    """(n, n_features)."""
    total: np.ndarray
    """(n,) what the first two stages say."""
    right: np.ndarray
    """(n,) bool."""
    relevant: int
    """How many tracks are right in all."""


def main() -> None:
    """Print what the trees are worth, and save them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune_several", description=__doc__)
    default = STUDY_DATA / "wfmu" / "setlists.jsonl.gz"
    parser.add_argument("file", nargs="?", type=Path, default=default)
    parser.add_argument("--into", type=Path, default=SHIPPED)
    args = parser.parse_args()
    part = inner_part(read_study_data(args.file), *SPLITS)
    order = np.random.default_rng(_SEED).permutation(part.n_sets)
    asked, names = [], []
    for number in range(_PARTS):
        halves = cut(part, SPLITS[0], np.sort(order[number::_PARTS]))
        found, names = _ask(halves, number)
        asked.append(found)
        print(f"part {number + 1}: {len(found)} queries", flush=True)
    _tell(_grow(_all(asked[:-_ASKED]), names), _all(asked[-_ASKED:]))
    trees = _grow(_all(asked), names)
    manifest = {
        "what": "trees for answers to several seeds; see benchmarks/tune_several.py",
        "data": f"{args.file.parent.name}, without the test sets of the random and the time split",
        "rounds": _ROUNDS,
        "settings": _SETTINGS,
    }
    print(save_artefact(args.into, manifest, trees.arrays()))


def _ask(halves: Halves, number: int) -> tuple[list[Asked], list[str]]:
    """The answers to queries about the held-out sets, and what the features are called."""
    model = Segue(SegueConfig(reordered=0)).fit(halves.training, number)
    rng = np.random.default_rng([_SEED, number])
    found, names = [], []
    for tracks in tracks_of_sets(halves.test):
        for n_seeds, draws in _DRAWS.items():
            for _ in range(draws if len(tracks) > n_seeds else 0):
                seeds = rng.choice(tracks, n_seeds, replace=False)
                query = rows_of([seeds], halves.training.n_tracks)
                signals = {name: one[0] for name, one in model.signals(query).items()}
                total = model.weigh(signals)
                best = model.candidates(query, total, SegueConfig().reordered)
                if not len(best):
                    continue
                of_these = {name: one[best] for name, one in signals.items()}
                features = model.several_features(query, best, of_these)
                names = list(features)
                rows, right = as_rows(features, names), np.isin(best, tracks)
                found.append(Asked(n_seeds, rows, total[best], right, len(tracks) - n_seeds))
    return found, names


def _all(parts: Sequence[Sequence[Asked]]) -> list[Asked]:
    return [one for part in parts for one in part]


def _grow(asked: Sequence[Asked], names: list[str]) -> Trees:
    """Trees that add to what the first two stages say."""
    # Here, not above: only growing needs it.
    import lightgbm

    some = [one for one in asked if one.right.any()]
    data = lightgbm.Dataset(
        np.concatenate([one.features for one in some]),
        np.concatenate([one.right for one in some]).astype(int),
        group=[len(one.right) for one in some],
        init_score=np.concatenate([one.total for one in some]),
        feature_name=names,
    )
    grown = lightgbm.train(_SETTINGS, data, _ROUNDS)
    trees = Trees.of_dump(grown.dump_model())
    for one in some[:_CHECKED]:
        if not np.allclose(trees.score(one.features), grown.predict(one.features)):
            raise AssertionError("the trees answer otherwise than lightgbm's do")
    return trees


def _tell(trees: Trees, asked: Sequence[Asked]) -> None:
    """Print the mean NDCG@100 with five seeds, without the trees and with them."""
    before, after = [], []
    for one in asked:
        if one.seeds == _TOLD:
            before.append(_ndcg(one, one.total))
            after.append(_ndcg(one, one.total + trees.score(one.features)))
    print(f"{len(before)} queries of {_TOLD} seeds, NDCG@100: {np.mean(before):.4f} without trees,")
    print(f"{np.mean(after):.4f} with those grown on the other parts", flush=True)


def _ndcg(one: Asked, scores: np.ndarray) -> float:
    # Right tracks that are not among the best stand behind them, unranked.
    relevant = np.arange(one.relevant) + len(one.right)
    relevant[: one.right.sum()] = np.flatnonzero(one.right)
    metrics, _ = query_metrics(np.append(scores, np.full(one.relevant, NO_ANSWER)), relevant)
    return float(metrics[METRICS.index("ndcg@100")])


if __name__ == "__main__":
    main()
