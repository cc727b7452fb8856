"""`python -m scrapers resolve`: ahead of time, within the budget, and on from where it stopped."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.store import Store
from scrapers.cli import main
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import CLIENT_ID, CLIENT_SECRET, Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify import resolving
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.app_access import AppToken
from scrapers.spotify.client import Spotify
from tests.recommender.builders import a_set, fill
from tests.scrapers.spotify.resolving.shelf import CATALOGUE, MINUS, REMIXERS, searches

ROOT = Path(__file__).parents[4]
HITS = ["Robert Hood - Minus", "Bert & Anna - Together", "Anna - Apart"]
HITS += [f"Busy Man - Tune ({name} Remix)" for name in REMIXERS]
MISSES = ["Robert Hood - Minus (Other Remix)", "No - Body"]
NO_NAMES = ["Half - ?", "Some - Tune (ID Remix)"]


@pytest.fixture
def folder(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose catalogue is to be looked up in the sandbox; the first tracks lead."""
    monkeypatch.setattr(resolving, "_STUMBLE_S", 0.0)
    for name, value in environment(sandbox, tmp_path).items():
        monkeypatch.setenv(name, value)
    make_catalogue(tmp_path)
    return tmp_path


def environment(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    return {
        "SEGUE_DATA": str(folder),
        "DATABASE_URL": "",
        "SPOTIFY_API_URL": sandbox.url,
        "SPOTIFY_ACCOUNTS_URL": sandbox.url,
        "SPOTIFY_CLIENT_ID": CLIENT_ID,
        "SPOTIFY_CLIENT_SECRET": CLIENT_SECRET,
    }


def make_catalogue(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    store = Store(f"sqlite:///{folder / 'segue.db'}")
    names = HITS + MISSES + NO_NAMES
    fill(store, [a_set(n, *names[: len(names) - n]) for n in range(len(names))])
    store.close()


def remembered(folder: Path) -> dict[str, str | None]:
    """Track → URI."""
    store = Store(f"sqlite:///{folder / 'segue.db'}")
    query = sa.select(db.track.c.key, db.resolution.c.uri).join(
        db.track, db.track.c.id == db.resolution.c.track_id
    )
    with store.engine.connect() as connection:
        rows = connection.execute(query).all()
        offered = connection.scalar(sa.select(sa.func.count()).select_from(db.resolution_offer))
    store.close()
    return {row.key: row.uri for row in rows} | {"offers": str(offered)}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object], str]:
    """Exit code, the JSON that was printed, and standard error."""
    code = main(["resolve", "--json", *arguments])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else {}, told.err


