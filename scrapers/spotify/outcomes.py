"""How a write ends where it does not end well, in words."""

from scrapers.errors import NotAllowed, NotFound, RateLimited, ServiceError
from scrapers.spotify.record import Record, Unfinished

UNCHECKED = "All tracks are in; only the last check is missing."


def unfinished(error: ServiceError, how_far: str) -> Unfinished:
    """Something is left, or may be; `error` stopped it."""
    text = f"{error} {how_far} Finish it later, or take it back."
    return Unfinished(text, error.retry_at if isinstance(error, RateLimited) else None)


def deleted(record: Record) -> NotFound:
    """The user took the playlist away."""
    return NotFound(
        f"The playlist “{record.name}” was deleted in Spotify meanwhile: nothing of it is left."
    )


def ended(error: ServiceError, outcome: str) -> ServiceError:
    """An error of the same kind that also tells how it ended."""
    text = f"{error} {outcome}"
    if isinstance(error, RateLimited):
        return type(error)(text, error.retry_at)
    if isinstance(error, NotAllowed):
        return type(error)(text, error.reason)
    return type(error)(text)
