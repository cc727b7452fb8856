"""Deezer: a track by its ISRC or by search, and its preview over a link that is minutes old.

Deezer tells its errors with status 200, so the key `error` is looked at before anything else.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import requests

from recommender.catalogue.identity import track_name
from scrapers.errors import ServiceError, Unavailable
from scrapers.http import one_line
from scrapers.matching import Wanted, best, findable
from scrapers.previews import fields
from scrapers.previews.calls import Busy, Service
from scrapers.previews.downloads import (
    Downloads,
    Expired,
    Missing,
    Preview,
    SourceName,
    is_stale,
)
from scrapers.previews.limits import Limiter
from scrapers.settings import ServiceSettings

HOSTS = ("*.dzcdn.net",)
CALLS, PER_S = 40, 5.0
"""Deezer refuses more than 50 calls in 5 seconds from one address."""

QUOTA_PAUSE_S = 5.0
BUSY_PAUSE_S = 1.0
_LIMITED_S = 60.0
_RESULTS = 25

_QUOTA, _BUSY, _NO_DATA = 4, 700, 800
_BAD_QUESTIONS = frozenset({500, 501, 600})
"""What Deezer makes of a search text that it can't read: it finds nothing."""

_QUOTES = re.compile('["“”„‟«»]')
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


@dataclass(frozen=True, slots=True)
class DeezerTrack:
    """What Deezer says about a track. `preview` is a link that ends soon: not to be kept."""

    id: int
    artists: tuple[str, ...]
    title: str
    duration_s: float | None
    isrc: str | None
    preview: str

    @property
    def link(self) -> str:
        """The track's page for people."""
        return f"https://www.deezer.com/track/{self.id}"


