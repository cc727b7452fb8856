"""The drawer that shows why: every set that holds both tracks. assets/find/evidence.js draws it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.wording import distance, newest_first, set_name, web_link
from recommender.catalogue.identity import fold
from recommender.plural import count
from recommender.recommendations import SharedSet


def drawer() -> Component:
    """The empty drawer; assets/find/evidence.js opens it."""
    return dmc.Drawer(
        html.Div(id="evidence-body", className="evidence"),
        id="evidence-drawer",
        position="right",
        size="lg",
        title="",
        opened=False,
        padding="lg",
        closeButtonProps={"aria-label": "Close"},
    )


def told(reason: str, sets: Sequence[SharedSet]) -> dict[str, Any]:
    """What the drawer shows: the reason in a sentence, who played the sets, and the sets, newest
    first."""
    return {
        "reason": reason,
        "heading": count(len(sets), "shared set"),
        "djs": djs_line(sets),
        "sets": [_set(shared) for shared in newest_first(sets)],
    }


def djs_line(sets: Sequence[SharedSet]) -> dict[str, Any] | None:
    """How many DJs played them, and who most often where somebody did: `8 DJs, most often`, and
    the DJ with the number of sets. None where no DJ is known."""
    played: Counter[str] = Counter()
    names: dict[str, str] = {}
    for shared in sets:
        played.update({fold(name) for name in shared.djs})
        for name in shared.djs:
            names.setdefault(fold(name), name)
    if not played:
        return None
    (key, times), *others = played.most_common()
    most = {"name": names[key], "key": key}
    if not others:
        return {"words": "All by" if len(sets) > 1 else "By", "dj": most, "sets": ""}
    words = count(len(played), "DJ")
    if times == 1 or times == others[0][1]:
        return {"words": words, "dj": None, "sets": ""}
    return {"words": f"{words}, most often", "dj": most, "sets": f"({times:,})"}


def _set(shared: SharedSet) -> dict[str, Any]:
    return {
        "name": set_name(shared),
        "date": shared.date,
        "url": web_link(shared.url),
        # A DJ's key is the folded name, in the catalogue too (catalogue/writer.py).
        "djs": [{"name": name, "key": fold(name)} for name in shared.djs],
        "distance": distance(shared.distance),
        "close": shared.distance <= 1,
    }
