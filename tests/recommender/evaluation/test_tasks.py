"""Each question asks what it says, of sets that no training holds."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.collaborative import MODELS
from recommender.collaborative.base import NO_ANSWER, Model
from recommender.errors import CatalogueEmpty
from recommender.evaluation.asking import BY_ARTIST, ask_all
from recommender.evaluation.protocol import Protocol, Task
from recommender.evaluation.tables import evaluate
from recommender.evaluation.tasks import ARTIST_TRACKS, TASKS, make_tasks
from recommender.interactions import Interactions
from tests.recommender.builders import sequence_of, with_artists
from tests.recommender.evaluation.made_up import catalogue


@pytest.fixture(scope="module")
def everything() -> Interactions:
    return catalogue()


@pytest.fixture(scope="module", params=["random", "time"])
def tasks(everything: Interactions, request: pytest.FixtureRequest) -> dict[str, Task]:
    made, missing = make_tasks(everything, Protocol(split=request.param), list(TASKS))
    assert missing == {}
    return {task.name: task for task in made}


def columns_of_set(everything: Interactions, task: Task, row: int) -> set[int]:
    """A held-out set's tracks in the columns of the vocabulary."""
    ids = everything.track_ids[everything.plays[row].indices]
    found = task.training.columns_of(ids.tolist())
    return set(found[found >= 0].tolist())


def seeds_of(task: Task) -> list[set[int]]:
    return [set(task.queries[row].indices.tolist()) for row in range(task.queries.shape[0])]


def test_a_task_does_not_depend_on_which_are_asked_beside_it(
    everything: Interactions, tasks: dict[str, Task]
) -> None:
    for name, task in tasks.items():
        (alone,), _ = make_tasks(everything, task.protocol, [name])
        assert (alone.queries != task.queries).nnz == 0
        assert alone.set_of_query.tolist() == task.set_of_query.tolist()
        assert [a.tolist() for a in alone.relevant] == [a.tolist() for a in task.relevant]


def test_five_seeds_are_asked_together_for_the_rest_of_their_set(
    everything: Interactions, tasks: dict[str, Task]
) -> None:
    task = tasks["five-seeds"]
    asked = set()
    for seeds, relevant, row in zip(
        seeds_of(task), task.relevant, task.set_of_query.tolist(), strict=True
    ):
        assert len(seeds) == 5
        whole = columns_of_set(everything, task, row)
        assert seeds | set(relevant.tolist()) == whole
        assert len(relevant) == len(whole) - 5 >= 1
        asked.add((row, frozenset(seeds)))
    assert len(asked) == len(task.relevant)
    assert max(np.unique(task.set_of_query, return_counts=True)[1]) == 5


def test_the_single_seed_beside_five_is_one_of_them_with_all_else_equal(
    tasks: dict[str, Task],
) -> None:
    task = tasks["five-seeds"]
    alone = task.with_one_seed
    assert alone is not None
    for five, one, others, right, same in zip(
        seeds_of(task), seeds_of(alone), alone.left_out, task.relevant, alone.relevant, strict=True
    ):
        assert len(one) == 1
        assert one | set(others.tolist()) == five
        assert right.tolist() == same.tolist()
    assert alone.set_of_query.tolist() == task.set_of_query.tolist()


def test_the_next_track_is_the_one_at_the_very_next_position(
    everything: Interactions, tasks: dict[str, Task]
) -> None:
    task = tasks["next-track"]
    column = {int(id_): at for at, id_ in enumerate(task.training.track_ids)}
    expected: dict[tuple[int, int], set[int]] = {}
    lines = {(r, p): int(everything.track_ids[c]) for r, c, p in everything.sequence.tolist()}
    for (row, place), track in lines.items():
        after = lines.get((row, place + 1))
        if track in column and after in column and after != track:
            expected.setdefault((row, column[track]), set()).add(column[after])
    for (seed,), relevant, row in zip(
        seeds_of(task), task.relevant, task.set_of_query.tolist(), strict=True
    ):
        assert set(relevant.tolist()) == expected.pop((row, seed))  # each asked once
    per_set = dict(zip(*np.unique(task.set_of_query, return_counts=True), strict=True))
    held_out = set(task.set_of_query.tolist())
    # Sets with fewer than five are asked whole.
    left = {row for row, _ in expected if row in held_out}
    assert all(per_set[row] == 5 for row in left)


