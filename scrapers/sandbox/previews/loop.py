"""A loop of four bars: its steps in samples, and what stands on them.

A preview is a loop repeated. A loop is as long as its tempo says to within 20 samples of some
170,000, so the repeats drift from the true tempo by less than 0.02 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

RATE = 22_050
"""Samples a second."""
BARS = 4
STEPS_PER_BAR = 16
STEPS = BARS * STEPS_PER_BAR
_TAIL = 3 * RATE
_LEEWAY = 20

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Loop:
    """The grid of sixteenth notes."""

    tempo_bpm: float
    swing: float = 0.0
    """By how much of a step every second sixteenth comes late."""

    @property
    def length(self) -> int:
        """Samples in the whole loop."""
        return _quick_length(round(BARS * 4 * 60 / self.tempo_bpm * RATE))

    @property
    def step_s(self) -> float:
        """Seconds in a sixteenth."""
        return self.length / STEPS / RATE

    def at(self, step: float) -> int:
        """The sample on which a step begins."""
        late = self.swing if step % 2 == 1 else 0.0
        return round((step + late) * self.length / STEPS)

    def canvas(self) -> "Canvas":
        """Silence to put sounds on."""
        return Canvas(self)


@cache
def _quick_length(length: int) -> int:
    """The length nearby that transforms fastest: an even one whose prime factors are all small."""
    nearby = range(length - length % 2 - _LEEWAY, length + _LEEWAY + 1, 2)
    return min(nearby, key=lambda one: (_largest_factor(one), abs(one - length)))


def _largest_factor(number: int) -> int:
    factor = 2
    while factor * factor <= number:
        if number % factor:
            factor += 1
        else:
            number //= factor
    return number


class Canvas:
    """Sounds on a loop. What rings beyond its end is heard at its start."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._samples = np.zeros(loop.length + _TAIL, np.float32)

    def add(self, sound: Samples, step: float, gain: float = 1.0) -> None:
        """One sound on one step."""
        start = self._loop.at(step % STEPS)
        end = min(start + len(sound), len(self._samples))
        self._samples[start:end] += np.float32(gain) * sound[: end - start]

    def pattern(self, sound: Samples, text: str, gain: float = 1.0) -> None:
        """A sound on every step that `text` marks, from `1` (soft) to `9` (loud); `.` rests.

        A text of one, two or four bars is repeated to fill the loop; blanks count for nothing.
        """
        for step, loudness in enumerate(levels(text)):
            if loudness:
                self.add(sound, step, gain * loudness)

    def samples(self) -> Samples:
        """The loop, (length,)."""
        length = self._loop.length
        folded = self._samples[:length].copy()
        tail = self._samples[length:]
        folded[: len(tail)] += tail[:length]
        return folded


def levels(text: str) -> list[float]:
    """How loud each step of the loop is, 0 to 1, by a pattern in letters."""
    marks = text.replace(" ", "")
    whole = marks * (STEPS // len(marks))
    if len(whole) != STEPS:
        raise ValueError(f"a pattern of {len(marks)} steps does not fill the loop")
    return [0.0 if mark == "." else int(mark) / 9 for mark in whole]


def gate(loop: Loop, levels_by_step: Sequence[float], fade_s: float = 0.006) -> Samples:
    """A gain curve (length,) that opens and closes with the steps, as a trance gate does."""
    curve = np.zeros(loop.length, np.float32)
    edges = [loop.at(step) for step in range(STEPS)] + [loop.length]
    for step, level in enumerate(levels_by_step):
        curve[edges[step] : edges[step + 1]] = level
    width = max(3, int(fade_s * RATE))
    # A running mean by cumulative sums: its cost does not grow with the width.
    total = np.cumsum(np.concatenate((curve[-width:], curve)), dtype=np.float64)
    return ((total[width:] - total[:-width]) / width).astype(np.float32)


def duck(loop: Loop, kick: str, depth: float, release_s: float) -> Samples:
    """A gain curve (length,) that dips under every kick, as a side-chain compressor does."""
    curve = np.ones(loop.length, np.float32)
    starts = [loop.at(step) for step, level in enumerate(levels(kick)) if level]
    if not starts:
        return curve
    for start, end in zip(starts, [*starts[1:], starts[0] + loop.length], strict=True):
        dip = 1 - depth * np.exp(np.arange(end - start, dtype=np.float32) / (-release_s * RATE))
        head = min(end, loop.length) - start
        curve[start : start + head] = dip[:head]
        curve[: len(dip) - head] = dip[head:]
    return curve
