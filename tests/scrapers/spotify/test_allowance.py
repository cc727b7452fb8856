"""Every thread and program of one catalogue keeps the pause that Spotify asked any of them for."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from recommender.catalogue.store import Store
from scrapers.errors import (
    BudgetSpent,
    LoginExpired,
    QuotaExceeded,
    RateLimited,
    ServiceError,
    Unavailable,
)
from scrapers.spotify import auth
from scrapers.spotify.allowance import LIMIT_PAUSE, Allowance
from scrapers.spotify.client import Spotify
from scrapers.spotify.failures import QUOTA_PAUSE
from tests.scrapers.spotify.stub import Answer, Stub, error

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_allowance(database_url: str, clock: Clock) -> Iterator[Callable[..., Allowance]]:
    """Opens the catalogue anew each time, as another program does."""
    stores: list[Store] = []

    def make(searches: int = 100) -> Allowance:
        stores.append(Store(database_url))
        return Allowance(stores[-1], searches, clock)

    yield make
    for store in stores:
        store.close()


def test_a_pause_is_kept_by_the_other_program_until_it_ends(
    open_allowance: Callable[..., Allowance], clock: Clock
) -> None:
    one, other = open_allowance(), open_allowance()
    other.check()
    one.failed(RateLimited("Wait.", NOON + timedelta(minutes=10)))
    with pytest.raises(RateLimited, match="in about 10 minutes") as caught:
        other.check()
    assert type(caught.value) is RateLimited
    assert caught.value.retry_at == NOON + timedelta(minutes=10)
    clock.now += timedelta(minutes=9)
    assert "in 60 seconds" in str(open_allowance().pause())
    clock.now += timedelta(minutes=1)
    other.check()
    assert one.pause() is None


@pytest.mark.parametrize(
    ("failure", "pause"),
    [
        (RateLimited("Wait."), LIMIT_PAUSE),
        (QuotaExceeded("Used up."), QUOTA_PAUSE),
        (QuotaExceeded("Used up.", NOON + timedelta(hours=14)), timedelta(hours=14)),
    ],
)
def test_a_limit_lasts_as_long_as_it_says_or_as_we_assume(
    failure: RateLimited, pause: timedelta, open_allowance: Callable[..., Allowance]
) -> None:
    allowance = open_allowance()
    allowance.failed(failure)
    kept = allowance.pause()
    assert type(kept) is type(failure)
    assert kept.retry_at == NOON + pause  # type: ignore[union-attr]


def test_a_shorter_limit_does_not_shorten_a_longer_one(
    open_allowance: Callable[..., Allowance],
) -> None:
    one, other = open_allowance(), open_allowance()
    one.failed(QuotaExceeded("Used up.", NOON + timedelta(hours=2)))
    other.failed(RateLimited("Wait.", NOON + timedelta(seconds=3)))
    assert isinstance(one.pause(), QuotaExceeded)


@pytest.mark.parametrize(
    "failure",
    [
        Unavailable("Down."),
        LoginExpired("Gone."),
        ServiceError("Strange."),
        BudgetSpent("Enough.", NOON + timedelta(hours=12)),
        RateLimited("Over.", NOON),
    ],
)
def test_nothing_else_pauses(
    failure: ServiceError, open_allowance: Callable[..., Allowance]
) -> None:
    allowance = open_allowance()
    allowance.failed(failure)
    assert allowance.pause() is None


@pytest.mark.parametrize(
    "kept", ["", "[]", "{", '{"until": 5}', '{"until": "2026-11-20T13:00:00"}']
)
def test_what_is_kept_badly_does_not_stop_us(kept: str, database_url: str) -> None:
    store = Store(database_url)
    store.writer().put_state("spotify-pause", kept)
    store.writer().put_state("spotify-searches", kept)
    allowance = Allowance(store, 2, lambda: NOON)
    allowance.check()
    allowance.take_search()
    assert allowance.searches_left() == 1
    store.close()


def test_a_pause_that_a_wrong_clock_noted_is_not_believed(
    open_allowance: Callable[..., Allowance], clock: Clock
) -> None:
    allowance = open_allowance()
    clock.now += timedelta(days=400)
    allowance.failed(RateLimited("Wait."))
    clock.now = NOON
    assert allowance.pause() is None


def test_searches_are_counted_for_all_and_anew_each_day(
    open_allowance: Callable[..., Allowance], clock: Clock
) -> None:
    one, other = open_allowance(3), open_allowance(3)
    one.take_search()
    other.take_search()
    assert one.searches_left() == 1
    one.take_search()
    with pytest.raises(BudgetSpent, match="3 times today") as caught:
        other.take_search()
    assert caught.value.retry_at == NOON + timedelta(hours=12)
    assert (one.searches_left(), other.pause()) == (0, None)
    clock.now += timedelta(hours=12)
    other.take_search()
    assert one.searches_left() == 2


def test_no_search_is_lost_where_several_count_at_once(
    open_allowance: Callable[..., Allowance],
) -> None:
    several = [open_allowance(1000) for _ in range(4)]

    def count(allowance: Allowance) -> None:
        for _ in range(10):
            allowance.take_search()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, several))
    assert several[0].searches_left() == 960


PROGRAM = """
import sys
from recommender.catalogue.store import Store
from scrapers.spotify.allowance import Allowance
from scrapers.errors import QuotaExceeded
store = Store(sys.argv[1])
allowance = Allowance(store, 1000)
for _ in range(10):
    allowance.take_search()
