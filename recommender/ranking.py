"""Candidates with their scores: from the sets, from the sound, or from both together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.catalogue.analyses import Sounds
from recommender.collaborative.base import NO_ANSWER

_STEEPNESS = 3.0
"""A track as far as the average one is worth a twentieth of the nearest."""
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Ranking:
    """Candidates, in no order."""

    ids: np.ndarray
    """(n,) catalogue IDs."""
    scores: np.ndarray
    """(n,) NO_ANSWER where a track is no candidate."""
    by_sound: np.ndarray
    """(n,) whether the sound speaks louder for a track than the sets."""

    def scored(self, scores: np.ndarray) -> "Ranking":
        """The same with other scores (n,)."""
        return Ranking(self.ids, scores, self.by_sound)

    def without(self, unwanted: np.ndarray) -> "Ranking":
        """The same with some (n,) of the candidates ruled out."""
        return self.scored(np.where(unwanted, NO_ANSWER, self.scores))


def rank_by_sets(ids: np.ndarray, scores: np.ndarray) -> Ranking:
    """The model's own scores."""
    return Ranking(ids, scores, np.zeros(len(ids), dtype=bool))


def likeness(
    sounds: Sounds,
    embeddings: Sequence[np.ndarray],
    seeds: Sequence[int],
    weights: Sequence[float] | None = None,
) -> np.ndarray:
    """(m,) how near each embedded track is to the given embeddings: 1 for the nearest, near 0 from
    the average one on, and never 0: how far a track may be is for the number asked for to say.

    `seeds` (catalogue IDs) do not count as the nearest; `weights`: how much each embedding counts,
    the same where None.
    """
    apart = [sounds.distances(one) for one in embeddings]
    distances = np.average(apart, axis=0, weights=weights)
    others = distances[_others(sounds, seeds)]
    if not len(others):
        return np.ones(len(distances))
    least = float(others.min())
    scale = max(float(others.mean()) - least, _SMALLEST)
    closer: np.ndarray = np.exp(-_STEEPNESS * np.maximum(distances - least, 0) / scale)
    return np.maximum(closer, _SMALLEST)


def comparable(sounds: Sounds, seeds: Sequence[int]) -> int:
    """How many tracks other than the seeds (catalogue IDs) have an embedding."""
    return int(np.count_nonzero(_others(sounds, seeds)))


def _others(sounds: Sounds, seeds: Sequence[int]) -> np.ndarray:
    return ~np.isin(sounds.track_ids[sounds.embedded], seeds)


def blend(by_sets: Ranking | None, sounds: Sounds, like: np.ndarray, share: float) -> Ranking:
    """Sets and sound together: each as a share of its best, weighed by `share` and the rest.

    `like`: (m,) for every embedded track. A track that one of the two knows nothing about gets
    nothing from it.
    """
    heard_ids = sounds.track_ids[sounds.embedded]
    ids = heard_ids if by_sets is None else np.union1d(by_sets.ids, heard_ids)
    heard, in_sets = np.zeros(len(ids), dtype=bool), np.zeros(len(ids), dtype=bool)
    sound, sets = np.zeros(len(ids)), np.zeros(len(ids))
    at = np.searchsorted(ids, heard_ids)
    heard[at], sound[at] = True, (1 - share) * like
    if by_sets is not None:
        at = np.searchsorted(ids, by_sets.ids)
        in_sets[at], sets[at] = by_sets.scores > NO_ANSWER, share * _fit(by_sets.scores)
    louder = heard & (~in_sets | (sound > sets))
    return Ranking(ids, np.where(heard | in_sets, sets + sound, NO_ANSWER), louder)


def _fit(scores: np.ndarray) -> np.ndarray:
    best = float(scores.max(initial=0))
    return np.clip(scores / best, 0, 1) if best > 0 else np.zeros(len(scores))
