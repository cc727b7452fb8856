"""How loud a recording is: integrated loudness in LUFS by ITU-R BS.1770-5.

https://www.itu.int/rec/R-REC-BS.1770
"""

from functools import cache

import numpy as np
from scipy.signal import sosfilt

from recommender.audio.decode import SAMPLE_RATE
from recommender.audio.stft import framed

_BLOCK, _STEP = round(0.4 * SAMPLE_RATE), round(0.1 * SAMPLE_RATE)
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LUFS = -0.691


def loudness_db(samples: np.ndarray) -> float | None:
    """Integrated loudness in LUFS of (n,) mono samples at `SAMPLE_RATE`; None for silence.

    The recording was mixed down, so each of two loudspeakers is taken to play it: the figure is
    that of a stereo file with the same sound on both sides. Sounds shorter than a measuring block
    of 0.4 s are one block.
    """
    if not len(samples):
        return None
    weighted = sosfilt(_k_weighting(), samples)
    blocks = framed(np.square(weighted), min(_BLOCK, len(weighted)), _STEP)
    power = 2 * blocks.mean(axis=1)
    heard = power[power > _power(_ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return None
    # Pauses and quiet intros do not make a loud track less loud.
    heard = heard[heard > _power(_loudness(heard.mean()) + _RELATIVE_GATE_LU)]
    return round(_loudness(heard.mean()), 2)


def _loudness(power: float) -> float:
    return float(_OFFSET_LUFS + 10 * np.log10(power))


def _power(loudness: float) -> float:
    return float(10 ** ((loudness - _OFFSET_LUFS) / 10))


@cache
def _k_weighting() -> np.ndarray:
    """(2, 6) second-order sections: the head as a high shelf, then a high-pass.

    The standard gives coefficients for 48 kHz only; these are the analogue filters behind them, at
    our rate (B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES
    145, 2018).
    """
    k, q = np.tan(np.pi * 1681.974450955533 / SAMPLE_RATE), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    scale = 1 + k / q + k * k
    shelf = [
        (high + band * k / q + k * k) / scale,
        2 * (k * k - high) / scale,
        (high - band * k / q + k * k) / scale,
        1,
        2 * (k * k - 1) / scale,
        (1 - k / q + k * k) / scale,
    ]
    k, q = np.tan(np.pi * 38.13547087602444 / SAMPLE_RATE), 0.5003270373238773
    scale = 1 + k / q + k * k
    high_pass = [1, -2, 1, 1, 2 * (k * k - 1) / scale, (1 - k / q + k * k) / scale]
    return np.array([shelf, high_pass])
