"""AAC, as iTunes previews come (.m4a): decoded by ffmpeg, which imageio-ffmpeg brings along."""

import io
import struct
import warnings
from functools import cache
from typing import Any

import numpy as np

from recommender.audio.mp4 import index_first
from recommender.errors import BadAudio

_RATE_HZ = 44_100
_CPU_SECONDS = 20


def is_aac(data: bytes) -> bool:
    """Whether the bytes begin like MP4 (`ftyp`) or like a bare AAC stream (ADTS)."""
    return data[4:8] == b"ftyp" or _is_adts(data)


def read_aac(data: bytes, seconds: float) -> tuple[np.ndarray, int]:
    """The first `seconds` as (n,) float32 mono, and the rate in Hz. Raises BadAudio."""
    segment, decoding_error = _pydub()
    mono = f"aformat=channel_layouts=mono:sample_rates={_RATE_HZ}"
    form, codec = "aac", "aac"
    if not _is_adts(data):
        form, codec = "mp4", "alac" if b"alac" in data else "aac"
        # ffmpeg reads a pipe: it can't go back to an index that stands behind the sound.
        data = index_first(data)
    try:
        # With a codec named, pydub does not look for ffprobe, and with a format named ffmpeg does
        # not guess (a playlist would make it open addresses). pydub puts the parameters behind
        # the output, where only ffmpeg's global options count; so the mix-down is one (a complex
        # filter), and what comes back is small however many channels the file has.
        sound = segment.from_file(
            io.BytesIO(data),
            format=form,
            codec=codec,
            duration=seconds,
            parameters=[
                *("-filter_complex", f"[0:a:0]{mono}"),
                *("-timelimit", str(_CPU_SECONDS)),
                *("-nostats", "-loglevel", "error"),
            ],
        )
    except (decoding_error, OSError, struct.error) as error:
        raise BadAudio(
            "The M4A file is damaged or holds no sound that can be read: choose an MP3 of it."
        ) from error
    return np.frombuffer(sound.raw_data, dtype="<i2").astype(np.float32) / 32_768, _RATE_HZ


def _is_adts(data: bytes) -> bool:
    # The layer bits are zero here and never in MP3.
    return len(data) > 1 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0


@cache
def _pydub() -> tuple[Any, type[Exception]]:
    """pydub's segment, bound to the bundled ffmpeg, and what it raises."""
    import imageio_ffmpeg

    with warnings.catch_warnings():
        # Before Python 3.13 audioop, which pydub imports, announces that it will leave the
        # standard library (from then on audioop-lts stands in). pydub writes two patterns without
        # r"", which is said when it is compiled. And it looks for an ffmpeg on the PATH, which is
        # not going to be needed.
        warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
        warnings.filterwarnings("ignore", r".*invalid escape sequence", DeprecationWarning)
        warnings.filterwarnings("ignore", r".*invalid escape sequence", SyntaxWarning)
        warnings.filterwarnings("ignore", "Couldn't find ffmpeg or avconv", RuntimeWarning)
        from pydub import AudioSegment
        from pydub.exceptions import CouldntDecodeError

    class Segment(AudioSegment):
        converter = imageio_ffmpeg.get_ffmpeg_exe()

    return Segment, CouldntDecodeError
