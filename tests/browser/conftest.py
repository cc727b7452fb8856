"""A page in a real Chromium that bears no error in its console and no request to the outside."""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.settings import DashboardSettings
from dashboard.start import Dashboard, start
from recommender.catalogue.identity import track_name
from recommender.settings import DataSettings
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from scrapers.sandbox.wsgi_server import WsgiServer
from tests.browser.tabs import Front, Tabs, in_memory
from tests.dashboard.fake_service import FakeService, make_server

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


def launch(kind: "playwright.BrowserType") -> "playwright.Browser":
    """A browser of its own; the test is skipped where there is none."""
    # Debian's build without windows is the same browser with less to start.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no chromium on this machine (apt install chromium)")
    return kind.launch(executable_path=path, args=ARGS)


@pytest.fixture(scope="session")
def chromium() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as driver:
        browser = launch(driver.chromium)
        yield browser
        browser.close()


@pytest.fixture
def viewport() -> dict[str, int]:
    """Override with a parametrize of this name for another size."""
    return {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def tabs(chromium: "playwright.Browser") -> Tabs:
    return Tabs(chromium)


@pytest.fixture
def page(tabs: Tabs, viewport: dict[str, int], serve: object) -> Iterator["playwright.Page"]:
    """A page that is as good as new (tabs.py). The test fails when the console shows an error or a
    request leaves 127.0.0.1.

    It is left before what `serve` started is: a question that is still open would fail.
    """
    tab = tabs.lend(viewport, scheme="dark")
    bad: list[str] = []

    def on_console(message: "playwright.ConsoleMessage") -> None:
        if message.type == "error":
            bad.append(f"console: {message.text}")

    def on_error(error: "playwright.Error") -> None:
        bad.append(f"page error: {error}")

    def on_request(asked: "playwright.Request") -> None:
        parts = urlsplit(asked.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            bad.append(f"request to the outside: {asked.url}")

    with tab.heard(console=on_console, pageerror=on_error, request=on_request):
        yield tab
        tabs.take_back(tab)
    assert not bad, "\n".join(bad)


@pytest.fixture
def troubled(tabs: Tabs, serve: object) -> Iterator["playwright.Page"]:
    """A page whose console may tell of failed answers, though of no fault in our scripts."""
    tab = tabs.lend({"width": 1440, "height": 900}, scheme="light")
    faults: list[str] = []

    def on_error(error: "playwright.Error") -> None:
        faults.append(str(error))

    with tab.heard(pageerror=on_error):
        yield tab
        tabs.take_back(tab)
    assert faults == []


@pytest.fixture(scope="session")
def front() -> Iterator[Front]:
    server = Front()
    yield server
    server.stop()


@pytest.fixture
def serve(front: Front) -> Iterator[Callable[[object], str]]:
    """`serve(flask_app)` gives the address of a server that answers as long as the test lasts.

    It is the same address for the first of each test.
    """
    more: list[WsgiServer] = []

    def start(app: object) -> str:
        if front.app is None:
            front.app = app
            return front.url
        more.append(in_memory(app))
        return f"http://127.0.0.1:{more[-1].port}"

    yield start
    front.app = None
    for server in more:
        server.stop()


@pytest.fixture
def service() -> FakeService:
    """What stands behind `url`; a file with another one of this name has that instead."""
    return FakeService()


@pytest.fixture
def url(service: FakeService, serve: Callable[[object], str]) -> str:
    """The address of a page over `service`."""
    return serve(make_server(service))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def played(world: World) -> list[Track]:
    """Tracks that many sets hold, most played first."""
    counts: dict[str, int] = {}
    for setlist in world.setlists():
        keys = {track_name(play.artist, play.title).key for play in setlist.plays if play.title}
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
    ranked = sorted(counts, key=lambda key: -counts[key])
    return [world.by_identity[key] for key in ranked if key in world.by_identity]


@pytest.fixture(scope="session")
def demo_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_port: int) -> Iterator[Dashboard]:
    """The demo as `make run` opens it with no settings, at a port of its own."""
    folder: Path = tmp_path_factory.mktemp("var")
    dashboard = start(
        DashboardSettings.model_validate({"SEGUE_PORT": demo_port}),
        DataSettings.model_validate({"SEGUE_DATA": folder}),
    )
    server = WsgiServer(dashboard.app.server, host="127.0.0.1", port=demo_port, threads=8)
    yield dashboard
    server.stop()
    dashboard.close()
