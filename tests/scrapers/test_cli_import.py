"""`python -m scrapers import`: what goes in, what is told, and what a killed run leaves behind."""

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from recommender.catalogue import database
from recommender.catalogue.setlist import SetList
from recommender.catalogue.store import Store
from scrapers.cli import main
from scrapers.sandbox.setlists import interchange
from scrapers.sandbox.world import World
from tests.recommender.builders import content, fill

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def setlists(world: World) -> list[SetList]:
    """Some sets of the synthetic world."""
    return world.setlists()[:60]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that the command line works in."""
    monkeypatch.chdir(tmp_path)  # no .env of the checkout
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def file(tmp_path: Path, setlists: list[SetList]) -> Path:
    """The sets in a packed file."""
    path = tmp_path / "sets.jsonl.gz"
    path.write_bytes(gzip.compress(as_lines(setlists)))
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs an import in this process: exit code, stdout, stderr."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(["import", *map(str, arguments)])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


def as_lines(setlists: list[SetList]) -> bytes:
    return "".join(json.dumps(interchange(s)) + "\n" for s in setlists).encode()


def catalogue(data: Path) -> dict[str, list[tuple]]:
    store = Store(f"sqlite:///{data / 'segue.db'}")
    found = content(store)
    store.close()
    return found


def test_sets_go_in_and_a_second_import_says_that_nothing_changed(
    data: Path, file: Path, setlists: list[SetList], run: Callable
) -> None:
    code, out, err = run(file)
    assert (code, err) == (0, "")
    assert "60 new, 0 changed, 0 unchanged" in out
    assert "recommender train" in out
    before = catalogue(data)
    alone = Store(f"sqlite:///{data / 'alone.db'}")
    fill(alone, setlists)
    assert before == content(alone)
    alone.close()
    code, out, err = run(file)
    assert (code, err) == (0, "")
    assert "Nothing new" in out
    assert "60" in out
    assert catalogue(data) == before


def test_json_is_for_another_program(data: Path, file: Path, run: Callable) -> None:
    for counts in ((60, 0), (0, 60)):
        code, out, err = run(file, "--json")
        assert (code, err) == (0, "")
        assert json.loads(out) == {
            "new": counts[0],
            "changed": 0,
            "unchanged": counts[1],
            "bad": 0,
            "bad_lines": [],
        }


def test_a_changed_set_is_replaced(
    data: Path, file: Path, setlists: list[SetList], run: Callable, tmp_path: Path
) -> None:
    run(file)
    newer = interchange(setlists[0])
    newer["plays"] = newer["plays"][:3]
    (tmp_path / "newer.jsonl").write_text(json.dumps(newer) + "\n")
    code, out, _ = run(tmp_path / "newer.jsonl")
    assert code == 0
    assert "0 new, 1 changed" in out
    plays = [row for row in catalogue(data)["play"] if row[0] == setlists[0].source_id]
    assert len(plays) == 3


def test_bad_lines_are_shown_by_number_and_reason_and_the_rest_goes_in(
    data: Path, setlists: list[SetList], run: Callable, tmp_path: Path
) -> None:
    good = as_lines(setlists).splitlines(keepends=True)
    bad = {
        2: (b"not JSON at all\n", "not JSON"),
        4: (b'{"source": "x", "id": 3, "title": "t", "plays": []}\n', "'id' is not text"),
        5: (b"caf\xe9\n", "not UTF-8"),
        7: (b'{"source": "x", "id": "' + b"9" * 9 + b'", "plays": 1}\n', "'plays'"),
        8: (b"9" * 5000 + b"\n", "number"),
        9: (b'{"source": "' + b"s" * 41 + b'", "id": "1", "title": "t", "plays": []}\n', "source"),
    }
    for number, (line, _) in bad.items():
        good.insert(number - 1, line)
    path = tmp_path / "mixed.jsonl"
    path.write_bytes(b"".join(good))
    code, out, err = run(path)
    assert code == 0
    assert "60 new" in out
    assert f"{len(bad)} lines could not be read" in err
    for number, (_, reason) in bad.items():
        (told,) = (line for line in err.splitlines() if f"line {number}:" in line)
        assert str(path) in told
        assert reason in told
    code, out, _ = run(path, "--json")
    answer = json.loads(out)
    assert (code, answer["unchanged"], answer["bad"]) == (0, 60, len(bad))
    assert [line["line"] for line in answer["bad_lines"]] == list(bad)
    assert {frozenset(line) for line in answer["bad_lines"]} == {
        frozenset({"file", "line", "reason"})
    }


def test_many_bad_lines_are_all_counted_and_the_first_are_shown(
    data: Path, setlists: list[SetList], run: Callable, tmp_path: Path
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"rubbish\n" * 1500 + as_lines(setlists[:1]))
    code, _, err = run(path)
    assert code == 0
    assert "1,500 lines could not be read" in err
    assert "line 20:" in err
    assert "line 21:" not in err
    assert "1,480 more" in err


def test_a_gzip_that_breaks_off_gives_what_came_before(
    data: Path, file: Path, run: Callable
) -> None:
    file.write_bytes(file.read_bytes()[:-2000])
    code, out, err = run(file, "--json")
    answer = json.loads(out)
    assert code == 0
    assert 0 < answer["new"] < 60
    assert answer["bad"] == 1
    assert "damaged" in answer["bad_lines"][0]["reason"]
    assert err == ""


@pytest.mark.parametrize("content", [b"rubbish\n", b"\x1f\x8brubbish", b"\xff\xfe\x00"])
def test_a_file_without_any_set_fails(
    data: Path, run: Callable, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "rubbish").write_bytes(content)
    code, _, err = run(tmp_path / "rubbish")
    assert code == 1
    assert "1 line could not be read" in err


def test_one_is_not_told_as_many(
    data: Path, setlists: list[SetList], run: Callable, tmp_path: Path
) -> None:
    (tmp_path / "one.jsonl").write_bytes(as_lines(setlists[:1]))
    assert "The catalogue holds 1 set, " in run(tmp_path / "one.jsonl")[1]
    assert "Nothing new: 1 set in the catalogue already." in run(tmp_path / "one.jsonl")[1]


def test_an_empty_file_is_no_failure(data: Path, run: Callable, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert run(tmp_path / "empty")[0] == 0


@pytest.mark.parametrize("other", ["none.jsonl", "."])
def test_a_file_that_is_none_is_told_before_anything_goes_in(
    data: Path, file: Path, run: Callable, other: str
) -> None:
    code, out, err = run(file, other)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert other in err
    assert "Nothing was imported" in err
    assert not (data / "segue.db").exists()


@pytest.mark.parametrize("arguments", [(), ("--magic", "x")])
def test_wrong_usage_exits_with_two(data: Path, run: Callable, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: python -m scrapers")


def test_a_database_that_can_not_be_opened_is_told_in_one_line(
    data: Path, file: Path, run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    code, _, err = run(file)
    assert code == 1
    assert len(err.splitlines()) == 1


def test_a_full_disk_is_told_in_one_line_and_what_is_in_stays(
    data: Path, file: Path, run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = database._prepare_sqlite

    def small(engine: sa.Engine, wait_s: float) -> None:
        prepare(engine, wait_s)
        sa.event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA max_page_count = 40"))

    monkeypatch.setattr(database, "_prepare_sqlite", small)
    code, out, err = run(file)
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "scrapers: the catalogue's database failed: database or disk is full"
    ]
    monkeypatch.undo()
    assert 0 < len(catalogue(data)["set"]) < 60


# Ends the process by SIGKILL at the nth time that a statement begins with these words.
KILLED = """
import os, signal, sys
import sqlalchemy as sa
from scrapers.cli import main

