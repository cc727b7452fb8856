"""`analyse` and `recommend --audio`: what is heard in local files, at the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from recommender.audio.camelot import key_name
from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.store import Store
from recommender.cli import main
from recommender.content.shelf import genre_version
from recommender.training import train
from scrapers.sandbox.previews.encode import preview_mp3
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World
from tests.recommender.builders import a_set, an_analysis, fill

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def track(world: World) -> Track:
    return world.tracks[3]


@pytest.fixture
def recording(track: Track, tmp_path: Path) -> Path:
    path = tmp_path / "my own.mp3"
    path.write_bytes(preview_mp3(track))
    return path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path / "var"))

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


def test_the_json_form_is_the_documented_one(run: Run, recording: Path, track: Track) -> None:
    code, out, _ = run("analyse", recording, "--json")
    assert code == 0
    told = json.loads(out)
    assert list(told) == [
        "file", "tempo_bpm", "tempo_confidence", "key", "camelot", "key_confidence",
        "loudness_db", "genres", "embedding",
    ]  # fmt: skip
    assert told["file"] == str(recording)
    assert told["tempo_bpm"] == pytest.approx(track.tempo_bpm, rel=0.01)
    assert (told["camelot"], told["key"]) == (track.key, key_name(track.key))
    assert 0 <= told["tempo_confidence"] <= 1
    assert 0 <= told["key_confidence"] <= 1
    assert -30 < told["loudness_db"] < 0
    assert sum(told["genres"].values()) == pytest.approx(1)
    assert len(told["embedding"]) == 128


def test_without_json_a_person_can_read_it(run: Run, recording: Path, track: Track) -> None:
    code, out, _ = run("analyse", recording)
    assert code == 0
    assert "BPM" in out
    assert f"{track.key}, {key_name(track.key)}" in out


def test_nothing_is_opened_or_written_beside_the_files(
    run: Run, recording: Path, tmp_path: Path
) -> None:
    run("analyse", recording)
    assert not (tmp_path / "var").exists()


def test_a_file_that_can_not_be_heard_is_named_and_the_others_go_on(
    run: Run, recording: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.mp3"
    page.write_text("<html>not music</html>", encoding="utf-8")
    code, out, err = run("analyse", page, tmp_path / "nowhere.mp3", tmp_path, recording, "--json")
    assert code == 1
    assert [json.loads(line)["file"] for line in out.splitlines()] == [str(recording)]
    for bad in (page, tmp_path / "nowhere.mp3", tmp_path):
        assert f"{bad}: " in err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_file_without_end_is_refused(run: Run) -> None:
    code, out, err = run("analyse", "/dev/zero")
    assert (code, out) == (1, "")
    assert "MB" in err


def test_without_files_the_usage_is_told(run: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        run("analyse")
    assert ended.value.code == 2


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A trained catalogue of five tracks, each listened to."""
    names = [f"Ada - Part {number}" for number in range(5)]
    store = Store(f"sqlite:///{tmp_path / 'var' / 'segue.db'}")
    fill(store, [a_set(number, *names) for number in range(3)])
    train(store, tmp_path / "var" / "models")
    version = genre_version(tmp_path / "var" / "models")
    rows = []
    for number, name in enumerate(names):
        track = store.track_by_key(name.lower())
        assert track is not None
        heard = an_analysis(
            bpm=120.0 + number,
            camelot=f"{number + 1}A",
            embedding=[float(number)] * 128,
            version=version,
        )
        rows.append((track.id, "deezer", heard))
    put_analyses(store, rows, version)
    store.close()
    return tmp_path / "var"


def test_a_recording_alone_is_a_seed(run: Run, filled: Path, recording: Path) -> None:
    code, out, _ = run("recommend", "--audio", recording, "-k", "3", "--json")
    assert code == 0
    answer = json.loads(out)
    assert answer["route"] == "sound"
    assert answer["seeds"][0]["title"] == "my own"
    assert len(answer["items"]) == 3
    assert "sounds like it" in run("recommend", "--audio", recording)[1]


def test_a_recording_may_be_of_a_track_that_nobody_played(
    run: Run, filled: Path, recording: Path
) -> None:
    code, out, _ = run("recommend", "Somebody - Unheard", "--audio", recording, "--json")
    assert code == 0
    assert json.loads(out)["seeds"][0]["artist"] == "Somebody"


def test_a_recording_that_is_missing_is_named(run: Run, filled: Path, tmp_path: Path) -> None:
    code, _, err = run("recommend", "--audio", tmp_path / "nowhere.mp3")
    assert code == 1
    assert "nowhere.mp3" in err


def test_filters_leave_out_and_the_json_counts_it(run: Run, filled: Path) -> None:
    code, out, _ = run("recommend", "Ada - Part 0", "--key", "harmonic", "--tempo", "2", "--json")
    assert code == 0
    answer = json.loads(out)
    assert [item["title"] for item in answer["items"]] == ["Part 1"]
    assert answer["removed"] == {"key": 3, "tempo": 2}


def test_filters_that_leave_nothing_are_named(run: Run, filled: Path) -> None:
    code, out, _ = run("recommend", "Ada - Part 0", "--other-genre")
    assert code == 0
    assert "genre alone leaves out 4 tracks" in out


def test_a_tempo_filter_out_of_bounds_is_refused_in_one_line(
    run: Run, filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("recommend", "Ada - Part 0", "--tempo", "99")
    assert ended.value.code == 2
    assert "tempo filter" in capsys.readouterr().err
