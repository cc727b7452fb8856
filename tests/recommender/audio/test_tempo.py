"""Tempo: to a tenth of a beat, in the octave that a DJ would name, or none."""

import numpy as np
import pytest

from recommender.audio.decode import SAMPLE_RATE
from recommender.audio.tempo import HIGHEST_BPM, LOWEST_BPM, estimate_tempo
from tests.recommender.audio.sounds import chord, drum_and_bass, hits, house, noise, tone


@pytest.mark.parametrize("bpm", [88.0, 99.7, 110.0, 120.4, 124.0, 128.3, 133.3, 140.0, 150.9])
def test_house_at_any_tempo(bpm: float) -> None:
    heard = estimate_tempo(house(bpm))
    assert heard.bpm == pytest.approx(bpm, abs=0.15)
    assert heard.confidence > 0.5


@pytest.mark.parametrize("bpm", [165.0, 170.5, 174.0, 178.0])
def test_drum_and_bass_is_not_taken_for_two_thirds_or_half(bpm: float) -> None:
    assert estimate_tempo(drum_and_bass(bpm)).bpm == pytest.approx(bpm, abs=0.15)


@pytest.mark.parametrize("bpm", [85.0, 93.0, 100.0])
def test_hip_hop_is_not_doubled(bpm: float) -> None:
    beat = hits(bpm, [0, 2.5], 4, 20, 60) + hits(bpm, [1, 3], 4, 20)
    assert estimate_tempo(beat + 0.5 * hits(bpm, [0, 0.5], 1, 20)).bpm == pytest.approx(bpm, 0.002)


def test_a_shuffle_keeps_its_beat() -> None:
    beat = hits(124, [0], 1, 20, 60) + 0.5 * hits(124, [0.62], 1, 20)
    assert estimate_tempo(beat).bpm == pytest.approx(124, abs=0.15)


def test_noise_over_the_beat_costs_confidence_not_the_tempo() -> None:
    clear, buried = house(126), house(126) + noise(20, 0.1)
    assert estimate_tempo(buried).bpm == pytest.approx(126, rel=0.01)
    assert estimate_tempo(buried).confidence < estimate_tempo(clear).confidence


@pytest.mark.parametrize("seconds", [4, 6, 10, 60])
def test_short_and_long_clips(seconds: float) -> None:
    assert estimate_tempo(house(128, seconds)).bpm == pytest.approx(128, rel=0.01)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.float32),
        np.zeros(1, np.float32),
        np.zeros(10 * SAMPLE_RATE, np.float32),
        noise(3),
        noise(30),
        tone(440, 10),
        chord([57, 60, 64], 10),
    ],
    ids=["nothing", "one sample", "silence", "short noise", "noise", "tone", "chord"],
)
def test_no_tempo_where_nothing_repeats(samples: np.ndarray) -> None:
    heard = estimate_tempo(samples)
    assert heard.bpm is None
    assert heard.confidence == 0


@pytest.mark.parametrize("bpm", [40.0, 60.0, 220.0, 300.0])
def test_other_tempi_are_folded_into_the_range(bpm: float) -> None:
    heard = estimate_tempo(hits(bpm, [0], 1, 20, 60)).bpm
    assert heard is not None
    assert LOWEST_BPM <= heard <= HIGHEST_BPM
    ratio = heard / bpm
    assert min(abs(ratio / whole - 1) for whole in (0.5, 2 / 3, 2, 3, 1.5, 4)) < 0.01


def test_the_answer_is_a_plain_number_that_json_takes() -> None:
    heard = estimate_tempo(house(124))
    assert type(heard.bpm) is float
    assert type(heard.confidence) is float
    assert 0 <= heard.confidence <= 1