begin, count = sys.argv[1], int(sys.argv[2])

@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def on_execute(connection, cursor, statement, *rest):
    global count
    if statement.lstrip().startswith(begin):
        count -= 1
        if count == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.exit(main(["import", *sys.argv[3:]]))
"""


@pytest.mark.parametrize(
    ("begin", "count"),
    [
        ("CREATE TABLE", 5),  # while the tables are made
        ("INSERT INTO play", 2),  # a set's tracks are there, its plays are not
        ("UPDATE scrape_state", 31),  # all of a set is there but what makes it count
    ],
    ids=["in the tables", "in an early set", "half-way"],
)
def test_an_import_that_was_killed_ends_like_an_uninterrupted_one(
    data: Path, file: Path, setlists: list[SetList], run: Callable, begin: str, count: int
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, begin, str(count), str(file)],
        cwd=ROOT,
        env=os.environ | {"SEGUE_DATA": str(data), "DATABASE_URL": ""},
        capture_output=True,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    in_by_then = catalogue(data)
    assert len(in_by_then["set"]) < 60
    assert len(in_by_then["state"]) == (2 if in_by_then["set"] else 1)
    # Whole sets only: each with all its plays.
    plays = {s.source_id: len(s.plays) for s in setlists}
    for _, source_id, *_ in in_by_then["set"]:
        assert sum(row[0] == source_id for row in in_by_then["play"]) == plays[source_id]
    code, out, _ = run(file, "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["new"], answer["unchanged"]) == (
        60 - len(in_by_then["set"]),
        len(in_by_then["set"]),
    )
    alone = Store(f"sqlite:///{data / 'alone.db'}")
    fill(alone, setlists)
    assert catalogue(data) == content(alone)
    alone.close()


def test_the_program_itself_ends_with_the_code(data: Path, file: Path, tmp_path: Path) -> None:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scrapers", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=ROOT,
            env=os.environ | {"SEGUE_DATA": str(data), "DATABASE_URL": ""},
        )

    good = call("import", str(file), "--json")
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["new"] == 60
    bad = call("import", str(tmp_path / "none"))
    assert (bad.returncode, bad.stdout) == (2, "")
    assert len(bad.stderr.splitlines()) == 1
    assert call().returncode == 2
