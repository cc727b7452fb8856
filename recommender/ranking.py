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
    """(m,) how near each embedded track is to the given embeddings, 1 for the nearest.

    0 for tracks that are no nearer than the average one, and for `seeds` (catalogue IDs).
    """
    distances = np.mean([sounds.distances(one) for one in embeddings], axis=0)
    others = ~np.isin(sounds.track_ids[sounds.embedded], seeds)
    if not others.any():
        return np.zeros(len(distances))
    average, least = distances[others].mean(), distances[others].min()
    if average <= least:
        return others.astype(float)
    closer: np.ndarray = np.clip((average - distances) / (average - least), 0, 1)
    return np.where(others, closer, 0.0)


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
    scores = sets + sound
    return Ranking(ids, np.where(scores > 0, scores, NO_ANSWER), sound > sets)


def _fit(scores: np.ndarray) -> np.ndarray:
    best = float(scores.max(initial=0))
    return np.clip(scores / best, 0, 1) if best > 0 else np.zeros(len(scores))
