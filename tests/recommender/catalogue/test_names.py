"""Names that look like what was typed."""

from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, fill


def test_the_order_of_words_and_a_slip_do_not_matter(store: Store) -> None:
    fill(store, [a_set(1, "Ada Lune - Rising Tide", "Bo Kestrel - Falling Leaves")])
    assert [t.name for t in store.alike("rising tied ada lune")] == ["Ada Lune - Rising Tide"]
    assert store.alike("something else entirely") == []


def test_what_came_in_after_the_names_were_read_is_found_too(store: Store) -> None:
    fill(store, [a_set(1, "Ada Lune - Rising Tide")])
    assert store.alike("bo kestrel falling leafs") == []
    fill(store, [a_set(2, "Bo Kestrel - Falling Leaves")])
    assert [t.title for t in store.alike("bo kestrel falling leafs")] == ["Falling Leaves"]
