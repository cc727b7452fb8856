"""What the page asks about Spotify accounts and playlists: the second seam beside service.py.

plan    look the chosen tracks up; nothing is written
order   the DJ looks, decides, and gives the plan's operation ID back with the decision
write   once for each operation ID, whatever is clicked, reloaded or restarted
undo    the last write
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from dashboard.service import Progress
from recommender.errors import SegueError
from recommender.recommendations import Named


class UnknownOperation(SegueError):
    """There is no such operation, or it is another account's."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who is connected to Spotify in this browser."""

    name: str
    ends: date | None = None
    """The day on which Spotify ends the login, six months after it began."""


@dataclass(frozen=True, slots=True)
class Chosen(Named):
    """A track of the crate, by name: a crate outlives the catalogue that it was filled from."""

    artist: str
    title: str


@dataclass(frozen=True, slots=True)
class Offer(Named):
    """A track of Spotify's that might be the one, for the DJ to judge."""

    uri: str
    artist: str
    title: str
    url: str
    duration_s: float | None = None
    album: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedTrack(Named):
    """A track of the crate, and what becomes of it."""

    artist: str
    title: str
    status: Literal["found", "missing", "unasked", "double"]
    """`found`: goes in. `missing`: Spotify does not have it. `unasked`: Spotify could not be asked;
    `note` says why. `double`: Spotify's track is that of an earlier line, and goes in once."""
    uri: str | None = None
    found: Offer | None = None
    """How Spotify spells what was found, where that is known."""
    note: str = ""
    offers: tuple[Offer, ...] = ()
    """What comes nearest to a missing track, best first."""


@dataclass(frozen=True, slots=True)
class OwnPlaylist:
    """A playlist of the connected account that tracks can be added to."""

    id: str
    name: str
    tracks: int | None
    public: bool


@dataclass(frozen=True, slots=True)
class PlaylistPlan:
    """Exactly what would be written, for the DJ to look at first."""

    operation_id: str
    tracks: tuple[PlannedTrack, ...]
    playlists: tuple[OwnPlaylist, ...] = ()
    """Where the tracks could be added instead of to a new playlist."""
    note: str = ""
    """What the DJ should know, such as that Spotify's limit ended the look-up; else empty."""


@dataclass(frozen=True, slots=True)
class PlaylistOrder:
    """What the DJ decided after looking at the plan."""

    name: str
    description: str = ""
    public: bool = False
    target: str | None = None
    """ID of an own playlist to add to; None for a new one. Then name, description and public are
    that playlist's own and stay as they are."""
    picks: Mapping[int, str] = field(default_factory=dict)
    """Line of the plan (from 0) → URI of the offer that the DJ took for it; an empty text leaves
    out a track that was found."""


@dataclass(frozen=True, slots=True)
class PlaylistResult:
    """How a write ended, or how far it is."""

    operation_id: str
    state: Literal["writing", "written", "failed", "undone"]
    """`writing`: where `can_undo`, it was interrupted, be it while it was written or while it was
    taken back, and can be finished or undone; else somebody is at it, or seems to be for half a
    minute after a process died. `failed`: nothing of it is left, or nothing was begun."""
    name: str
    url: str = ""
    written: int = 0
    """How many tracks went in."""
    already: int = 0
    """How many were in the playlist before, and were not added again."""
    appended: bool = False
    """Added to a playlist that was there."""
    missing: tuple[str, ...] = ()
    """Names of the tracks that could not be found."""
    message: str = ""
    """One sentence where it did not go as ordered."""
    repeated: bool = False
    """The same had been written a moment ago, from another tab: this is that playlist."""
    can_undo: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Spotify is not asked for anything until then."""

    message: str
    until: datetime | None
    """UTC."""


class PlaylistService(Protocol):
    """Everything that fails raises SegueError with one sentence for the page.

    Steps that jobs tell: `search` (done of total tracks), `create`, `add` (done of total tracks),
    `check`, `undo`, and `wait` (total is the seconds that Spotify asks us to wait).
    """

    def account(self) -> Account | None:
        """Who is connected in this browser; None when nobody is."""
        ...

    def can_connect(self) -> bool:
        """Whether this Segue is set up to reach Spotify accounts."""
        ...

    def spotify_pause(self) -> Pause | None:
        """The limit that Spotify is at, if it is; cheap, asks nobody."""
        ...

    def plan_playlist(self, tracks: Sequence[Chosen], progress: Progress) -> str:
        """Look the tracks up on Spotify; gives the operation's ID. Takes seconds: runs as a job.

        Raises LoginExpired when nobody is connected.
        """
        ...

    def playlist_plan(self, operation_id: str) -> PlaylistPlan:
        """What was planned. Raises UnknownOperation for one that is not this account's."""
        ...

    def write_playlist(self, operation_id: str, order: PlaylistOrder, progress: Progress) -> None:
        """Write what was planned, once: asking again changes nothing. Takes seconds: a job.

        However it ends, `playlist_result` tells, and what failed may be tried again. Raises
        BadInput for an order that can't be carried out, UnknownOperation, and LoginExpired where
        nothing was written for want of a login.
        """
        ...

    def resume_playlist(self, operation_id: str, progress: Progress) -> None:
        """Finish a write that was interrupted. A job."""
        ...

    def undo_playlist(self, operation_id: str, progress: Progress) -> None:
        """Take back the last write, or one that was interrupted. A job.

        Raises BadInput when it can't be taken back, with the reason.
        """
        ...

    def playlist_result(self, operation_id: str) -> PlaylistResult:
        """How a write ended or how far it is. Raises UnknownOperation."""
        ...

    def last_write(self) -> PlaylistResult | None:
        """The connected account's last write: one that did not end yet, or that can be undone."""
        ...
