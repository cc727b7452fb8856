"""The evaluation learns from training sets alone, asks what it says it asks, and repeats."""

import json
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.catalogue.store import Store
from recommender.collaborative import MODELS, Model
from recommender.collaborative.base import NO_ANSWER
from recommender.errors import BadInput, CatalogueEmpty
from recommender.evaluation.protocol import Protocol, Task, evaluate, make_task, to_json
from recommender.evaluation.report import markdown
from recommender.interactions import Interactions, load_interactions

METRICS = ["recall@10", "recall@50", "recall@500", "ndcg@100", "mrr", "map@500", "coverage"]


def catalogue(n_sets: int = 200, n_tracks: int = 300, undated: int = 0) -> Interactions:
    """Sets with taste, each with a date of its own and played by one of twenty DJs."""
    rng = np.random.default_rng(21)
    taste = np.where(np.arange(n_sets)[:, None] % 5 == np.arange(n_tracks) % 5, 0.12, 0.01)
    plays = (rng.random((n_sets, n_tracks)) < taste).astype(np.float32)
    order = rng.permutation(n_sets)
    dates = np.array(
        [f"{2000 + day // 300}-{day // 25 % 12 + 1:02}-{day % 25 + 1:02}" for day in order]
    )
    dates[rng.permutation(n_sets)[:undated]] = ""
    djs = np.zeros((20, n_sets), np.float32)
    djs[np.arange(n_sets) % 20, np.arange(n_sets)] = 1
    artists = np.zeros((60, n_tracks), np.float32)
    artists[np.arange(n_tracks) % 60, np.arange(n_tracks)] = 1
    return Interactions(
        plays=sp.csr_matrix(plays),
        track_ids=np.arange(1000, 1000 + n_tracks),
        set_dates=dates,
        djs=sp.csr_matrix(djs),
        artists=sp.csr_matrix(artists),
        whole=np.arange(n_tracks) % 10 != 0,
    )  # fmt: skip


def held_out_rows(everything: Interactions, task: Task) -> np.ndarray:
    """Rows that the training does not hold; every dated set has a date of its own."""
    return np.flatnonzero(~np.isin(everything.set_dates, task.training.set_dates))


@pytest.mark.parametrize("split", ["random", "time"])
def test_a_model_gets_the_training_sets_and_the_vocabulary_and_nothing_else(split: str) -> None:
    everything = catalogue()
    task = make_task(everything, Protocol(split=split))
    out = held_out_rows(everything, task)
    kept = np.setdiff1d(np.arange(everything.n_sets), out)
    assert len(out) == task.n_held_out == 20
    training_plays = everything.plays[kept].toarray()
    vocabulary = np.flatnonzero(training_plays.sum(axis=0) >= 2)
    assert 0 < len(vocabulary) < everything.n_tracks
    assert task.training.track_ids.tolist() == everything.track_ids[vocabulary].tolist()
    np.testing.assert_array_equal(task.training.plays.toarray(), training_plays[:, vocabulary])
    np.testing.assert_array_equal(
        task.training.artists.toarray(), everything.artists.toarray()[:, vocabulary]
    )
    np.testing.assert_array_equal(task.training.djs.toarray(), everything.djs.toarray()[:, kept])
    assert task.training.whole.tolist() == everything.whole[vocabulary].tolist()
    assert len(task.training.set_dates) == len(kept)


