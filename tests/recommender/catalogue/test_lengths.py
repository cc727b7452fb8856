"""How long DJs let a track play."""

from recommender.catalogue.lengths import played_lengths
from recommender.catalogue.setlist import Play
from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, fill


def cued(title: str, cue_s: float | None, layered: bool = False) -> Play:
    return Play("Ann", title, cue_s, layered=layered)


def lengths(store: Store, *titles: str) -> dict[str, float]:
    ids = store.track_ids([f"ann - {title}" for title in titles])
    found = played_lengths(store, list(ids.values()))
    return {key.removeprefix("ann - "): found[id_] for key, id_ in ids.items() if id_ in found}


def test_a_track_plays_until_the_next_one_comes_in(store: Store) -> None:
    fill(store, [a_set(1, cued("a", 0), cued("b", 240), cued("c", 600))])
    assert lengths(store, "a", "b", "c") == {"a": 240, "b": 360}


def test_the_median_over_all_sets_counts(store: Store) -> None:
    sets = [
        a_set(n, cued("a", 10), cued(f"b{n}", 10 + gap)) for n, gap in enumerate([60, 200, 500])
    ]
    fill(store, sets)
    assert lengths(store, "a") == {"a": 200}


def test_gaps_that_can_not_be_one_track_do_not_count(store: Store) -> None:
    slip = a_set(1, cued("a", 100), cued("b", 105), cued("c", 4_000), cued("d", 3_000))
    fill(store, [slip])
    assert lengths(store, "a", "b", "c") == {}
    fill(store, [a_set(2, cued("a", 0), cued("b", 180), cued("c", 400))])
    assert lengths(store, "a", "b", "c") == {"a": 180, "b": 220}


def test_a_missing_cue_leaves_both_sides_open(store: Store) -> None:
    fill(store, [a_set(1, cued("a", 0), cued("b", None), cued("c", 600), cued("d", 800))])
    assert lengths(store, "a", "b", "c") == {"c": 200}


def test_what_lies_on_top_of_a_track_does_not_end_it(store: Store) -> None:
    layered = cued("over", 100, layered=True)
    fill(store, [a_set(1, cued("a", 0), layered, cued("b", 300), cued("c", 500))])
    assert lengths(store, "a", "over", "b") == {"a": 300, "b": 200}


def test_what_lies_on_top_of_the_next_track_does_not_lengthen_it(store: Store) -> None:
    later = cued("over", 350, layered=True)
    fill(store, [a_set(1, cued("a", 0), cued("b", 300), later, cued("c", 500))])
    assert lengths(store, "a", "b") == {"a": 300, "b": 200}


def test_nothing_is_known_of_tracks_that_nobody_cued(store: Store) -> None:
    fill(store, [a_set(1, "Ann - a", "Ann - b")])
    assert lengths(store, "a", "b") == {}
    assert played_lengths(store, []) == {}
    assert played_lengths(store, [10_000]) == {}
