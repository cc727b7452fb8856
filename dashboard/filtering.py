"""The filters as the page speaks of them. Pure functions: no page, no service."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from dashboard.wording import and_list
from recommender.audio.camelot import KEYS, harmonic, parts
from recommender.filters import LAST_YEAR, Filters, KeyFilter
from recommender.plural import count
from recommender.recommendations import Recommendations
from recommender.years import FIRST_YEAR

KEY_CHOICES: tuple[KeyFilter, ...] = get_args(KeyFilter)
TEMPO_CHOICES = (3, 6, 10)
"""How far the tempo may be off, in percent."""
OTHER_GENRE = "other"
ARTIST_CHOICES = (1, 2, 3)
"""How many tracks by one artist the answer may hold."""
MOST_MOOD = 2
"""Moods go from minus this (well known) over 0 (as the sets say) to this (discover)."""
MAX_PLAYED = 20_000
"""So many tracks of a history are left out; more is no DJ's history."""

_WHOLE = re.compile(r"-?\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SeedTraits:
    """What the filters compare with; None where it is not known."""

    camelot: str | None = None
    tempo_bpm: float | None = None
    genre: str | None = None


def read_filters(data: Any) -> Filters:
    """The filters of a request. They come from outside: what is none is left out."""
    given = data if isinstance(data, Mapping) else {}
    key, tempo = given.get("key"), str(given.get("tempo"))
    percents = {str(percent): float(percent) for percent in TEMPO_CHOICES}
    first, last = (_whole(given.get(end), FIRST_YEAR, LAST_YEAR) for end in ("from", "to"))
    if first and last and first > last:
        first, last = last, first
    return Filters(
        key=next((choice for choice in KEY_CHOICES if choice == key), "any"),
        tempo_percent=percents.get(tempo),
        other_genre=given.get("genre") == OTHER_GENRE,
        first_year=first,
        last_year=last,
        per_artist=_whole(given.get("artist"), min(ARTIST_CHOICES), max(ARTIST_CHOICES)),
        discovery=(_whole(given.get("mood"), -MOST_MOOD, MOST_MOOD) or 0) / MOST_MOOD,
        played=_played(given.get("played")),
    )


def _whole(value: Any, least: int, most: int) -> int | None:
    """A whole number within its bounds, given as one or as text; None for anything else."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _played(keys: Any) -> frozenset[str]:
    if not isinstance(keys, list):
        return frozenset()
    # No identity holds control characters or halves of characters, and no database takes them.
    return frozenset(k for k in keys[:MAX_PLAYED] if isinstance(k, str) and k and k.isprintable())


def seed_traits(answer: Recommendations) -> SeedTraits:
    """What is known of the first seed, by ear or from the catalogue."""
    track, heard = answer.seeds[0].track if answer.seeds else None, answer.heard
    known = SeedTraits(track.camelot, track.tempo_bpm, track.genre) if track else SeedTraits()
    if heard:
        known = SeedTraits(
            camelot=heard.key.camelot or known.camelot,
            tempo_bpm=heard.tempo.bpm or known.tempo_bpm,
            genre=heard.genre or known.genre,
        )
    return known if parts(known.camelot) else replace(known, camelot=None)


def resting(seed: SeedTraits) -> dict[str, bool]:
    """Which filters have nothing to compare with."""
    return {
        "key": seed.camelot is None,
        "tempo": seed.tempo_bpm is None,
        "genre": seed.genre is None,
    }


def resting_sentence(seed: SeedTraits) -> str:
    """Why filters can't be chosen; empty where all can."""
    unknown = [name for name, rests in resting(seed).items() if rests]
    if not unknown:
        return ""
    verb, filters = ("is", "that filter rests") if len(unknown) == 1 else (
        "are", "those filters rest",
    )  # fmt: skip
    names = and_list(unknown)
    return f"{names[0].upper()}{names[1:]} of this track {verb} not known, so {filters}."


def filter_name(name: str, filters: Filters) -> str:
    """`harmonic key`, `tempo ±6 %`, `other genres`, `first played 1999 to 2010`, `2 tracks an
    artist`, `played already`."""
    if name == "key":
        return f"{filters.key} key"
    if name == "tempo":
        return f"tempo ±{filters.tempo_percent:g} %"
    if name == "years":
        return f"first played {_span(filters)}"
    if name == "artist":
        return f"{count(filters.per_artist or 0, 'track')} an artist"
    return "played already" if name == "played" else "other genres"


def _span(filters: Filters) -> str:
    first, last = filters.first_year, filters.last_year
    if first is None or last is None:
        return f"from {first} on" if last is None else f"up to {last}"
    return f"in {first}" if first == last else f"{first} to {last}"


def filter_range(name: str, filters: Filters, seed: SeedTraits) -> str:
    """What a filter lets through: `7A, 8A, 8B and 9A`, `118.4 to 133.6 BPM, half and double
    time too`; empty where there is no telling."""
    if name == "key" and seed.camelot:
        if filters.key == "same":
            return seed.camelot
        return and_list([key for key in KEYS if harmonic(seed.camelot, key)])
    if name == "tempo" and seed.tempo_bpm and filters.tempo_percent:
        share = filters.tempo_percent / 100
        low, high = seed.tempo_bpm / (1 + share), seed.tempo_bpm / (1 - share)
        return f"{low:.1f} to {high:.1f} BPM, half and double time too"
    if name == "genre" and seed.genre:
        return f"anything but {seed.genre}"
    if name == "years":
        return f"tracks that were first played {_span(filters)}, and those of unknown age"
    if name == "artist":
        return f"at most {count(filters.per_artist or 0, 'track')} that credit the same artist"
    if name == "played":
        return f"anything but the {count(len(filters.played), 'track')} that you played already"
    return ""


def left_out(answer: Recommendations, filters: Filters) -> dict[str, int]:
    """Filter → how many tracks it left out, for those that are set and had something to compare
    with; the one that left out most comes first."""
    told = {name: answer.removed[name] for name in filters.active if name in answer.removed}
    return dict(sorted(told.items(), key=lambda item: -item[1]))


def emptied_sentence(answer: Recommendations, filters: Filters) -> str:
    """Which filter left nothing, where filters did."""
    told = {name: number for name, number in left_out(answer, filters).items() if number}
    if not told:
        return ""
    names = [f"“{filter_name(name, filters)}” left out {number:,}" for name, number in told.items()]
    return f"No track is left: {and_list(names)}."
