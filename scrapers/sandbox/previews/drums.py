"""Drum sounds, one hit each."""

import numpy as np
from scipy import fft

from scrapers.sandbox.previews.loop import RATE, Samples
from scrapers.sandbox.previews.tones import faded

# Inharmonic on purpose, like the square waves inside a drum machine's cymbal.
_METAL_HZ = (2_050.0, 3_040.0, 3_690.0, 5_230.0, 5_940.0, 8_010.0)


def _times(seconds: float) -> Samples:
    return np.arange(int(seconds * RATE), dtype=np.float32) / np.float32(RATE)


def hiss(
    seconds: float, low_hz: float, high_hz: float, decay_s: float, rng: np.random.Generator
) -> Samples:
    """Noise (n,) between two frequencies that fades; its loudest sample is 1."""
    count = int(seconds * RATE)
    size = fft.next_fast_len(count, real=True)
    heard = fft.rfft(rng.standard_normal(size, np.float32))
    hertz = np.arange(len(heard), dtype=np.float32) * np.float32(RATE / size) + 1
    heard /= 1 + (np.float32(low_hz) / hertz) ** 6
    heard /= 1 + (hertz / np.float32(high_hz)) ** 6
    wave: Samples = fft.irfft(heard, size)[:count]
    wave *= np.exp(_times(seconds)[:count] / np.float32(-decay_s))
    return faded(wave / np.abs(wave).max(), 0.0005, 0.005)


def kick(
    end_hz: float,
    start_hz: float,
    sweep_s: float,
    decay_s: float,
    drive: float = 1.0,
    click: float = 0.2,
) -> Samples:
    """A bass drum (n,): a sine that drops to `end_hz`; `drive` above 1 distorts it."""
    times = _times(min(0.7, 4 * decay_s))
    drop = (start_hz - end_hz) * sweep_s * (1 - np.exp(times / np.float32(-sweep_s)))
    body = np.sin(2 * np.pi * (np.float32(end_hz) * times + drop))
    body *= np.exp(times / np.float32(-decay_s))
    body = np.tanh(drive * body) / np.tanh(drive)
    body += click * np.exp(times / -0.002) * np.sin(2 * np.pi * 2_400 * times)
    return faded(body.astype(np.float32), 0.0005, 0.02)


def snare(
    tone_hz: float,
    tone: float,
    low_hz: float,
    high_hz: float,
    decay_s: float,
    rng: np.random.Generator,
) -> Samples:
    """A snare drum (n,): a short drum tone, `tone` loud, under a burst of noise."""
    seconds = min(0.6, 5 * decay_s)
    wave = hiss(seconds, low_hz, high_hz, decay_s, rng)
    times = _times(seconds)
    drum = np.sin(2 * np.pi * tone_hz * (times - 0.004 * np.exp(times / -0.01)))
    return wave + np.float32(tone) * drum * np.exp(times / -0.07)


def clap(low_hz: float, high_hz: float, decay_s: float, rng: np.random.Generator) -> Samples:
    """Hands (n,): three short bursts, then a tail."""
    tail = hiss(0.03 + 5 * decay_s, low_hz, high_hz, decay_s, rng)
    burst = hiss(0.012, low_hz, high_hz, 0.004, rng)
    wave = np.zeros(len(tail) + int(0.022 * RATE), np.float32)
    for number in range(3):
        start = int(0.010 * number * RATE)
        wave[start : start + len(burst)] += 0.8 * burst
    wave[-len(tail) :] += tail
    return wave


def metal(
    seconds: float, decay_s: float, pitch: float, noise: float, rng: np.random.Generator
) -> Samples:
    """A cymbal (n,): ringing metal mixed with `noise`, 0 to 1."""
    times = _times(seconds)
    ring = sum(np.sign(np.sin(2 * np.pi * pitch * hertz * times)) for hertz in _METAL_HZ)
    fade = np.exp(times / np.float32(-decay_s))
    # The difference of neighbours takes out the low end.
    ring = np.diff(ring, prepend=0).astype(np.float32) * fade / 6
    wave = (1 - noise) * ring + noise * hiss(seconds, 6_500, 11_000, decay_s, rng)[: len(ring)]
    return faded(wave, 0.0005, 0.005)


def drum(hertz: float, bend: float, decay_s: float) -> Samples:
    """A tom or conga (n,) that starts `bend` times higher."""
    times = _times(5 * decay_s)
    turns = hertz * (times + (bend - 1) * 0.02 * (1 - np.exp(times / -0.02)))
    wave = np.sin(2 * np.pi * turns) * np.exp(times / np.float32(-decay_s))
    return faded(wave.astype(np.float32), 0.001, 0.01)


def click(hertz: float, decay_s: float) -> Samples:
    """A rim or a wood block (n,)."""
    times = _times(8 * decay_s)
    ring = np.sin(2 * np.pi * hertz * times) + 0.6 * np.sin(2 * np.pi * 1.61 * hertz * times)
    return faded((ring * np.exp(times / np.float32(-decay_s))).astype(np.float32), 0.0003, 0.003)
