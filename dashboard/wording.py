"""Evidence, keys and tempo in plain words. Pure functions: no page, no service."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from recommender.audio.camelot import harmonic, parts, steps
from recommender.plural import count
from recommender.recommendations import (
    Bridge,
    Evidence,
    Recommendation,
    Recommendations,
    Seed,
    SharedSet,
)


def possessive(name: str) -> str:
    """`Mira Voss'`, `Tessel's`."""
    return f"{name}'" if name.endswith(("s", "S")) else f"{name}'s"


def seed_name(artist: str, title: str, dash: str = "-") -> str:
    """`Mira Voss - Afterglow`; the title alone where the artist is not known, as of a file."""
    return f"{artist} {dash} {title}" if artist else title


def genre_label(genre: str) -> str:
    """`deep house` → `Deep house`."""
    return genre[:1].upper() + genre[1:]


def evidence_line(evidence: Evidence) -> str:
    """`14 sets · 9 DJs · 3× back to back`; empty where no set holds both."""
    if not evidence.sets:
        return ""
    parts = [count(evidence.sets, "set")]
    if evidence.djs:
        parts.append(count(evidence.djs, "DJ"))
    if evidence.adjacent:
        parts.append(f"{evidence.adjacent:,}× back to back")
    return " · ".join(parts)


def why(item: Recommendation, seed: Seed, seed_genre: str | None = None, seeds: int = 1) -> str:
    """The reason for one recommendation, short enough for a table cell; `seed` is the first of so
    many `seeds`."""
    shared = evidence_line(item.evidence)
    if item.route == "artist":
        artists = possessive(seed.artist) if seeds == 1 else "these artists'"
        others = f"{artists} other tracks"
        return f"{shared} with {others}" if shared else f"fits {others}"
    if item.route == "sound":
        return sound_line(item.track.genre, seed_genre)
    if item.route == "blend":
        return f"sounds like it · {shared}" if shared else sound_line(item.track.genre, seed_genre)
    if shared:
        return shared
    bridge = item.evidence.bridge
    return f"both played with {bridge.track.title}" if bridge else "turns up in sets like these"


def sound_line(genre: str | None, seed_genre: str | None) -> str:
    """`sounds like it · same genre`, as far as the genres are known."""
    if genre and genre == seed_genre:
        return "sounds like it · same genre"
    return "sounds like it"


def why_in_full(
    item_route: str,
    evidence: Evidence,
    seed_name: str,
    seed_artist: str,
    genre: str | None = None,
    seeds: int = 1,
) -> str:
    """The same reason as one sentence or two, for the drawer; `genre` is one that both have.

    `seeds` is how many there are: the names are the first one's.
    """
    if seeds > 1:
        return _by_seeds(item_route, evidence, seeds, genre)
    if item_route == "artist":
        return (
            f"No set in the catalogue tells enough about {seed_name} itself. This track is played "
            f"in the sets that hold {possessive(seed_artist)} other tracks."
        )
    if item_route == "sound":
        return f"No set tells enough about {seed_name}. {_alike(genre)}"
    if item_route == "blend":
        return f"{_by_sets(evidence, seed_name)} {_alike(genre)}"
    return _by_sets(evidence, seed_name)


def _by_seeds(item_route: str, evidence: Evidence, seeds: int, genre: str | None) -> str:
    """The reason where several seeds were asked about."""
    by = f" by {count(evidence.djs, 'DJ')}" if evidence.djs else ""
    together = f"{count(evidence.sets, 'set')}{by} {_hold(evidence.sets)} this track and"
    if item_route == "artist" and evidence.sets:
        return f"{together} other tracks by the artists of your {seeds} seeds."
    if evidence.sets:
        parts = [f"{together} at least one of your {seeds} seeds."]
        if evidence.adjacent:
            parts.append(f"{_times(evidence.adjacent)} they were mixed straight into each other.")
    elif evidence.bridge and item_route != "sound":
        bridge = evidence.bridge
        parts = [
            f"No set holds this track and one of your seeds. {bridge.track.name} joins them: "
            f"{count(bridge.sets_with_seed, 'set')} {_hold(bridge.sets_with_seed)} it and a seed, "
            f"{count(bridge.sets_with_track, 'set')} {_hold(bridge.sets_with_track)} it and this "
            "track."
        ]
    else:
        parts = [f"No set holds this track and one of your {seeds} seeds."]
    if item_route in {"sound", "blend"}:
        parts.append(f"It sounds like them{f': {genre}' if genre else ''}.")
    return " ".join(parts)


def _by_sets(evidence: Evidence, seed_name: str) -> str:
    if evidence.sets:
        by = f" by {count(evidence.djs, 'DJ')}" if evidence.djs else ""
        close = (
            f" {_times(evidence.adjacent)} they were mixed straight into each other."
            if evidence.adjacent
            else ""
        )
        return f"{count(evidence.sets, 'set')}{by} {_hold(evidence.sets)} both.{close}"
    if evidence.bridge:
        return bridge_sentence(evidence.bridge, seed_name)
    return (
        "No set holds both, and no single track joins them. The two turn up among the same kind "
        "of tracks."
    )


def _alike(genre: str | None) -> str:
    return f"The two sound alike{f': {genre}' if genre else ''}."


def bridge_sentence(bridge: Bridge, seed_name: str) -> str:
    """How a third track joins two that no set holds together."""
    return (
        f"No set holds both. {bridge.track.name} joins them: "
        f"{count(bridge.sets_with_seed, 'set')} {_hold(bridge.sets_with_seed)} it and {seed_name}, "
        f"{count(bridge.sets_with_track, 'set')} {_hold(bridge.sets_with_track)} it and this track."
    )


def distance(positions: int) -> str:
    """How far apart two tracks were in a set."""
    if positions <= 1:
        return "back to back" if positions else "on top of each other"
    return f"{positions:,} tracks apart"


def played_in(sets: int, djs: int) -> str:
    """`played in 42 sets by 31 DJs`; empty for a track that nobody played."""
    if not sets:
        return ""
    by = f" by {count(djs, 'DJ')}" if djs else ""
    return f"played in {count(sets, 'set')}{by}"


def route_sentence(answer: Recommendations) -> str:
    """How the answer was found, where that was not from the seed's own sets; else empty."""
    if not answer.seeds or answer.route == "played":
        return ""
    if answer.route == "artist":
        artist = possessive(answer.seeds[0].artist)
        return (
            f"No set tells enough about this track yet, so these come from {artist} other tracks."
        )
    if answer.route == "blend":
        return "Few sets tell about this track, so its sound counted too."
    return "No DJ in the catalogue played this track, so these were found by sound."


