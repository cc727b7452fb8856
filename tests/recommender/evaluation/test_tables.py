"""Tables say what was measured, compare on equal questions, and repeat."""

import json
from dataclasses import replace

import numpy as np
import pytest

from recommender.collaborative import DEFAULT, MODELS
from recommender.errors import CatalogueEmpty
from recommender.evaluation.asking import ask_all
from recommender.evaluation.metrics import METRICS, Bootstrap
from recommender.evaluation.protocol import Protocol
from recommender.evaluation.report import markdown
from recommender.evaluation.results import Table, to_json
from recommender.evaluation.study import as_results, study
from recommender.evaluation.tables import make_table
from recommender.evaluation.tasks import TASKS, make_tasks
from recommender.interactions import Interactions
from tests.recommender.evaluation.made_up import catalogue

SOME = ("segue", "popularity", "item-knn-cosine")


@pytest.fixture(scope="module")
def everything() -> Interactions:
    return catalogue()


@pytest.fixture(scope="module")
def tables(everything: Interactions) -> list[Table]:
    return study(everything, Protocol())


def without_times(tables: list[Table]) -> str:
    told = to_json(as_results("x", "x", tables))["tables"]
    for table in told:
        for model in table["models"]:
            assert model.pop("fit_s") >= 0
    return json.dumps(told, allow_nan=False)


def test_two_evaluations_give_the_same_file_but_for_the_times(
    everything: Interactions, tables: list[Table]
) -> None:
    assert without_times(tables) == without_times(study(everything, Protocol()))


def test_every_task_has_a_table_with_every_model_the_default_first(tables: list[Table]) -> None:
    assert [table.task for table in tables] == list(TASKS)
    for table in tables:
        names = [model.name for model in table.models if model.name != "artist-route"]
        assert names == list(MODELS)
        for model in table.models:
            for estimate in model.metrics.values():
                assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
            assert bool(model.against_default) == (model.name != DEFAULT)
            assert bool(model.against_one_seed) <= (table.task == "five-seeds")


def test_differences_are_of_the_means_in_the_table(tables: list[Table]) -> None:
    for table in tables:
        ours = table.models[0].metrics
        for model in table.models[1:]:
            for name, one in model.against_default.items():
                expected = model.metrics[name].value - ours[name].value
                assert one.difference == pytest.approx(expected, abs=1e-12)
                assert one.low <= one.difference <= one.high
                assert 0 < one.p <= 1


def test_a_pair_is_told_apart_where_whole_means_are_not() -> None:
    rng = np.random.default_rng(0)
    sets = np.repeat(np.arange(60), 4)
    level = np.repeat(rng.random(60), 4)  # sets differ far more than the models do
    better = level + 0.03 + rng.normal(0, 0.03, 240)
    bootstrap = Bootstrap(sets, seed=7)
    one, other = bootstrap.mean(better), bootstrap.mean(level)
    assert one.low < other.high  # intervals overlap …
    pair = bootstrap.difference(better - level)
    assert pair.low > 0  # … and the difference is clear
    assert pair.p == pytest.approx(2 / 1001)
    back = bootstrap.difference(level - better)
    assert (back.difference, back.p) == (pytest.approx(-pair.difference), pair.p)


def test_equal_models_have_no_difference_and_noise_seldom_a_clear_one() -> None:
    sets = np.repeat(np.arange(40), 3)
    same = Bootstrap(sets).difference(np.zeros(120))
    assert (same.difference, same.low, same.high, same.p) == (0, 0, 0, 1)
    rng = np.random.default_rng(5)
    clear = sum(
        Bootstrap(sets, resamples=200, seed=k).difference(
            np.repeat(rng.normal(0, 0.1, 40), 3) + rng.normal(0, 0.1, 120)
        ).p < 0.05
        for k in range(200)
    )  # fmt: skip
    assert clear / 200 < 0.12


def test_a_multiple_is_the_quotient_of_the_means() -> None:
    sets = np.repeat(np.arange(30), 2)
    ones = np.random.default_rng(1).random(60)
    found = Bootstrap(sets).ratio([2 * ones], [ones])
    assert found is not None
    assert (found.ratio, found.low, found.high) == pytest.approx((2, 2, 2))
    assert found.one_seed == pytest.approx(ones.mean())
    assert Bootstrap(sets).ratio([ones], [0 * ones]) is None


