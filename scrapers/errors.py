"""What can go wrong outside.

    SegueError
    ├── ServiceError               a service outside did not give what was asked of it
    │   ├── NotFound               it has no such thing
    │   ├── NotAllowed             it refused: permission, account, login
    │   │   └── LoginExpired       the login is no longer good: connect again
    │   ├── RateLimited            too many calls; `retry_at` says when to come back
    │   │   └── QuotaExceeded      the allowance of calls is used up; a matter of hours
    │   │       └── BudgetSpent    our own limit of searches a day is reached; nothing was asked
    │   └── Unavailable            it is down, slow, or answers something unreadable
    └── PreviewsOff                the settings say that no preview is to be fetched

Every text names the service and says what to do next.
"""

from datetime import datetime
from typing import Literal

from recommender.errors import SegueError


class ServiceError(SegueError):
    """A service outside did not give what was asked of it."""


class NotFound(ServiceError):
    """The service has no such thing."""


Reason = Literal["scope", "user-list", "premium", "removed", "not-owner", "setup", "other"]
"""Why Spotify refuses: the login lacks a permission; the user is not on the app's list; the app's
owner has no Premium; the call no longer exists; the playlist is somebody else's; the app is not set
up; anything else."""


class NotAllowed(ServiceError):
    """The service refused: permission, account or login."""

    def __init__(self, message: str, reason: Reason = "other") -> None:
        super().__init__(message)
        self.reason = reason


class LoginExpired(NotAllowed):
    """The login is no longer good."""


class RateLimited(ServiceError):
    """Too many calls. `retry_at` (UTC) says when to come back, where the service told."""

    def __init__(self, message: str, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class QuotaExceeded(RateLimited):
    """The allowance of calls is used up; a matter of hours, not seconds."""


class BudgetSpent(QuotaExceeded):
    """Our own limit of searches a day is reached; the service was not asked."""


class Unavailable(ServiceError):
    """The service is down, slow, or answers something unreadable."""


class PreviewsOff(SegueError):
    """The settings say that no preview is to be fetched."""
