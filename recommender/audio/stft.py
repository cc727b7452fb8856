"""Short-time Fourier transforms, in float32 and without numba, whose first call takes seconds."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from scipy.fft import rfft
from scipy.signal import get_window

_SAMPLES_AT_ONCE = 1 << 17
"""Few enough that the work stays in the processor's cache."""


def spectra(samples: np.ndarray, n_fft: int, hop_length: int) -> Iterator[np.ndarray]:
    """Power of Hann-windowed frames, a few frames at a time: (frames, n_fft // 2 + 1) float32.

    Frames are centred: the first stands on sample 0, and zeros lie before and behind the sound
    (as librosa.stft does it). What is yielded is overwritten by the next.
    """
    frames = framed(np.pad(samples.astype(np.float32, copy=False), n_fft // 2), n_fft, hop_length)
    window = _hann(n_fft)
    at_once = max(1, _SAMPLES_AT_ONCE // n_fft)
    windowed = np.empty((at_once, n_fft), dtype=np.float32)
    power = np.empty((at_once, n_fft // 2 + 1), dtype=np.float32)
    for at in range(0, len(frames), at_once):
        some = frames[at : at + at_once]
        spectrum = rfft(np.multiply(some, window, out=windowed[: len(some)]), axis=1)
        part = power[: len(some)]
        np.square(spectrum.real, out=part)
        part += np.square(spectrum.imag)
        yield part


def framed(samples: np.ndarray, length: int, hop_length: int) -> np.ndarray:
    """(n_frames, length) view of overlapping frames; a rest shorter than a frame is left out."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, length)
    return windows[::hop_length]


@lru_cache
def _hann(length: int) -> np.ndarray:
    return get_window("hann", length).astype(np.float32)
