"""Spectrograms that nobody recorded: a genre is a shape over the bands, noise is laid over it."""

import numpy as np

from recommender.audio.spectrogram import MelConfig
from recommender.content.genre_batches import Augmentation
from recommender.content.genre_clips import LabelledClip
from recommender.content.genre_cnn import NetworkConfig
from recommender.content.genre_training import TrainingSettings

N_MELS = 24
MEL = MelConfig(n_mels=N_MELS)
LABELS = ("high", "low", "middle")
_PEAKS = {"high": 19, "low": 4, "middle": 11}
SMALL = NetworkConfig(towers=1, shapes=6, channels=8, embedding=5, dropout=0.1)
QUICK = TrainingSettings(
    network=SMALL,
    augmentation=Augmentation(pitch_mels=1.0, eq_db=1.0),
    excerpt_frames=24,
    batch=16,
    epochs=8,
    patience=8,
    learning_rate=1e-2,
    averaging=0.8,
    excerpts_per_epoch=96,
)


def spectrogram(label: str, n_frames: int, seed: int) -> np.ndarray:
    """(N_MELS, n_frames) decibels with a hill of energy where the label says."""
    rng = np.random.default_rng(seed)
    hill = -40 * np.abs(np.arange(N_MELS) - _PEAKS[label]) / N_MELS
    values = hill[:, None] + rng.normal(0, 6, (N_MELS, n_frames)) - 20
    return np.clip(values - values.max(), -80, 0).astype(np.float32)


def clips(recordings: int = 8, pieces: int = 2, n_frames: int = 40) -> list[LabelledClip]:
    """`pieces` clips of each of so many recordings of each label."""
    return [
        LabelledClip(
            spectrogram(label, n_frames + 7 * piece, 1000 * piece + 10 * number + place),
            label,
            f"{label}.{number}",
        )
        for place, label in enumerate(LABELS)
        for number in range(recordings)
        for piece in range(pieces)
    ]
