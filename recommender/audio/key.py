"""The key of a recording: how much each pitch class sounds, held against the profiles of 24 keys.

Spectral peaks are folded into one octave (E. Gómez, "Tonal description of polyphonic audio for
music content processing", INFORMS Journal on Computing 18, 2006), after the recording's own tuning
is found. The profiles are those of electronic dance music, "bgate" of Á. Faraldo, S. Jordà and
P. Herrera, "A multi-profile method for key estimation in EDM", AES Semantic Audio, 2017: on club
music they beat the better known ones of Krumhansl and of Temperley.
"""

from functools import cache

import numpy as np

from recommender.audio.analysis import Key
from recommender.audio.camelot import camelot_of
from recommender.audio.decode import SAMPLE_RATE
from recommender.audio.stft import spectra

_N_FFT, _HOP_LENGTH = 8192, 4096
_LOWEST_HZ, _HIGHEST_HZ = 55.0, 1500.0
"""From the bass up to where overtones outnumber notes."""
_FAINT = 0.01
"""Peaks below this share of a moment's strongest are taken for noise."""
_ATONAL = 0.25
"""Relative spread of the pitch classes below which none stands out."""
_CLEAR_MARGIN = 0.2
_MAJOR = (1.0, 0.0, 0.42, 0.0, 0.53, 0.37, 0.0, 0.77, 0.0, 0.38, 0.21, 0.30)
_MINOR = (1.0, 0.0, 0.36, 0.39, 0.0, 0.38, 0.0, 0.74, 0.27, 0.0, 0.42, 0.23)


def estimate_key(samples: np.ndarray) -> Key:
    """The key of (n,) mono samples at `SAMPLE_RATE` on the Camelot wheel.

    The confidence is the margin over the second best key. No key is given where nothing is tonal,
    such as silence, noise or a click.
    """
    chroma = pitch_classes(samples)
    if chroma.mean() <= 0 or chroma.std() < _ATONAL * chroma.mean():
        return Key(None, 0.0)
    names, profiles = _profiles()
    likeness = profiles @ _standardised(chroma)
    second, best = np.argsort(likeness)[-2:]
    margin = float(likeness[best] - likeness[second])
    return Key(names[best], round(min(1.0, margin / _CLEAR_MARGIN), 3))


def pitch_classes(samples: np.ndarray) -> np.ndarray:
    """(12,) how much each pitch class sounds, from C; every moment counts as much as any other."""
    parts = [_peaks(part) for part in spectra(samples, _N_FFT, _HOP_LENGTH)]
    hz, strength = (np.concatenate(values) for values in zip(*parts, strict=True))
    midi = 69 + 12 * np.log2(hz / 440)
    # The common deviation from equal temperament at 440 Hz, as the direction of a sum of arrows:
    # a record that was pitched by a quarter tone has no pitch class of its own otherwise.
    tuning = np.angle((strength * np.exp(2j * np.pi * midi)).sum()) / (2 * np.pi)
    midi = midi - tuning
    nearest = np.round(midi)
    weight = strength * np.cos(np.pi * (midi - nearest)) ** 2
    return np.bincount(nearest.astype(int) % 12, weight, minlength=12)


def _peaks(power: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frequency in Hz and strength (0 to 1, relative to the frame's strongest) of peaks.

    The frequency is that of the parabola through the logarithms of three bins, much finer than one.
    """
    low = int(_LOWEST_HZ * _N_FFT / SAMPLE_RATE)
    high = int(_HIGHEST_HZ * _N_FFT / SAMPLE_RATE)
    middle = power[:, low:high]
    left, right = power[:, low - 1 : high - 1], power[:, low + 1 : high + 1]
    loudest = middle.max(axis=1)
    floor = np.maximum(_FAINT**2 * loudest, 1e-12)[:, None]
    frame, bin_ = np.nonzero((middle > left) & (middle >= right) & (middle > floor))
    before, there, after = (
        np.log(np.maximum(part[frame, bin_], 1e-24)) for part in (left, middle, right)
    )
    offset = 0.5 * (before - after) / np.minimum(before - 2 * there + after, -1e-9)
    hz = (bin_ + low + offset) * SAMPLE_RATE / _N_FFT
    return hz, np.sqrt(np.exp(there) / loudest[frame])


@cache
def _profiles() -> tuple[tuple[str, ...], np.ndarray]:
    """The 24 keys, and (24, 12) their profiles, ready to be correlated."""
    keys = [(pitch, major) for pitch in range(12) for major in (True, False)]
    rows = [np.roll(_MAJOR if major else _MINOR, pitch) for pitch, major in keys]
    return tuple(camelot_of(*key) for key in keys), np.array([_standardised(row) for row in rows])


def _standardised(values: np.ndarray) -> np.ndarray:
    centred = values - values.mean()
    return centred / np.linalg.norm(centred)
