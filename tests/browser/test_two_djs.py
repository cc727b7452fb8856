"""Two DJs, two browsers, one server of its own process: from login to undo, and through a kill.

The server runs as `python app.py` does, with everything logged, against the sandbox over HTTP. What
it must never let out (tokens, codes, verifiers) is taken down at the sandbox and looked for in the
log, in the data folder, and in what the browsers hold.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dashboard.demo import fill_catalogue
from recommender.catalogue.store import Store
from recommender.recommendations import Track
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import CLIENT_ID, Sandbox
from scrapers.sandbox.spotify_tokens import USERS
from scrapers.sandbox.world import World
from tests.browser.conftest import free_port, launch

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import logging
from datetime import timedelta
from dashboard import lease
lease.LEASE, lease._BEAT_S = timedelta(seconds=6), 2.0  # nobody waits for half a minute here
logging.basicConfig(level=logging.DEBUG)
import app
app.main()
"""
NADIA, TOMAS = USERS
START_S = 60


@dataclass
class Segue:
    """The server as a process of its own, which can be killed and started again."""

    folder: Path
    sandbox: Sandbox
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "segue.log"

    def start(self) -> None:
        services = {
            "SPOTIFY_CLIENT_ID": CLIENT_ID,
            "SPOTIFY_API_URL": self.sandbox.url,
            "SPOTIFY_ACCOUNTS_URL": self.sandbox.url,
            "SEGUE_HTTP_TIMEOUT_S": "30",
            "SEGUE_PREVIEWS": "off",
        }
        ours = {
            "SEGUE_DATA": str(self.folder / "var"),
            "SEGUE_PORT": str(self.port),
            "SEGUE_DEMO": "off",
            "PYTHONUNBUFFERED": "1",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE],
                cwd=ROOT,
                env=os.environ | services | ours,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)


