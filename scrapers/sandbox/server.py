"""The running box: the app, and a server around it that starts and stops cleanly."""

import os
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from recommender.errors import SegueError
from scrapers.sandbox.control import PREFIX, control, playlists_of
from scrapers.sandbox.deezer import PREFIX as DEEZER
from scrapers.sandbox.deezer import deezer
from scrapers.sandbox.fault_layer import FaultLayer
from scrapers.sandbox.faults import Faults
from scrapers.sandbox.itunes import PREFIX as ITUNES
from scrapers.sandbox.itunes import itunes
from scrapers.sandbox.mediawiki import mediawiki
from scrapers.sandbox.mediawiki_pages import write_pages
from scrapers.sandbox.mediawiki_wiki import Wiki
from scrapers.sandbox.preview_files import preview_files
from scrapers.sandbox.preview_shops import Shops
from scrapers.sandbox.site import site
from scrapers.sandbox.spotify_accounts import accounts
from scrapers.sandbox.spotify_api import api
from scrapers.sandbox.spotify_errors import ApiError
from scrapers.sandbox.spotify_library_api import library_api
from scrapers.sandbox.spotify_playlist_api import playlist_api
from scrapers.sandbox.spotify_playlists import Playlists
from scrapers.sandbox.spotify_rules import SpotifyRules
from scrapers.sandbox.spotify_search import SearchIndex
from scrapers.sandbox.spotify_tokens import (
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URIS,
    SCOPES,
    USERS,
    Accounts,
    Tokens,
)
from scrapers.sandbox.state import State
from scrapers.sandbox.world import World
from scrapers.sandbox.wsgi_server import WsgiServer

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "Call", "Sandbox", "create_app", "create_state"]

