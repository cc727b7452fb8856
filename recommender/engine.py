"""The one entrance: seeds → ranked, explained recommendations. Never touches the network."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.identity import artist_names
from recommender.catalogue.store import Store
from recommender.collaborative.base import NO_ANSWER, top
from recommender.errors import BadInput, UnknownTrack
from recommender.evidence import (
    Company,
    collect_evidence,
    count_shared_sets,
    find_bridges,
    places_apart,
)
from recommender.recommendations import (
    Bridge,
    Evidence,
    Recommendation,
    Recommendations,
    Route,
    Seed,
    SharedSet,
    Track,
)
from recommender.training import Trained

MAX_K = 500
_MAX_COMPANIONS = 50
_MAX_ARTIST_TRACKS = 20


@dataclass(frozen=True)
class _Profile:
    """What the model is asked, and how that came about."""

    route: Route
    columns: np.ndarray
    weights: np.ndarray
    evidence_of: tuple[int, ...]
    """Catalogue IDs of the tracks that the evidence is about."""
    note: str = ""


class Engine:
    """Answers from a catalogue and a model trained on it. Safe to share between threads."""

    def __init__(self, store: Store, trained: Trained) -> None:
        self.store = store
        self.trained = trained
        self._company = Company(trained.plays)

    @property
    def version(self) -> str:
        """Changes whenever the same question may get other tracks or other evidence."""
        return f"{self.trained.version}-{self.store.revision()}"

    def recommend(self, seeds: Sequence[Seed], k: int = 20) -> Recommendations:
        """The `k` tracks that fit the seeds best, each with its reason.

        Raises UnknownTrack when neither the seeds nor their artists were ever played.
        """
        if not seeds or k < 1:
            raise BadInput("Give at least one seed and ask for at least one track.")
        profile = self._profile(seeds)
        n_tracks = self.trained.model.n_tracks
        rows = np.zeros(len(profile.columns), dtype=int)
        query = sp.csr_matrix((profile.weights, (rows, profile.columns)), shape=(1, n_tracks))
        scores = self.trained.model.score(query)[0]
        own = self.trained.columns_of([seed.track.id for seed in seeds if seed.track])
        scores[own[own >= 0]] = NO_ANSWER
        scores[self.trained.hidden] = NO_ANSWER
        found = top(scores, min(k, MAX_K))
        return self._explain(seeds, profile, found, scores[found])

    def similar(self, seed: Seed, k: int = 20) -> Recommendations:
        """The `k` tracks whose trained factors lie nearest to the seed's.

        Raises UnknownTrack when the model does not hold the seed.
        """
        column = self.trained.columns_of([seed.track.id])[0] if seed.track else -1
        if column < 0:
            raise UnknownTrack(
                f"“{seed.name}” is in fewer than two sets, so the model has no factors for it. "
                "Ask for recommendations instead."
            )
        hidden = self.trained.hidden
        found, scores = self.trained.model.similar(int(column), min(k, MAX_K) + len(hidden))
        shown = ~np.isin(found, hidden)
        profile = self._profile([seed])
        return self._explain([seed], profile, found[shown][:k], scores[shown][:k])

    def shared_sets(self, seeds: Sequence[Seed], track: int) -> list[SharedSet]:
        """Every set that the evidence for `track` (a catalogue ID) counts, newest first."""
        ids = self._profile(seeds).evidence_of
        evidence = collect_evidence(self.store, ids, [track], examples=None).get(track)
        sets = evidence.examples if evidence else ()
        return sorted(sets, key=lambda shared: shared.date, reverse=True)

    # -- what to ask the model ----------------------------------------------------------------

    def _profile(self, seeds: Sequence[Seed]) -> _Profile:
        parts = [self._played(seed) or self._by_artist(seed) for seed in seeds]
        known = [part for part in parts if part]
        if not known:
            names = ", ".join(f"“{seed.name}”" for seed in seeds)
            raise UnknownTrack(
                f"No set in the catalogue holds {names}, nor anything else by the artist."
            )
        routes = {part.route for part in known}
        return _Profile(
            route="played" if "played" in routes else "artist",
            columns=np.concatenate([part.columns for part in known]),
            weights=np.concatenate([part.weights for part in known]).astype(np.float32),
            evidence_of=tuple(id_ for part in known for id_ in part.evidence_of),
            note=" ".join(dict.fromkeys(part.note for part in known if part.note)),
        )

    def _played(self, seed: Seed) -> _Profile | None:
        if seed.track is None:
            return None
        id_ = seed.track.id
        column = self.trained.columns_of([id_])[0]
        if column >= 0:
            return _Profile("played", np.array([column]), np.ones(1), (id_,))
        distances = self._companions(id_)
        columns = self.trained.columns_of(list(distances))
        there = columns >= 0
        if not there.any():
            return None
        weights = 1 / np.maximum(np.array(list(distances.values())), 1)
        few = "one set only" if seed.track.sets == 1 else f"{seed.track.sets} sets, newly imported"
        note = f"“{seed.name}” is in {few}: the answer comes from the tracks around it there."
        return _Profile("played", columns[there], weights[there], (id_,), note)

    def _companions(self, track: int) -> dict[int, int]:
        """Who was played near a track, and how far away, nearest first."""
        here, there = db.play.alias(), db.play.alias()
        distance = sa.func.min(places_apart(here, there))
        query = (
            sa.select(there.c.track_id, distance)
            .select_from(here.join(there, here.c.set_id == there.c.set_id))
            .where(
                here.c.track_id == track, there.c.track_id.is_not(None), there.c.track_id != track
            )
            .group_by(there.c.track_id)
            .order_by(distance, there.c.track_id)
            .limit(_MAX_COMPANIONS)
        )
        with self.store.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def _by_artist(self, seed: Seed) -> _Profile | None:
        ids = self.store.artist_tracks(sorted(artist_names(seed.artist)))
        columns = self.trained.columns_of(ids)
        there = np.flatnonzero(columns >= 0)
        if not len(there):
            return None
        most_played = np.argsort(-self._company.played[columns[there]], kind="stable")
        chosen = there[most_played[:_MAX_ARTIST_TRACKS]]
        missing = "No set tells enough about" if seed.track else "No set holds"
        return _Profile(
            "artist",
            columns[chosen],
            np.ones(len(chosen)),
            tuple(ids[at] for at in chosen),
            f"{missing} “{seed.name}”: these fit the artist's other tracks.",
        )

    # -- the answer ---------------------------------------------------------------------------

    def _explain(
        self, seeds: Sequence[Seed], profile: _Profile, found: np.ndarray, scores: np.ndarray
    ) -> Recommendations:
        ids = [int(id_) for id_ in self.trained.track_ids[found]]
        evidence = collect_evidence(self.store, profile.evidence_of, ids)
        explained = evidence.keys() | set(profile.evidence_of)
        alone = [int(c) for c, id_ in zip(found, ids, strict=True) if id_ not in explained]
        bridges = self._bridges(profile, alone)
        tracks = self.store.tracks(ids)
        best = float(scores.max(initial=0))
        items = []
        for rank, (id_, score) in enumerate(zip(ids, scores.tolist(), strict=True), start=1):
            why = evidence.get(id_) or replace(Evidence(), bridge=bridges.get(id_))
            fit = min(max(score / best, 0.0), 1.0) if best > 0 else 0.0
            items.append(Recommendation(rank, tracks[id_], score, fit, profile.route, why))
        return Recommendations(tuple(seeds), profile.route, tuple(items), profile.note)

    def _bridges(self, profile: _Profile, alone: list[int]) -> dict[int, Bridge]:
        """By catalogue ID, for columns that share no set with the seeds."""
        if not alone:
            return {}
        asked = self.trained.columns_of(list(profile.evidence_of))
        asked = asked[asked >= 0]
        if len(asked):
            with_seed = self._company.of(list(asked))
        else:  # a seed of one set: its companions were all met there, once
            with_seed = np.zeros(self.trained.model.n_tracks, dtype=np.int64)
            with_seed[profile.columns] = 1
        leave_out = np.concatenate([asked, self.trained.hidden])
        columns = find_bridges(self._company, with_seed, alone, leave_out)
        ids = self.trained.track_ids
        return self._told(
            profile, {int(ids[track]): int(ids[bridge]) for track, bridge in columns.items()}
        )

    def _told(self, profile: _Profile, chosen: dict[int, int]) -> dict[int, Bridge]:
        """Bridges by track, counted in the catalogue as it is now, not as it was learned."""
        middles = sorted(set(chosen.values()))
        with_seed = collect_evidence(self.store, profile.evidence_of, middles, examples=0)
        with_track = count_shared_sets(self.store, middles, list(chosen))
        tracks: dict[int, Track] = self.store.tracks(middles)
        return {
            track: Bridge(tracks[middle], with_seed[middle].sets, with_track[middle, track])
            for track, middle in chosen.items()
            if middle in with_seed and (middle, track) in with_track
        }
