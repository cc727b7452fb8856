"""What the two shops need while they run: their allowances, and Deezer's signed links."""

import hmac
import re
import secrets
from collections.abc import Callable
from hashlib import sha256

from scrapers.sandbox.quota import Quota

DEEZER_CALLS, DEEZER_WINDOW_S = 50, 5.0
ITUNES_CALLS, ITUNES_WINDOW_S = 20, 60.0
LINK_LASTS_S = 15 * 60

_TOKEN = re.compile(r"exp=(\d{1,12})~acl=([^~]+)~data=([^~]*)~hmac=([0-9a-f]{64})")
_DATA = "user_id=0,application_id=42"


class Shops:
    """Deezer and iTunes as they run."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.deezer_quota = Quota(DEEZER_CALLS, DEEZER_WINDOW_S, clock)
        self.itunes_quota = Quota(ITUNES_CALLS, ITUNES_WINDOW_S, clock)
        self._clock = clock
        self._secret = secrets.token_bytes(32)

    def signed(self, path: str) -> str:
        """The `hdnea` token that opens a path for a quarter of an hour."""
        words = f"exp={int(self._clock()) + LINK_LASTS_S}~acl={path}*~data={_DATA}"
        return f"{words}~hmac={self._seal(words)}"

    def opens(self, token: str, path: str) -> bool:
        """Whether a token is ours, for this path, and not too old."""
        match = _TOKEN.fullmatch(token)
        if match is None or match[2] != f"{path}*":
            return False
        words, _, seal = token.rpartition("~hmac=")
        return hmac.compare_digest(seal, self._seal(words)) and self._clock() < int(match[1])

    def _seal(self, words: str) -> str:
        return hmac.new(self._secret, words.encode(), sha256).hexdigest()
