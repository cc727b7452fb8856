"""The one entrance: seeds → ranked, explained recommendations. Never touches the network."""

from collections.abc import Sequence

import numpy as np

from recommender.audio.analysis import Analysis
from recommender.catalogue.analyses import Sounds
from recommender.catalogue.store import Store
from recommender.collaborative.base import NO_ANSWER, top
from recommender.content.sounds import CurrentSounds
from recommender.errors import BadInput, SegueError, UnknownTrack
from recommender.evidence import Company, collect_evidence, count_shared_sets, find_bridges
from recommender.filters import ANY, Filters, Traits, left_out
from recommender.plural import count
from recommender.profiles import Profile, Profiles
from recommender.ranking import (
    ENOUGH_SETS,
    Ranking,
    blend,
    comparable,
    likeness,
    played_share,
    rank_by_sets,
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
_YOUR_RECORDING = "These sound like your recording."


class Engine:
    """Answers from a catalogue and a model trained on it. Safe to share between threads."""

    def __init__(self, store: Store, trained: Trained, sounds: CurrentSounds | None = None) -> None:
        """`sounds`: what was heard in the catalogue's tracks; without it, only filters by tempo
        and key work, and no seed is answered by its sound."""
        self.store = store
        self.trained = trained
        self._sounds = sounds or CurrentSounds(store, str)
        self._company = Company(trained.plays)
        self._profiles = Profiles(store, trained, self._company)

    @property
    def version(self) -> str:
        """Changes whenever the same question may get other tracks or other evidence."""
        return f"{self.trained.version}-{self.store.revision()}-{self._sounds.version}"

    def knows(self, seed: Seed) -> bool:
        """Whether the sets alone can answer."""
        return self._profiles.of([seed]) is not None

    def needs_listening(self, seed: Seed) -> bool:
        """Whether the answer would be better, or possible at all, if somebody listened to it."""
        track = seed.track
        if track is None:
            return True
        few = track.sets < ENOUGH_SETS
        return few and self._sounds.current().embedding_of(track.id) is None

    def recommend(
        self,
        seeds: Sequence[Seed],
        k: int = 20,
        filters: Filters = ANY,
        heard: Analysis | None = None,
    ) -> Recommendations:
        """The `k` tracks that fit the seeds best, each with its reason.

        `heard`: what was heard in the first seed, where the catalogue does not hold its analysis.
        Filters compare with the first seed too. Raises UnknownTrack when neither the seeds nor
        their artists were ever played and nothing was heard of them.
        """
        if not seeds or k < 1:
            raise BadInput("Give at least one seed and ask for at least one track.")
        sounds = self._sounds.current()
        profile = self._profiles.of(seeds)
        own = [seed.track.id for seed in seeds if seed.track]
        ranking, share = self._rank(seeds, profile, sounds, heard, own)
        ranking = ranking.without(np.isin(ranking.ids, own))
        first = seeds[0].track.id if seeds[0].track else -1
        traits = sounds.traits_heard(heard, first) if heard else sounds.traits_of([first])
        ranking, removed = _filter(ranking, filters, traits, sounds)
        found = top(ranking.scores, min(k, MAX_K))
        items = self._explain(profile, ranking, found)
        return Recommendations(
            seeds=tuple(seeds),
            route=_route(profile, share),
            items=items,
            note=self._note(seeds, profile, share, heard, comparable(sounds, own)),
            heard=heard,
            removed=removed,
        )

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
        profile = self._profiles.of([seed])
        ranking = rank_by_sets(self.trained.track_ids[found[shown][:k]], scores[shown][:k])
        items = self._explain(profile, ranking, np.arange(len(ranking.ids)))
        return Recommendations((seed,), "played", items)

    def shared_sets(self, seeds: Sequence[Seed], track: int) -> list[SharedSet]:
        """Every set that the evidence for `track` (a catalogue ID) counts, newest first."""
        profile = self._profiles.of(seeds)
        ids = profile.evidence_of if profile else ()
        evidence = collect_evidence(self.store, ids, [track], examples=None).get(track)
        sets = evidence.examples if evidence else ()
        return sorted(sets, key=lambda shared: shared.date, reverse=True)

    # -- ranking ------------------------------------------------------------------------------

    def _rank(
        self,
        seeds: Sequence[Seed],
        profile: Profile | None,
        sounds: Sounds,
        heard: Analysis | None,
        own: Sequence[int],
    ) -> tuple[Ranking, float]:
        """All candidates, and how much the sets had to say in it."""
        share = played_share(seeds, profile.route if profile else None)
        stored = [sounds.embedding_of(id_) for id_ in own]
        vectors = [vector for vector in stored if vector is not None]
        if heard and heard.model_version == sounds.model_version:
            vectors.insert(0, heard.embedding)
        by_sets = self._rank_by_sets(profile) if profile else None
        others = comparable(sounds, own)
        if by_sets and (share == 1 or not vectors or not others):
            return by_sets, 1.0
        if not vectors:
            raise _unknown(seeds)
        if not others:
            raise SegueError(
                "Nobody has listened to the tracks of the catalogue yet, so there is nothing to "
                "compare with. Run: python -m scrapers previews"
            )
        return blend(by_sets, sounds, likeness(sounds, vectors, own), share), share

    def _rank_by_sets(self, profile: Profile) -> Ranking:
        scores = self.trained.model.score(profile.query(self.trained.model.n_tracks))[0]
        scores[self.trained.hidden] = NO_ANSWER
        return rank_by_sets(self.trained.track_ids, scores)

    def _note(
        self,
        seeds: Sequence[Seed],
        profile: Profile | None,
        share: float,
        heard: Analysis | None,
        listened: int,
    ) -> str:
        if profile and share == 1:
            enough = f"The sets tell more about {_names(seeds)} than its sound." if heard else ""
            return profile.note or enough
        notes = [_how_found(seeds, profile)]
        if listened < len(self.trained.track_ids) / 2:
            known = count(listened, "track")
            notes.append(f"Segue has listened to {known} of the catalogue so far.")
        return " ".join(notes)

    # -- the answer ---------------------------------------------------------------------------

    def _explain(
        self, profile: Profile | None, ranking: Ranking, found: np.ndarray
    ) -> tuple[Recommendation, ...]:
        ids = [int(id_) for id_ in ranking.ids[found]]
        scores = ranking.scores[found]
        evidence_of = profile.evidence_of if profile else ()
        evidence = collect_evidence(self.store, evidence_of, ids)
        by_sound = ranking.by_sound[found]
        explained = evidence.keys() | set(evidence_of)
        alone = [
            id_
            for id_, sounds_so in zip(ids, by_sound, strict=True)
            if id_ not in explained and not sounds_so
        ]
        bridges = self._bridges(profile, alone) if profile else {}
        tracks = self.store.tracks(ids)
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
        lonely = self.trained.columns_of(alone)
        lonely = lonely[lonely >= 0]
        if not len(lonely):
            return {}
        asked = self.trained.columns_of(list(profile.evidence_of))
        asked = asked[asked >= 0]
        if len(asked):
            with_seed = self._company.of(list(asked))
        else:  # a seed of one set: its companions were all met there, once
            with_seed = np.zeros(self.trained.model.n_tracks, dtype=np.int64)
            with_seed[profile.columns] = 1
        leave_out = np.concatenate([asked, self.trained.hidden])
        columns = find_bridges(self._company, with_seed, lonely.tolist(), leave_out)
        ids = self.trained.track_ids
        return self._told(
            profile, {int(ids[track]): int(ids[bridge]) for track, bridge in columns.items()}
        )

    def _told(self, profile: Profile, chosen: dict[int, int]) -> dict[int, Bridge]:
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


def _names(seeds: Sequence[Seed]) -> str:
    return ", ".join(f"“{seed.name}”" for seed in seeds)


def _how_found(seeds: Sequence[Seed], profile: Profile | None) -> str:
    """How sound came into the answer."""
    if profile is None:
        # A recording that goes by its file's name is credited to nobody.
        named = [seed for seed in seeds if seed.artist]
        return f"No set holds {_names(named)}: these sound like it." if named else _YOUR_RECORDING
    if profile.route == "artist":
        return (
            f"No set holds {_names(seeds)}: these sound like it, and what fits the artist's other "
            "tracks counts too."
        )
    rare = [seed for seed in seeds if seed.track]
    sets = max(seed.track.sets for seed in rare if seed.track)
    at_most = "" if len(rare) == 1 else "at most "
    return (
        f"{_names(rare)}: in {at_most}{count(sets, 'set')} only, so sets and sound answer together."
    )


def _unknown(seeds: Sequence[Seed]) -> UnknownTrack:
    names = _names(seeds)
    return UnknownTrack(f"No set in the catalogue holds {names}, nor anything else by the artist.")


def _route(profile: Profile | None, share: float) -> Route:
    if profile is None:
        return "sound"
    if share == 1:
        return profile.route
    return "sound" if profile.route == "artist" else "blend"


# -- filters ----------------------------------------------------------------------------------


def _filter(
    ranking: Ranking, filters: Filters, seed: Traits, sounds: Sounds
) -> tuple[Ranking, dict[str, int]]:
    """The candidates that pass, and how many each filter leaves out."""
    if not filters.active:
        return ranking, {}
    candidates = ranking.scores > NO_ANSWER
    removed = {}
    for name, outside in left_out(filters, seed, sounds.traits_of(ranking.ids)).items():
        removed[name] = int(np.count_nonzero(outside & candidates))
        ranking = ranking.without(outside)
    return ranking, removed
