"""The tracks of the synthetic world: who made them, what they are called, how they sound."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from recommender.catalogue.identity import track_name
from scrapers.sandbox import names
from scrapers.sandbox.genres import CAMELOT_KEYS, GENRES, SCENES_PER_GENRE, Genre, key_name

TRACKS = 3000
COLD_TRACKS = 300
_ARTISTS = 420
_REMIXES = 760
_FIRST_YEAR, _LAST_YEAR = 1994, 2025
_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Artist:
    """Somebody who makes records, at home in one scene of one genre."""

    name: str
    genre: Genre
    scene: int


@dataclass(frozen=True, slots=True)
class Track:
    """One recording, with what is true about its sound."""

    spotify_id: str
    artists: tuple[str, ...]
    featured: tuple[str, ...]
    title: str
    version: str
    """`Original Mix`, `Lumvora Remix`, …; empty where the title stands alone."""
    genre: str
    """Empty where nobody knows how the track sounds; scene, tempo and key say nothing then."""
    scene: int
    tempo_bpm: float
    key: str
    """Camelot, such as `8A`."""
    isrc: str
    """Empty where Spotify tells none."""
    duration_ms: int
    release_date: str
    """`YYYY-MM-DD`, or `YYYY` where the day is not known; `0000` where nothing is."""
    album: str
    popularity: float
    """1.0 for the most popular track of its genre, falling off in a long tail."""
    cold: bool
    """On Spotify, but no DJ plays it."""

    @property
    def year(self) -> int:
        """The year it came out."""
        return int(self.release_date[:4])

    @property
    def key_name(self) -> str:
        """Its key in words, such as `A minor`."""
        return key_name(self.key)

    @property
    def uri(self) -> str:
        """Its Spotify URI."""
        return f"spotify:track:{self.spotify_id}"

    @property
    def all_artists(self) -> tuple[str, ...]:
        """Main artists, then featured ones, as Spotify credits them."""
        return self.artists + self.featured

    @property
    def spotify_title(self) -> str:
        """The title as Spotify spells it: `Title (feat. X) - Y Remix`."""
        guests = f" (feat. {' & '.join(self.featured)})" if self.featured else ""
        return f"{self.title}{guests}" + (f" - {self.version}" if self.version else "")

    @property
    def wiki_artist(self) -> str:
        """The credit as set lists spell it: `A & B feat. X`."""
        credit = " & ".join(self.artists)
        return f"{credit} feat. {' & '.join(self.featured)}" if self.featured else credit

    @property
    def wiki_title(self) -> str:
        """The title as set lists spell it: `Title (Y Remix)`."""
        return f"{self.title} ({self.version})" if self.version else self.title

    @property
    def identity(self) -> str:
        """The key that all its spellings share."""
        return track_name(self.wiki_artist, self.wiki_title).key


@dataclass(frozen=True, slots=True)
class _Draft:
    """A track's names before its sound and numbers are drawn."""

    artists: tuple[str, ...]
    featured: tuple[str, ...]
    title: str
    version: str
    home: Artist
    year: int


