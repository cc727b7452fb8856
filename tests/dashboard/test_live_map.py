"""The map over a real catalogue: computed beside the page where there is none, and kept in step."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dashboard.live_map import LiveMap
from recommender.audio.camelot import KEYS
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.store import Store
from recommender.content.shelf import genre_version
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
    live = LiveMap(store, tmp_path / "models")
    yield live
    live.close()


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

    def fail(*_: object, **__: object) -> None:
        tries.append(1)
        raise NotTrained("gone")

    monkeypatch.setattr("dashboard.live_map.compute_maps", fail)
    train(store, tmp_path / "models")
    for _ in range(3):
        live.status()
        wait(live)
    assert tries == [1]
    assert live.status().message


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
    fresh = LiveMap(store, models)
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
