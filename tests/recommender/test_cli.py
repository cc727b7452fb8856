"""`python -m recommender`: exit codes, one-line errors, and JSON for other programs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from recommender.catalogue.setlist import Play
from recommender.catalogue.store import Store
from recommender.cli import main
from tests.recommender.builders import a_set, fill

ID = "6rqhFgbbKwnb9MLmUQDhG6"
ROOT = Path(__file__).parents[2]
LINES = (
    Play("Boards of Canada", "Roygbiv", None, f"spotify:track:{ID}"),
    Play("Bonobo", "Kiara"),
    Play("Autechre", "Rae (Bola Remix)"),
    Play("Röyksopp", "Eple"),
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that the command line works in."""
    monkeypatch.chdir(tmp_path)  # no .env of the checkout
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def filled(data: Path) -> Path:
    """A data folder with a few sets in its catalogue."""
    store = Store(f"sqlite:///{data / 'segue.db'}")
    fill(store, [a_set(n, *LINES[n % 2 :], f"Once {n} - Only") for n in range(4)])
    store.close()
    return data


@pytest.fixture
def trained(filled: Path) -> Path:
    """A data folder with a catalogue and a model."""
    assert main(["train"]) == 0
    return filled


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
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


def test_training_says_what_it_learned_from(filled: Path, run: Callable) -> None:
    code, out, err = run("train")
    assert (code, err) == (0, "")
    assert out.startswith("Trained on 4 sets and 4 tracks")
    code, out, _ = run("train", "--json", "--seed", "3")
    answer = json.loads(out)
    assert code == 0
    assert answer.keys() == {"model", "version", "sets", "tracks", "seconds"}
    assert (answer["model"], answer["sets"], answer["tracks"]) == ("segue", 4, 4)


@pytest.mark.parametrize(
    "seed",
    [
        ID,
        f"spotify:track:{ID}",
        f"https://open.spotify.com/intl-de/track/{ID}?si=1",
        "Boards of Canada - Roygbiv",
        "boards of canada - ROYGBIV (Original Mix)",
        "Boards of Canada – Roygbiv",
        "Roygbiv - Boards of Canada",
        "Boards of Canada - Roygbv",
        "roygbiv",
    ],
)
def test_a_seed_may_be_an_id_a_uri_a_link_or_a_name(
    trained: Path, run: Callable, seed: str
) -> None:
    code, out, err = run("recommend", seed, "-k", "2", "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert answer["seeds"] == [
        {"artist": "Boards of Canada", "title": "Roygbiv", "key": "boards of canada - roygbiv"}
    ]
    assert answer["route"] == "played"
    assert [item["rank"] for item in answer["items"]] == [1, 2]
    for item in answer["items"]:
        assert item.keys() == {
            "rank", "artist", "title", "score", "route", "evidence", "tempo_bpm", "key",
            "spotify_uri",
        }  # fmt: skip
        assert item["evidence"].keys() == {"sets", "djs", "adjacent", "examples"}
        assert item["evidence"]["sets"] == 2
        for example in item["evidence"]["examples"]:
            assert example.keys() == {"title", "date", "djs", "url"}


def test_several_seeds_make_one_answer(trained: Path, run: Callable) -> None:
    code, out, _ = run("recommend", "roygbiv", "Bonobo - Kiara", "--json")
    answer = json.loads(out)
    assert code == 0
    assert len(answer["seeds"]) == 2
    assert {item["title"] for item in answer["items"]} == {"Rae (Bola Remix)", "Eple"}


def test_a_disliked_track_and_the_filters_are_options(
    trained: Path, run: Callable, tmp_path: Path
) -> None:
    disliked = ("roygbiv", "--dislike", "Bonobo - Kiara")
    answer = json.loads(run("recommend", *disliked, "--json")[1])
    assert answer["disliked"] == [{"artist": "Bonobo", "title": "Kiara", "key": "bonobo - kiara"}]
    assert {item["title"] for item in answer["items"]} == {"Rae (Bola Remix)", "Eple"}
    assert "less like Bonobo - Kiara" in run("recommend", *disliked)[1]

    history = tmp_path / "played.txt"
    history.write_text("bonobo – KIARA\nnonsense\nRöyksopp - Eple (Original Mix)\n", "utf-8")
    answer = json.loads(run("recommend", "roygbiv", "--leave-out", str(history), "--json")[1])
    assert [item["title"] for item in answer["items"]] == ["Rae (Bola Remix)"]
    assert answer["removed"] == {"played": 2}

    for years, count in (("2019", 3), ("2018-2020", 3), ("2020-", 0), ("-2018", 0)):
        code, out, _ = run(
            "recommend", "roygbiv", "--years", years, "--per-artist", "1", "--discovery", "1",
            "--json",
        )  # fmt: skip
        answer = json.loads(out)
        assert (code, len(answer["items"])) == (0, count)
        assert answer["removed"] == {"years": 3 - count, "artist": 0}
    assert "Lift it to see them" in run("recommend", "roygbiv", "--years", "2020-")[1]


@pytest.mark.parametrize(
    "options",
    [
        *(("--years", years) for years in ("99", "19992000", "-", "2010-1999", "0099-", "-9999")),
        ("--per-artist", "0"),
        *(("--discovery", share) for share in ("5", "-1.5", "nan", "much")),
        *(("--tempo", percent) for percent in ("nan", "inf", "0", "51", "fast")),
    ],
)
def test_options_that_mean_nothing_are_wrong_usage(
    trained: Path, run: Callable, options: tuple[str, str]
) -> None:
    code, out, err = run("recommend", "roygbiv", *options)
    assert (code, out) == (2, "")
    assert f"error: argument {options[0]}: " in err.splitlines()[-1]


