"""What all tests share: the invented world, and a private PostgreSQL where there is one."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from dashboard.settings import DashboardSettings
from recommender.settings import DataSettings
from scrapers.sandbox.world import World, build_world
from scrapers.settings import ServiceSettings

# A slow machine is no failure; what hangs is ended by whoever started the tests.
settings.register_profile("segue", deadline=None)
settings.load_profile("segue")

_OURS = ("SEGUE_", "SPOTIFY_", "MIXESDB_", "DEEZER_", "ITUNES_")
_OWNER = "postgres"
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@pytest.fixture(scope="session")
def world() -> World:
    """The invented world, built once; tests leave it as it is."""
    return build_world()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A PostgreSQL of our own; each call gives the URL of an empty schema in it.

    It lives in a temporary folder and listens on a socket there, never on TCP.
    """
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (no initdb and pg_ctl found)")
    become = _become_owner()
    if become is None:
        pytest.skip(f"PostgreSQL does not run as root, and there is no way to become {_OWNER}")
    # Not below pytest's own folder: its path may be too long for a socket, and is closed to others.
    with tempfile.TemporaryDirectory(prefix="segue-pg-") as name:
        folder = Path(name)
        if become:
            shutil.chown(folder, _OWNER)
        data = str(folder / "data")

        def run(program: str, *arguments: str) -> None:
            command = [*become, str(programs / program), "-D", data, *arguments]
            # PostgreSQL's output goes to a file: a pipe would stay open as long as the server.
            with (folder / f"{program}.txt").open("w") as output:
                done = subprocess.run(
                    command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, timeout=60
                )
            said = (folder / f"{program}.txt").read_text()
            assert done.returncode == 0, f"{program} failed: {said}"

        run("initdb", "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-w", "-o", f"-k {folder} -c listen_addresses='' {_QUICK}", "start")
        try:
            yield _schemas(f"postgresql+psycopg://{_OWNER}@/postgres?host={folder}")
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind that the catalogue may live in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalogue.db'}"
    url: str = request.getfixturevalue("postgres")()
    return url


def _programs() -> Path | None:
    """The folder of the newest initdb, off the PATH on Debian."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(installed, key=lambda path: (len(path.parts[-3]), path.parts[-3]))
    found = newest[-1] if newest else shutil.which("initdb")
    if found is None or not (Path(found).parent / "pg_ctl").exists():
        return None
    return Path(found).parent


def _become_owner() -> Sequence[str] | None:
    """The command in front of another that runs it as somebody who is not root."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam(_OWNER)
    except KeyError:
        return None
    if shutil.which("runuser"):
        return ["runuser", "-u", _OWNER, "--"]
    if shutil.which("setpriv"):
        return ["setpriv", f"--reuid={_OWNER}", f"--regid={_OWNER}", "--init-groups"]
    return None


def _schemas(url: str) -> Callable[[], str]:
    numbers = count(1)

    def make() -> str:
        name = f"test_{next(numbers)}"
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            connection.execute(sa.schema.CreateSchema(name))
        engine.dispose()
        return f"{url}&options=-csearch_path%3D{name}"

    return make


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_our_own() -> Iterator[None]:
    """Tests see the defaults, whatever the environment and a `.env` of the developer say."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            ours = name.startswith(_OURS) or name == "DATABASE_URL"
            if ours and name != "SEGUE_STUDY_DATA":
                patch.delenv(name)
        for kind in (DataSettings, ServiceSettings, DashboardSettings):
            patch.setitem(kind.model_config, "env_file", None)
        yield
