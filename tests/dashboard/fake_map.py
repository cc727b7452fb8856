"""The page Map's service with invented places."""

from dataclasses import replace
from itertools import count

import numpy as np

from dashboard.map_service import MapPoints, MapStatus
from recommender.errors import NotTrained, SegueError
from recommender.filters import key_number
from recommender.maps import Kind
from recommender.recommendations import Track

_NUMBERS = count(1)
_GENRES = ("ambient", "deep house", "disco", "drum & bass", "techno")


class FakeMap:
    """Implements dashboard.map_service.MapService over invented tracks; `size` of them, those of
    the page's fakes first."""

    def __init__(self, tracks: list[Track] | None = None, size: int = 500, seed: int = 5) -> None:
        given = list(tracks or [])[:size]
        dice = np.random.default_rng(seed)
        more = [_invented(n, dice) for n in range(len(given), size)]
        self.shown = sorted(given + more, key=lambda track: (-track.sets, track.id))
        self.now = MapStatus(("sets", "sound"))
        self.revision = 1
        # A browser keeps what an earlier one of the same version said.
        self._number = next(_NUMBERS)
        self.failure: SegueError | None = None
        """Raised in place of the next maps."""
        self.current = True
        self._places = {
            "sets": _clouds(self.shown, np.random.default_rng(1)),
            "sound": _clouds(self.shown, np.random.default_rng(2)),
        }

    def status(self) -> MapStatus:
        return self.now

    def version(self, kind: Kind) -> str:
        if self.failure:
            raise self.failure
        if kind not in self.now.kinds:
            raise NotTrained("There is no map yet.")
        return f"fake-{self._number}-{self.revision}"

    def points(self, kind: Kind) -> MapPoints:
        tracks = self.shown
        return MapPoints(
            kind=kind,
            current=self.current,
            places=self._places[kind],
            tempo_bpm=np.array([track.tempo_bpm or np.nan for track in tracks]),
            key=np.array([key_number(track.camelot) for track in tracks]),
            genre=np.array([_GENRES.index(t.genre) if t.genre else -1 for t in tracks]),
            genres=_GENRES,
            sets=np.array([track.sets for track in tracks]),
            keys=tuple(track.key for track in tracks),
            artists=tuple(track.artist for track in tracks),
            titles=tuple(track.title for track in tracks),
        )

    def tracks(self, keys: list[str]) -> list[Track]:
        by_key = {track.key: track for track in self.shown}
        return [by_key[key] for key in keys if key in by_key]

    def compute(self, share: float) -> None:
        """Nothing is there yet, and this much is done."""
        self.now = replace(self.now, kinds=(), computing=True, share=share)


def _invented(number: int, dice: np.random.Generator) -> Track:
    known = dice.random() > 0.2
    sets = int(2 + dice.exponential(6))
    return Track(
        id=number + 1,
        artist=f"Artist {number // 3:05}",
        title=f"Title {number:05}",
        key=f"artist {number // 3:05} - title {number:05}",
        sets=sets,
        djs=sets,
        tempo_bpm=round(float(dice.normal(125, 12)), 1) if known else None,
        camelot=f"{dice.integers(1, 13)}{'AB'[dice.integers(2)]}" if known else None,
        genre=_GENRES[int(dice.integers(len(_GENRES)))] if known else None,
    )


def _clouds(tracks: list[Track], dice: np.random.Generator) -> np.ndarray:
    """A cloud a genre, and some strays."""
    centres = dice.uniform(-0.7, 0.7, (len(_GENRES) + 1, 2))
    which = [_GENRES.index(track.genre) if track.genre else len(_GENRES) for track in tracks]
    spread = np.where(np.array(which) == len(_GENRES), 0.45, 0.13)[:, None]
    places = centres[which] + dice.normal(0, 1, (len(tracks), 2)) * spread
    fitted: np.ndarray = np.clip(places, -1, 1).astype(np.float32)
    return fitted
