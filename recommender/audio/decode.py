"""From the bytes of an audio file to samples: mono, 22,050 Hz, bounded in memory and time.

MP3, FLAC, OGG, WAV and AIFF are read by libsndfile (soundfile), AAC by a bundled ffmpeg (aac.py).
Nothing is written to disk.
"""

import io
from collections.abc import Iterator

import numpy as np
import soundfile
import soxr

from recommender.audio.aac import is_aac, read_aac
from recommender.errors import BadAudio

SAMPLE_RATE = 22_050
"""Of everything that is listened to, in Hz."""
MAX_BYTES = 20_000_000
MAX_SECONDS = 60
MIN_SECONDS = 3

FORMATS = "MP3, FLAC, OGG, WAV, AIFF or M4A"
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 4_000, 384_000
_MOST_CHANNELS = 8
_BLOCK_SAMPLES = 1 << 16
"""Samples of all channels that are held at once before they are mixed down."""
_SILENT = 2e-3
"""Peak to peak: less than 60 dB below full scale."""
_LOUDEST = 8.0
"""Float files hold anything; above this the numbers are scaled down before they overflow."""
_STARTS = (b"RIFF", b"RF64", b"fLaC", b"OggS", b"FORM", b"ID3")


def decode(data: bytes, min_seconds: float = MIN_SECONDS) -> np.ndarray:
    """The sound of an audio file, from its middle where it is longer than `MAX_SECONDS`.

    Returns (n,) float32, mono at `SAMPLE_RATE`, at most `MAX_SECONDS` long. Any rate and up to
    eight channels are taken. Raises BadAudio with a sentence for whatever can't be listened to.
    """
    _check_size(data)
    if is_aac(data):
        samples, rate_hz = read_aac(data, MAX_SECONDS)
        samples = _resample([samples], rate_hz)
    elif _looks_like_audio(data):
        samples = _read(data)
    else:
        raise BadAudio(_what_is_it(data))
    return _checked(samples, min_seconds)


def _check_size(data: bytes) -> None:
    if not data:
        raise BadAudio(f"The audio file is empty: choose a {FORMATS} file that has sound in it.")
    if len(data) > MAX_BYTES:
        raise BadAudio(
            f"The audio file is {len(data) / 1e6:,.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB "
            "that are listened to: choose a shorter piece or an MP3 of it."
        )


def _looks_like_audio(data: bytes) -> bool:
    # The other formats that libsndfile opens are rare, and some are headerless: any bytes would do.
    if data.startswith(_STARTS):
        return True
    return len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0


def _what_is_it(data: bytes) -> str:
    if data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return f"This is a web page, not audio: choose a {FORMATS} file."
    return f"This is not an audio file that Segue can read: choose a {FORMATS} file."


def _read(data: bytes) -> np.ndarray:
    try:
        with _Forward(_Bytes(data)) as file:
            rate_hz = file.samplerate
            _check_form(rate_hz, file.channels)
            # Intros and outros say little about a track.
            start = max(0, (file.frames - MAX_SECONDS * rate_hz) // 2)
            samples = _resample(_mono_blocks(file, start), rate_hz)
        if start and len(samples) < MAX_SECONDS * SAMPLE_RATE:
            # The length in the header is made up, or the file was cut off, so its middle is not
            # there. After a failed seek a decoder is no use: it is opened again.
            with _Forward(_Bytes(data)) as file:
                samples = max(samples, _resample(_mono_blocks(file, 0), rate_hz), key=len)
        return samples
    except soundfile.SoundFileError as error:
        raise BadAudio(
            f"The audio file is damaged and can't be read: choose another {FORMATS} file."
        ) from error


class _Bytes(io.BytesIO):
    """A damaged file sends its reader anywhere; soundfile prints what is raised from there."""

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence == io.SEEK_SET:
            offset = max(0, offset)
        elif whence == io.SEEK_CUR:
            offset = max(-self.tell(), offset)
        return super().seek(offset, whence)


class _Forward(soundfile.SoundFile):
    """soundfile seeks after every read, to where it is: in MP3 that is heard, as a seam."""

    def seekable(self) -> bool:
        return False


def _check_form(rate_hz: int, channels: int) -> None:
    if not _LOWEST_RATE_HZ <= rate_hz <= _HIGHEST_RATE_HZ:
        raise BadAudio(
            f"The audio file says that it has {rate_hz:,} samples a second; {_LOWEST_RATE_HZ:,} "
            f"to {_HIGHEST_RATE_HZ:,} can be listened to: save it again at 44,100."
        )
    if channels > _MOST_CHANNELS:
        raise BadAudio(
            f"The audio file says that it has {channels:,} channels; up to {_MOST_CHANNELS} can "
            "be listened to: save it again in stereo."
        )


def _mono_blocks(file: soundfile.SoundFile, start: int) -> Iterator[np.ndarray]:
    """Mixed-down blocks from a frame on, until the file ends or `MAX_SECONDS` are read.

    Only what has been read takes memory, whatever the header or the decompressed length say.
    """
    wanted = MAX_SECONDS * file.samplerate
    # A block that holds an error is lost as a whole, so it is short as well.
    length = min(file.samplerate // 4, _BLOCK_SAMPLES // file.channels)
    mix = np.full(file.channels, 1 / file.channels, dtype=np.float32)
    read = 0
    try:
        if start:
            file.seek(start)
        while read < wanted:
            block = file.read(min(wanted - read, length), dtype="float32", always_2d=True)
            if not len(block):
                return
            read += len(block)
            with np.errstate(over="ignore", invalid="ignore"):  # looked at afterwards
                yield block @ mix
    except soundfile.SoundFileError:
        # Cut off, or damaged from here on: what came before may be enough.
        if not read and not start:
            raise


def _resample(blocks: Iterator[np.ndarray] | list[np.ndarray], rate_hz: int) -> np.ndarray:
    if rate_hz == SAMPLE_RATE:
        return np.concatenate([np.zeros(0, dtype=np.float32), *blocks])
    stream = soxr.ResampleStream(rate_hz, SAMPLE_RATE, 1, dtype="float32")
    pieces = [stream.resample_chunk(block) for block in blocks]
    rest = stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
    return np.concatenate([*pieces, rest])


def _checked(samples: np.ndarray, min_seconds: float) -> np.ndarray:
    seconds = len(samples) / SAMPLE_RATE
    if seconds < min_seconds:
        raise BadAudio(
            f"There are only {seconds:.1f} seconds of sound in the audio file; at least "
            f"{min_seconds:g} are needed: choose a longer one."
        )
    if not np.isfinite(samples).all():
        raise BadAudio(
            "The audio file holds values that are not numbers: save it again from your audio "
            "program, or choose another one."
        )
    if np.ptp(samples) < _SILENT:
        raise BadAudio("There is only silence in the audio file: choose one with music in it.")
    loudest = float(np.abs(samples).max())
    return samples / np.float32(loudest) if loudest > _LOUDEST else samples
