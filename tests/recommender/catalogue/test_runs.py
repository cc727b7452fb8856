"""What the commands did is remembered, also where they were killed, and never in their way."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from recommender.catalogue import runs, schema
from recommender.catalogue.runs import LOST_AFTER, Told, latest_runs, record, recorded
from recommender.catalogue.store import Store
from recommender.errors import NotTrained, WrongUsage


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'segue.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


def test_a_run_tells_what_it_did(store: Store, url: str) -> None:
    def work(told: Told) -> int:
        (running,) = latest_runs(store.engine)
        assert (running.outcome, running.ended_at) == ("running", None)
        told.tell("3 new.", {"new": 3})
        return 0

    assert record(url, "import", work) == 0
    (run,) = latest_runs(store.engine)
    assert (run.command, run.outcome, run.note, run.counts) == (
        "import", "done", "3 new.", {"new": 3}
    )  # fmt: skip
    assert run.ended_at
    assert run.ended_at >= run.started_at


def test_an_error_is_remembered_and_goes_on(store: Store, url: str) -> None:
    with pytest.raises(NotTrained), recorded(url, "previews"):
        raise NotTrained("There is no genre network.")
    with pytest.raises(KeyError), recorded(url, "previews"):
        raise KeyError("token=s3cret")
    unforeseen, told = latest_runs(store.engine)
    assert (told.outcome, told.note) == ("failed", "There is no genre network.")
    assert unforeseen.outcome == "failed"
    assert "KeyError" in unforeseen.note
    assert "s3cret" not in unforeseen.note


def test_another_exit_code_than_0_is_a_failure(store: Store, url: str) -> None:
    assert record(url, "resolve", lambda told: 1) == 1
    assert latest_runs(store.engine)[0].outcome == "failed"


def test_what_it_was_stopped_by_half_way_is_the_reason(store: Store, url: str) -> None:
    def work(told: Told) -> int:
        told.tell("Found 12.", {"found": 12}, error=NotTrained("Spotify is down."))
        return 1

    record(url, "resolve", work)
    run = latest_runs(store.engine)[0]
    assert (run.outcome, run.note, run.counts) == ("failed", "Spotify is down.", {"found": 12})


def test_whoever_stops_a_run_is_told_so(store: Store, url: str) -> None:
    with pytest.raises(KeyboardInterrupt), recorded(url, "mixesdb"):
        raise KeyboardInterrupt
    assert latest_runs(store.engine)[0].outcome == "stopped"


@pytest.mark.parametrize("error", [WrongUsage("--category needs a name."), SystemExit(2)])
def test_wrong_usage_is_no_run(store: Store, url: str, error: BaseException) -> None:
    with pytest.raises(type(error)), recorded(url, "mixesdb"):
        raise error
    assert latest_runs(store.engine) == []


def test_a_killed_run_did_not_end(store: Store, url: str) -> None:
    record(url, "update", lambda told: 0)
    alive = datetime.now(UTC)
    with store.engine.begin() as connection:
        connection.execute(
            schema.scraper_run.update().values(outcome="running", ended_at=None, alive_at=alive)
        )
    (soon,) = latest_runs(store.engine, now=alive + LOST_AFTER - timedelta(seconds=1))
    (later,) = latest_runs(store.engine, now=alive + LOST_AFTER + timedelta(seconds=1))
    assert (soon.outcome, soon.ended_at) == ("running", None)
    assert (later.outcome, later.ended_at) == ("lost", alive)


def test_a_run_that_works_gives_signs_of_life(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_FIRST_LOOK_S", 0.01)
    monkeypatch.setattr(runs, "SIGN_OF_LIFE_S", 0.01)
    alive = sa.select(schema.scraper_run.c.alive_at)
    with recorded(url, "train"):
        seen = set()
        deadline = time.monotonic() + 10
        while len(seen) < 3 and time.monotonic() < deadline:
            with store.engine.connect() as connection:
                seen.add(connection.scalar(alive))
    assert len(seen) == 3


def test_only_the_last_runs_are_kept(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "KEPT", 3)
    for number in range(5):
        record(url, f"run {number}", lambda told: 0)
    assert [run.command for run in latest_runs(store.engine)] == ["run 4", "run 3", "run 2"]


def test_a_catalogue_from_before_runs_were_remembered_takes_them(url: str, tmp_path: Path) -> None:
    Store(url).close()
    with sqlite3.connect(tmp_path / "segue.db") as connection:
        connection.execute("DROP TABLE scraper_run")
    connection.close()
    opened = Store(url)
    assert latest_runs(opened.engine) == []
    record(url, "import", lambda told: 0)
    assert len(latest_runs(opened.engine)) == 1
    opened.close()


@pytest.mark.parametrize("bad", ["b\udcff.csv", "b\0.csv"])
def test_a_name_that_no_database_takes_is_remembered_without_its_odd_signs(
    database_url: str, bad: str
) -> None:
    opened = Store(database_url)

    def work(told: Told) -> int:
        told.tell(f"{bad}: 1 new.", {bad: 1, 2: {"files": [bad, Path(bad)]}})
        return 0

    assert record(database_url, "import", work, [Path(bad)]) == 0
    (run,) = latest_runs(opened.engine)
    assert run.outcome == "done"
    kept = run.note.removesuffix(": 1 new.")
    assert kept in ("b?.csv", "b.csv")
    assert run.counts == {kept: 1, "2": {"files": [kept, kept]}}
    opened.close()


def test_what_can_not_be_remembered_breaks_no_command(
    store: Store, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    endless: dict[str, object] = {}
    endless["itself"] = endless

    def work(told: Told) -> int:
        told.tell("3 new.", endless)
        return 0

    with caplog.at_level(logging.WARNING):
        assert record(url, "import", work) == 0
    assert "could not be remembered" in caplog.text


def test_a_machine_that_does_not_know_its_user_breaks_no_command(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(runs.Path, "home", unknown)
    with recorded(url, "import") as told:
        told.tell("/srv/a.jsonl: 3 new.")
    assert latest_runs(store.engine)[0].note == "a.jsonl: 3 new."
    monkeypatch.setattr(runs.Path, "home", lambda: Path("/"))
    assert runs.without_paths("3 new and/or changed") == "3 new and/or changed"


def test_a_command_does_not_wait_long_for_whoever_writes(
    store: Store, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_WAIT_S", 0.05)
    other = sqlite3.connect(tmp_path / "segue.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with recorded(url, "import"):
        assert other.in_transaction  # the command works while the other one still writes
        other.execute("COMMIT")
    other.close()
    assert [run.outcome for run in latest_runs(store.engine)] == ["done"]


def test_whoever_writes_for_long_does_not_hold_up_the_end_either(
    store: Store, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_WAIT_S", 0.05)
    other = sqlite3.connect(tmp_path / "segue.db", isolation_level=None)
    with recorded(url, "import"):
        other.execute("BEGIN IMMEDIATE")
    assert other.in_transaction
    other.execute("COMMIT")
    other.close()


def test_no_database_is_made_for_the_sake_of_a_run(url: str, tmp_path: Path) -> None:
    with pytest.raises(NotTrained), recorded(url, "previews"):
        raise NotTrained("no")
    assert list(tmp_path.iterdir()) == []


def test_the_run_that_made_the_database_is_in_it(url: str) -> None:
    def work(told: Told) -> int:
        Store(url).close()
        return 0

    record(url, "import", work)
    opened = Store(url)
    assert [run.outcome for run in latest_runs(opened.engine)] == ["done"]
    opened.close()


@pytest.mark.parametrize("bad", ["no url at all", "sqlite:////proc/nowhere/segue.db", "foo://x"])
def test_a_database_that_cant_be_written_is_the_commands_to_tell(bad: str) -> None:
    with pytest.raises(NotTrained, match="its own"), recorded(bad, "import"):
        raise NotTrained("its own")


def test_a_database_that_is_no_database_is_the_commands_to_tell(url: str, tmp_path: Path) -> None:
    (tmp_path / "segue.db").write_bytes(b"this is no database, " * 400)
    assert record(url, "import", lambda told: 0) == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("/home/anna/sets.jsonl: no", "sets.jsonl: no"),
        ("The model in /srv/anna/models/segue is damaged", "The model in segue is damaged"),
        ("C:\\Users\\anna\\a.jsonl is bad", "a.jsonl is bad"),
        ("~/music/a.jsonl is bad", "a.jsonl is bad"),
        ("C:\\Users\\Joe Smith\\x.csv is bad", "x.csv is bad"),
        ("C:\\Users\\J. Smith\\my sets\\x.csv is bad", "x.csv is bad"),
        ("/home/joe smith/m/x.csv", "x.csv"),
        ("/home/joe smith/m/x.csv and /srv/joe  r smith/y.csv", "x.csv and y.csv"),
        ("D:\\joe smith\\x.csv and C:\\joe smith\\y.csv", "x.csv and y.csv"),
        ("Can't read /srv/a/x.csv: see docs/cli.md", "Can't read x.csv: see docs/cli.md"),
        ("Can't read /srv/a/x.csv. See docs/cli.md", "Can't read x.csv. See docs/cli.md"),
        (
            "/srv/a/x.csv is not from https://www.mixesdb.com/w/Main_Page",
            "x.csv is not from https://www.mixesdb.com/w/Main_Page",
        ),
        (
            "The catalogue sqlite:////srv/joe smith/segue.db can't be opened",
            "The catalogue segue.db can't be opened",
        ),
        ("See https://www.mixesdb.com/w/Main_Page for more", None),
        ("found and/or lost", None),
        ("3 / 4 of them", None),
    ],
)
def test_of_paths_only_the_last_name_is_kept(text: str, kept: str | None) -> None:
    assert runs.without_paths(text) == (kept or text)


def test_a_stopped_run_names_no_folder_either(store: Store, url: str) -> None:
    def work(told: Told) -> int:
        told.tell("/home/joe smith/m/x.csv: 3 new.")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(url, "import", work)
    assert latest_runs(store.engine)[0].note == "x.csv: 3 new."


def test_files_of_the_command_line_go_by_their_names() -> None:
    path = Path("/home/anna k/my sets/a.jsonl")
    assert runs.without_paths(f"{path}: no", [path]) == "a.jsonl: no"
