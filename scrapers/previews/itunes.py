"""iTunes: a search with our own scoring, and the preview. For what Deezer does not have.

Some 20 calls a minute are allowed; more are refused with 403. The answer calls itself JavaScript.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from recommender.catalogue.identity import track_name
from scrapers.errors import NotAllowed, ServiceError
from scrapers.matching import Wanted, best, findable
from scrapers.previews import fields
from scrapers.previews.calls import Service
from scrapers.previews.downloads import Downloads, Expired, Missing, Preview, SourceName
from scrapers.previews.limits import Limiter
from scrapers.settings import ServiceSettings

HOSTS = ("audio-ssl.itunes.apple.com", "itunes-assets.apple.com", "*.mzstatic.com")
CALLS, PER_S = 20, 60.0
_LIMITED_S = 60.0
_RESULTS = 25
_COUNTRY = "US"


@dataclass(frozen=True, slots=True)
class ItunesTrack:
    """What iTunes says about a track."""

    id: int
    artists: tuple[str, ...]
    """One text that holds all of them."""
    title: str
    duration_s: float | None
    preview: str
    link: str
    """The track's page for people; empty where iTunes names none."""

    @property
    def isrc(self) -> str | None:
        """iTunes does not tell it."""
        return None


class Itunes:
    """Finds and fetches previews. Safe to use from several threads.

    Every method raises ServiceError: RateLimited, Unavailable, or what the service refused.
    """

    source: SourceName = "itunes"

    def __init__(
        self,
        settings: ServiceSettings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        patience_s: float | None = None,
    ) -> None:
        """`patience_s` bounds the wait for our turn, which may take a minute."""
        url, timeout_s = settings.itunes_api_url, settings.timeout_s
        limiter = Limiter(CALLS, PER_S, clock, sleep)
        self._service = Service(
            "iTunes", url, "ITUNES_API_URL", timeout_s, limiter, clock, sleep, patience_s
        )
        self._downloads = Downloads("iTunes", HOSTS, url, timeout_s, clock, sleep)

    def close(self) -> None:
        """Give the connections back."""
        self._service.close()
        self._downloads.close()

    def by_id(self, number: int | str) -> ItunesTrack | None:
        """A track by its number."""
        found = self._ask("/lookup", {"id": int(number), "country": _COUNTRY})
        return found[0] if found else None

    def search(self, term: str) -> list[ItunesTrack]:
        """What iTunes finds for free text, best first."""
        question = {"term": term, "media": "music", "entity": "song"}
        return self._ask("/search", {**question, "country": _COUNTRY, "limit": _RESULTS})

    def find(self, wanted: Wanted, known_id: str | None = None) -> Preview | None:
        """The preview of a track; None when iTunes does not have it.

        `known_id` is what iTunes called the track before: then nothing needs to be searched.
        """
        if not findable(wanted):
            return None
        track = self.by_id(known_id) if known_id is not None and known_id.isdecimal() else None
        if track is None or not track.preview:
            track = self.match(wanted)
        return self._fetch(track) if track else None

    def match(self, wanted: Wanted) -> ItunesTrack | None:
        """The track that is meant, with a preview; None when a search does not find it."""
        name = track_name(wanted.artist, wanted.title)
        found = self.search(" ".join((*name.artists, name.title, name.version)).strip())
        return best(wanted, [track for track in found if track.preview])

    def _fetch(self, track: ItunesTrack) -> Preview | None:
        try:
            data = self._downloads.fetch(track.preview)
        except Missing:
            return None
        except Expired:
            raise NotAllowed(
                "iTunes does not hand out this preview here. Use an audio file of the track."
            ) from None
        return Preview(data, "itunes", str(track.id), track.link)

    def _ask(self, path: str, question: dict[str, str | int]) -> list[ItunesTrack]:
        answer: list[ItunesTrack] = self._service.ask(path, question, self._read)
        return answer

    def _read(self, response: requests.Response, body: Any) -> list[ItunesTrack]:
        if response.status_code in (403, 429):
            raise self._service.limited(_LIMITED_S)
        if response.status_code != 200:
            raise ServiceError(
                f"iTunes did not accept the request (status {response.status_code}). "
                "If it happens again, please report it."
            )
        found = body.get("results") if isinstance(body, dict) else None
        if not isinstance(found, list):
            raise self._service.unreadable()
        tracks = (_track(item) for item in found)
        return [track for track in tracks if track is not None]


def _track(item: Any) -> ItunesTrack | None:
    if not isinstance(item, dict) or item.get("kind", "song") != "song":
        return None
    number = fields.track_number(item.get("trackId"))
    if number is None:
        return None
    return ItunesTrack(
        id=number,
        artists=(fields.name(item.get("artistName")),),
        title=fields.name(item.get("trackName")),
        duration_s=fields.duration_s(item.get("trackTimeMillis"), per_second=1_000),
        preview=fields.address(item.get("previewUrl")),
        link=_page(fields.address(item.get("trackViewUrl"))),
    )


def _page(url: str) -> str:
    """A link that is shown to people: Apple's or none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.hostname or ""
    return url if parts.scheme == "https" and host.endswith(".apple.com") else ""
