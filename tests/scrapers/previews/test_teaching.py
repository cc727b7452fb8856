"""`python -m scrapers train-genre`: the right lessons, and nothing changed where it fails."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.catalogue.store import Store
from recommender.content.genre_clips import LabelledClip
from scrapers.cli import main
from scrapers.previews import deezer, itunes, labels, teaching
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from tests.recommender.builders import a_set, fill


class Figure:
    def __init__(self, value: float) -> None:
        self.value = value

    def to_json(self) -> dict[str, object]:
        return {"value": self.value}


class Trainer:
    """In place of train_genre_model: keeps what it was given."""

    version, labels, clips, held_out_clips = "v2", ("house", "techno"), 6, 2
    top1, top3 = Figure(0.5), Figure(1.0)

    def __init__(self) -> None:
        self.given: list[LabelledClip] | None = None
        self.seed = -1

    def __call__(
        self, clips: Sequence[LabelledClip], models_dir: Path, seed: int, **_: object
    ) -> object:
        self.given, self.seed = list(clips), seed
        return self


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as running:
        running.shops.deezer_quota.calls = running.shops.itunes_quota.calls = 1_000_000
        yield running


@pytest.fixture
def trainer(
    sandbox: Sandbox, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Trainer:
    """A catalogue of three tracks each of two genres, and nobody who learns from them."""
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path))
    monkeypatch.setenv("DEEZER_API_URL", sandbox.deezer_url)
    monkeypatch.setenv("ITUNES_API_URL", sandbox.itunes_url)
    monkeypatch.setattr(deezer, "CALLS", 1_000_000)
    monkeypatch.setattr(itunes, "CALLS", 1_000_000)
    monkeypatch.setattr(labels.labelled_tracks, "__defaults__", (3, 1))
    monkeypatch.setattr(teaching, "MIN_ARTISTS", 1)
    monkeypatch.setattr(teaching, "FEWEST_ARTISTS", 1)
    trainer = Trainer()
    monkeypatch.setattr(teaching, "train_genre_model", trainer)
    genres = sorted({track.genre for track in world.tracks})[:2]
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    for number, genre in enumerate(genres):
        tracks = [track for track in world.shelves.both if track.genre == genre][:3]
        lines = [f"{track.wiki_artist} - {track.wiki_title}" for track in tracks]
        sets = [a_set(2 * number + n, *lines) for n in range(2)]
        fill(store, [replace(one, styles=(genre,)) for one in sets])
    store.close()
    return trainer


def test_every_style_is_taught_by_its_own_tracks(
    trainer: Trainer, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train-genre", "--seed", "5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["top1"] == {"value": 0.5}
    assert trainer.given is not None
    assert trainer.seed == 5
    made = {(track.wiki_artist, track.genre) for track in world.tracks}
    assert len(trainer.given) == 6
    assert {(clip.recording, clip.label) for clip in trainer.given} <= made
    assert [clip.label for clip in trainer.given[:2]] == sorted({c.label for c in trainer.given})


def test_a_limit_bounds_what_is_taught(trainer: Trainer, sandbox: Sandbox) -> None:
    assert main(["train-genre", "--limit", "2"]) == 0
    assert trainer.given is not None
    assert len({clip.label for clip in trainer.given}) == len(trainer.given) == 2
    assert len([call for call in sandbox.requests if "cdn" in call.path]) == 2


def test_a_limit_that_leaves_a_style_too_few_is_refused_before_anybody_is_asked(
    trainer: Trainer,
    sandbox: Sandbox,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(teaching, "MIN_ARTISTS", 3)
    assert main(["train-genre", "--limit", "5"]) == 1
    assert "5 tracks are too few for 2 styles: --limit 6 or more." in capsys.readouterr().err
    assert (sandbox.requests, trainer.given) == ([], None)


def test_a_style_that_could_hardly_be_heard_is_left_out() -> None:
    sound = np.zeros((1, 1), dtype=np.float16)
    many = [LabelledClip(sound, "Techno", f"Artist {n}") for n in range(4)]
    one = [LabelledClip(sound, "House", "Same Artist") for _ in range(9)]
    assert teaching._enough(many + one) == many


def test_with_services_down_nothing_is_trained(
    trainer: Trainer,
    sandbox: Sandbox,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scrapers.previews.lessons.FAILURES", 3)
    sandbox.faults.add(Fault("status", path="^/(deezer|itunes)", times=None))
    assert main(["train-genre"]) == 1
    assert "Deezer has trouble" in capsys.readouterr().err
    assert trainer.given is None


def test_where_the_set_lists_say_too_little_nobody_is_asked(
    trainer: Trainer,
    sandbox: Sandbox,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(labels.labelled_tracks, "__defaults__", (40, 8))
    assert main(["train-genre"]) == 1
    assert "The set lists do not tell enough" in capsys.readouterr().err
    assert (sandbox.requests, trainer.given) == ([], None)


def test_turned_off_nobody_is_asked(
    trainer: Trainer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGUE_PREVIEWS", "off")
    assert main(["train-genre"]) == 1
    assert (sandbox.requests, trainer.given) == ([], None)
