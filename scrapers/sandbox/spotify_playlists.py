"""The playlists that exist in the sandbox's Spotify, kept in memory."""

import base64
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from scrapers.sandbox.spotify_errors import ApiError
from scrapers.sandbox.spotify_tokens import User
from scrapers.sandbox.tracks import base62_id


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a playlist."""

    uri: str
    added_at: str


@dataclass(slots=True)
class Playlist:
    """A playlist; change it only through `Playlists`."""

    id: str
    owner: User
    name: str
    public: bool = True
    collaborative: bool = False
    description: str | None = None
    items: list[Item] = field(default_factory=list)
    followers: set[str] = field(default_factory=set)
    """IDs of the users who have it in their library; its owner has it from the start."""
    snapshots: list[str] = field(default_factory=list)

    @property
    def uri(self) -> str:
        """Its Spotify URI."""
        return f"spotify:playlist:{self.id}"

    @property
    def snapshot_id(self) -> str:
        """Names its present content."""
        return self.snapshots[-1]


class Playlists:
    """All playlists. Every change is atomic, also with several threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._all: dict[str, Playlist] = {}
        self._before: dict[str, tuple[str, Playlist | None]] = {}
        """Owner → the playlist of the latest change, and what it was before; None: not there."""

    def create(
        self, owner: User, name: str, public: bool, collaborative: bool, description: str | None
    ) -> Playlist:
        """A new, empty playlist in its owner's library."""
        with self._lock:
            playlist_id = base62_id(secrets.token_hex(16))
            playlist = Playlist(playlist_id, owner, name, public, collaborative, description)
            playlist.followers.add(owner.id)
            self._changed(playlist)
            self._all[playlist.id] = playlist
            self._before[owner.id] = (playlist.id, None)
            return playlist

    def get(self, playlist_id: str, late: bool = False) -> Playlist | None:
        """The playlist of that ID, also when nobody has it in the library any more.

        `late` shows it as it was before its owner's latest change, as a copy that lags behind does.
        """
        with self._lock:
            playlist = self._all.get(playlist_id)
            if late and playlist is not None:
                return self._late(playlist)
            return playlist

    def in_library(self, user: User, late: bool = False) -> list[Playlist]:
        """A user's own and followed playlists, newest first; `late` as for `get`."""
        with self._lock:
            seen = [self._late(p) if late else p for p in reversed(self._all.values())]
            return [p for p in seen if p is not None and user.id in p.followers]

    def _late(self, playlist: Playlist) -> Playlist | None:
        changed, before = self._before[playlist.owner.id]
        return before if changed == playlist.id else playlist

    def kept(self) -> list[Playlist]:
        """Playlists that their owners have not removed, oldest first."""
        with self._lock:
            return [p for p in self._all.values() if p.owner.id in p.followers]

    @contextmanager
    def changing(self, playlist: Playlist) -> Iterator[Playlist]:
        """Change a playlist undisturbed; it gets a new snapshot unless an error is raised."""
        with self._lock:
            before = self._copy(playlist)
            yield playlist
            self._changed(playlist)
            self._before[playlist.owner.id] = (playlist.id, before)

    def follow(self, playlist: Playlist, user: User, follows: bool) -> None:
        """Put a playlist into a user's library, or take it out (for an owner: delete it)."""
        with self._lock:
            self._before[playlist.owner.id] = (playlist.id, self._copy(playlist))
            (playlist.followers.add if follows else playlist.followers.discard)(user.id)

    def add(self, playlist: Playlist, uris: Sequence[str], position: int | None) -> str:
        """Insert tracks in order, at the end unless a position is given; returns the snapshot."""
        with self.changing(playlist):
            place = len(playlist.items) if position is None else position
            if not 0 <= place <= len(playlist.items):
                raise ApiError(400, "Index out of bounds")
            playlist.items[place:place] = self._items(uris)
        return playlist.snapshot_id

    def replace(self, playlist: Playlist, uris: Sequence[str]) -> str:
        """Put these tracks in place of all there are; returns the snapshot."""
        with self.changing(playlist):
            playlist.items[:] = self._items(uris)
        return playlist.snapshot_id

    def reorder(self, playlist: Playlist, start: int, before: int, length: int) -> str:
        """Move a run of tracks so that it stands before what is at `before` now."""
        with self.changing(playlist):
            count = len(playlist.items)
            if length < 1 or start < 0 or start + length > count or not 0 <= before <= count:
                raise ApiError(400, "Index out of bounds")
            moved = playlist.items[start : start + length]
            del playlist.items[start : start + length]
            place = before if before <= start else max(before - length, start)
            playlist.items[place:place] = moved
        return playlist.snapshot_id

    def remove(self, playlist: Playlist, uris: Sequence[str]) -> str:
        """Remove every occurrence of these tracks; returns the snapshot."""
        with self.changing(playlist):
            playlist.items[:] = [item for item in playlist.items if item.uri not in uris]
        return playlist.snapshot_id

    def _items(self, uris: Sequence[str]) -> list[Item]:
        now = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return [Item(uri, now) for uri in uris]

    @staticmethod
    def _copy(playlist: Playlist) -> Playlist:
        return replace(
            playlist,
            items=list(playlist.items),
            followers=set(playlist.followers),
            snapshots=list(playlist.snapshots),
        )

    @staticmethod
    def _changed(playlist: Playlist) -> None:
        number = f"{len(playlist.snapshots) + 1},{secrets.token_hex(16)}"
        playlist.snapshots.append(base64.b64encode(number.encode()).decode())
