"""Only what the sets agree on is taught, and every style gets its turn."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recommender.catalogue.store import Store
from scrapers.previews.labels import MIN_SETS, in_turn, labelled_tracks
from tests.recommender.builders import a_set, fill


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    yield opened
    opened.close()


def add(store: Store, number: int, styles: tuple[str, ...], *lines: str) -> None:
    fill(store, [replace(a_set(number, *lines), styles=styles)])


def labels(store: Store, min_tracks: int = 1) -> dict[str, str]:
    return {one.track.title: one.style for one in labelled_tracks(store, min_tracks, 1)}


def test_a_clear_majority_decides(store: Store) -> None:
    add(store, 1, ("Techno",), "A - Clear", "A - Mostly", "A - Torn")
    add(store, 2, ("Techno",), "A - Clear", "A - Mostly")
    add(store, 3, ("House",), "A - Mostly", "A - Torn")
    assert labels(store) == {"Clear": "Techno", "Mostly": "Techno"}


def test_a_set_of_two_styles_votes_half_for_each(store: Store) -> None:
    add(store, 1, ("Techno", "House"), "A - Half", "A - Both")
    add(store, 2, ("Techno",), "A - Half")
    add(store, 3, ("Techno", "House"), "A - Both")
    assert labels(store) == {"Half": "Techno"}


def test_one_set_is_no_evidence_and_sets_without_styles_say_nothing(store: Store) -> None:
    assert MIN_SETS == 2
    add(store, 1, ("Techno",), "A - Once", "A - Twice", "A - ?")
    add(store, 2, (), "A - Once", "A - Never", "A - ?")
    add(store, 3, ("techno",), "A - Twice", "A - Twice", "A - ?")
    assert labels(store) == {"Twice": "Techno"}


def test_spellings_of_one_style_are_one_style(store: Store) -> None:
    add(store, 1, ("Drum & Bass",), "A - One", "A - Two")
    add(store, 2, ("drum-&-bass",), "A - One")
    add(store, 3, ("Drum & Bass",), "A - One", "A - Two")
    assert labels(store, 2) == {"One": "Drum & Bass", "Two": "Drum & Bass"}


def test_a_style_with_few_tracks_is_not_taught(store: Store) -> None:
    for number in (1, 2):
        add(store, number, ("Techno",), "A - One", "A - Two", "A - Three")
        add(store, number + 2, ("Gabber",), "B - One", "B - Two")
    assert set(labels(store, 3).values()) == {"Techno"}
    assert set(labels(store, 2).values()) == {"Techno", "Gabber"}


def test_a_style_of_few_artists_is_not_taught(store: Store) -> None:
    for number in (1, 2):
        add(store, number, ("Techno",), "A - One", "B - Two", "B - Three")
    assert len(labelled_tracks(store, 3, 2)) == 3
    assert labelled_tracks(store, 3, 3) == []


def test_every_style_gets_its_turn_and_the_most_played_come_first(store: Store) -> None:
    for number in (1, 2, 3):
        add(store, number, ("Techno",), "A - Most", *["A - Some", "A - Less"][: 3 - number])
        add(store, number + 3, ("House",), "B - Most")
    add(store, 7, ("Techno",), "A - Some", "A - Less")
    names = [(one.style, one.track.title) for one in in_turn(labelled_tracks(store, 1, 1))]
    assert names == [("House", "Most"), ("Techno", "Most"), ("Techno", "Some"), ("Techno", "Less")]
