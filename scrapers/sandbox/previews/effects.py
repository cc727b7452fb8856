"""What is done to a whole loop: filters, echo and room, all of which go round with it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft

from scrapers.sandbox.previews.loop import RATE, Loop, Samples

_PIVOT_HZ = 1_000.0
_ROOM_SEED = 7


@dataclass(frozen=True, slots=True)
class Tone:
    """A sound's colour and the room around it."""

    low_hz: float = 20.0
    """Below this it fades."""
    high_hz: float = 11_000.0
    """Above this it fades."""
    tilt_db: float = 0.0
    """Decibels an octave, turned around 1 kHz: above 0 brighter, below darker."""
    room: float = 0.0
    """How loud the room is beside the sound itself."""
    room_s: float = 0.5
    """How long the room rings: the time in which it falls to a third."""
    echo: float = 0.0
    """How loud each echo is beside the one before."""
    echo_steps: float = 3.0


def coloured(sound: Samples, loop: Loop, tone: Tone) -> Samples:
    """A loop (length,) with its tone; one transform there and one back does it all."""
    spectrum = fft.rfft(sound)
    spectrum *= _response(len(spectrum), tone)
    if tone.room:
        spectrum *= 1 + np.float32(tone.room) * _room(loop.length, tone.room_s)
    if tone.echo:
        turns = np.arange(len(spectrum)) * (tone.echo_steps / 64)
        delay = np.exp(-2j * np.pi * (turns % 1.0)).astype(np.complex64)
        # An endless row of ever softer echoes: 1 + e d + e² d² + … = 1 / (1 - e d).
        spectrum /= 1 - np.float32(tone.echo) * delay
    heard: Samples = fft.irfft(spectrum, loop.length)
    return heard


def _response(count: int, tone: Tone) -> npt.NDArray[np.float32]:
    hertz = np.linspace(1, RATE / 2, count, dtype=np.float32)
    response = 1 / (1 + (np.float32(tone.low_hz) / hertz) ** 4)
    response /= 1 + (hertz / np.float32(tone.high_hz)) ** 4
    if tone.tilt_db:
        response *= (hertz / np.float32(_PIVOT_HZ)) ** np.float32(tone.tilt_db / 6.02)
    return response.astype(np.float32)


def _room(length: int, ring_s: float) -> npt.NDArray[np.complex64]:
    """The spectrum of a room: noise that fades, the same one always."""
    count = min(length, int(4 * ring_s * RATE))
    noise = np.random.default_rng(_ROOM_SEED).standard_normal(count, np.float32)
    noise *= np.exp(np.arange(count, dtype=np.float32) / np.float32(-ring_s * RATE))
    noise /= np.sqrt(np.sum(noise**2))
    spectrum: npt.NDArray[np.complex64] = fft.rfft(noise, length)
    return spectrum


def levelled(sound: Samples, loudness: float) -> Samples:
    """A sound (n,) whose root mean square is `loudness`; silence stays silence."""
    power = float(np.sqrt(np.mean(sound**2)))
    return sound * np.float32(loudness / power) if power > 1e-9 else sound
