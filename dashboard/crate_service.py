"""What the crate asks of the house behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from recommender.recommendations import Track


@dataclass(frozen=True, slots=True)
class Facts:
    """What the catalogue knows of a track in the crate."""

    camelot: str | None
    tempo_bpm: float | None
    played_s: float | None
    """How long DJs let it play before the next one comes in; None where no set says."""


class CrateService(Protocol):
    """Everything that fails raises SegueError with one sentence for the page."""

    def facts(self, keys: Sequence[str]) -> dict[str, Facts]:
        """By identity, for those tracks that the catalogue holds."""
        ...

    def between(self, first: str, last: str, count: int, leave_out: Sequence[str]) -> list[Track]:
        """`count` tracks that lead from one track to another (both by identity), in order.

        None of `leave_out` (identities) is among them. Raises BadInput where there is no way.
        """
        ...

    def known(self, tracks: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
        """Identities of the tracks that the catalogue holds, each once.

        Each track is given by what its name may mean (artist, title), the likeliest first: the
        first one that the catalogue holds counts.
        """
        ...
