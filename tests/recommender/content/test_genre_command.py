"""`train genre` on audio files: what it prints, what it writes, what it refuses."""

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from recommender.audio.decode import SAMPLE_RATE
from recommender.content import genre_command
from recommender.content.genre_audio import find_labelled_files, read_labelled_files
from recommender.content.genre_cnn import load_genre_model
from recommender.content.genre_pictures import save_pictures
from recommender.content.genre_training import TrainedGenres, train_genre_model
from recommender.errors import BadInput
from recommender.settings import DataSettings
from tests.recommender.content.made_up import QUICK

_SECONDS = 1.2
_PITCH_HZ = {"low": 110.0, "high": 3520.0}
_PNG = b"\x89PNG\r\n"


def write_tone(path: Path, label: str, seed: int) -> None:
    """A second of a tone in noise; the genre is how high it is."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(int(_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * _PITCH_HZ[label] * rng.uniform(0.9, 1.1) * time_s)
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.3 * tone + rng.normal(0, 0.02, len(time_s)), SAMPLE_RATE)


@pytest.fixture
def numbered(tmp_path: Path) -> Path:
    """A folder with files `genre.N.flac`, five of each genre."""
    for label in _PITCH_HZ:
        for number in range(5):
            write_tone(tmp_path / "audio" / f"{label}.{number:05}.flac", label, number)
    return tmp_path / "audio"


def run(words: list[str], data: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the command on a small network."""

    def quickly(clips: object, models_dir: Path, seed: int, **more: object) -> TrainedGenres:
        return train_genre_model(clips, models_dir, seed, settings=QUICK, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(genre_command, "train_genre_model", quickly)
    parser = argparse.ArgumentParser()
    genre_command.add_genre_parser(parser.add_subparsers())
    args = parser.parse_args(["genre", *words])
    assert args.without_store
    return int(args.run(args, DataSettings(SEGUE_DATA=data)))


def test_it_trains_from_files_and_says_how_well(
    numbered: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pictures = tmp_path / "pictures"
    words = ["--audio", str(numbered), "--pictures", str(pictures), "--json"]
    assert run(words, tmp_path, monkeypatch) == 0
    told = json.loads(capsys.readouterr().out)
    model = load_genre_model(DataSettings(SEGUE_DATA=tmp_path).models_dir)
    assert told["version"] == model.version
    assert told["labels"] == list(model.labels) == ["high", "low"]
    assert (told["clips"], told["recordings"], told["held_out_clips"]) == (10, 10, 2)
    assert told["top1"]["value"] == told["top3"]["value"] == 1
    assert [Path(path).parent for path in told["pictures"]] == [pictures, pictures]
    assert all(Path(path).read_bytes().startswith(_PNG) for path in told["pictures"])


def test_the_pictures_lie_beside_the_manifest_if_not_told_otherwise(
    numbered: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--audio", str(numbered), "--seed", "3"], tmp_path, monkeypatch) == 0
    out = capsys.readouterr().out
    assert "10 clips of 10 recordings, 2 genres" in out
    assert "top-1" in out
    (manifest,) = (tmp_path / "models" / "genre").glob("*/manifest.json")
    assert json.loads(manifest.read_text())["seed"] == 3
    assert (manifest.parent / "confusion.png").is_file()
    assert (manifest.parent / "curves.png").is_file()


def test_pieces_in_two_folders_belong_to_one_recording(numbered: Path, tmp_path: Path) -> None:
    write_tone(tmp_path / "more" / "low.00002.flac", "low", 7)
    files = find_labelled_files([numbered, tmp_path / "more"])
    clips = read_labelled_files(files)
    assert len(clips) == 11
    assert [c.label for c in clips if c.recording == "low.00002"] == ["low", "low"]


def test_a_folder_for_each_genre_will_do(tmp_path: Path) -> None:
    for label in _PITCH_HZ:
        for name in ("a.flac", "b.2.flac", "c/d.flac", "e.wav"):
            write_tone(tmp_path / label / name, label, 1)
    (tmp_path / "low" / "cover.jpg").write_bytes(b"not sound")
    (tmp_path / "low" / "._a.flac").write_bytes(b"not sound either")
    files = find_labelled_files([tmp_path])
    assert [file.recording for file in files if file.label == "low"] == [
        "low/a",
        "low/b.2",
        "low/c/d",
        "low/e",
    ]


def test_folders_that_nothing_can_be_learned_from(numbered: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(BadInput, match=r"no audio files in .*empty"):
        find_labelled_files([empty])
    with pytest.raises(BadInput, match=r"no folder .*nowhere"):
        find_labelled_files([tmp_path / "nowhere"])
    for path in numbered.glob("high.*"):
        path.unlink()
    with pytest.raises(BadInput, match="at least two genres"):
        find_labelled_files([numbered])
    write_tone(numbered / "high.00001.flac", "high", 1)
    with pytest.raises(BadInput, match="fewer of 'high'"):
        find_labelled_files([numbered])
    write_tone(numbered / "whatever.flac", "high", 1)
    with pytest.raises(BadInput, match=r"which genre .* is of"):
        find_labelled_files([numbered])


def test_files_that_cannot_be_listened_to_are_named(numbered: Path) -> None:
    (numbered / "high.00001.flac").write_bytes(b"<html>")
    (numbered / "low.00003.flac").write_bytes(b"")
    with pytest.raises(BadInput, match=r"2 files .*high\.00001\.flac .*low\.00003\.flac"):
        read_labelled_files(find_labelled_files([numbered]))


def test_many_bad_files_do_not_make_a_long_sentence(numbered: Path) -> None:
    for path in numbered.iterdir():
        path.write_bytes(b"")
    with pytest.raises(BadInput, match="and 5 more"):
        read_labelled_files(find_labelled_files([numbered]))


@pytest.mark.parametrize("seed", ["-1", "x", str(2**31)])
def test_a_seed_that_is_none_is_wrong_usage(
    seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(["--audio", "x", "--seed", seed], tmp_path, monkeypatch)


def test_pictures_are_drawn_for_any_number_of_labels(tmp_path: Path) -> None:
    for count in (2, 30):
        table = np.eye(count, dtype=int)
        labels = [f"genre {number}" for number in range(count)]
        paths = save_pictures(tmp_path / str(count), table, labels, {"loss": [1.0, 0.5]})
        assert all(path.read_bytes().startswith(_PNG) for path in paths)
