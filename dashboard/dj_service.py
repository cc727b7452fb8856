"""What the page DJs asks of the house behind it."""

from dataclasses import dataclass
from typing import Protocol

from recommender.catalogue.djs import DjName, DjProfile
from recommender.recommendations import Track


@dataclass(frozen=True, slots=True)
class AlikeDj:
    """Somebody who plays alike."""

    dj: DjName
    shared: int
    """How many tracks both played."""
    likeness: float
    """Cosine between what both played, rarer tracks weighing more, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who plays like a DJ, and what sets the DJ apart."""

    alike: tuple[AlikeDj, ...]
    """Most alike first."""
    typical: tuple[Track, ...]
    """Played often by the DJ and by few others; what the DJ plays most first."""


class DjService(Protocol):
    """Everything that fails raises SegueError with one sentence for the page.

    A DJ is asked for by key or by name; whom nobody knows raises UnknownDj, which carries names to
    try, and CatalogueEmpty where there are no DJs at all.
    """

    def search(self, text: str, limit: int = 8) -> list[DjName]:
        """DJs whose names hold words that begin like each of `text`, most sets first; those with
        the most sets where `text` is empty."""
        ...

    def profile(self, key: str) -> DjProfile:
        """All about one DJ; how the plays sound where no set has a style."""
        ...

    def company(self, key: str, alike: int, typical: int) -> Company:
        """So many DJs who play alike, and so many typical tracks."""
        ...

    def would_like(self, key: str, count: int) -> list[Track]:
        """Tracks that fit what a DJ plays and that no set of the DJ holds, best first."""
        ...
