"""How often tempo and key are right on music where they are known: 200 made-up previews."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from recommender.audio.analysis import Key, Tempo
from recommender.audio.decode import decode
from recommender.audio.key import estimate_key
from recommender.audio.tempo import estimate_tempo
from scrapers.sandbox.genres import GENRES
from scrapers.sandbox.previews.encode import mp3_of
from scrapers.sandbox.previews.synth import synthesise
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World

TRACKS = 200


@dataclass(frozen=True)
class Listened:
    """What is true of a track, and what was heard in it."""

    track: Track
    tempo: Tempo
    key: Key

    @property
    def tempo_right(self) -> bool:
        """Within 1 %; half and double are wrong."""
        bpm = self.tempo.bpm
        return bpm is not None and abs(bpm / self.track.tempo_bpm - 1) <= 0.01

    @property
    def key_right(self) -> bool:
        """Exactly."""
        return self.key.camelot == self.track.key


def listen(track: Track, through: Callable[[np.ndarray], np.ndarray]) -> Listened:
    """Make a preview, send it through something, and listen."""
    samples = through(synthesise(track))
    return Listened(track, estimate_tempo(samples), estimate_key(samples))


@pytest.fixture(scope="module")
def tracks(world: World) -> list[Track]:
    """Spread over the whole catalogue, all genres among them."""
    return list(world.tracks[:: len(world.tracks) // TRACKS][:TRACKS])


@pytest.fixture(scope="module")
def listened(tracks: list[Track]) -> list[Listened]:
    """Encoding takes longer than all the rest; a test of its own goes through MP3."""
    return [listen(track, np.asarray) for track in tracks]


def test_the_tempo_is_within_one_percent_in_97_of_100(listened: list[Listened]) -> None:
    wrong = [(heard.track.genre, heard.track.tempo_bpm, heard.tempo.bpm)
             for heard in listened if not heard.tempo_right]  # fmt: skip
    assert len(listened) == TRACKS
    assert len(wrong) <= 0.03 * TRACKS, wrong


def test_the_tempo_is_to_be_trusted_in_every_genre(listened: list[Listened]) -> None:
    for genre in GENRES:
        here = [heard.tempo_right for heard in listened if heard.track.genre == genre.name]
        assert np.mean(here) >= 0.85, genre.name


def test_the_key_is_exact_in_90_of_100(
    listened: list[Listened], capsys: pytest.CaptureFixture[str]
) -> None:
    right = [sum(heard.tempo_right for heard in listened), sum(h.key_right for h in listened)]
    with capsys.disabled():
        print(f"\n{len(listened)} previews: tempo right in {right[0]}, key in {right[1]}")
    wrong = [(heard.track.genre, heard.track.key, heard.key.camelot)
             for heard in listened if not heard.key_right]  # fmt: skip
    assert len(wrong) <= 0.1 * TRACKS, wrong


def test_minor_is_not_bought_with_major(listened: list[Listened]) -> None:
    for letter in "AB":
        here = [heard.key_right for heard in listened if heard.track.key.endswith(letter)]
        assert len(here) > TRACKS / 5
        assert np.mean(here) >= 0.85, letter


def test_confidence_says_how_far_to_trust_a_key(listened: list[Listened]) -> None:
    sure = [heard.key_right for heard in listened if heard.key.confidence > 0.5]
    assert len(sure) > TRACKS / 2
    assert np.mean(sure) >= 0.98


def test_a_preview_in_mp3_is_heard_as_well(tracks: list[Track]) -> None:
    by_genre = {track.genre: track for track in tracks}
    heard = [listen(track, lambda sound: decode(mp3_of(sound))) for track in by_genre.values()]
    assert len(heard) == len(GENRES)
    assert all(each.tempo_right for each in heard)
    assert sum(each.key_right for each in heard) >= len(heard) - 2


def test_listening_needs_neither_librosa_nor_a_compiler() -> None:
    """Their first call takes seconds, and a DJ waits for it."""
    script = """
import sys
from recommender.audio.decode import decode
from recommender.audio.key import estimate_key
from recommender.audio.loudness import loudness_db
from recommender.audio.spectrogram import log_mel
from recommender.audio.tempo import estimate_tempo
from tests.recommender.audio.sounds import encoded, house
samples = decode(encoded(house(124), form="MP3"))
for listen in (log_mel, estimate_tempo, estimate_key, loudness_db):
    listen(samples)
print(sorted({"librosa", "numba", "tensorflow", "keras", "pydub"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
