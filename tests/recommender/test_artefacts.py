"""What was trained is read back whole, or refused with a sentence; switching is one step."""

import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recommender import artefacts
from recommender.artefacts import current_version, load_artefact, save_artefact
from recommender.catalogue.store import Store
from recommender.collaborative import MODELS
from recommender.errors import ArtefactDamaged, CatalogueEmpty, NotTrained
from recommender.training import load_trained, train, trained_version
from tests.recommender.builders import a_set, fill

ARRAYS = {
    "items": np.arange(6, dtype=np.float32).reshape(2, 3),
    "ids": np.array([3, 5]),
    "whole": np.array([True, False]),
    "nothing": np.zeros((0, 4)),
}


def version_folder(folder: Path) -> Path:
    version = current_version(folder)
    assert version is not None
    return folder / version


def test_arrays_and_manifest_come_back_as_they_went_in(tmp_path: Path) -> None:
    version = save_artefact(tmp_path / "deep" / "segue", {"seed": 7, "name": "é"}, ARRAYS)
    loaded = load_artefact(tmp_path / "deep" / "segue")
    assert loaded.version == version
    assert (loaded.manifest["seed"], loaded.manifest["name"]) == (7, "é")
    assert loaded.arrays.keys() == ARRAYS.keys()
    for name, value in ARRAYS.items():
        assert loaded.arrays[name].dtype == value.dtype
        np.testing.assert_array_equal(loaded.arrays[name], value)


def test_nothing_trained_is_told(tmp_path: Path) -> None:
    assert current_version(tmp_path) is None
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(NotTrained, match="recommender train"):
            load_artefact(folder)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def replace_array(place: Path, value: np.ndarray, honest: bool) -> None:
    """Another array in place of `items`; honest about its digest, not about its shape."""
    np.save(place / "items.npy", value)
    if honest:
        digest = hashlib.sha256((place / "items.npy").read_bytes()).hexdigest()
        edit_manifest(place, lambda m: m["files"]["items"].update(sha256=digest))


def edit_manifest(place: Path, edit: Callable[[dict], object]) -> None:
    manifest = json.loads((place / "manifest.json").read_text())
    edit(manifest)
    (place / "manifest.json").write_text(json.dumps(manifest))


def put_pickle(place: Path) -> None:
    np.save(place / "items.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    digest = hashlib.sha256((place / "items.npy").read_bytes()).hexdigest()
    entry = {"sha256": digest, "shape": [1], "dtype": "object"}
    edit_manifest(place, lambda m: m["files"].update(items=entry))


def truncate(path: Path, keep: float = 0.5) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])


