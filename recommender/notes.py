"""The sentences that go with an answer which is not quite what was asked for."""

from collections.abc import Sequence

from recommender.plural import count
from recommender.recommendations import Seed
from recommender.voices import ENOUGH_SETS, Voice

_YOUR_RECORDING = "These sound like your recording."


def names(seeds: Sequence[Seed]) -> str:
    """`“A - B”, “C - D”`."""
    return ", ".join(f"“{seed.name}”" for seed in seeds)


def answered_by_sets(voices: Sequence[Voice], heard: bool) -> str:
    """Where the sets alone answer; `heard`: the first seed was listened to in vain."""
    told = [voice.profile.note for voice in voices if voice.profile and voice.profile.note]
    told += _silent(voices)
    if heard and not told:
        told.append(f"The sets tell more about “{voices[0].seed.name}” than its sound.")
    return " ".join(dict.fromkeys(told))


def answered_by_sound(voices: Sequence[Voice], listened: int, tracks: int) -> str:
    """Where sound comes into the answer: `listened` tracks of all `tracks` can be compared."""
    cold = [v.seed for v in voices if v.profile is None and not v.silent]
    played = [(v, v.profile) for v in voices if v.profile]
    told = [_cold(cold, alone=not played)] if cold else []
    by_artist = [(v, profile) for v, profile in played if profile.route == "artist"]
    told += [profile.note for v, profile in by_artist if v.embedding is None]
    heard = [v.seed for v, _ in by_artist if v.embedding is not None]
    if heard:
        told.append(
            f"No set holds {names(heard)}: these sound like it, and what fits the artist's other "
            "tracks counts too."
        )
    rare = [
        v.seed
        for v, profile in played
        if profile.route == "played" and v.seed.track and v.seed.track.sets < ENOUGH_SETS
    ]
    if rare:
        told.append(_rare(rare))
    told += _silent(voices)
    if listened < tracks / 2:
        known = count(listened, "track")
        told.append(f"Segue has listened to {known} of the catalogue so far.")
    return " ".join(told)


def _silent(voices: Sequence[Voice]) -> list[str]:
    seeds = [voice.seed for voice in voices if voice.silent]
    have = "they have" if len(seeds) > 1 else "it has"
    told = f"No set tells about {names(seeds)}, so {have} no say in the answer."
    return [told] if seeds else []


def _cold(seeds: Sequence[Seed], alone: bool) -> str:
    # A recording that goes by its file's name is credited to nobody.
    named = [seed for seed in seeds if seed.artist]
    if not named:
        return _YOUR_RECORDING
    if alone:
        return f"No set holds {names(named)}: these sound like it."
    return f"No set holds {names(named)}: its sound counts beside the sets of the others."


def _rare(seeds: Sequence[Seed]) -> str:
    sets = max(seed.track.sets for seed in seeds if seed.track)
    at_most = "" if len(seeds) == 1 else "at most "
    return (
        f"{names(seeds)}: in {at_most}{count(sets, 'set')} only, so sets and sound answer together."
    )


def without_effect(idle: Sequence[Voice], by_sets: bool) -> list[str]:
    """Why disliked tracks move nothing, a sentence for each reason; `by_sets`: whether the sets
    had a say in the answer."""
    unknown = [v.seed for v in idle if v.profile is None]
    told = [v.seed for v in idle if v.profile]
    if by_sets:
        known = f"What the sets tell about {names(told)} they tell about the seeds too"
    else:
        known = f"Segue has not listened to {names(told)}"
    reasons = [(f"No set tells about {names(unknown)}", unknown), (known, told)]
    return [f"{why}, so disliking {_it(of)} moves nothing." for why, of in reasons if of]


def nothing_but(disliked: Sequence[Seed]) -> str:
    """Where disliking took the last that there was."""
    return f"Nothing fits but what you dislike: {names(disliked)}. Take a dislike away to see it."


def _it(seeds: Sequence[Seed]) -> str:
    return "them" if len(seeds) > 1 else "it"
