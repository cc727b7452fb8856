"""Means over several splits."""

import numpy as np
import pytest

from recommender.catalogue.store import Store
from recommender.collaborative.baselines import Popularity
from recommender.evaluation.protocol import Protocol, evaluate, make_task, to_json
from recommender.evaluation.report import markdown
from recommender.evaluation.splits import average, describe_splits
from recommender.interactions import Interactions, load_interactions
from scrapers.sandbox.world import build_world
from tests.recommender.builders import fill


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Interactions:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('splits') / 'segue.db'}")
    fill(store, build_world().setlists()[:200])
    interactions = load_interactions(store)
    store.close()
    return interactions


def test_figures_are_means_and_queries_add_up(everything: Interactions) -> None:
    tasks = [make_task(everything, Protocol(seed=seed)) for seed in (1, 2, 3)]
    runs = [evaluate(task, [Popularity()]) for task in tasks]
    (mean,) = average(runs)
    values = [run[0].metrics["ndcg@100"].value for run in runs]
    estimate = mean.metrics["ndcg@100"]
    assert estimate.value == pytest.approx(np.mean(values))
    assert estimate.high - estimate.value == pytest.approx(
        1.96 * np.std(values, ddof=1) / np.sqrt(3)
    )
    description = describe_splits([task.describe() for task in tasks])
    assert description["seed"] == [1, 2, 3]
    assert description["queries"] == sum(len(task.seeds) for task in tasks)
    assert to_json(description, [mean])["models"][0]["name"] == "popularity"
    assert "mean over seeds 1, 2, 3" in markdown(description, [mean])
