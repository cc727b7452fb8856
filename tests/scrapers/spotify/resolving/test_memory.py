"""What Spotify answered is asked for once: hits for good, misses for a month with their offers."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from recommender.catalogue.store import Store
from scrapers.matching import Wanted
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.client import Spotify
from scrapers.spotify.recent import Recent
from scrapers.spotify.resolve import OFFERS, Resolver
from tests.recommender.builders import a_set, fill
from tests.scrapers.spotify.resolving.shelf import (
    DUET,
    EDITS,
    ISRC,
    MINUS,
    MINUS_REMIX,
    Scripted,
    a_track,
    age,
    searches,
)


@dataclass
class Clock:
    """A clock that tests set."""

    now: datetime = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_an_isrc_that_was_come_upon_is_used_later(resolver: Resolver) -> None:
    resolver.learn(replace(a_track("A", "None", 1), isrc="gb-aaa-99-00001"))
    resolver.learn(replace(a_track("Robert Hood", "Minus", 2), isrc="nonsense"))
    resolver.learn(replace(a_track("Not", "In The Catalogue", 3), isrc=ISRC))
    for name, isrc in ((("A", "None"), True), (("Robert Hood", "Minus"), False)):
        resolver.forget(Wanted(*name))
        search = Scripted([], [], [])
        resolver.resolve(search, Wanted(*name))
        assert (search.queries[0] == f"isrc:{ISRC}") is isrc


def test_a_track_that_was_come_upon_need_not_be_searched_for(resolver: Resolver) -> None:
    first = a_track("Robert Hood", "Minus - Original Mix", 1)
    for track in (first, a_track("Robert Hood", "Minus", 2)):
        resolver.learn(track)
    outcome = resolver.resolve(Scripted(), Wanted("Robert Hood", "Minus"))
    assert (outcome.status, outcome.uri, outcome.asked) == ("found", first.uri, False)


@pytest.mark.parametrize(
    "title",
    ["Minus - Mix Cut", "Minus - Radio Edit", "Minus - Extended Mix", "Minus (Mixed)", "Minus"],
)
def test_what_a_search_would_not_take_is_not_kept_for_everybody(
    store: Store, resolver: Resolver, title: str
) -> None:
    """Not even where keys do not tell the two apart."""
    artist = "Robert Hood" if title != "Minus" else "Robert Hood;Somebody Else"
    resolver.learn(replace(a_track(artist, title, 1), isrc=ISRC))
    with store.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM resolution")) == 0
    assert resolver.resolve(Scripted([], []), Wanted("Robert Hood", "Minus")).status == "missing"


def test_a_hit_is_remembered_for_good(
    resolver: Resolver, spotify: Spotify, sandbox: Sandbox, store: Store
) -> None:
    resolver.resolve(spotify, Wanted("Robert Hood", "Minus"))
    age(store, 400)
    again = Resolver(store).resolve(spotify, Wanted("robert hood", "Minus (Original Mix)"))
    assert (again.status, again.uri, again.asked) == ("found", MINUS.uri, False)
    assert searches(sandbox) == 1


def test_a_hit_that_spotify_denies_can_be_forgotten(
    resolver: Resolver, spotify: Spotify, sandbox: Sandbox
) -> None:
    wanted, denied = Wanted("Robert Hood", "Minus"), a_track("Robert Hood", "Minus", 1)
    resolver.learn(denied)
    assert resolver.resolve(spotify, wanted).uri == denied.uri
    resolver.forget(wanted)
    resolver.forget(Wanted("Not", "In The Catalogue"))
    assert resolver.resolve(spotify, wanted).uri == MINUS.uri


def test_a_miss_is_remembered_for_a_month_with_what_came_near(
    resolver: Resolver, spotify: Spotify, sandbox: Sandbox, store: Store
) -> None:
    wanted = Wanted("Robert Hood", "Minus (Other Remix)")
    first = resolver.resolve(spotify, wanted)
    assert {offer.uri for offer in first.offers} == {MINUS.uri, MINUS_REMIX.uri}
    assert "Choose one" in first.why
    age(store, 29)
    asked = searches(sandbox)
    again = Resolver(store).resolve(spotify, wanted)
    assert (again.status, again.asked, again.why) == ("missing", False, first.why)
    assert again.offers == tuple(replace(offer, isrc=None) for offer in first.offers)
    assert searches(sandbox) == asked
    age(store, 2)
    assert resolver.resolve(spotify, wanted).asked
    assert searches(sandbox) > asked


def test_what_is_come_upon_takes_the_place_of_a_miss(resolver: Resolver) -> None:
    wanted, out_now = Wanted("A", "None"), a_track("A", "None", 1)
    assert resolver.resolve(Scripted([], []), wanted).status == "missing"
    resolver.learn(out_now)
    outcome = resolver.resolve(Scripted(), wanted)
    assert (outcome.status, outcome.uri, outcome.asked) == ("found", out_now.uri, False)


def test_a_track_outside_the_catalogue_is_remembered_for_a_day_and_not_in_the_catalogue(
    spotify: Spotify, sandbox: Sandbox, store: Store
) -> None:
    clock = Clock()
    resolver = Resolver(store, clock)
    for ahead, searched in ((0, 1), (23, 1), (25, 2)):
        clock.now = Clock.now + timedelta(hours=ahead)
        outcome = resolver.resolve(spotify, Wanted("Bert & Anna", "Together"))
        assert outcome.uri == DUET.uri
        assert searches(sandbox) == searched
        assert outcome.asked is (ahead != 23)
    with store.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM resolution")) == 0


def test_a_miss_outside_the_catalogue_is_remembered_with_its_offers_until_it_is_forgotten(
    resolver: Resolver, spotify: Spotify, sandbox: Sandbox
) -> None:
    wanted = Wanted("Busy Man", "Tune (Ef Ij Remix)")
    first = resolver.resolve(spotify, wanted)
    asked = searches(sandbox)
    again = resolver.resolve(spotify, Wanted("BUSY MAN", "Tune - Ef Ij Remix"))
    assert (again.status, again.asked, again.why) == ("missing", False, first.why)
    assert again.offers == first.offers
    assert len(again.offers) == OFFERS
    assert searches(sandbox) == asked
    resolver.forget(wanted)
    assert resolver.resolve(spotify, wanted).asked


def test_what_could_not_be_asked_is_remembered_nowhere(
    resolver: Resolver, spotify: Spotify, sandbox: Sandbox
) -> None:
    wanted = Wanted("Bert & Anna", "Together")
    sandbox.faults.add(Fault("status", path="/v1/search", status=503, times=2))
    assert resolver.resolve(spotify, wanted).status == "unasked"
    assert resolver.resolve(spotify, wanted).uri == DUET.uri


def test_the_catalogue_tells_as_soon_as_it_holds_the_track(
    resolver: Resolver, spotify: Spotify, store: Store
) -> None:
    wanted = Wanted("Bert & Anna", "Together")
    resolver.resolve(spotify, wanted)
    fill(store, [a_set(9, "Bert & Anna - Together")])
    assert resolver.resolve(spotify, wanted).asked
    assert not Resolver(store).resolve(spotify, wanted).asked


def test_only_the_newest_are_kept_in_memory() -> None:
    kept: Recent[int] = Recent(3, timedelta(days=1), Clock())
    for number in (1, 2, 3, 1, 4):
        kept.put(str(number), number)
    assert [kept.get(str(number)) for number in (1, 2, 3, 4)] == [1, None, 3, 4]


def test_no_more_than_five_are_offered_the_nearest_first_and_none_twice(
    resolver: Resolver, spotify: Spotify
) -> None:
    outcome = resolver.resolve(spotify, Wanted("Busy Man", "Tune (Ef Ij Remix)"))
    assert len(outcome.offers) == OFFERS
    assert len({offer.uri for offer in outcome.offers}) == OFFERS
    assert {EDITS[2].uri, EDITS[4].uri} == {offer.uri for offer in outcome.offers[:2]}


def test_what_shares_no_name_is_not_offered(resolver: Resolver) -> None:
    search = Scripted([a_track("Somebody Else", "Quite Another", 1)], [])
    outcome = resolver.resolve(search, Wanted("Robert Hood", "Zephyr"))
    assert outcome.offers == ()
    assert "Choose" not in outcome.why
