"""The page DJs' service with invented data.

Some names have a special answer: `down` (the catalogue does not answer), `crash` (a fault nobody
foresaw), `slow` (as long as `pause` takes), `empty` (a DJ without tracks, styles and company).
"""

import time
import unicodedata
from collections.abc import Callable, Sequence

from dashboard.dj_service import AlikeDj, Company
from recommender.catalogue.djs import (
    Dj,
    DjName,
    DjProfile,
    DjSet,
    HeardYear,
    PlayedTrack,
    StyleYear,
)
from recommender.errors import CatalogueEmpty, SegueError, UnknownDj
from recommender.recommendations import Track

NASTY = "<img src=x onerror=alert(1)>"
STYLES = (
    "Deep House", "Techno", "Tech House", "Progressive House", "Drum & Bass", "Ambient", "Disco",
    "Electro", "Breaks", "Trance", NASTY,
)  # fmt: skip
NAMES = (
    "Mira Voss", "Tessel", "Marble Arcade", "Kite Theory", "Nocturne 88", "Inès Kált", "Rotunda",
    NASTY,
)  # fmt: skip


def fold(text: str) -> str:
    """Case and accents folded."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class FakeDjs:
    """Implements dashboard.dj_service.DjService."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.tracks = list(tracks)
        self.djs = [DjName(fold(name), name, 40 - 5 * n) for n, name in enumerate(NAMES)]
        self.djs += [DjName("slow", "Slow", 2), DjName("empty", "Empty", 1)]
        self.no_company = False
        """Whether what comes after the profile fails."""
        self.pause: Callable[[], None] = lambda: time.sleep(1)

    def search(self, text: str, limit: int = 8) -> list[DjName]:
        words = fold(text).split()
        found = [
            dj
            for dj in self.djs
            if all(any(part.startswith(word) for part in dj.key.split()) for word in words)
        ]
        return found[:limit]

    def _find(self, key: str) -> DjName:
        word = fold(key)
        if word == "down":
            raise SegueError("The catalogue's database does not answer. See that it is running.")
        if word == "crash":
            raise RuntimeError("a fault nobody foresaw")
        if not self.djs:
            raise CatalogueEmpty("The catalogue holds no DJs yet. Bring in set lists first.")
        if word == "slow":
            self.pause()
        found = next((dj for dj in self.djs if dj.key == word), None)
        if found is None:
            names = tuple(dj.name for dj in self.djs[:3])
            raise UnknownDj(f"No set in the catalogue is by “{key}”. Try one of these.", names)
        return found

    def profile(self, key: str) -> DjProfile:
        dj = self._find(key)
        if dj.key == "empty":
            return DjProfile(dj, "", "", (), (DjSet("A set", "", None, 0, ()),), ())
        sets = tuple(self._set(dj, number) for number in range(dj.sets))
        dates = sorted(dj_set.date for dj_set in sets if dj_set.date)
        heard = self._heard() if dj.key == "rotunda" else ()
        return DjProfile(dj, dates[0], dates[-1], self._played(dj), sets, self._styles(dj), heard)

    def _played(self, dj: DjName) -> tuple[PlayedTrack, ...]:
        at = self.djs.index(dj)
        mine = self.tracks[at:] + self.tracks[:at]
        return tuple(
            PlayedTrack(
                track,
                max(1, dj.sets - number),
                f"{2008 + number % 7}-03",
                f"{2015 + (number * 5) % 9}-04-0{number % 9 + 1}",
            )
            for number, track in enumerate(mine)
        )

    def _set(self, dj: DjName, number: int) -> DjSet:
        year = 2023 - number // 3
        date = "" if number == 39 else f"{year}-0{number % 3 * 3 + 1}-12"
        urls = ("https://sets.example/1", "javascript:alert(1)", None)
        title = NASTY if number == 1 else f"{date} - {dj.name} - Harbour Lights {number:03}"
        other = next(one for one in self.djs if one.key != dj.key)
        others = (Dj(other.key, other.name),) if number % 4 == 1 else ()
        return DjSet(title, date, urls[number % 3], 18 + number % 7, others)

    def _styles(self, dj: DjName) -> tuple[StyleYear, ...]:
        if dj.key in ("tessel", "rotunda"):
            return tuple(StyleYear(year, "", 1 + year % 3) for year in (2014, 2015, 2018))
        return tuple(
            StyleYear(year, style, 1 + (year + number) % 4)
            for year in range(2010, 2024)
            for number, style in enumerate((*STYLES, ""))
            if (year * (number + 2)) % 5 < 3
        )

    def _heard(self) -> tuple[HeardYear, ...]:
        genres = enumerate((*STYLES[:3], ""))
        return tuple(
            HeardYear(year, genre, 30 - 7 * n) for n, genre in genres for year in (2014, 2015, 2018)
        )

    def company(self, key: str, alike: int, typical: int) -> Company:
        dj = self._find(key)
        if self.no_company:
            raise SegueError("The catalogue's database does not answer. See that it is running.")
        if dj.key == "empty":
            return Company((), ())
        others = [other for other in self.djs if other.key not in (dj.key, "empty", "slow")]
        told = (AlikeDj(other, 61 - 7 * n, 0.61 / (n + 1)) for n, other in enumerate(others))
        return Company(tuple(told)[:alike], tuple(self.tracks[:typical]))

    def would_like(self, key: str, count: int) -> list[Track]:
        dj = self._find(key)
        if self.no_company:
            raise SegueError("Nothing is trained yet. Run: python -m recommender train.")
        return [] if dj.key == "empty" else self.tracks[40 : 40 + count]
