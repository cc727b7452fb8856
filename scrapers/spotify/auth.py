"""Log in to Spotify: authorization code with PKCE, refresh, and the app's own token.

Plain requests to the accounts service instead of spotipy's OAuth classes: those log code and
verifier, keep tokens in a file, and may wait for somebody at a terminal. Nothing
is stored here: the caller keeps the attempt in the visitor's server-side session, and the token.
Where an allowance is handed in, the accounts service is not asked either while a pause lasts.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from requests.auth import AuthBase, HTTPBasicAuth

from recommender.errors import BadInput
from scrapers.errors import LoginExpired, NotAllowed
from scrapers.settings import ServiceSettings
from scrapers.spotify import failures
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.session import SpotifySession

SCOPES = ("playlist-modify-private", "playlist-modify-public", "playlist-read-private")
"""What Segue asks for: write playlists, and read them back to check what was written."""

LEEWAY_S = 60
"""A token that ends this soon counts as ended: the call it is for takes time too."""

_DEFAULT_LIFE_S = 3600
_MAX_LIFE_S = 86_400
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """One visit to Spotify's consent page. Keep it on the server until the visitor returns."""

    url: str = field(repr=False)
    """Where to send the visitor."""
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str

    def matches(self, state: str | None) -> bool:
        """Whether the `state` that came back is ours; if not, drop the code that came with it."""
        return hmac.compare_digest(self.state.encode(), (state or "").encode())


@dataclass(frozen=True, slots=True)
class Token:
    """What Spotify gave. Both tokens are secrets and stay out of `repr`."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: float
    """Seconds since 1970."""
    scope: str

    def expired(self, now: float | None = None) -> bool:
        """Whether it has ended or is about to (`LEEWAY_S`)."""
        return (time.time() if now is None else now) + LEEWAY_S >= self.expires_at


def begin_login(
    settings: ServiceSettings, redirect_uri: str, scopes: Iterable[str] = SCOPES
) -> LoginAttempt:
    """Start a login: send the visitor to `url`, keep the rest (RFC 7636, method S256).

    Raises:
        NotAllowed: there is no client ID in the settings.
        BadInput: Spotify does not take such a redirect URI.
    """
    client_id = _client_id(settings)
    _check_redirect(redirect_uri)
    state = secrets.token_urlsafe(32)
    verifier = secrets.token_urlsafe(64)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    query = urlencode(
        {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(scopes),
            "state": state,
            "code_challenge_method": "S256",
            "code_challenge": challenge.rstrip(b"=").decode(),
        }
    )
    url = f"{_accounts(settings)}/authorize?{query}"
    return LoginAttempt(url=url, state=state, verifier=verifier, redirect_uri=redirect_uri)


def finish_login(
    settings: ServiceSettings,
    attempt: LoginAttempt,
    code: str,
    allowance: Allowance | None = None,
) -> Token:
    """The code that came back → tokens. Check `attempt.matches(state)` before.

    Raises:
        LoginExpired: the code is used up, too old, or not from this attempt.
        NotAllowed, RateLimited, Unavailable: Spotify refused or did not answer.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.redirect_uri,
        "client_id": _client_id(settings),
        "code_verifier": attempt.verifier,
    }
    return _ask_for_token(settings, form, allowance)


def refresh(settings: ServiceSettings, token: Token, allowance: Allowance | None = None) -> Token:
    """A fresh token for an old one. Store the result at once: the old refresh token may be dead.

    Raises:
        LoginExpired: the login has ended; delete the token and connect again.
        NotAllowed, RateLimited, Unavailable: Spotify refused or did not answer.
    """
    if not token.refresh_token:
        raise LoginExpired("The Spotify login has ended. Connect Spotify again.")
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token.refresh_token,
        "client_id": _client_id(settings),
    }
    return _ask_for_token(settings, form, allowance, before=token)


def app_token(settings: ServiceSettings, allowance: Allowance | None = None) -> Token:
    """A token of the app itself: reads tracks and searches before anybody has logged in.

    Raises:
        NotAllowed: there is no client secret in the settings, or Spotify refuses it.
        RateLimited, Unavailable: Spotify did not answer as it should.
    """
    if not settings.spotify_client_secret:
        raise NotAllowed(
            "Spotify can't be asked before somebody logs in. "
            "Connect Spotify, or set SPOTIFY_CLIENT_SECRET.",
            "setup",
        )
    basic = HTTPBasicAuth(_client_id(settings), settings.spotify_client_secret)
    form = {"grant_type": "client_credentials"}
    return _ask_for_token(settings, form, allowance, auth=basic)


def _ask_for_token(
    settings: ServiceSettings,
    form: dict[str, str],
    allowance: Allowance | None,
    auth: AuthBase | None = None,
    before: Token | None = None,
) -> Token:
    with SpotifySession(settings, auth, allowance) as session:
        response = session.post(f"{_accounts(settings)}/api/token", data=form)
    body = response.json() if response.content else None
    access = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(access, str) or not access:
        raise failures.unreadable()
    # Spotify may leave out what has not changed.
    return Token(
        access_token=access,
        refresh_token=_text(body.get("refresh_token")) or (before and before.refresh_token) or None,
        expires_at=time.time() + _life_s(body.get("expires_in")),
        scope=_text(body.get("scope")) or (before.scope if before else ""),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _life_s(value: object) -> float:
    if isinstance(value, int | float) and 0 < value <= _MAX_LIFE_S:
        return float(value)
    return float(_DEFAULT_LIFE_S)


def _accounts(settings: ServiceSettings) -> str:
    return settings.spotify_accounts_url.rstrip("/")


def _client_id(settings: ServiceSettings) -> str:
    if not settings.spotify_client_id:
        raise NotAllowed(
            "Spotify is not set up yet. Create an app in Spotify's developer dashboard and "
            "put its client ID into SPOTIFY_CLIENT_ID.",
            "setup",
        )
    return settings.spotify_client_id


def _check_redirect(redirect_uri: str) -> None:
    try:
        parts = urlsplit(redirect_uri)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if host == "localhost":
        raise BadInput(
            "Spotify does not return to “localhost”. Open Segue under http://127.0.0.1 instead."
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise BadInput(
            "Spotify returns only to https addresses and to http://127.0.0.1. "
            "Open Segue under one of these."
        )
