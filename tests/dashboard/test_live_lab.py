"""The Lab over a real catalogue: models learn when asked and are kept while it stays as it is, and
figures on file are read again when they change."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dashboard import lab_models
from dashboard.engines import Engines
from dashboard.lab_models import LabModels
from dashboard.lab_service import NeedsTraining
from dashboard.live_lab import LiveLab, too_large
from recommender.catalogue.store import Store
from recommender.collaborative import DEFAULT, MODELS
from recommender.errors import BadInput, CatalogueEmpty, NotTrained, UnknownTrack
from recommender.evaluation.results import save_results
from recommender.training import train
from tests.dashboard.fake_lab import results
from tests.recommender.builders import a_set, fill

SETS = (
    a_set(1, "Ada - One", "Bo - Two", "Cy - Three", "Di - Once"),
    a_set(2, "Ada - One", "Bo - Two", "Ed - Four"),
    a_set(3, "Ada - One", "Cy - Three", "Ed - Four", djs=["Mo"]),
    a_set(4, "Bo - Two", "Fay - ", "Cy - Three", djs=["Mo"]),
    a_set(5, "Ada - One", "Fay - ", "Bo - Two"),
)
SEED = "Ada - One"


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """Nobody looks how far it is."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    yield made
    made.close()


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    fill(store, SETS)
    train(store, tmp_path / "models")
    return store


@pytest.fixture
def lab(store: Store, tmp_path: Path) -> LiveLab:
    engines = Engines(store, tmp_path / "models")
    return LiveLab(store, engines, tmp_path / "own", tmp_path / "shipped")


def names(answer: object) -> list[str]:
    return [track.name for track in answer.tracks]  # type: ignore[attr-defined]


def test_models_answer_after_they_have_learned(lab: LiveLab, filled: Store) -> None:
    asked = ["segue", "item-knn-cosine", "popularity"]
    with pytest.raises(NeedsTraining):
        lab.compare(SEED, asked, 20)
    steps: list[tuple[str, int, int]] = []
    lab.prepare(asked, lambda *step: steps.append(step))
    assert steps == [("segue", 0, 3), ("item-knn-cosine", 1, 3), ("popularity", 2, 3)]
    found = lab.compare(SEED, asked, 20)
    assert found.seed.name == SEED
    assert [answer.model for answer in found.answers] == asked
    by_popularity = names(found.answers[2])
    assert by_popularity == ["Bo - Two", "Cy - Three", "Ed - Four"]
    for answer in found.answers:
        assert SEED not in names(answer), "the seed is no answer"
        assert set(names(answer)) <= set(by_popularity), "half-named tracks are never shown"
    assert [len(answer.tracks) for answer in lab.compare(SEED, asked, 1).answers] == [1, 1, 1]


def test_only_what_is_missing_learns(lab: LiveLab, filled: Store) -> None:
    lab.prepare(["popularity"], silent)
    steps: list[tuple[str, int, int]] = []
    lab.prepare(["popularity", "als"], lambda *step: steps.append(step))
    assert steps == [("als", 0, 1)]


def test_the_model_that_find_asks_is_taken_over(
    lab: LiveLab, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: object, *_: object) -> None:
        raise AssertionError("it has learned already")

    monkeypatch.setattr(MODELS[DEFAULT], "fit", refuse)
    lab.prepare([DEFAULT], silent)
    assert lab.compare(SEED, [DEFAULT], 3).answers[0].tracks


def test_new_sets_make_models_learn_again_but_not_while_they_still_come_in(
    filled: Store, tmp_path: Path
) -> None:
    now = 0.0
    models = LabModels(filled, Engines(filled, tmp_path / "models"), clock=lambda: now)
    models.learn(["popularity"], silent)
    first = models.ready(["popularity"])
    assert first is not None
    fill(filled, [a_set(6, "Ada - One", "Di - Once")])
    now = 59.0
    assert models.ready(["popularity"]) is first
    now = 61.0
    assert models.ready(["popularity"]) is None
    models.learn(["popularity"], silent)
    second = models.ready(["popularity"])
    assert second is not None
    assert second.interactions.n_tracks == first.interactions.n_tracks + 1


