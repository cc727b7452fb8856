"""What the crate asks, answered by the real catalogue and engine."""

from collections.abc import Sequence

from dashboard.crate_service import Facts
from dashboard.engines import Engines
from dashboard.failures import database_told
from recommender import paths
from recommender.audio.camelot import parts
from recommender.catalogue.identity import track_name
from recommender.catalogue.lengths import played_lengths
from recommender.catalogue.store import Store
from recommender.errors import UnknownTrack
from recommender.recommendations import Track


class LiveCrate:
    """Implements dashboard.crate_service.CrateService."""

    def __init__(self, store: Store, engines: Engines) -> None:
        self._store = store
        self._engines = engines

    @database_told
    def facts(self, keys: Sequence[str]) -> dict[str, Facts]:
        """See CrateService."""
        ids = self._store.track_ids(keys)
        tracks = self._store.tracks(ids.values())
        lengths = played_lengths(self._store, list(tracks))
        return {
            track.key: Facts(
                track.camelot if parts(track.camelot) else None, track.tempo_bpm, lengths.get(id_)
            )
            for id_, track in tracks.items()
        }

    @database_told
    def between(self, first: str, last: str, count: int, leave_out: Sequence[str]) -> list[Track]:
        """See CrateService."""
        ends = self._end(first), self._end(last)
        return paths.between(self._engines.current(), *ends, count, leave_out)

    def _end(self, key: str) -> Track:
        track = self._store.track_by_key(key)
        if track is None:
            raise UnknownTrack(
                f"The catalogue does not hold “{key}”, so no way leads from or to it. "
                "Choose another track."
            )
        return track

    @database_told
    def known(self, tracks: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
        """See CrateService."""
        named = [[track_name(*reading) for reading in readings] for readings in tracks]
        keys = [[name.key for name in names if name.whole] for names in named]
        held = self._store.track_ids({key for some in keys for key in some})
        found = (next((key for key in some if key in held), None) for some in keys)
        return list(dict.fromkeys(key for key in found if key is not None))
