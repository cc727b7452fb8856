"""What is saved is what is loaded, and a damaged file says so."""

import json
from pathlib import Path
from typing import Any

import pytest

from recommender.errors import ArtefactDamaged
from recommender.evaluation.metrics import Difference, Estimate, Ratio
from recommender.evaluation.results import Measured, Results, Table, load_results, save_results

RESULTS = Results(
    name="mine",
    data="Café sets",
    made="2026-11-21",
    machine="2 cores",
    tables=(
        Table(
            "five-seeds",
            {"split": "random", "seed": [1, 2]},
            (
                Measured(
                    "segue",
                    {"mrr": Estimate(0.25, 0.2, 0.3)},
                    1.25,
                    against_one_seed={"mrr": Ratio(1.5, 1.2, 1.8, 0.17)},
                ),
                Measured(
                    "als",
                    {"mrr": Estimate(0.2, 0.1, 0.3)},
                    0.5,
                    against_default={"mrr": Difference(-0.05, -0.1, -0.01, 0.012)},
                ),
            ),
        ),
    ),
)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    place = save_results(tmp_path / "evaluation", RESULTS)
    assert place == tmp_path / "evaluation" / "mine.json"
    assert load_results(tmp_path / "evaluation") == [RESULTS]
    assert [file.name for file in place.parent.iterdir()] == ["mine.json"]
    assert RESULTS.table("five-seeds") == RESULTS.tables[0]
    assert RESULTS.table("one-seed") is None


def test_the_file_has_the_documented_form(tmp_path: Path) -> None:
    told = json.loads(save_results(tmp_path, RESULTS).read_text(encoding="utf-8"))
    assert list(told) == ["data", "made", "machine", "tables"]
    (table,) = told["tables"]
    assert list(table) == ["task", "protocol", "models"]
    default, other = table["models"]
    assert set(default) == {"name", "metrics", "fit_s", "against_one_seed"}
    assert set(other) == {"name", "metrics", "fit_s", "against_default"}
    assert other["metrics"] == {"mrr": {"value": 0.2, "low": 0.1, "high": 0.3}}
    assert other["against_default"] == {
        "mrr": {"difference": -0.05, "low": -0.1, "high": -0.01, "p": 0.012}
    }


def test_results_come_by_name_and_a_folder_that_is_missing_holds_none(tmp_path: Path) -> None:
    assert load_results(tmp_path / "nowhere") == []
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(save_results(tmp_path, RESULTS).read_text())
    (tmp_path / "mine.json").unlink()
    (tmp_path / "notes.txt").write_text("not read")
    assert [results.name for results in load_results(tmp_path)] == ["a", "b"]


def broken() -> dict[str, Any]:
    good = json.dumps(
        {
            "data": "x",
            "made": "2026-01-01",
            "machine": "m",
            "tables": [
                {
                    "task": "one-seed",
                    "protocol": {},
                    "models": [
                        {
                            "name": "als",
                            "fit_s": 1,
                            "metrics": {"mrr": {"value": 0, "low": 0, "high": 0}},
                        }
                    ],
                }
            ],
        }
    )
    changes = {
        "empty": lambda t: "",
        "cut": lambda t: t[:-20],
        "a list": lambda t: f"[{t}]",
        "a number": lambda t: "7",
        "no tables": lambda t: t.replace('"tables"', '"stools"'),
        "tables no list": lambda t: t.replace('"tables": [', '"tables": "", "x": ['),
        "no name": lambda t: t.replace('"name"', '"surname"'),
        "a name that is none": lambda t: t.replace('"als"', "3"),
        "a figure that is text": lambda t: t.replace('"value": 0', '"value": "0"'),
        "a figure that is none": lambda t: t.replace('"value": 0', '"value": NaN'),
        "a figure that is true": lambda t: t.replace('"value": 0', '"value": true'),
        "no interval": lambda t: t.replace('"low": 0, ', ""),
        "metrics no object": lambda t: t.replace('"metrics": {', '"metrics": 3, "x": {'),
        "protocol no object": lambda t: t.replace('"protocol": {}', '"protocol": []'),
        "too deep": lambda t: "[" * 100_000,
    }
    return {name: change(good) for name, change in changes.items()} | {"good": good}


@pytest.mark.parametrize("name", [name for name in broken() if name != "good"])
def test_a_damaged_file_is_told_in_one_sentence_that_names_it(name: str, tmp_path: Path) -> None:
    text = broken()
    (tmp_path / "mine.json").write_text(text["good"], encoding="utf-8")
    assert len(load_results(tmp_path)) == 1
    (tmp_path / "mine.json").write_text(text[name], encoding="utf-8")
    with pytest.raises(ArtefactDamaged, match=r"mine\.json.*damaged") as caught:
        load_results(tmp_path)
    assert "\n" not in str(caught.value)
    (tmp_path / "mine.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(ArtefactDamaged):
        load_results(tmp_path)


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    save_results(tmp_path, RESULTS)
    bad = Results("mine", "x", "x", "x", (Table("t", {"odd": float("nan")}, ()),))
    with pytest.raises(ValueError, match="JSON"):
        save_results(tmp_path, bad)
    assert load_results(tmp_path) == [RESULTS]
