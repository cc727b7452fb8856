"""What can't be listened to is refused: a clear sentence, little memory, nothing but BadAudio."""

import io
import struct
import tracemalloc

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.audio.aac import read_aac
from recommender.audio.decode import MAX_BYTES, MAX_SECONDS, SAMPLE_RATE, decode
from recommender.audio.mp4 import index_first
from recommender.errors import BadAudio
from tests.recommender.audio.sounds import encoded, m4a, noise, tone

MP3 = encoded(tone(440, 4), form="MP3")
STARTS = (b"ID3", b"\xff\xfb", b"fLaC", b"OggS", b"RIFF????WAVE", b"FORM????AIFF", b"\xff\xf1")


def wav(rate_hz: int, channels: int, bits: int, body: bytes, claimed: int | None = None) -> bytes:
    """A WAV file that says what it is told to say."""
    frame = channels * bits // 8
    form = struct.pack(
        "<HHIIHH", 1, channels, rate_hz, rate_hz * frame % 2**32, frame % 2**16, bits
    )
    length = len(body) if claimed is None else claimed
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", length) + body
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def not_a_number() -> np.ndarray:
    samples = tone(440, 5)
    samples[1000] = np.nan
    return samples


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>403 Forbidden</body></html>", "is a web page"),
        (b"\xef\xbb\xbf\r\n  <html></html>", "is a web page"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "is a web page"),
        (b'{"error": {"code": 4, "message": "Quota limit exceeded"}}', "not an audio file"),
        (b"PK\x03\x04" + bytes(1000), "not an audio file"),
        (b"\xff", "not an audio file"),
        (b"ID3", "is damaged"),
        (b"RIFF", "is damaged"),
        (b"fLaC" + bytes(2000), "is damaged"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(500), "M4A file is damaged"),
        (b"\x00\x00\x00\x20ftypM4A ", "M4A file is damaged"),
        (b"\xff\xf1" + bytes(500), "M4A file is damaged"),
        (encoded(np.zeros(SAMPLE_RATE * 10)), "only silence"),
        (encoded(tone(440, 10, peak=2e-4), subtype="FLOAT"), "only silence"),
        (encoded(np.full(SAMPLE_RATE * 10, 0.5)), "only silence"),
        (encoded(tone(440, 0.5)), "only 0.5 seconds of sound"),
        (encoded(tone(440, 0.5), form="MP3"), "only 0.[56] seconds of sound"),
        (encoded(np.zeros(0)), "only 0.0 seconds of sound"),
        (MP3[: len(MP3) // 8], "only 0.[0-9] seconds of sound"),
        (encoded(not_a_number(), subtype="FLOAT"), "not numbers"),
        (encoded(tone(440, 5, peak=3e38), subtype="FLOAT")[:-8] + b"\0\0\x80\x7f" * 2, "not numb"),
        (wav(1, 1, 16, bytes(100_000)), "has 1 samples a second"),
        (wav(2**31, 1, 16, bytes(100_000)), "2,147,483,648 samples a second|damaged"),
        (wav(44_100, 500, 16, bytes(100_000)), "500 channels"),
        (wav(44_100, 65_535, 16, bytes(100_000)), "65,535 channels|damaged"),
        (wav(44_100, 0, 16, bytes(100_000)), "is damaged"),
        (bytes(MAX_BYTES + 1), "20 MB, more than the 20 MB"),
    ],
)
def test_each_kind_has_its_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BadAudio, match=says) as caught:
        decode(data)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert ": " in sentence, "it says what to do"
    assert "\n" not in sentence


def test_a_bare_start_of_an_mp3_is_refused_however_it_is_read() -> None:
    with pytest.raises(BadAudio):
        decode(b"\xff\xfb" + bytes(100))


def test_a_wav_that_claims_gigabytes_is_heard_for_what_it_holds() -> None:
    body = (tone(440, 5) * 32_767).astype("<i2").tobytes()
    assert len(decode(wav(SAMPLE_RATE, 1, 16, body, claimed=2**32 - 1))) == 5 * SAMPLE_RATE


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """Fifteen minutes of eight channels: 1.3 GB as samples, less than 1 MB as a file."""
    steps = [np.full((1 << 16, 8), value, "i2") for value in (9000, -9000)]
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", 44_100, 8, format="FLAC") as writer:
        for number in range(15 * 60 * 44_100 >> 16):
            writer.write(steps[number % 2])
    assert len(file.getvalue()) < 1_000_000
    return file.getvalue()