@pytest.fixture(scope="module")
def box(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def segue(box: Sandbox, world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Segue]:
    folder = tmp_path_factory.mktemp("two-djs")
    (folder / "var").mkdir()
    store = Store(f"sqlite:///{folder / 'var' / 'segue.db'}")
    fill_catalogue(store, world)
    store.close()
    server = Segue(folder, box)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def secrets(box: Sandbox) -> Iterator[set[str]]:
    """Everything secret that passed through the sandbox's accounts service."""
    told: set[str] = set()
    redeem, refresh = box.accounts.redeem_code, box.accounts.refresh

    def redeemed(code: str, redirect_uri: str, verifier: str) -> object:
        tokens = redeem(code, redirect_uri, verifier)
        told.update((code, verifier, tokens.access_token, tokens.refresh_token or code))
        return tokens

    def refreshed(refresh_token: str) -> object:
        tokens = refresh(refresh_token)
        told.update((refresh_token, tokens.access_token, tokens.refresh_token or refresh_token))
        return tokens

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(box.accounts, "redeem_code", redeemed)
        patch.setattr(box.accounts, "refresh", refreshed)
        yield told


@pytest.fixture
def browsers(chromium: object) -> Iterator[tuple[object, object]]:
    """A page in each of two browsers."""
    other = launch(chromium.browser_type)
    contexts = [b.new_context(viewport={"width": 1440, "height": 900}) for b in (chromium, other)]
    for context in contexts:
        context.set_default_timeout(15_000)
    yield tuple(context.new_page() for context in contexts)
    for context in contexts:
        context.close()
    other.close()


def opened(page, segue: Segue) -> None:
    """The Find page, as soon as the server answers."""
    for _ in range(START_S * 4):
        try:
            page.goto(segue.url)
            break
        except Exception as error:
            if "ERR_CONNECTION_REFUSED" not in str(error):
                raise
            page.wait_for_timeout(250)
    page.locator("#seed").wait_for()


def fill_crate(page, seed: str, rows: range) -> list[str]:
    """Keys of the tracks that were put into the crate, in order."""
    page.fill("#seed", seed)
    page.keyboard.press("Enter")
    page.locator(".add-button").first.wait_for()
    for row in rows:
        page.locator(".add-button").nth(row).click()
    page.locator("#crate-list li").nth(len(rows) - 1).wait_for()
    crate = page.evaluate("() => JSON.parse(localStorage.getItem('crate'))")
    return [track["key"] for track in crate]


def connect(page, name: str) -> None:
    page.click("#create")
    page.click("#connect-link")
    page.get_by_label(name).check()
    page.get_by_role("button", name="Agree").click()


def write(page, name: str) -> None:
    page.locator("#playlist-write:not([disabled])").wait_for()
    page.fill("#playlist-name", name)
    page.click("#playlist-write")


def playlists_of(box: Sandbox, owner: str) -> dict[str, list[str]]:
    return {
        str(p["name"]): list(p["uris"]) for p in box.playlists().values() if p["owner"] == owner
    }


def most_played(segue: Segue, number: int) -> list[Track]:
    store = Store(f"sqlite:///{segue.folder / 'var' / 'segue.db'}")
    try:
        return store.most_played(number)
    finally:
        store.close()


def keys_of(world: World, uris: list[str]) -> list[str]:
    """What stands in a playlist, as the catalogue's keys."""
    return [world.by_spotify_id[uri.rpartition(":")[2]].identity for uri in uris]


def test_two_djs_write_and_undo_and_nothing_secret_leaks(
    browsers: tuple, segue: Segue, box: Sandbox, world: World, secrets: set[str]
) -> None:
    nadia, tomas = browsers
    visited: list[str] = []
    for page in browsers:
        page.on("framenavigated", lambda frame: visited.append(frame.url))
    seeds = [track.name for track in most_played(segue, 2)]
    chosen = {}
    for page, user, seed, rows in (
        (nadia, NADIA, seeds[0], range(4)),
        (tomas, TOMAS, seeds[1], range(2, 5)),
    ):
        opened(page, segue)
        chosen[user.id] = fill_crate(page, seed, rows)
        connect(page, user.display_name)
        page.locator("#playlist-account", has_text=user.display_name).wait_for()
    write(nadia, "Nadia's night")
    write(tomas, "Tomas's night")
    for page in browsers:
        page.locator("#playlist-link").wait_for()

    for user, name in ((NADIA, "Nadia's night"), (TOMAS, "Tomas's night")):
        written = playlists_of(box, user.id)
        assert list(written) == [name]
        assert keys_of(world, written[name]) == chosen[user.id]
    assert TOMAS.display_name not in nadia.content()
    assert NADIA.display_name not in tomas.content()

    nadia.click("#playlist-undo")
    nadia.get_by_text("Taken back").wait_for()
    assert playlists_of(box, NADIA.id) == {}
    assert list(playlists_of(box, TOMAS.id)) == ["Tomas's night"]

    assert len(secrets) >= 8
    for page in browsers:
        held = page.content() + page.evaluate("() => JSON.stringify({...localStorage})")
        assert not [s for s in secrets if s in held]
        cookies = str(page.context.cookies())
        assert not [s for s in secrets if s in cookies]
    addresses = [url for url in visited if "/callback" not in url]
    assert not [s for s in secrets if any(s in url for url in addresses)]
    log = segue.log.read_bytes()
    assert b"api/token" in log, "the log holds nothing: it proves nothing"
    assert not [s for s in secrets if s.encode() in log]
    for file in (segue.folder / "var").rglob("*"):
        if file.is_file():
            body = file.read_bytes()
            assert not [s for s in secrets if s.encode() in body], file.name


def test_a_server_killed_amid_writing_finishes_the_same_playlist_after_its_restart(
    browsers: tuple, segue: Segue, box: Sandbox, world: World
) -> None:
    page = browsers[0]
    opened(page, segue)
    chosen = fill_crate(page, most_played(segue, 3)[2].name, range(5))
    connect(page, NADIA.display_name)
    # The tracks are in, and the answer never comes.
    stuck = box.faults.add(
        Fault("timeout", path="/items$", method="POST", when="after", seconds=20)
    )
    write(page, "Cut off")
    for _ in range(100):
        if box.faults.struck(stuck):
            break
        page.wait_for_timeout(100)
    segue.kill()
    box.faults.clear()
    segue.start()

    opened(page, segue)
    page.click("#create")
    # Until its lease runs out nobody knows that the one who wrote it is dead.
    look, finish = page.locator("#playlist-look"), page.locator("#playlist-finish")
    look.or_(finish).first.wait_for(timeout=60_000)
    if not finish.is_visible():
        look.click()
    finish.click(timeout=60_000)
    page.locator("#playlist-link").wait_for(timeout=60_000)
    written = playlists_of(box, NADIA.id)
    assert list(written) == ["Cut off"]
    assert keys_of(world, written["Cut off"]) == chosen
