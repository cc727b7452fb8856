"""The crate's service with invented data."""

from collections.abc import Sequence

from dashboard.crate_service import Facts
from recommender.recommendations import Track


class FakeCrate:
    """Implements dashboard.crate_service.CrateService."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.tracks = list(tracks)

    def facts(self, keys: Sequence[str]) -> dict[str, Facts]:
        held = {track.key: track for track in self.tracks}
        return {
            key: Facts(held[key].camelot, held[key].tempo_bpm, 330.0) for key in keys if key in held
        }

    def between(self, first: str, last: str, count: int, leave_out: Sequence[str]) -> list[Track]:
        taken = {first, last, *leave_out}
        return [track for track in self.tracks if track.key not in taken][:count]

    def known(self, tracks: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
        asked = {(artist.lower(), title.lower()) for some in tracks for artist, title in some}
        return [t.key for t in self.tracks if (t.artist.lower(), t.title.lower()) in asked]