HOST = "127.0.0.1"
_THREADS = 12
_CALLS_KEPT = 2_000
_BIGGEST_BODY = 1_000_000
# What waits to be sent stays below the size from which waitress puts it on the disk, where no
# preview belongs, and where a body without end would go on for long.
_MOST_UNSENT = 1_000_000
_UNSENT_TO_DISK = 8_000_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was answered. Without its query and headers: those may hold secrets."""

    method: str
    path: str
    status: int
    """0 where the connection was broken off."""


def create_state(
    world: World,
    redirect_uris: Iterable[str] = REDIRECT_URIS,
    clock: Callable[[], float] = time.time,
) -> State:
    """Fresh accounts, playlists, wiki and faults around a world."""
    return State(
        world=world,
        accounts=Accounts(USERS, redirect_uris, clock),
        playlists=Playlists(clock),
        search=SearchIndex(world.tracks),
        faults=Faults(),
        wiki=Wiki(write_pages(world.sets), clock),
        shops=Shops(clock),
        rules=SpotifyRules(clock),
    )


def create_app(world: World, state: State | None = None) -> Flask:
    """The sandbox as a Flask app; faults strike it under any server, and under the test client."""
    state = state or create_state(world)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _BIGGEST_BODY
    state.keep_in(app.extensions)
    for blueprint in (
        site,
        accounts,
        playlist_api,
        library_api,
        api,
        mediawiki,
        deezer,
        itunes,
        preview_files,
        control,
    ):
        app.register_blueprint(blueprint)
    app.register_error_handler(ApiError, _api_error)
    app.register_error_handler(HTTPException, _http_error)
    layer = FaultLayer(app.wsgi_app, state.faults, exempt=f"{PREFIX}/")
    app.wsgi_app = layer  # type: ignore[method-assign]
    return app


def _api_error(error: ApiError) -> ResponseReturnValue:
    body: dict[str, object] = {"status": error.status, "message": error.message}
    if error.reason:
        body["reason"] = error.reason
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return jsonify(error=body), error.status, headers


def _http_error(error: HTTPException) -> Any:
    """Under /v1 every error is JSON."""
    if not request.path.startswith("/v1/") or error.code is None:
        return error
    return _api_error(ApiError(error.code, error.name))


class Sandbox:
    """The sandbox on a port of this computer.

        with Sandbox(world) as sandbox:
            requests.get(f"{sandbox.url}/_sandbox/health")

    It listens on 127.0.0.1 only. What happened in it survives a stop and a new start.
    """

    def __init__(
        self,
        world: World,
        port: int = 0,
        redirect_uris: Iterable[str] = REDIRECT_URIS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.world = world
        self.port = port
        self.state = create_state(world, redirect_uris, clock)
        self._calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self._app = _CallLog(create_app(world, self.state).wsgi_app, self._calls)
        self._server: WsgiServer | None = None

    def __enter__(self) -> "Sandbox":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Its address, without final slash: the base of the Web API and of the accounts service."""
        return f"http://{HOST}:{self.port}"

    @property
    def faults(self) -> Faults:
        """The bad days: add some, clear them."""
        return self.state.faults

    @property
    def spotify(self) -> SpotifyRules:
        """Spotify's rules: its limits, the app's owner and list of users can be changed."""
        return self.state.rules

    @property
    def wiki(self) -> Wiki:
        """The wiki: edit, move and delete its pages."""
        return self.state.wiki

    @property
    def wiki_url(self) -> str:
        """The address of the wiki's API."""
        return f"{self.url}/w/api.php"

    @property
    def deezer_url(self) -> str:
        """The address of Deezer's API."""
        return f"{self.url}{DEEZER}"

    @property
    def itunes_url(self) -> str:
        """The address of iTunes's search API."""
        return f"{self.url}{ITUNES}"

    @property
    def shops(self) -> Shops:
        """Deezer and iTunes as they run: their allowances can be changed."""
        return self.state.shops

    @property
    def accounts(self) -> Accounts:
        """The accounts service: let tokens expire, revoke logins."""
        return self.state.accounts

    @property
    def requests(self) -> list[Call]:
        """The latest calls, oldest first."""
        return list(self._calls)

    def forget_requests(self) -> None:
        """Empty the list of calls."""
        self._calls.clear()

    def playlists(self) -> dict[str, dict[str, object]]:
        """Playlist ID → name, owner, public, description and URIs in order."""
        return playlists_of(self.state)

    def login(self, user_id: str = USERS[0].id, scopes: Iterable[str] = SCOPES) -> Tokens:
        """Tokens of a demo user without the way through the browser."""
        return self.accounts.login(user_id, scopes)

    def start(self) -> "Sandbox":
        """Open the port and serve. Raises SegueError when the port is taken."""
        if self._server is not None:
            return self
        listener = _listen(self.port)
        self.port = listener.getsockname()[1]
        self.faults.rearm()
        self._server = WsgiServer(
            self._app,
            sockets=[listener],
            threads=_THREADS,
            ident=None,
            outbuf_high_watermark=_MOST_UNSENT,
            outbuf_overflow=_UNSENT_TO_DISK,
        )
        return self

    def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is None:
            return
        server, self._server = self._server, None
        self.faults.release()
        server.stop()


def _listen(port: int) -> socket.socket:
    # Bound here and not by waitress, which leaks its half-made server when the port is taken.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows this would share the port with whoever has it
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise SegueError(
            f"Can't open port {port} for the sandbox ({error}). "
            "Stop what uses it, or choose another with --port."
        ) from None
    return listener


class _CallLog:
    """WSGI middleware: notes every call with its status."""

    def __init__(self, app: WSGIApplication, calls: "deque[Call]") -> None:
        self._app = app
        self._calls = calls

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status = 0

        def start(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status
            status = int(line.split(" ", 1)[0])
            if exc_info is None:
                return start_response(line, headers)
            return start_response(line, headers, exc_info)

        try:
            return self._app(environ, start)
        finally:
            call = Call(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), status)
            self._calls.append(call)
