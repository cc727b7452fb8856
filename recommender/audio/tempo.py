"""How fast a recording is: its tempo by the autocorrelation of onsets, with octaves told apart.

Onset strength is the rise of log-compressed mel bands (S. Böck and G. Widmer, "Maximum filter
vibrato suppression for onset detection", DAFx 2013, without the filter). Every tempo is judged by
how alike the onsets are after whole, half and other fractions of its beats, in the manner of comb
filters (E. Scheirer, "Tempo and beat analysis of acoustic musical signals", JASA 103, 1998), and by
how common it is on a dance floor.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import fft

from recommender.audio.analysis import Tempo
from recommender.audio.decode import SAMPLE_RATE
from recommender.audio.spectrogram import MelConfig, mel_bands

LOWEST_BPM, HIGHEST_BPM = 70.0, 180.0

_BANDS = MelConfig(n_fft=1024, hop_length=256, n_mels=40, fmin_hz=30.0, fmax_hz=11_000.0)
_FRAMES_PER_S = SAMPLE_RATE / _BANDS.hop_length
_COMPRESSION = 50.0
_LONGEST_LAG_BEATS = 16
_SHARE_OF_CLIP = 0.75
"""Longer lags compare too little of the clip with too little of it."""
_GRID_STEP = 0.002
_SURROUNDING = 0.04
"""Tempi nearer than this, as a share, are the same answer."""
_FARTHEST = 0.02
"""That refining may lead away from the grid, as a share."""
_COMMON_BPM, _SPREAD_OCTAVES = 134.0, 0.4
_EVIDENCE_SCALE = 0.2
_NO_BEAT, _CLEAR_BEAT = 0.06, 0.4


@dataclass(frozen=True)
class _Lags:
    """Where the autocorrelation is read, in beats, and what a high value there says."""

    beats: tuple[float, ...]
    weights: tuple[float, ...]
    says: float


_EVIDENCE = (
    # Dance music is in four: two beats, a bar and two bars count for more than the others.
    _Lags((1, 2, 3, 4, 5, 6, 7, 8, 12, 16), (1, 1.5, 0.5, 2, 0.5, 1, 0.5, 2, 1, 1), 1.0),
    # Something happens between two beats, or the beat is only half as fast.
    _Lags((0.5, 1.5, 2.5, 3.5), (1, 1, 1, 1), 0.5),
    # As much at every quarter of a beat means that the beat is faster; at thirds, 3 : 2 or 3 : 4.
    _Lags((0.25, 0.75, 1.25, 1.75), (1, 1, 1, 1), -0.2),
    _Lags((1 / 3, 2 / 3, 4 / 3, 5 / 3), (1, 1, 1, 1), -0.3),
)


def estimate_tempo(samples: np.ndarray) -> Tempo:
    """The tempo of (n,) mono samples at `SAMPLE_RATE`, 70 to 180 BPM, rounded to 0.1.

    Where half or twice the tempo would fit as well, the one that dance music has more often is
    taken. The confidence is high where the beat is strong and no other tempo fits; no tempo is
    given where nothing repeats.
    """
    onsets = _onset_strength(samples)
    likeness = _autocorrelation(onsets)
    if likeness is None:
        return Tempo(None, 0.0)
    grid_bpm, usual = _grid()
    on_beats, *others = (_read(likeness, grid_bpm, lags) for lags in _EVIDENCE)
    score = (on_beats + sum(others)) / _EVIDENCE_SCALE + usual
    best = int(np.argmax(score))
    strength = float(on_beats[best])
    # In a short clip even noise seems to repeat.
    if strength < max(_NO_BEAT, 2 / np.sqrt(len(onsets))):
        return Tempo(None, 0.0)
    confidence = min(1.0, strength / _CLEAR_BEAT) * _certainty(score, grid_bpm, best)
    return Tempo(round(_refined(likeness, float(grid_bpm[best])), 1), round(confidence, 3))


def _onset_strength(samples: np.ndarray) -> np.ndarray:
    """(n_frames,) how much of the sound begins at each frame."""
    bands = mel_bands(samples, _BANDS, power=False)
    loudness = np.log1p(bands * (_COMPRESSION / (bands.mean() + 1e-12)))
    return np.maximum(np.diff(loudness, axis=1), 0).sum(axis=0)


def _autocorrelation(onsets: np.ndarray) -> np.ndarray | None:
    """(n_lags,) how alike the onsets are to themselves later, 1 at lag 0; None where none begin."""
    count = len(onsets)
    longest = _LONGEST_LAG_BEATS * 60 / LOWEST_BPM * _FRAMES_PER_S
    lags = int(min(longest + 2, _SHARE_OF_CLIP * count))
    if lags < 2:
        return None
    length = fft.next_fast_len(count + lags, real=True)
    spectrum = fft.rfft(onsets - onsets.mean(), length)
    sums = fft.irfft(np.square(spectrum.real) + np.square(spectrum.imag), length)[:lags]
    if sums[0] <= 1e-9:
        return None
    means = sums / (count - np.arange(lags))
    return means / means[0]


@cache
def _grid() -> tuple[np.ndarray, np.ndarray]:
    """Tempi in BPM (n,), and the logarithm of how usual each is."""
    bpm = np.exp(np.arange(np.log(LOWEST_BPM), np.log(HIGHEST_BPM) + _GRID_STEP / 2, _GRID_STEP))
    return bpm, -0.5 * (np.log2(bpm / _COMMON_BPM) / _SPREAD_OCTAVES) ** 2


def _read(likeness: np.ndarray, grid_bpm: np.ndarray, lags: _Lags) -> np.ndarray:
    """(n_tempi,) weighted mean at one kind of lag, without those too long for the clip."""
    places = 60 * _FRAMES_PER_S / grid_bpm[:, None] * np.array(lags.beats)
    values = np.interp(places, np.arange(len(likeness)), likeness)
    weights = np.where(places < len(likeness) - 1, lags.weights, 0.0)
    return lags.says * (values * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)


def _certainty(score: np.ndarray, grid_bpm: np.ndarray, best: int) -> float:
    """0.5 where another tempo fits as well, near 1 where none comes close."""
    other = score[np.abs(np.log(grid_bpm / grid_bpm[best])) > _SURROUNDING]
    return float(1 / (1 + np.exp(other.max() - score[best])))


def _refined(likeness: np.ndarray, bpm: float) -> float:
    """The same tempo, measured over more and more beats.

    The place of a maximum is known to a fraction of a frame, so the longer the lag the smaller the
    error in a single beat; and each is narrow enough not to be mistaken for its neighbour.
    """
    lag = 60 * _FRAMES_PER_S / bpm
    for beats in (1, 2, 4, 8, 16, 32):
        reach = max(2, round(lag / 8))
        middle = round(lag * beats)
        around = likeness[max(1, middle - reach) : middle + reach + 1]
        if middle + reach + 1 >= len(likeness):
            break
        peak = max(1, middle - reach) + int(np.argmax(around))
        if abs(peak - middle) == reach or likeness[peak] < likeness[round(lag)] / 2:
            continue
        before, there, after = likeness[peak - 1 : peak + 2]
        bend = before - 2 * there + after
        lag = float(peak + (0.5 * (before - after) / bend if bend < 0 else 0.0)) / beats
    refined = 60 * _FRAMES_PER_S / lag
    # Music that drifts has no long lag that is right; then the first answer is the better one.
    return refined if abs(refined / bpm - 1) < _FARTHEST else bpm
