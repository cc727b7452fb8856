"""Never more calls than a service allows, and none to one that is down."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.errors import NotAllowed, RateLimited, Unavailable
from scrapers.previews import deezer, itunes
from scrapers.previews.limits import Breaker, Limiter, TooLong
from tests.recommender.builders import at_once
from tests.scrapers.mixesdb_client.conftest import Clock


@given(
    calls=st.integers(1, 8),
    pauses=st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=60),
)
def test_no_window_of_any_run_holds_more_calls_than_allowed(
    calls: int, pauses: list[float]
) -> None:
    clock = Clock()
    limiter = Limiter(calls, 5.0, clock, clock.sleep)
    made = []
    for pause in pauses:
        clock.now += pause
        limiter.wait()
        made.append(clock.now)
    for first, last in zip(made, made[calls:], strict=False):
        assert last - first >= 5.0 - 1e-6


def test_as_many_calls_as_allowed_need_not_wait() -> None:
    clock = Clock()
    limiter = Limiter(3, 5.0, clock, clock.sleep)
    for _ in range(3):
        limiter.wait()
    assert clock.slept == []
    limiter.wait()
    assert clock.slept == [5.0]


def test_threads_share_one_limit() -> None:
    now, waits, lock = 0.0, [], threading.Lock()

    def sleep(seconds: float) -> None:
        with lock:
            waits.append(seconds)

    limiter = Limiter(4, 5.0, lambda: now, sleep)
    at_once(*[limiter.wait] * 12)
    # Four go at once, four a window later, four after two.
    assert sorted(waits) == [5.0] * 4 + [10.0] * 4


def test_who_would_wait_too_long_takes_nobodys_turn() -> None:
    clock = Clock()
    limiter = Limiter(1, 60.0, clock, clock.sleep)
    limiter.wait(longest_s=0)
    for _ in range(3):
        with pytest.raises(TooLong) as told:
            limiter.wait(longest_s=10)
        assert told.value.wait_s == 60.0
    limiter.wait(longest_s=60)
    assert clock.slept == [60.0]


def test_both_services_are_called_less_than_they_allow() -> None:
    assert deezer.CALLS / deezer.PER_S <= 8.0
    assert deezer.CALLS < 50
    assert deezer.PER_S >= 5
    assert itunes.CALLS / itunes.PER_S <= 20 / 60


def test_trouble_opens_the_breaker_the_third_time_in_a_row() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    trouble = Unavailable("Deezer is down.")
    for _ in range(2):
        breaker.failed(trouble)
        breaker.check()
    breaker.failed(trouble)
    with pytest.raises(Unavailable, match=r"^Deezer is down\.$") as told:
        breaker.check()
    assert told.value is not trouble
    clock.now += Breaker.PAUSE_S
    breaker.check()  # one may try again …
    breaker.failed(trouble)
    with pytest.raises(Unavailable):
        breaker.check()  # … and decides


def test_success_in_between_keeps_the_breaker_closed() -> None:
    breaker = Breaker(Clock())
    for _ in range(10):
        breaker.failed(Unavailable("x"))
        breaker.failed(Unavailable("x"))
        breaker.succeeded()
    breaker.check()


def test_a_limit_counts_at_once_and_as_long_as_the_service_says() -> None:
    clock, now = Clock(), datetime(2026, 1, 1, tzinfo=UTC)
    breaker = Breaker(clock, lambda: now)
    breaker.failed(RateLimited("Too many.", now + timedelta(seconds=90)))
    clock.now += 89
    with pytest.raises(RateLimited) as told:
        breaker.check()
    assert told.value.retry_at == now + timedelta(seconds=90)
    clock.now += 1
    breaker.check()


def test_a_refused_question_says_nothing_about_the_service() -> None:
    breaker = Breaker(Clock())
    for _ in range(9):
        breaker.failed(NotAllowed("no"))
    breaker.check()
