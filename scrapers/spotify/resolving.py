"""`python -m scrapers resolve`: look the catalogue's tracks up on Spotify, most played first."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tqdm import tqdm

from recommender.catalogue.resolutions import Unresolved, unresolved
from recommender.catalogue.store import Store
from recommender.command_line import number
from recommender.errors import CatalogueEmpty
from recommender.plural import count
from recommender.settings import DataSettings, read_settings
from scrapers.errors import (
    BudgetSpent,
    NotAllowed,
    QuotaExceeded,
    RateLimited,
    ServiceError,
    Unavailable,
)
from scrapers.matching import Wanted
from scrapers.settings import ServiceSettings
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.app_access import AppToken
from scrapers.spotify.client import Spotify
from scrapers.spotify.resolve import SERVICE, Outcome, Resolver, Searching

LONGEST_WAIT_S = 60.0
"""A pause that Spotify asks for is waited where it is no longer; its limit counts half a minute."""

TRIES = 3
"""How often a track is asked for while Spotify is down or asks for a short pause."""

FAILURES = 3
"""Tracks in a row that Spotify would not be asked for, after which it is left alone."""

PAGE_SHARE = 1 / 3
"""Share of a day's searches that is left to the page, for whoever writes a playlist today."""

_STUMBLE_S = 1.0


@dataclass
class Tally:
    """What came of a run."""

    found: int = 0
    missing: int = 0
    failed: int = 0
    """Tracks that Spotify would not be asked for."""
    searches: int = 0
    budget: BudgetSpent | None = None
    """Says that today's searches are used up."""
    error: ServiceError | None = None
    """What Spotify failed with in the end."""

    def to_json(self) -> dict[str, Any]:
        """The documented JSON form (docs/cli.md), without what is left."""
        return {
            "found": self.found,
            "missing": self.missing,
            "failed": self.failed,
            "searches": self.searches,
            "budget_spent": self.budget is not None,
            "error": str(self.error) if self.error else None,
        }


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `resolve` to a command line."""
    parser = subparsers.add_parser(
        "resolve",
        help="look the catalogue's tracks up on Spotify ahead of time",
        description="Search Spotify for the catalogue's tracks, most played first, within the "
        "searches of a day (SEGUE_SPOTIFY_SEARCHES, a third of them kept for the page), and "
        "remember what was found, so that a playlist needs no search later. Stopped at any point, "
        "the same command goes on there; "
        "tracks that Spotify does not have are asked for again after 30 days.",
    )
    parser.add_argument("--limit", type=number, metavar="N", help="stop after N tracks")
    parser.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run, recorded="resolve")


def run(args: argparse.Namespace) -> int:
    """Look up. Raises SegueError when it can't be done, and in the end when Spotify failed."""
    settings = read_settings(ServiceSettings)
    check_settings(settings)
    store = Store(read_settings(DataSettings).database_url)
    try:
        if not store.counts().tracks:
            raise CatalogueEmpty(
                "The catalogue is empty: there is nothing to look up yet. Bring in set lists "
                "first: python -m scrapers import FILE."
            )
        tally = _resolve(store, settings, unresolved(store.engine, SERVICE)[: args.limit])
        left = len(unresolved(store.engine, SERVICE))
    finally:
        store.close()
    counts = {name: value for name, value in tally.to_json().items() if name != "error"}
    note = " ".join([_note(tally, left), *([str(tally.budget)] if tally.budget else [])])
    args.told.tell(note, counts | {"left": left}, tally.error)
    return _tell(args.json, tally, left)


def check_settings(settings: ServiceSettings) -> None:
    """Raise NotAllowed where nobody could be asked."""
    if not (settings.spotify_client_id and settings.spotify_client_secret):
        raise NotAllowed(
            "Looking tracks up ahead needs your Spotify app's own access: set SPOTIFY_CLIENT_ID "
            "and SPOTIFY_CLIENT_SECRET (docs/spotify.md says where they are).",
            "setup",
        )


def _resolve(store: Store, settings: ServiceSettings, tracks: list[Unresolved]) -> Tally:
    if not tracks:
        return Tally()
    searches = settings.spotify_searches
    allowance = Allowance(store, searches, kept=int(searches * PAGE_SHARE))
    app = AppToken(settings, allowance)
    with (
        Spotify(settings, app.get, allowance, renew=app.get) as spotify,
        tqdm(total=len(tracks), unit=" tracks", desc="Looking up", disable=None) as bar,
    ):
        return Lookup(Resolver(store), spotify, bar.update).run(tracks)


class Lookup:
    """One run over some tracks. Each answer is written down at once."""

    def __init__(
        self,
        resolver: Resolver,
        spotify: Searching,
        progress: Callable[[], object] = lambda: None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """`progress` is called once for each track that is finished."""
        self.tally = Tally()
        self._resolver = resolver
        self._spotify = spotify
        self._progress = progress
        self._sleep = sleep

    def run(self, tracks: list[Unresolved]) -> Tally:
        """Look tracks up in this order until they are done, or Spotify is.

        Raises NotAllowed where Spotify refuses for good.
        """
        failures = 0
        for track in tracks:
            outcome = self._ask(Wanted(track.artist, track.title))
            if isinstance(outcome.error, BudgetSpent):
                self.tally.budget = outcome.error
                break
            failures = failures + 1 if outcome.error else 0
            if outcome.error:
                self.tally.error = outcome.error
                self.tally.failed += 1
            if failures == FAILURES or isinstance(outcome.error, RateLimited | Unavailable):
                break
            self.tally.found += outcome.status == "found"
            self.tally.missing += outcome.status == "missing"
            self._progress()
        return self.tally

    def _ask(self, wanted: Wanted) -> Outcome:
        """Ask, and again after a stumble or a short pause."""
        for _ in range(TRIES - 1):
            outcome = self._ask_once(wanted)
            wait_s = _worth_waiting_s(outcome.error) if outcome.error else None
            if wait_s is None:
                return outcome
            self._sleep(wait_s)
        return self._ask_once(wanted)

    def _ask_once(self, wanted: Wanted) -> Outcome:
        outcome = self._resolver.resolve(self._spotify, wanted)
        self.tally.searches += outcome.searches
        return outcome


def _worth_waiting_s(error: ServiceError) -> float | None:
    """Seconds after which to ask again; None where that is too long."""
    if isinstance(error, Unavailable):
        return _STUMBLE_S
    if not isinstance(error, RateLimited) or isinstance(error, QuotaExceeded):
        return None
    if error.retry_at is None:
        return None
    seconds = (error.retry_at - datetime.now(UTC)).total_seconds()
    return max(seconds, 0.0) if seconds <= LONGEST_WAIT_S else None


def _tell(as_json: bool, tally: Tally, left: int) -> int:
    if as_json:
        answer = tally.to_json() | {"left": left}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return 1 if tally.error else 0
    sys.stdout.write(f"{_note(tally, left)}\n")
    if tally.budget:
        sys.stdout.write(f"{tally.budget}\n")
    if tally.error:
        raise tally.error
    return 0


def _note(tally: Tally, left: int) -> str:
    """What was done, in one sentence."""
    if tally.found or tally.missing:
        return (
            f"Found {count(tally.found, 'track')} on Spotify; {tally.missing:,} are not there, "
            f"{left:,} are left. Searches: {tally.searches:,}."
        )
    if left:
        return f"Nothing was looked up; {count(left, 'track')} are left."
    return "Nothing to do: Spotify was asked for every track."