allowance.failed(QuotaExceeded("Used up."))
store.close()
"""


def test_two_programs_count_and_pause_together(database_url: str) -> None:
    Store(database_url).close()
    command = [sys.executable, "-c", PROGRAM, database_url]
    running = [subprocess.Popen(command) for _ in range(2)]
    assert [program.wait(timeout=120) for program in running] == [0, 0]
    store = Store(database_url)
    allowance = Allowance(store, 1000)
    assert isinstance(allowance.pause(), QuotaExceeded)
    assert allowance.searches_left() == 980
    store.close()


def test_a_refusal_of_one_client_stops_all_others(
    open_allowance: Callable[..., Allowance], clock: Clock
) -> None:
    clock.now = datetime.now(UTC)
    limit = error(429, "API rate limit exceeded", Retry_After="600")
    with Stub(limit, Answer(200, {"id": "dj", "tracks": {"items": []}})) as stub:
        settings = stub.settings()
        one = Spotify(settings, lambda: "token", open_allowance())
        other = Spotify(settings, lambda: "token", open_allowance(5))
        stopped = open_allowance(5)
        with one, other:
            with pytest.raises(RateLimited):
                one.me()
            calls: list[Callable[[], object]] = [
                one.me,
                other.me,
                lambda: other.search("xtal"),
                lambda: other.add_items("abc", ["uri"]),
                lambda: auth.app_token(settings, stopped),
                lambda: auth.refresh(settings, auth.Token("a", "r", 0, ""), stopped),
            ]
            for call in calls:
                with pytest.raises(RateLimited, match="asks for a pause"):
                    call()
            assert len(stub.asked) == 1
            assert stopped.searches_left() == 5
            clock.now += timedelta(seconds=601)
            assert other.me().id == "dj"


def test_the_token_endpoint_is_limited_too(open_allowance: Callable[..., Allowance]) -> None:
    allowance = open_allowance()
    with Stub(error(429, "Slow down")) as stub:
        for _ in range(2):
            with pytest.raises(RateLimited):
                auth.app_token(stub.settings(), allowance)
    assert len(stub.asked) == 1


def test_a_search_is_counted_before_it_is_asked(open_allowance: Callable[..., Allowance]) -> None:
    allowance = open_allowance(1)
    with (
        Stub(error(404, "Nothing")) as stub,
        Spotify(stub.settings(), lambda: "token", allowance) as spotify,
    ):
        assert spotify.search("  ") == []
        with pytest.raises(ServiceError, match="Spotify has no"):
            spotify.search("xtal")
        with pytest.raises(BudgetSpent):
            spotify.search("xtal")
    assert len(stub.asked) == 1
