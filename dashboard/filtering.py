"""The filters as the page speaks of them. Pure functions: no page, no service."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from dashboard.wording import and_list
from recommender.audio.camelot import KEYS, harmonic, parts
from recommender.filters import Filters, KeyFilter
from recommender.recommendations import Recommendations

KEY_CHOICES: tuple[KeyFilter, ...] = get_args(KeyFilter)
TEMPO_CHOICES = (3, 6, 10)
"""How far the tempo may be off, in percent."""
OTHER_GENRE = "other"


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
    return Filters(
        key=next((choice for choice in KEY_CHOICES if choice == key), "any"),
        tempo_percent=percents.get(tempo),
        other_genre=given.get("genre") == OTHER_GENRE,
    )


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
    """`harmonic key`, `tempo ±6 %`, `other genres`."""
    if name == "key":
        return f"{filters.key} key"
    if name == "tempo":
        return f"tempo ±{filters.tempo_percent:g} %"
    return "other genres"


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
