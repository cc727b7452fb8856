"""The DJs of the synthetic world, their taste, and the sets they played."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from random import Random

from recommender.audio.camelot import harmonic
from scrapers.sandbox import names
from scrapers.sandbox.genres import GENRES, SCENES_PER_GENRE, tempo_gap
from scrapers.sandbox.tracks import Artist, Track

DJS = 72
SETS = 600
MAX_PLAYS = 25
CLOSE_ENOUGH = 0.055
"""Neighbours' tempi lie no further apart than this wherever the crate allows it."""


@dataclass(frozen=True, slots=True)
class Dj:
    """Somebody who plays records, with a taste."""

    name: str
    genres: tuple[str, ...]
    """One or two, of one family; the first is home."""
    scenes: tuple[int, ...]
    """Favourite scene in each of the genres."""
    favourites: frozenset[str]
    """Artists he plays often."""
    show: str


@dataclass(frozen=True, slots=True)
class DjSet:
    """One mix, in the order it was played. None is a track that nobody could name."""

    source_id: str
    title: str
    date: str
    djs: tuple[str, ...]
    tracks: tuple[Track | None, ...]
    cues_s: tuple[float, ...] | None


def make_djs(artists: Sequence[Artist], rng: Random) -> tuple[Dj, ...]:
    """DJs for every genre; one in four is an artist who also plays."""
    also_produce = rng.sample(artists, DJS // 4)
    # The leading names are no artists: a DJ and an artist of one name are one person.
    taken = {artist.name for artist in artists}
    others = [name for name in names.distinct_names(4 * DJS, rng, False) if name not in taken]
    djs = []
    for number in range(DJS):
        genre = GENRES[number % len(GENRES)]
        if number < len(also_produce):
            genre = also_produce[number].genre
        family = [g.name for g in GENRES if g.family == genre.family and g != genre]
        genres = (genre.name, rng.choice(family)) if rng.random() < 0.5 else (genre.name,)
        local = [a.name for a in artists if a.genre.name in genres]
        name = also_produce[number].name if number < len(also_produce) else others[number]
        djs.append(
            Dj(
                name=name,
                genres=genres,
                scenes=tuple(rng.randrange(SCENES_PER_GENRE) for _ in genres),
                favourites=frozenset([*rng.sample(local, 6), name]),
                show=names.show(rng),
            )
        )
    return tuple(djs)


def make_sets(
    djs: Sequence[Dj], tracks: Sequence[Track], seed: int, rng: Random
) -> tuple[DjSet, ...]:
    """All sets, oldest first. Every track that is not cold is in at least one of them."""
    crates = {dj.name: _Crate(dj, tracks) for dj in djs}
    dates = sorted(
        f"{2012 + int(14 * rng.random() ** 0.8)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        for _ in range(SETS)
    )
    billings = [_billing(djs, rng) for _ in dates]
    played: list[list[Track]] = []
    for date, billing in zip(dates, billings, strict=True):
        length = rng.randint(12, MAX_PLAYS - 4)
        played.append(_play([crates[dj.name] for dj in billing], int(date[:4]), length, rng))
    _place_leftovers(played, dates, tracks)
    titles: set[str] = set()
    sets = []
    for number, (date, billing, order) in enumerate(zip(dates, billings, played, strict=True)):
        title = _title(date, billing, number, rng)
        while title in titles:
            title = _title(date, billing, number + 500, rng)
        titles.add(title)
        sets.append(_finish(f"s{seed}-{number:04d}", title, date, billing, order, rng))
    return tuple(sets)


class _Crate:
    """What one DJ draws from: his genres' tracks, each as likely as he likes it."""

    def __init__(self, dj: Dj, tracks: Sequence[Track]) -> None:
        self.tracks: list[Track] = []
        likings = []
        for track in tracks:
            if track.genre in dj.genres and not track.cold:
                self.tracks.append(track)
                likings.append(self._liking(dj, track))
        self.cumulative = list(accumulate(likings))

    @staticmethod
    def _liking(dj: Dj, track: Track) -> float:
        place = dj.genres.index(track.genre)
        liking = 0.03 + track.popularity
        liking *= 12 if track.scene == dj.scenes[place] else 1
        liking *= 5 if dj.favourites.intersection(track.artists) else 1
        return liking / (1 + place)

    def draw(self, count: int, rng: Random) -> list[Track]:
        return rng.choices(self.tracks, cum_weights=self.cumulative, k=count)


def _billing(djs: Sequence[Dj], rng: Random) -> tuple[Dj, ...]:
    """Who plays: some DJs far more often than others, some together."""
    first = djs[int(len(djs) * rng.random() ** 1.5)] if rng.random() < 0.6 else rng.choice(djs)
    if rng.random() < 0.08:
        mates = [dj for dj in djs if dj.genres[0] == first.genres[0] and dj != first]
        if mates:
            return first, rng.choice(mates)
    return (first,)


def _play(crates: Sequence[_Crate], year: int, length: int, rng: Random) -> list[Track]:
    """One set, track by track: in a b2b the crates take turns."""
    order: list[Track] = []
    used: set[str] = set()
    for position in range(length):
        crate = crates[position % len(crates)]
        before = order[-1] if order else None
        fresh = [
            track
            for track in crate.draw(60, rng)
            if track.year <= year and track.spotify_id not in used
        ]
        track = _best_next(before, fresh, rng) or _closest(before, crate, used, year)
        order.append(track)
        used.add(track.spotify_id)
    return order


def _best_next(before: Track | None, fresh: Sequence[Track], rng: Random) -> Track | None:
    if before is None:
        return fresh[0] if fresh else None
    close = [t for t in fresh if tempo_gap(before.tempo_bpm, t.tempo_bpm) < CLOSE_ENOUGH]
    in_key = [
        t for t in close if harmonic(before.key, t.key) and not set(t.artists) & set(before.artists)
    ]
    # The draw is by liking, so the first that fits is a good choice.
    if in_key and rng.random() < 0.9:
        return in_key[0]
    return close[0] if close else None


def _closest(before: Track | None, crate: _Crate, used: set[str], year: int) -> Track:
    """Where the draw brought nothing that fits: the nearest tempo in the whole crate."""
    rest = [t for t in crate.tracks if t.year <= year and t.spotify_id not in used]
    if before is None:
        return rest[0]
    return min(rest, key=lambda track: tempo_gap(before.tempo_bpm, track.tempo_bpm))


def _place_leftovers(
    played: list[list[Track]], dates: Sequence[str], tracks: Sequence[Track]
) -> None:
    """Slip each track that nobody drew between two that it fits: only cold ones stay out."""
    seen = {track.spotify_id for order in played for track in order}
    homes: dict[str, list[int]] = {}
    for number, order in enumerate(played):
        for genre in {track.genre for track in order}:
            homes.setdefault(genre, []).append(number)
    for track in tracks:
        if track.cold or track.spotify_id in seen:
            continue
        roomy = [n for n in homes[track.genre] if len(played[n]) < MAX_PLAYS]
        released = [n for n in roomy if int(dates[n][:4]) >= track.year]
        (_, place), number = min((_best_gap(played[n], track), n) for n in released or roomy)
        played[number].insert(place, track)


def _best_gap(order: Sequence[Track], track: Track) -> tuple[float, int]:
    """How badly a track fits a set at best, and the place between two plays where it does."""
    best = (float("inf"), 1)
    for place, (before, after) in enumerate(pairwise(order), start=1):
        misfit = max(
            tempo_gap(before.tempo_bpm, track.tempo_bpm),
            tempo_gap(track.tempo_bpm, after.tempo_bpm),
        )
        misfit += 0.01 * (not harmonic(before.key, track.key))
        misfit += 0.01 * (not harmonic(track.key, after.key))
        misfit += 0.02 * (track.scene not in (before.scene, after.scene))
        best = min(best, (misfit, place))
    return best


def _title(date: str, billing: Sequence[Dj], number: int, rng: Random) -> str:
    who = " b2b ".join(dj.name for dj in billing)
    if rng.random() < 0.55 and len(billing) == 1:
        return f"{date} - {who} - {billing[0].show} {number % 400 + 1:03d}"
    return f"{date} - {who} @ {names.venue(rng)}"


def _finish(
    source_id: str,
    title: str,
    date: str,
    billing: Sequence[Dj],
    order: Sequence[Track],
    rng: Random,
) -> DjSet:
    tracks: list[Track | None] = list(order)
    if len(tracks) < MAX_PLAYS and rng.random() < 0.35:
        tracks.insert(rng.randint(1, len(tracks) - 1), None)
    cues = None
    if rng.random() < 0.5:
        steps = [float(rng.randint(150, 390)) for _ in tracks]
        cues = tuple(accumulate(steps, initial=0.0))[: len(tracks)]
    return DjSet(source_id, title, date, tuple(dj.name for dj in billing), tuple(tracks), cues)
