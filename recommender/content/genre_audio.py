"""Reads a folder of labelled audio: files `genre.N.ext`, or one folder for each genre."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recommender.audio.decode import MAX_BYTES, decode
from recommender.audio.spectrogram import DEFAULT, MelConfig, log_mel
from recommender.content.genre_clips import LabelledClip, check_enough
from recommender.errors import BadAudio, BadInput
from recommender.plural import count

ENDINGS = frozenset({".mp3", ".flac", ".ogg", ".wav", ".aiff", ".aif", ".m4a"})
_LEAST_SECONDS = 1.0
"""Less than a query must have: short excerpts are good enough to learn from."""
_NAMED = 5
_NUMBERED = re.compile(r"[^.]+\.\d+")
_FORM = "Name all files genre.number.ext, or put them into one folder for each genre."


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """An audio file, what it is, and the recording that it is a piece of."""

    path: Path
    label: str
    recording: str


def find_labelled_files(folders: Sequence[Path]) -> list[LabelledFile]:
    """Every audio file in the folders with its genre, in the order of their names.

    Where all names in a folder are like `blues.00001.flac`, a file is a piece of the recording
    blues.00001, in whichever of the folders it lies; otherwise the folder within the folder names
    the genre, and each file is a recording. Raises BadInput where it can't be told what is what.
    """
    found = [labelled for folder in folders for labelled in _in_folder(folder)]
    if not found:
        where = " or ".join(str(folder) for folder in folders)
        raise BadInput(f"There are no audio files in {where}. {_FORM}")
    check_enough((file.label, file.recording) for file in found)
    return found


def _in_folder(folder: Path) -> list[LabelledFile]:
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}. Name one that holds labelled audio files.")
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in ENDINGS and path.is_file() and not path.name.startswith(".")
    )
    if all(_NUMBERED.fullmatch(path.stem) for path in paths):
        return [LabelledFile(path, path.stem.rpartition(".")[0], path.stem) for path in paths]
    return [_by_folder(path, folder) for path in paths]


def _by_folder(path: Path, folder: Path) -> LabelledFile:
    inner = path.relative_to(folder)
    if len(inner.parts) < 2:
        raise BadInput(f"It can't be told which genre {path} is of. {_FORM}")
    return LabelledFile(path, inner.parts[0], inner.with_suffix("").as_posix())


def read_labelled_files(
    files: Sequence[LabelledFile],
    mel: MelConfig = DEFAULT,
    progress: Callable[[int], None] | None = None,
) -> list[LabelledClip]:
    """Listen to the files. Raises BadInput that names those that can't be listened to."""
    clips, bad = [], []
    for done, file in enumerate(files, start=1):
        try:
            clips.append(_read(file, mel))
        except (OSError, BadAudio) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            bad.append(f"{file.path} ({reason})")
        if progress:
            progress(done)
    if bad:
        more = f" and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
        raise BadInput(
            f"{count(len(bad), 'file')} can't be listened to; replace or remove: "
            f"{'; '.join(bad[:_NAMED])}{more}."
        )
    return clips


def _read(file: LabelledFile, mel: MelConfig) -> LabelledClip:
    if file.path.stat().st_size > MAX_BYTES:
        raise BadAudio(f"larger than {MAX_BYTES // 1_000_000} MB: cut an excerpt")
    sound = log_mel(decode(file.path.read_bytes(), _LEAST_SECONDS), mel)
    return LabelledClip(sound.astype(np.float16), file.label, file.recording)
