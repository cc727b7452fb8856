"""What the page Lab asks of the house behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from dashboard.service import Progress
from recommender.errors import SegueError
from recommender.evaluation.results import Results
from recommender.recommendations import Track


class NeedsTraining(SegueError):
    """Some of the models that are asked have not learned from this catalogue yet."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, file by file."""

    shipped: tuple[Results, ...] = ()
    """On public data, by us."""
    own: tuple[Results, ...] = ()
    """On this machine, by `python -m recommender evaluate --save NAME`."""
    damaged: tuple[str, ...] = ()
    """A sentence for each file that can't be read."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that can stand in a column."""

    name: str
    """As the registry of models calls it."""
    too_large: str = ""
    """Why it can't learn from this catalogue while somebody waits; empty where it can."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model answers."""

    model: str
    tracks: tuple[Track, ...]
    """Best first; none where the model has nothing to say about the seed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The models' answers about one track."""

    seed: Track
    answers: tuple[Answer, ...]
    """In the order in which they were asked for."""


@dataclass(frozen=True)
class Inside:
    """What the model in use learned, track by track."""

    model: str
    settings: dict[str, Any]
    learned_sets: int
    """Sets that it learned from."""
    sets: np.ndarray
    """(n,) in how many of them each track is."""
    lengths: np.ndarray
    """(n,) the Euclidean norm of each track's factors."""
    losses: tuple[float, ...] = ()
    """What was left to explain after each round of its training."""


class LabService(Protocol):
    """Everything that fails raises SegueError with one sentence for the page."""

    def figures(self) -> Figures:
        """All that was measured and saved."""
        ...

    def candidates(self) -> tuple[Candidate, ...]:
        """The models that can be compared, the default first.

        Raises CatalogueEmpty where there is nothing to learn from, NotTrained before the first
        training.
        """
        ...

    def examples(self, limit: int) -> list[Track]:
        """Tracks worth trying."""
        ...

    def compare(self, text: str, models: Sequence[str], count: int) -> Comparison:
        """The best `count` tracks of each model for the track that was typed.

        Raises NeedsTraining where `prepare` has to come first, UnknownTrack with names to try.
        """
        ...

    def prepare(self, models: Sequence[str], progress: Progress) -> None:
        """Let the models learn from the catalogue as it is now; afterwards `compare` answers.

        Takes seconds, so it runs outside of the requests. `progress` is told the model that learns,
        how many are through, and how many there are.
        """
        ...

    def inside(self) -> Inside | None:
        """What the model in use learned; None where it has no factors. Raises NotTrained."""
        ...