def test_a_decoder_bomb_takes_little_memory(bomb: bytes) -> None:
    decode(MP3)  # imports do not count
    tracemalloc.start()
    try:
        assert len(decode(bomb)) == MAX_SECONDS * SAMPLE_RATE
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40e6


def test_of_a_decoder_bomb_no_more_than_a_minute_is_read(
    bomb: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = []
    read = soundfile.SoundFile.read

    def counted(self: soundfile.SoundFile, *arguments: object, **named: object) -> np.ndarray:
        block = read(self, *arguments, **named)
        frames.append(len(block))
        return block

    monkeypatch.setattr(soundfile.SoundFile, "read", counted)
    decode(bomb)
    assert sum(frames) == MAX_SECONDS * 44_100
    assert max(frames) < 44_100


def test_aac_of_many_minutes_is_decoded_for_one() -> None:
    data = m4a(np.tile(tone(440, 1), 300), "-b:a", "16k")
    samples, rate_hz = read_aac(data, MAX_SECONDS)
    assert len(samples) == pytest.approx(MAX_SECONDS * rate_hz, rel=0.01)


def test_ffmpeg_is_not_led_to_other_files_or_addresses() -> None:
    playlist = b"#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/never.aac\n"
    for data in (playlist, b"\x00\x00\x00\x10ftypM4A " + playlist):
        with pytest.raises(BadAudio):
            decode(data)


@given(st.binary(max_size=3000), st.sampled_from((b"", *STARTS)))
def test_random_bytes_raise_nothing_else(data: bytes, start: bytes) -> None:
    if start == STARTS[-1]:
        data = data[:50]  # each of these starts ffmpeg
    with pytest.raises(BadAudio):
        decode(start + data)


FILES = {
    form: encoded(tone(440, 5) + noise(5, 0.1), form=form)
    for form in ("MP3", "FLAC", "OGG", "WAV", "AIFF")
}


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=30),
    st.floats(0, 1),
)
def test_damaged_files_are_heard_or_refused(
    form: str, changes: list[tuple[float, int]], kept: float
) -> None:
    data = bytearray(FILES[form])
    for place, value in changes:
        # The square leans towards the header, where damage does most.
        data[int(place**2 * (len(data) - 1))] = value
    heard_or_refused(bytes(data[: int(kept * len(data))]))


M4A = m4a(tone(440, 4))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_damaged_m4a_files_are_heard_or_refused(changes: list[tuple[float, int]]) -> None:
    data = bytearray(M4A)
    for place, value in changes:
        data[8 + int(place**2 * (len(data) - 9))] = value
    heard_or_refused(bytes(data))


def heard_or_refused(data: bytes) -> None:
    """Samples that can be worked with, or BadAudio."""
    try:
        samples = decode(data)
    except BadAudio:
        return
    assert np.isfinite(samples).all()
    assert len(samples) <= MAX_SECONDS * SAMPLE_RATE + 1


@given(st.binary(max_size=400))
def test_no_mp4_confuses_the_index_mover(data: bytes) -> None:
    for start in (b"", b"\0\0\0\x10ftypM4A \0\0\0\0\0\0\0\x09mdat!"):
        moved = index_first(start + data)
        assert sorted(moved) == sorted(start + data) or b"moov" in data


def test_boxes_within_boxes_without_end_are_not_followed() -> None:
    nested = b""
    for _ in range(5000):
        nested = (len(nested) + 8).to_bytes(4, "big") + b"trak" + nested
    index = (len(nested) + 8).to_bytes(4, "big") + b"moov" + nested
    data = b"\0\0\0\x10ftypM4A \0\0\0\0" + b"\0\0\0\x09mdat!" + index
    with pytest.raises(BadAudio, match="M4A file is damaged"):
        decode(data)
