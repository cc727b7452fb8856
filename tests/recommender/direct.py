"""Evidence counted the slow way: plain loops over raw set lists, no database and no matrix."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from recommender.catalogue.identity import fold, is_no_dj, track_name
from recommender.catalogue.setlist import Play, SetList
from recommender.recommendations import Evidence


@dataclass(frozen=True)
class Shared:
    """A set that holds two tracks."""

    distance: int
    setlist: SetList


class DirectCount:
    """Set lists, indexed by where each track stands."""

    def __init__(self, setlists: Iterable[SetList]) -> None:
        self.places: dict[str, dict[SetList, list[int]]] = defaultdict(dict)
        for setlist in setlists:
            for position, play in enumerate(setlist.plays, start=1):
                key = key_of(play)
                if key:
                    self.places[key].setdefault(setlist, []).append(position)

    def in_sets(self, at_least: int, at_most: int = 10**9) -> list[str]:
        """Keys of the tracks in so many sets."""
        return sorted(k for k, sets in self.places.items() if at_least <= len(sets) <= at_most)

    def shared(self, seeds: Iterable[str], other: str) -> list[Shared]:
        """The sets that hold `other` and any seed that is not `other` itself."""
        nearest: dict[SetList, int] = {}
        for seed in seeds:
            if seed == other:
                continue
            for setlist, positions in self.places[other].items():
                for here in positions:
                    for there in self.places[seed].get(setlist, ()):
                        distance = abs(here - there)
                        nearest[setlist] = min(distance, nearest.get(setlist, distance))
        return [Shared(distance, setlist) for setlist, distance in nearest.items()]

    def check(self, evidence: Evidence | None, seeds: Iterable[str], other: str) -> None:
        """Compare an evidence with the count."""
        shared = self.shared(seeds, other)
        if not shared:
            assert evidence is None or (evidence.sets, evidence.examples) == (0, ())
            return
        assert evidence is not None
        djs = {fold(dj) for one in shared for dj in one.setlist.djs if not is_no_dj(dj)}
        assert (evidence.sets, evidence.djs, evidence.adjacent) == (
            len(shared),
            len(djs),
            sum(one.distance == 1 for one in shared),
        )
        newest = sorted((one.setlist.date for one in shared), reverse=True)
        assert len(newest) == len(shared)
        best = sorted(shared, key=lambda one: one.setlist.date, reverse=True)
        best.sort(key=lambda one: one.distance)
        told = [(example.distance, example.date) for example in evidence.examples]
        assert told == [(one.distance, one.setlist.date) for one in best[: len(told)]]
        assert len(told) == min(len(shared), max(3, len(told)))
        real = {(one.setlist.title, one.setlist.url, one.distance) for one in shared}
        assert {(e.title, e.url, e.distance) for e in evidence.examples} <= real


def key_of(play: Play) -> str:
    """The identity of a play, empty where nothing is known."""
    name = track_name(play.artist, play.title)
    return name.key if name.artists or name.title else ""
