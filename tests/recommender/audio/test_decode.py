"""Whatever a recording is packed in, the same sound comes out: mono, 22,050 Hz, up to a minute."""

import io
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

from recommender.audio.decode import MAX_SECONDS, SAMPLE_RATE, decode
from tests.recommender.audio.sounds import encoded, loudest_hz, m4a, noise, tone


def check_tone(samples: np.ndarray, seconds: float, hz: float = 440) -> None:
    """Right form, right length, right pitch."""
    assert samples.dtype == np.float32
    assert samples.ndim == 1
    assert len(samples) / SAMPLE_RATE == pytest.approx(seconds, abs=0.15)
    assert loudest_hz(samples) == pytest.approx(hz, abs=1)


@pytest.mark.parametrize(
    ("form", "subtype", "rate_hz"),
    [
        ("MP3", None, 44_100),
        ("MP3", None, 22_050),
        ("FLAC", None, 44_100),
        ("OGG", "VORBIS", 44_100),
        ("OGG", "OPUS", 48_000),
        ("WAV", "PCM_16", 44_100),
        ("WAV", "PCM_U8", 44_100),
        ("WAV", "PCM_24", 96_000),
        ("WAV", "FLOAT", 192_000),
        ("WAV", "PCM_16", 8_000),
        ("RF64", "PCM_16", 44_100),
        ("AIFF", "PCM_16", 48_000),
    ],
)
def test_every_form_and_rate_gives_the_same_sound(form: str, subtype: str, rate_hz: int) -> None:
    samples = decode(encoded(tone(440, 6, rate_hz), rate_hz, form, subtype))
    check_tone(samples, 6)
    assert np.abs(samples[SAMPLE_RATE:-SAMPLE_RATE]).max() == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("channels", [2, 3, 6, 8])
def test_channels_are_mixed_down(channels: int) -> None:
    one = tone(440, 5)
    every = np.stack([one] * channels, axis=1)
    only_last = np.zeros_like(every)
    only_last[:, -1] = one
    assert np.abs(decode(encoded(every, form="FLAC"))).max() == pytest.approx(0.5, abs=0.01)
    samples = decode(encoded(only_last, form="FLAC"))
    assert np.abs(samples).max() == pytest.approx(0.5 / channels, abs=0.01)
    check_tone(samples, 5)


@pytest.mark.parametrize("form", ["mp4", "ipod", "adts"])
def test_aac_is_read_without_any_ffmpeg_on_the_path(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = m4a(tone(440, 6, 44_100), form=form, rate_hz=44_100)
    monkeypatch.setenv("PATH", "")
    check_tone(decode(data), 6)


def test_six_channels_of_aac_at_96_khz_are_mixed_down() -> None:
    six = np.stack([tone(440, 5, 96_000)] * 6, axis=1)
    check_tone(decode(m4a(six, "-c:a", "aac", rate_hz=96_000)), 5)


def test_apple_lossless_is_read() -> None:
    check_tone(decode(m4a(tone(440, 5), "-c:a", "alac")), 5)


def test_an_m4a_with_its_index_at_the_end_is_read(tmp_path: Path) -> None:
    # Only into a file that can be gone back in does ffmpeg write it last.
    wav, path = tmp_path / "a.wav", tmp_path / "a.m4a"
    wav.write_bytes(encoded(tone(440, 6)))
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-loglevel", "error", "-i", wav, path], check=True)
    data = path.read_bytes()
    assert data.index(b"mdat") < data.index(b"moov")
    check_tone(decode(data), 6)


@pytest.mark.parametrize("form", ["MP3", "FLAC", "OGG", "WAV"])
def test_what_is_there_of_a_file_that_was_cut_off_is_heard(form: str) -> None:
    data = encoded(tone(440, 20) + noise(20, 0.01), form=form)
    samples = decode(data[: len(data) // 2])
    assert 6 < len(samples) / SAMPLE_RATE < 12
    assert loudest_hz(samples) == pytest.approx(440, abs=1)


@pytest.mark.parametrize("form", ["MP3", "FLAC", "WAV"])
def test_a_whole_record_is_heard_in_its_middle(form: str) -> None:
    parts = [tone(300, 60), tone(600, 60), tone(900, 60)]
    samples = decode(encoded(np.concatenate(parts), form=form))
    check_tone(samples, MAX_SECONDS, 600)


def test_a_made_up_length_in_the_header_is_not_believed() -> None:
    data = bytearray(encoded(tone(440, 20), form="FLAC"))
    data[21] |= 0x0F  # the 36 bits of STREAMINFO that count the samples
    data[22:26] = b"\xff" * 4
    check_tone(decode(bytes(data)), 20)


def test_a_record_cut_off_before_its_middle_is_heard_from_the_start() -> None:
    data = encoded(np.concatenate([tone(300, 60), tone(600, 120)]), form="FLAC")
    samples = decode(data[: len(data) // 6])
    assert 20 < len(samples) / SAMPLE_RATE < 60
    assert loudest_hz(samples) == pytest.approx(300, abs=1)


def test_a_float_file_on_another_scale_is_brought_back() -> None:
    samples = decode(encoded(tone(440, 5, peak=30_000), subtype="FLOAT"))
    assert np.abs(samples).max() == pytest.approx(1)


def test_somewhat_too_loud_is_left_as_it_is() -> None:
    assert np.abs(decode(encoded(tone(440, 5, peak=1.5), subtype="FLOAT"))).max() > 1.4


def test_less_can_be_asked_for_than_a_preview_has() -> None:
    assert len(decode(encoded(tone(440, 2)), min_seconds=1)) == 2 * SAMPLE_RATE


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [encoded(tone(440, 5), form="MP3"), m4a(tone(440, 5))]
    monkeypatch.chdir(tmp_path)
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file is made")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    for data in files:
        decode(data)
    assert list(tmp_path.iterdir()) == []


def test_blocks_are_resampled_as_one_recording() -> None:
    """No seam is heard where one block ends and the next begins."""
    samples = decode(encoded(tone(440, 10, 44_100), 44_100, subtype="FLOAT"))
    middle = samples[SAMPLE_RATE:-SAMPLE_RATE]
    times = np.arange(SAMPLE_RATE, len(samples) - SAMPLE_RATE) / SAMPLE_RATE
    assert np.abs(middle - 0.5 * np.sin(2 * np.pi * 440 * times)).max() < 1e-3


def test_the_file_is_as_soundfile_reads_it() -> None:
    data = encoded(tone(440, 5), form="FLAC")
    expected, _ = soundfile.read(io.BytesIO(data), dtype="float32")
    np.testing.assert_array_equal(decode(data), expected)
