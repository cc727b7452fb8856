"""What is to be written, how far it is, and who is told: the words of writing.py."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256

from recommender.errors import BadInput
from scrapers.errors import ServiceError
from scrapers.spotify.client import MAX_ITEMS
from scrapers.spotify.objects import PLAYLIST_ID

MAX_NAME = 100
MAX_DESCRIPTION = 300
"""Characters that Spotify takes."""

MARK = "Segue is writing this playlist: segue-"
"""While a new playlist is being written its description ends with this and a code, so that it is
found again after a lost answer."""

DEFAULT_DESCRIPTION = "Written by Segue."
"""Takes the mark's place where no description is wanted: Spotify can't be told to empty one."""

_TRACK_URI = re.compile(r"spotify:track:[0-9A-Za-z]{22}")


@dataclass(frozen=True, slots=True)
class Plan:
    """One playlist to write."""

    mark: str
    """Names this write and no other: the ID of its operation."""
    name: str
    description: str
    public: bool
    uris: tuple[str, ...]
    """In order, each once."""
    target: str | None = None
    """ID of the own playlist to append to; None for a new one."""

    @property
    def code(self) -> str:
        """By which the playlist is known while it is being written."""
        return MARK + sha256(self.mark.encode()).hexdigest()[:16]

    @property
    def marked_description(self) -> str:
        """The description that a new playlist begins with."""
        room = MAX_DESCRIPTION - len(self.code) - 1
        return f"{self.description[:room].rstrip()} {self.code}".lstrip()

    @property
    def clean_description(self) -> str:
        """The description that it ends with."""
        return self.description or DEFAULT_DESCRIPTION


@dataclass(frozen=True, slots=True)
class Record:
    """How far a write is: all that must survive a killed process."""

    asked: bool = False
    """A new playlist was asked for; the answer may have been lost."""
    lost: bool = False
    """An answer was lost, so that there may be an empty twin of the playlist."""
    playlist_id: str | None = None
    url: str = ""
    name: str = ""
    added: tuple[str, ...] | None = None
    """Append: the URIs that were not in it before, decided once; None: not decided yet."""
    before: int = 0
    """Append: so many tracks were in it before."""
    sent: int = 0
    """So many tracks, from the first, may be in the playlist by us …"""
    sure: int = 0
    """… and so many were confirmed."""
    whole: bool = False
    """New: it was finished once. What is found changed since was changed by the user."""
    finished: bool = False
    undone: bool = False
    stays: bool = False
    """New: Spotify refused to take an empty playlist out of the library."""

    @property
    def left(self) -> str:
        """What the user has to do himself after a write or an undo; mostly nothing."""
        if not self.stays:
            return ""
        if self.undone:
            return (
                f"Spotify did not let Segue delete the playlist “{self.name}”. It is empty now: "
                "delete it in Spotify."
            )
        return (
            "An empty second playlist is left that Spotify did not let Segue delete: delete it in "
            "Spotify."
        )

    def to_json(self) -> str:
        """Text that `from_json` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Record":
        """Raises ValueError for a text that `to_json` did not write."""
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("not a record")
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in values.items() if name in known}
        if values.get("added") is not None:
            values["added"] = tuple(values["added"])
        return cls(**values)


Keep = Callable[[Record], None]
"""Makes a record durable before it returns. It is called before the call that the record announces
and after each that changed something. What it raises (no ServiceError) ends the work at once, as
the end of the process would."""

Tell = Callable[[str, int, int], None]
"""Step (create, add, check, undo, wait), done, total; the total of `wait` is seconds."""


class Unfinished(ServiceError):
    """Writing could neither be finished nor undone now. Both can be tried again later, from the
    record that was kept last; `__cause__` is what stopped it."""

    def __init__(self, message: str, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


def check_plan(plan: Plan) -> None:
    """Raise BadInput unless Spotify takes such a playlist."""
    if not plan.mark:
        raise BadInput("A playlist needs the ID of its operation.")
    if plan.target is None:
        if not 1 <= len(plan.name.strip()) <= MAX_NAME:
            raise BadInput(f"Give the playlist a name of 1 to {MAX_NAME} characters.")
        if len(plan.description) > MAX_DESCRIPTION or len(plan.description.splitlines()) > 1:
            raise BadInput(f"Give a description of one line, at most {MAX_DESCRIPTION} characters.")
    elif not PLAYLIST_ID.fullmatch(plan.target):
        raise BadInput("This is no playlist ID of Spotify. Choose the playlist again.")
    _check_uris(plan.uris)


def _check_uris(uris: tuple[str, ...]) -> None:
    if not uris:
        raise BadInput("Choose at least one track for the playlist.")
    if len(uris) > MAX_ITEMS:
        raise BadInput(f"A Spotify playlist holds {MAX_ITEMS:,} tracks; choose fewer.")
    for uri in uris:
        if not _TRACK_URI.fullmatch(uri):
            raise BadInput(f"“{uri[:60]}” is no Spotify track. Remove it from the selection.")
    if len(set(uris)) < len(uris):
        raise BadInput("A track stands twice in the selection. Remove one of the two.")
