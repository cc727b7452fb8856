"""Saving and loading what was trained: arrays with a manifest, checked, and switched at once.

    models/segue/current            the version in use, one line
    models/segue/<version>/manifest.json
    models/segue/<version>/<array>.npy

A version is written beside the others and becomes current by one rename, so a reader finds the old
one or the new one, whole. Who saves at the same time takes turns. Arrays are plain .npy files,
never pickles.
"""

import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from recommender.errors import ArtefactDamaged, NotTrained

if sys.platform != "win32":
    import fcntl

_FORMAT = 1


@dataclass(frozen=True)
class Artefact:
    """A trained thing: what the manifest says, and its arrays."""

    version: str
    manifest: dict[str, Any]
    arrays: dict[str, np.ndarray]


def save_artefact(
    folder: Path, manifest: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> str:
    """Write a version into `folder`, make it current, and return its name.

    Versions before the last are removed; the last stays for whoever is reading it now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as temporary:
        new = Path(temporary) / "version"
        new.mkdir()
        files = {name: _write_array(new / f"{name}.npy", value) for name, value in arrays.items()}
        full = {"format": _FORMAT, **manifest, "files": files}
        text = json.dumps(full, indent=2, sort_keys=True)
        version = hashlib.sha256(text.encode()).hexdigest()[:16]
        (new / "manifest.json").write_text(text + "\n", encoding="utf-8")
        with _alone_in(folder):
            if not (folder / version).exists():
                new.rename(folder / version)
            before = current_version(folder)
            _switch(folder, version)
            _prune(folder, {version, before})
    return version


def current_version(folder: Path) -> str | None:
    """The version in use, or None when nothing was trained."""
    try:
        # What is damaged names no version that there is.
        return (folder / "current").read_text(encoding="utf-8", errors="replace").strip() or None
    except FileNotFoundError:
        return None


def load_artefact(folder: Path) -> Artefact:
    """The current version, every file checked against its sha256.

    Raises NotTrained when there is none, ArtefactDamaged when it is not what it should be.
    """
    version = current_version(folder)
    while version is not None:
        try:
            return _load(folder, version)
        except ArtefactDamaged:
            # Two trainings since it was read as current: its files may be gone.
            before, version = version, current_version(folder)
            if version == before:
                raise
    raise NotTrained("Nothing is trained yet. Run: python -m recommender train.")


def current_manifest(folder: Path) -> dict[str, Any] | None:
    """What is said about the current version, without its arrays; None where that can't be read."""
    version = current_version(folder)
    try:
        text = (folder / (version or "") / "manifest.json").read_text(encoding="utf-8")
        manifest = json.loads(text)
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def _load(folder: Path, version: str) -> Artefact:
    place = folder / version
    try:
        manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != _FORMAT:
            raise ArtefactDamaged(
                f"The trained model in {folder} has another format than this version of Segue "
                "reads. Run: python -m recommender train."
            )
        arrays = {
            name: _read_array(place / f"{name}.npy", expected)
            for name, expected in manifest["files"].items()
        }
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArtefactDamaged(
            f"The trained model in {place} is damaged ({error}). Run: python -m recommender train."
        ) from error
    return Artefact(version, manifest, arrays)


def _write_array(path: Path, value: np.ndarray) -> dict[str, Any]:
    with path.open("wb") as file:
        np.save(file, value, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "shape": list(value.shape),
        "dtype": str(value.dtype),
    }


def _read_array(path: Path, expected: Mapping[str, Any]) -> np.ndarray:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != expected["sha256"]:
        raise ValueError(f"{path.name} does not match its sha256")
    value: np.ndarray = np.load(io.BytesIO(content), allow_pickle=False)
    if list(value.shape) != expected["shape"] or str(value.dtype) != expected["dtype"]:
        raise ValueError(f"{path.name} has another shape than the manifest says")
    return value


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """No other process switches or prunes meanwhile: it could remove what becomes current next."""
    if sys.platform == "win32":  # no lock on a folder there; _prune looks again
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _switch(folder: Path, version: str) -> None:
    temporary = folder / f".current-{os.getpid()}"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(version + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / "current")


def _prune(folder: Path, keep: set[str | None]) -> None:
    places = list(folder.iterdir())
    keep = keep | {current_version(folder)}
    for place in places:
        old = place.is_dir() and not place.name.startswith(".") and place.name not in keep
        if old:
            shutil.rmtree(place, ignore_errors=True)
