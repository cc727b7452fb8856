"""Batches for training: random excerpts, changed as another recording of the music might differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from recommender.content.genre_clips import LabelledClip
from recommender.content.genre_cnn import import_keras

_EQ_POINTS = 6
_RANGE_DB = 80.0


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far a training excerpt is changed; all zero leaves it as it is."""

    tempo: float = 0.15
    """Stretched in time by up to e to this power, both ways."""
    pitch_mels: float = 2.0
    """Moved by up to so many mel bands, both ways."""
    eq_db: float = 4.0
    """Deviation of a random smooth equaliser curve."""
    mixup: float = 0.0
    """Two excerpts are mixed in shares from Beta(mixup, mixup), 0: never (Zhang et al., ICLR 2018).
    """
    label_smoothing: float = 0.05


def draw_excerpt(
    frames: np.ndarray, length: int, augmentation: Augmentation, rng: np.random.Generator
) -> np.ndarray:
    """A changed excerpt (length, n_mels) of (n_frames, n_mels) decibels, from -80 to 0.

    A clip that is too short is stretched to the length.
    """
    ratio = np.exp(rng.uniform(-augmentation.tempo, augmentation.tempo))
    last = len(frames) - 1
    taken = min(length * ratio, last)
    times = rng.uniform(0, last - taken) + np.arange(length) * (taken / length)
    excerpt = _between(frames, times, last)
    n_mels = frames.shape[1]
    bands = np.arange(n_mels) + rng.uniform(-augmentation.pitch_mels, augmentation.pitch_mels)
    excerpt = _between(excerpt.T, np.clip(bands, 0, n_mels - 1), n_mels - 1).T
    curve = rng.normal(0, augmentation.eq_db, _EQ_POINTS)
    where = np.linspace(0, n_mels - 1, _EQ_POINTS)
    excerpt = excerpt + np.interp(np.arange(n_mels), where, curve).astype(np.float32)
    excerpt -= excerpt.max()
    return np.maximum(excerpt, -_RANGE_DB)


def _between(rows: np.ndarray, places: np.ndarray, last: int) -> np.ndarray:
    """Rows at fractional places, linearly between their neighbours."""
    low = np.minimum(places.astype(int), max(last - 1, 0))
    share = (places - low).astype(np.float32)[:, None]
    high = np.minimum(low + 1, last)
    return rows[low].astype(np.float32) * (1 - share) + rows[high].astype(np.float32) * share


def chances(clips: Sequence[LabelledClip], length: int) -> np.ndarray:
    """How often each clip is drawn: every label equally, longer clips more (by the square root)."""
    weights = np.sqrt([max(clip.log_mel.shape[1] / length, 1.0) for clip in clips])
    labels = np.array([clip.label for clip in clips])
    for label in set(labels.tolist()):
        weights[labels == label] /= weights[labels == label].sum()
    return weights / weights.sum()


def make_batches(
    clips: Sequence[LabelledClip],
    labels: Sequence[str],
    *,
    towers: int,
    length: int,
    batch: int,
    batches: int,
    augmentation: Augmentation,
    seed: int,
) -> Any:
    """A keras.utils.PyDataset of ((batch, length, n_mels), (batch, towers, n_labels)).

    Batch i of epoch e is the same in every run with the same seed.
    """
    keras = import_keras()
    frames = [clip.log_mel.T for clip in clips]
    place = {label: index for index, label in enumerate(labels)}
    smooth = augmentation.label_smoothing
    targets = np.eye(len(labels), dtype=np.float32)[[place[clip.label] for clip in clips]]
    targets = targets * (1 - smooth) + smooth / len(labels)
    weights = chances(clips, length)

    class Batches(keras.utils.PyDataset):  # type: ignore[name-defined]
        epoch = 0

        def __len__(self) -> int:
            return batches

        def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
            rng = np.random.default_rng([seed, self.epoch, index])
            chosen = rng.choice(len(clips), batch, p=weights)
            sound = np.stack(
                [draw_excerpt(frames[number], length, augmentation, rng) for number in chosen]
            )
            target = targets[chosen]
            if augmentation.mixup:
                first = rng.beta(augmentation.mixup, augmentation.mixup, batch).astype(np.float32)
                first = np.maximum(first, 1 - first)[:, None]
                other = rng.permutation(batch)
                sound = first[..., None] * sound + (1 - first[..., None]) * sound[other]
                target = first * target + (1 - first) * target[other]
            return sound, np.repeat(target[:, None], towers, axis=1)

        def on_epoch_end(self) -> None:
            self.epoch += 1

    return Batches()
