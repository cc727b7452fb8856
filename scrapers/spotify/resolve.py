"""A track by name → the same recording on Spotify, or the ones that come nearest.

Searches are dear: Spotify grants some hundreds a day. So what was found is kept for good, what was
not for a month, what is not in the catalogue for a day, and a search ends with the first clear hit.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

from recommender.catalogue import resolutions
from recommender.catalogue.identity import fold, track_name
from recommender.catalogue.resolutions import ISRC, Answer, Offered
from recommender.catalogue.store import Store
from scrapers.credits import first_artist
from scrapers.errors import BudgetSpent, NotAllowed, ServiceError
from scrapers.matching import (
    Wanted,
    all_credited,
    best,
    equally_named_length,
    findable,
    likeness,
)
from scrapers.spellings import squeezed
from scrapers.spotify.client import SpotifyTrack
from scrapers.spotify.recent import Recent

SERVICE = "spotify"

OFFERS = 5
"""How many near tracks a miss keeps for the DJ to choose from."""

UNLISTED_LIFE = timedelta(days=1)
UNLISTED = 2_000
"""How long, and of how many tracks that the catalogue does not hold, the outcome is remembered."""

_WORTH_SHOWING = 0.6
"""Likeness of names from which on a track is worth the DJ's look."""

_NOTE = re.compile(
    r"\s?[(\[][^()\[\]]*[)\]]|\s[-–—]\s[^-–—()\[\]]*$|\s(?:feat|ft|featuring)\b.*?(?=\s[-–—(\[]|$)",
    re.IGNORECASE,
)
_QUOTES = re.compile('["“”„‟«»]')
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")

_NOT_THERE = "Spotify has no recording of this name."
_ONLY_NEAR = "Spotify has no recording of exactly this name. Choose one of these, or leave it out."
_HALF_NAMED = "Only a part of its name is known, so that it could be any of several recordings."


class Searching(Protocol):
    """What searches (see Spotify)."""

    def search(self, query: str) -> list[SpotifyTrack]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of looking for a track."""

    status: Literal["found", "missing", "unasked"]
    """`unasked`: Spotify could not be asked to the end, and nothing was remembered."""
    uri: str | None = None
    found: SpotifyTrack | None = None
    """As Spotify spells it; None where it was remembered, for then only its URI is known."""
    offers: tuple[SpotifyTrack, ...] = ()
    """What comes nearest to a missing track, best first."""
    why: str = ""
    """One or two sentences, unless it was found."""
    searches: int = 0
    """How many were asked for."""
    error: ServiceError | None = None
    """Why Spotify could not be asked."""

    @property
    def asked(self) -> bool:
        """Whether Spotify was asked for it just now."""
        return self.searches > 0


class Resolver:
    """Finds tracks on Spotify, and remembers in the catalogue what came of it.

    What came of a track that the catalogue does not hold is remembered for a day, in memory. Safe
    to share between threads.
    """

    def __init__(
        self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._unlisted: Recent[Outcome] = Recent(UNLISTED, UNLISTED_LIFE, now)

    def resolve(self, spotify: Searching, wanted: Wanted) -> Outcome:
        """What the catalogue remembers of this track, else what Spotify answers now.

        Raises LoginExpired and NotAllowed; what else goes wrong makes the outcome `unasked`.
        """
        if not findable(wanted):
            return Outcome("missing", why=_HALF_NAMED)
        key = _key(wanted)
        track = self._store.track_ids([key]).get(key)
        known = self._unlisted.get(_asked(wanted)) if track is None else self._remembered(track)
        if known is not None:
            return known
        search = _Search(spotify, wanted, self._isrc(wanted, track))
        try:
            outcome = search.run()
        except NotAllowed:
            raise
        except ServiceError as error:
            return Outcome("unasked", why=str(error), searches=search.searches, error=error)
        if track is None:
            self._unlisted.put(_asked(wanted), replace(outcome, searches=0))
        else:
            near = tuple(_offered(offer) for offer in outcome.offers)
            answer = Answer(track, SERVICE, outcome.uri, near)
            resolutions.remember(self._store.engine, [answer])
        return outcome

    def forget(self, wanted: Wanted) -> None:
        """Ask again next time: Spotify denies what it was remembered to have."""
        self._unlisted.drop(_asked(wanted))
        key = _key(wanted)
        track = self._store.track_ids([key]).get(key)
        if track is not None:
            resolutions.forget(self._store.engine, track, SERVICE)

    def learn(self, found: SpotifyTrack) -> None:
        """Keep URI and ISRC of a track that somebody came upon, for the catalogue's track.

        Only where a search for the catalogue's track would take it too, and where both names say
        the same of the length: keys leave that out, and what is kept is kept for everybody. A URI
        that is known already stays.
        """
        track = self._store.track_by_key(_key(Wanted(found.artist, found.title)))
        if track is None:
            return
        wanted = Wanted(track.artist, track.title)
        credited = all_credited(wanted, found) and equally_named_length(wanted, found)
        if not (credited and findable(wanted) and best(wanted, [found])):
            return
        answers = [] if track.spotify_uri else [Answer(track.id, SERVICE, found.uri)]
        if isrc := _clean_isrc(found.isrc):
            answers.append(Answer(track.id, ISRC, f"isrc:{isrc}"))
        resolutions.remember(self._store.engine, answers)

    def _remembered(self, track: int) -> Outcome | None:
        engine = self._store.engine
        known = resolutions.resolution(engine, track, SERVICE)
        if known is None or not known.holds():
            return None
        if known.uri is not None:
            return Outcome("found", known.uri)
        near = resolutions.offers(engine, track, SERVICE)
        return _missing(tuple(_spotify_track(offer) for offer in near))

    def _isrc(self, wanted: Wanted, track: int | None) -> str:
        isrc = _clean_isrc(wanted.isrc)
        if isrc or track is None:
            return isrc
        known = resolutions.resolution(self._store.engine, track, ISRC)
        return _clean_isrc(known.uri.removeprefix("isrc:")) if known and known.uri else ""


def _key(wanted: Wanted) -> str:
    return track_name(wanted.artist, wanted.title).key


def _asked(wanted: Wanted) -> tuple[object, ...]:
    """What tells one question from another: ISRC and duration choose among releases."""
    return _key(wanted), wanted.isrc, wanted.duration_s


class _Search:
    """One track's searches, from the surest to the widest."""

    def __init__(self, spotify: Searching, wanted: Wanted, isrc: str) -> None:
        self.searches = 0
        self._spotify = spotify
        self._isrc = isrc
        self._wanted = Wanted(wanted.artist, wanted.title, isrc or None, wanted.duration_s)

    def run(self) -> Outcome:
        """Found or missing. Raises ServiceError."""
        seen: list[SpotifyTrack] = []
        for query in dict.fromkeys(self._queries()):
            offered = self._ask(query)
            found = best(self._wanted, [track for track in offered if self._may_be(track)])
            if found is not None:
                return Outcome("found", found.uri, found, searches=self.searches)
            seen += offered
        return _missing(tuple(nearest(self._wanted, seen)), self.searches)

    def _ask(self, query: str) -> list[SpotifyTrack]:
        self.searches += 1
        try:
            return self._spotify.search(query)
        except BudgetSpent:
            self.searches -= 1  # nobody was asked
            raise

    def _may_be(self, track: SpotifyTrack) -> bool:
        same = bool(self._isrc) and track.isrc == self._isrc
        return same or all_credited(self._wanted, track)

    def _queries(self) -> Iterator[str]:
        if self._isrc:
            yield f"isrc:{self._isrc}"
        yield from queries(self._wanted)


