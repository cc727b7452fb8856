"""Preview files as the services serve them: MP3 as Deezer does, AAC in MP4 as iTunes does.

They live in memory only, the latest few of them.
"""

import subprocess
from functools import lru_cache
from io import BytesIO

import numpy as np

from recommender.errors import SegueError
from scrapers.sandbox.previews.loop import Samples
from scrapers.sandbox.previews.synth import SAMPLE_RATE, synthesise
from scrapers.sandbox.tracks import Track

FILES_KEPT = 48
"""Of each kind; a file has half a megabyte at most."""
_MP3_LEVEL = 0.21
"""On libsndfile's scale from 160 kbit/s (0) to 8 (1) at this sample rate: 128 kbit/s."""
_FFMPEG_SECONDS = 30.0


@lru_cache(maxsize=FILES_KEPT)
def preview_mp3(track: Track) -> bytes:
    """A track's preview as an MP3 file of 30 seconds, mono, 128 kbit/s; always the same bytes."""
    return mp3_of(synthesise(track))


@lru_cache(maxsize=FILES_KEPT)
def preview_m4a(track: Track) -> bytes:
    """A track's preview as an AAC file of 30 seconds, mono.

    Raises SegueError when the bundled ffmpeg can't be used.
    """
    return m4a_of(synthesise(track))


def mp3_of(samples: Samples) -> bytes:
    """Mono samples (n,) at SAMPLE_RATE as an MP3 file."""
    # Imported here: the rest of the sandbox has no use for it.
    import soundfile

    file = BytesIO()
    soundfile.write(
        file,
        samples,
        SAMPLE_RATE,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="CONSTANT",
        compression_level=_MP3_LEVEL,
    )
    return file.getvalue()


def m4a_of(samples: Samples) -> bytes:
    """Mono samples (n,) at SAMPLE_RATE as an AAC file. Raises SegueError without ffmpeg."""
    sound = (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()
    # A pipe can't be wound back, so the index goes in front of each fragment.
    command = [
        _ffmpeg(), "-nostdin", "-loglevel", "error", "-threads", "1",
        "-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0",
        "-c:a", "aac", "-b:a", "96k", "-map_metadata", "-1", "-fflags", "+bitexact",
        "-flags:a", "+bitexact", "-movflags", "frag_keyframe+empty_moov+default_base_moof",
        "-f", "ipod", "pipe:1",
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a list of our own words, and no shell
            command, input=sound, capture_output=True, timeout=_FFMPEG_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SegueError(
            f"ffmpeg could not write the sandbox's AAC preview ({error}); "
            "install the package imageio-ffmpeg again."
        ) from None
    return done.stdout


def _ffmpeg() -> str:
    try:
        import imageio_ffmpeg
    except ImportError:
        raise SegueError(
            "The sandbox needs ffmpeg for its AAC previews: install the package imageio-ffmpeg."
        ) from None
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise SegueError(
            f"The package imageio-ffmpeg brings no ffmpeg for this computer ({error}); "
            "name one in the environment variable IMAGEIO_FFMPEG_EXE."
        ) from None
