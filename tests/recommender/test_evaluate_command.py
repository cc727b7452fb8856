"""`python -m recommender evaluate`: tables, JSON, and results that are kept."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from recommender.catalogue.store import Store
from recommender.cli import main
from recommender.evaluation.results import load_results
from recommender.evaluation.tasks import TASKS
from tests.recommender.builders import a_set, fill
from tests.recommender.test_cli import LINES


@pytest.fixture
def run(
    world_store: Store,
    world_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str, str]]:
    """Runs the command on the world's catalogue: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)  # no .env of the checkout
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{world_folder / 'segue.db'}")
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path / "var"))

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(["evaluate", *arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


def test_without_a_word_it_asks_with_one_seed_and_prints_a_table(run: Callable) -> None:
    code, out, err = run("--models", "popularity", "--split", "time", "--whole-names")
    assert code == 0
    assert out.startswith("## One seed")
    assert "Time split, seed 7: 540 training sets, 60 held out" in out
    assert out.count("| popularity |") == 1
    assert "… popularity (seed 7)" in err
    again = run("--models", "popularity", "--split", "time", "--whole-names", "--markdown")[1]
    assert again.splitlines()[:5] == out.splitlines()[:5]


def test_json_is_the_form_of_the_files_with_the_default_first(run: Callable) -> None:
    code, out, _ = run("--json", "--models", "item-knn-cosine", "segue")
    told = json.loads(out)
    assert code == 0
    assert list(told) == ["data", "made", "machine", "tables"]
    (table,) = told["tables"]
    assert table["task"] == "one-seed"
    assert (table["protocol"]["split"], table["protocol"]["seed"]) == ("random", 7)
    # The default first, however they were named.
    assert [model["name"] for model in table["models"]] == ["segue", "item-knn-cosine"]
    assert "against_default" not in table["models"][0]
    assert set(table["models"][1]["against_default"]["mrr"]) == {"difference", "low", "high", "p"}


def test_all_tasks_can_be_asked_and_are_kept_under_a_name(run: Callable, tmp_path: Path) -> None:
    code, out, err = run(
        "--task", "all", "--models", "popularity", "item-knn-cosine", "--save", "try.1", "--json"
    )
    assert code == 0
    assert [table["task"] for table in json.loads(out)["tables"]] == list(TASKS)
    (kept,) = load_results(tmp_path / "var" / "evaluation")
    assert (kept.name, kept.data) == ("try.1", "try.1")
    assert [table.task for table in kept.tables] == list(TASKS)
    assert "saved as" in err


def test_tasks_are_named_in_any_order_and_head_and_tail_together(run: Callable) -> None:
    _, out, _ = run("--task", "head-tail,next-track,head", "--models", "popularity", "--json")
    assert [table["task"] for table in json.loads(out)["tables"]] == ["next-track", "head", "tail"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--task", "mind-reading"),
        ("--task", ""),
        ("--task", "one-seed,"),
        ("--save", ""),
        ("--save", "../models"),
        ("--save", ".hidden"),
        ("--save", "a" * 65),
        ("--json", "--markdown"),
        ("--seed", "-1"),
        ("--split", "sideways"),
        ("--models", "magic"),
    ],
)
def test_wrong_usage_exits_with_two_and_writes_nothing(
    run: Callable, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: python -m recommender evaluate")
    assert not (tmp_path / "var").exists()


def test_too_few_sets_are_told_in_one_line_and_nothing_is_kept(
    run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'few.db'}"
    store = Store(url)
    fill(store, [a_set(n, *LINES[n % 2 :], f"Once {n} - Only") for n in range(4)])
    store.close()
    monkeypatch.setenv("DATABASE_URL", url)
    code, out, err = run("--save", "few")
    assert (code, out) == (1, "")
    assert "too few set lists" in err.splitlines()[-1]
    assert not (tmp_path / "var" / "evaluation").exists()
