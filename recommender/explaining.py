"""From the best candidates to recommendations: each with its track and its reason."""

import numpy as np

from recommender.catalogue.store import Store
from recommender.evidence import Company, collect_evidence, count_shared_sets, find_bridges
from recommender.profiles import Profile
from recommender.ranking import Ranking
from recommender.recommendations import Bridge, Evidence, Recommendation, Route
from recommender.training import Trained


class Explainer:
    """Gives reasons out of the catalogue as it is now."""

    def __init__(self, store: Store, trained: Trained, company: Company) -> None:
        self._store = store
        self._trained = trained
        self._company = company

    def explain(
        self, profile: Profile | None, ranking: Ranking, found: np.ndarray
    ) -> tuple[Recommendation, ...]:
        """The candidates at the places `found`, best first; `profile`: what the sets were asked,
        None where only the sound answers."""
        ids = [int(id_) for id_ in ranking.ids[found]]
        scores = ranking.scores[found]
        evidence_of = profile.evidence_of if profile else ()
        evidence = collect_evidence(self._store, evidence_of, ids)
        by_sound = ranking.by_sound[found]
        explained = evidence.keys() | set(evidence_of)
        alone = [
            id_
            for id_, sounds_so in zip(ids, by_sound, strict=True)
            if id_ not in explained and not sounds_so
        ]
        bridges = self._bridges(profile, alone) if profile else {}
        tracks = self._store.tracks(ids)
        best = float(scores.max(initial=0))
        items = []
        for rank, (id_, score) in enumerate(zip(ids, scores.tolist(), strict=True), start=1):
            why = evidence.get(id_) or Evidence(bridge=bridges.get(id_))
            fit = min(max(score / best, 0.0), 1.0) if best > 0 else 0.0
            route: Route = "sound" if by_sound[rank - 1] or not profile else profile.route
            items.append(Recommendation(rank, tracks[id_], score, fit, route, why))
        return tuple(items)

    def _bridges(self, profile: Profile, alone: list[int]) -> dict[int, Bridge]:
        """By catalogue ID, for tracks that share no set with the seeds."""
        lonely = self._trained.columns_of(alone)
        lonely = lonely[lonely >= 0]
        if not len(lonely):
            return {}
        asked = self._trained.columns_of(list(profile.evidence_of))
        asked = asked[asked >= 0]
        if len(asked):
            with_seed = self._company.of(list(asked))
        else:  # a seed of one set: its companions were all met there, once
            with_seed = np.zeros(self._trained.model.n_tracks, dtype=np.int64)
            with_seed[profile.columns] = 1
        leave_out = np.concatenate([asked, self._trained.hidden])
        columns = find_bridges(self._company, with_seed, lonely.tolist(), leave_out)
        ids = self._trained.track_ids
        return self._told(
            profile, {int(ids[track]): int(ids[bridge]) for track, bridge in columns.items()}
        )

    def _told(self, profile: Profile, chosen: dict[int, int]) -> dict[int, Bridge]:
        """Bridges by track, counted in the catalogue as it is now, not as it was learned."""
        middles = sorted(set(chosen.values()))
        with_seed = collect_evidence(self._store, profile.evidence_of, middles, examples=0)
        with_track = count_shared_sets(self._store, middles, list(chosen))
        tracks = self._store.tracks(middles)
        return {
            track: Bridge(tracks[middle], with_seed[middle].sets, with_track[middle, track])
            for track, middle in chosen.items()
            if middle in with_seed and (middle, track) in with_track
        }
