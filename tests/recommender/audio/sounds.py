"""Sounds made for these tests, and files of them."""

import io
import subprocess
from collections.abc import Iterable

import imageio_ffmpeg
import numpy as np
import soundfile

from recommender.audio.decode import SAMPLE_RATE


def tone(hz: float, seconds: float, rate_hz: int = SAMPLE_RATE, peak: float = 0.5) -> np.ndarray:
    """A steady sine."""
    return (peak * np.sin(2 * np.pi * hz * _times(seconds, rate_hz))).astype(np.float32)


def noise(seconds: float, peak: float = 0.3) -> np.ndarray:
    """White noise, the same every time."""
    samples = np.random.default_rng(1).uniform(-peak, peak, round(seconds * SAMPLE_RATE))
    return samples.astype(np.float32)


def hits(
    bpm: float, beats: Iterable[float], of: float, seconds: float, hz: float | None = None
) -> np.ndarray:
    """A short hit on some of every `of` beats: a drum at `hz`, or a hi-hat."""
    samples = np.zeros(round(seconds * SAMPLE_RATE) + SAMPLE_RATE, np.float32)
    length = SAMPLE_RATE // 10
    decay = np.exp(-np.arange(length) / (length / 5))
    sound = decay * (noise(0.1)[:length] if hz is None else tone(hz, 0.1)[:length])
    for start in np.arange(0, seconds * bpm / 60, of):
        for beat in beats:
            at = round((start + beat) * 60 / bpm * SAMPLE_RATE)
            if at + length <= len(samples):
                samples[at : at + length] += sound
    return samples[: round(seconds * SAMPLE_RATE)]


def house(bpm: float, seconds: float = 20) -> np.ndarray:
    """Four to the floor, with a hi-hat between the beats."""
    return hits(bpm, [0], 1, seconds, 60) + hits(bpm, [0.5], 1, seconds) * 0.5


def drum_and_bass(bpm: float, seconds: float = 20) -> np.ndarray:
    """The two-step beat: every beat its own, none like its neighbour."""
    snare = hits(bpm, [1, 3], 4, seconds) + hits(bpm, [1, 3], 4, seconds, 200)
    hat = 0.4 * hits(bpm, [0, 0.5], 1, seconds)
    return hits(bpm, [0, 2.5], 4, seconds, 60) + snare + hat


def chord(midi: Iterable[float], seconds: float) -> np.ndarray:
    """Notes together, each with overtones."""
    parts = [
        tone(440 * 2 ** ((note - 69) / 12) * overtone, seconds, peak=0.1 / overtone)
        for note in midi
        for overtone in (1, 2, 3, 4)
    ]
    return np.sum(parts, axis=0).astype(np.float32)


def cadence(tonic: int, major: bool, cents: float = 0) -> np.ndarray:
    """I–IV–V–I in a key, over a bass (tonic: pitch class, C = 0)."""
    third = 4 if major else 3
    sounds = []
    for root in (0, 5, 7, 0):
        low = 48 + (tonic + root) % 12 + cents / 100
        # The dominant has its own scale's third: the seventh of the key stays as it is.
        sounds.append(chord([low - 12, low, low + third, low + 7], 2.0))
    return np.concatenate(sounds)


def encoded(
    samples: np.ndarray,
    rate_hz: int = SAMPLE_RATE,
    form: str = "WAV",
    subtype: str | None = None,
) -> bytes:
    """An audio file of samples, (n,) or (n, channels)."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=form, subtype=subtype)
    return file.getvalue()


def m4a(samples: np.ndarray, *options: str, form: str = "mp4", rate_hz: int = SAMPLE_RATE) -> bytes:
    """AAC, in fragments unless the options say otherwise: ffmpeg writes to a pipe."""
    movable = () if form == "adts" else ("-movflags", "empty_moov", "-frag_duration", "2000000")
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error"]
    command += ["-f", "f32le", "-ar", str(rate_hz), "-ac", str(channels), "-i", "-"]
    command += [*movable, *options, "-f", form, "-"]
    done = subprocess.run(
        command, input=samples.astype("<f4").tobytes(), capture_output=True, check=True
    )
    return done.stdout


def loudest_hz(samples: np.ndarray) -> float:
    """Where the spectrum of the samples' middle second has its maximum."""
    middle = len(samples) // 2
    spectrum = np.abs(np.fft.rfft(samples[middle - SAMPLE_RATE // 2 :][:SAMPLE_RATE]))
    return float(np.argmax(spectrum))


def _times(seconds: float, rate_hz: int) -> np.ndarray:
    return np.arange(round(seconds * rate_hz)) / rate_hz
