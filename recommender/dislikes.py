"""Moving an answer away from tracks that the DJ dislikes."""

from collections.abc import Sequence

import numpy as np

from recommender.collaborative.base import NO_ANSWER

SHARE = 0.75
"""How much of a candidate's score a dislike may take: this share of the best score, from the
candidate that fits the disliked track best."""


def move_away(scores: np.ndarray, answers: Sequence[np.ndarray]) -> np.ndarray:
    """(n,) scores, less what the candidates have in common with disliked tracks.

    `answers`: for each disliked track, (n,) the scores of the same candidates with that track as
    the only seed. Of several dislikes the strongest counts, so that a second one takes nothing more
    from a candidate that the first one hits.

    A negative weight in the fold-in is not used for this. There it can only say "prefers 0" with
    some confidence, where every track that the seeds do not hold prefers 0 already, so that hardly
    anything moves.

    Shares of the best, because a seed of few sets has small scores, which any well known dislike
    would wipe out.
    """
    best = float(scores.max(initial=0))
    if not answers or best <= 0:
        return scores
    against = np.max([_fit(answer) for answer in answers], axis=0)
    moved: np.ndarray = scores - SHARE * best * against
    return moved


def _fit(answer: np.ndarray) -> np.ndarray:
    """(n,) each score as a share of the best one, 0 to 1."""
    known = np.where(answer > NO_ANSWER, answer, 0)
    best = float(known.max(initial=0))
    return np.clip(known / best, 0, 1) if best > 0 else np.zeros(len(answer))
