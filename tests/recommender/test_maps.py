"""The map: neighbours stay near, it repeats, it is checked when read, and nothing that goes wrong
while it is computed costs the model."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recommender import maps
from recommender.artefacts import current_version, load_artefact, save_artefact
from recommender.catalogue.airplay import load_airplay
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.labels import labels_of
from recommender.catalogue.store import Store
from recommender.cli import main
from recommender.errors import ArtefactDamaged, NotTrained
from recommender.maps import Stopped, compute_maps, load_map, map_version, place
from recommender.training import load_trained, train
from tests.recommender.builders import a_set, an_analysis, fill

CLOUDS = 3
EACH = 20


def clouds(seed: int = 0) -> np.ndarray:
    """Vectors in three heaps, one after the other."""
    dice = np.random.default_rng(seed)
    centres = np.eye(CLOUDS, 8) * 10
    return np.repeat(centres, EACH, axis=0) + dice.normal(0, 0.3, (CLOUDS * EACH, 8))


@pytest.fixture
def filled(small: Store) -> Store:
    """Twelve tracks that three families of sets play, the first ones most often."""
    fill(
        small,
        [
            a_set(n, *[f"Artist {n % 3} - Track {n % 3} {line}" for line in range(4 - n // 9)])
            for n in range(18)
        ],
    )
    return small


@pytest.fixture
def models(filled: Store, tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    train(filled, folder)
    return folder


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    return place(clouds())


def test_neighbours_stay_neighbours(drawn: np.ndarray) -> None:
    family = np.repeat(np.arange(CLOUDS), EACH)
    apart = np.linalg.norm(drawn[:, None] - drawn[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (family[apart.argmin(axis=1)] == family).all()


def test_places_fill_the_square_and_stay_inside(drawn: np.ndarray) -> None:
    assert drawn.shape == (CLOUDS * EACH, 2)
    assert drawn.dtype == np.float32
    assert np.abs(drawn).max() == 1
    middle = (drawn.max(axis=0) + drawn.min(axis=0)) / 2
    assert np.abs(middle).max() < 1e-5


def test_the_same_seed_gives_the_same_map(drawn: np.ndarray) -> None:
    np.testing.assert_array_equal(place(clouds()), drawn)
    assert not np.array_equal(place(clouds(), seed=1), drawn)


def test_progress_rises_to_the_end_and_can_stop_the_work() -> None:
    told: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    place(clouds(), told=watch)
    assert told == sorted(told)
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    calls: list[int] = []

    def stop(done: int, total: int) -> bool:
        calls.append(done)
        return done < total / 2

    with pytest.raises(Stopped):
        place(clouds(), told=stop)
    assert calls[-1] < told[-1][1]


def sets_of(store: Store) -> dict[int, int]:
    airplay = load_airplay(store)
    return dict(zip(airplay.track_ids.tolist(), airplay.sets.tolist(), strict=True))


def test_the_map_of_sets_holds_the_tracks_of_the_model_most_played_first(
    filled: Store, models: Path
) -> None:
    assert compute_maps(filled, models) == {"sets": 12}
    drawn = load_map(filled, models, "sets")
    assert set(drawn.track_ids.tolist()) == set(load_trained(filled, models).track_ids.tolist())
    sets = sets_of(filled)
    plays = [sets[int(id_)] for id_ in drawn.track_ids]
    assert plays == sorted(plays, reverse=True)
    assert drawn.current
    with pytest.raises(NotTrained, match="recommender map"):
        load_map(filled, models, "sound")


def test_the_map_of_sounds_holds_what_was_listened_to(filled: Store, models: Path) -> None:
    ids = load_trained(filled, models).track_ids[:9].tolist()
    version = maps.genre_version(models)
    dice = np.random.default_rng(0)
    rows = [
        (id_, "deezer", an_analysis(embedding=dice.normal(size=4), version=version)) for id_ in ids
    ]
    put_analyses(filled, rows, version)
    assert compute_maps(filled, models) == {"sets": 12, "sound": 9}
    drawn = load_map(filled, models, "sound")
    assert sorted(drawn.track_ids.tolist()) == ids
    assert drawn.current
    put_analyses(filled, rows[:1], version)
    assert not load_map(filled, models, "sound").current


def test_only_the_most_played_are_drawn_where_there_are_too_many(
    filled: Store, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "MAX_TRACKS", 9)
    assert compute_maps(filled, models) == {"sets": 9}
    sets = sets_of(filled)
    inside = load_map(filled, models, "sets").track_ids.tolist()
    outside = set(load_trained(filled, models).track_ids.tolist()) - set(inside)
    assert min(sets[id_] for id_ in inside) >= max(sets[id_] for id_ in outside)


def test_too_few_tracks_make_no_map(small: Store, tmp_path: Path) -> None:
    fill(small, [a_set(n, "A - One", "B - Two") for n in range(3)])
    train(small, tmp_path / "models")
    assert compute_maps(small, tmp_path / "models") == {}


def test_a_new_training_makes_the_map_old_but_not_useless(filled: Store, models: Path) -> None:
    compute_maps(filled, models)
    before = map_version(filled, models, "sets")
    train(filled, models, seed=1)
    assert map_version(filled, models, "sets") != before
    assert not load_map(filled, models, "sets").current
    compute_maps(filled, models)
    assert load_map(filled, models, "sets").current


def test_the_map_of_another_catalogue_is_none(filled: Store, models: Path, tmp_path: Path) -> None:
    compute_maps(filled, models)
    other = Store(f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(NotTrained, match="recommender map"):
        load_map(other, models, "sets")
    other.close()


def test_no_model_no_map(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(NotTrained):
        compute_maps(filled, tmp_path / "none")
    assert map_version(filled, tmp_path / "none", "sets") is None


IDS = np.arange(3, dtype=np.int64)
PLACES = np.zeros((3, 2), dtype=np.float32)


@pytest.mark.parametrize(
    "arrays",
    [
        {"track_ids": IDS},
        {"track_ids": IDS, "places": PLACES[:2]},
        {"track_ids": IDS * 0, "places": PLACES},
        {"track_ids": IDS.astype(np.float64), "places": PLACES},
        {"track_ids": IDS, "places": PLACES + 1.5},
        {"track_ids": IDS, "places": PLACES * np.nan},
        {"track_ids": IDS, "places": PLACES.astype(np.float64)},
    ],
)
def test_what_is_no_map_is_refused_with_a_way_on(
    filled: Store, tmp_path: Path, arrays: dict[str, np.ndarray]
) -> None:
    save_artefact(tmp_path / "map-sets", {"catalogue": filled.catalogue_id()}, arrays)
    with pytest.raises(ArtefactDamaged, match="recommender map"):
        load_map(filled, tmp_path, "sets")


def test_a_changed_file_is_refused(filled: Store, models: Path) -> None:
    compute_maps(filled, models)
    folder = models / "map-sets"
    file = folder / str(current_version(folder)) / "places.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content))
    with pytest.raises(ArtefactDamaged, match="recommender map"):
        load_map(filled, models, "sets")


def test_stopping_half_way_leaves_the_model_and_the_map_before(filled: Store, models: Path) -> None:
    compute_maps(filled, models)
    before = load_map(filled, models, "sets")
    train(filled, models, seed=1)
    with pytest.raises(Stopped):
        compute_maps(filled, models, progress=lambda kind, done, total: done < total / 2)
    after = load_map(filled, models, "sets")
    np.testing.assert_array_equal(after.places, before.places)
    assert load_trained(filled, models)


KILLED = """
import os, sys
from pathlib import Path
from recommender.catalogue.store import Store
from recommender.maps import compute_maps
store = Store(sys.argv[1])
def progress(kind, done, total):
    if done > total / 2:
        os._exit(9)
    return True
