"""What there is to say about each seed, and how loud the sets and the sound speak together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.audio.analysis import Analysis
from recommender.catalogue.analyses import Sounds
from recommender.profiles import Profile
from recommender.recommendations import Seed

ENOUGH_SETS = 3
"""A track in so many sets is answered from them alone."""
ARTIST_SHARE = 0.25
"""How much the artist's other tracks count for a seed that only its sound tells about."""


@dataclass(frozen=True)
class Voice:
    """What there is to say about one seed: by the sets, by its sound, by both or by neither."""

    seed: Seed
    profile: Profile | None
    embedding: np.ndarray | None

    @property
    def silent(self) -> bool:
        """Whether nothing is known of the seed."""
        return self.profile is None and self.embedding is None

    @property
    def share(self) -> float:
        """How much the sets count beside the sound, 0 to 1, by how much they tell."""
        if self.profile is None:
            return 0.0
        if self.embedding is None:
            return 1.0
        if self.profile.route == "artist" or self.seed.track is None:
            return ARTIST_SHARE
        return min(self.seed.track.sets / ENOUGH_SETS, 1.0)


def embedding_of(
    seed: Seed, sounds: Sounds, heard: Mapping[str, Analysis] | None = None
) -> np.ndarray | None:
    """(d,) what was `heard` in a seed, by its key, or what the catalogue holds; None where there is
    neither, or the embedding is of another network."""
    analysis = (heard or {}).get(seed.key)
    if analysis and analysis.model_version == sounds.model_version:
        return analysis.embedding
    return sounds.embedding_of(seed.track.id) if seed.track else None


def share_of_sets(voices: Sequence[Voice]) -> float:
    """How much the sets count for several seeds together, 0 to 1: each that is not silent has the
    same say, so that one which is played everywhere does not drown one that only sound tells
    about."""
    shares = [voice.share for voice in voices if not voice.silent]
    return sum(shares) / len(shares) if shares else 0.0