def test_a_set_that_repeats_a_track_has_two_next_ones_and_layers_are_not_next() -> None:
    plays = np.ones((40, 6))
    base = catalogue(40, 6)
    lines = np.array([(0, 0, 1), (0, 1, 2), (0, 0, 4), (0, 2, 5), (0, 3, 5), (0, 4, 6), (0, 5, 8)])
    every = np.concatenate([lines + np.array([row, 0, 0]) for row in range(40)])
    data = replace(base, plays=sp.csr_matrix(plays.astype(np.float32)), sequence=every)
    (task,), _ = make_tasks(data, Protocol(), ["next-track"])
    found = {}
    for (seed,), relevant in zip(seeds_of(task), task.relevant, strict=True):
        found[seed] = relevant.tolist()
    # 1 stands before a gap; 3 lies on top of 2, so 2 is what 4 follows.
    assert found == {0: [1, 2], 2: [4]}


def test_a_new_track_is_in_no_training_set_and_asks_for_tracks_that_are(
    everything: Interactions, tasks: dict[str, Task]
) -> None:
    task = tasks["new-track"]
    hidden = set(task.never_ranked.tolist())
    for (seed,), relevant, row in zip(
        seeds_of(task), task.relevant, task.set_of_query.tolist(), strict=True
    ):
        assert seed in hidden
        assert not hidden & set(relevant.tolist())
        assert set(relevant.tolist()) == columns_of_set(everything, task, row) - hidden
    assert task.describe()["hidden_tracks"] == len(hidden)


def test_the_artists_played_tracks_stand_in_for_a_new_one(tasks: dict[str, Task]) -> None:
    task = tasks["new-track"]
    assert task.by_artist is not None
    made_by = task.training.artists.toarray()
    played = task.training.plays.toarray().sum(axis=0)
    found = seeds_of(task.by_artist)
    for (seed,), stand_ins in zip(seeds_of(task), found, strict=True):
        by_them = (made_by[:, [seed]] * made_by).sum(axis=0) > 0
        assert stand_ins == set(np.flatnonzero(by_them & (played > 0)).tolist()) - {seed}
    assert task.describe()["queries_with_artist"] == sum(map(bool, found)) > 0


def test_of_a_prolific_artist_the_most_played_tracks_stand_in(everything: Interactions) -> None:
    one_artist = sp.csr_matrix(np.ones((1, everything.n_tracks), dtype=np.float32))
    (task,), _ = make_tasks(with_artists(everything, one_artist), Protocol(), ["new-track"])
    assert task.by_artist is not None
    played = np.asarray(task.training.plays.sum(axis=0)).ravel()
    edge = np.sort(played)[-ARTIST_TRACKS]
    for stand_ins in seeds_of(task.by_artist):
        assert len(stand_ins) == ARTIST_TRACKS
        assert min(played[sorted(stand_ins)]) >= edge


def test_who_knows_artists_answers_for_a_new_track_and_others_say_that_they_do_not(
    tasks: dict[str, Task],
) -> None:
    models = evaluate(tasks["new-track"], [model() for model in MODELS.values()])
    found = {model.name: model.metrics for model in models}
    assert list(found)[:2] == ["segue", BY_ARTIST]
    assert found["item-knn-cosine"]["answered"].value == 0
    assert found["item-knn-cosine"]["ndcg@100"].value == 0
    assert found["popularity"]["answered"].value == 1
    assert found[BY_ARTIST]["answered"].value > 0.9
    assert found[BY_ARTIST]["ndcg@100"].value > 0


