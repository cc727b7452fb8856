"""Two DJs, a server, and a crate."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard import operations
from dashboard.demo import sandbox_settings
from dashboard.playlist_service import Chosen
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from scrapers.spotify import steps
from scrapers.spotify.client import Spotify
from tests.dashboard.connecting import NADIA, TOMAS, Server
from tests.dashboard.playlists.desk import Desk, remove_playlists


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "PAUSE_S", 0.01)
    monkeypatch.setattr(operations, "_LOOK_S", 0.01)


@pytest.fixture
def server(sandbox: Sandbox, tmp_path: Path) -> Iterator[Server]:
    remove_playlists(sandbox)
    server = Server(tmp_path, sandbox_settings(sandbox))
    yield server
    server.close()
    remove_playlists(sandbox)


@pytest.fixture
def nadia(server: Server, sandbox: Sandbox) -> Desk:
    return Desk(server, server.browser().connect(sandbox, NADIA))


@pytest.fixture
def tomas(server: Server, sandbox: Sandbox) -> Desk:
    return Desk(server, server.browser().connect(sandbox, TOMAS))


@pytest.fixture
def crate(world: World) -> list[Chosen]:
    return [Chosen(track.wiki_artist, track.wiki_title) for track in world.cold_tracks[:5]]


@pytest.fixture
def uris(world: World) -> list[str]:
    return [track.uri for track in world.cold_tracks[:5]]


@pytest.fixture
def own(nadia: Desk) -> Callable[..., str]:
    """Makes a playlist of Nadia's that holds some tracks; gives its ID."""

    def make(name: str, held: list[str]) -> str:
        token = nadia.server.logins.access_token(nadia.browser)
        with Spotify(nadia.server.services, lambda: token) as spotify:
            id_ = spotify.create_playlist(name).id
            if held:
                spotify.add_items(id_, held)
        return id_

    return make
