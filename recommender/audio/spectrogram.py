"""The log-mel spectrogram: the same function for training, the catalogue and a query."""

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from recommender.audio.decode import SAMPLE_RATE
from recommender.audio.stft import spectra

_FLOOR = 1e-10
_DYNAMIC_RANGE_DB = 80.0


@dataclass(frozen=True, slots=True)
class MelConfig:
    """How a spectrogram is made; a network's manifest holds the one it was trained on."""

    sample_rate: int = SAMPLE_RATE
    n_fft: int = 2048
    hop_length: int = 512
    n_mels: int = 128
    fmin_hz: float = 0.0
    fmax_hz: float = SAMPLE_RATE / 2

    def to_json(self) -> dict[str, Any]:
        """For a manifest."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "MelConfig":
        """What `to_json` gave. Raises TypeError for a name that is not known."""
        return cls(**stored)


DEFAULT = MelConfig()


def log_mel(samples: np.ndarray, config: MelConfig = DEFAULT) -> np.ndarray:
    """Mel power in decibels below the loudest place: (n_mels, n_frames) float32, −80 to 0.

    `samples` are (n,) at the configuration's rate; frame f stands on sample `f * hop_length`. The
    same as librosa's `power_to_db(melspectrogram(…), ref=np.max)` with its default (Slaney) bands,
    so that loudness plays no part.
    """
    mel = mel_bands(samples, config)
    np.maximum(mel, _FLOOR, out=mel)
    np.log10(mel, out=mel)
    mel *= 10
    mel -= mel.max()
    np.maximum(mel, -_DYNAMIC_RANGE_DB, out=mel)
    return mel


def mel_bands(samples: np.ndarray, config: MelConfig, power: bool = True) -> np.ndarray:
    """Power, or else magnitude, of the mel bands: (n_mels, n_frames) float32."""
    filters = _sparse_filters(config)
    parts = (
        filters @ (part if power else np.sqrt(part, out=part)).T
        for part in spectra(samples, config.n_fft, config.hop_length)
    )
    return np.concatenate(list(parts), axis=1)


@lru_cache
def _sparse_filters(config: MelConfig) -> csr_array:
    # Nearly all weights are zero. Beside being quicker, this stays off the threads of the dense
    # product, which get into each other's way when several recordings are listened to at once.
    return csr_array(mel_filters(config))


@lru_cache
def mel_filters(config: MelConfig) -> np.ndarray:
    """(n_mels, n_fft // 2 + 1) float32 triangles of equal area on Slaney's mel scale.

    The same numbers as `librosa.filters.mel`, whose import compiles for seconds.
    """
    bins_hz = np.arange(config.n_fft // 2 + 1) * config.sample_rate / config.n_fft
    low, high = _mel(np.array([config.fmin_hz, config.fmax_hz]))
    corners_hz = _hz(np.linspace(low, high, config.n_mels + 2))
    left, middle, right = corners_hz[:-2, None], corners_hz[1:-1, None], corners_hz[2:, None]
    rising = (bins_hz - left) / (middle - left)
    falling = (right - bins_hz) / (right - middle)
    triangles = np.clip(np.minimum(rising, falling), 0, None)
    return (triangles * 2 / (right - left)).astype(np.float32)


# Slaney's scale (Auditory Toolbox, 1998): linear below 1 kHz, logarithmic above.
_LINEAR_HZ = 200 / 3
_BREAK_HZ, _BREAK_MEL = 1000.0, 15.0
_LOG_STEP = np.log(6.4) / 27


def _mel(hz: np.ndarray) -> np.ndarray:
    above = _BREAK_MEL + np.log(np.maximum(hz, _BREAK_HZ) / _BREAK_HZ) / _LOG_STEP
    return np.where(hz < _BREAK_HZ, hz / _LINEAR_HZ, above)


def _hz(mel: np.ndarray) -> np.ndarray:
    above = _BREAK_HZ * np.exp(_LOG_STEP * (np.maximum(mel, _BREAK_MEL) - _BREAK_MEL))
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ, above)
