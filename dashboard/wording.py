"""Evidence, keys and tempo in plain words. Pure functions: no page, no service."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from recommender.plural import count
from recommender.recommendations import (
    Bridge,
    Evidence,
    Recommendation,
    Recommendations,
    Seed,
    SharedSet,
)

_CAMELOT = re.compile(r"(1[0-2]|[1-9])([AB])")


def possessive(name: str) -> str:
    """`Mira Voss'`, `Tessel's`."""
    return f"{name}'" if name.endswith(("s", "S")) else f"{name}'s"


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


def why(item: Recommendation, seed: Seed) -> str:
    """The reason for one recommendation, short enough for a table cell."""
    shared = evidence_line(item.evidence)
    if item.route == "artist":
        others = f"{possessive(seed.artist)} other tracks"
        return f"{shared} with {others}" if shared else f"fits {others}"
    if item.route == "sound":
        return "sounds like it"
    if shared:
        return shared
    bridge = item.evidence.bridge
    return f"both played with {bridge.track.title}" if bridge else "turns up in sets like these"


def why_in_full(item_route: str, evidence: Evidence, seed_name: str, seed_artist: str) -> str:
    """The same reason as one sentence or two, for the drawer."""
    if item_route == "artist":
        return (
            f"No set in the catalogue tells enough about {seed_name} itself. This track is played "
            f"in the sets that hold {possessive(seed_artist)} other tracks."
        )
    if item_route == "sound":
        return "No set tells about it yet. It was found because the two sound alike."
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
    return "No DJ in the catalogue played this track, so these were found by sound."


def tempo_relation(seed_bpm: float | None, bpm: float | None) -> tuple[str, str]:
    """The pitch change that matches a track to the seed, and whether that is easy.

    Half and double time count as the same tempo. Gives (`+0.4%`, `good` | `fair` | `far`), or two
    empty strings where a tempo is not known.
    """
    if not seed_bpm or not bpm:
        return "", ""
    factor = min((1.0, 0.5, 2.0), key=lambda f: abs(bpm / (seed_bpm * f) - 1))
    percent = (bpm / (seed_bpm * factor) - 1) * 100
    sign = {1.0: "", 0.5: "½× ", 2.0: "2× "}[factor]
    level = "good" if abs(percent) <= 3 else "fair" if abs(percent) <= 6 else "far"
    rounded = round(percent, 1) + 0.0  # never "-0.0"
    return f"{sign}{rounded:+.1f}%".replace("-", "−"), level


def camelot_parts(camelot: str | None) -> tuple[int, str] | None:
    """`8A` → (8, `A`); None where it is not on the wheel."""
    match = _CAMELOT.fullmatch(camelot or "")
    return (int(match[1]), match[2]) if match else None


def key_relation(seed_camelot: str | None, camelot: str | None) -> str:
    """How two keys get on, in plain words; empty where one is not known."""
    seed, other = camelot_parts(seed_camelot), camelot_parts(camelot)
    if seed is None or other is None:
        return ""
    steps = min((other[0] - seed[0]) % 12, (seed[0] - other[0]) % 12)
    if seed == other:
        return "same key as the seed"
    if steps == 0:
        return "relative key of the seed"
    if steps == 1 and seed[1] == other[1]:
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


def _hold(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _times(number: int) -> str:
    words = {1: "Once", 2: "Twice"}
    return words.get(number, f"{number:,} times")
