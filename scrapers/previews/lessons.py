"""Spectrograms of tracks whose genre is clear, for training: fetched, turned, and dropped.

No preview outlives its spectrogram, and no spectrogram outlives the training.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from recommender.audio.decode import SAMPLE_RATE, decode
from recommender.audio.spectrogram import DEFAULT, MelConfig, log_mel
from recommender.content.genre_clips import LabelledClip
from recommender.errors import BadAudio
from scrapers.errors import ServiceError
from scrapers.previews.finder import Wanted
from scrapers.previews.labels import Labelled
from scrapers.previews.listening import FAILURES, FETCHERS, Finder

SECONDS = 30
"""Of each track; a spectrogram of that length takes some 330 kB."""


@dataclass
class Lessons:
    """What a network is trained on."""

    clips: list[LabelledClip] = field(default_factory=list)
    """Spectrograms in float16. An artist's tracks sound alike, so they count as one recording:
    training and test must not share them."""
    error: ServiceError | None = None
    """What services failed with again and again, so that nobody was asked any further."""


def collect(
    finder: Finder,
    labelled: Iterable[Labelled],
    limit: int,
    config: MelConfig = DEFAULT,
    progress: Callable[[], object] = lambda: None,
) -> Lessons:
    """Spectrograms of the first `limit` tracks that can be listened to.

    A track that a service fails over is passed over; ten in a row end it, see `Lessons.error`.
    """
    lessons = Lessons()
    tracks = iter(labelled)
    failures = 0
    waiting: deque[tuple[Labelled, Future[np.ndarray | None]]] = deque()
    fetchers = ThreadPoolExecutor(FETCHERS, thread_name_prefix="lessons")
    try:
        while len(lessons.clips) < limit and failures < FAILURES:
            while len(waiting) < min(2 * FETCHERS, limit - len(lessons.clips)):
                one = next(tracks, None)
                if one is None:
                    break
                waiting.append((one, fetchers.submit(_spectrogram, finder, one, config)))
            if not waiting:
                break
            one, future = waiting.popleft()
            try:
                spectrogram = future.result()
            except ServiceError as error:
                failures += 1
                lessons.error = error if failures == FAILURES else None
                continue
            failures = 0
            if spectrogram is not None:
                lessons.clips.append(LabelledClip(spectrogram, one.style, one.track.artist))
                progress()
    finally:
        fetchers.shutdown(wait=False, cancel_futures=True)
    return lessons


def _spectrogram(finder: Finder, one: Labelled, config: MelConfig) -> np.ndarray | None:
    preview = finder.find(Wanted(one.track.artist, one.track.title))
    if preview is None:
        return None
    try:
        samples = decode(preview.data)
    except BadAudio:
        return None
    return log_mel(samples[: SECONDS * SAMPLE_RATE], config).astype(np.float16)
