"""A set list as it comes from outside: the interchange form, before it is stored."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from recommender.errors import BadInput

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)

# Characters. What the tables and their indexes bear in any script; no real name comes near.
_MAX_SOURCE = 40
_MAX_NAME = 300
_MAX_URL = 2_000
_MAX_CUE_S = 10_000_000


@dataclass(frozen=True, slots=True)
class Play:
    """One line of a set. Without artist or title it is an unknown track that keeps its place."""

    artist: str = ""
    title: str = ""
    cue_s: float | None = None
    spotify_uri: str | None = None
    layered: bool = False
    """Played on top of the line before: at its place in the set, and mixed into no neighbour."""
    label: str = ""
    """The record label, as written; see record_labels.py."""


@dataclass(frozen=True, slots=True)
class SetList:
    """One mix: who played what, in order.

    `source` and `source_id` name it for good: importing the same pair again updates the set.
    `date` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or empty where it is not known.
    """

    source: str
    source_id: str
    title: str
    date: str
    djs: tuple[str, ...]
    plays: tuple[Play, ...]
    url: str | None = None
    styles: tuple[str, ...] = ()
    """What kind of music the source says it is, such as `Techno`; of the set, not of a track."""
    series: str | None = None
    """Show, podcast, venue or event that the set belongs to."""
    page: str | None = None
    """The page that documents the set, where one page may document several."""

    def digest(self) -> str:
        """A fingerprint of the content: equal digests mean that nothing changed."""
        content = asdict(self)
        # A set that names no labels has the digest that it had before labels were known.
        for play in content["plays"]:
            if not play["label"]:
                del play["label"]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def parse_setlist(data: object) -> SetList:
    """One decoded line of the interchange form → a set list.

    Raises BadInput with the reason when the line can't be a set list.
    """
    if not isinstance(data, Mapping):
        raise BadInput("not a JSON object")
    plays = data.get("plays")
    if not isinstance(plays, list):
        raise BadInput("'plays' is missing or not a list")
    djs = _names(data, "djs")
    date = _text(data, "date", required=False)
    if date and not _DATE.fullmatch(date):
        raise BadInput(f"'date' is {date[:20]!r}, expected YYYY-MM-DD, YYYY-MM or YYYY")
    return SetList(
        source=_text(data, "source", limit=_MAX_SOURCE),
        source_id=_text(data, "id"),
        title=_text(data, "title"),
        date=date,
        djs=djs,
        plays=tuple(_play(number, play) for number, play in enumerate(plays, start=1)),
        url=_text(data, "url", required=False, limit=_MAX_URL) or None,
        styles=_names(data, "styles"),
        series=_text(data, "series", required=False) or None,
        page=_text(data, "page", required=False) or None,
    )


def _names(data: Mapping[str, Any], field: str) -> tuple[str, ...]:
    names = data.get(field, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadInput(f"'{field}' is not a list of names")
    return tuple(name for name in (_checked(name, field, _MAX_NAME) for name in names) if name)


def _text(
    data: Mapping[str, Any], field: str, required: bool = True, limit: int = _MAX_NAME
) -> str:
    value = data.get(field)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise BadInput(f"'{field}' is not text")
    value = _checked(value, field, limit)
    if required and not value:
        raise BadInput(f"'{field}' is missing or empty")
    return value


def _checked(value: str, field: str, limit: int) -> str:
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise BadInput(f"'{field}' holds a character that can't be stored")
    value = value.strip()
    if len(value) > limit:
        raise BadInput(f"'{field}' is longer than {limit} characters")
    return value


def _play(number: int, data: object) -> Play:
    if not isinstance(data, Mapping):
        raise BadInput(f"play {number} is not a JSON object")
    try:
        artist, title = _text(data, "artist", False), _text(data, "title", False)
        uri = _text(data, "spotify_uri", False, _MAX_URL) or None
        label = _text(data, "label", False)
    except BadInput as error:
        raise BadInput(f"play {number}: {error}") from None
    cue = data.get("cue_s")
    if cue is not None and (
        isinstance(cue, bool) or not isinstance(cue, int | float) or not 0 <= cue <= _MAX_CUE_S
    ):
        raise BadInput(f"play {number}: 'cue_s' is no number of seconds")
    layered = data.get("layered", False)
    if not isinstance(layered, bool):
        raise BadInput(f"play {number}: 'layered' is neither true nor false")
    return Play(artist, title, None if cue is None else float(cue), uri, layered, label)
