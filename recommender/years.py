"""Years in which somebody may have played a set: a slip in a date must not make centuries."""

from datetime import UTC, datetime

FIRST_YEAR = 1900


def last_year() -> int:
    """Next year: somewhere it has begun, and a night may be announced."""
    return datetime.now(UTC).year + 1


def likely(year: int) -> bool:
    """Whether a set may be of this year."""
    return FIRST_YEAR <= year <= last_year()


def year_of(date: str) -> int:
    """The year of an ISO date; 0 where it says none, or one that can't be."""
    year = int(date[:4]) if date[:4].isdecimal() else 0
    return year if likely(year) else 0
