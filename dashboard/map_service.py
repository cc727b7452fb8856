"""What the page Map asks of the house behind it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from recommender.maps import Kind
from recommender.recommendations import Track


@dataclass(frozen=True, slots=True)
class MapStatus:
    """Which maps there are."""

    kinds: tuple[Kind, ...]
    """The best first; none before anything was trained."""
    computing: bool = False
    """Whether one is being computed now."""
    share: float = 0.0
    """How much of it is done, 0 to 1."""
    message: str = ""
    """What to do where there is none."""


@dataclass(frozen=True)
class MapPoints:
    """What is drawn: one row a track, most played first."""

    kind: Kind
    current: bool
    """False: trained, or listened to, again since it was computed."""
    places: np.ndarray
    """(n, 2) float32, each axis within -1 to 1."""
    tempo_bpm: np.ndarray
    """(n,) float64, nan where unknown."""
    key: np.ndarray
    """(n,) int, places on the Camelot wheel as recommender.filters.key_number counts them; -1
    where unknown."""
    genre: np.ndarray
    """(n,) int, places in `genres`; -1 where unknown."""
    genres: tuple[str, ...]
    sets: np.ndarray
    """(n,) int, in how many sets each was played."""
    keys: tuple[str, ...]
    """Identities."""
    artists: tuple[str, ...]
    titles: tuple[str, ...]


class MapService(Protocol):
    """Everything that fails raises SegueError with one sentence for the page."""

    def status(self) -> MapStatus:
        """Which maps there are; cheap."""
        ...

    def version(self, kind: Kind) -> str:
        """Changes whenever `points` does; cheap. Raises NotTrained where there is none."""
        ...

    def points(self, kind: Kind) -> MapPoints:
        """The whole map. Raises NotTrained, ArtefactDamaged."""
        ...

    def tracks(self, keys: list[str]) -> list[Track]:
        """What the catalogue knows about tracks, in this order; those that it lacks left out."""
        ...