def queries(wanted: Wanted) -> Iterator[str]:
    """What to search a name by: the exact question first, then folded words."""
    name = track_name(wanted.artist, wanted.title)
    # The first artist alone: the filter finds nothing for a credit that Spotify joins otherwise.
    first = first_artist(squeezed(wanted.artist))
    title = _telling_title(squeezed(wanted.title))
    yield f'track:"{_unquoted(title)}" artist:"{_unquoted(first)}"'
    yield f"{fold(first)} {name.title} {name.version}".strip()


def _telling_title(title: str) -> str:
    """A title as written, without notes that say nothing and guests, which Spotify may not have."""
    for note in reversed(list(_NOTE.finditer(title))):
        shorter = f"{title[: note.start()]} {title[note.end() :]}"
        with_note, without = track_name("a", title), track_name("a", shorter)
        if (with_note.title, with_note.version) == (without.title, without.version):
            title = shorter
    return title


def nearest(wanted: Wanted, offered: Iterable[SpotifyTrack]) -> list[SpotifyTrack]:
    """What comes nearest by name, best first, each recording once."""
    ranked = sorted(offered, key=lambda track: likeness(wanted, track), reverse=True)
    distinct: dict[str, SpotifyTrack] = {}
    for track in ranked:
        if likeness(wanted, track) >= _WORTH_SHOWING:
            distinct.setdefault(fold(f"{track.artist} - {track.title}"), track)
    return list(distinct.values())[:OFFERS]


def _missing(near: tuple[SpotifyTrack, ...], searches: int = 0) -> Outcome:
    why = _ONLY_NEAR if near else _NOT_THERE
    return Outcome("missing", offers=near, why=why, searches=searches)


def _offered(track: SpotifyTrack) -> Offered:
    return Offered(
        uri=track.uri,
        artists=track.artists,
        title=track.title,
        url=track.url,
        album=track.album,
        year=track.year,
        duration_ms=track.duration_ms,
    )


def _spotify_track(offer: Offered) -> SpotifyTrack:
    return SpotifyTrack(
        id=offer.uri.rpartition(":")[2],
        uri=offer.uri,
        artists=offer.artists,
        title=offer.title,
        isrc=None,
        duration_ms=offer.duration_ms,
        url=offer.url,
        year=offer.year,
        album=offer.album,
    )


def _unquoted(text: str) -> str:
    return " ".join(_QUOTES.sub(" ", text).split())


def _clean_isrc(isrc: str | None) -> str:
    """An ISRC without hyphens; empty where it is none."""
    code = re.sub("[^0-9A-Z]", "", (isrc or "").upper())
    return code if _ISRC.fullmatch(code) else ""
