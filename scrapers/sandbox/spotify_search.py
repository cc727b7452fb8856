"""Track search: free text and the filters `track:` `artist:` `album:` `isrc:` `year:`."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from recommender.catalogue.identity import fold
from scrapers.sandbox.tracks import Track

_FILTER = re.compile(r"\b(track|artist|album|isrc|year|genre|upc|tag):", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_NOISE = frozenset({"feat", "ft", "featuring", "the", "and", "original", "mix", "version"})
_FIELDS = ("title", "version", "artist", "guests", "album")
_WEIGHTS = {"title": 3.0, "artist": 3.0, "version": 2.0}
"""What a word of free text counts in a field; in the others it is not looked for."""
_FILTERS: dict[str, tuple[str, ...]] = {
    "track": ("title", "guests", "version"),
    "artist": ("artist",),
    "album": ("album",),
    "isrc": (),
    "year": (),
}
"""Filter → the fields that may hold its words. Other filters are understood and let all pass."""
_SHORTEST_START = 2
"""Letters from which on the last word may be the beginning of a longer one …"""
_SHORTEST_SLIP = 5
"""… and from which on a word that no track has may be one with a slip of the keys."""


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
    """Finds tracks by words, the best match first. Made for catalogues of up to 100,000 tracks."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._tracks = tracks
        self._titles: list[frozenset[str]] = []
        self._versions: list[frozenset[str]] = []
        self._places: dict[str, dict[str, list[int]]] = {name: {} for name in _FIELDS}
        """Field → word → numbers of the tracks that have it there, in order."""
        self._by_isrc: defaultdict[str, set[int]] = defaultdict(set)
        self._by_year: defaultdict[int, set[int]] = defaultdict(set)
        for number, track in enumerate(tracks):
            self._add(number, track)
        self._vocabulary = sorted(set().union(*(self._places[name] for name in _WEIGHTS)))
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in self._vocabulary:
            self._by_length[len(word)].append(word)

    def _add(self, number: int, track: Track) -> None:
        fields = {
            "title": frozenset(fold(track.title).split()),
            "version": frozenset(fold(track.version).split()),
            "artist": frozenset(fold(" ".join(track.all_artists)).split()),
            "guests": frozenset(fold(" ".join(track.featured)).split()),
            "album": frozenset(fold(track.album).split()),
        }
        for name, words in fields.items():
            places = self._places[name]
            for word in words:
                places.setdefault(word, []).append(number)
        self._titles.append(fields["title"] - _NOISE)
        self._versions.append(fields["version"] - _NOISE)
        if track.isrc:
            self._by_isrc[track.isrc].add(number)
        self._by_year[track.year].add(number)

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
            best = self._placed(self._alike(word, may_go_on=place == len(meant) - 1), 0.5)
            best.update(
                (number, max(weight, best.get(number, 0.0)))
                for number, weight in self._placed([word]).items()
            )
            for number, weight in best.items():
                scores[number] += weight
            hits.update(best.keys())
        return {n: score for n, score in scores.items() if 2 * hits[n] >= len(meant)}

    def _placed(self, words: Iterable[str], share: float = 1.0) -> dict[int, float]:
        """Track number → a share of the weight of the best field that holds one of the words."""
        found: dict[int, float] = {}
        words = list(words)
        for name, weight in sorted(_WEIGHTS.items(), key=lambda item: item[1]):
            places = self._places[name]
            for word in words:
                found.update(dict.fromkeys(places.get(word, ()), weight * share))
        return found

    def _alike(self, word: str, may_go_on: bool) -> list[str]:
        """Words that may be meant: longer ones where it is still being typed, or a slip away."""
        alike: list[str] = []
        if may_go_on and len(word) >= _SHORTEST_START:
            first = bisect_left(self._vocabulary, word)
            alike += takewhile(
                lambda other: other.startswith(word), islice(self._vocabulary, first, None)
            )
        known = any(word in self._places[name] for name in _WEIGHTS)
        if not known and len(word) >= _SHORTEST_SLIP:
            for length in range(len(word) - 1, len(word) + 2):
                near = process.extract(
                    word,
                    self._by_length.get(length, ()),
                    scorer=OSA.distance,
                    score_cutoff=1,
                    limit=None,
                )
                alike += [other for other, _, _ in near]
        return alike

    def _rank(self, number: int, score: float, asked: set[str]) -> tuple[float, float, str]:
        track = self._tracks[number]
        # Remixes stand right behind the original, and before it where the query names them.
        unasked = len(self._versions[number] - asked)
        spare = len(self._titles[number] - asked)
        return -score + 0.4 * min(unasked, 3) + 0.3 * spare, -track.popularity, track.spotify_id

    def _filtered(self, filters: dict[str, str]) -> set[int] | None:
        """Numbers of the tracks that pass every filter; None where there is no filter."""
        if not filters:
            return None
        passing = [
            self._passing(name, value) for name, value in filters.items() if name in _FILTERS
        ]
        return set.intersection(*passing) if passing else set(range(len(self._tracks)))

    def _passing(self, name: str, value: str) -> set[int]:
        if name == "isrc":
            return self._by_isrc.get(value.replace("-", "").upper(), set())
        if name == "year":
            return self._of_years(value)
        asked = set(fold(value).split())
        words = asked - _NOISE or asked
        if not words:
            return set(range(len(self._tracks)))
        return set.intersection(*(self._with_word(_FILTERS[name], word) for word in words))

    def _with_word(self, fields: Sequence[str], word: str) -> set[int]:
        return set().union(*(self._places[name].get(word, ()) for name in fields))

    def _of_years(self, value: str) -> set[int]:
        years = _YEARS.fullmatch(value)
        if not years:
            return set()
        first, last = int(years[1]), int(years[2] or years[1])
        return set().union(*(self._by_year.get(year, ()) for year in range(first, last + 1)))
