"""What every genre's recipe works with: a grid, a harmony, two dice, and ways to play patterns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random

import numpy as np

from scrapers.sandbox.previews import drums
from scrapers.sandbox.previews.effects import Tone, coloured, levelled
from scrapers.sandbox.previews.harmony import Harmony, hertz
from scrapers.sandbox.previews.loop import (
    BARS,
    STEPS,
    STEPS_PER_BAR,
    Canvas,
    Loop,
    Samples,
    duck,
    levels,
)
from scrapers.sandbox.previews.tones import choir, faded
from scrapers.sandbox.tracks import Track

Voice = Callable[[float, float], Samples]
"""Makes a note of a frequency (hertz) and a length (seconds)."""

_DEGREES = {"r": 0, "t": 2, "f": 4, "s": 6, "o": 7}
KICK_LOWEST = 28  # E1: a kick's last note lies between 41 and 78 Hz


@dataclass(frozen=True, slots=True)
class Stems:
    """A loop in four layers, (length,) each, as loud as they are meant to be together."""

    drums: Samples
    bass: Samples
    chords: Samples
    lead: Samples
    drive: float = 1.0
    """How hard the sum is pressed into its limits."""


class Studio:
    """One track's session. Everything drawn at random depends on the track alone."""

    def __init__(self, track: Track, vamp: bool = False, swing: tuple[float, float] = (0, 0)):
        seed = sha256(f"{track.isrc} {track.spotify_id}".encode()).digest()
        self.rng = Random(seed)
        self.noise = np.random.default_rng(int.from_bytes(seed[:8], "big"))
        self.scene = track.scene
        self.loop = Loop(track.tempo_bpm, self.rng.uniform(*swing))
        self.harmony = Harmony.of(track.key, self.rng, vamp)
        self.tilt_db = 0.5 * (track.scene - 1) + self.rng.uniform(-0.4, 0.4)
        """How much brighter than its genre this track is, in decibels an octave."""

    def near(self, value: float, share: float = 0.15) -> float:
        """A number around `value`, for what a producer sets by ear."""
        return value * self.rng.uniform(1 - share, 1 + share)

    def by_scene(self, *choices: str) -> str:
        """What this track's scene does, as a rule; now and then what another one does."""
        if self.rng.random() < 0.8:
            return choices[self.scene % len(choices)]
        return self.rng.choice(choices)

    def kick(
        self, start_hz: float, sweep_s: float, decay_s: float, drive: float, click: float
    ) -> Samples:
        """A bass drum tuned to the tonic."""
        end_hz = hertz(self.harmony.note(0, KICK_LOWEST))
        return drums.kick(end_hz, self.near(start_hz), sweep_s, self.near(decay_s), drive, click)

    def canvas(self) -> Canvas:
        """Silence of a loop's length."""
        return self.loop.canvas()

    def finish(self, sound: Samples, loudness: float, tone: Tone) -> Samples:
        """A layer with its colour and its room, as loud as told give or take a decibel."""
        return levelled(coloured(sound, self.loop, tone), self.near(loudness, 0.1))

    def ducked(self, sound: Samples, kick: str, depth: float, release_s: float) -> Samples:
        """A layer that makes way for the kick."""
        return sound * duck(self.loop, kick, depth, release_s)

    def bass(self, voice: Voice, text: str, lowest: int, longest_steps: float = 3) -> Samples:
        """A bass line (length,): `r` the bar's root, `t` third, `f` fifth, `s` seventh, `o` octave.

        A note lasts to the next one, or `longest_steps`.
        """
        marks = text.replace(" ", "")
        marks = marks * (STEPS // len(marks))
        sounding = [step for step, mark in enumerate(marks) if mark != "."]
        made: dict[tuple[int, float], Samples] = {}
        canvas = self.canvas()
        for step, following in zip(sounding, [*sounding[1:], sounding[0] + STEPS], strict=True):
            degree = self.harmony.degrees[step // STEPS_PER_BAR]
            root = self.harmony.root(step // STEPS_PER_BAR, lowest)
            above = self.harmony.note(degree + _DEGREES[marks[step]], 0)
            midi = root + above - self.harmony.note(degree, 0)
            steps = min(longest_steps, following - step)
            if (midi, steps) not in made:
                made[midi, steps] = voice(hertz(midi), steps * self.loop.step_s)
            canvas.add(made[midi, steps], step, 1.0 if step % 4 == 0 else 0.85)
        return canvas.samples()

    def stabs(
        self,
        voice: Voice,
        text: str,
        lowest: int,
        steps_long: float,
        sizes: tuple[int, ...] = (0, 2, 4),
    ) -> Samples:
        """Short chords (length,) in a rhythm; each is struck from its lowest note up."""
        made: dict[tuple[int, ...], Samples] = {}
        canvas = self.canvas()
        for step, level in enumerate(levels(text)):
            if not level:
                continue
            chord = tuple(self.harmony.chord(step // STEPS_PER_BAR, lowest, sizes))
            if chord not in made:
                made[chord] = self._struck(voice, chord, steps_long * self.loop.step_s)
            canvas.add(made[chord], step, level)
        return canvas.samples()

    def _struck(self, voice: Voice, chord: Sequence[int], seconds: float) -> Samples:
        notes = [voice(hertz(midi), seconds) for midi in chord]
        total = np.zeros(max(len(note) for note in notes) + 120 * len(notes), np.float32)
        for number, note in enumerate(notes):
            start = 60 * number
            total[start : start + len(note)] += note
        return total

    def melody(
        self, voice: Voice, degrees: Sequence[int | None], lowest: int, steps_long: float
    ) -> Samples:
        """A line (length,) of scale degrees over the tonic, one a step, repeated; None rests."""
        made: dict[int, Samples] = {}
        canvas = self.canvas()
        for step in range(STEPS):
            degree = degrees[step % len(degrees)]
            if degree is None:
                continue
            if degree not in made:
                pitch = hertz(self.harmony.note(degree, lowest))
                made[degree] = voice(pitch, steps_long * self.loop.step_s)
            canvas.add(made[degree], step, 1.0 if step % 4 == 0 else 0.8)
        return canvas.samples()

    def arpeggio(
        self, voice: Voice, order: Sequence[int], lowest: int, steps_long: float, text: str
    ) -> Samples:
        """A broken chord (length,): on each marked step the next of the chord's notes.

        `order` counts chord notes from 0 (root, third, fifth, then an octave higher …).
        """
        made: dict[int, Samples] = {}
        canvas = self.canvas()
        place = 0
        for step, level in enumerate(levels(text)):
            if not level:
                continue
            degree = self.harmony.degrees[step // STEPS_PER_BAR]
            octave, member = divmod(order[place % len(order)], 3)
            midi = self.harmony.note(degree + 2 * member, lowest) + 12 * octave
            if midi not in made:
                made[midi] = voice(hertz(midi), steps_long * self.loop.step_s)
            canvas.add(made[midi], step, level)
            place += 1
        return canvas.samples()

    def pad(
        self,
        lowest: int,
        slope: float,
        width_cents: float,
        sizes: tuple[int, ...] = (0, 2, 4),
        top_hz: float = 9_000.0,
    ) -> Samples:
        """Held chords (length,), each as long as it lasts."""
        canvas = self.canvas()
        made: dict[tuple[tuple[int, ...], int], Samples] = {}
        for first, last in self._held():
            chord = self.harmony.chord(first, lowest, sizes)
            chord.append(self.harmony.root(first, lowest - 12))
            start, end = (self.loop.at(bar * STEPS_PER_BAR) for bar in (first, last))
            # An even length, which the inverse transform gives back as it is.
            wanted = (tuple(chord), (end - start + 255) // 2 * 2)
            if wanted not in made:
                notes = [hertz(midi) for midi in chord]
                wave = choir(notes, wanted[1], slope, width_cents, self.noise, top_hz)
                made[wanted] = faded(wave, 0.02, 0.02)
            canvas.add(made[wanted], first * STEPS_PER_BAR)
        return canvas.samples()

    def _held(self) -> Iterator[tuple[int, int]]:
        """First bar and the bar after the last of each stretch on one chord."""
        first = 0
        for bar in range(1, BARS + 1):
            if bar == BARS or self.harmony.degrees[bar] != self.harmony.degrees[first]:
                yield first, bar
                first = bar
