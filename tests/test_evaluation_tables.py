"""The tables and pictures of docs/evaluation.md are what models/evaluation says."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import evaluation as study_command
from docs import evaluation_tables
from docs.evaluation_picture import picture
from docs.evaluation_tables import fill_in
from recommender.evaluation.results import Results, load_results, save_results
from recommender.evaluation.study import as_results
from tests.recommender.evaluation.test_results import RESULTS

PAGE = "# Page\n\n<!-- begin mine --><!-- end mine -->\n\nafter\n"


def described(name: str = "mine") -> Results:
    """Results with all that a table tells."""
    protocol = {
        "split": "random",
        "seed": [1, 2],
        "training_sets": 100,
        "held_out_sets": 10,
        "vocabulary": 1_000,
        "queries": 50,
        "asked_sets": 9,
    }
    (table,) = RESULTS.tables
    models = tuple(
        type(model)(
            f"{model.name} <b>",
            {"ndcg@100": model.metrics["mrr"]},
            model.fit_s,
            dict(model.against_default),
        )
        for model in table.models
    )
    return Results(name, "A & B", "2026-01-02", "m", (type(table)("one-seed", protocol, models),))


def test_the_page_and_its_pictures_are_what_the_files_say(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = evaluation_tables.main(["--check"])
    assert code == 0, capsys.readouterr()


def test_tables_stand_between_their_markers_and_writing_twice_changes_nothing() -> None:
    results = [described()]
    page = fill_in(PAGE, results)
    assert page.startswith("# Page\n\n<!-- begin mine -->\n\nMeasured on 2026-01-02, m.")
    assert page.endswith("<!-- end mine -->\n\nafter\n")
    assert "1,000 tracks, 50 queries" in page
    assert fill_in(page, results) == page


@pytest.mark.parametrize(
    ("page", "results", "reason"),
    [
        ("no markers", [described()], "begin mine"),
        ("<!-- begin mine -->", [described()], "end mine"),
        ("<!-- begin old -->figures<!-- end old -->", [], r"old\.json"),
    ],
)
def test_a_page_that_does_not_fit_the_files_is_told(
    page: str, results: list[Results], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        fill_in(page, results)


def test_a_change_of_the_files_is_seen_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, path in (("HERE", "docs"), ("PAGE", "docs/page.md"), ("IMAGES", "docs/images")):
        monkeypatch.setattr(evaluation_tables, name, tmp_path / path)
    monkeypatch.setattr(evaluation_tables, "RESULTS", tmp_path / "results")
    (tmp_path / "docs" / "images").mkdir(parents=True)
    (tmp_path / "docs" / "page.md").write_text(PAGE, encoding="utf-8")
    assert evaluation_tables.main(["--check"]) == 0
    save_results(tmp_path / "results", described())
    assert evaluation_tables.main(["--check"]) == 1
    assert "python -m docs.evaluation_tables" in capsys.readouterr().out
    assert evaluation_tables.main([]) == 0
    assert evaluation_tables.main(["--check"]) == 0
    assert (tmp_path / "docs" / "images" / "evaluation-mine.svg").exists()
    assert evaluation_tables.main(["--magic"]) == 2


def test_a_picture_is_well_formed_and_shows_every_model_with_its_interval() -> None:
    drawn = ET.fromstring(picture(described()))  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    texts = [node.text for node in drawn.iter(f"{space}text")]
    assert {"segue <b>", "als <b>"} <= set(texts)
    bars = [float(node.attrib["width"]) for node in drawn.iter(f"{space}rect")]
    assert bars[0] / bars[1] == pytest.approx(0.25 / 0.2, rel=0.01)
    assert len(list(drawn.iter(f"{space}path"))) == 2
    assert "A & B" in drawn.attrib["aria-label"]


def test_the_study_says_where_the_data_is_missing_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "results"
    assert study_command.main(["--data", str(tmp_path), "--into", str(into)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == len(study_command.PARTS)
    assert all("skipped, the study data is not here" in line for line in told)
    assert not into.exists()


def test_the_shipped_results_can_be_read() -> None:
    names = {part.name for part in study_command.PARTS}
    assert {results.name for results in load_results(study_command.SHIPPED)} <= names
    assert as_results("x", "y", ()).machine
