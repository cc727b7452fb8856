"""The one entrance: seeds → ranked, explained recommendations. Never touches the network."""

from collections.abc import Mapping, Sequence

import numpy as np
import scipy.sparse as sp

from recommender import notes
from recommender.audio.analysis import Analysis
from recommender.catalogue.analyses import Sounds
from recommender.catalogue.store import Store
from recommender.collaborative.base import NO_ANSWER, top
from recommender.content.sounds import CurrentSounds
from recommender.dislikes import move_away
from recommender.errors import BadInput, SegueError, UnknownTrack
from recommender.evidence import Company, collect_evidence
from recommender.explaining import Explainer
from recommender.filters import ANY, Filters
from recommender.profiles import Profile, Profiles, together
from recommender.ranking import Ranking, blend, comparable, likeness, rank_by_sets
from recommender.recommendations import Recommendations, Route, Seed, SharedSet
from recommender.sieve import Sieve
from recommender.training import Trained
from recommender.voices import ENOUGH_SETS, Voice, embedding_of, share_of_sets

MAX_K = 500
MAX_SEEDS = 50
"""So many seeds, and so many disliked tracks, are enough for any question."""


class Engine:
    """Answers from a catalogue and a model trained on it. Safe to share between threads."""

    def __init__(self, store: Store, trained: Trained, sounds: CurrentSounds | None = None) -> None:
        """`sounds`: what was heard in the catalogue's tracks; without it, only filters by tempo
        and key work, and no seed is answered by its sound."""
        self.store = store
        self.trained = trained
        self._sounds = sounds or CurrentSounds(store, str)
        company = Company(trained.plays)
        self._profiles = Profiles(store, trained, company)
        self._explainer = Explainer(store, trained, company)
        self._sieve = Sieve(store)

    @property
    def version(self) -> str:
        """Changes whenever the same question may get other tracks or other evidence."""
        parts = (self.store.revision(), self._sounds.version, self._sieve.version)
        return "-".join((self.trained.version, *map(str, parts)))

    def knows(self, seed: Seed) -> bool:
        """Whether the sets alone can answer."""
        return self._profiles.of(seed) is not None

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
        disliked: Sequence[Seed] = (),
        also_heard: Mapping[str, Analysis] | None = None,
    ) -> Recommendations:
        """The `k` tracks that fit the seeds best and the disliked tracks least, each with its
        reason, which is about the seeds. Neither those nor these are among them.

        Each seed has the same say, however often it is given; one that nothing is known of has
        none, and the note says so. `heard`: what was heard in the first seed, where the catalogue
        does not hold its analysis; `also_heard`: the same for others, by key. Filters compare with
        the first seed. Raises
        UnknownTrack when neither the seeds nor their artists were ever played and nothing was heard
        of them, and BadInput where a seed is disliked too.
        """
        seeds, disliked = _each_once(seeds), _each_once(disliked)
        _check(seeds, k, disliked)
        sounds = self._sounds.current()
        known = {**(also_heard or {}), **({seeds[0].key: heard} if heard else {})}
        against = self._voices(disliked, sounds)
        voices = self._voices(seeds, sounds, known, against)
        profile = together([voice.profile for voice in voices if voice.profile])
        own = _ids_of([*seeds, *disliked])
        ranking, share, used = self._rank(voices, profile, against, sounds)
        would_fit = ranking.ids[ranking.scores > NO_ANSWER]
        ranking = ranking.without(np.isin(ranking.ids, own))
        first = seeds[0].track.id if seeds[0].track else -1
        traits = sounds.traits_heard(heard, first) if heard else sounds.traits_of([first])
        k = min(k, MAX_K)
        ranking, removed = self._sieve.sift(ranking, filters, traits, sounds, k)
        items = self._explainer.explain(profile, ranking, top(ranking.scores, k))
        if share == 1:
            note = notes.answered_by_sets(voices, heard is not None)
        else:
            listened = comparable(sounds, own)
            note = notes.answered_by_sound(voices, listened, len(self.trained.track_ids))
        idle = [voice for voice in against if voice.seed.key not in used]
        told = [note, *notes.without_effect(idle, by_sets=profile is not None)]
        taken = [seed for seed in disliked if seed.track and seed.track.id in would_fit]
        if taken and not items and not any(removed.values()):
            told.append(notes.nothing_but(taken))
        return Recommendations(
            seeds=tuple(seeds),
            route=_route(profile, share),
            items=items,
            note=" ".join(filter(None, told)),
            heard=heard,
            removed=removed,
            disliked=tuple(disliked),
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
        profile = self._profiles.of(seed)
        ranking = rank_by_sets(self.trained.track_ids[found[shown][:k]], scores[shown][:k])
        items = self._explainer.explain(profile, ranking, np.arange(len(ranking.ids)))
        return Recommendations((seed,), "played", items)

    def shared_sets(
        self, seeds: Sequence[Seed], track: int, disliked: Sequence[Seed] = ()
    ) -> list[SharedSet]:
        """Every set that the evidence for `track` (a catalogue ID) counts, newest first."""
        parts = self._profiles_of(seeds, disliked)
        ids = [id_ for part in parts if part for id_ in part.evidence_of]
        evidence = collect_evidence(self.store, ids, [track], examples=None).get(track)
        sets = evidence.examples if evidence else ()
        return sorted(sets, key=lambda shared: shared.date, reverse=True)

    # -- ranking ------------------------------------------------------------------------------

    def _voices(
        self,
        seeds: Sequence[Seed],
        sounds: Sounds,
        heard: Mapping[str, Analysis] | None = None,
        disliked: Sequence[Voice] = (),
    ) -> list[Voice]:
        profiles = self._profiles_of(seeds, [voice.seed for voice in disliked])
        return [
            Voice(seed, profile, embedding_of(seed, sounds, heard))
            for seed, profile in zip(seeds, profiles, strict=True)
        ]

    def _profiles_of(self, seeds: Sequence[Seed], disliked: Sequence[Seed]) -> list[Profile | None]:
        """Of each seed; a disliked track speaks for none, unless it is all that does."""
        ids = _ids_of(disliked)
        columns = self.trained.columns_of(ids)
        found = [self._profiles.of(seed) for seed in seeds]
        return [one and (one.without(columns, ids) or one) for one in found]

    def _rank(
        self,
        voices: Sequence[Voice],
        profile: Profile | None,
        disliked: Sequence[Voice],
        sounds: Sounds,
    ) -> tuple[Ranking, float, set[str]]:
        """All candidates, how much the sets had to say in it, and which of the disliked tracks (by
        key) moved anything."""
        own = _ids_of([voice.seed for voice in (*voices, *disliked)])
        # Each seed is listened to as far as the sets do not speak for it.
        spoken = [(v.embedding, 1 - v.share) for v in voices if v.embedding is not None]
        listened = [(vector, weight) for vector, weight in spoken if weight > 0]
        against = _apart_from(profile, disliked) if profile else {}
        by_sets = self._rank_by_sets(profile, list(against.values())) if profile else None
        if by_sets and (not listened or not comparable(sounds, own)):
            return by_sets, 1.0, set(against)
        if not listened:
            raise _unknown([voice.seed for voice in voices])
        if not comparable(sounds, own):
            raise SegueError(
                "Nobody has listened to the tracks of the catalogue yet, so there is nothing to "
                "compare with. Run: python -m scrapers previews"
            )
        vectors, weights = zip(*listened, strict=True)
        like = likeness(sounds, vectors, own, weights)
        unlike = {
            voice.seed.key: likeness(sounds, [voice.embedding], own)
            for voice in disliked
            if voice.embedding is not None
        }
        share = share_of_sets(voices)
        moved = move_away(like, list(unlike.values()))
        return blend(by_sets, sounds, moved, share), share, {*against, *unlike}

    def _rank_by_sets(self, profile: Profile, against: Sequence[Profile]) -> Ranking:
        asked = [profile, *against]
        model = self.trained.model
        scores = model.score(sp.vstack([one.query(model.n_tracks) for one in asked], "csr"))
        scores[:, self.trained.hidden] = NO_ANSWER
        return rank_by_sets(self.trained.track_ids, move_away(scores[0], list(scores[1:])))


def _each_once(seeds: Sequence[Seed]) -> list[Seed]:
    return list({seed.key: seed for seed in seeds}.values())


def _apart_from(profile: Profile, disliked: Sequence[Voice]) -> dict[str, Profile]:
    """What the sets tell about the disliked tracks, by key, and not about the seeds: those who were
    played around a disliked track may be the very seeds."""
    found = {v.seed.key: v.profile.without(profile.columns) for v in disliked if v.profile}
    return {key: one for key, one in found.items() if one}


def _check(seeds: Sequence[Seed], k: int, disliked: Sequence[Seed]) -> None:
    if not seeds or k < 1:
        raise BadInput("Give at least one seed and ask for at least one track.")
    if max(len(seeds), len(disliked)) > MAX_SEEDS:
        raise BadInput(f"Give at most {MAX_SEEDS} seeds and {MAX_SEEDS} disliked tracks.")
    keys = {seed.key for seed in disliked}
    both = [seed for seed in seeds if seed.key in keys]
    if both:
        raise BadInput(f"{notes.names(both[:1])} is a seed and disliked at once. Take one away.")


def _ids_of(seeds: Sequence[Seed]) -> list[int]:
    """Catalogue IDs of those that the catalogue holds."""
    return [seed.track.id for seed in seeds if seed.track]


def _unknown(seeds: Sequence[Seed]) -> UnknownTrack:
    told = notes.names(seeds)
    return UnknownTrack(f"No set in the catalogue holds {told}, nor anything else by the artist.")


def _route(profile: Profile | None, share: float) -> Route:
    if profile is None:
        return "sound"
    if share == 1:
        return profile.route
    return "sound" if profile.route == "artist" else "blend"