class Deezer:
    """Finds and fetches previews. Safe to use from several threads.

    Every method raises ServiceError: RateLimited, Unavailable, or what the service refused.
    """

    source: SourceName = "deezer"

    def __init__(
        self,
        settings: ServiceSettings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        patience_s: float | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`patience_s` bounds the wait for our turn; `now` in seconds since 1970."""
        url, timeout_s = settings.deezer_api_url, settings.timeout_s
        limiter = Limiter(CALLS, PER_S, clock, sleep)
        self._service = Service(
            "Deezer", url, "DEEZER_API_URL", timeout_s, limiter, clock, sleep, patience_s
        )
        self._downloads = Downloads("Deezer", HOSTS, url, timeout_s, clock, sleep)
        self._now = now

    def close(self) -> None:
        """Give the connections back."""
        self._service.close()
        self._downloads.close()

    def by_id(self, number: int | str) -> DeezerTrack | None:
        """A track by its number."""
        return _track(self._ask(f"/track/{int(number)}", {}))

    def by_isrc(self, isrc: str) -> DeezerTrack | None:
        """The track that Deezer files under an ISRC; None where it has none."""
        code = re.sub("[^0-9A-Z]", "", isrc.upper())
        return _track(self._ask(f"/track/isrc:{code}", {})) if _ISRC.fullmatch(code) else None

    def search(self, query: str) -> list[DeezerTrack]:
        """What Deezer finds for free text or `artist:"…" track:"…"`, best first."""
        body = self._ask("/search/track", {"q": query, "limit": _RESULTS})
        found = body.get("data") if body else None
        tracks = (_track(item) for item in (found if isinstance(found, list) else []))
        return [track for track in tracks if track is not None]

    def find(self, wanted: Wanted, known_id: str | None = None) -> Preview | None:
        """The preview of a track; None when Deezer does not have it.

        `known_id` is what Deezer called the track before: then nothing needs to be searched.
        """
        if not findable(wanted):
            return None
        for track in self.candidates(wanted, known_id):
            if preview := self._fetch(track):
                return preview
        return None

    def candidates(self, wanted: Wanted, known_id: str | None) -> Iterator[DeezerTrack]:
        """The best match of each way to ask, the surest way first; those with a preview only.

        Asks as it goes: whoever takes the first one is done with one question.
        """
        if known_id is not None and known_id.isdecimal():
            track = self.by_id(known_id)
            if track and track.preview:
                yield track
        if wanted.isrc:
            track = self.by_isrc(wanted.isrc)
            found = best(wanted, [track]) if track and track.preview else None
            if found:
                yield found
        for query in queries(wanted):
            found = best(wanted, [track for track in self.search(query) if track.preview])
            if found:
                yield found

    def _fetch(self, track: DeezerTrack) -> Preview | None:
        current: DeezerTrack | None = track
        if is_stale(track.preview, self._now()):
            current = self.by_id(track.id)
        refused = False
        while current is not None and current.preview:
            try:
                data = self._downloads.fetch(current.preview)
            except Missing:
                return None
            except Expired:
                if refused:
                    raise Unavailable(
                        "Deezer's preview server refused a fresh link. Try again in a few minutes."
                    ) from None
                refused = True
                current = self.by_id(track.id)
            else:
                return Preview(data, "deezer", str(track.id), track.link)
        return None

    def _ask(self, path: str, question: dict[str, str | int]) -> dict[str, Any] | None:
        answer: dict[str, Any] | None = self._service.ask(path, question, self._read)
        return answer

    def _read(self, response: requests.Response, body: Any) -> dict[str, Any] | None:
        """The body; None where Deezer says that there is no such thing."""
        if response.status_code in (403, 429):
            raise self._service.limited(_LIMITED_S)
        if not isinstance(body, dict):
            raise self._service.unreadable()
        error = body.get("error")
        if error:
            self._refuse(error if isinstance(error, dict) else {})
            return None
        if response.status_code != 200:
            raise ServiceError(
                f"Deezer did not accept the request (status {response.status_code}). "
                "If it happens again, please report it."
            )
        return body

    def _refuse(self, error: dict[str, Any]) -> None:
        """Raise what an error means, unless it means that there is nothing."""
        code = error.get("code")
        if code == _QUOTA:
            raise Busy(QUOTA_PAUSE_S, self._service.limited(_LIMITED_S))
        if code == _BUSY:
            given_up = Unavailable("Deezer is busy. Try again in a few minutes.")
            raise Busy(BUSY_PAUSE_S, given_up)
        if isinstance(code, int) and (code == _NO_DATA or code in _BAD_QUESTIONS):
            return
        told = f"{one_line(code)}: {one_line(error.get('message'))}"
        raise ServiceError(
            f"Deezer did not accept the question ({told}). If it happens again, please report it."
        )


def queries(wanted: Wanted) -> Iterator[str]:
    """What to search for, the exact question first."""
    yield f'artist:"{_unquoted(wanted.artist)}" track:"{_unquoted(wanted.title)}"'
    # Folded: without "Original Mix", "feat." and signs that Deezer writes in another way. The field
    # search finds nothing on some days, and credits are rarely spelled alike.
    name = track_name(wanted.artist, wanted.title)
    yield " ".join((*name.artists, name.title, name.version)).strip()


def _unquoted(text: str) -> str:
    return " ".join(_QUOTES.sub(" ", text).split())


def _track(item: Any) -> DeezerTrack | None:
    """A track of an answer; None where the fields that are needed make no sense."""
    if not isinstance(item, dict):
        return None
    number, title = fields.track_number(item.get("id")), fields.name(item.get("title"))
    if number is None:
        return None
    credited = item.get("contributors")
    people = [item.get("artist"), *(credited if isinstance(credited, list) else [])]
    artists = [
        fields.name(one.get("name")) for one in people[: fields.MAX_PEOPLE] if isinstance(one, dict)
    ]
    version = fields.name(item.get("title_version"))
    if version and version.casefold() not in title.casefold():
        title = f"{title} {version if version.startswith('(') else f'({version})'}"
    return DeezerTrack(
        id=number,
        artists=tuple(dict.fromkeys(name for name in artists if name)),
        title=title,
        duration_s=fields.duration_s(item.get("duration")),
        isrc=fields.name(item.get("isrc")) or None,
        # What may not be heard here has no preview here.
        preview=fields.address(item.get("preview")) if item.get("readable", True) else "",
    )
