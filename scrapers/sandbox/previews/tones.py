"""Pitched sounds: notes that ring and fade, pads that go round, saws that growl."""

import numpy as np
from scipy import fft

from scrapers.sandbox.previews.loop import RATE, Samples

_TOP_HZ = 10_000.0


def _times(seconds: float) -> Samples:
    return np.arange(int(seconds * RATE), dtype=np.float32) / np.float32(RATE)


def _phases(hertz: float, seconds: float) -> Samples:
    """Radians, folded before they lose their digits in 32 bits."""
    turns = np.arange(int(seconds * RATE)) * (hertz / RATE)
    return (2 * np.pi * (turns % 1.0)).astype(np.float32)


def faded(sound: Samples, attack_s: float = 0.002, release_s: float = 0.01) -> Samples:
    """A sound (n,) whose ends don't click; changed in place."""
    for count, edge in ((int(attack_s * RATE), 1), (int(release_s * RATE), -1)):
        count = min(count, len(sound))
        ramp = np.linspace(0, 1, count, endpoint=False, dtype=np.float32)
        sound[::edge][:count] *= ramp
    return sound


def plucked(
    hertz: float,
    seconds: float,
    slope: float,
    decay_s: float,
    damping: float,
    odd: bool = False,
    top_hz: float = _TOP_HZ,
) -> Samples:
    """A note (n,) whose upper partials fade the faster the higher they lie.

    `slope` is how fast partials fall off (1 a saw, 2 a triangle), `damping` how much faster each
    fades than the one below it, `odd` leaves every second one out (hollow, like a clarinet).
    """
    phase = _phases(hertz, seconds)
    times = _times(seconds)
    # sin((k+1)x) = 2 cos(x) sin(kx) - sin((k-1)x): no further sine has to be computed.
    below, current = np.zeros_like(phase), np.sin(phase)
    twice_cosine = 2 * np.cos(phase)
    envelope = np.exp(times / np.float32(-decay_s))
    fade = np.exp(times * np.float32(-damping / decay_s))
    total = np.zeros_like(phase)
    for partial in range(1, int(min(48, top_hz / hertz)) + 1):
        if partial % 2 or not odd:
            total += np.float32(partial**-slope) * envelope * current
        below, current = current, twice_cosine * current - below
        envelope *= fade
    return faded(total)


def electric_piano(hertz: float, seconds: float, bite: float, decay_s: float) -> Samples:
    """A tine note (n,): one sine bends another, less and less."""
    times = _times(seconds)
    phase = _phases(hertz, seconds)
    bend = np.float32(bite) * np.exp(times / -0.25) * np.sin(phase)
    ping = 0.15 * np.exp(times / -0.05) * np.sin(7 * phase)
    return faded((np.sin(phase + bend) + ping) * np.exp(times / np.float32(-decay_s)), 0.004)


def sine(hertz: float, seconds: float, decay_s: float, attack_s: float = 0.004) -> Samples:
    """A plain note (n,)."""
    fade = np.exp(_times(seconds) / np.float32(-decay_s))
    return faded(np.sin(_phases(hertz, seconds)) * fade, attack_s)


def organ(hertz: float, seconds: float, drawbars: tuple[float, ...]) -> Samples:
    """A note (n,) of steady partials, the first ones as loud as `drawbars` say."""
    total = np.zeros(int(seconds * RATE), np.float32)
    for partial, level in enumerate(drawbars, start=1):
        if level and partial * hertz < _TOP_HZ:
            total += np.float32(level) * np.sin(_phases(partial * hertz, seconds))
    return faded(total, 0.004, 0.04)


def saw(hertz: float, seconds: float, phase: float = 0.0) -> Samples:
    """A steady saw (n,), its edge rounded so that nothing folds back from above."""
    step = hertz / RATE
    turns = ((np.arange(int(seconds * RATE)) * step + phase) % 1.0).astype(np.float32)
    wave = 2 * turns - 1
    start, end = turns < step, turns > 1 - step
    after = turns[start] / np.float32(step)
    before = (turns[end] - 1) / np.float32(step)
    wave[start] -= 2 * after - after**2 - 1
    wave[end] -= before**2 + 2 * before + 1
    return wave


def detuned(hertz: float, seconds: float, cents: float, voices: int = 3) -> Samples:
    """Several saws (n,) slightly apart, which beat against one another."""
    total = np.zeros(int(seconds * RATE), np.float32)
    for voice in range(voices):
        offset = cents * (2 * voice / (voices - 1) - 1)
        total += saw(hertz * 2 ** (offset / 1200), seconds, phase=0.37 * voice)
    return total / np.float32(voices)


def acid(hertz: float, seconds: float, top_hz: float, resonance: float, decay_s: float) -> Samples:
    """A note (n,) through a squelching filter that falls from `top_hz`."""
    times, phase = _times(seconds), _phases(hertz, seconds)
    cutoff = 1.5 * hertz + np.float32(top_hz) * np.exp(times / np.float32(-decay_s))
    below, current = np.zeros_like(phase), np.sin(phase)
    twice_cosine = 2 * np.cos(phase)
    total = np.zeros_like(phase)
    for partial in range(1, int(min(36, _TOP_HZ / hertz)) + 1):
        height = np.float32(partial * hertz) / cutoff
        height *= height
        peak = 1 - height
        # The answer of a low-pass of second order: flat below, a peak at the cut-off, then falling.
        total += current / (partial * np.sqrt(peak * peak + height / np.float32(resonance**2)))
        below, current = current, twice_cosine * current - below
    return faded(total * np.exp(times / np.float32(-3 * decay_s)), 0.003, 0.015)


def choir(
    notes_hz: list[float],
    length: int,
    slope: float,
    width_cents: float,
    rng: np.random.Generator,
    top_hz: float = 9_000.0,
) -> Samples:
    """Notes (length,) as a whole section would hold them; its end joins its start.

    Every partial is a narrow hill of noise in the spectrum instead of a line: one inverse transform
    sounds like dozens of slightly different voices.
    """
    spectrum = np.zeros(length // 2 + 1, np.float32)
    bin_hz = RATE / length
    for note in notes_hz:
        for partial in range(1, int(min(40, top_hz / note)) + 1):
            centre = partial * note / bin_hz
            width = max(0.6, centre * (2 ** (width_cents / 1200) - 1))
            low = max(1, int(centre - 3 * width))
            high = min(len(spectrum), int(centre + 3 * width) + 2)
            offset = (np.arange(low, high, dtype=np.float32) - centre) / width
            # Divided by the root of the width: broad hills are no louder than narrow ones.
            level = np.float32(partial**-slope / width**0.5)
            spectrum[low:high] += level * np.exp(-offset * offset)
    phases = np.exp(2j * np.pi * rng.random(len(spectrum), np.float32)).astype(np.complex64)
    wave: Samples = fft.irfft(spectrum * phases, length)
    return wave / np.float32(np.sqrt(np.mean(wave**2)) + 1e-9)
