"""No play of a held-out set reaches anything that is trained, whatever the question."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks import tune_baselines, tune_several, tune_sides
from recommender.collaborative import MODELS
from recommender.evaluation.protocol import Protocol, Split
from recommender.evaluation.tasks import HIDDEN, TASKS, make_tasks
from recommender.evaluation.tuning import inner_part
from recommender.interactions import Interactions, credit
from tests.recommender.builders import label, sequence_of, with_artists
from tests.recommender.evaluation.made_up import catalogue, held_out_rows

SPLITS: tuple[Split, ...] = ("random", "time")


def learned(training: Interactions) -> dict[str, dict[str, np.ndarray]]:
    """All arrays of all models."""
    return {name: model().fit(training, 7).arrays() for name, model in MODELS.items()}


def same(one: Interactions, other: Interactions) -> bool:
    """Whether two trainings are equal to the last digit, part by part."""
    for name in ("plays", "djs", "styles", "artists"):
        left, right = getattr(one, name), getattr(other, name)
        if left.shape != right.shape or (left != right).nnz:
            return False
    arrays = ("track_ids", "set_dates", "whole", "sequence", "artist_sequence", "label_sequence")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays)


def with_other_sets(
    everything: Interactions, rows: np.ndarray, vocabulary: list[int]
) -> Interactions:
    """Quite other tracks of the vocabulary in some sets, in another order, by other DJs, of other
    styles and on other labels."""
    rng = np.random.default_rng(1)
    plays, djs = everything.plays.toarray(), everything.djs.toarray()
    styles = everything.styles.toarray()
    plays[rows] = 0
    for row in rows:
        plays[row, rng.choice(vocabulary, size=12, replace=False)] = 1
    djs[:, rows] = rng.random((djs.shape[0], len(rows))) < 0.5
    styles[:, rows] = rng.random((styles.shape[0], len(rows))) < 0.5
    kept = everything.sequence[~np.isin(everything.sequence[:, 0], rows)]
    new = sequence_of(plays)
    new = new[np.isin(new[:, 0], rows)]
    sequence = np.concatenate([kept, new])
    sequence = sequence[np.lexsort((sequence[:, 2], sequence[:, 0]))]
    labels = everything.label_sequence
    labels = labels[~np.isin(labels[:, 0], rows)]
    labels = np.concatenate([labels, label(new, 17, shift=1)])
    return replace(
        everything,
        plays=sp.csr_matrix(plays),
        djs=sp.csr_matrix(djs),
        styles=sp.csr_matrix(styles),
        sequence=sequence,
        artist_sequence=credit(sequence, everything.artists),
        label_sequence=labels[np.lexsort((labels[:, 2], labels[:, 0]))],
    )


@pytest.fixture(scope="module", params=SPLITS)
def swapped(request: pytest.FixtureRequest) -> tuple[Interactions, Interactions, Protocol]:
    """A catalogue, the same with other held-out sets, and the protocol that holds them out."""
    everything, protocol = catalogue(), Protocol(split=request.param)
    (task,), _ = make_tasks(everything, protocol, ["one-seed"])
    vocabulary = everything.columns_of(task.training.track_ids.tolist()).tolist()
    other = with_other_sets(everything, held_out_rows(everything, task), vocabulary)
    return everything, other, protocol


def test_other_held_out_sets_leave_every_training_as_it_was(
    swapped: tuple[Interactions, Interactions, Protocol],
) -> None:
    everything, other, protocol = swapped
    before, _ = make_tasks(everything, protocol, list(TASKS))
    after, _ = make_tasks(other, protocol, list(TASKS))
    assert [task.name for task in before] == [task.name for task in after] == list(TASKS)
    for one, two in zip(before, after, strict=True):
        assert same(one.training, two.training), one.name
        assert one.queries.indices.tolist() != two.queries.indices.tolist(), one.name


def test_other_held_out_sets_leave_every_model_as_it_was_to_the_last_digit(
    swapped: tuple[Interactions, Interactions, Protocol],
) -> None:
    everything, other, protocol = swapped
    for name in ("one-seed", "new-track"):  # the two trainings that there are
        (one,), _ = make_tasks(everything, protocol, [name])
        (two,), _ = make_tasks(other, protocol, [name])
        before, after = learned(one.training), learned(two.training)
        for model, arrays in before.items():
            for key, value in arrays.items():
                np.testing.assert_array_equal(value, after[model][key], f"{model} {key}")


def test_a_change_in_a_training_set_is_seen(
    swapped: tuple[Interactions, Interactions, Protocol],
) -> None:
    """The tests above can fail: what they compare moves with a single play."""
    everything, _, protocol = swapped
    (task,), _ = make_tasks(everything, protocol, ["one-seed"])
    plays = task.training.plays.toarray()
    plays[0] = 1 - plays[0]
    other = replace(
        task.training,
        plays=sp.csr_matrix(plays),
        sequence=sequence_of(plays),
        artist_sequence=credit(sequence_of(plays), task.training.artists),
    )
    assert not same(task.training, other)
    before, after = learned(task.training), learned(other)
    for model, arrays in before.items():
        assert any(
            value.shape != after[model][key].shape or not np.array_equal(value, after[model][key])
            for key, value in arrays.items()
        ), model


@pytest.mark.parametrize("name", ["styles", "label_sequence"])
def test_what_training_sets_say_of_their_styles_and_labels_is_learned(name: str) -> None:
    """The tests above can fail: a held-out set's would be learned just so."""
    (task,), _ = make_tasks(catalogue(), Protocol(), ["one-seed"])
    training = task.training
    others = {
        "styles": sp.csr_matrix(1 - training.styles.toarray()),
        "label_sequence": label(training.sequence, 17, shift=training.n_tracks // 2),
    }
    other = replace(training, **{name: others[name]})
    assert not same(training, other)
    before, after = (MODELS["segue"]().fit(one, 7).arrays() for one in (training, other))
    part = {"styles": "styles_data", "label_sequence": "company_artists"}[name]
    assert not np.array_equal(before[part], after[part])


def test_djs_styles_and_labels_of_held_out_sets_alone_leave_no_trace() -> None:
    (task,), _ = make_tasks(catalogue(), Protocol(), ["one-seed"])
    training = task.training
    # As a held-out set would leave them that brought in one of each.
    first = np.array([0, 1, 0, 0])  # of its labels, all others being numbered behind it
    other = replace(
        training,
        djs=_with_an_empty_row(training.djs),
        styles=_with_an_empty_row(training.styles),
        label_sequence=training.label_sequence + first,
    )
    before, after = (MODELS["segue"]().fit(one, 7).arrays() for one in (training, other))
    for key, value in before.items():
        np.testing.assert_array_equal(value, after[key], key)
    # And where they alone have any, nothing is known of styles.
    none = replace(training, styles=_with_an_empty_row(training.styles[:0]))
    signals = MODELS["segue"]().fit(none, 7).signals(task.queries[:1])
    assert "styles" not in signals


def _with_an_empty_row(matrix: sp.csr_matrix) -> sp.csr_matrix:
    empty = sp.csr_matrix((1, matrix.shape[1]), dtype=np.float32)
    return sp.csr_matrix(sp.vstack([empty, matrix]), dtype=np.float32)


def test_only_training_sets_tell_whose_unknown_records_they_hold() -> None:
    """Tracks of one training set are not in the vocabulary, but their artists teach. Those of the
    tracks that held-out sets alone play do not."""
    everything, protocol = catalogue(n_sets=60, n_tracks=900), Protocol()
    (task,), _ = make_tasks(everything, protocol, ["one-seed"])
    held_out = held_out_rows(everything, task)
    trained_on = everything.only_sets(np.setdiff1d(np.arange(everything.n_sets), held_out))
    times = np.asarray(trained_on.plays.sum(axis=0)).ravel()
    heard_elsewhere = np.asarray(everything.plays[held_out].sum(axis=0)).ravel() > 0

    def changed(columns: np.ndarray) -> bool:
        artists = everything.artists.toarray()
        artists[:, columns] = 1  # all of them by everybody
        (again,), _ = make_tasks(with_artists(everything, artists), protocol, ["one-seed"])
        assert (again.training.artists != task.training.artists).nnz == 0
        return not same(task.training, again.training)

    unheard, once = np.flatnonzero((times == 0) & heard_elsewhere), np.flatnonzero(times == 1)
    assert len(unheard)
    assert len(once)
    assert not changed(unheard)
    assert changed(once)


def test_a_hidden_track_leaves_no_play_behind_but_keeps_its_artists() -> None:
    everything, protocol = catalogue(), Protocol()
    (task,), _ = make_tasks(everything, protocol, ["new-track"])
    (first,), _ = make_tasks(everything, protocol, ["one-seed"])
    hidden = task.never_ranked
    assert len(hidden) == round(HIDDEN * task.training.n_tracks)
    assert task.training.plays[:, hidden].nnz == 0
    assert not np.isin(task.training.sequence[:, 1], hidden).any()
    silent = first.training.sequence[np.isin(first.training.sequence[:, 1], hidden)]
    places = set(map(tuple, silent[:, [0, 2]].tolist()))
    assert places & set(map(tuple, first.training.artist_sequence[:, [0, 2]].tolist()))
    assert not places & set(map(tuple, task.training.artist_sequence[:, [0, 2]].tolist()))
    assert (task.training.artists != first.training.artists).nnz == 0
    rest = np.setdiff1d(np.arange(task.training.n_tracks), hidden)
    assert (task.training.plays[:, rest] != first.training.plays[:, rest]).nnz == 0
    # Whoever plays a hidden track in a training set plays it unheard.
    columns = everything.columns_of(task.training.track_ids[hidden].tolist())
    more = everything.plays.toarray()
    kept = np.setdiff1d(np.arange(everything.n_sets), held_out_rows(everything, task))
    more[np.ix_(kept, columns)] = 1
    (again,), _ = make_tasks(
        replace(everything, plays=sp.csr_matrix(more)), protocol, ["new-track"]
    )
    assert again.never_ranked.tolist() == hidden.tolist()
    assert (again.training.plays != task.training.plays).nnz == 0


def test_the_search_for_the_default_sees_training_sets_alone(
    swapped: tuple[Interactions, Interactions, Protocol],
) -> None:
    everything, other, protocol = swapped
    assert same(inner_part(everything, protocol), inner_part(other, protocol))
    assert not same(everything, other)


def test_the_trees_for_several_seeds_grow_on_sets_that_no_evaluated_split_holds_out(
    swapped: tuple[Interactions, Interactions, Protocol],
) -> None:
    everything, other, protocol = swapped
    assert protocol in tune_several.SPLITS
    grown_on = inner_part(everything, *tune_several.SPLITS)
    assert same(grown_on, inner_part(other, *tune_several.SPLITS))
    assert grown_on.n_sets > everything.n_sets / 2


@pytest.mark.parametrize("name", tune_baselines.GRIDS)
def test_a_search_for_settings_sees_training_sets_alone(
    name: str, swapped: tuple[Interactions, Interactions, Protocol]
) -> None:
    """A search gets a task's training, so other held-out sets can't change what it finds."""
    everything, other, protocol = swapped
    (one,), _ = make_tasks(everything, protocol, ["one-seed"])
    (two,), _ = make_tasks(other, protocol, ["one-seed"])
    setting, values = next(iter(tune_baselines.GRIDS[name].items()))
    grid = {setting: values[:2]}
    found = tune_baselines.search(one.training, name, grid)
    assert found == tune_baselines.search(two.training, name, grid)
    assert sorted(settings[setting] for _, settings in found) == sorted(values[:2])
    assert found[0][0] >= found[1][0]


def test_the_search_for_the_weight_of_styles_sees_no_test_set(
    swapped: tuple[Interactions, Interactions, Protocol],
) -> None:
    everything, other, protocol = swapped
    assert protocol in tune_sides.SPLITS
    part = inner_part(everything, *tune_sides.SPLITS)
    assert same(part, inner_part(other, *tune_sides.SPLITS))
    without, with_styles = tune_sides.figures_of(part, (0.0, 0.75), ("one-seed",), (101,))
    assert without != with_styles
