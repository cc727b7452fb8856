"""What a service might offer, for the tests of matching."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scrapers.matching.Offer and nothing else."""

    artists: tuple[str, ...]
    title: str
    duration_s: float | None = None
    isrc: str | None = None
