"""Puts candidates through the filters, and says what each of them left out."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.airplay import CurrentAirplay
from recommender.catalogue.analyses import Sounds
from recommender.catalogue.store import Store
from recommender.collaborative.base import NO_ANSWER, top
from recommender.filters import Filters, Traits, left_out, outside_years
from recommender.ranking import Ranking

DISCOVERY = 0.2
"""Discovery 1 divides a score by this power of the play count: enough to be seen, and so little
that the seed still decides."""
_PAUSE_S = 10.0
"""While an import runs, the plays are counted anew so often."""
_AT_ONCE = 200
"""Candidates whose artists are looked up together."""


class Sieve:
    """Filters candidates by what the catalogue tells. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._airplay = CurrentAirplay(store, _PAUSE_S)
        self._played: tuple[tuple[int, frozenset[str]], np.ndarray] | None = None

    @property
    def version(self) -> str:
        """Changes whenever the same candidates may be filtered otherwise."""
        return str(self._airplay.version)

    def sift(
        self, ranking: Ranking, filters: Filters, seed: Traits, sounds: Sounds, k: int
    ) -> tuple[Ranking, dict[str, int]]:
        """The candidates that pass, and how many each filter leaves out.

        The artist cap is only sure for the best `k`; it counts the tracks that it kept from being
        among them.
        """
        candidates = ranking.scores > NO_ANSWER
        removed = {}
        for name, outside in self._outside(filters, seed, sounds, ranking.ids):
            removed[name] = int(np.count_nonzero(outside & candidates))
            ranking = ranking.without(outside)
        if filters.discovery:
            played = self._airplay.current().sets_of(ranking.ids)
            ranking = ranking.scored(discover(ranking.scores, played, filters.discovery))
        if filters.per_artist is not None:
            capped = self._too_many(ranking, filters.per_artist, k)
            removed["artist"] = int(np.isin(capped, top(ranking.scores, k)).sum())
            ranking = ranking.without(np.isin(np.arange(len(ranking.ids)), capped))
        return ranking, removed

    def _outside(
        self, filters: Filters, seed: Traits, sounds: Sounds, ids: np.ndarray
    ) -> Iterator[tuple[str, np.ndarray]]:
        """Filter → (n,) which of the tracks it leaves out."""
        yield from left_out(filters, seed, sounds.traits_of(ids)).items()
        if "years" in filters.active:
            yield "years", outside_years(filters, self._airplay.current().first_years_of(ids))
        if filters.played:
            yield "played", np.isin(ids, self._ids_of(filters.played))

    def _ids_of(self, keys: frozenset[str]) -> np.ndarray:
        """A DJ asks with the same history again and again: the last one is remembered."""
        question = self._store.revision(), keys
        known = self._played
        if known is None or known[0] != question:
            ids = np.fromiter(self._store.track_ids(keys).values(), dtype=np.int64)
            self._played = known = question, ids
        return known[1]

    def _too_many(self, ranking: Ranking, per_artist: int, k: int) -> list[int]:
        """Places of the candidates that come after `per_artist` better ones by the same artist,
        until `k` others are found. Each artist of a collaboration counts."""
        held = Counter[str]()
        capped: list[int] = []
        kept = 0
        places = top(ranking.scores, len(ranking.scores))
        for start in range(0, len(places), _AT_ONCE):
            part = places[start : start + _AT_ONCE].tolist()
            artists = self._artists_of(ranking.ids[part].tolist())
            for place in part:
                credited = artists.get(int(ranking.ids[place]), [])
                if any(held[name] >= per_artist for name in credited):
                    capped.append(place)
                    continue
                held.update(credited)
                kept += 1
                if kept == k:
                    return capped
        return capped

    def _artists_of(self, ids: Sequence[int]) -> dict[int, list[str]]:
        query = sa.select(db.track.c.id, db.track.c.artists).where(db.track.c.id.in_(ids))
        with self._store.engine.connect() as connection:
            rows = connection.execute(query)
            return {row.id: [name for name in row.artists.split(" & ") if name] for row in rows}


def discover(scores: np.ndarray, played: np.ndarray, discovery: float) -> np.ndarray:
    """(n,) scores that take the well known tracks down, or up where `discovery` is negative.

    `played`: (n,) in how many sets each track is. The more a track is played, the less is left of
    its score; of equal play counts, the order stays.
    """
    less = np.maximum(played, 1.0) ** (DISCOVERY * discovery)
    # A score below 0 goes down when it grows.
    weighed: np.ndarray = np.where(scores > 0, scores / less, scores * less)
    return weighed
