"""Names that look like what was typed."""

from recommender.catalogue.names import Names
from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, fill


def test_the_order_of_words_and_a_slip_do_not_matter(store: Store) -> None:
    fill(store, [a_set(1, "Ada Lune - Rising Tide", "Bo Kestrel - Falling Leaves")])
    assert [t.name for t in store.alike("rising tied ada lune")] == ["Ada Lune - Rising Tide"]
    assert store.alike("something else entirely") == []


def test_what_came_in_after_the_names_were_read_is_found_too_but_not_at_once(store: Store) -> None:
    now = [0.0]
    names = Names(store.engine, store.revision, clock=lambda: now[0])
    fill(store, [a_set(1, "Ada Lune - Rising Tide")])
    assert names.alike("bo kestrel falling leafs", 5, 70) == []
    fill(store, [a_set(2, "Bo Kestrel - Falling Leaves")])
    # While an import runs, something is new all the time: that is not read for every question.
    assert names.alike("bo kestrel falling leafs", 5, 70) == []
    now[0] = 60.0
    found = names.alike("bo kestrel falling leafs", 5, 70)
    assert [store.tracks(found)[id_].title for id_ in found] == ["Falling Leaves"]
