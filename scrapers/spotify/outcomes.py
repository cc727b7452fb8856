"""How a write ends where it does not end well, in words."""

from scrapers.errors import NotAllowed, NotFound, RateLimited, ServiceError
from scrapers.spotify.record import Record, Unfinished

UNCHECKED = "All tracks are in; only the last check is missing."


def unfinished(error: ServiceError, how_far: str) -> Unfinished:
    """Something is left, or may be; `error` stopped it."""
    text = f"{error} {how_far} Finish it later, or take it back."
    return Unfinished(text, error.retry_at if isinstance(error, RateLimited) else None)


def of_our_own(error: ServiceError) -> ServiceError:
    """The error of a call for a playlist that we made, which can't be somebody else's."""
    if isinstance(error, NotAllowed) and error.reason == "not-owner":
        return NotAllowed(
            "Spotify refused to change the playlist that it had just created. Connect Spotify "
            "again, or check the app's settings in Spotify's developer dashboard."
        )
    return error


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
