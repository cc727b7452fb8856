"""The tokens of a login as they lie in the database: sealed, and told apart by session and app."""

import json

from dashboard.vault import Vault
from scrapers.errors import LoginExpired
from scrapers.settings import ServiceSettings
from scrapers.spotify.auth import Token

UNREADABLE = "The key of the Spotify logins was changed, so this one is lost: connect again."
OTHER_APP = "This login belongs to another Spotify app than the one set up now: connect again."


class Ended(LoginExpired):
    """There is a login, and it is no longer good."""


class Sealer:
    """Makes bytes of tokens and opens them again, for one session and one Spotify app."""

    def __init__(self, settings: ServiceSettings, vault: Vault) -> None:
        self._settings = settings
        self._vault = vault

    def seal(self, session: str, token: Token) -> bytes:
        """The tokens of a session as they are stored; another result each time."""
        kept = {
            # Whose it is: moved into another row it is worth nothing.
            "session": session,
            "client_id": self._settings.spotify_client_id,
            "access": token.access_token,
            "refresh": token.refresh_token,
            "expires_at": token.expires_at,
            "scope": token.scope,
        }
        return self._vault.seal(json.dumps(kept))

    def unseal(self, session: str, sealed: bytes) -> Token:
        """The tokens of a session. Raises Ended where they can't be used any more."""
        text = self._vault.open(sealed)
        kept = json.loads(text) if text is not None else {}
        if kept.get("session") != session:
            raise Ended(UNREADABLE)
        if kept["client_id"] != self._settings.spotify_client_id:
            raise Ended(OTHER_APP)
        return Token(kept["access"], kept["refresh"], kept["expires_at"], kept["scope"])