def empty_with_digest(place: Path) -> None:
    (place / "items.npy").write_bytes(b"")
    digest = hashlib.sha256(b"").hexdigest()
    edit_manifest(place, lambda m: m["files"]["items"].update(sha256=digest))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a flipped bit": lambda place: flip(place / "items.npy"),
    "a short file": lambda place: truncate(place / "items.npy"),
    "an empty file": lambda place: (place / "items.npy").write_bytes(b""),
    "an empty file that is expected": empty_with_digest,
    "a missing file": lambda place: (place / "ids.npy").unlink(),
    "a missing manifest": lambda place: (place / "manifest.json").unlink(),
    "a truncated manifest": lambda place: truncate(place / "manifest.json"),
    "an empty manifest": lambda place: truncate(place / "manifest.json", 0),
    "a manifest that is a list": lambda place: (place / "manifest.json").write_text("[1]"),
    "a manifest in no encoding": lambda place: (place / "manifest.json").write_bytes(b"\xff\xfe"),
    "no list of files": lambda place: edit_manifest(place, lambda m: m.pop("files")),
    "files as a list": lambda place: edit_manifest(place, lambda m: m.update(files=["items"])),
    "a file without digest": lambda place: edit_manifest(
        place, lambda m: m["files"].update(items={})
    ),
    "a file that is text": lambda place: edit_manifest(
        place, lambda m: m["files"].update(items="x")
    ),
    "another format": lambda place: edit_manifest(place, lambda m: m.update(format=99)),
    "no format": lambda place: edit_manifest(place, lambda m: m.pop("format")),
    "another shape": lambda place: replace_array(place, np.zeros((3, 2), np.float32), True),
    "another type": lambda place: replace_array(place, np.zeros((2, 3), np.float64), True),
    "another array": lambda place: replace_array(place, np.ones((2, 3), np.float32), False),
    "a pickle": put_pickle,
    "a version that is gone": lambda place: (place.parent / "current").write_text("0123abcd"),
    "a name in no encoding": lambda place: (place.parent / "current").write_bytes(b"\xff\xfe\xfd"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_damaged_is_refused_in_one_line_that_says_what_to_do(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    save_artefact(tmp_path, {"seed": 7}, ARRAYS)
    damage(version_folder(tmp_path))
    with pytest.raises(ArtefactDamaged, match="recommender train") as refused:
        load_artefact(tmp_path)
    assert "\n" not in str(refused.value)


def test_a_pickle_is_neither_written_nor_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Object arrays"):
        save_artefact(tmp_path, {}, {"items": np.array([object()])})
    assert current_version(tmp_path) is None


def test_a_failed_save_leaves_the_last_version_current_and_no_litter(tmp_path: Path) -> None:
    version = save_artefact(tmp_path, {"seed": 7}, ARRAYS)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match="Object arrays"):
        save_artefact(tmp_path, {"seed": 8}, {"a": ARRAYS["ids"], "b": np.array([object()])})
    assert current_version(tmp_path) == version
    assert sorted(tmp_path.rglob("*")) == before


def test_the_last_version_and_the_one_before_are_kept(tmp_path: Path) -> None:
    versions = [save_artefact(tmp_path, {"seed": seed}, ARRAYS) for seed in range(4)]
    assert len(set(versions)) == 4
    assert {path.name for path in tmp_path.iterdir()} == {"current", *versions[-2:]}
    assert current_version(tmp_path) == versions[-1]


def test_the_same_content_is_the_same_version(tmp_path: Path) -> None:
    first = save_artefact(tmp_path, {"seed": 7}, ARRAYS)
    assert save_artefact(tmp_path, {"seed": 7}, ARRAYS) == first
    assert load_artefact(tmp_path).version == first
    changed = ARRAYS | {"ids": np.array([3, 6])}
    assert save_artefact(tmp_path, {"seed": 7}, changed) != first


def test_a_reader_during_many_saves_always_finds_a_whole_version(tmp_path: Path) -> None:
    def values(n: int) -> dict[str, np.ndarray]:
        return {f"part{at}": np.full(200, n) for at in range(6)}

    save_artefact(tmp_path, {"n": 0}, values(0))
    done = threading.Event()
    failed: list[BaseException] = []
    seen: set[int] = set()

    def read() -> None:
        try:
            while not done.is_set():
                loaded = load_artefact(tmp_path)
                parts = {int(value) for array in loaded.arrays.values() for value in array}
                assert parts == {loaded.manifest["n"]}
                seen.update(parts)
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for n in range(1, 60):
        save_artefact(tmp_path, {"n": n}, values(n))
    done.set()
    for reader in readers:
        reader.join(timeout=30)
    assert failed == []
    assert len(seen) > 1


def test_saves_at_the_same_time_never_remove_what_becomes_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in (1, 2):
        save_artefact(tmp_path, {"seed": seed}, ARRAYS)
    switch, others = artefacts._switch, []

    def slow(folder: Path, version: str) -> None:
        if not others:
            other = threading.Thread(target=save_artefact, args=(folder, {"seed": 4}, ARRAYS))
            others.append(other)
            other.start()
            other.join(timeout=0.5)  # in a hurry, it would be through by now
        switch(folder, version)

    monkeypatch.setattr(artefacts, "_switch", slow)
    save_artefact(tmp_path, {"seed": 3}, ARRAYS)
    others[0].join(timeout=10)
    assert load_artefact(tmp_path).manifest["seed"] == 4


def test_what_is_current_is_never_pruned(tmp_path: Path) -> None:
    version = save_artefact(tmp_path, {"seed": 1}, ARRAYS)
    artefacts._prune(tmp_path, {"another"})
    assert load_artefact(tmp_path).version == version


def test_a_version_that_two_saves_removed_while_it_was_read_is_followed_by_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_artefact(tmp_path, {"seed": 1}, ARRAYS)
    read, waiting = artefacts._read_array, [2, 3]

    def slow(*arguments: object) -> np.ndarray:
        value = read(*arguments)
        while waiting:
            save_artefact(tmp_path, {"seed": waiting.pop(0)}, ARRAYS)
        return value

    monkeypatch.setattr(artefacts, "_read_array", slow)
    assert load_artefact(tmp_path).manifest["seed"] == 3


# -- models of a catalogue ------------------------------------------------------------------------

SETS = [a_set(n, "Ada - Rise", "Bo - Fall", "Ada - ?", f"Cy - {n}") for n in range(3)]


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_trained_and_loaded_for_its_catalogue(
    small: Store, tmp_path: Path, name: str
) -> None:
    fill(small, SETS)
    trained = train(small, tmp_path / "models", name=name)
    loaded = load_trained(small, tmp_path / "models", name)
    assert loaded.version == trained.version == trained_version(tmp_path / "models", name)
    assert loaded.model.name == name
    assert loaded.revision == small.revision() == 3
    assert len(loaded.track_ids) == 3
    assert len(loaded.hidden) == 1
    assert loaded.plays.shape == (3, 3)


def test_what_each_round_left_to_explain_is_kept_where_there_are_rounds(
    small: Store, tmp_path: Path
) -> None:
    fill(small, SETS)
    trained = train(small, tmp_path / "models")
    assert len(trained.losses) == trained.model.config.iterations
    assert load_trained(small, tmp_path / "models").losses == trained.losses
    assert train(small, tmp_path / "models", name="popularity").losses == ()
    # An earlier version told none.
    edit_manifest(version_folder(tmp_path / "models" / "segue"), lambda m: m.pop("losses"))
    assert load_trained(small, tmp_path / "models").losses == ()


def test_a_model_of_another_catalogue_is_refused(small: Store, tmp_path: Path) -> None:
    other = Store(f"sqlite:///{tmp_path / 'other.db'}")
    for store in (small, other):
        fill(store, SETS)
    train(other, tmp_path / "models")
    with pytest.raises(NotTrained, match="another catalogue"):
        load_trained(small, tmp_path / "models")
    other.close()


@pytest.mark.parametrize(
    "edit",
    [
        lambda m: m.update(model="unheard-of"),
        lambda m: m.update(config={"factors": 8, "magic": 1}),
        lambda m: m.update(config=None),
        lambda m: m.update(revision="new"),
        lambda m: m.update(losses=["less and less"]),
        lambda m: m.pop("revision"),
        lambda m: m["files"].pop("track_ids"),
        lambda m: m["files"].pop("plays_indptr"),
        lambda m: m["files"].pop("model_items"),
    ],
)
def test_a_manifest_that_fits_no_model_is_damage(
    small: Store, tmp_path: Path, edit: Callable[[dict], object]
) -> None:
    fill(small, SETS)
    train(small, tmp_path / "models")
    edit_manifest(version_folder(tmp_path / "models" / "segue"), edit)
    with pytest.raises(ArtefactDamaged, match="recommender train"):
        load_trained(small, tmp_path / "models")


def test_too_little_to_learn_from_is_told_and_changes_nothing(small: Store, tmp_path: Path) -> None:
    with pytest.raises(CatalogueEmpty, match="import"):
        train(small, tmp_path / "models")
    fill(small, SETS[:1])
    with pytest.raises(CatalogueEmpty, match="two sets"):
        train(small, tmp_path / "models")
    assert trained_version(tmp_path / "models") is None


def test_training_repeats_to_the_last_bit(small: Store, tmp_path: Path) -> None:
    fill(small, SETS)
    models = [train(small, tmp_path / name, seed=3).model.arrays() for name in ("a", "b")]
    for key in models[0]:
        np.testing.assert_array_equal(models[0][key], models[1][key])
