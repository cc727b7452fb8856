"""Which commands are remembered as runs, and what is remembered of them."""

import contextlib
import gzip
import io
import json
import os
from pathlib import Path

import pytest

from recommender.catalogue.runs import Run, latest_runs
from recommender.catalogue.store import Store
from recommender.cli import main as recommender
from scrapers.cli import main as scrapers
from scrapers.sandbox.setlists import interchange
from scrapers.sandbox.world import World


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # no .env of the checkout
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("SEGUE_CONTACT", raising=False)
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    lines = [json.dumps(interchange(setlist)) for setlist in world.setlists()[:40]]
    path = tmp_path / "tapes.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def remembered(data: Path) -> list[Run]:
    store = Store(f"sqlite:///{data / 'segue.db'}")
    try:
        return latest_runs(store.engine)
    finally:
        store.close()


def test_an_import_and_a_training_are_remembered(data: Path, file: Path) -> None:
    assert scrapers(["import", str(file)]) == 0
    assert recommender(["train", "--no-map"]) == 0
    training, imported = remembered(data)
    assert (imported.command, imported.outcome) == ("import", "done")
    assert imported.note == "tapes.jsonl.gz: 40 new, 0 changed, 0 unchanged."
    assert imported.counts == {"new": 40, "changed": 0, "unchanged": 0, "bad": 0}
    assert (training.command, training.outcome) == ("train", "done")
    assert training.note.startswith("Trained on 40 sets")


def test_what_a_command_fails_with_is_remembered(data: Path, file: Path) -> None:
    scrapers(["import", str(file)])
    assert scrapers(["mixesdb", "--all"]) == 1
    run = remembered(data)[0]
    assert (run.command, run.outcome) == ("mixesdb", "failed")
    assert "SEGUE_CONTACT" in run.note


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "missing.jsonl"],
        ["mixesdb", "--all", "--dry-run"],
        ["mixesdb", "check", "tapes.jsonl.gz"],
        ["mixesdb", "--limit", "none"],
        ["mixesdb", "--help"],
    ],
)
def test_what_changes_nothing_is_no_run(data: Path, file: Path, arguments: list[str]) -> None:
    scrapers(["import", str(file)])
    with contextlib.suppress(SystemExit):
        scrapers(arguments)
    assert [run.command for run in remembered(data)] == ["import"]


def test_a_file_that_cant_be_used_names_no_folder(data: Path, file: Path) -> None:
    bad = file.with_name("bad.jsonl")
    bad.write_text("this is no set list\n", encoding="utf-8")
    assert scrapers(["import", str(bad)]) == 1
    run = remembered(data)[0]
    assert run.outcome == "failed"
    assert "bad.jsonl" in run.note
    assert str(file.parent) not in run.note


def test_a_file_whose_name_is_not_utf_8_is_imported_and_remembered(
    data: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = file.with_name(os.fsdecode(b"b\xff.jsonl"))
    try:
        odd.write_bytes(gzip.decompress(file.read_bytes()))
    except OSError:
        pytest.skip("this file system takes no such names")
    assert scrapers(["import", str(odd)]) == 0
    bad = file.with_name(os.fsdecode(b"b\xff.csv"))
    bad.write_text("x", encoding="utf-8")
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", "strict")
    monkeypatch.setattr("sys.stdout", out)
    assert scrapers(["import", "--json", str(bad)]) == 1
    out.seek(0)
    assert json.load(out)["bad_lines"][0]["file"] == str(bad)
    failed, done = remembered(data)
    assert (done.outcome, done.note) == (
        "done", "b?.jsonl: 40 new, 0 changed, 0 unchanged."
    )  # fmt: skip
    assert failed.outcome == "failed"
    assert failed.note.startswith("b?.csv: ")
