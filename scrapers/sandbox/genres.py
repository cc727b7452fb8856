"""Club genres with their tempo, and the Camelot wheel."""

from dataclasses import dataclass

SCENES_PER_GENRE = 3
"""Every genre falls into scenes: circles of artists that the same DJs play."""


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre, the family of genres it mixes with, and the tempo range its tracks have."""

    name: str
    family: str
    low_bpm: float
    high_bpm: float

    def scene_bpm(self, scene: int) -> float:
        """The tempo around which a scene's tracks lie."""
        step = (self.high_bpm - self.low_bpm) / SCENES_PER_GENRE
        return self.low_bpm + (scene + 0.5) * step


GENRES = (
    Genre("House", "house", 120, 127),
    Genre("Deep House", "house", 117, 124),
    Genre("Tech House", "house", 123, 129),
    Genre("Progressive House", "house", 119, 127),
    Genre("Disco", "house", 110, 121),
    Genre("Techno", "techno", 127, 139),
    Genre("Minimal", "techno", 122, 130),
    Genre("Trance", "techno", 131, 141),
    Genre("Drum & Bass", "bass", 170, 178),
    Genre("Breaks", "bass", 126, 136),
    Genre("Dubstep", "bass", 138, 144),
)
GENRE_BY_NAME = {genre.name: genre for genre in GENRES}

_PITCHES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
CAMELOT_KEYS = tuple(f"{number}{letter}" for letter in "AB" for number in range(1, 13))


def key_name(camelot: str) -> str:
    """`8A` → `A minor`, `8B` → `C major`."""
    number, letter = int(camelot[:-1]), camelot[-1]
    for pitch, name in enumerate(_PITCHES):
        if letter == "B" and (7 * pitch + 7) % 12 + 1 == number:
            return f"{name} major"
        if letter == "A" and (7 * pitch + 4) % 12 + 1 == number:
            return f"{name} minor"
    raise ValueError(f"{camelot!r} is not on the Camelot wheel")


def tempo_gap(one_bpm: float, other_bpm: float) -> float:
    """How far apart two tempi are, as a share of the slower one."""
    return abs(one_bpm - other_bpm) / min(one_bpm, other_bpm)
