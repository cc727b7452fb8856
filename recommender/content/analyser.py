"""A recording's bytes → everything that is heard in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from recommender.audio.analysis import Analysis
from recommender.audio.decode import decode
from recommender.audio.key import estimate_key
from recommender.audio.loudness import loudness_db
from recommender.audio.spectrogram import log_mel
from recommender.audio.tempo import estimate_tempo
from recommender.content.genre_cnn import GenreModel

Step = Literal["find", "decode", "listen", "compare"]
"""Where the work on a cold seed stands; the first and the last are done by others."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """An analysis, with the spectrogram that it was made from."""

    analysis: Analysis
    log_mel: np.ndarray
    """(n_mels, n_frames) float32."""


class Analyser:
    """Listens to recordings. Safe to share between threads; TensorFlow comes with the model."""

    def __init__(self, model: GenreModel) -> None:
        self._model = model

    @property
    def version(self) -> str:
        """Version of the genre network."""
        return self._model.version

    def analyse(self, data: bytes, progress: Callable[[Step], None] | None = None) -> Heard:
        """Listen to the bytes of an audio file. Raises BadAudio when that can't be done."""
        tell = progress or _nobody
        tell("decode")
        samples = decode(data)
        tell("listen")
        spectrogram = log_mel(samples, self._model.mel)
        genres, embedding = self._model.listen(spectrogram)
        analysis = Analysis(
            tempo=estimate_tempo(samples),
            key=estimate_key(samples),
            loudness_db=loudness_db(samples),
            genres=genres,
            embedding=embedding,
            model_version=self._model.version,
        )
        return Heard(analysis, spectrogram)


def _nobody(step: Step) -> None:
    """Nobody wants to know."""
