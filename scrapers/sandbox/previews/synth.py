"""Thirty seconds of music for a track: its true tempo and key, in the sound of its genre.

The same track always gives the same samples. Nothing here is recorded: every sound is computed.
"""

from collections.abc import Callable
from random import Random

import numpy as np

from scrapers.sandbox.previews.bass import breaks, drum_and_bass, dubstep
from scrapers.sandbox.previews.house import (
    deep_house,
    disco,
    house,
    progressive_house,
    tech_house,
)
from scrapers.sandbox.previews.loop import RATE, STEPS, Samples
from scrapers.sandbox.previews.studio import Stems
from scrapers.sandbox.previews.techno import minimal, techno, trance
from scrapers.sandbox.tracks import Track

SAMPLE_RATE = RATE
SECONDS = 30.0
_LOUDEST = 0.9
_RECIPES: dict[str, Callable[[Track], Stems]] = {
    "House": house,
    "Deep House": deep_house,
    "Tech House": tech_house,
    "Progressive House": progressive_house,
    "Disco": disco,
    "Techno": techno,
    "Minimal": minimal,
    "Trance": trance,
    "Drum & Bass": drum_and_bass,
    "Breaks": breaks,
    "Dubstep": dubstep,
}
# Gains of bass, chords and lead in one repeat of the loop after the other; the drums play on.
_ARRANGEMENTS = (
    ((1.0, 1.0, 0.0), (1.0, 1.0, 1.0), (1.0, 0.9, 1.2), (1.0, 1.0, 0.6)),
    ((0.9, 1.1, 0.7), (1.0, 1.0, 1.0), (1.0, 1.0, 0.0), (1.0, 1.0, 1.0)),
    ((1.0, 0.8, 0.0), (1.0, 1.0, 0.5), (1.0, 1.1, 1.0), (1.0, 1.0, 1.2)),
)


def synthesise(track: Track, seconds: float = SECONDS) -> Samples:
    """A track's preview: mono samples (seconds * SAMPLE_RATE,) from -1 to 1.

    Raises ValueError for a genre or key that the sandbox does not know.
    """
    if track.genre not in _RECIPES:
        raise ValueError(f"there is no recipe for the genre {track.genre!r}")
    stems = _RECIPES[track.genre](track)
    rng = Random(f"arrangement {track.isrc}")
    arrangement = rng.choice(_ARRANGEMENTS)
    count = round(seconds * SAMPLE_RATE)
    length = len(stems.drums)
    # A preview is cut from somewhere inside the record, on a beat as a rule.
    offset = length * 4 * rng.randrange(STEPS // 4) // STEPS
    repeats = -(-(count + offset) // length)
    whole = np.empty(repeats * length, np.float32)
    for number in range(repeats):
        bass, chords, lead = arrangement[number % len(arrangement)]
        part = whole[number * length : (number + 1) * length]
        np.multiply(stems.bass, np.float32(bass), out=part)
        part += stems.drums
        part += np.float32(chords) * stems.chords
        part += np.float32(lead) * stems.lead
    preview = np.tanh(np.float32(stems.drive) * whole[offset : offset + count])
    _fade_ends(preview)
    return preview * np.float32(_LOUDEST / max(_LOUDEST, float(np.abs(preview).max())))


def _fade_ends(samples: Samples) -> None:
    """As the services fade theirs in and out."""
    count = min(SAMPLE_RATE // 20, len(samples) // 2)
    ramp = np.linspace(0, 1, count, dtype=np.float32)
    samples[:count] *= ramp
    samples[len(samples) - count :] *= ramp[::-1]
