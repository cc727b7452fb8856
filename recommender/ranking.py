"""Candidates with their scores: from the sets, from the sound, or from both together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.catalogue.analyses import Sounds
from recommender.collaborative.base import NO_ANSWER
from recommender.recommendations import Seed

ENOUGH_SETS = 3
"""A track in so many sets is answered from them alone."""
ARTIST_SHARE = 0.25
"""How much the artist's other tracks count for a seed that only its sound tells about."""


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

    def without(self, unwanted: np.ndarray) -> "Ranking":
        """The same with some (n,) of the candidates ruled out."""
        return Ranking(self.ids, np.where(unwanted, NO_ANSWER, self.scores), self.by_sound)


def played_share(seeds: Sequence[Seed], route: str | None) -> float:
    """How much the sets count beside the sound, 0 to 1, by how much they tell about the seeds."""
    if route is None:
        return 0.0
    if route == "artist":
        return ARTIST_SHARE
    sets = sum(seed.track.sets for seed in seeds if seed.track)
    return min(sets / ENOUGH_SETS, 1.0)


def rank_by_sets(ids: np.ndarray, scores: np.ndarray) -> Ranking:
    """The model's own scores."""
    return Ranking(ids, scores, np.zeros(len(ids), dtype=bool))


def likeness(sounds: Sounds, embeddings: Sequence[np.ndarray], seeds: Sequence[int]) -> np.ndarray:
    """(m,) how near each embedded track is to the given embeddings: 1 for the nearest, near 0 from
    the average one on, and never 0: how far a track may be is for the number asked for to say.

    `seeds` (catalogue IDs) do not count as the nearest.
    """
    distances = np.mean([sounds.distances(one) for one in embeddings], axis=0)
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

    A track that one of the two knows nothing about gets nothing from it.
    """
    heard_ids = sounds.track_ids[sounds.embedded]
    ids = heard_ids if by_sets is None else np.union1d(by_sets.ids, heard_ids)
    sound = np.zeros(len(ids))
    sound[np.searchsorted(ids, heard_ids)] = (1 - share) * like
    sets = np.zeros(len(ids))
    if by_sets is not None:
        sets[np.searchsorted(ids, by_sets.ids)] = share * _fit(by_sets.scores)
    known = sound > 0
    if by_sets is not None:
        known[np.searchsorted(ids, by_sets.ids)] |= by_sets.scores > NO_ANSWER
    return Ranking(ids, np.where(known, sets + sound, NO_ANSWER), sound > sets)


def _fit(scores: np.ndarray) -> np.ndarray:
    best = float(scores.max(initial=0))
    return np.clip(scores / best, 0, 1) if best > 0 else np.zeros(len(scores))
