"""Loudness, against the figures that ITU-R BS.1770 and EBU R128 give for test tones."""

import numpy as np
import pytest

from recommender.audio.decode import SAMPLE_RATE
from recommender.audio.loudness import loudness_db
from tests.recommender.audio.sounds import noise, tone


def test_a_full_scale_tone_on_both_sides_is_zero() -> None:
    # The standard: 997 Hz at full scale on one side is -3.01 LUFS, so on both sides 0.
    assert loudness_db(tone(997, 20, peak=1)) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("level_db", [-23, -33, -40])
def test_the_tones_of_ebu_3341_on_both_sides(level_db: float) -> None:
    samples = tone(1000, 20, peak=10 ** (level_db / 20))
    assert loudness_db(samples) == pytest.approx(level_db, abs=0.1)


def test_quiet_passages_are_left_out() -> None:
    quiet, loud = tone(1000, 10, peak=10 ** (-36 / 20)), tone(1000, 60, peak=10 ** (-23 / 20))
    assert loudness_db(np.concatenate([quiet, loud, quiet])) == pytest.approx(-23, abs=0.1)


def test_silence_between_does_not_count() -> None:
    silence = np.zeros(20 * SAMPLE_RATE, np.float32)
    samples = noise(20)
    with_silence = loudness_db(np.concatenate([samples, silence]))
    assert with_silence == pytest.approx(loudness_db(samples), abs=0.1)


def test_the_ear_hears_less_of_the_bass_and_more_of_the_treble() -> None:
    bass, middle, treble = (loudness_db(tone(hz, 5)) for hz in (40, 500, 4000))
    assert bass is not None
    assert middle is not None
    assert treble is not None
    assert bass < middle - 4
    assert treble > middle + 2


@pytest.mark.parametrize("seconds", [0, 10])
def test_silence_has_none(seconds: int) -> None:
    assert loudness_db(np.zeros(seconds * SAMPLE_RATE, np.float32)) is None


def test_less_than_a_block_is_one_block() -> None:
    assert loudness_db(tone(997, 0.2, peak=1)) == pytest.approx(0, abs=0.5)
