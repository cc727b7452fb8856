"""Who is connected to Spotify in which browser.

The browser holds a random session ID in a signed cookie and nothing else. The table `login` holds
that ID's SHA-256 and the tokens, sealed by the vault: a copy of the database opens no session and
no account. Nothing is remembered in memory but logins that are under way (attempts.py).

Each refresh token works once, so one thread at a time, of all server processes, renews a login: it
takes the row's `renewing_until`, and the others wait for what it stores. The new refresh token is
stored before the new access token is used.

Who connects again gets a new row. The one before stays for some minutes, for the jobs that began
with it: they go on as the account they began as, whoever is connected in that browser now.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.attempts import Attempt, Attempts
from dashboard.playlist_service import Account
from dashboard.sealer import Ended, Sealer
from dashboard.storage import login as logins
from dashboard.storage import operation as operations
from dashboard.vault import Vault
from recommender.catalogue.database import in_utc, writing
from recommender.errors import SegueError
from scrapers.errors import LoginExpired, Unavailable
from scrapers.http import PATIENCE
from scrapers.settings import ServiceSettings
from scrapers.spotify import auth
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.client import Spotify

LOGIN_LIFE = timedelta(days=180)
"""Spotify ends a login six months after the user agreed, whatever was refreshed since."""

KEPT = timedelta(days=30)
"""What is left of a login that ended, so that the page can say why, is swept after this."""

REPLACED_LIFE = timedelta(minutes=10)
"""How long jobs go on with a login that a newer one in the same browser took the place of."""

_LOOK_AGAIN_S = 0.1

NOT_CONNECTED = "You are not connected to Spotify. Connect first."
SIX_MONTHS = "Spotify ends each login after six months: connect again."
REFUSED = (
    "Spotify no longer accepts this login: it was withdrawn there, or replaced by one that did not "
    "reach Segue. Connect Spotify again."
)


@dataclass(frozen=True)
class _Login:
    """A row of the table, its token opened."""

    session: str
    account: str
    name: str
    logged_in_at: datetime
    token: auth.Token
    sealed: bytes = field(repr=False)


class Logins:
    """All logins of one server. Safe to use from several threads and processes.

    Every method may raise SQLAlchemy's DBAPIError when the database fails.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        engine: Engine,
        vault: Vault,
        allowance: Allowance | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """The engine's database has the tables of storage.py."""
        self._settings = settings
        self._engine = engine
        self._sealer = Sealer(settings, vault)
        self._allowance = allowance
        self._now = now
        self._attempts = Attempts(now)

    # -- connecting ------------------------------------------------------------------------

    def begin(self, browser: str, redirect_uri: str, next_path: str) -> str:
        """Start a login for a browser session; returns where to send it.

        Raises NotAllowed or BadInput when it can't be begun, RateLimited while Spotify wants a
        pause: nobody is sent to agree to what can't be finished.
        """
        if self._allowance:
            self._allowance.check()
        attempt = auth.begin_login(self._settings, redirect_uri)
        self._attempts.keep(attempt, browser, next_path)
        return attempt.url

    def take_attempt(self, browser: str, state: str) -> Attempt | None:
        """The attempt that `state` belongs to, once; None when it is not this browser's."""
        return self._attempts.take(browser, state)

    def finish(self, attempt: Attempt, code: str) -> str:
        """Exchange the code for a token; returns the new session ID for the browser's cookie.

        A fresh ID, so that one known from before the login is worth nothing after it. Raises
        ServiceError.
        """
        token = auth.finish_login(self._settings, attempt.attempt, code, allowance=self._allowance)
        with Spotify(self._settings, lambda: token.access_token, self._allowance) as spotify:
            who = spotify.me()
        browser = secrets.token_urlsafe(32)
        session = _hash(browser)
        row = {
            "session": session,
            "account": who.id,
            "name": who.name,
            "token": self._sealer.seal(session, token),
            "logged_in_at": self._now(),
        }
        before = (logins.c.session == _hash(attempt.browser)) & logins.c.ends_at.is_(None)
        with writing(self._engine).begin() as connection:
            ends_at = self._now() + REPLACED_LIFE
            connection.execute(logins.update().where(before).values(ends_at=ends_at))
            connection.execute(logins.insert(), [row])
        self.sweep()
        return browser

    # -- connected -------------------------------------------------------------------------

    def account(self, browser: str | None) -> Account | None:
        """Who is connected there, and the day on which that ends; None when nobody is."""
        try:
            login = self._current(browser)
        except LoginExpired:
            return None
        return Account(login.name, (login.logged_in_at + LOGIN_LIFE).date())

    def account_id(self, browser: str | None) -> str:
        """Spotify's stable ID of the account. Raises LoginExpired when nobody is connected."""
        return self._current(browser).account

    def ended(self, browser: str | None) -> str:
        """Why the login that was there is no longer good; empty where there is nothing to say."""
        try:
            self._current(browser)
        except Ended as error:
            return str(error)
        except LoginExpired:
            return ""
        return ""

    def access_token(self, browser: str | None, refused: str = "") -> str:
        """A token that is good for the next call; renewed when it is about to end.

        A token that Spotify `refused` is renewed too, unless another one was stored meanwhile.
        Raises LoginExpired when nobody is connected, or no longer: then the login is deleted.
        Raises another ServiceError when Spotify could not be asked for a new token.
        """
        give_up = time.monotonic() + 2 * self._renewal_s()
        while True:
            try:
                login = self._current(browser)
            except Ended:
                self._delete(_hash(browser or ""))
                raise
            token = login.token
            if token.access_token != refused and not token.expired(self._now().timestamp()):
                return token.access_token
            if self._may_renew(login):
                return self._renew(login)
            if time.monotonic() > give_up:
                raise Unavailable("Segue can't renew the Spotify login. Try again in a moment.")
            time.sleep(_LOOK_AGAIN_S)

    def belongs_to(self, browser: str | None) -> str | None:
        """The account that would be disconnected there, also where its login has ended."""
        mine = logins.c.session == _hash(browser or "")
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(logins.c.account).where(mine))

    def disconnect(self, browser: str | None) -> None:
        """Delete everything about the account that is connected there, in all browsers."""
        account = self.belongs_to(browser)
        if account is None:
            return
        with writing(self._engine).begin() as connection:
            connection.execute(logins.delete().where(logins.c.account == account))
            connection.execute(operations.delete().where(operations.c.account == account))

    def sweep(self) -> None:
        """Delete logins that were replaced or ended long ago, and what nobody has a login for."""
        now = self._now()
        long_ago = now - LOGIN_LIFE - KEPT
        gone = (logins.c.logged_in_at < long_ago) | (logins.c.ends_at <= now)
        with writing(self._engine).begin() as connection:
            connection.execute(logins.delete().where(gone))
            nobodys = operations.c.account.not_in(sa.select(logins.c.account))
            old = operations.c.updated_at < long_ago
            connection.execute(operations.delete().where(nobodys, old))

    # -- rows ------------------------------------------------------------------------------

    def _current(self, browser: str | None) -> _Login:
        """The login of a browser session. Raises LoginExpired, saying why there is none."""
        session = _hash(browser or "")
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(logins).where(logins.c.session == session)).first()
        if row is None:
            raise LoginExpired(NOT_CONNECTED)
        if row.ends_at is not None and self._now() >= in_utc(row.ends_at):
            raise LoginExpired(NOT_CONNECTED)
        logged_in_at = in_utc(row.logged_in_at)
        if self._now() >= logged_in_at + LOGIN_LIFE:
            raise Ended(SIX_MONTHS)
        token = self._sealer.unseal(session, row.token)
        return _Login(session, row.account, row.name, logged_in_at, token, row.token)

    def _delete(self, session: str, sealed: bytes | None = None) -> bool:
        """Whether a row went; with `sealed` only where its token is still that one."""
        which = logins.c.session == session
        if sealed is not None:
            which &= logins.c.token == sealed
        with writing(self._engine).begin() as connection:
            return connection.execute(logins.delete().where(which)).rowcount > 0

    # -- renewing --------------------------------------------------------------------------

    def _renewal_s(self) -> float:
        """Seconds in which a renewal is over, whatever Spotify does."""
        return PATIENCE * self._settings.timeout_s + 10

    def _may_renew(self, login: _Login) -> bool:
        """Whether nobody else renews this login now; then it is ours to do."""
        now = self._now()
        free = logins.c.renewing_until.is_(None) | (logins.c.renewing_until < now)
        change = logins.update().where(
            logins.c.session == login.session, logins.c.token == login.sealed, free
        )
        until = now + timedelta(seconds=self._renewal_s())
        with writing(self._engine).begin() as connection:
            return connection.execute(change.values(renewing_until=until)).rowcount > 0

    def _renew(self, login: _Login) -> str:
        try:
            token = auth.refresh(self._settings, login.token, allowance=self._allowance)
        except LoginExpired as error:
            if self._delete(login.session, login.sealed):
                raise LoginExpired(REFUSED) from error
            # Somebody was quicker after all, and stored what is good now.
            return self._renewed(login.session)
        except SegueError:
            self._store(login.session, renewing_until=None)
            raise
        sealed = self._sealer.seal(login.session, token)
        if not self._store(login.session, token=sealed, renewing_until=None):
            raise LoginExpired(NOT_CONNECTED)
        self.sweep()
        return token.access_token

    def _renewed(self, session: str) -> str:
        with self._engine.connect() as connection:
            sealed = connection.scalar(sa.select(logins.c.token).where(logins.c.session == session))
        if sealed is None:
            raise LoginExpired(NOT_CONNECTED)
        return self._sealer.unseal(session, sealed).access_token

    def _store(self, session: str, **values: object) -> bool:
        """Change a login's row; False where it is gone, because somebody disconnected."""
        change = logins.update().where(logins.c.session == session).values(**values)
        with writing(self._engine).begin() as connection:
            return connection.execute(change).rowcount > 0


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
