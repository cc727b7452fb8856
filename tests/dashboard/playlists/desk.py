"""A DJ's browser at a server that writes playlists."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import session

from dashboard.playlist_service import Chosen, PlaylistOrder, PlaylistResult
from dashboard.playlists import Playlists
from dashboard.spotify_access import SpotifyAccess
from dashboard.storage import operation as table
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.resolve import Resolver
from tests.dashboard.connecting import Server

NIGHT = PlaylistOrder("Night")


def quiet(step: str, done: int = 0, total: int = 0) -> None:
    """Nobody looks at the progress."""


@dataclass
class Desk:
    """The playlist service as one DJ's browser reaches it; a fresh one is a restarted server."""

    server: Server
    browser: str | None

    def __post_init__(self) -> None:
        server = self.server
        access = SpotifyAccess(server.services, server.logins, server.allowance)
        self.playlists = Playlists(
            server.store,
            access,
            server.logins,
            Resolver(server.store),
            server.allowance,
            server.services,
        )

    def ask(self, method: str, *args: Any) -> Any:
        with self.server.flask.test_request_context():
            session["browser"] = self.browser
            return getattr(self.playlists, method)(*args)

    def plan(self, chosen: list[Chosen]) -> str:
        id_ = self.ask("plan_playlist", chosen, quiet)
        assert isinstance(id_, str)
        return id_

    def write(self, id_: str, order: PlaylistOrder = NIGHT) -> PlaylistResult:
        self.ask("write_playlist", id_, order, quiet)
        return self.result(id_)

    def resume(self, id_: str) -> PlaylistResult:
        self.ask("resume_playlist", id_, quiet)
        return self.result(id_)

    def undo(self, id_: str) -> PlaylistResult:
        self.ask("undo_playlist", id_, quiet)
        return self.result(id_)

    def result(self, id_: str) -> PlaylistResult:
        result = self.ask("playlist_result", id_)
        assert isinstance(result, PlaylistResult)
        return result


def there(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(sandbox.playlists().values())


def remove_playlists(sandbox: Sandbox) -> None:
    for playlist in sandbox.state.playlists.kept():
        sandbox.state.playlists.follow(playlist, playlist.owner, follows=False)


def end_pause(server: Server) -> None:
    server.store.writer().put_state("spotify-pause", None)


def let_lease_run_out(server: Server) -> None:
    """What half a minute does after a process died."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with server.store.engine.begin() as connection:
        held = table.c.worker.is_not(None)
        connection.execute(table.update().where(held).values(leased_until=past))
