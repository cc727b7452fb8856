"""Invented tracks, and what could have been heard in them."""

import random
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recommender.audio.analysis import Analysis, Key, Tempo
from recommender.audio.picture import spectrogram_png
from recommender.filters import Filters, Traits, key_number, left_out, outside_years
from recommender.recommendations import Track

ARTISTS = (
    "Mira Voss", "Marble Arcade", "Kite Theory", "Nocturne 88", "Sola Verde", "Pale Engine",
    "Tessel", "Low Harbour", "Inès Kált", "Dub Archive", "Rotunda", "Halcyon Grid", "Âme Røde",
)  # fmt: skip
TITLES = (
    "Afterglow", "Glass Tide", "Night Ferry (Tessel Remix)", "Second Light", "Concrete Bloom",
    "Undertow", "Signal Flare", "Blue Hour Dub", "Afterimage", "Slow Orbit", "Cinder",
    "Parallax (Extended)", "Weatherglass", "Paper Moon", "Tunnel Vision", "Salt Line",
)  # fmt: skip
GENRES = ("deep house", "techno", "drum & bass", "disco", "ambient")
NASTY = "<img src=x onerror=alert(1)>"


def make_tracks() -> list[Track]:
    """120 invented tracks; one of them with markup in its name."""
    dice = random.Random(7)
    tracks = []
    for number in range(120):
        title = TITLES[number % len(TITLES)]
        if number >= len(TITLES):
            title += f" {['II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'][number // len(TITLES) - 1]}"
        artist = ARTISTS[number % len(ARTISTS)]
        known = number % 9 != 4
        tracks.append(
            Track(
                id=number + 1,
                artist=artist,
                title=NASTY if number == 5 else title,
                key=f"{artist}|{title}".lower(),
                sets=dice.randint(2, 60),
                djs=dice.randint(2, 31),
                tempo_bpm=round(dice.gauss(125.5, 2.4), 1) if known else None,
                camelot=f"{(dice.randint(6, 11)) % 12 + 1}{dice.choice('AAB')}" if known else None,
                genre=GENRES[number // 2 % len(GENRES)] if known else None,
            )
        )
    tracks[0] = replace(tracks[0], sets=42, djs=31, tempo_bpm=126.0, camelot="8A")
    tracks[7] = replace(tracks[7], tempo_bpm=63.2)
    return tracks


HEARD = Analysis(
    tempo=Tempo(124.0, 0.91),
    key=Key("8A", 0.83),
    loudness_db=-9.1,
    genres={
        "deep house": 0.71,
        "techno": 0.17,
        "disco": 0.07,
        "ambient": 0.03,
        "drum & bass": 0.02,
    },
    embedding=np.zeros(8, dtype=np.float32),
    model_version="fake",
)
UNSURE = replace(HEARD, tempo=Tempo(87.5, 0.2), key=Key(None, 0.0), genres={"ambient": 1.0})


def traits(tracks: list[Track]) -> Traits:
    """What the filters look at."""
    return Traits(
        tempo_bpm=np.array([track.tempo_bpm or np.nan for track in tracks]),
        key=np.array([key_number(track.camelot) for track in tracks]),
        genre=np.array([GENRES.index(t.genre) if t.genre else -1 for t in tracks]),
    )


def first_year(track: Track) -> int:
    """The year of a track's first known play; 0 where it is not known."""
    return 0 if track.id % 10 == 9 else 1994 + track.id * 7 % 29


def ranked(
    tracks: list[Track], filters: Filters, also: Sequence[Track], disliked: Sequence[Track]
) -> list[Track]:
    """Best first: in their own order but for what more seeds, disliked tracks and discovery do to
    it. A track goes up with the genre or artist of a seed, and down with a disliked one's."""

    def score(place: int) -> float:
        track = tracks[place]
        liked = sum(_alike(track, one) for one in also)
        not_liked = sum(_alike(track, one) for one in disliked)
        return 2.0 ** (liked - 2 * not_liked) * track.sets**-filters.discovery / (place + 3)

    own = {one.key for one in (*also, *disliked)}
    places = sorted(range(len(tracks)), key=score, reverse=True)
    return [tracks[place] for place in places if tracks[place].key not in own]


def _alike(one: Track, other: Track) -> bool:
    return one.artist == other.artist or (one.genre is not None and one.genre == other.genre)


def filtered(
    tracks: list[Track], seed: Track, filters: Filters, count: int = 20
) -> tuple[list[Track], dict[str, int]]:
    """What the filters leave, and how many each left out; the first `count` are the answer."""
    outside = left_out(filters, traits([seed]), traits(tracks))
    if "years" in filters.active:
        years = np.array([first_year(track) for track in tracks])
        outside["years"] = outside_years(filters, years)
    if filters.played:
        outside["played"] = np.array([track.key in filters.played for track in tracks])
    kept = [
        track
        for at, track in enumerate(tracks)
        if not any(bool(leaves_out[at]) for leaves_out in outside.values())
    ]
    removed = {name: int(leaves_out.sum()) for name, leaves_out in outside.items()}
    if filters.per_artist is None:
        return kept, removed
    held = Counter[str]()
    capped = []
    for track in kept:
        held[track.artist] += 1
        if held[track.artist] <= filters.per_artist:
            capped.append(track)
    return capped, removed | {"artist": sum(track not in capped for track in kept[:count])}


def picture() -> str:
    """A spectrogram as a data URI: kicks, hats and a chord that changes."""
    n_mels, frames = 128, 600
    dice = np.random.default_rng(3)
    level = dice.normal(-68, 4, (n_mels, frames))
    time = np.arange(frames)
    bands = np.arange(n_mels)[:, None]
    kick = np.exp(-(time % 24) / 5)
    level += 62 * kick * np.exp(-bands / 9)
    hats = np.exp(-((time + 12) % 24) / 3)
    level += 34 * hats * np.exp(-(((bands - 112) / 14) ** 2))
    for root in range(4):
        here = (time // 150) == root
        for overtone in (1, 1.5, 2, 3, 4.1):
            pitch = (18 + 3 * root) * overtone
            level += 40 / overtone**0.4 * here * np.exp(-(((bands - pitch) / 1.3) ** 2))
    png = spectrogram_png(np.clip(level, -80, 0).astype(np.float32))
    return f"data:image/png;base64,{b64encode(png).decode()}"
