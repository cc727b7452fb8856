"""The picture of what the model in use learned: groups, points and the sentence about them."""

from itertools import pairwise

import numpy as np
import pytest

from dashboard.figures.lengths import MIN_GROUP, PER_GROUP, group, lengths_json


def some(n: int = 2_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Tracks whose vectors grow with the square root of their sets."""
    rng = np.random.default_rng(seed)
    sets = np.maximum(2, np.round(rng.pareto(1.0, n) * 2)).astype(int)
    return sets, np.sqrt(sets) * rng.uniform(0.9, 1.1, n)


def test_every_track_is_in_one_group_and_no_group_is_small() -> None:
    sets, _ = some()
    groups = group(sets)
    assert sorted(np.concatenate(groups).tolist()) == list(range(len(sets)))
    assert min(len(rows) for rows in groups) >= MIN_GROUP
    edges = [(sets[rows].min(), sets[rows].max()) for rows in groups]
    assert all(high < low for (_, high), (low, _) in pairwise(edges))


def test_the_groups_tell_middle_and_spread_of_their_tracks() -> None:
    sets = np.repeat([2, 40], 11)
    lengths = np.concatenate([np.linspace(0, 1, 11) + 0.001, np.linspace(4, 6, 11)])
    first, last = lengths_json(sets, lengths, 500)["groups"]
    assert (first["from"], first["to"], first["tracks"]) == (2, 2, 11)
    assert (last["low"], last["middle"], last["high"]) == pytest.approx((4.2, 5.0, 5.8))


def test_a_large_catalogue_is_drawn_by_some_of_its_tracks_and_always_the_same() -> None:
    sets, lengths = some(30_000)
    told = lengths_json(sets, lengths, 7_000)
    assert told["tracks"] == 30_000
    assert len(told["points"]) <= PER_GROUP * len(told["groups"])
    assert told == lengths_json(sets, lengths, 7_000)
    drawn = set(told["points"])
    assert drawn <= set(zip(sets.tolist(), np.round(lengths, 4).tolist(), strict=True))


def test_the_sentence_says_how_much_longer_the_best_known_are() -> None:
    sets, lengths = np.repeat([2, 50], 10), np.repeat([0.5, 2.0], 10)
    assert lengths_json(sets, lengths, 9)["words"] == (
        "The vectors of tracks in 50 sets or more are 4.0 times as long as those of tracks in "
        "2 sets at most."
    )
    same = lengths_json(sets, np.ones(20), 9)["words"]
    assert "are as long as those" in same


def test_tracks_without_factors_are_left_out_and_none_at_all_is_told() -> None:
    told = lengths_json(np.array([3, 3, 0]), np.array([0.0, 1.0, 1.0]), 9)
    assert told["tracks"] == 1
    nothing = lengths_json(np.array([], dtype=int), np.array([]), 0)
    assert (nothing["points"], nothing["groups"]) == ([], [])
    assert nothing["words"] == "No track has factors yet."
