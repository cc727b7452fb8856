"""Each fault gives the right wait, or one clear sentence; nothing really sleeps here."""

import pytest

from scrapers.errors import NotAllowed, RateLimited, ServiceError, Unavailable
from scrapers.mixesdb.client import MixesDB, Section
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from tests.scrapers.mixesdb_client.conftest import Clock, settings_of

TIMES_OUT_S = 0.3
PATIENCE_S = 20.0


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        (Fault("maxlag", times=3), [5, 10, 20]),
        (Fault("maxlag", retry_after=30), [30]),
        (Fault("ratelimited", times=3), [5, 10, 20]),
        (Fault("ratelimited", retry_after=61), [61]),
        (Fault("status", status=429, retry_after=7, times=2), [7, 10]),
        (Fault("status", status=429, retry_after=0), [5]),
        (Fault("status", status=429, times=2), [5, 10]),
        (Fault("status", status=503, retry_after=12), [12]),
        (Fault("status", status=500), [5]),
        (Fault("html", status=502), [5]),
        (Fault("html", status=200), [5]),
        (Fault("reset"), [5]),
        (Fault("truncated"), [5]),
        (Fault("cut"), [5]),
        (Fault("empty"), [5]),
    ],
    ids=lambda value: f"{value.kind}-{value.status}" if isinstance(value, Fault) else "",
)
def test_a_fault_that_passes_is_waited_for(
    client: MixesDB, wiki: Sandbox, clock: Clock, fault: Fault, waits: list[float]
) -> None:
    wiki.faults.add(fault)
    assert len(client.names(Section("Nights")).pages) == 130
    assert clock.slept == waits
    assert wiki.faults.struck(fault) == len(waits)


def test_silence_is_given_up_and_waited_for(wiki: Sandbox) -> None:
    clock = Clock()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        # On a busy machine an honest answer may take as long as the silence here.
        client._session.timeout_s = PATIENCE_S

    with MixesDB(settings_of(wiki.wiki_url), clock, sleep) as client:
        client._session.timeout_s = TIMES_OUT_S
        silence = wiki.faults.add(Fault("timeout", seconds=2))
        assert len(client.names(Section("Nights")).pages) == 130
    assert clock.slept == [5]
    assert wiki.faults.struck(silence) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault("maxlag", times=None), Unavailable, "busy"),
        (Fault("ratelimited", times=None), RateLimited, "pause"),
        (Fault("status", status=429, times=None), RateLimited, "pause"),
        (Fault("status", status=500, times=None), Unavailable, "status 500"),
        (Fault("truncated", times=None), Unavailable, "can't be read"),
        (Fault("reset", times=None), Unavailable, "broke off"),
    ],
)
def test_a_fault_that_stays_ends_in_one_sentence(
    client: MixesDB,
    wiki: Sandbox,
    clock: Clock,
    fault: Fault,
    kind: type[ServiceError],
    words: str,
) -> None:
    wiki.faults.add(fault)
    with pytest.raises(kind, match=words) as told:
        client.names(Section("Nights"))
    assert wiki.faults.struck(fault) == 6
    assert "run the same command again" in str(told.value)
    assert len(str(told.value).splitlines()) == 1
    assert clock.slept == [5, 10, 20, 40, 80]


def test_a_long_wait_is_not_sat_out(client: MixesDB, wiki: Sandbox, clock: Clock) -> None:
    wiki.faults.add(Fault("status", status=429, retry_after=7200))
    with pytest.raises(RateLimited, match="about 2 hours") as told:
        client.names(Section("Nights"))
    assert told.value.retry_at is not None
    assert clock.slept == []


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_is_told_and_never_met(
    client: MixesDB, wiki: Sandbox, clock: Clock, status: int
) -> None:
    fault = wiki.faults.add(Fault("challenge", times=None, status=status))
    with pytest.raises(NotAllowed, match="challenge") as told:
        client.names(Section("Nights"))
    assert wiki.faults.struck(fault) == 1
    assert clock.slept == []
    assert "does not try to get around it" in str(told.value)
    assert "python -m scrapers import" in str(told.value)