@pytest.mark.parametrize(
    "options",
    [
        ("--leave-out", "not-there.txt"),
        ("--dislike", "Roygbiv"),
        ("--dislike", "Zzyzx - Qoph"),
    ],
)
def test_what_can_not_be_asked_is_told_in_one_line(
    trained: Path, run: Callable, options: tuple[str, str]
) -> None:
    code, out, err = run("recommend", "roygbiv", *options)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1


def test_without_json_each_line_says_why(trained: Path, run: Callable) -> None:
    code, out, err = run("recommend", "Röyksopp - Eple", "-k", "3")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "For Röyksopp - Eple (played):"
    assert len(lines) == 4
    assert all("sets, 1 DJ" in line for line in lines[1:])
    assert "Once" not in out


def test_similar_asks_with_one_seed(trained: Path, run: Callable) -> None:
    code, out, err = run("similar", "kiara", "-k", "2", "--json")
    assert (code, err) == (0, "")
    assert len(json.loads(out)["items"]) == 2
    assert run("similar", "kiara", "eple")[0] == 2
    code, _, err = run("similar", "Once 1 - Only")
    assert code == 1
    assert "fewer than two sets" in err


def test_a_track_of_one_set_comes_with_a_note(trained: Path, run: Callable) -> None:
    code, out, _ = run("recommend", "Once 1 - Only", "--json")
    assert code == 0
    assert "in one set only" in json.loads(out)["note"]


def test_a_slip_is_answered_with_suggestions(trained: Path, run: Callable) -> None:
    code, out, err = run("recommend", "Bords of Kanada - Roygbif")
    assert (code, out) == (1, "")
    first, *suggestions = err.splitlines()
    assert first.startswith("recommender: ")
    assert "Did you mean" in first
    assert "  Boards of Canada - Roygbiv" in suggestions


def test_a_name_that_several_tracks_have_asks_which(trained: Path, run: Callable) -> None:
    code, _, err = run("recommend", "only")
    assert code == 1
    assert "Several tracks match" in err
    assert len(err.splitlines()) == 5


@pytest.mark.parametrize(
    ("seed", "reason"),
    [
        ("0000000000000000000000", "does not know the Spotify track"),
        (f"https://open.spotify.com/album/{ID}", "album"),
        ("Nobody - Nothing At All", "No set holds"),
        ("", "Paste"),
        ("x" * 3000, "Paste"),
        ("a\x00b", "Paste"),
        ("caf\udce9 - x", "Paste"),
        ("%", "No set holds"),
        (" - ", "No set holds"),
    ],
)
def test_a_bad_seed_is_refused_in_one_line(
    trained: Path, run: Callable, seed: str, reason: str
) -> None:
    code, out, err = run("recommend", seed)
    assert (code, out) == (1, "")
    assert reason in err
    assert len(err.splitlines()) == 1
    assert err.startswith("recommender: ")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("recommend",),
        ("recommend", "x", "-k", "0"),
        ("recommend", "x", "-k", "501"),
        ("recommend", "x", "-k", "many"),
        ("recommend", "x", "-k", "9" * 5000),
        ("train", "--seed", "-1"),
        ("train", "--seed", str(2**32)),
        ("evaluate", "--seed", "-1"),
        ("evaluate", "--split", "sideways"),
        ("evaluate", "--models", "magic"),
        ("train", "--magic"),
    ],
)
def test_wrong_usage_exits_with_two(data: Path, run: Callable, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: python -m recommender")


@pytest.mark.parametrize(
    "arguments", [("--help",), ("train", "--help"), ("recommend", "-h"), ("evaluate", "-h")]
)
def test_help_is_for_newcomers(data: Path, run: Callable, arguments: tuple[str, ...]) -> None:
    code, out, _ = run(*arguments)
    assert code == 0
    assert out.startswith("usage: python -m recommender")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("train",), "scrapers import"),
        (("evaluate",), "scrapers import"),
        (("recommend", "x"), "recommender train"),
        (("similar", "x"), "recommender train"),
    ],
)
def test_an_empty_catalogue_says_what_to_run_first(
    data: Path, run: Callable, arguments: tuple[str, ...], reason: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert reason in err
    assert len(err.splitlines()) == 1


def test_a_damaged_model_is_told_in_one_line(trained: Path, run: Callable) -> None:
    for array in (trained / "models").rglob("*.npy"):
        array.write_bytes(b"")
    code, _, err = run("recommend", "roygbiv")
    assert code == 1
    assert "damaged" in err
    assert len(err.splitlines()) == 1


def test_a_database_that_breaks_is_told_in_one_line(trained: Path, run: Callable) -> None:
    path = trained / "segue.db"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    code, _, err = run("recommend", "roygbiv")
    assert code == 1
    assert len(err.splitlines()) == 1


def test_the_program_itself_ends_with_the_code(trained: Path) -> None:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "recommender", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=ROOT,
            env=os.environ | {"SEGUE_DATA": str(trained), "DATABASE_URL": ""},
        )

    good = call("recommend", "roygbiv", "--json")
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["items"]
    bad = call("recommend", os.fsdecode(b"caf\xe9 - x"))  # as a shell in another encoding sends it
    assert bad.returncode == 1
    assert "Traceback" not in bad.stderr
