"""Counting plays while sets come and go."""

import threading
from datetime import UTC, datetime

import numpy as np
import pytest
import sqlalchemy as sa

from recommender.catalogue import airplay
from recommender.catalogue import schema as db
from recommender.catalogue.airplay import Airplay, CurrentAirplay, load_airplay
from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, at_once, fill


def test_a_set_that_goes_while_its_plays_are_read_has_no_year(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(small, [a_set(1, "Ada - Rise", date="2001"), a_set(2, "Ada - Rise", date="2004")])
    pairs = airplay._pairs

    def before_the_dates(rows: list[sa.Row]) -> np.ndarray:
        return np.array([*pairs(rows), [1, 999]])  # of a set that the dates no longer hold

    monkeypatch.setattr(airplay, "_pairs", before_the_dates)
    counted = load_airplay(small)
    assert (counted.sets.tolist(), counted.first_years.tolist()) == ([3], [2001])


@pytest.mark.parametrize("odd", ["0001", "9999", "9999-12-31", "1899"])
def test_a_year_that_can_not_be_is_none(store: Store, odd: str) -> None:
    fill(store, [a_set(1, "Ada - Rise", "Bo - Fall", date=odd), a_set(2, "Bo - Fall", date="2001")])
    first = dict(zip(load_airplay(store).track_ids, load_airplay(store).first_years, strict=True))
    ids = store.track_ids(["ada - rise", "bo - fall"])
    assert (first[ids["ada - rise"]], first[ids["bo - fall"]]) == (0, 2001)


def test_next_years_sets_are_taken_as_they_are(small: Store) -> None:
    coming = datetime.now(UTC).year + 1
    fill(small, [a_set(1, "Ada - Rise", date=f"{coming}-01-01")])
    assert load_airplay(small).first_years.tolist() == [coming]


def test_many_threads_read_the_plays_once_and_not_after_every_set(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(small, [a_set(1, "Ada - Rise")])
    reads, lock, now = [], threading.Lock(), [0.0]

    def load(store: Store) -> Airplay:
        with lock:
            reads.append(store.revision())
        return load_airplay(store)

    monkeypatch.setattr(airplay, "load_airplay", load)
    current = CurrentAirplay(small, pause_s=10.0, clock=lambda: now[0])
    assert current.version is None
    at_once(*[current.current] * 4)
    assert len(reads) == 1
    before = current.version
    fill(small, [a_set(2, "Ada - Rise")])
    at_once(*[current.current] * 4)
    assert (len(reads), current.version) == (1, before)
    now[0] = 11.0
    assert current.version != before
    assert current.current().sets.tolist() == [2]
    assert len(reads) == 2
    with small.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(db.dj_set)) == 2
