"""Third stage, for several seeds: on what they agree, and what that makes of the first answers.

One seed says little beyond the signals' weighted sum. Several say more together than that sum can
hold: whether they point the same way, which of them a track is near to, whether all of them are
rarely played, and how sure it is whose set this is. Boosted trees (Friedman, "Greedy Function
Approximation: A Gradient Boosting Machine", 2001), grown for the ranking itself (LambdaMART;
Burges, "From RankNet to LambdaRank to LambdaMART: An Overview", 2010), put the best of the sum in
a new order. `python -m benchmarks.tune_several` grows them on sets held out inside WFMU's training
part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from recommender.artefacts import load_artefact
from recommender.collaborative.base import pack_sparse, unpack_sparse
from recommender.collaborative.company import Company
from recommender.collaborative.directions import unit_rows
from recommender.collaborative.signals import Djs, Months, Together, log_above, months_of
from recommender.collaborative.trees import Trees
from recommender.errors import ArtefactDamaged, NotTrained
from recommender.interactions import Interactions

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "several-seeds"
"""Grown by us; docs/models.md says on what."""
FEWEST, MOST = 3, 12
"""How many seeds, by so many different artists at least, are several: the trees know no others."""
REGULARS = 10.0
"""The trees know a collection whose DJs come back again and again. Where the typical set is by
somebody with fewer sets than this, as with the guests of a series, they are not asked: there they
do harm (docs/models.md)."""
_DJ_FLOOR = 0.002
_DIGITS = 4
"""What lies further behind the point differs between processors, and no tree should go by it."""


@dataclass(frozen=True)
class Learned:
    """What the first two stages learned, to be asked seed by seed."""

    factors: Sequence[np.ndarray]
    """(n_tracks, n) each: of every factorisation."""
    company: Company
    together: Together
    djs: Djs
    months: Months


class Several:
    """What trees look at, for the tracks that may answer several seeds."""

    def __init__(self, facts: np.ndarray, credits: sp.csr_matrix, regulars: float) -> None:
        """`facts`: (n_tracks, 5) float32: the logarithms of how many sets hold the track, of how
        many hold the best known of its artists, and of the most tracks that one of them made; the
        first and the last month of its plays, 0 where unknown. `credits`: (n_tracks, n_artists).
        `regulars`: how many sets there are by the DJ of the typical set."""
        self.facts, self.credits, self.regulars = facts, credits, regulars

    @classmethod
    def count(cls, interactions: Interactions) -> "Several":
        """From the catalogue."""
        credits = sp.csr_matrix(interactions.artists.T, dtype=np.float32)
        credits.sort_indices()
        held = np.asarray(interactions.plays.sum(axis=0)).ravel()
        by_artist = np.asarray(interactions.played_artists().sum(axis=0)).ravel()
        made = np.asarray(interactions.artists.sum(axis=1)).ravel()
        counts = [held, _most(credits, by_artist), _most(credits, made)]
        facts = np.stack([*np.log1p(counts), *_first_and_last(interactions)], axis=1)
        return cls(facts.astype(np.float32), credits, _sets_of_typical_dj(interactions.djs))

    def are_several(self, seeds: np.ndarray) -> bool:
        """Whether enough of these columns have no artist in common, counted from the first on, and
        the collection is one that the trees know."""
        if self.regulars < REGULARS or len(seeds) > MOST:
            return False
        bounds, made_by = self.credits.indptr, self.credits.indices
        counted: set[int] = set()
        several = 0
        for seed in np.sort(seeds):
            makers = set(made_by[bounds[seed] : bounds[seed + 1]].tolist())
            # A track of nobody known stands for itself.
            if counted.isdisjoint(makers):
                counted |= makers
                several += 1
        return several >= FEWEST

    def features(
        self,
        seeds: np.ndarray,
        tracks: np.ndarray,
        signals: Mapping[str, np.ndarray],
        learned: Learned,
    ) -> dict[str, np.ndarray]:
        """(n_tracks,) finite numbers by name, for `tracks` as answers to `seeds` (columns).

        `signals`: (n_tracks,) what each signal says of them. At least two seeds.
        """
        found = dict(signals)
        for name, (cosines, among) in _cosines(seeds, tracks, learned).items():
            ordered = -np.sort(-cosines, axis=1)
            found |= {
                f"{name}_nearest": ordered[:, 0],
                f"{name}_second": ordered[:, 1],
                f"{name}_mean": ordered.mean(axis=1),
                f"{name}_farthest": ordered[:, -1],
                f"{name}_among_seeds": _alike(among, len(tracks)),
            }
        shared = (self.credits[tracks] @ self.credits[seeds].T).toarray() > 0
        held, by_artist, made, first, last = self.facts[tracks].T
        found |= {"same_artist": shared.sum(axis=1), "held": held}
        found |= {"artist_held": by_artist, "artist_made": made}
        found["seeds_held"] = _alike(self.facts[seeds, 0].mean(), len(tracks))
        query = _query(seeds, len(self.facts))
        found |= _whose(query, tracks, learned.djs)
        found |= _when(query, first, last, learned.months)
        return found

    def arrays(self) -> dict[str, np.ndarray]:
        """What was counted."""
        named = {"several_facts": self.facts, "several_regulars": np.array(self.regulars)}
        return named | pack_sparse("several_credits", self.credits)

    @classmethod
    def restore(cls, arrays: Mapping[str, np.ndarray]) -> "Several":
        """From what `arrays` gave."""
        credits = unpack_sparse("several_credits", arrays)
        return cls(arrays["several_facts"], credits, float(arrays["several_regulars"]))


def as_rows(features: Mapping[str, np.ndarray], names: Iterable[str]) -> np.ndarray:
    """(n_tracks, n_features) float32, as trees read them, in the order of `names`."""
    rows = np.stack([features[name] for name in names], axis=1)
    return np.round(rows, _DIGITS).astype(np.float32)


@cache
def shipped_trees() -> Trees:
    """Those that come with Segue. Raises ArtefactDamaged."""
    try:
        return Trees.restore(load_artefact(SHIPPED).arrays)
    except (NotTrained, ArtefactDamaged, KeyError) as error:
        raise ArtefactDamaged(
            f"The trees in {SHIPPED} that come with Segue are missing or damaged. "
            "Get them again with Segue."
        ) from error


def _cosines(
    seeds: np.ndarray, tracks: np.ndarray, learned: Learned
) -> dict[str, tuple[np.ndarray, float]]:
    """By space: (n_tracks, n_seeds) of tracks with seeds, and the mean of the seeds' with each
    other."""
    found = {}
    spaces = {
        "factors": learned.factors,
        "company": [learned.company.tracks],
        "artists": [learned.company.artists],
    }
    for name, vectors in spaces.items():
        theirs = [unit_rows(one[tracks]) for one in vectors]
        ours = [unit_rows(one[seeds]) for one in vectors]
        cosines = np.mean([a @ b.T for a, b in zip(theirs, ours, strict=True)], axis=0)
        among = np.mean([one @ one.T for one in ours], axis=0)
        found[name] = (cosines, _between(among))
    sets = learned.together.by_track
    cosines, among = (sets[columns] @ sets[seeds].T for columns in (tracks, seeds))
    found["together"] = (cosines.toarray(), _between(among.toarray()))
    return found


def _between(cosines: np.ndarray) -> float:
    """Mean of a square of cosines without its diagonal."""
    n = len(cosines)
    return float((cosines.sum() - np.trace(cosines)) / (n * (n - 1)))


def _whose(query: sp.csr_matrix, tracks: np.ndarray, djs: Djs) -> dict[str, np.ndarray]:
    """How sure it is who plays these seeds, and how often the two most likely play the tracks."""
    likely = djs.posterior(query)[0]
    best = np.argsort(-likely, kind="stable")[:2]
    best = best[likely[best] > 0]
    shares = np.zeros((2, len(tracks)))
    shares[: len(best)] = djs.shares(best, tracks)
    sets = float(djs.sets[best[:1]].sum())
    return {
        "dj_sure": _alike(likely.max(initial=0), len(tracks)),
        "dj_unsure": _alike(_entropy(likely), len(tracks)),
        "dj_sets": _alike(np.log1p(sets), len(tracks)),
        "dj_plays": shares[0] * sets,
        "dj_share": log_above(shares[0], _DJ_FLOOR),
        "second_dj_share": log_above(shares[1], _DJ_FLOOR),
    }


def _when(
    query: sp.csr_matrix, first: np.ndarray, last: np.ndarray, months: Months
) -> dict[str, np.ndarray]:
    """How sure it is when these seeds were played, and how far from then the tracks were."""
    likely = months.posterior(query)[0]
    known = (first > 0) & bool(likely.any())
    then = months.months[likely.argmax()] if len(likely) else 0
    return {
        "month_unsure": _alike(_entropy(likely), len(first)),
        "since_first": np.where(known, then - first, 0),
        "until_last": np.where(known, last - then, 0),
    }


def _entropy(likely: np.ndarray) -> float:
    some = likely[likely > 0]
    return float(-(some * np.log(some)).sum())


def _alike(value: float, n: int) -> np.ndarray:
    """The same for all tracks."""
    return np.full(n, float(value))


def _query(seeds: np.ndarray, n_tracks: int) -> sp.csr_matrix:
    """(1, n_tracks) 1.0 at the seeds."""
    ones = np.ones(len(seeds), dtype=np.float32)
    return sp.csr_matrix((ones, (np.zeros(len(seeds), dtype=int), seeds)), shape=(1, n_tracks))


def _most(credits: sp.csr_matrix, counts: np.ndarray) -> np.ndarray:
    """(n_tracks,) the largest count of a track's artists; 0 where none is known."""
    if not len(counts):
        return np.zeros(credits.shape[0])
    most = (credits @ sp.diags(counts.astype(np.float32))).max(axis=1)
    return np.asarray(most.toarray()).ravel()


def _sets_of_typical_dj(djs: sp.csr_matrix) -> float:
    """The median over the sets of how many sets their DJs have, the busiest of several; 0 for a
    set of nobody known."""
    if not djs.shape[0] or not djs.shape[1]:
        return 0.0
    busiest = sp.csr_matrix(sp.diags(np.asarray(djs.sum(axis=1)).ravel()) @ djs).max(axis=0)
    return float(np.median(busiest.toarray()))


def _first_and_last(interactions: Interactions) -> tuple[np.ndarray, np.ndarray]:
    """(n_tracks,) each: months of the first and the last dated play; 0 where there is none."""
    played = interactions.plays.tocoo()
    months = months_of(interactions.set_dates)[played.row]
    tracks, months = played.col[months > 0], months[months > 0]
    first = np.full(interactions.n_tracks, np.iinfo(np.int64).max)
    last = np.zeros(interactions.n_tracks, dtype=np.int64)
    np.minimum.at(first, tracks, months)
    np.maximum.at(last, tracks, months)
    return np.where(last > 0, first, 0), last
