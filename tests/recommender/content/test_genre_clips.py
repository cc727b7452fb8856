"""Recordings stay whole in a split, and too few of them are said so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.content.genre_batches import Augmentation, chances, draw_excerpt
from recommender.content.genre_clips import LabelledClip, check_enough, split_recordings
from recommender.errors import BadInput
from tests.recommender.content.made_up import clips


def clip(label: str, recording: str, n_frames: int = 4) -> LabelledClip:
    """A clip in which nothing is heard."""
    return LabelledClip(np.zeros((3, n_frames), dtype=np.float32), label, recording)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(2, 9), min_size=2),
    st.integers(1, 4),
    st.floats(0.05, 0.9),
    st.integers(0, 2**31 - 1),
)
def test_no_split_divides_a_recording_and_every_label_is_on_both_sides(
    recordings: dict[str, int], pieces: int, share: float, seed: int
) -> None:
    everything = [
        clip(label, f"{label}.{number}")
        for label, count in recordings.items()
        for number in range(count)
        for _ in range(pieces)
    ]
    learning, held_out = split_recordings(everything, share, seed)
    assert len(learning) + len(held_out) == len(everything)
    assert not {c.recording for c in learning} & {c.recording for c in held_out}
    for side in (learning, held_out):
        assert {c.label for c in side} == set(recordings)


def test_a_recording_of_several_labels_stays_whole_and_every_label_is_learned() -> None:
    everything = [
        clip(label, f"artist {number}") for label in ("house", "techno") for number in range(4)
    ] + [clip("dub", "artist 0")]
    for seed in range(20):
        learning, held_out = split_recordings(everything, 0.5, seed)
        assert not {c.recording for c in learning} & {c.recording for c in held_out}
        assert {c.label for c in learning} == {"house", "techno", "dub"}
        assert {c.recording for c in held_out} <= {"artist 1", "artist 2", "artist 3"}
        assert len(held_out) == 4


def test_the_same_seed_splits_alike_in_whatever_order_the_clips_come() -> None:
    everything = clips()
    held_out = {c.recording for c in split_recordings(everything, 0.25, 3)[1]}
    assert {c.recording for c in split_recordings(everything[::-1], 0.25, 3)[1]} == held_out
    assert {c.recording for c in split_recordings(everything, 0.25, 4)[1]} != held_out


@pytest.mark.parametrize(
    ("labelled", "said"),
    [
        ([], "at least two genres"),
        ([("house", str(number)) for number in range(9)], "of 'house' only"),
        (
            [("house", str(number)) for number in range(9)] + [("dub", "x")] * 9,
            "fewer of 'dub'",
        ),
    ],
    ids=["none", "one genre", "one recording in many pieces"],
)
def test_too_little_is_said_in_a_sentence(labelled: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_enough(labelled)


def test_every_label_is_drawn_equally_often_and_longer_clips_more() -> None:
    some = [clip("a", "1", 10), clip("a", "2", 40), clip("b", "3", 10)]
    assert chances(some, 10) == pytest.approx([1 / 6, 2 / 6, 3 / 6])


@given(st.integers(1, 90), st.integers(2, 40), st.integers(0, 1000))
def test_an_excerpt_has_its_shape_and_range_however_long_the_clip(
    n_frames: int, length: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    frames = rng.uniform(-80, 0, (n_frames, 12)).astype(np.float16)
    excerpt = draw_excerpt(frames, length, Augmentation(), rng)
    assert excerpt.shape == (length, 12)
    assert excerpt.dtype == np.float32
    assert excerpt.max() == 0
    assert excerpt.min() >= -80


def test_an_excerpt_without_augmentation_is_a_piece_of_the_clip() -> None:
    frames = np.random.default_rng(0).uniform(-80, 0, (50, 12)).astype(np.float32)
    frames[:, 3] = 0
    plain = Augmentation(tempo=0, pitch_mels=0, eq_db=0, mixup=0, label_smoothing=0)
    excerpt = draw_excerpt(frames, 49, plain, np.random.default_rng(1))
    low, high = np.minimum(frames[:-1], frames[1:]), np.maximum(frames[:-1], frames[1:])
    assert np.all(excerpt >= low - 1e-3)
    assert np.all(excerpt <= high + 1e-3)