compute_maps(store, Path(sys.argv[2]), progress=progress)
"""


def test_a_kill_half_way_leaves_the_model_usable(filled: Store, models: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(filled.engine.url), str(models)]
    assert subprocess.run(command, check=False).returncode == 9
    assert load_trained(filled, models)
    with pytest.raises(NotTrained):
        load_map(filled, models, "sets")
    assert compute_maps(filled, models) == {"sets": 12}


def test_labels_are_those_of_the_tracks_asked_for(filled: Store) -> None:
    ids = sorted(sets_of(filled))
    found = labels_of(filled, [*ids, 999_999])
    assert sorted(found) == ids
    tracks = filled.tracks(ids)
    assert all(found[id_].key == tracks[id_].key for id_ in ids)
    assert all(sets_of(filled)[id_] == tracks[id_].sets for id_ in ids)


@pytest.fixture
def run(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command over the filled catalogue."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", str(filled.engine.url))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_training_draws_the_map_unless_told_not_to(
    filled: Store, tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    folder = tmp_path / "models"
    code, out, err = run("train", "--no-map")
    assert (code, err) == (0, "")
    assert map_version(filled, folder, "sets") is None
    code, out, err = run("train")
    assert (code, err) == (0, "")
    assert "map of sets with 12 tracks" in out
    assert load_map(filled, folder, "sets").current
    manifest = load_artefact(folder / "map-sets").manifest
    assert manifest["made_from"] == load_trained(filled, folder).version
    assert manifest["catalogue"] == filled.catalogue_id()


def test_map_draws_it_alone(
    filled: Store, tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = run("map")
    assert (code, out) == (1, "")
    assert "recommender train" in err
    run("train", "--no-map")
    code, out, _ = run("map", "--json", "--seed", "3")
    assert code == 0
    assert json.loads(out)["tracks"] == {"sets": 12}
    assert load_artefact(tmp_path / "models" / "map-sets").manifest["seed"] == 3


def test_importing_the_module_does_not_import_what_is_slow() -> None:
    code = "import sys, recommender.cli; sys.exit('openTSNE' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
