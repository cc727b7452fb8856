"""What Spotify allows an app in development mode: who may use it, and how many calls it answers."""

import math
import re
from collections.abc import Callable

from scrapers.sandbox.quota import Quota
from scrapers.sandbox.spotify_errors import ApiError
from scrapers.sandbox.spotify_tokens import Grant

RATE_CALLS, RATE_WINDOW_S = 10_000, 30.0
DAY_CALLS, DAY_S = 100_000, 86_400.0
"""Far above what demo and tests need: Spotify's own numbers are not known, only much smaller."""

_GROUPS = (
    ("search", re.compile(r"/v1/search/?")),
    ("playlists", re.compile(r"/v1/(?:me/)?(?:playlists|library)(?:/.*)?")),
    ("tracks", re.compile(r"/v1/tracks(?:/.*)?")),
)
_OTHERS = "others"


class SpotifyRules:
    """Rules in force; every attribute may be changed at any time, and `reset` takes it back.

    sandbox.spotify.owner_has_premium = False
    sandbox.spotify.listed_users = {"nadia.kestrel"}
    sandbox.spotify.rate.calls = 5
    sandbox.spotify.quotas["search"].calls = 30
    sandbox.spotify.reset()
    """

    owner_has_premium: bool
    """Without it every call is refused, those of the app's own token too."""
    listed_users: set[str] | None
    """IDs of the users on the app's list; None: whoever has an account."""
    rate: Quota
    """Calls within rolling 30 seconds, over all endpoints and users."""
    quotas: dict[str, Quota]
    """Calls within 24 hours of each group: `search`, `playlists`, `tracks`, `others`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """Back to the start: a paying owner, everybody listed, no call counted."""
        self.owner_has_premium = True
        self.listed_users = None
        self.rate = Quota(RATE_CALLS, RATE_WINDOW_S, self._clock)
        groups = [name for name, _ in _GROUPS] + [_OTHERS]
        self.quotas = {name: Quota(DAY_CALLS, DAY_S, self._clock) for name in groups}

    def admit(self, grant: Grant, path: str) -> None:
        """Count a call with a good token. Raises ApiError where a rule forbids it."""
        if not self.owner_has_premium:
            raise ApiError(403, "Active premium subscription required for the owner of the app.")
        if (
            grant.user is not None
            and self.listed_users is not None
            and grant.user.id not in self.listed_users
        ):
            raise ApiError(403, "User not registered in the Developer Dashboard")
        if not self.rate.take():
            raise ApiError(429, "API rate limit exceeded", retry_after=_wait_s(self.rate))
        quota = self.quotas[_group(path)]
        if not quota.take():
            raise ApiError(429, "API quota exceeded", "QUOTA_EXCEEDED", _wait_s(quota))


def _wait_s(quota: Quota) -> int:
    return max(math.ceil(quota.frees_in_s()), 1)


def _group(path: str) -> str:
    return next((name for name, paths in _GROUPS if paths.fullmatch(path)), _OTHERS)
