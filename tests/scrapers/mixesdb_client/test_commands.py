"""`python -m scrapers mixesdb`, its `check`, and `update`, as a maintainer meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from recommender.catalogue.store import Store
from recommender.settings import DataSettings
from recommender.training import train, trained_version
from scrapers import updating
from scrapers.cli import main
from scrapers.mixesdb import command
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from tests.recommender.builders import a_set, fill
from tests.scrapers.mixesdb_client.conftest import CONTACT, simple_parser, text_of, title_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wiki: Sandbox) -> Path:
    """An empty data folder, and settings that lead to the small wiki."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("SEGUE_CONTACT", CONTACT)
    monkeypatch.setenv("MIXESDB_API_URL", wiki.wiki_url)
    monkeypatch.setenv("SEGUE_MIXESDB_PAUSE_S", "0")
    monkeypatch.setattr(command, "parse_page", simple_parser)
    return tmp_path / "var"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process: exit code, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


def test_a_category_comes_in_and_the_next_run_needs_no_name(run: Run, wiki: Sandbox) -> None:
    wiki.wiki.edit(title_of(3), "stub [[Category:Nights]]")
    wiki.wiki.edit(title_of(4), text_of("A - B") + "\n!!")
    code, out, err = run("mixesdb", "--category", "Nights")
    assert (code, err) == (0, "")
    assert "129 new, 0 changed, 0 unchanged, 1 skipped" in out
    assert "1 skipped: stub" in out
    assert "Lines not understood: 1 " in out
    assert "recommender train" in out
    code, out, _ = run("mixesdb", "--json")
    assert code == 0
    assert json.loads(out) == {
        "new": 0,
        "changed": 0,
        "unchanged": 130,
        "skipped": {},
        "removed": 0,
        "unparsed_lines": 0,
        "empty_categories": [],
        "warnings": [],
        "complete": True,
    }


def test_a_dry_run_makes_not_even_a_folder(run: Run, data: Path) -> None:
    code, out, _ = run("mixesdb", "--all", "--since", "2020-06", "--dry-run")
    assert code == 0
    assert "Nothing was written" in out
    assert "5 new" in out
    assert not data.exists()