@pytest.mark.parametrize("split", ["random", "time"])
def test_what_held_out_sets_hold_does_not_reach_the_training(split: str) -> None:
    everything = catalogue()
    protocol = Protocol(split=split)
    task = make_task(everything, protocol)
    out = held_out_rows(everything, task)
    plays, djs = everything.plays.toarray(), everything.djs.toarray()
    rng = np.random.default_rng(1)
    plays[out] = rng.random((len(out), plays.shape[1])) < 0.3  # quite other sets …
    djs[:, out] = rng.random((djs.shape[0], len(out))) < 0.5  # … by quite other DJs
    other = replace(everything, plays=sp.csr_matrix(plays), djs=sp.csr_matrix(djs))
    again = make_task(other, protocol)
    for name in ("plays", "djs", "artists"):
        one, two = getattr(task.training, name), getattr(again.training, name)
        assert one.shape == two.shape
        assert (one != two).nnz == 0
    assert task.training.track_ids.tolist() == again.training.track_ids.tolist()
    for name, model in MODELS.items():
        first = model().fit(task.training, 7).arrays()
        second = model().fit(again.training, 7).arrays()
        assert all(np.array_equal(first[key], second[key]) for key in first), name


class Spy(Model):
    """Keeps what it is given, and answers at random."""

    name = "spy"

    def _fit(self, interactions: Interactions, seed: int) -> None:
        self.given = interactions
        self.asked: list[sp.csr_matrix] = []

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        self.asked.append(queries.copy())
        return np.random.default_rng(len(self.asked)).random(queries.shape).astype(np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        return {}

    def _restore(self, arrays: object) -> None: ...


def test_a_model_is_asked_with_one_seed_at_a_time_and_given_only_the_training() -> None:
    task = make_task(catalogue(), Protocol())
    spy = Spy()
    evaluate(task, [spy])
    assert spy.given is task.training
    asked = sp.vstack(spy.asked, format="csr")
    assert asked.indices.tolist() == task.seeds.tolist()
    assert np.diff(asked.indptr).tolist() == [1] * len(task.seeds)
    assert set(asked.data) == {1.0}


def test_queries_are_what_the_protocol_says() -> None:
    everything = catalogue()
    task = make_task(everything, Protocol())
    out = held_out_rows(everything, task)
    vocabulary = everything.columns_of(task.training.track_ids.tolist())
    test = everything.plays[out][:, vocabulary].toarray() > 0
    per_set = {row: min(5, n) for row, n in enumerate(test.sum(axis=1).tolist()) if n >= 2}
    assert dict(zip(*np.unique(task.set_of_query, return_counts=True), strict=True)) == per_set
    asked = set()
    for seed, relevant, row in zip(task.seeds, task.relevant, task.set_of_query, strict=True):
        assert test[row, seed]
        assert sorted([*relevant, seed]) == np.flatnonzero(test[row]).tolist()
        asked.add((row, seed))
    assert len(asked) == len(task.seeds)  # no seed twice
    assert task.describe() == {
        "split": "random",
        "seed": 7,
        "held_out": 0.1,
        "min_training_sets": 2,
        "seeds_per_set": 5,
        "whole_names": False,
        "training_sets": 180,
        "held_out_sets": 20,
        "vocabulary": task.training.n_tracks,
        "queries": len(task.seeds),
        "coverage_at": 50,
    }


def test_a_time_split_holds_out_the_latest_sets() -> None:
    everything = catalogue()
    task = make_task(everything, Protocol(split="time"))
    out = held_out_rows(everything, task)
    assert len(out) == 20
    assert min(everything.set_dates[out]) > max(task.training.set_dates)


def test_undated_sets_are_trained_on_and_never_held_out_by_time() -> None:
    everything = catalogue(undated=70)
    task = make_task(everything, Protocol(split="time"))
    assert np.count_nonzero(task.training.set_dates == "") == 70
    out = held_out_rows(everything, task)
    dated = task.training.set_dates[task.training.set_dates != ""]
    assert len(out) == task.n_held_out == 20
    assert min(everything.set_dates[out]) > max(dated)


def test_a_time_split_without_dates_is_refused() -> None:
    with pytest.raises(BadInput, match="dates"):
        make_task(catalogue(undated=200), Protocol(split="time"))


def test_a_random_split_repeats_with_its_seed_and_changes_with_another() -> None:
    everything = catalogue()
    one, same, other = (make_task(everything, Protocol(seed=seed)) for seed in (7, 7, 8))
    assert one.seeds.tolist() == same.seeds.tolist()
    assert held_out_rows(everything, one).tolist() == held_out_rows(everything, same).tolist()
    assert held_out_rows(everything, one).tolist() != held_out_rows(everything, other).tolist()


def test_half_known_lines_can_be_left_out() -> None:
    everything = catalogue()
    task = make_task(everything, Protocol(whole_names=True))
    assert task.training.whole.all()
    assert len(task.training.whole) == task.training.n_tracks
    assert not make_task(everything, Protocol()).training.whole.all()


@pytest.mark.parametrize("n_sets", [1, 3, 4, 10])
def test_too_small_a_catalogue_says_so(n_sets: int) -> None:
    apart = sp.identity(n_sets, dtype=np.float32, format="csr")  # no two sets share a track
    tiny = Interactions(
        plays=apart,
        track_ids=np.arange(n_sets),
        set_dates=np.array(["2020"] * n_sets),
        djs=apart,
        artists=apart,
        whole=np.ones(n_sets, bool),
    )
    for split in ("random", "time"):
        with pytest.raises(CatalogueEmpty, match="too few"):
            make_task(tiny, Protocol(split=split))


def test_results_repeat_bit_for_bit() -> None:
    task = make_task(catalogue(), Protocol())
    first, again = (
        [replace(result, fit_s=0.0) for result in evaluate(task, [m() for m in MODELS.values()])]
        for _ in range(2)
    )
    assert first == again


def test_models_that_look_at_the_seed_beat_the_one_that_does_not() -> None:
    task = make_task(catalogue(), Protocol())
    found = {r.name: r.metrics for r in evaluate(task, [model() for model in MODELS.values()])}
    for name in ("segue", "als", "item-knn-cosine", "ease"):
        assert found[name]["ndcg@100"].value > found["popularity"]["ndcg@100"].value


def test_an_oracle_scores_one_and_the_seed_is_never_counted() -> None:
    task = make_task(catalogue(), Protocol())

    class Oracle(Spy):
        def score(self, queries: sp.csr_matrix) -> np.ndarray:
            scores = np.full(queries.shape, NO_ANSWER, dtype=np.float32)
            for row in range(queries.shape[0]):
                seed = queries[row].indices[0]
                scores[row, seed] = 9.0  # best of all, and to be left out
                at = self.answered + row
                assert task.seeds[at] == seed
                scores[row, task.relevant[at]] = 1.0
            self.answered += queries.shape[0]
            return scores

        answered = 0

    (result,) = evaluate(task, [Oracle()])
    for name in METRICS[:-1]:
        assert result.metrics[name].value == pytest.approx(1.0)


def test_the_json_form_is_the_documented_one(world_store: Store) -> None:
    task = make_task(load_interactions(world_store), Protocol())
    answer = to_json(task.describe(), evaluate(task, [model() for model in MODELS.values()]))
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert set(answer) == {"protocol", "models"}
    assert answer["protocol"] == task.describe()
    assert [model["name"] for model in answer["models"]] == list(MODELS)
    for model in answer["models"]:
        assert set(model) == {"name", "metrics", "fit_s"}
        assert model["fit_s"] >= 0
        assert list(model["metrics"]) == METRICS
        for value in model["metrics"].values():
            assert set(value) == {"value", "low", "high"}
            assert 0 <= value["low"] <= value["value"] <= value["high"] <= 1


def test_the_table_holds_every_model_and_what_it_was_measured_on(world_store: Store) -> None:
    task = make_task(load_interactions(world_store), Protocol(split="time"))
    results = evaluate(task, [model() for model in MODELS.values()])
    lines = markdown(task.describe(), results).splitlines()
    assert lines[0].startswith("Time split, seed 7: 540 training sets, 60 held out")
    assert [line.split(" | ")[0] for line in lines[4:]] == [f"| {name}" for name in MODELS]
    assert len({line.count("|") for line in lines[2:]}) == 1
