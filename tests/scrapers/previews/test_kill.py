"""A run killed at any point, again and again, ends like one that nobody disturbed."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.store import Store
from scrapers.sandbox import preview_files
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.world import World
from tests.scrapers.previews.catalogues import fill_with, heard, remembered

ROOT = Path(__file__).parents[3]
KILLS = 9
TRACKS = 24

# Ends the process by SIGKILL before the nth step that changes the database (a statement that
# writes, or a commit), or after some seconds. At its end it tells how many such steps there were.
PROGRAM = """
import os, signal, sys, threading
import sqlalchemy as sa
from scrapers.cli import main
from scrapers.previews import command, deezer, itunes, listening
from tests.scrapers.previews.ears import VERSION, Ears

deezer.CALLS = itunes.CALLS = 1_000_000
listening.BATCH = 2
command.Workers, command.model_version = Ears, lambda _: VERSION
first, seconds = int(sys.argv[1]), float(sys.argv[2])
left = first

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

if seconds:
    threading.Timer(seconds, kill).start()

def step():
    global left
    left -= 1
    if left == 0:
        kill()

@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def on_execute(connection, cursor, statement, *_):
    if statement.lstrip().split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
        step()

@sa.event.listens_for(sa.Engine, "commit")
def on_commit(connection):
    step()

code = main(["previews", "--json"])
sys.stdout.flush()
print(first - left, file=sys.stderr, flush=True)
os._exit(code)
"""


@pytest.fixture
def sandbox(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Shops that allow any number of calls, with files that nobody had to compute."""
    for name in ("preview_mp3", "preview_m4a"):
        monkeypatch.setattr(preview_files, name, lambda track: b"ID3" + track.uri.encode() * 999)
    with Sandbox(world) as running:
        running.shops.deezer_quota.calls = running.shops.itunes_quota.calls = 1_000_000
        yield running


def catalogue(folder: Path, world: World) -> None:
    """A catalogue with tracks of every kind."""
    folder.mkdir()
    shelves = world.shelves
    tracks = [*shelves.both[: TRACKS - 8], *shelves.only_itunes[:4], *shelves.nowhere[:4]]
    store = Store(f"sqlite:///{folder / 'segue.db'}")
    fill_with(store, *[f"{track.wiki_artist} - {track.wiki_title}" for track in tracks])
    store.close()


def run(
    sandbox: Sandbox, folder: Path, kill_at: int = 0, kill_after_s: float = 0
) -> subprocess.CompletedProcess[bytes]:
    """Run the real command line; the exit code is negative when it was killed."""
    ours = {"SEGUE_DATA": str(folder), "DATABASE_URL": "", "SEGUE_PREVIEWS": "on"}
    ours |= {"DEEZER_API_URL": sandbox.deezer_url, "ITUNES_API_URL": sandbox.itunes_url}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(kill_at), str(kill_after_s)],
        cwd=ROOT,
        env=os.environ | ours,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done


def statements(done: subprocess.CompletedProcess[bytes]) -> int:
    """How many there were in a run that came to its end."""
    assert done.returncode == 0
    return int(done.stderr.split()[-1])


def tables(folder: Path) -> tuple[object, ...]:
    """Everything that was heard and remembered but for the times."""
    store = Store(f"sqlite:///{folder / 'segue.db'}")
    try:
        query = sa.select(db.track.c.key, db.analysis.c.embedding).join(
            db.track, db.track.c.id == db.analysis.c.track_id
        )
        with store.engine.connect() as connection:
            embeddings = {row[0]: row[1] for row in connection.execute(query)}
        return heard(store), remembered(store), embeddings
    finally:
        store.close()


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
def test_kills_at_any_point_change_nothing_in_the_end(
    world: World, sandbox: Sandbox, tmp_path: Path
) -> None:
    for folder in ("whole", "killed"):
        catalogue(tmp_path / folder, world)
    everything = statements(run(sandbox, tmp_path / "whole"))
    whole = tables(tmp_path / "whole")
    assert (len(whole[0]), len(whole[1])) == (TRACKS - 4, TRACKS + 4)  # type: ignore[arg-type]
    nothing = statements(run(sandbox, tmp_path / "whole"))
    rng, kills, half_way = random.Random(4), 0, set()
    batch = (everything - nothing) // (TRACKS // 2)
    for number in range(KILLS):
        # Each time a little later, from before a run's first write to after its third or so.
        at = nothing + batch * 4 * number // KILLS
        when = (at, 0.0) if number % 4 else (0, rng.uniform(0.05, 0.3))
        done = run(sandbox, tmp_path / "killed", *when)
        kills += done.returncode == -signal.SIGKILL
        half_way.add(len(tables(tmp_path / "killed")[0]))  # type: ignore[arg-type]
    assert kills >= KILLS - 2  # time is no exact weapon
    assert len(half_way) > 2  # they did stop it half-way
    assert run(sandbox, tmp_path / "killed").returncode == 0
    assert tables(tmp_path / "killed") == whole