def test_a_track_of_one_set_is_told_to_go_by_its_sound(lab: LiveLab, filled: Store) -> None:
    with pytest.raises(UnknownTrack, match="fewer than two sets"):
        lab.compare("Di - Once", ["popularity"], 20)
    with pytest.raises(UnknownTrack, match="Did you mean") as told:
        lab.compare("Ado - One", ["popularity"], 20)
    assert SEED in told.value.suggestions


def test_what_the_page_does_not_offer_is_refused(
    lab: LiveLab, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="no such model"):
        lab.compare(SEED, ["spark"], 20)
    monkeypatch.setitem(lab_models.MAX_ROWS, "ease", 2)
    with pytest.raises(BadInput, match="EASE is left out"):
        lab.prepare(["ease"], silent)
    told = {one.name: one.too_large for one in lab.candidates()}
    assert list(told) == list(MODELS)
    assert [name for name, why in told.items() if why] == ["ease"]


def test_few_sets_of_more_tracks_are_not_too_large(
    lab: LiveLab, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, [a_set(number, "A - 1", "B - 2", "C - 3") for number in (1, 2)])
    train(store, tmp_path / "models")

    def told() -> str:
        return next(one.too_large for one in lab.candidates() if one.name == "ease")

    monkeypatch.setitem(lab_models.MAX_ROWS, "ease", 2)
    assert told() == ""
    monkeypatch.setitem(lab_models.MAX_ROWS, "ease", 1)
    assert "3 tracks and 2 sets" in told()


def test_a_model_that_is_solved_by_sets_or_tracks_is_too_large_for_many_of_both() -> None:
    assert "20,975 tracks and 7,333 sets" in too_large("ease", 20_975, 7_333)
    assert not too_large("ease", 20_975, 3_000)
    assert not too_large("ease", 3_000, 7_333)
    assert not too_large("als", 20_975, 7_333)


def test_before_there_is_anything_to_learn_from_it_says_what_to_do(
    lab: LiveLab, store: Store
) -> None:
    with pytest.raises(CatalogueEmpty, match="scrapers import FILE"):
        lab.candidates()
    fill(store, SETS)
    with pytest.raises(NotTrained, match="recommender train"):
        lab.candidates()
    with pytest.raises(NotTrained):
        lab.inside()


def test_inside_tells_the_length_of_each_tracks_factors(lab: LiveLab, filled: Store) -> None:
    found = lab.inside()
    assert found is not None
    assert (found.model, found.learned_sets) == (DEFAULT, 5)
    assert sorted(found.sets.tolist()) == [2, 2, 3, 4, 4]
    assert found.lengths.shape == (5,)
    assert np.all(found.lengths > 0)
    assert found.settings["factors"] == 64
    assert len(found.losses) == found.settings["iterations"]
    assert found.losses[0] > found.losses[-1] > 0


def test_examples_are_the_tracks_that_are_played_most(lab: LiveLab, filled: Store) -> None:
    assert {track.name for track in lab.examples(2)} == {SEED, "Bo - Two"}


def test_saved_figures_are_read_again_when_they_change_and_a_damaged_file_is_told(
    lab: LiveLab, tmp_path: Path
) -> None:
    assert lab.figures().shipped == lab.figures().own == ()
    save_results(tmp_path / "shipped", results("wfmu-random", "WFMU"))
    save_results(tmp_path / "own", results("mine", "catalogue"))
    first = lab.figures()
    assert ([one.name for one in first.shipped], [one.name for one in first.own]) == (
        ["wfmu-random"], ["mine"],
    )  # fmt: skip
    assert lab.figures().own[0] is first.own[0], "what did not change is not read again"
    save_results(tmp_path / "own", replace(first.own[0], data="another one"))
    assert lab.figures().own[0].data == "another one"
    (tmp_path / "own" / "broken.json").write_text("{", encoding="utf-8")
    told = lab.figures()
    assert len(told.damaged) == 1
    assert "broken.json" in told.damaged[0]
    assert [one.name for one in told.own] == ["mine"]
