"""The log-mel spectrogram: the original project's numbers, a configuration that can be stored."""

import json

import librosa
import numpy as np
import pytest

from recommender.audio.decode import SAMPLE_RATE
from recommender.audio.spectrogram import DEFAULT, MelConfig, log_mel, mel_filters
from tests.recommender.audio.sounds import house, noise, tone

CONFIGS = [
    DEFAULT,
    MelConfig(n_fft=1024, hop_length=256, n_mels=64),
    MelConfig(n_mels=96, fmin_hz=30, fmax_hz=8_000),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_it_is_what_librosa_computes(config: MelConfig) -> None:
    samples = house(124, 5) + noise(5, 0.01)
    power = librosa.feature.melspectrogram(
        y=samples,
        sr=config.sample_rate,
        n_fft=config.n_fft,
        hop_length=config.hop_length,
        n_mels=config.n_mels,
        fmin=config.fmin_hz,
        fmax=config.fmax_hz,
    )
    expected = librosa.power_to_db(power, ref=np.max)
    ours = log_mel(samples, config)
    assert ours.dtype == np.float32
    assert ours.shape == expected.shape == (config.n_mels, 1 + len(samples) // config.hop_length)
    np.testing.assert_allclose(ours, expected, atol=0.01)


def test_it_runs_from_the_loudest_place_down_to_80_db() -> None:
    mel = log_mel(tone(1000, 3))
    assert mel.max() == 0
    assert mel.min() == -80


def test_loudness_plays_no_part() -> None:
    samples = house(124, 3) + noise(3, 0.1)
    np.testing.assert_allclose(log_mel(samples), log_mel(samples * 0.05), atol=0.01)


def test_a_tone_lies_in_the_band_around_it() -> None:
    band = int(log_mel(tone(1000, 3)).mean(axis=1).argmax())
    weights = mel_filters(DEFAULT)[band]
    hz = np.arange(DEFAULT.n_fft // 2 + 1) * SAMPLE_RATE / DEFAULT.n_fft
    assert weights @ hz / weights.sum() == pytest.approx(1000, rel=0.03)


def test_silence_is_flat() -> None:
    assert np.ptp(log_mel(np.zeros(SAMPLE_RATE, np.float32))) == 0


def test_a_configuration_comes_back_from_a_manifest() -> None:
    for config in CONFIGS:
        assert MelConfig.from_json(json.loads(json.dumps(config.to_json()))) == config
    with pytest.raises(TypeError):
        MelConfig.from_json({"n_mels": 64, "window": "boxcar"})
