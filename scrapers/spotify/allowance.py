"""What Segue may still ask of Spotify, for all threads and programs of one catalogue.

Spotify counts the calls of one developer together, does not say how many it grants, and answers too
many with a pause that may last hours. So a pause stops every call until it ends, and the searches
of a day have a budget of our own. Both are kept in the catalogue: the page and the command line are
two programs, and a restart must not forget a pause of hours.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from recommender.catalogue.database import writing
from recommender.catalogue.schema import scrape_state
from recommender.catalogue.store import Store
from scrapers.errors import BudgetSpent, QuotaExceeded, RateLimited, ServiceError
from scrapers.http import MAX_WAIT
from scrapers.spotify import failures

LIMIT_PAUSE = timedelta(seconds=5)
"""Where it asks for a pause and does not say how long."""

_PAUSE = "spotify-pause"
_SEARCHES = "spotify-searches"
_ATTEMPTS = 3

_Kept = dict[str, object]


class Allowance:
    """The pause that Spotify asked for, and what is left of today's searches."""

    def __init__(
        self,
        store: Store,
        searches_a_day: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        kept: int = 0,
    ) -> None:
        """`kept` of the searches are left to others: `take_search` stops before it reaches them."""
        self._store = store
        self._searches_a_day = searches_a_day
        self._kept = kept
        self._now = now

    def check(self) -> None:
        """Raise RateLimited or QuotaExceeded, and so ask nothing, while a pause lasts."""
        pause = self.pause()
        if pause is not None:
            raise pause

    def pause(self) -> RateLimited | None:
        """What Spotify asked for, with `retry_at`, while it lasts."""
        return self._pause_in(_read(self._store.state(_PAUSE)))

    def failed(self, error: ServiceError) -> None:
        """Take note of what a call was answered with: a limit pauses all that follow."""
        if not isinstance(error, RateLimited) or isinstance(error, BudgetSpent):
            return
        quota = isinstance(error, QuotaExceeded)
        until = error.retry_at or self._now() + (failures.QUOTA_PAUSE if quota else LIMIT_PAUSE)

        def later(kept: _Kept) -> _Kept | None:
            before = self._pause_in(kept)
            if before is not None and before.retry_at is not None and before.retry_at >= until:
                return None
            return {"until": until.isoformat(), "quota": quota}

        self._change(_PAUSE, later)

    def searches_left(self) -> int:
        """How many searches today's budget still allows (days are those of UTC)."""
        return max(self._searches_a_day - self._used_in(_read(self._store.state(_SEARCHES))), 0)

    def take_search(self) -> None:
        """Count one search. Raises BudgetSpent when today's are used up."""

        def one_more(kept: _Kept) -> _Kept:
            used = self._used_in(kept)
            if used >= self._searches_a_day - self._kept:
                raise self._spent()
            return {"day": self._today(), "used": used + 1}

        self._change(_SEARCHES, one_more)

    def _pause_in(self, kept: _Kept) -> RateLimited | None:
        now = self._now()
        try:
            until = datetime.fromisoformat(str(kept.get("until")))
        except ValueError:
            return None
        # One that lies too far ahead was noted by a clock that went wrong.
        if until.tzinfo is None or not now < until <= now + MAX_WAIT:
            return None
        return failures.limit(bool(kept.get("quota")), until, now)

    def _used_in(self, kept: _Kept) -> int:
        used = kept.get("used")
        return used if kept.get("day") == self._today() and isinstance(used, int) else 0

    def _spent(self) -> BudgetSpent:
        midnight = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        text = (
            f"Segue has searched Spotify {self._searches_a_day:,} times today and stops there, so "
            "that Spotify does not shut the app out. It goes on tomorrow"
        )
        if self._kept:
            text = (
                f"Today's searches are used up, but for the {self._kept:,} that are kept for the "
                "page. The same command goes on tomorrow"
            )
        return BudgetSpent(
            f"{text} (SEGUE_SPOTIFY_SEARCHES sets the number).", midnight + timedelta(days=1)
        )

    def _today(self) -> str:
        return self._now().date().isoformat()

    def _change(self, name: str, change: Callable[[_Kept], _Kept | None]) -> None:
        """Replace what is kept under a name by what `change` makes of it; by nothing at None.

        Nobody else, in this program or another, comes between the reading and the writing.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._changed(name, change)
            except sa.exc.IntegrityError:  # another program kept the first value of this name
                if attempt == _ATTEMPTS:
                    raise

    def _changed(self, name: str, change: Callable[[_Kept], _Kept | None]) -> None:
        table = scrape_state
        here = table.c.name == name
        with writing(self._store.engine).begin() as connection:
            text = connection.scalar(sa.select(table.c.value).where(here).with_for_update())
            value = change(_read(text))
            if value is None:
                return
            if text is None:
                connection.execute(table.insert().values(name=name, value=json.dumps(value)))
            else:
                connection.execute(table.update().where(here).values(value=json.dumps(value)))


def _read(text: str | None) -> _Kept:
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