def test_all_is_looked_up_and_told_honestly(
    folder: Path, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, _ = run(capsys)
    assert code == 0
    spent = len(HITS) + 2 * len(MISSES)
    assert told == {
        "found": len(HITS),
        "missing": len(MISSES),
        "failed": 0,
        "searches": spent,
        "budget_spent": False,
        "error": None,
        "left": 0,
    }
    assert searches(sandbox) == spent
    assert remembered(folder)["robert hood - minus"] == MINUS.uri
    sandbox.forget_requests()
    assert main(["resolve"]) == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert sandbox.requests == []


def test_the_most_played_come_first_and_the_limit_holds(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["resolve", "--limit", "1"]) == 0
    out = capsys.readouterr().out
    left = len(HITS) + len(MISSES) - 1
    assert out == f"Found 1 track on Spotify; 0 are not there, {left} are left. Searches: 1.\n"
    assert set(remembered(folder)) == {"robert hood - minus", "offers"}


def test_a_spent_budget_is_the_normal_end_of_a_day(
    folder: Path,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SEGUE_SPOTIFY_SEARCHES", "6")
    code, told, _ = run(capsys)
    assert code == 0
    assert (told["found"], told["searches"], told["budget_spent"]) == (4, 4, True)
    assert told["left"] == len(HITS) + len(MISSES) - 4
    sandbox.forget_requests()
    assert main(["resolve"]) == 0
    out = capsys.readouterr().out
    assert "Nothing was looked up" in out
    assert "goes on tomorrow" in out
    assert searches(sandbox) == 0


def test_a_third_of_the_days_searches_is_kept_for_the_page(
    folder: Path,
    sandbox: Sandbox,
    settings: ServiceSettings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SEGUE_SPOTIFY_SEARCHES", "9")
    assert main(["resolve"]) == 0
    assert "the 3 that are kept for the page" in capsys.readouterr().out
    store = Store(f"sqlite:///{folder / 'segue.db'}")
    page = Allowance(store, 9)
    assert page.searches_left() == 3
    tokens = sandbox.login()
    with Spotify(settings, lambda: tokens.access_token, page) as spotify:
        assert spotify.search("minus")
    store.close()
    # What the page took was the command's share as little as the rest is.
    assert run(capsys)[1]["searches"] == 0


def test_a_token_that_spotify_ended_early_is_got_anew(
    folder: Path, sandbox: Sandbox, settings: ServiceSettings
) -> None:
    ours = {"spotify_client_id": CLIENT_ID, "spotify_client_secret": CLIENT_SECRET}
    app = AppToken(settings.model_copy(update=ours))
    with Spotify(settings, app.get, renew=app.get) as spotify:
        assert spotify.search("minus")
        before = app.get()
        sandbox.accounts.expire_access_tokens()
        assert spotify.search("minus")
    assert app.get() != before
    # Whoever was refused the one before gets the new one; nobody asks for another.
    sandbox.forget_requests()
    assert app.get(before) == app.get()
    assert sandbox.requests == []


def test_a_short_pause_is_waited_and_a_stumble_tried_again(
    folder: Path, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.faults.add(Fault("status", path="/v1/search", status=429, retry_after=1, skip=2))
    sandbox.faults.add(Fault("status", path="/v1/search", status=503, skip=4, times=2))
    code, told, _ = run(capsys)
    assert (code, told["left"], told["error"]) == (0, 0, None)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault("status", path="/v1/search", status=429, retry_after=4000, skip=3), "a pause"),
        (Fault("quota", path="/v1/search", retry_after=50_000, skip=3), "allowance"),
        (Fault("status", path="/v1/search", status=503, times=None, skip=3), "trouble"),
        (Fault("status", path="/v1/search", status=400, times=None, skip=3), "did not accept"),
    ],
    ids=["pause", "quota", "down", "refused"],
)
def test_a_spotify_that_fails_ends_the_run_and_what_was_found_stays(
    fault: Fault,
    says: str,
    folder: Path,
    sandbox: Sandbox,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sandbox.faults.add(fault)
    code, told, _ = run(capsys)
    assert code == 1
    assert (told["found"], told["missing"]) == (3, 0)
    assert says in str(told["error"])
    assert len(sandbox.requests) < 3 + 12
    assert len(remembered(folder)) == 3 + 1


def test_one_refused_question_does_not_keep_the_rest_waiting(
    folder: Path, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.faults.add(Fault("status", path="/v1/search", status=400))
    code, told, _ = run(capsys)
    assert (code, told["failed"], told["found"]) == (1, 1, len(HITS) - 1)
    assert told["left"] == 1
    assert main(["resolve"]) == 0
    assert "Found 1 track" in capsys.readouterr().out


def test_the_reason_is_one_line_without_json(
    folder: Path, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.faults.add(Fault("quota", path="/v1/search", retry_after=50_000))
    assert main(["resolve"]) == 1
    err = [line for line in capsys.readouterr().err.splitlines() if line.startswith("scrapers: ")]
    assert len(err) == 1
    assert "allowance" in err[0]


@pytest.mark.parametrize("name", ["SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"])
def test_without_the_apps_access_it_says_what_to_set(
    name: str,
    folder: Path,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv(name)
    assert main(["resolve"]) == 1
    assert "set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET" in capsys.readouterr().err
    assert sandbox.requests == []


def test_a_refused_app_ends_it(
    folder: Path,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", "wrong")
    assert main(["resolve"]) == 1
    err = capsys.readouterr().err
    assert "does not accept this app" in err
    assert "wrong" not in err


def test_an_empty_catalogue_is_nothing_to_look_up(
    sandbox: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment(sandbox, tmp_path).items():
        monkeypatch.setenv(name, value)
    assert main(["resolve"]) == 1
    assert "is empty" in capsys.readouterr().err


# Ends the process by SIGKILL before the nth statement of any kind.
PROGRAM = """
import os, signal, sys
import sqlalchemy as sa
from scrapers.cli import main

left = int(sys.argv[1])

@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def on_execute(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

code = main(["resolve", "--json"])
sys.stdout.flush()
os._exit(code)
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
def test_kills_at_any_point_change_nothing_in_the_end(sandbox: Sandbox, tmp_path: Path) -> None:
    for name in ("whole", "killed"):
        make_catalogue(tmp_path / name)

    def start(name: str, kill_at: int) -> int:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(kill_at)],
            cwd=ROOT,
            env=os.environ | environment(sandbox, tmp_path / name),
            capture_output=True,
            timeout=120,
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
        return done.returncode

    assert start("whole", 0) == 0
    whole = remembered(tmp_path / "whole")
    assert len(whole) == len(HITS) + len(MISSES) + 1
    rng, half_way = random.Random(5), set()
    for _ in range(6):
        # A run of nothing takes some 30 statements, each track about 12.
        start("killed", rng.randint(35, 80))
        half_way.add(len(remembered(tmp_path / "killed")))
    assert len(half_way) > 2  # they did stop it half-way
    assert start("killed", 0) == 0
    assert remembered(tmp_path / "killed") == whole
    assert len({track.uri for track in CATALOGUE} & {str(uri) for uri in whole.values()}) == len(
        HITS
    )
