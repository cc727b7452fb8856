"""The map over a real catalogue: computed beside the page where there is none, and kept in step."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.engines import Engines
from dashboard.live_map import LiveMap
from recommender.audio.camelot import KEYS
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.store import Store
from recommender.content import sounds
from recommender.content.shelf import genre_version
from recommender.content.sounds import CurrentSounds
from recommender.errors import NotTrained
from recommender.maps import compute_maps, map_version
from recommender.training import train
from tests.recommender.builders import a_set, an_analysis, fill

PATIENCE_S = 60


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    names = [[f"Artist {n % 3} - Track {n % 3} {line}" for line in range(4)] for n in range(9)]
    fill(opened, [a_set(n, *lines) for n, lines in enumerate(names)])
    yield opened
    opened.close()


@pytest.fixture
def live(store: Store, tmp_path: Path) -> Iterator[LiveMap]:
    live = LiveMap(store, tmp_path / "models", sounds_of(store, tmp_path / "models"))
    yield live
    live.close()


def sounds_of(store: Store, models: Path) -> CurrentSounds:
    return CurrentSounds(store, partial(genre_version, models))


def wait(live: LiveMap) -> None:
    until = time.monotonic() + PATIENCE_S
    while live.status().computing:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_nothing_trained_says_what_to_run(live: LiveMap) -> None:
    status = live.status()
    assert (status.kinds, status.computing) == ((), False)
    assert "python -m recommender train" in status.message
    with pytest.raises(NotTrained):
        live.version("sets")
    with pytest.raises(NotTrained, match="previews"):
        live.points("sound")


def test_a_missing_map_is_computed_when_somebody_asks(
    live: LiveMap, store: Store, tmp_path: Path
) -> None:
    train(store, tmp_path / "models")
    assert live.status().computing
    wait(live)
    assert live.status().kinds == ("sets",)
    points = live.points("sets")
    assert points.current
    assert len(points.keys) == len(points.places) == 12
    assert set(points.sets.tolist()) == {3}
    assert all(key.startswith("artist ") for key in points.keys)
    assert [track.key for track in live.tracks([points.keys[4], "none", points.keys[2]])] == [
        points.keys[4],
        points.keys[2],
    ]


def test_closing_stops_the_work_and_leaves_no_map(
    live: LiveMap, store: Store, tmp_path: Path
) -> None:
    train(store, tmp_path / "models")
    live._stop.set()
    live.compute_missing()
    live.close()
    assert map_version(store, tmp_path / "models", "sets") is None


def test_what_can_not_be_computed_is_tried_once(
    live: LiveMap, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(*_: object, kinds: list[str], **__: object) -> None:
        tries.extend(kinds)
        raise NotTrained("The model is gone.")

    monkeypatch.setattr("dashboard.live_map.compute_maps", fail)
    train(store, tmp_path / "models")
    for _ in range(3):
        live.status()
        wait(live)
    assert tries == ["sets", "sound"]
    assert live.status().message == "The model is gone."


def test_a_kind_that_is_missing_is_computed_beside_one_that_is_there(
    live: LiveMap, store: Store, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    train(store, models)
    live.status()
    wait(live)
    assert live.status().kinds == ("sets",)
    drawn = map_version(store, models, "sets")
    with pytest.raises(NotTrained, match="at least 8 tracks that Segue has listened to"):
        live.points("sound")
    dice, version = np.random.default_rng(0), genre_version(models)
    rows = [
        (id_, "deezer", an_analysis(embedding=dice.normal(size=4), version=version))
        for id_ in store.track_ids(live.points("sets").keys).values()
    ]
    put_analyses(store, rows, version)
    assert live.status().computing
    wait(live)
    assert live.status().kinds == ("sets", "sound")
    assert map_version(store, models, "sets") == drawn


def test_a_catalogue_too_small_for_a_map_is_told_so(tmp_path: Path) -> None:
    small = Store(f"sqlite:///{tmp_path / 'small.db'}")
    fill(small, [a_set(n, "Ada - One", "Bo - Two", "Cy - Three") for n in range(3)])
    live = LiveMap(small, tmp_path / "models", sounds_of(small, tmp_path / "models"))
    train(small, tmp_path / "models")
    live.status()
    wait(live)
    told = live.status()
    assert told.kinds == ()
    assert "at least 8 tracks" in told.message
    live.close()
    small.close()


def test_what_was_heard_colours_the_points_and_changes_the_version(
    live: LiveMap, store: Store, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    train(store, models)
    compute_maps(store, models)
    before = live.version("sets")
    points = live.points("sets")
    assert (points.key == -1).all()
    id_ = store.track_ids([points.keys[0]])[points.keys[0]]
    version = genre_version(models)
    put_analyses(store, [(id_, "deezer", an_analysis(126.0, "9B", "disco"))], version)
    fresh = LiveMap(store, models, sounds_of(store, models))
    assert fresh.version("sets") != before
    heard = fresh.points("sets")
    assert (heard.tempo_bpm[0], KEYS[heard.key[0]]) == (126.0, "9B")
    assert heard.genres[heard.genre[0]] == "disco"
    assert np.isnan(heard.tempo_bpm[1:]).all()


def test_a_set_that_came_in_changes_the_version(
    live: LiveMap, store: Store, tmp_path: Path
) -> None:
    train(store, tmp_path / "models")
    compute_maps(store, tmp_path / "models")
    before = live.version("sets")
    fill(store, [a_set(99, "Artist 0 - Track 0 0", "New - One")])
    assert live.version("sets") != before
    assert max(live.points("sets").sets) == 4


def test_the_map_and_the_engine_hold_the_analyses_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    load = sounds.load_sounds

    def counted(*of: Any) -> Any:
        reads.append(of)
        return load(*of)

    monkeypatch.setattr(sounds, "load_sounds", counted)
    train(store, tmp_path / "models")
    compute_maps(store, tmp_path / "models")
    reads.clear()
    engines = Engines(store, tmp_path / "models")
    live = LiveMap(store, tmp_path / "models", engines.sounds)
    assert engines.current().version
    assert live.points("sets").keys
    assert len(reads) == 1
