"""Who could not be asked was not found missing: limits, outages, logins."""

import pytest

from recommender.catalogue import resolutions
from recommender.catalogue.store import Store
from scrapers.errors import BudgetSpent, LoginExpired, NotAllowed, QuotaExceeded, RateLimited
from scrapers.matching import Wanted
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.settings import ServiceSettings
from scrapers.spotify.allowance import Allowance
from scrapers.spotify.client import Spotify
from scrapers.spotify.resolve import Resolver
from tests.scrapers.spotify.resolving.shelf import (
    searches,
)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("status", path="/v1/search", status=429, retry_after=30), RateLimited),
        (Fault("quota", path="/v1/search", retry_after=4000), QuotaExceeded),
        (Fault("status", path="/v1/search", status=503, times=2), None),
        (Fault("html", path="/v1/search", status=502, times=2), None),
        (Fault("reset", path="/v1/search", times=2), None),
        (Fault("truncated", path="/v1/search", times=2), None),
        (Fault("status", path="/v1/search", status=429, skip=1), RateLimited),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
def test_who_could_not_be_asked_is_never_a_miss(
    fault: Fault,
    kind: type[Exception] | None,
    resolver: Resolver,
    spotify: Spotify,
    sandbox: Sandbox,
    store: Store,
) -> None:
    sandbox.faults.add(fault)
    wanted = Wanted("Robert Hood", "Minus (Other Remix)")
    outcome = resolver.resolve(spotify, wanted)
    assert outcome.status == "unasked"
    assert outcome.why == str(outcome.error)
    assert "Spotify" in outcome.why
    assert kind is None or isinstance(outcome.error, kind)
    track = store.track_ids(["robert hood - minus (other remix)"]).popitem()[1]
    assert resolutions.resolution(store.engine, track, "spotify") is None
    sandbox.faults.clear()
    assert resolver.resolve(spotify, wanted).status == "missing"


def test_a_spent_budget_asks_nobody_and_says_so(
    resolver: Resolver, settings: ServiceSettings, sandbox: Sandbox, store: Store
) -> None:
    tokens = sandbox.login()
    with Spotify(settings, lambda: tokens.access_token, Allowance(store, 1)) as spotify:
        assert resolver.resolve(spotify, Wanted("Robert Hood", "Minus")).status == "found"
        outcome = resolver.resolve(spotify, Wanted("A", "None"))
        assert outcome.status == "unasked"
        assert isinstance(outcome.error, BudgetSpent)
        assert "tomorrow" in outcome.why
        # What is remembered costs nothing.
        assert resolver.resolve(spotify, Wanted("Robert Hood", "Minus")).status == "found"
    assert searches(sandbox) == 1


def test_an_ended_login_and_a_refusal_are_raised(
    resolver: Resolver, spotify: Spotify, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("status", path="/v1/search", status=401))
    with pytest.raises(LoginExpired):
        resolver.resolve(spotify, Wanted("Robert Hood", "Minus"))
    sandbox.spotify.owner_has_premium = False
    with pytest.raises(NotAllowed, match="Premium"):
        resolver.resolve(spotify, Wanted("Robert Hood", "Minus"))
