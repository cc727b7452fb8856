"""The app's own access to Spotify: looks tracks up with nobody logged in."""

import threading

from scrapers.settings import ServiceSettings
from scrapers.spotify import auth
from scrapers.spotify.allowance import Allowance


class AppToken:
    """The app's token, got when it is needed and again when it ends. Safe to share."""

    def __init__(self, settings: ServiceSettings, allowance: Allowance | None = None) -> None:
        self._settings = settings
        self._allowance = allowance
        self._token: auth.Token | None = None
        self._app: str | None = None
        self._lock = threading.Lock()

    def get(self, refused: str = "") -> str:
        """A token that is good for the next call, and not the one that Spotify `refused`.

        Raises NotAllowed, RateLimited, Unavailable.
        """
        with self._lock:
            # The client ID can be changed while Segue runs.
            app, token = self._settings.spotify_client_id, self._token
            if (
                token is None
                or self._app != app
                or token.expired()
                or token.access_token == refused
            ):
                token = auth.app_token(self._settings, allowance=self._allowance)
                self._token, self._app = token, app
            return token.access_token
