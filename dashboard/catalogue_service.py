"""What the page Catalogue asks of the house behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from recommender.catalogue.overview import Overview
from recommender.catalogue.runs import Run


@dataclass(frozen=True, slots=True)
class Training:
    """The model in use."""

    at: datetime
    """UTC."""
    changed: int
    """Sets that came in or changed since."""


@dataclass(frozen=True, slots=True)
class CatalogueState:
    """All that the page shows."""

    overview: Overview
    training: Training | None
    """None: nothing is trained on this catalogue."""
    runs: tuple[Run, ...]
    """What the commands did, the latest first."""
    now: datetime
    """UTC; ages are counted from it."""
    demo: bool = False
    """Everything is invented."""


class CatalogueService(Protocol):
    """Everything that fails raises SegueError with one sentence for the page."""

    def state(self) -> CatalogueState:
        """What we have, how fresh it is, what was done last and what went wrong."""
        ...