def test_a_limit_is_told(run: Run) -> None:
    code, out, _ = run("mixesdb", "--category", "Category:Nights", "--limit", "7")
    assert code == 0
    assert "7 new" in out
    assert "run the same command again" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--category NAME"),
        (("--all", "--category", "Nights"), "leave out --category"),
        (("--category", " "), "needs a name"),
    ],
)
def test_what_makes_no_sense_is_one_line(run: Run, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = run("mixesdb", *arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert words in err


@pytest.mark.parametrize(
    "arguments",
    [
        *(("--since", text) for text in ("May", "2024-13", "2024-00", "2024-02-31", "0000")),
        ("--limit", "0"),
        ("--limit", "x"),
    ],
)
def test_wrong_usage_exits_with_two(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("mixesdb", "--all", *arguments)[0] == 2


def test_without_a_contact_nothing_is_called(
    run: Run, data: Path, wiki: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEGUE_CONTACT")
    for arguments in (("mixesdb", "--all"), ("update",)):
        code, out, err = run(*arguments)
        assert (code, out, len(err.splitlines())) == (1, "", 1)
        assert "SEGUE_CONTACT" in err
    assert wiki.requests == []
    assert not data.exists()


def test_a_misspelled_category_fails_with_its_name(run: Run) -> None:
    code, _, err = run("mixesdb", "--category", "nights")
    assert code == 1
    assert "'nights'" in err


def test_a_challenge_is_one_line(run: Run, wiki: Sandbox) -> None:
    wiki.faults.add(Fault("challenge"))
    code, out, err = run("mixesdb", "--all")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "challenge" in err


def test_check_reports_and_writes_nothing(run: Run, data: Path, tmp_path: Path) -> None:
    text = "== Tracklist ==\n\n# Ada - Rise\n# ?\n...\n\n[[Category:2019]]\n[[Category:Ada]]\n"
    (tmp_path / "2019-03-02_-_Ada_-_Night.wiki").write_text(text)
    code, out, err = run("mixesdb", "check", str(tmp_path))
    assert (code, err) == (0, "")
    assert "1 page: 1 with sets" in out
    assert "\n1 set with 3 plays, 1 of them known" in out
    code, out, _ = run("mixesdb", "check", str(tmp_path), "--json")
    assert json.loads(out)["lines"]["tracks"] == 1
    assert not data.exists()


def test_check_names_what_can_not_be_read_and_reports_the_rest(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    bad = folder / "bad.wiki"
    bad.write_bytes(b"caf\xe9")
    code, out, _ = run("mixesdb", "check", str(folder))
    assert code == 1
    assert "0 pages" in out
    (folder / "2019-03-02 - Ada - Night.wiki").write_text("== Tracklist ==\n# Ada - Rise\n")
    lines = tmp_path / "pages.jsonl"
    lines.write_text('{}\nrubbish\n{"wikitext": 3}\n')
    code, out, err = run("mixesdb", "check", str(folder), str(lines))
    assert (code, err) == (0, "")
    assert "1 page: " in out
    assert "3 could not be read at all" in out
    assert f"  {bad}: not UTF-8 text\n" in out
    assert f"  {lines}, line 2: not JSON" in out
    answer = json.loads(run("mixesdb", "check", str(folder), str(lines), "--json")[1])
    assert (answer["pages"], answer["bad"]) == (1, 3)
    assert answer["bad_lines"][0] == {"file": str(bad), "line": None, "reason": "not UTF-8 text"}
    assert [line["line"] for line in answer["bad_lines"]] == [None, 2, 3]


@pytest.mark.parametrize("name", ["none", "none.wiki", "none.jsonl"])
def test_check_names_a_file_that_is_missing(run: Run, tmp_path: Path, name: str) -> None:
    code, out, err = run("mixesdb", "check", str(tmp_path), str(tmp_path / name))
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert f"{tmp_path / name} is neither a file nor a folder" in err


def test_a_dry_run_says_what_would_be_removed(run: Run, wiki: Sandbox) -> None:
    run("mixesdb", "--category", "Nights")
    wiki.wiki.edit(title_of(3), "stub [[Category:Nights]]")
    _, out, _ = run("mixesdb", "--category", "Nights", "--dry-run")
    assert "The sets of 1 of these would be removed." in out
    assert "were removed" not in out
    _, out, _ = run("mixesdb", "--category", "Nights")
    assert "The sets of 1 of these were removed." in out


def test_saved_pages_are_imported_and_skipped_ones_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    text = "== Tracklist ==\n\n# Ada - Rise\n# Bo - Fall\n\n[[Category:2019]]\n[[Category:Ada]]\n"
    (folder / "2019-03-02_-_Ada_-_Night.wiki").write_text(text)
    (folder / "2019-03-03_-_Ada_-_Night.wiki").write_text("{{Repeat|Original = X}}")
    code, out, _ = run("import", str(folder))
    assert code == 0
    assert "1 new" in out
    assert "1 skipped" in out
    (tmp_path / "empty").mkdir()
    assert run("import", str(tmp_path / "empty"))[0] == 2


def with_trainable_sets(data: Path) -> None:
    store = Store(f"sqlite:///{data / 'segue.db'}")
    fill(store, [a_set(number, "A - B", "C - D", f"E - {number}") for number in range(30)])
    store.close()


def test_update_reads_what_is_configured_and_trains_when_it_is_worth_it(
    run: Run, data: Path, wiki: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGUE_MIXESDB_CATEGORIES", "Nights | Nights")
    with_trainable_sets(data)
    code, out, _ = run("update", "--json")
    answer = json.loads(out)
    assert (code, answer["mixesdb"]["new"], answer["trained"]) == (0, 130, True)
    assert answer["changed_since_training"] == 160
    version = trained_version(DataSettings(data_dir=data).models_dir)
    assert answer["version"] == version
    monkeypatch.delenv("SEGUE_MIXESDB_CATEGORIES")  # what was read before is remembered
    wiki.wiki.edit(title_of(3), text_of("New - One"))
    code, out, _ = run("update")
    assert code == 0
    assert "0 new, 1 changed, 129 unchanged" in out
    assert "Not trained: fewer than 2 sets changed." in out
    wiki.wiki.edit(title_of(4), text_of("New - One"))
    code, out, _ = run("update")
    assert "Trained after 2 changes" in out


def test_update_trains_on_what_came_in_even_when_mixesdb_fails(
    run: Run, data: Path, wiki: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGUE_MIXESDB_CATEGORIES", "*")
    with_trainable_sets(data)
    wiki.faults.add(Fault("challenge", times=None))
    code, out, err = run("update")
    assert code == 1
    assert "Trained after 30 changes" in out
    assert len(err.splitlines()) == 1
    assert "challenge" in err
    code, out, _ = run("update", "--json")
    answer = json.loads(out)
    assert (code, answer["trained"], answer["mixesdb"]) == (1, False, None)
    assert "challenge" in answer["error"]


def test_update_without_anything_to_read_says_what_to_set(run: Run) -> None:
    code, _, err = run("update")
    assert code == 1
    assert "SEGUE_MIXESDB_CATEGORIES" in err


def test_update_with_too_little_to_learn_from_is_no_failure(run: Run) -> None:
    run("mixesdb", "--category", "Nights", "--limit", "3")
    # Each of these tracks is in one set only.
    code, out, _ = run("update")
    assert code == 0
    assert "Not trained: No track is in two sets" in out


@pytest.mark.parametrize(("changed", "due"), [(0, False), (2, False), (3, True)])
def test_one_per_cent_is_enough(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: int, due: bool
) -> None:
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path))
    monkeypatch.setattr(updating, "ENOUGH_SHARE", 0.1)
    fill(store, [a_set(number, "A - B", "C - D") for number in range(30)])
    train(store, tmp_path / "models")
    fill(store, [a_set(number, "C - D", "A - B") for number in range(changed)])
    training = updating.train_if_due(store)
    assert (training.changed, training.version is not None) == (changed, due)
