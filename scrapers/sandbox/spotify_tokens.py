"""Who may do what: users, the app's registration, codes and tokens of the accounts service."""

import base64
import hashlib
import hmac
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

from scrapers.sandbox.spotify_errors import TokenError
from scrapers.sandbox.tracks import base62_id

CLIENT_ID = "5e90e0000000000000000000005a4db0"
CLIENT_SECRET = "not-a-secret-the-sandbox-has-none"
REDIRECT_URIS = ("http://127.0.0.1/callback", "http://[::1]/callback")
"""What the demo app has registered. A loopback address without port stands for every port."""

ACCESS_LIFETIME_S = 3600.0
CODE_LIFETIME_S = 600.0
LOGIN_LIFETIME_S = 180 * 86_400.0
"""A refresh token works six months from the login on; refreshing does not extend that."""

_KEPT = 5_000
_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
SCOPES = frozenset(
    {
        "playlist-modify-private",
        "playlist-modify-public",
        "playlist-read-collaborative",
        "playlist-read-private",
        "user-follow-modify",
        "user-follow-read",
        "user-library-modify",
        "user-library-read",
        "user-read-email",
        "user-read-private",
        "user-top-read",
    }
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who has an account in the sandbox."""

    id: str
    display_name: str

    @property
    def account_id(self) -> str:
        """The stable pseudonymous ID that links accounts."""
        return base62_id(f"account:{self.id}")


USERS = (User("nadia.kestrel", "Nadia Kestrel"), User("tomas.brix", "Tomas Brix"))


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """What an app asks of a user, checked and waiting for his answer."""

    redirect_uri: str
    scopes: frozenset[str]
    state: str | None
    challenge: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows. Without a user it is the app's own."""

    user: User | None
    scopes: frozenset[str]
    authorised_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """One answer of the token endpoint."""

    access_token: str
    scopes: frozenset[str]
    refresh_token: str | None = None


class Accounts:
    """Everything the accounts service remembers. Safe to use from several threads."""

    def __init__(
        self,
        users: Iterable[User] = USERS,
        redirect_uris: Iterable[str] = REDIRECT_URIS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.users = {user.id: user for user in users}
        self.redirect_uris = tuple(redirect_uris)
        self.clock = clock
        self._lock = threading.RLock()
        self._waiting: OrderedDict[str, AuthorizeRequest] = OrderedDict()
        self._codes: OrderedDict[str, tuple[AuthorizeRequest, Grant]] = OrderedDict()
        self._access: OrderedDict[str, Grant] = OrderedDict()
        self._refresh: OrderedDict[str, Grant] = OrderedDict()
        self._agreed: dict[str, frozenset[str]] = {}

    # -- the consent page ------------------------------------------------------------------

    def redirect_allowed(self, uri: str) -> bool:
        """Registered to the letter, or a registered loopback address with any port."""
        if uri in self.redirect_uris:
            return True
        return any(uri_without_port(uri) == known for known in self.redirect_uris)

    def ask(self, request: AuthorizeRequest) -> str:
        """Keep a request until the user answers; returns its one-time ticket."""
        with self._lock:
            return self._keep(self._waiting, request)

    def answer(self, ticket: str) -> AuthorizeRequest | None:
        """The request behind a ticket, which is used up."""
        with self._lock:
            return self._waiting.pop(ticket, None)

    def has_agreed(self, user: User, scopes: frozenset[str]) -> bool:
        """Whether the user agreed to all of this before."""
        return user.id in self._agreed and scopes <= self._agreed[user.id]

    def code_for(self, request: AuthorizeRequest, user: User) -> str:
        """The user agrees: a one-time code to be exchanged for tokens."""
        now = self.clock()
        grant = Grant(user, request.scopes, now, now + CODE_LIFETIME_S)
        with self._lock:
            self._agreed[user.id] = self._agreed.get(user.id, frozenset()) | request.scopes
            return self._keep(self._codes, (request, grant))

    # -- tokens ----------------------------------------------------------------------------

    def redeem_code(self, code: str, redirect_uri: str, verifier: str) -> Tokens:
        """Exchange a code. It is used up, also when something about it is wrong."""
        with self._lock:
            request, grant = self._codes.pop(code, (None, None))
            if request is None or grant is None:
                raise TokenError("invalid_grant", "Invalid authorization code")
            if grant.expires_at <= self.clock():
                raise TokenError("invalid_grant", "Authorization code expired")
            if redirect_uri != request.redirect_uri:
                raise TokenError("invalid_grant", "Invalid redirect URI")
            if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(
                challenge_of(verifier), request.challenge
            ):
                raise TokenError("invalid_grant", "code_verifier was incorrect")
            return self._issue(grant.user, grant.scopes, grant.authorised_at)

    def refresh(self, refresh_token: str) -> Tokens:
        """New tokens for a refresh token, which is void from then on."""
        with self._lock:
            grant = self._refresh.pop(refresh_token, None)
            if grant is None:
                raise TokenError("invalid_grant", "Invalid refresh token")
            if grant.expires_at <= self.clock():
                raise TokenError("invalid_grant", "Refresh token expired")
            return self._issue(grant.user, grant.scopes, grant.authorised_at)

    def app_token(self) -> Tokens:
        """A token of the app itself: it reads tracks and searches, no more."""
        with self._lock:
            return self._issue(None, frozenset(), self.clock())

    def login(self, user_id: str, scopes: Iterable[str]) -> Tokens:
        """Tokens for a user without the way through the browser; for tests."""
        with self._lock:
            return self._issue(self.users[user_id], frozenset(scopes), self.clock())

    def grant(self, access_token: str) -> Grant | None:
        """What an access token allows, expired or not."""
        with self._lock:
            return self._access.get(access_token)

    def expire_access_tokens(self) -> None:
        """Let every access token run out now; refresh tokens stay good."""
        with self._lock:
            for token, grant in self._access.items():
                self._access[token] = Grant(grant.user, grant.scopes, grant.authorised_at, 0.0)

    def revoke_logins(self) -> None:
        """Forget every code and token, as when users remove the app from their account."""
        with self._lock:
            for kept in (self._codes, self._access, self._refresh):
                kept.clear()
            self._agreed.clear()

    def _issue(self, user: User | None, scopes: frozenset[str], authorised_at: float) -> Tokens:
        expires_at = self.clock() + ACCESS_LIFETIME_S
        access = self._keep(self._access, Grant(user, scopes, authorised_at, expires_at))
        if user is None:
            return Tokens(access, scopes)
        login = Grant(user, scopes, authorised_at, authorised_at + LOGIN_LIFETIME_S)
        return Tokens(access, scopes, self._keep(self._refresh, login))

    @staticmethod
    def _keep(kept: OrderedDict[str, _T], value: _T) -> str:
        """Put something away under a random name; the oldest goes when there are too many."""
        name = secrets.token_urlsafe(48)
        kept[name] = value
        while len(kept) > _KEPT:
            kept.popitem(last=False)
        return name


def challenge_of(verifier: str) -> str:
    """PKCE's S256: base64url without padding of the SHA-256 of the verifier."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def uri_without_port(uri: str) -> str | None:
    """A loopback-IP redirect URI without its port; None for any other URI."""
    try:
        parts = urlsplit(uri)
        # `http://user@127.0.0.1/` names the same host and yet is another URI.
        if parts.port is None or parts.username is not None or parts.hostname is None:
            return None
        if parts.geturl() != uri:  # it was tidied up: not the same to the letter
            return None
        if not ip_address(parts.hostname).is_loopback:
            return None
    except ValueError:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return parts._replace(netloc=host).geturl()
