"""From seeds to the question that the model of set lists is asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.identity import artist_names
from recommender.catalogue.store import Store
from recommender.evidence import Company, places_apart
from recommender.recommendations import Route, Seed
from recommender.training import Trained

_MAX_COMPANIONS = 50
_MAX_ARTIST_TRACKS = 20


@dataclass(frozen=True)
class Profile:
    """What the model is asked, and how that came about."""

    route: Route
    columns: np.ndarray
    weights: np.ndarray
    evidence_of: tuple[int, ...]
    """Catalogue IDs of the tracks that the evidence is about."""
    note: str = ""

    def query(self, n_tracks: int) -> sp.csr_matrix:
        """(1, n_tracks) the columns as a user of one row."""
        rows = np.zeros(len(self.columns), dtype=int)
        weights = self.weights.astype(np.float32)
        return sp.csr_matrix((weights, (rows, self.columns)), shape=(1, n_tracks))

    def without(self, columns: np.ndarray, tracks: Collection[int] = ()) -> "Profile | None":
        """The same with some columns left out, and some tracks (catalogue IDs) out of the evidence;
        None when no other column is left."""
        kept = ~np.isin(self.columns, columns)
        if kept.all():
            return self
        if not kept.any():
            return None
        left = self._asking(self.columns[kept], self.weights[kept])
        told = tuple(id_ for id_ in self.evidence_of if id_ not in tracks)
        return replace(left, evidence_of=told)

    def of_weight_one(self) -> "Profile":
        """The same with weights that sum to 1, as a single known seed has."""
        return self._asking(self.columns, self.weights / self.weights.sum())

    def _asking(self, columns: np.ndarray, weights: np.ndarray) -> "Profile":
        return replace(self, columns=columns, weights=weights)


def together(parts: Sequence[Profile]) -> Profile | None:
    """What is known of several seeds, each with the same say: a cold one must not outweigh a known
    one by the number of its artist's tracks. None when there is nothing."""
    if len(parts) < 2:
        return parts[0] if parts else None
    parts = [part.of_weight_one() for part in parts]
    return Profile(
        route="played" if any(part.route == "played" for part in parts) else "artist",
        columns=np.concatenate([part.columns for part in parts]),
        weights=np.concatenate([part.weights for part in parts]),
        evidence_of=tuple(id_ for part in parts for id_ in part.evidence_of),
        note=" ".join(dict.fromkeys(part.note for part in parts if part.note)),
    )


class Profiles:
    """Makes profiles from a catalogue and a model trained on it."""

    def __init__(self, store: Store, trained: Trained, company: Company) -> None:
        self._store = store
        self._trained = trained
        self._company = company

    def of(self, seed: Seed) -> Profile | None:
        """What the sets tell about one seed; None when none tells anything."""
        return self._played(seed) or self._by_artist(seed)

    def _played(self, seed: Seed) -> Profile | None:
        if seed.track is None:
            return None
        id_ = seed.track.id
        column = self._trained.columns_of([id_])[0]
        if column >= 0:
            return Profile("played", np.array([column]), np.ones(1), (id_,))
        distances = self._companions(id_)
        columns = self._trained.columns_of(list(distances))
        there = columns >= 0
        if not there.any():
            return None
        weights = 1 / np.maximum(np.array(list(distances.values())), 1)
        few = "one set only" if seed.track.sets == 1 else f"{seed.track.sets} sets, newly imported"
        note = f"“{seed.name}” is in {few}: the answer comes from the tracks around it there."
        return Profile("played", columns[there], weights[there], (id_,), note)

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
        with self._store.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def _by_artist(self, seed: Seed) -> Profile | None:
        ids = self._store.artist_tracks(sorted(artist_names(seed.artist)))
        columns = self._trained.columns_of(ids)
        there = np.flatnonzero(columns >= 0)
        if not len(there):
            return None
        most_played = np.argsort(-self._company.played[columns[there]], kind="stable")
        chosen = there[most_played[:_MAX_ARTIST_TRACKS]]
        missing = "No set tells enough about" if seed.track else "No set holds"
        return Profile(
            "artist",
            columns[chosen],
            np.ones(len(chosen)),
            tuple(ids[at] for at in chosen),
            f"{missing} “{seed.name}”: these fit the artist's other tracks.",
        )
