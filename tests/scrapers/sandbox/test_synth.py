"""The music is the track's: the same every time, at its tempo, in its key, of its genre."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import fft

from scrapers.sandbox.genres import CAMELOT_KEYS, GENRES
from scrapers.sandbox.previews.harmony import (
    MAJOR_PROGRESSIONS,
    MINOR_PROGRESSIONS,
    Harmony,
    tonic_of,
)
from scrapers.sandbox.previews.loop import Loop, duck, gate, levels
from scrapers.sandbox.previews.studio import Studio
from scrapers.sandbox.previews.synth import SAMPLE_RATE, synthesise
from scrapers.sandbox.tracks import Track
from scrapers.sandbox.world import World

_HOP = 64
_GENRE_NAMES = [genre.name for genre in GENRES]


def of_genre(world: World, genre: str, count: int) -> list[Track]:
    """Some tracks of a genre, from all over the catalogue."""
    tracks = [track for track in world.tracks if track.genre == genre]
    return tracks[:: len(tracks) // count][:count]


def onsets(samples: np.ndarray, low_hz: float, high_hz: float) -> np.ndarray:
    """(n,) how much louder a band gets from one short moment to the next."""
    spectrum = fft.rfft(samples)
    hertz = np.arange(len(spectrum)) * SAMPLE_RATE / len(samples)
    spectrum[(hertz < low_hz) | (hertz > high_hz)] = 0
    frames = fft.irfft(spectrum, len(samples))[: len(samples) // _HOP * _HOP].reshape(-1, _HOP)
    loudness = np.sqrt((frames**2).mean(axis=1))
    return np.maximum(np.diff(np.log1p(20 * loudness / loudness.max())), 0)


def likeness(signal: np.ndarray) -> np.ndarray:
    """Autocorrelation by lag, 1 at lag 0."""
    signal = signal - signal.mean()
    power = np.abs(fft.rfft(signal, 2 * len(signal))) ** 2
    sums = fft.irfft(power)[: len(signal)] / np.arange(len(signal), 0, -1)
    return sums / sums[0]


@pytest.mark.parametrize("genre", _GENRE_NAMES)
def test_the_rhythm_repeats_after_a_bar_of_the_true_tempo(world: World, genre: str) -> None:
    for track in of_genre(world, genre, 3):
        alike = likeness(onsets(synthesise(track), 2_000, 11_000))
        bar = 4 * 60 / track.tempo_bpm * SAMPLE_RATE / _HOP
        around = np.arange(round(bar * 4 * 0.98), round(bar * 4 * 1.02))
        best = around[np.argmax(alike[around])]
        assert best / (4 * bar) == pytest.approx(1, abs=0.001)
        assert alike[best] > 0.1 + alike[around].mean()


@pytest.mark.parametrize("genre", ["House", "Techno", "Trance", "Disco"])
def test_a_kick_is_on_every_beat_where_the_genre_has_it_so(world: World, genre: str) -> None:
    track = of_genre(world, genre, 1)[0]
    loop = Loop(track.tempo_bpm)
    beat = loop.length / 16 / _HOP
    alike = likeness(onsets(synthesise(track), 30, 120))
    on_beat = alike[round(beat) - 1 : round(beat) + 2].max()
    off_beat = alike[round(1.37 * beat) - 1 : round(1.37 * beat) + 2].max()
    assert on_beat > off_beat + 0.2


@pytest.mark.parametrize("genre", _GENRE_NAMES)
def test_a_clip_is_thirty_seconds_of_sound_within_bounds(world: World, genre: str) -> None:
    track = of_genre(world, genre, 1)[0]
    samples = synthesise(track)
    assert samples.shape == (30 * SAMPLE_RATE,)
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1
    assert np.sqrt(np.mean(samples**2)) > 0.03
    assert abs(float(samples.mean())) < 0.01


def test_the_same_track_gives_the_same_samples_and_another_one_others(world: World) -> None:
    one, other = of_genre(world, "House", 2)
    assert np.array_equal(synthesise(one), synthesise(replace(one)))
    moved = replace(other, tempo_bpm=one.tempo_bpm, key=one.key, scene=one.scene)
    assert not np.allclose(synthesise(one), synthesise(moved))


def test_a_shorter_clip_can_be_asked_for(world: World) -> None:
    assert len(synthesise(world.tracks[0], seconds=4)) == 4 * SAMPLE_RATE


def test_an_unknown_genre_or_key_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="Polka"):
        synthesise(replace(world.tracks[0], genre="Polka"))
    with pytest.raises(ValueError, match="13A"):
        synthesise(replace(world.tracks[0], key="13A"))


def pitch_classes(samples: np.ndarray) -> np.ndarray:
    """(12,) how much of each pitch class there is between 120 and 1,200 Hz, C first."""
    spectrum = np.abs(fft.rfft(samples * np.hanning(len(samples))))
    hertz = np.arange(len(spectrum)) * SAMPLE_RATE / len(samples)
    heard = (hertz > 120) & (hertz < 1_200)
    midi = 69 + 12 * np.log2(hertz[heard] / 440)
    near = np.abs(midi - np.round(midi)) < 0.2
    classes = np.round(midi[near]).astype(int) % 12
    return np.bincount(classes, spectrum[heard][near], minlength=12)


@pytest.mark.parametrize("genre", _GENRE_NAMES)
def test_the_notes_are_those_of_the_key_with_its_own_third(world: World, genre: str) -> None:
    for track in of_genre(world, genre, 4):
        tonic, major = tonic_of(track.key)
        heard = np.roll(pitch_classes(synthesise(track)), -tonic)
        scale = list(Harmony(tonic, major).scale)
        strangers = [step for step in range(12) if step not in scale]
        assert heard[scale].mean() > 1.15 * heard[strangers].mean()
        third, wrong_third = (4, 3) if major else (3, 4)
        assert heard[third] > heard[wrong_third]
        assert heard[0] > np.median(heard)


def test_camelot_keys_have_their_tonic() -> None:
    assert tonic_of("8A") == (9, False)
    assert tonic_of("8B") == (0, True)
    assert tonic_of("1B") == (11, True)
    assert len({tonic_of(key) for key in CAMELOT_KEYS}) == 24


@pytest.mark.parametrize("progression", MINOR_PROGRESSIONS + MAJOR_PROGRESSIONS)
def test_progressions_begin_on_the_tonic_and_come_back_to_it(progression: tuple[int, ...]) -> None:
    assert progression[0] == 0
    assert progression.count(0) >= 2


def test_a_bar_has_its_chord_in_close_position_and_its_root_in_the_bass() -> None:
    a_minor = Harmony(9, False, (0, 3, 4, 0))
    assert {midi % 12 for midi in a_minor.chord(0, 57)} == {9, 0, 4}
    assert {midi % 12 for midi in a_minor.chord(1, 57)} == {2, 5, 9}
    assert all(57 <= midi < 69 for bar in range(4) for midi in a_minor.chord(bar, 57))
    assert [a_minor.root(bar, 33) % 12 for bar in range(4)] == [9, 2, 4, 9]
    assert a_minor.note(7, 57) == a_minor.note(0, 57) + 12


@pytest.mark.parametrize("tempo_bpm", [110.0, 123.4, 128.0, 174.5])
def test_a_loop_is_as_long_as_its_tempo_says(tempo_bpm: float) -> None:
    loop = Loop(tempo_bpm)
    assert loop.length / SAMPLE_RATE == pytest.approx(960 / tempo_bpm, rel=2e-4)
    assert loop.at(64) == loop.length


def test_what_rings_beyond_the_loop_is_heard_at_its_start() -> None:
    loop = Loop(120)
    canvas = loop.canvas()
    canvas.add(np.ones(3 * SAMPLE_RATE, np.float32), 63)
    samples = canvas.samples()
    assert samples[0] == 1
    assert samples[loop.at(63) - 1] == 0
    assert samples.sum() == pytest.approx(3 * SAMPLE_RATE)


def test_a_pattern_that_does_not_fill_the_loop_is_refused() -> None:
    with pytest.raises(ValueError, match="15 steps"):
        levels("9... .... .... ...")


def test_a_gate_and_a_side_chain_follow_the_grid() -> None:
    loop = Loop(120)
    opened = gate(loop, levels("9..."))
    assert opened[loop.at(0.5)] == pytest.approx(1, abs=1e-3)
    assert opened[loop.at(2)] == pytest.approx(0, abs=1e-3)
    dipped = duck(loop, "..9. .... .... ....", 0.5, 0.1)
    assert dipped[loop.at(2)] == pytest.approx(0.5)
    assert dipped[loop.at(14)] > 0.95
    assert dipped[0] > 0.9
    assert (duck(loop, "....", 0.5, 0.1) == 1).all()


def test_the_track_alone_decides_what_is_drawn(world: World) -> None:
    one, same = Studio(world.tracks[0]), Studio(world.tracks[0])
    assert [one.near(100) for _ in range(5)] == [same.near(100) for _ in range(5)]
    assert one.near(100) != Studio(world.tracks[1]).near(100)


def colours(samples: np.ndarray) -> np.ndarray:
    """How loud 24 bands are on average, and how much each varies."""
    frames = samples[: len(samples) // 1_024 * 1_024].reshape(-1, 1_024) * np.hanning(1_024)
    power = np.abs(fft.rfft(frames, axis=1)) ** 2
    edges = np.unique(np.geomspace(1, 513, 25).round().astype(int))
    bands = np.log(np.add.reduceat(power, edges[:-1], axis=1) + 1e-6)
    return np.concatenate((bands.mean(axis=0), bands.std(axis=0)))


def test_tracks_of_one_genre_sound_more_alike_than_those_of_others(world: World) -> None:
    tracks = [track for genre in _GENRE_NAMES for track in of_genre(world, genre, 8)]
    heard = np.array([colours(synthesise(track)) for track in tracks])
    heard = (heard - heard.mean(axis=0)) / heard.std(axis=0)
    apart = ((heard[:, None] - heard[None]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    genres = np.array([track.genre for track in tracks])
    neighbours = np.argsort(apart, axis=1)[:, :5]
    assert (genres[neighbours] == genres[:, None]).mean() > 0.75
