"""Lessons for the genre network: bounded, in step, and never more than what was asked for."""

import io
from collections.abc import Callable, Mapping

import numpy as np
import pytest
import soundfile

from recommender.audio.spectrogram import DEFAULT, log_mel
from recommender.catalogue.analyses import Waiting
from scrapers.errors import Unavailable
from scrapers.previews.finder import Preview, Wanted
from scrapers.previews.labels import Labelled
from scrapers.previews.lessons import SECONDS, collect
from scrapers.previews.listening import FAILURES, FETCHERS

RATE = 22_050


def tone(hz: float, seconds: float = 4.0) -> bytes:
    """A FLAC file."""
    samples = 0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="FLAC")
    return file.getvalue()


class Shop:
    def __init__(self, answer: Callable[[str], bytes | None]) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def find(self, wanted: Wanted, known_ids: Mapping[str, str] | None = None) -> Preview | None:
        self.asked.append(wanted.title)
        data = self.answer(wanted.title)
        return None if data is None else Preview(data, "deezer", "1", "")


def tracks(count: int) -> list[Labelled]:
    return [
        Labelled(Waiting(n, f"Artist {n % 3}", f"{200 + n}"), ("House", "Techno")[n % 2], 2)
        for n in range(count)
    ]


def test_what_cannot_be_heard_is_passed_over_and_every_sound_keeps_its_label() -> None:
    def answer(title: str) -> bytes | None:
        return {"200": None, "201": b"ID3 no sound"}.get(title, tone(float(title)))

    lessons = collect(Shop(answer), tracks(7), limit=4)
    assert [clip.label for clip in lessons.clips] == ["House", "Techno", "House", "Techno"]
    artists = ["Artist 2", "Artist 0", "Artist 1", "Artist 2"]
    assert [clip.recording for clip in lessons.clips] == artists
    assert lessons.error is None
    for hz, clip in zip((202, 203, 204, 205), lessons.clips, strict=True):
        spectrogram = clip.log_mel
        assert spectrogram.dtype == np.float16
        loudest = spectrogram.astype(np.float32).mean(axis=1).argmax()
        samples = soundfile.read(io.BytesIO(tone(float(hz))), dtype="float32")[0]
        assert loudest == log_mel(samples, DEFAULT).mean(axis=1).argmax()


def test_no_more_is_fetched_than_is_needed() -> None:
    shop = Shop(lambda title: tone(float(title)))
    assert len(collect(shop, tracks(40), limit=5).clips) == 5
    assert len(shop.asked) == 5
    assert len(collect(shop, tracks(3), limit=5).clips) == 3


def test_a_long_recording_is_cut_so_that_memory_stays_bounded() -> None:
    lessons = collect(Shop(lambda title: tone(float(title), SECONDS + 8)), tracks(1), limit=1)
    assert lessons.clips[0].log_mel.nbytes < 350_000


def test_a_few_failures_are_passed_over() -> None:
    def answer(title: str) -> bytes:
        if int(title) % 2:
            raise Unavailable("A hiccup.")
        return tone(float(title))

    lessons = collect(Shop(answer), tracks(20), limit=50)
    assert (len(lessons.clips), lessons.error) == (10, None)


@pytest.mark.parametrize("from_", [0, 3])
def test_services_that_are_down_end_it_with_what_there_is(from_: int) -> None:
    def answer(title: str) -> bytes:
        if int(title) - 200 < from_:
            return tone(float(title))
        raise Unavailable("Deezer is down.")

    shop = Shop(answer)
    lessons = collect(shop, tracks(100), limit=50)
    assert len(lessons.clips) == from_
    assert isinstance(lessons.error, Unavailable)
    assert len(shop.asked) <= from_ + FAILURES + 2 * FETCHERS
