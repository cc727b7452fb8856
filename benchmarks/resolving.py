"""How well set-list lines find their Spotify track: real lines, real track names, real HTTP.

python -m benchmarks.resolving [--seed N]

The sandbox serves the tracks of a public table of Spotify tracks; what MixesDB pages name is looked
for there by the client and the resolver that Segue uses. Which lines stand in the table is told by
a criterion of its own (see `Shelf`), which shares nothing with the resolver but rapidfuzz. Pairs
are printed for checking by eye; nothing is written.
"""

import argparse
import csv
import gzip
import random
import re
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rapidfuzz import fuzz
from tqdm import tqdm

from benchmarks.study_data import STUDY_DATA
from recommender.catalogue.resolutions import unresolved
from recommender.catalogue.store import Store
from scrapers.importing import import_files
from scrapers.matching import Wanted
from scrapers.sandbox.server import Sandbox
from scrapers.sandbox.tracks import Track, listed_track
from scrapers.sandbox.world import world_of
from scrapers.settings import ServiceSettings
from scrapers.spotify.client import Spotify
from scrapers.spotify.resolve import Outcome, Resolver

_TABLE = STUDY_DATA / "spotify-tracks" / "spotify_tracks.csv.gz"
_PAGES = STUDY_DATA / "mixesdb" / "essential_mix.jsonl.gz"

_SAMPLE = 100
_ALIKE = 85
"""Likeness of titles without their versions from which on two lines may be one piece."""

_JOINED = re.compile(r"\s(?:&|\+|x|and|vs\.?|feat\.?|ft\.?|featuring|pres\.?|with)\s|[,;/]", re.I)
_GUESTS = re.compile(r"[(\[]?\b(?:feat|ft|featuring)\b\.?[^)\]]*[)\]]?", re.I)
_NOTE = re.compile(r"\s[-–—]\s.*$|[(\[].*$")
_SAYS_NOTHING = frozenset(
    {"original", "mix", "extended", "radio", "edit", "version", "album", "single", "remaster"}
    | {"remastered", "digital", "the", "7", "12", "inch"}
)
_YEAR = re.compile(r"(?:19|20)\d\d")
T = TypeVar("T")


class Shelf:
    """The table's tracks, and which of them a line may mean.

    Strictly: the same artists, and titles of the same words, in any order, versions included;
    without guests in the title, accents, punctuation, years, and words such as `Original Mix`.
    Loosely: one artist in common, and titles without brackets that look alike.
    """

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._by_artist: dict[str, list[Track]] = defaultdict(list)
        for track in tracks:
            for name in names(";".join(track.artists)):
                self._by_artist[name].append(track)

    def strictly(self, artist: str, title: str) -> list[Track]:
        """Tracks that certainly are the line's."""
        return [
            track
            for track in self._near(artist)
            if names(";".join(track.artists)) == names(artist)
            and words(track.spotify_title) == words(title)
        ]

    def loosely(self, artist: str, title: str) -> list[Track]:
        """Tracks that may be the line's, or another version of it."""
        core = plain(_NOTE.sub("", title)) or plain(title)
        return [
            track
            for track in self._near(artist)
            if fuzz.ratio(
                plain(_NOTE.sub("", track.spotify_title)) or plain(track.spotify_title), core
            )
            >= _ALIKE
        ]

    def knows(self, artist: str) -> bool:
        """Whether the table has anything by one of these artists."""
        return bool(self._near(artist))

    def _near(self, artist: str) -> list[Track]:
        near = {t.uri: t for name in names(artist) for t in self._by_artist.get(name, ())}
        return list(near.values())


def plain(text: str) -> str:
    """Lower case, without accents and punctuation."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in apart if not unicodedata.combining(c) and c not in "'’`")
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


def names(credit: str) -> frozenset[str]:
    """The artists of a credit."""
    found = (plain(part).removeprefix("the ") for part in _JOINED.split(f" {credit} "))
    return frozenset(found) - {""}


def words(title: str) -> list[str]:
    """The words of a title that tell recordings apart, sorted."""
    found = plain(_GUESTS.sub(" ", title)).split()
    return sorted(w for w in found if w not in _SAYS_NOTHING and not _YEAR.fullmatch(w))


def notes(title: str) -> list[str]:
    """The words in the notes of a title that tell recordings apart, sorted."""
    found = _NOTE.search(title)
    return words(found[0]) if found else []


@dataclass(frozen=True, slots=True)
class Line:
    """A track as MixesDB writes it, and the table's tracks that it may mean."""

    artist: str
    title: str
    strict: tuple[Track, ...]
    loose: tuple[Track, ...]
    known_artist: bool

    @property
    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.artist, self.title)


def main() -> None:
    """Print the figures, the pairs, and every hit where there should be none."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=1)
    rng = random.Random(arguments.parse_args().seed)
    if not (_TABLE.exists() and _PAGES.exists()):
        print(f"Skipped: {_TABLE.name} or {_PAGES.name} is not beside the checkout.")
        return
    tracks = read_table(_TABLE)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'segue.db'}")
        import_files(store, [_PAGES])
        lines = read_lines(store, Shelf(tracks))
        measure(store, tracks, lines, rng)
        store.close()


def read_table(file: Path) -> tuple[Track, ...]:
    """The table's tracks, each once."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["artists"] and row["track_name"]]
    return world_of(
        listed_track(
            row["track_id"],
            row["artists"].split(";"),
            row["track_name"],
            row["album_name"],
            int(row["duration_ms"]),
            popularity=int(row["popularity"]) / 100,
        )
        for row in rows
    ).tracks


