"""Keys, scales and chord progressions, written so that the tonic cannot be mistaken."""

from dataclasses import dataclass
from random import Random

from scrapers.sandbox.genres import CAMELOT_KEYS, key_name
from scrapers.sandbox.previews.loop import BARS

_PITCHES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_NATURAL_MINOR = (0, 2, 3, 5, 7, 8, 10)
_MAJOR = (0, 2, 4, 5, 7, 9, 11)

# Scale degrees from 0, one per bar. At least two bars in four stand on the tonic, the first
# always does, and none leans towards the relative key.
MINOR_PROGRESSIONS = (
    (0, 0, 3, 0),
    (0, 5, 6, 0),
    (0, 0, 6, 0),
    (0, 3, 0, 4),
    (0, 0, 5, 4),
    (0, 5, 0, 4),
    (0, 3, 4, 0),
)
MAJOR_PROGRESSIONS = (
    (0, 0, 3, 0),
    (0, 3, 0, 4),
    (0, 0, 4, 0),
    (0, 4, 3, 0),
    (0, 0, 3, 4),
    (0, 3, 4, 0),
)
VAMP = (0, 0, 0, 0)


def tonic_of(camelot: str) -> tuple[int, bool]:
    """`8A` → (9, False): the pitch class of the tonic (C = 0), and whether the key is major."""
    if camelot not in CAMELOT_KEYS:
        raise ValueError(f"{camelot!r} is not on the Camelot wheel")
    pitch, mode = key_name(camelot).split()
    return _PITCHES.index(pitch), mode == "major"


def hertz(midi: float) -> float:
    """The frequency of a MIDI note number."""
    return float(440 * 2 ** ((midi - 69) / 12))


@dataclass(frozen=True, slots=True)
class Harmony:
    """A key, and the chord of each bar."""

    tonic: int
    major: bool
    degrees: tuple[int, ...] = VAMP

    @classmethod
    def of(cls, camelot: str, rng: Random, vamp: bool = False) -> "Harmony":
        """The harmony of a track; `vamp` stays on the tonic."""
        tonic, major = tonic_of(camelot)
        choices = MAJOR_PROGRESSIONS if major else MINOR_PROGRESSIONS
        degrees = rng.choice(choices)
        return cls(tonic, major, VAMP if vamp else degrees)

    @property
    def scale(self) -> tuple[int, ...]:
        """Semitones above the tonic."""
        return _MAJOR if self.major else _NATURAL_MINOR

    def pitch(self, degree: int) -> int:
        """The pitch class of a scale degree, any integer."""
        return (self.tonic + self.scale[degree % 7]) % 12

    def note(self, degree: int, lowest: int) -> int:
        """The MIDI note of a degree, the tonic lying in the octave from `lowest` up."""
        octave, step = divmod(degree, 7)
        return lowest + (self.tonic - lowest) % 12 + self.scale[step] + 12 * octave

    def root(self, bar: int, lowest: int) -> int:
        """The MIDI note of a bar's root, within the octave from `lowest` up."""
        return lowest + (self.pitch(self.degrees[bar % BARS]) - lowest) % 12

    def chord(self, bar: int, lowest: int, sizes: tuple[int, ...] = (0, 2, 4)) -> list[int]:
        """A bar's chord within the octave from `lowest` up, lowest note first.

        `sizes` are scale steps above the root: (0, 2, 4) a triad, (0, 2, 4, 6) with its seventh.
        """
        degree = self.degrees[bar % BARS]
        return sorted({lowest + (self.pitch(degree + size) - lowest) % 12 for size in sizes})
