"""What the page DJs asks, answered by the real catalogue and engine."""

import threading
import time
from collections import Counter
from dataclasses import replace

from dashboard.dj_service import AlikeDj, Company
from dashboard.engines import Engines
from dashboard.failures import database_told
from recommender.catalogue.djs import (
    DjName,
    DjProfile,
    HeardYear,
    djs_by_id,
    find_dj,
    load_profile,
    play_counts,
    plays_by_year,
    search_djs,
)
from recommender.catalogue.store import Store
from recommender.recommendations import Track
from recommender.tastes import Tastes, load_tastes, would_like

_PAUSE_S = 60.0
"""While an import runs, who plays alike is worked out anew so often."""


class LiveDjs:
    """Implements dashboard.dj_service.DjService."""

    def __init__(self, store: Store, engines: Engines) -> None:
        self._store = store
        self._engines = engines
        self._lock = threading.Lock()
        self._tastes: Tastes | None = None
        self._revision = -1
        self._read_at = 0.0

    @database_told
    def search(self, text: str, limit: int = 8) -> list[DjName]:
        """See DjService."""
        return search_djs(self._store, text, limit)

    @database_told
    def profile(self, key: str) -> DjProfile:
        """See DjService."""
        profile = load_profile(self._store, key)
        if any(style.style for style in profile.styles):
            return profile
        id_, _ = find_dj(self._store, profile.dj.key)
        return replace(profile, heard=self._heard(id_))

    def _heard(self, dj: int) -> tuple[HeardYear, ...]:
        """Genres by sound of what a DJ played, by year."""
        plays = plays_by_year(self._store, dj)
        sounds = self._engines.sounds.current()
        numbers = sounds.traits_of([track for _, track in plays]).genre
        counts: Counter[tuple[int, str]] = Counter()
        for ((year, _), number), genre in zip(plays.items(), numbers, strict=True):
            counts[year, sounds.genre_names[genre] if genre >= 0 else ""] += number
        return tuple(HeardYear(year, genre, n) for (year, genre), n in sorted(counts.items()))

    @database_told
    def company(self, key: str, alike: int, typical: int) -> Company:
        """See DjService."""
        id_, _ = find_dj(self._store, key)
        tastes = self._current(id_)
        found = tastes.alike(id_, alike)
        names = djs_by_id(self._store, [other.dj for other in found])
        plays = play_counts(self._store, id_)
        # Find's filters compare with the first seed: let it be the one that the DJ plays most.
        ids = sorted(tastes.typical(id_, typical), key=lambda track: -plays.get(track, 0))
        tracks = self._store.tracks(ids)
        return Company(
            tuple(
                AlikeDj(names[other.dj], other.shared, other.likeness)
                for other in found
                if other.dj in names
            ),
            tuple(tracks[track] for track in ids if track in tracks),
        )

    @database_told
    def would_like(self, key: str, count: int) -> list[Track]:
        """See DjService."""
        id_, _ = find_dj(self._store, key)
        return would_like(self._store, self._engines.current().trained, id_, count)

    def _current(self, dj: int) -> Tastes:
        """Everybody's taste, read again when the catalogue changed; a DJ who is new does not
        wait for the pause."""
        revision = self._store.revision()
        with self._lock:
            tastes = self._tastes
            if tastes is None or (revision != self._revision and self._due(tastes, dj)):
                tastes = self._tastes = load_tastes(self._store)
                self._revision, self._read_at = revision, time.monotonic()
            return tastes

    def _due(self, tastes: Tastes, dj: int) -> bool:
        return time.monotonic() - self._read_at >= _PAUSE_S or not tastes.holds(dj)