def test_five_seeds_are_told_beside_one_on_the_same_sets(tables: list[Table]) -> None:
    table = next(table for table in tables if table.task == "five-seeds")
    segue = table.models[0]
    for name, multiple in segue.against_one_seed.items():
        expected = segue.metrics[name].value / multiple.one_seed
        assert multiple.ratio == pytest.approx(expected)
        assert multiple.low <= multiple.ratio <= multiple.high
    popularity = next(model for model in table.models if model.name == "popularity")
    # What does not look at the seeds gains nothing by more of them.
    assert popularity.against_one_seed["ndcg@100"].ratio == pytest.approx(1, abs=0.05)


def test_over_several_splits_figures_are_means_and_queries_add_up(
    everything: Interactions,
) -> None:
    seeds = (1, 2, 3)
    (mean,) = study(everything, Protocol(), ("one-seed",), SOME, seeds)
    alone = [study(everything, Protocol(seed=seed), ("one-seed",), SOME)[0] for seed in seeds]
    for at, model in enumerate(mean.models):
        for name in (*METRICS, "coverage"):
            values = [table.models[at].metrics[name].value for table in alone]
            estimate = model.metrics[name]
            assert estimate.value == pytest.approx(np.mean(values))
            error = 1.96 * np.std(values, ddof=1) / np.sqrt(3)
            assert estimate.high - estimate.value == pytest.approx(error)
        for name, one in model.against_default.items():
            expected = np.mean([t.models[at].against_default[name].difference for t in alone])
            assert one.difference == pytest.approx(expected)
            assert one.low <= one.difference <= one.high
    assert mean.protocol["seed"] == [1, 2, 3]
    assert mean.protocol["queries"] == sum(table.protocol["queries"] for table in alone)
    assert "mean over seeds 1, 2, 3" in markdown(mean)


def test_a_set_that_several_splits_hold_out_is_drawn_for_all_of_them() -> None:
    """The same questions twice are no more evidence than once."""
    sets = np.repeat(np.arange(50), 3)
    values = np.random.default_rng(2).normal(0.05, 0.3, 150)
    once = Bootstrap(sets, seed=3).difference(values)
    twice = Bootstrap(sets, sets, seed=3).difference(values, values)
    assert (once.low, once.high, once.p) == pytest.approx((twice.low, twice.high, twice.p))


def test_a_split_that_no_resample_draws_is_left_out_of_that_one() -> None:
    small, large = np.array([0]), np.arange(1, 40)
    found = Bootstrap(small, large).difference(np.array([1.0]), np.zeros(39))
    assert found.difference == 0.5
    assert np.isfinite([found.low, found.high, found.p]).all()


def test_without_the_default_nothing_is_compared(everything: Interactions) -> None:
    tasks, _ = make_tasks(everything, Protocol(), ["one-seed"])
    (asked,) = ask_all(tasks, [MODELS["popularity"](), MODELS["als"]()])
    table = make_table([asked])
    assert all(not model.against_default for model in table.models)
    assert f"minus {DEFAULT}" not in markdown(table)


def test_splits_that_cannot_be_asked_are_told_and_the_others_count(
    everything: Interactions,
) -> None:
    told: list[str] = []
    few = everything.only_sets(np.arange(40))
    asked = study(few, Protocol(), ("five-seeds",), ("popularity",), range(1, 15), told.append)
    seeds = asked[0].protocol["seed"]
    skipped = [sentence for sentence in told if "not asked" in sentence]
    assert len(seeds) + len(skipped) == 14
    assert skipped
    none = replace(everything, plays=everything.plays * 0).without_plays_of(np.arange(300))
    with pytest.raises(CatalogueEmpty, match="too few"):
        study(none, Protocol(), ("five-seeds",), ("popularity",), (1, 2))


def test_markdown_holds_every_model_and_what_it_was_measured_on(tables: list[Table]) -> None:
    for table in tables:
        lines = markdown(table).splitlines()
        assert lines[0].startswith("Random split, seed 7: 180 training sets, 20 held out")
        assert [line.split(" | ")[0] for line in lines[4 : 4 + len(table.models)]] == [
            f"| {model.name}" for model in table.models
        ]
        for block in "\n".join(lines[2:]).split("\n\n"):
            assert len({line.count("|") for line in block.splitlines()}) == 1
    first = tables[0]
    found = {model.name: model.metrics["ndcg@100"].value for model in first.models}
    times = found["segue"] / found["item-knn-cosine"]
    assert f"ndcg@100 is {times:.2f} times that of item-knn-cosine" in markdown(first)
    new = next(table for table in tables if table.task == "new-track")
    assert any(
        line.startswith("| item-knn-cosine") and "no answer" in line
        for line in markdown(new).splitlines()
    )