def read_lines(store: Store, shelf: Shelf) -> list[Line]:
    """Every track of the catalogue with what the table has for it."""
    lines = []
    for track in tqdm(unresolved(store.engine, "spotify"), desc="Comparing", disable=None):
        strict = tuple(shelf.strictly(track.artist, track.title))
        loose = tuple(shelf.loosely(track.artist, track.title))
        known = shelf.knows(track.artist)
        lines.append(Line(track.artist, track.title, strict, loose, known))
    return lines


def measure(store: Store, tracks: Sequence[Track], lines: list[Line], rng: random.Random) -> None:
    """All of it."""
    standing = [line for line in lines if line.strict]
    maybe = [line for line in lines if line.loose and not line.strict]
    absent = [line for line in lines if line.known_artist and not line.loose]
    print(f"{len(lines):,} tracks on the pages, {len(tracks):,} in the table")
    with serving(tracks) as spotify:
        began = time.perf_counter()
        certain = resolve(store, spotify, standing)
        loose = resolve(store, spotify, maybe)
        strangers = resolve(store, spotify, draw(absent, rng))
        seconds = time.perf_counter() - began
    show_found("that certainly stand in it", certain)
    show_found("that may stand in it, or another version", loose)
    all_asked = [*certain, *loose, *strangers]
    print(f"mean searches a track: {mean(o.searches for _, o in all_asked):.2f}")
    print(f"  found {mean(o.searches for _, o in all_asked if o.found):.2f}", end=", ")
    print(f"not found {mean(o.searches for _, o in all_asked if not o.found):.2f}")
    print(f"({seconds:.0f} s)\n")
    print("not found, though it certainly stands in it:")
    show([(line, o) for line, o in certain if not o.found], also_offers=True)
    pairs = [(line, o) for line, o in (*certain, *loose) if o.found]
    print(f"\n{_SAMPLE} pairs to check by eye:")
    show(draw(pairs, rng))
    print(f"\nwrong hits among {len(strangers)} of known artists that are not in it:")
    show([(line, o) for line, o in strangers if o.found])
    without_them(tracks, pairs, rng)


def without_them(
    tracks: Sequence[Track], pairs: list[tuple[Line, Outcome]], rng: random.Random
) -> None:
    """Look for tracks that were found, with that recording gone and its other versions there."""
    hard = [(line, gone) for line, o in pairs if (gone := same_recording(line, o)) < uris(line)]
    drawn = draw(hard, rng)
    taken_out = frozenset[str]().union(*(their for _, their in drawn))
    left = [track for track in tracks if track.uri not in taken_out]
    with tempfile.TemporaryDirectory() as folder, serving(left) as spotify:
        nothing_known = Store(f"sqlite:///{Path(folder) / 'empty.db'}")
        answers = resolve(nothing_known, spotify, [line for line, _ in drawn])
        nothing_known.close()
    print(f"\nhits among {len(drawn)} whose recording was taken out, other versions left:")
    show([(line, o) for line, o in answers if o.found])
    print(f"with something to offer instead: {sum(bool(o.offers) for _, o in answers)}")


def uris(line: Line) -> frozenset[str]:
    """Everything in the table that comes near a line."""
    return frozenset(track.uri for track in (*line.strict, *line.loose))


def same_recording(line: Line, outcome: Outcome) -> frozenset[str]:
    """What must go so that the recording that was found is gone."""
    title, uri = (outcome.found.title, outcome.found.uri) if outcome.found else ("", "")
    alike = {track.uri for track in line.loose if notes(track.spotify_title) == notes(title)}
    return frozenset(alike | {track.uri for track in line.strict} | {uri})


@contextmanager
def serving(tracks: Sequence[Track]) -> Iterator[Spotify]:
    """A client of a sandbox that has these tracks."""
    with Sandbox(world_of(tracks)) as sandbox:
        token = sandbox.login().access_token
        settings = ServiceSettings(_env_file=None).model_copy(
            update={
                "spotify_api_url": sandbox.url,
                "spotify_accounts_url": sandbox.url,
                "timeout_s": 30.0,
            }
        )
        with Spotify(settings, lambda: token) as spotify:
            yield spotify


def resolve(store: Store, spotify: Spotify, lines: list[Line]) -> list[tuple[Line, Outcome]]:
    """Every line with what became of it. Raises ServiceError when Spotify was not asked."""
    resolver, answers = Resolver(store), []
    for line in tqdm(lines, desc="Resolving", disable=None):
        outcome = resolver.resolve(spotify, line.wanted)
        if outcome.error:
            raise outcome.error
        answers.append((line, outcome))
    return answers


def draw(items: list[T], rng: random.Random) -> list[T]:
    """Some of them."""
    return rng.sample(items, min(_SAMPLE, len(items)))


def mean(numbers: Iterable[float]) -> float:
    """Their mean; 0 of none."""
    values = list(numbers)
    return sum(values) / len(values) if values else 0.0


def show_found(which: str, answers: list[tuple[Line, Outcome]]) -> None:
    """How many there are and how many were found."""
    found = sum(outcome.found is not None for _, outcome in answers)
    print(f"tracks {which}: {len(answers):,}, found {found:,}")


def show(answers: list[tuple[Line, Outcome]], also_offers: bool = False) -> None:
    """Each line beside what was found."""
    print(f"  {len(answers)}")
    for number, (line, outcome) in enumerate(answers, start=1):
        print(f"{number:>5}  {line.artist} | {line.title}")
        if outcome.found:
            print(f"     → {' ; '.join(outcome.found.artists)} | {outcome.found.title}")
        for track in outcome.offers if also_offers else ():
            print(f"     ? {' ; '.join(track.artists)} | {track.title}")


if __name__ == "__main__":
    main()
