"""Key: exact on all 24, on records that were pitched, under drums; none where nothing is tonal."""

import numpy as np
import pytest

from recommender.audio.camelot import camelot_of
from recommender.audio.decode import SAMPLE_RATE
from recommender.audio.key import estimate_key, pitch_classes
from tests.recommender.audio.sounds import cadence, chord, hits, house, noise, tone


@pytest.mark.parametrize("major", [True, False])
@pytest.mark.parametrize("tonic", range(12))
def test_every_key(tonic: int, major: bool) -> None:
    heard = estimate_key(cadence(tonic, major))
    assert heard.camelot == camelot_of(tonic, major)
    assert heard.confidence > 0.2


@pytest.mark.parametrize("cents", [-45, -30, 20, 35, 45])
def test_a_record_that_was_pitched_keeps_its_key(cents: float) -> None:
    assert estimate_key(cadence(9, False, cents)).camelot == "8A"


def test_drums_do_not_change_the_key() -> None:
    music = cadence(2, False)
    drums = house(124, len(music) / SAMPLE_RATE)
    assert estimate_key(music + drums[: len(music)]).camelot == "7A"


def test_a_loud_moment_counts_no_more_than_a_quiet_one() -> None:
    quiet, loud = chord([57, 60, 64], 8), chord([61], 1)
    classes = pitch_classes(np.concatenate([quiet, 10 * loud]))
    assert classes[9] > classes[1]


def test_pitch_classes_start_at_c() -> None:
    assert int(np.argmax(pitch_classes(tone(261.63, 3)))) == 0
    assert int(np.argmax(pitch_classes(tone(440, 3)))) == 9


def test_an_ambiguous_fifth_is_less_certain_than_a_triad() -> None:
    fifth, triad = chord([57, 64], 8), chord([57, 60, 64], 8)
    assert estimate_key(fifth).confidence < estimate_key(triad).confidence


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.float32),
        np.zeros(10 * SAMPLE_RATE, np.float32),
        noise(10),
        hits(120, [0], 1, 10),
    ],
    ids=["nothing", "silence", "noise", "hi-hats"],
)
def test_no_key_where_nothing_is_tonal(samples: np.ndarray) -> None:
    heard = estimate_key(samples)
    assert heard.camelot is None
    assert heard.confidence == 0


def test_the_answer_is_plain_and_within_bounds() -> None:
    heard = estimate_key(cadence(0, True))
    assert type(heard.confidence) is float
    assert 0 <= heard.confidence <= 1
