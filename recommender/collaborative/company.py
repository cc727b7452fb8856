"""Tracks and artists by the company that both keep: one space for what is played near what.

Most tracks are played once, so the order of the tracks that a model knows is full of holes, while
who made the others is known. So each play says two words in the same place, its track (if the
model knows it) and its artists, and prod2vec's factorisation (prod2vec.py) embeds them together.
"""

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.directions import unit_rows
from recommender.collaborative.prod2vec import Prod2VecConfig, count_company, embed
from recommender.interactions import Interactions, number_places

_SETTINGS = Prod2VecConfig(negative=1.0)
"""As prod2vec's, but for its shift, which leaves nothing of a catalogue of few kinds of sets."""
_MIN_SETS = 2
"""An artist of one set alone is company of nothing that another set could tell."""


class Company:
    """How near tracks stand to the seeds, themselves and by their artists."""

    def __init__(self, tracks: np.ndarray, artists: np.ndarray) -> None:
        """(n_tracks, factors) each: directions of the tracks, and of their artists together."""
        # Parts of one array would be copied for each answer, and differ from what is restored in
        # the last digits.
        self.tracks, self.artists = np.ascontiguousarray(tracks), np.ascontiguousarray(artists)

    @classmethod
    def count(cls, interactions: Interactions, seed: int) -> tuple["Company", np.ndarray]:
        """And (n_sets, factors), what the artists of each set point at together."""
        n_tracks, played = interactions.n_tracks, interactions.played_artists()
        kept = np.flatnonzero(np.asarray(played.sum(axis=0)).ravel() >= _MIN_SETS)
        rows, places, tokens = _words(interactions, kept)
        found = count_company(rows, places, tokens, n_tracks + len(kept), _SETTINGS.window)
        directions = embed(found, _SETTINGS, seed)
        tracks, artists = directions[:n_tracks], directions[n_tracks:]
        by_artists = interactions.artists[kept].T @ artists
        of_sets = (played[:, kept] @ artists).astype(np.float32)
        return cls(tracks, unit_rows(by_artists).astype(np.float32)), of_sets

    def by_tracks(self, queries: sp.csr_matrix) -> np.ndarray:
        """(n_queries, n_tracks) float32 cosines with where the seeds point; 0 where unknown."""
        found: np.ndarray = unit_rows(queries @ self.tracks) @ self.tracks.T
        return found.astype(np.float32)

    def by_artists(self, queries: sp.csr_matrix) -> np.ndarray:
        """The same between the artists of a track and those of the seeds."""
        found: np.ndarray = unit_rows(self.of_artists(queries)) @ self.artists.T
        return found.astype(np.float32)

    def of_artists(self, queries: sp.csr_matrix) -> np.ndarray:
        """(n_queries, factors) where the seeds' artists point, those of disliked tracks against."""
        return np.asarray(queries @ self.artists)

    def arrays(self) -> dict[str, np.ndarray]:
        """What was found."""
        return {"company_tracks": self.tracks, "company_artists": self.artists}

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "Company":
        """From what `arrays` gave."""
        return cls(arrays["company_tracks"], arrays["company_artists"])


def _words(
    interactions: Interactions, kept: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Set, place and token of each track and credit; tokens count the tracks, then the artists
    `kept`. What is known of a set follows each other without gaps."""
    numbers = np.full(interactions.artists.shape[0], -1)
    numbers[kept] = np.arange(len(kept)) + interactions.n_tracks
    credits = interactions.artist_sequence.copy()
    credits[:, 1] = numbers[credits[:, 1]]
    words = np.concatenate([interactions.sequence, credits[credits[:, 1] >= 0]])
    return words[:, 0], number_places(words), words[:, 1]