def test_head_and_tail_share_the_first_questions_and_part_what_is_right(
    tasks: dict[str, Task],
) -> None:
    first, head, tail = tasks["one-seed"], tasks["head"], tasks["tail"]
    played = np.asarray(first.training.plays.sum(axis=0)).ravel()
    n = round(0.2 * first.training.n_tracks)
    is_head = np.zeros(len(played), dtype=bool)
    is_head[sorted(range(len(played)), key=lambda column: (-played[column], column))[:n]] = True
    for task, right in ((head, is_head), (tail, ~is_head)):
        expected = [
            (seed, row, relevant[right[relevant]].tolist(), relevant[~right[relevant]].tolist())
            for seed, row, relevant in zip(
                first.queries.indices.tolist(),
                first.set_of_query.tolist(),
                first.relevant,
                strict=True,
            )
            if right[relevant].any()
        ]
        found = [
            (seed, row, relevant.tolist(), out.tolist())
            for seed, row, relevant, out in zip(
                task.queries.indices.tolist(),
                task.set_of_query.tolist(),
                task.relevant,
                task.left_out,
                strict=True,
            )
        ]
        assert found == expected


class Fixed(Model):
    """Ranks by column, from the first to the last."""

    name = "fixed"

    def _fit(self, interactions: Interactions, seed: int) -> None: ...

    def score(self, queries: sp.csr_matrix) -> np.ndarray:
        scores = -np.arange(queries.shape[1], dtype=np.float32)
        return np.tile(scores, (queries.shape[0], 1))

    def arrays(self) -> dict[str, np.ndarray]:
        return {}

    def _restore(self, arrays: object) -> None: ...


def test_what_is_left_out_and_what_is_never_ranked_takes_no_place(everything: Interactions) -> None:
    (task,), _ = make_tasks(everything, Protocol(), ["one-seed"])
    task = replace(
        task,
        queries=task.queries[:2],
        relevant=(np.array([6]), np.array([6])),
        set_of_query=task.set_of_query[:2],
        left_out=(np.array([1, 2]), np.array([], dtype=int)),
        never_ranked=np.array([0]),
    )
    task.queries.indices[:] = [5, 7]
    ((round_),) = ask_all([task], [Fixed()])
    answers = round_.answers[0]
    # 0 is never ranked, 1 and 2 not for the first query, whose seed is 5: 3, 4, then 6.
    assert [shown[:3].tolist() for shown in answers.shown] == [[3, 4, 6], [1, 2, 3]]
    assert answers.values[:, 4].tolist() == [1 / 3, 1 / 6]


def test_a_model_that_says_nothing_scores_nothing_on_any_task(tasks: dict[str, Task]) -> None:
    class Silent(Fixed):
        def score(self, queries: sp.csr_matrix) -> np.ndarray:
            return np.full(queries.shape, NO_ANSWER, dtype=np.float32)

    for task in tasks.values():
        (found,) = evaluate(task, [Silent()])
        assert {estimate.value for estimate in found.metrics.values()} == {0.0}, task.name


def test_tasks_with_the_same_training_share_one_fit(tasks: dict[str, Task]) -> None:
    fits = []

    class Counted(Fixed):
        def _fit(self, interactions: Interactions, seed: int) -> None:
            fits.append(interactions)

    rounds = ask_all(list(tasks.values()), [Counted()])
    assert len(fits) == 2
    assert {one.task.name for one in rounds if one.answers} == set(TASKS)


def test_a_task_that_cannot_be_asked_is_told_and_the_others_are_asked() -> None:
    """Sets of three tracks: there are no five seeds with a sixth track."""
    plays = np.zeros((60, 9), dtype=np.float32)
    for row in range(60):
        plays[row, [row % 3, 3 + row % 3, 6 + row % 3]] = 1
    base = catalogue(60, 9)
    data = replace(base, plays=sp.csr_matrix(plays), sequence=sequence_of(plays))
    made, missing = make_tasks(data, Protocol(), ["five-seeds", "one-seed"])
    assert [task.name for task in made] == ["one-seed"]
    assert "6 tracks" in missing["five-seeds"]
    with pytest.raises(CatalogueEmpty, match="6 tracks"):
        make_tasks(data, Protocol(), ["five-seeds"])
