"""Spotify on behalf of whoever asks: their own login, or the app's token for looking things up."""

from dashboard.logins import Logins
from scrapers.errors import LoginExpired, NotAllowed
from scrapers.settings import ServiceSettings
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.app_access import AppToken
from scrapers.spotify.client import Spotify


class SpotifyAccess:
    """Opens Spotify for one request at a time."""

    def __init__(
        self, settings: ServiceSettings, logins: Logins, allowance: Allowance | None = None
    ) -> None:
        self._settings = settings
        self._logins = logins
        self._allowance = allowance
        self._app = AppToken(settings, allowance)

    def for_writing(self, browser: str | None) -> Spotify:
        """Spotify as the person at this browser. Its calls raise LoginExpired without a login."""
        return Spotify(
            self._settings,
            lambda: self._logins.access_token(browser),
            self._allowance,
            renew=lambda refused: self._logins.access_token(browser, refused),
        )

    def for_reading(self, browser: str | None) -> Spotify:
        """Spotify to look tracks up, with the person's login or the app's own token.

        Raises NotAllowed, saying what to do, when there is neither.
        """
        if self._logins.account(browser):
            return self.for_writing(browser)
        if self._settings.spotify_client_id and self._settings.spotify_client_secret:
            return Spotify(self._settings, self._app.get, self._allowance, renew=self._app.get)
        if self._settings.spotify_client_id:
            raise LoginExpired(
                "Segue can't look this link up yet: connect Spotify, or type Artist - Title."
            )
        raise NotAllowed(
            "Segue can't look this link up without a Spotify account: type Artist - Title, or set "
            "up Spotify (the page Spotify says how).",
            "setup",
        )
