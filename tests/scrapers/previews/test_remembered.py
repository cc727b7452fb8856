"""What services call our tracks stays known; what nobody has is asked again after a month."""

from datetime import UTC, datetime, timedelta

import pytest

from recommender.catalogue.resolutions import ASK_AGAIN_AFTER
from recommender.catalogue.store import Store
from scrapers.previews.remembered import known_ids, missing_everywhere, remember
from tests.scrapers.previews.catalogues import fill_with, remembered


@pytest.fixture
def store(database_url: str):  # type: ignore[no-untyped-def]
    opened = Store(database_url)
    fill_with(opened, "A - One", "B - Two", "C - Three")
    yield opened
    opened.close()


def ids(store: Store) -> list[int]:
    return [track.id for track in store.most_played(9)]


def test_what_is_remembered_is_known(store: Store) -> None:
    one, two, three = ids(store)
    remember(store, [(two, "deezer", "5"), (one, "deezer", None), (one, "itunes", "77")])
    store.writer().put_resolution(three, "spotify", "spotify:track:x")
    assert known_ids(store) == {one: {"itunes": "77"}, two: {"deezer": "5"}}
    assert remembered(store)["b two".replace(" ", " - "), "deezer"] == "deezer:track:5"


def test_the_newest_answer_counts(store: Store) -> None:
    one, two, _ = ids(store)
    remember(store, [(one, "deezer", "5"), (two, "deezer", None)])
    remember(store, [(one, "deezer", None), (two, "deezer", "6")])
    remember(store, [])
    assert known_ids(store) == {two: {"deezer": "6"}}


def test_only_what_every_service_lacks_is_missing_and_only_for_a_month(store: Store) -> None:
    one, two, three = ids(store)
    remember(store, [(one, "deezer", None), (one, "itunes", None)])
    remember(store, [(two, "deezer", None), (two, "itunes", "8"), (three, "itunes", None)])
    now = datetime.now(UTC)
    assert missing_everywhere(store) == {one}
    assert missing_everywhere(store, now + ASK_AGAIN_AFTER - timedelta(minutes=1)) == {one}
    assert missing_everywhere(store, now + ASK_AGAIN_AFTER + timedelta(minutes=1)) == set()
