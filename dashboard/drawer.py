"""What the drawer shows that opens from a row's Why."""

from collections.abc import Sequence
from typing import Any

from dashboard.components import evidence
from dashboard.outside_text import NONSENSE
from dashboard.service import FindService
from dashboard.wording import seed_name, why_in_full
from recommender.errors import BadInput
from recommender.recommendations import Bridge, Evidence, Track


def drawer_answer(service: FindService, asked: dict[str, Any]) -> dict[str, Any]:
    """What the drawer shows for one row: `asked` is the row, the seeds it answers (the first one is
    what filters compare with), and the disliked tracks.

    Raises BadInput where it is something else, and what the service raises.
    """
    try:
        return _answer(service, asked["row"], asked["seeds"], asked.get("disliked") or ())
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise BadInput(NONSENSE) from None


def _answer(
    service: FindService,
    row: dict[str, Any],
    seeds: Sequence[dict[str, Any]],
    less: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    first, *others = seeds
    keys = [str(seed["key"]) for seed in others]
    disliked = [str(seed["key"]) for seed in less]
    sets = service.shared_sets(str(first["key"]), str(row["key"]), keys, disliked)
    found = Evidence(
        sets=int(row["sets"]),
        djs=int(row["djs"]),
        adjacent=int(row["adjacent"]),
        bridge=_bridge(row.get("bridge")),
    )
    name = seed_name(first["artist"], first["title"])
    genre = row["genre"] if row.get("genre") == row.get("seed_genre") else None
    reason = why_in_full(row["route"], found, name, first["artist"], genre, len(seeds))
    return evidence.told(reason, sets)


def _bridge(data: dict[str, Any] | None) -> Bridge | None:
    if not data:
        return None
    track = Track(id=0, artist=data["artist"], title=data["title"], key="")
    return Bridge(track, int(data["sets_with_seed"]), int(data["sets_with_track"]))
