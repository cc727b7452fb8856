"""Where the genre network lies: what the user trained, or else what ships with Segue."""

from pathlib import Path

from recommender.artefacts import current_version

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "genre"
"""Trained by us; docs/models.md says on what."""


def genre_folder(models_dir: Path) -> Path:
    """The folder of the network in use."""
    own = models_dir / "genre"
    return own if current_version(own) else SHIPPED


def genre_version(models_dir: Path) -> str:
    """Which network is in use, without loading it; empty where there is none."""
    return current_version(genre_folder(models_dir)) or ""
