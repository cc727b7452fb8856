"""What Spotify answered is asked for once: hits for good, misses for a month with their offers."""

from dataclasses import replace

import sqlalchemy as sa

from recommender.catalogue.store import Store
from scrapers.matching import Wanted
from scrapers.sandbox.server import Sandbox
from scrapers.spotify.client import Spotify
from scrapers.spotify.resolve import OFFERS, Resolver
from tests.scrapers.spotify.resolving.shelf import (
    DUET,
    EDITS,
    GHOSTS,
    ISRC,
    MINUS,
    MINUS_REMIX,
    Scripted,
    a_track,
    age,
    searches,
)


def test_an_isrc_that_was_told_once_is_used_later(store: Store) -> None:
    resolver = Resolver(store)
    resolver.remember_isrc(Wanted("A", "None", "gb-aaa-99-00001"))
    resolver.remember_isrc(Wanted("Robert Hood", "Minus", "nonsense"))
    resolver.remember_isrc(Wanted("Not", "In The Catalogue", ISRC))
    search = Scripted([], [], [])
    resolver.resolve(search, Wanted("A", "None"))
    assert search.queries[0] == f"isrc:{ISRC}"
    search = Scripted([], [])
    resolver.resolve(search, Wanted("Robert Hood", "Minus"))
    assert not search.queries[0].startswith("isrc:")


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
    wanted = Wanted("Robert Hood", "Minus")
    resolver.remember(wanted, GHOSTS.uri)
    assert resolver.resolve(spotify, wanted).uri == GHOSTS.uri
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


def test_what_the_dj_chose_takes_the_place_of_a_miss(
    resolver: Resolver, spotify: Spotify, store: Store
) -> None:
    wanted = Wanted("Robert Hood", "Minus (Other Remix)")
    offer = resolver.resolve(spotify, wanted).offers[0]
    resolver.remember(wanted, offer.uri)
    outcome = resolver.resolve(spotify, wanted)
    assert (outcome.status, outcome.uri, outcome.asked) == ("found", offer.uri, False)


def test_a_track_outside_the_catalogue_is_looked_for_and_not_remembered(
    resolver: Resolver, spotify: Spotify, sandbox: Sandbox, store: Store
) -> None:
    for number in (1, 2):
        assert resolver.resolve(spotify, Wanted("Bert & Anna", "Together")).uri == DUET.uri
        assert searches(sandbox) == number
    with store.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM resolution")) == 0


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
