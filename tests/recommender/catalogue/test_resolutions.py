"""What services answered stays known: hits for good, misses for a month with what came near."""

from datetime import UTC, datetime, timedelta

import pytest

from recommender.catalogue.resolutions import (
    ASK_AGAIN_AFTER,
    Answer,
    Offered,
    Resolution,
    forget,
    offers,
    remember,
    resolution,
    unresolved,
)
from recommender.catalogue.setlist import Play
from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, at_once, fill

A, B, C = "Ada - Rise", "Bo - Fall", "Cy - Stay"
URI, OTHER = "spotify:track:" + "1" * 22, "spotify:track:" + "2" * 22
NEAR = Offered(OTHER, ("Ada", "Bo"), "Rise - Live", "https://x.example", "Ein Ü", 2001, 301_000)
FAR = Offered(URI, ("Eve",), "Rise")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, [a_set(1, A, B), a_set(2, B, C), a_set(3, B, C, "Dee - ", "Eve - Up (ID Remix)")])
    return store


def ids(store: Store) -> list[int]:
    return list(store.track_ids([name.lower() for name in (A, B, C)]).values())


def test_a_miss_keeps_what_came_near_in_order(filled: Store) -> None:
    track = ids(filled)[0]
    remember(filled.engine, [Answer(track, "spotify", None, (NEAR, FAR))])
    assert offers(filled.engine, track, "spotify") == (NEAR, FAR)
    assert offers(filled.engine, track, "deezer") == ()
    known = resolution(filled.engine, track, "spotify")
    assert known is not None
    assert known.uri is None
    assert abs(datetime.now(UTC) - known.checked_at) < timedelta(minutes=1)


def test_another_miss_replaces_the_offers_and_a_hit_removes_them(filled: Store) -> None:
    track = ids(filled)[0]
    remember(filled.engine, [Answer(track, "spotify", None, (NEAR, FAR))])
    remember(filled.engine, [Answer(track, "spotify", None, (FAR,))])
    assert offers(filled.engine, track, "spotify") == (FAR,)
    remember(filled.engine, [Answer(track, "spotify", URI, (NEAR,))])
    assert offers(filled.engine, track, "spotify") == ()
    assert filled.track_by_uri(URI) is not None


def test_a_uri_in_a_set_list_removes_the_offers_too(filled: Store) -> None:
    track = ids(filled)[0]
    remember(filled.engine, [Answer(track, "spotify", None, (NEAR,))])
    fill(filled, [a_set(9, Play("Ada", "Rise", None, URI))])
    assert offers(filled.engine, track, "spotify") == ()
    known = resolution(filled.engine, track, "spotify")
    assert known is not None
    assert known.uri == URI


def test_what_is_forgotten_is_asked_again(filled: Store) -> None:
    track, other, _ = ids(filled)
    remember(
        filled.engine,
        [
            Answer(track, "spotify", URI),
            Answer(track, "isrc", "isrc:GBAAA9900001"),
            Answer(other, "spotify", None, (NEAR,)),
        ],
    )
    forget(filled.engine, track, "spotify")
    forget(filled.engine, track, "spotify")
    assert resolution(filled.engine, track, "spotify") is None
    assert resolution(filled.engine, track, "isrc") is not None
    forget(filled.engine, other, "spotify")
    assert offers(filled.engine, other, "spotify") == ()


def test_the_most_played_are_asked_for_first_and_what_names_no_recording_never(
    filled: Store,
) -> None:
    assert [track.name for track in unresolved(filled.engine, "spotify")] == [B, C, A]


def test_hits_are_asked_no_more_and_misses_after_a_month(filled: Store) -> None:
    first, second, _ = ids(filled)
    remember(filled.engine, [Answer(first, "spotify", URI), Answer(second, "spotify", None)])
    remember(filled.engine, [Answer(first, "deezer", None)])
    assert [track.name for track in unresolved(filled.engine, "spotify")] == [C]
    later = datetime.now(UTC) + ASK_AGAIN_AFTER
    almost, over = later - timedelta(minutes=1), later + timedelta(minutes=1)
    assert [track.name for track in unresolved(filled.engine, "spotify", almost)] == [C]
    assert [track.name for track in unresolved(filled.engine, "spotify", over)] == [B, C]


def test_only_a_miss_grows_old() -> None:
    now = datetime.now(UTC)
    old = now - ASK_AGAIN_AFTER - timedelta(seconds=1)
    assert Resolution(URI, old).holds(now)
    assert not Resolution(None, old).holds(now)
    assert Resolution(None, old + timedelta(seconds=2)).holds(now)


def test_two_who_write_down_the_same_track_at_once_both_succeed(filled: Store) -> None:
    track = ids(filled)[0]
    for _ in range(10):
        at_once(
            lambda: remember(filled.engine, [Answer(track, "spotify", URI)]),
            lambda: remember(filled.engine, [Answer(track, "spotify", None, (NEAR,))]),
            lambda: remember(filled.engine, [Answer(track, "spotify", None, (FAR, NEAR))]),
        )
        known = resolution(filled.engine, track, "spotify")
        assert known is not None
        assert bool(known.uri) == (offers(filled.engine, track, "spotify") == ())
