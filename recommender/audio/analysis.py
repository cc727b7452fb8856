"""What was heard in a track: the record that every room may read."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from recommender.audio.camelot import key_name


@dataclass(frozen=True, slots=True)
class Tempo:
    """Tempo in beats per minute, None where no beat was found; `confidence` from 0 to 1."""

    bpm: float | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Key:
    """Key on the Camelot wheel, None where nothing tonal was found; `confidence` from 0 to 1."""

    camelot: str | None
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything that was heard in one track."""

    tempo: Tempo
    key: Key
    loudness_db: float | None
    """Integrated loudness (ITU-R BS.1770) in LUFS; None for silence."""
    genres: dict[str, float]
    """Genre → probability, likeliest first; they add up to 1."""
    embedding: np.ndarray
    """(d,) float32: near in Euclidean distance means that two tracks sound alike."""
    model_version: str
    """Of the genre network; embeddings of two versions can't be compared."""

    @property
    def genre(self) -> str:
        """The likeliest genre."""
        return next(iter(self.genres), "")

    def to_json(self) -> dict[str, Any]:
        """The documented JSON form (docs/cli.md)."""
        return {
            "tempo_bpm": self.tempo.bpm,
            "tempo_confidence": self.tempo.confidence,
            "key": key_name(self.key.camelot) if self.key.camelot else None,
            "camelot": self.key.camelot,
            "key_confidence": self.key.confidence,
            "loudness_db": self.loudness_db,
            "genres": self.genres,
            "embedding": [round(float(value), 6) for value in self.embedding],
        }