def tempo_relation(seed_bpm: float | None, bpm: float | None) -> tuple[str, str]:
    """The pitch change that matches a track to the seed, and whether that is easy.

    Half and double time count as the same tempo. Gives (`+0.4%`, `good` | `fair` | `far`), or two
    empty strings where a tempo is not known.
    """
    if not seed_bpm or not bpm:
        return "", ""
    factor, percent = _pitch(seed_bpm, bpm)
    sign = {1.0: "", 0.5: "½× ", 2.0: "2× "}[factor]
    level = "good" if abs(percent) <= 3 else "fair" if abs(percent) <= 6 else "far"
    rounded = round(percent, 1) + 0.0  # never "-0.0"
    return f"{sign}{rounded:+.1f}%".replace("-", "−"), level


def tempo_sentence(seed_bpm: float | None, bpm: float | None) -> str:
    """The same in words, such as `0.4% slower than the seed, easy to match`; empty where a tempo is
    not known."""
    if not seed_bpm or not bpm:
        return ""
    factor, percent = _pitch(seed_bpm, bpm)
    half = {1.0: "", 0.5: "half time, ", 2.0: "double time, "}[factor]
    rounded = round(percent, 1)
    pace = "faster" if rounded > 0 else "slower"
    off = f"{abs(rounded):.1f}% {pace} than the seed" if rounded else "the seed's tempo"
    ease = "easy" if abs(percent) <= 3 else "a stretch" if abs(percent) <= 6 else "hard"
    return f"{half}{off}, {ease} to match"


def _pitch(seed_bpm: float, bpm: float) -> tuple[float, float]:
    """Whether it counts as half (0.5), the same (1) or double time (2), and what is left in %."""
    factor = min((1.0, 0.5, 2.0), key=lambda f: abs(bpm / (seed_bpm * f) - 1))
    return factor, (bpm / (seed_bpm * factor) - 1) * 100


def key_relation(seed_camelot: str | None, camelot: str | None) -> str:
    """How two keys get on, in plain words; empty where one is not known."""
    if not seed_camelot or not camelot or not (parts(seed_camelot) and parts(camelot)):
        return ""
    if seed_camelot == camelot:
        return "same key as the seed"
    if steps(seed_camelot, camelot) == 0:
        return "relative key of the seed"
    if harmonic(seed_camelot, camelot):
        return "next to the seed's key on the wheel"
    return "not next to the seed's key"


def set_name(shared: SharedSet) -> str:
    """A set's title without the date that many titles begin with and the page shows beside it."""
    name = shared.title.removeprefix(f"{shared.date} - ") if shared.date else shared.title
    return name or shared.title


def newest_first(sets: Sequence[SharedSet]) -> list[SharedSet]:
    """Sets in the order of the drawer; undated ones last."""
    return sorted(sets, key=lambda shared: shared.date, reverse=True)


def web_link(url: str | None) -> str | None:
    """The address where it is safe to be a link (http or https), else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def length(seconds: float | None) -> str:
    """`6:42`; empty where it is not known."""
    if not seconds:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def and_list(words: Sequence[str]) -> str:
    """`key`, `key and tempo`, `key, tempo and genre`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _hold(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _times(number: int) -> str:
    words = {1: "Once", 2: "Twice"}
    return words.get(number, f"{number:,} times")
