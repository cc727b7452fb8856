"""The picture of a spectrogram: small, and the right way round."""

import io

import numpy as np
from PIL import Image

from recommender.audio.picture import spectrogram_png


def picture(log_mel: np.ndarray) -> Image.Image:
    return Image.open(io.BytesIO(spectrogram_png(log_mel))).convert("L")


def test_low_notes_are_below_and_time_goes_to_the_right() -> None:
    quiet = np.full((64, 200), -80.0, dtype=np.float32)
    quiet[2, 150:] = 0.0  # a low note near the end
    image = picture(quiet)
    assert image.size == (200, 64)
    grey = np.asarray(image)
    row, column = np.unravel_index(grey.argmax(), grey.shape)
    assert row == 61
    assert column >= 150


def test_a_long_recording_gives_a_picture_that_fits_into_a_page() -> None:
    rng = np.random.default_rng(1)
    long = rng.normal(-30, 8, size=(128, 2584)).astype(np.float32)
    assert picture(long).size == (480, 128)
    assert len(spectrogram_png(long)) < 100_000


def test_a_recording_of_one_level_is_drawn_all_the_same() -> None:
    assert picture(np.zeros((64, 100), dtype=np.float32)).size == (100, 64)
