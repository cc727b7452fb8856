"""The evaluation learns from training sets alone, asks what it says it asks, and repeats."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.collaborative import MODELS, Model
from recommender.collaborative.base import NO_ANSWER
from recommender.errors import BadInput, CatalogueEmpty
from recommender.evaluation.protocol import Protocol, make_task
from recommender.evaluation.tables import evaluate
from recommender.interactions import Interactions
from tests.recommender.builders import NO_LABELS, sequence_of
from tests.recommender.evaluation.made_up import catalogue, held_out_rows

METRICS = ["recall@10", "recall@50", "recall@500", "ndcg@100", "mrr", "map@500"]
FIRST_SEEDS = [40, 271, 226, 115, 23, 12, 87, 132, 166, 288, 218, 66]
FIRST_SETS = [0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 5, 5]


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
    expected = everything.only_sets(kept).only_tracks(vocabulary).sequence
    np.testing.assert_array_equal(task.training.sequence, expected)


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
    assert asked.indices.tolist() == task.queries.indices.tolist()
    assert np.diff(asked.indptr).tolist() == [1] * len(task.relevant)
    assert set(asked.data) == {1.0}


def test_queries_are_what_the_protocol_says() -> None:
    everything = catalogue()
    task = make_task(everything, Protocol())
    out = held_out_rows(everything, task)
    vocabulary = everything.columns_of(task.training.track_ids.tolist())
    test = everything.plays[out][:, vocabulary].toarray() > 0
    held = dict(zip(out.tolist(), test, strict=True))
    per_set = {row: min(5, int(tracks.sum())) for row, tracks in held.items() if tracks.sum() >= 2}
    assert dict(zip(*np.unique(task.set_of_query, return_counts=True), strict=True)) == per_set
    asked = set()
    seeds = task.queries.indices
    for seed, relevant, row in zip(seeds, task.relevant, task.set_of_query, strict=True):
        assert held[row][seed]
        assert sorted([*relevant, seed]) == np.flatnonzero(held[row]).tolist()
        asked.add((row, seed))
    assert len(asked) == len(seeds)  # no seed twice
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
        "queries": len(task.relevant),
        "coverage_at": 50,
        "asked_sets": len(per_set),
    }


def test_the_first_question_stays_what_it_was_when_it_was_first_published() -> None:
    # The draw of docs/evaluation.md's first tables: figures of years ago compare with today's.
    task = make_task(catalogue(), Protocol())
    assert task.queries.indices[:12].tolist() == FIRST_SEEDS
    assert task.set_of_query[:12].tolist() == FIRST_SETS


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
    assert one.queries.indices.tolist() == same.queries.indices.tolist()
    assert held_out_rows(everything, one).tolist() == held_out_rows(everything, same).tolist()
    assert held_out_rows(everything, one).tolist() != held_out_rows(everything, other).tolist()


def test_half_known_lines_can_be_left_out() -> None:
    everything = catalogue()
    task = make_task(everything, Protocol(whole_names=True))
    assert task.training.whole.all()
    assert len(task.training.whole) == task.training.n_tracks
    with_all = make_task(everything, Protocol()).training
    assert not with_all.whole.all()
    # Who is credited on a line that is left out is left out with it.
    rows = np.setdiff1d(np.arange(everything.n_sets), held_out_rows(everything, task))
    without = everything.without_plays_of(np.flatnonzero(~everything.whole)).only_sets(rows)
    np.testing.assert_array_equal(task.training.artist_sequence, without.artist_sequence)
    assert len(without.artist_sequence) < len(with_all.artist_sequence)


@pytest.mark.parametrize("n_sets", [1, 3, 4, 10])
def test_too_small_a_catalogue_says_so(n_sets: int) -> None:
    apart = sp.identity(n_sets, dtype=np.float32, format="csr")  # no two sets share a track
    tiny = Interactions(
        plays=apart,
        track_ids=np.arange(n_sets),
        set_dates=np.array(["2020"] * n_sets),
        djs=apart,
        styles=apart,
        artists=apart,
        whole=np.ones(n_sets, bool),
        sequence=sequence_of(apart),
        artist_sequence=sequence_of(apart),
        label_sequence=NO_LABELS,
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
                assert task.queries.indices[at] == seed
                scores[row, task.relevant[at]] = 1.0
            self.answered += queries.shape[0]
            return scores

        answered = 0

    (result,) = evaluate(task, [Oracle()])
    for name in METRICS:
        assert result.metrics[name].value == pytest.approx(1.0)
