"""Track search: free text and the filters `track:` `artist:` `album:` `isrc:` `year:`."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from recommender.catalogue.identity import fold
from scrapers.sandbox.tracks import Track

_FILTER = re.compile(r"\b(track|artist|album|isrc|year|genre|upc|tag):", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_NOISE = frozenset({"feat", "ft", "featuring", "the", "and", "original", "mix", "version"})
_WEIGHTS = {"title": 3.0, "artist": 3.0, "version": 2.0}


@dataclass(frozen=True, slots=True)
class Query:
    """A search taken apart: free words, and what each filter asks for."""

    words: tuple[str, ...]
    filters: dict[str, str] = field(default_factory=dict)


def parse_query(text: str) -> Query:
    """A filter's value runs to the next filter, or to its closing quotation mark."""
    filters: dict[str, str] = {}
    free: list[str] = []
    marks = list(_FILTER.finditer(text))
    free.append(text[: marks[0].start()] if marks else text)
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        value = text[mark.end() : end].strip()
        if value.startswith('"'):
            value, _, rest = value[1:].partition('"')
            free.append(rest)
        filters[mark[1].lower()] = value
    return Query(tuple(fold(" ".join(free)).split()), filters)


class SearchIndex:
    """Finds tracks by words, the best match first."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._tracks = tracks
        self._fields = [_words(track) for track in tracks]
        self._places: dict[str, list[tuple[int, float]]] = {}
        for number, fields in enumerate(self._fields):
            for name, weight in _WEIGHTS.items():
                for word in fields[name]:
                    self._places.setdefault(word, []).append((number, weight))
        self._vocabulary = sorted(self._places)

    def search(self, text: str) -> list[Track]:
        """All tracks that fit, the best first: near ones too when most words fit."""
        query = parse_query(text)
        candidates = self._filtered(query.filters)
        if query.words:
            scores = self._scores(query.words)
            if candidates is not None:
                scores = {n: score for n, score in scores.items() if n in candidates}
        else:
            scores = dict.fromkeys(candidates or (), 0.0)
        asked = set(query.words).union(
            *(fold(query.filters.get(name, "")).split() for name in ("track", "artist"))
        )
        ranked = sorted(scores, key=lambda n: self._rank(n, scores[n], asked))
        return [self._tracks[n] for n in ranked]

    def _scores(self, words: Sequence[str]) -> dict[int, float]:
        """Track number → how well the words fit it, where at least half of them do."""
        meant = [word for word in words if word not in _NOISE] or list(words)
        scores: defaultdict[int, float] = defaultdict(float)
        hits: Counter[int] = Counter()
        for place, word in enumerate(meant):
            best: dict[int, float] = {}
            for number, weight in self._places.get(word, ()):
                best[number] = max(best.get(number, 0.0), weight)
            if place == len(meant) - 1:  # the last word may still be being typed
                for number, weight in self._prefixed(word):
                    best[number] = max(best.get(number, 0.0), weight / 2)
            for number, weight in best.items():
                scores[number] += weight
                hits[number] += 1
        return {n: scores[n] for n in scores if 2 * hits[n] >= len(meant)}

    def _prefixed(self, start: str) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        for place in range(bisect_left(self._vocabulary, start), len(self._vocabulary)):
            if not self._vocabulary[place].startswith(start):
                break
            found += self._places[self._vocabulary[place]]
        return found

    def _rank(self, number: int, score: float, asked: set[str]) -> tuple[float, float, str]:
        track, fields = self._tracks[number], self._fields[number]
        # Remixes stand right behind the original, and before it where the query names them.
        unasked = len(fields["version"] - asked - _NOISE)
        spare = len(fields["title"] - asked - _NOISE)
        return -score + 0.4 * min(unasked, 3) + 0.3 * spare, -track.popularity, track.spotify_id

    def _filtered(self, filters: dict[str, str]) -> set[int] | None:
        """Numbers of the tracks that pass every filter; None where there is no filter."""
        if not filters:
            return None
        return {n for n in range(len(self._tracks)) if self._passes(n, filters)}

    def _passes(self, number: int, filters: dict[str, str]) -> bool:
        track, fields = self._tracks[number], self._fields[number]
        if "isrc" in filters and track.isrc != filters["isrc"].replace("-", "").upper():
            return False
        if "year" in filters:
            years = _YEARS.fullmatch(filters["year"])
            if not years or not int(years[1]) <= track.year <= int(years[2] or years[1]):
                return False
        if "album" in filters and not _holds(set(fold(track.album).split()), filters["album"]):
            return False
        if "artist" in filters and not _holds(fields["artist"], filters["artist"]):
            return False
        name = fields["title"] | fields["guests"] | fields["version"]
        return "track" not in filters or _holds(name, filters["track"])


def _words(track: Track) -> dict[str, set[str]]:
    return {
        "title": set(fold(track.title).split()),
        "artist": set(fold(" ".join(track.all_artists)).split()),
        "version": set(fold(track.version).split()),
        "guests": set(fold(" ".join(track.featured)).split()),
    }


def _holds(words: set[str], wanted: str) -> bool:
    """Whether every wanted word is there, words that say little aside."""
    asked = set(fold(wanted).split())
    return words >= (asked - _NOISE or asked)