def base62_id(text: str) -> str:
    """A Spotify-shaped ID (22 characters) that always is the same for one text."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    digits = []
    for _ in range(22):
        number, digit = divmod(number, 62)
        digits.append(_BASE62[digit])
    return "".join(reversed(digits))


def listed_track(
    spotify_id: str,
    artists: Sequence[str],
    title: str,
    album: str,
    duration_ms: int,
    isrc: str = "",
    popularity: float = 0.0,
) -> Track:
    """A track of which only a line in some list is known, its title as Spotify writes it."""
    name, _, version = title.partition(" - ")
    if not (name.strip() and version.strip()):
        name, version = title, ""
    return Track(
        spotify_id=spotify_id,
        artists=tuple(artists),
        featured=(),
        title=name,
        version=version,
        genre="",
        scene=0,
        tempo_bpm=0.0,
        key="",
        isrc=isrc,
        duration_ms=duration_ms,
        release_date="0000",
        album=album,
        popularity=popularity,
        cold=True,
    )


def make_artists(rng: Random) -> list[Artist]:
    """Artists, spread evenly over all scenes."""
    homes = [(genre, scene) for genre in GENRES for scene in range(SCENES_PER_GENRE)]
    found = names.distinct_names(_ARTISTS, rng)
    return [Artist(name, *homes[n % len(homes)]) for n, name in enumerate(found)]


def make_tracks(artists: list[Artist], seed: int, rng: Random) -> tuple[Track, ...]:
    """All tracks; no two share an identity."""
    drafts: list[_Draft] = []
    taken: set[str] = set()

    def keep(draft: _Draft) -> None:
        wiki = f"{draft.title} ({draft.version})" if draft.version else draft.title
        key = track_name(" & ".join(draft.artists + draft.featured), wiki).key
        if key not in taken:
            taken.add(key)
            drafts.append(draft)

    while len(drafts) < TRACKS - _REMIXES:
        keep(_original(artists, rng))
    originals = tuple(drafts)
    by_family: dict[str, list[Artist]] = {}
    for artist in artists:
        by_family.setdefault(artist.genre.family, []).append(artist)
    while len(drafts) < TRACKS:
        # The square leans towards the front: a few originals have many remixes.
        original = originals[int(len(originals) * rng.random() ** 2)]
        keep(_remix(original, by_family[original.home.genre.family], rng))
    return _finish(drafts, seed, rng)


def _original(artists: list[Artist], rng: Random) -> _Draft:
    # An artist's place in the list is how busy he is: the cube makes a long tail.
    home = (
        artists[int(len(artists) * rng.random() ** 1.7)]
        if rng.random() < 0.7
        else rng.choice(artists)
    )
    mates = [a.name for a in artists if a.genre == home.genre and a.name != home.name]
    main = (home.name, rng.choice(mates)) if rng.random() < 0.08 else (home.name,)
    guests = [name for name in rng.sample(mates, 1) if name not in main]
    featured = tuple(guests) if rng.random() < 0.07 else ()
    version = rng.choices(("", "Original Mix", "Extended Mix"), (55, 35, 10))[0]
    # Newer music is more of it.
    year = _LAST_YEAR - int((_LAST_YEAR - _FIRST_YEAR + 1) * rng.random() ** 1.6)
    return _Draft(main, featured, names.track_title(rng), version, home, year)


def _remix(original: _Draft, family: list[Artist], rng: Random) -> _Draft:
    remixer = rng.choice(family)
    while remixer.name in original.artists:
        remixer = rng.choice(family)
    kind = rng.random()
    home, version = remixer, f"{remixer.name} Remix"
    if kind < 0.12:
        home, version = original.home, rng.choice(("Dub", "VIP Mix", "Instrumental", "Dub Mix"))
    elif kind < 0.2:
        version = f"{remixer.name} Dub"
    elif kind < 0.25:
        version = f"{remixer.name}'s {rng.choice(('Sunrise', 'Basement', 'Warehouse'))} Mix"
    year = min(_LAST_YEAR, original.year + rng.choice((0, 0, 0, 0, 1, 2, 7)))
    return _Draft(original.artists, original.featured, original.title, version, home, year)


def _finish(drafts: list[_Draft], seed: int, rng: Random) -> tuple[Track, ...]:
    """Give every draft its sound, its numbers and its place in the long tail."""
    order = list(range(len(drafts)))
    rng.shuffle(order)
    cold = _spread_cold(drafts, order)
    rank: dict[str, int] = {}
    finished: dict[int, Track] = {}
    for number in order:
        draft = drafts[number]
        place = rank[draft.home.genre.name] = rank.get(draft.home.genre.name, -1) + 1
        popularity = round(10 / (10 + place), 4)
        finished[number] = _track(draft, number, seed, popularity, number in cold, rng)
    return tuple(finished[number] for number in range(len(drafts)))


def _spread_cold(drafts: list[_Draft], order: list[int]) -> set[int]:
    """Which drafts no DJ plays: as many in every genre."""
    cold: set[int] = set()
    waiting = {genre.name: COLD_TRACKS // len(GENRES) for genre in GENRES}
    for extra in GENRES[: COLD_TRACKS % len(GENRES)]:
        waiting[extra.name] += 1
    for number in reversed(order):
        genre = drafts[number].home.genre.name
        if waiting[genre]:
            waiting[genre] -= 1
            cold.add(number)
    return cold


def _track(
    draft: _Draft, number: int, seed: int, popularity: float, cold: bool, rng: Random
) -> Track:
    genre = draft.home.genre
    tempo = rng.gauss(genre.scene_bpm(draft.home.scene), (genre.high_bpm - genre.low_bpm) / 8)
    tempo = min(max(tempo, genre.low_bpm), genre.high_bpm)
    day = f"{draft.year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    minutes = rng.uniform(5.5, 8.5) if "Mix" in draft.version else rng.uniform(3.2, 6.8)
    return Track(
        spotify_id=base62_id(f"{seed}:track:{number}"),
        artists=draft.artists,
        featured=draft.featured,
        title=draft.title,
        version=draft.version,
        genre=genre.name,
        scene=draft.home.scene,
        # Most producers type a whole number into their sequencer.
        tempo_bpm=float(round(tempo)) if rng.random() < 0.7 else round(tempo, 1),
        key=rng.choices(CAMELOT_KEYS, (2,) * 12 + (1,) * 12)[0],
        isrc=f"QZSEG{draft.year % 100:02d}{number:05d}",
        duration_ms=int(minutes * 60_000),
        release_date=str(draft.year) if rng.random() < 0.1 else day,
        album=names.album_title(rng) if rng.random() < 0.4 else draft.title,
        popularity=popularity,
        cold=cold,
    )
