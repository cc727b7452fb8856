"""How tests connect: a server with login and setup over the sandbox, and what a DJ does there."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.bundles import Bundles, create_bundles
from dashboard.client_id import SpotifyApp
from dashboard.demo import sandbox_settings
from dashboard.login import create_login
from dashboard.logins import Logins
from dashboard.operations import open_writes
from dashboard.security import secure
from dashboard.settings import DashboardSettings
from dashboard.setup_page import create_setup
from dashboard.storage import login, open_storage, operation
from dashboard.vault import Vault
from recommender.catalogue.database import writing
from recommender.catalogue.store import Store
from scrapers.errors import LoginExpired
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.auth import LoginAttempt
from scrapers.spotify.client import Spotify

URL = "http://127.0.0.1:8050"
NADIA, TOMAS = "nadia.kestrel", "tomas.brix"


@dataclass
class Clock:
    """A clock that tests turn."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Server:
    """Login and setup over one database, as a server process has them."""

    folder: Path
    services: ServiceSettings
    settings: DashboardSettings = field(
        default_factory=lambda: DashboardSettings.model_validate({"SEGUE_URL": None})
    )
    key: str = field(default_factory=lambda: Fernet.generate_key().decode())
    database: str = ""
    demo: bool = False
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self._others: list[Server] = []
        self.store = Store(self.database or f"sqlite:///{self.folder / 'segue.db'}")
        open_storage(self.store.engine)
        self.vault = Vault(self.key)
        self.allowance = Allowance(self.store, 400, self.clock)
        self.own_app = SpotifyApp(self.services, self.folder)
        self.logins = Logins(
            self.services, self.store.engine, self.vault, self.allowance, self.clock
        )
        self.flask = Flask(__name__)
        create_bundles(self.flask, Bundles({}, "mark"))
        self.flask.register_blueprint(
            create_login(self.logins, self.settings.url, partial(open_writes, self.store.engine))
        )
        self.flask.register_blueprint(
            create_setup(
                self.settings, self.services, self.own_app, self.logins, self.allowance, self.demo
            )
        )
        secure(self.flask, "a key for tests", [], self.settings.trusted_hosts)

    def restarted(self, **changes: object) -> "Server":
        """Another process over the same folder and database."""
        same = {
            "folder": self.folder,
            "services": self.services.model_copy(),
            "settings": self.settings,
            "key": self.key,
            "database": self.database,
            "demo": self.demo,
            "clock": self.clock,
        }
        self._others.append(Server(**(same | changes)))  # type: ignore[arg-type]
        return self._others[-1]

    def close(self) -> None:
        self.store.close()
        for other in self._others:
            other.close()

    def browser(self) -> "Browser":
        return Browser(self, self.flask.test_client())

    def rows(self) -> list[sa.Row]:
        with self.store.engine.connect() as connection:
            return list(connection.execute(sa.select(login)))

    def operations_of(self, account: str) -> int:
        with self.store.engine.connect() as connection:
            mine = operation.c.account == account
            count = sa.select(sa.func.count()).select_from(operation).where(mine)
            return connection.scalar(count) or 0

    def add_operation(self, account: str, name: str, updated_at: datetime | None = None) -> None:
        """A row of `account`; what it says is none of our business here."""
        at = updated_at or datetime.now(UTC)
        row = {
            column.name: at if isinstance(column.type, sa.DateTime) else "{}"
            for column in operation.c
            if not column.nullable
        }
        row |= {"id": name, "account": account}
        with writing(self.store.engine).begin() as connection:
            connection.execute(operation.insert(), [row])

    def change_operation(self, name: str, **values: object) -> None:
        change = operation.update().where(operation.c.id == name).values(**values)
        with writing(self.store.engine).begin() as connection:
            connection.execute(change)

    def end_access_tokens(self) -> None:
        """Let every access token look as if its hour were over."""
        for row in self.rows():
            kept = json.loads(self.vault.open(row.token) or "")
            sealed = self.vault.seal(json.dumps(kept | {"expires_at": 0.0}))
            change = login.update().where(login.c.session == row.session).values(token=sealed)
            with writing(self.store.engine).begin() as connection:
                connection.execute(change)

    def attempt(self) -> LoginAttempt:
        """The login that was begun first and is still under way."""
        return next(iter(self.logins._attempts._kept.values())).attempt

    def secrets(self) -> list[str]:
        """Every token that is stored now."""
        kept = [json.loads(self.vault.open(row.token) or "") for row in self.rows()]
        return [token[name] for token in kept for name in ("access", "refresh")]


@dataclass
class Browser:
    """A DJ's browser."""

    server: Server
    client: FlaskClient

    def get(self, path: str, base_url: str = URL) -> TestResponse:
        return self.client.get(path, base_url=base_url)

    def post(self, path: str, **what: object) -> TestResponse:
        return self.client.post(path, base_url=URL, **what)  # type: ignore[arg-type]

    def begin(self, next_path: str = "/") -> str:
        """Choose Connect; gives the address of Spotify's page."""
        answer = self.client.get("/login", query_string={"next": next_path}, base_url=URL)
        assert answer.status_code == 302
        assert answer.location
        return answer.location

    def connect(self, sandbox: Sandbox, user: str = NADIA) -> str:
        """Connect; gives the session ID."""
        answer = self.get(agree(sandbox, self.begin(), user=user))
        assert answer.status_code == 302, answer.text
        session = self.session
        assert session
        return session

    @property
    def session(self) -> str | None:
        with self.client.session_transaction(base_url=URL) as session:
            return session.get("browser")


def agree(sandbox: Sandbox, page_url: str, decision: str = "agree", user: str = NADIA) -> str:
    """What the DJ does on Spotify's page; gives the path that the browser is sent back to."""
    page = requests.get(page_url, timeout=5)
    ticket = page.text.split('name="ticket" value="')[1].split('"')[0]
    form = {"ticket": ticket, "decision": decision, "user": user}
    answer = requests.post(
        f"{sandbox.url}/authorize/accept", data=form, allow_redirects=False, timeout=5
    )
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == URL
    return f"{back.path}?{back.query}"


def code_in(path: str) -> str:
    """Spotify's code in the address that the browser is sent back to."""
    return parse_qs(urlsplit(path).query)["code"][0]


def real_settings(sandbox: Sandbox, client_id: str | None = None) -> ServiceSettings:
    """Settings that lead to the sandbox, as if it were the real Spotify, with no app set up."""
    services = sandbox_settings(sandbox)
    services.spotify_client_id = client_id
    services.spotify_client_secret = None
    return services


def works(server: Server, token: str) -> bool:
    """Whether Spotify takes this access token."""
    with Spotify(server.services, lambda: token) as spotify:
        try:
            return bool(spotify.me().id)
        except LoginExpired:
            return False
