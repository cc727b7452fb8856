"""The fields of a service's answer, whatever stands in them: made fit to be used, or left out."""

from typing import Any

from scrapers.spellings import squeezed

_MAX_SECONDS = 1_000_000
_MAX_NUMBER = 10**18
MAX_PEOPLE = 50
"""Of a track's artists no more are read."""


def name(value: Any) -> str:
    """A title or a name on one line, cut where it is too long; empty for what is no text."""
    return squeezed(value) if isinstance(value, str) else ""


def address(value: Any) -> str:
    """A URL or a code as it is; empty for what is no text."""
    return value.strip() if isinstance(value, str) else ""


def track_number(value: Any) -> int | None:
    """What a service calls a track; None for what is no such number."""
    fine = isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MAX_NUMBER
    return value if fine else None


def duration_s(value: Any, per_second: int = 1) -> float | None:
    """A duration in seconds; None for what can't be one. `per_second`: 1,000 for milliseconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value / per_second if 0 < value < _MAX_SECONDS * per_second else None
