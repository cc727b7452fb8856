"""Previews for the player, fetched from who offers them when somebody presses play.

What was fetched stays in memory for some minutes, so that a browser that asks for a part of it, or
plays it again, costs the service nothing. Nothing is written to a disk.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from dashboard.jobs import TooBusy
from dashboard.preview_service import Preview
from recommender.catalogue.identity import track_name
from recommender.errors import NoPreview
from recommender.recommendations import Seed
from scrapers.errors import Unavailable
from scrapers.previews.finder import Preview as Found

MAX_KEPT_BYTES = 20 * 1024 * 1024
KEPT_S = 600.0
MAX_SILENT = 500
"""How many tracks are remembered that nobody offers."""
AT_ONCE = 4
"""So many are fetched at a time: each holds one of the server's few threads."""

MAX_WAITING = 2
"""So many may wait for a fetch that somebody else began, or for a turn: they hold threads too."""
WAIT_S = 10.0
"""How long they do."""
TURN_S = 4.0
"""How long one waits for its turn to be fetched."""

NAMES = {"deezer": "Deezer", "itunes": "iTunes"}


@dataclass(slots=True)
class _Kept:
    preview: Preview | None
    """None where nobody offers one."""
    until: float


@dataclass(slots=True)
class _Fetch:
    """One that is under way; whoever wants the same track waits for it."""

    done: threading.Event = field(default_factory=threading.Event)
    preview: Preview | None = None
    error: Exception | None = None


class LivePreviews:
    """Implements dashboard.preview_service.PreviewService. Safe to share between threads."""

    def __init__(
        self,
        find: Callable[[Seed], Found | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`find` is Ears.find: one finder for all of Segue, so that it keeps to the limits."""
        self._find = find
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._under_way: dict[str, _Fetch] = {}
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._waiting = threading.BoundedSemaphore(MAX_WAITING)

    def preview(self, artist: str, title: str) -> Preview:
        """See PreviewService."""
        seed = Seed(artist, title, track_name(artist, title).key)
        with self._lock:
            kept = self._recall(seed.key)
            if kept:
                return _offered(kept.preview, seed)
            fetch = self._under_way.get(seed.key)
            mine = fetch is None
            if fetch is None:
                fetch = self._under_way[seed.key] = _Fetch()
        if mine:
            self._run(seed, fetch)
        else:
            self._wait(fetch)
        if fetch.error:
            raise fetch.error
        return _offered(fetch.preview, seed)

    def _wait(self, fetch: _Fetch) -> None:
        sentence = "This preview is being fetched already. Try again in a moment."
        if not self._waiting.acquire(blocking=False):
            raise TooBusy(sentence)
        try:
            if not fetch.done.wait(WAIT_S):
                raise TooBusy(sentence)
        finally:
            self._waiting.release()

    def _run(self, seed: Seed, fetch: _Fetch) -> None:
        try:
            fetch.preview = self._fetch(seed)
        except Exception as error:
            fetch.error = error  # those who wait are told the same
            raise
        finally:
            with self._lock:
                if fetch.error is None:
                    self._keep(seed.key, fetch.preview)
                del self._under_way[seed.key]
            fetch.done.set()

    def _fetch(self, seed: Seed) -> Preview | None:
        self._take_turn()
        try:
            found = self._find(seed)
        finally:
            self._turns.release()
        if found is None:
            return None
        name, media_type = NAMES[found.source], sound_type(found.data)
        if media_type is None:
            raise Unavailable(
                f"{name} sent something that is no sound. Try again in a few minutes."
            )
        return Preview(found.data, media_type, name, found.link)

    def _take_turn(self) -> None:
        """Who skims a list leaves fetches behind; the next one waits a little for them."""
        if self._turns.acquire(blocking=False):
            return
        sentence = "Other previews are being fetched. Try again in a moment."
        if not self._waiting.acquire(blocking=False):
            raise TooBusy(sentence)
        try:
            if not self._turns.acquire(timeout=TURN_S):
                raise TooBusy(sentence)
        finally:
            self._waiting.release()

    # -- what was fetched lately; under the lock ------------------------------------------------

    def _recall(self, key: str) -> _Kept | None:
        kept = self._kept.get(key)
        if kept is None or kept.until <= self._clock():
            self._kept.pop(key, None)
            return None
        self._kept.move_to_end(key)
        return kept

    def _keep(self, key: str, preview: Preview | None) -> None:
        self._kept[key] = _Kept(preview, self._clock() + KEPT_S)
        self._kept.move_to_end(key)
        silent = [name for name, kept in self._kept.items() if kept.preview is None]
        for name in silent[: max(0, len(silent) - MAX_SILENT)]:
            del self._kept[name]
        for name in list(self._kept):
            if self.kept_bytes() <= MAX_KEPT_BYTES:
                break
            if self._kept[name].preview is not None:
                del self._kept[name]

    def kept_bytes(self) -> int:
        """How much sound is held in memory."""
        return sum(len(kept.preview.data) for kept in self._kept.values() if kept.preview)


def _offered(preview: Preview | None, seed: Seed) -> Preview:
    if preview is None:
        raise NoPreview(f"Nobody offers a preview of “{seed.name}”.")
    return preview


def sound_type(data: bytes) -> str | None:
    """The media type of a preview by its first bytes; None where it is none that we know."""
    if data.startswith(b"ID3"):
        return "audio/mpeg"
    if data[4:8] == b"ftyp":
        return "audio/mp4"
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        # Layer 0 is AAC in its plain stream, which MPEG audio never has.
        return "audio/aac" if data[1] & 0x06 == 0 else "audio/mpeg"
    return None
