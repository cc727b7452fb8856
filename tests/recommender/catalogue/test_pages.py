"""A page's revision and its sets are written together, and follow the page to a new title."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.pages import KnownPage, PageRecord
from recommender.catalogue.setlist import SetList
from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, content


def of_page(page: str, line: str = "Ada - Rise") -> SetList:
    return replace(a_set(page, line), page=page)


def titles(store: Store) -> list[str]:
    return [row[1] for row in content(store)["set"]]


def test_the_revision_of_a_page_is_known_once_its_sets_are_in(store: Store) -> None:
    writer = store.writer()
    assert store.known_pages("test") == {}
    assert writer.put_page("test", "A", [of_page("A")], PageRecord(7, 70, "set")) == "new"
    assert store.known_pages("test") == {7: KnownPage("A", 70)}
    assert store.known_pages("other") == {}
    assert writer.put_page("test", "A", [of_page("A")], PageRecord(7, 71, "set")) == "unchanged"
    assert store.known_pages("test") == {7: KnownPage("A", 71)}
    assert writer.put_page("test", "A", [], PageRecord(7, 72, "skipped", "stub")) == "changed"
    with store.engine.connect() as connection:
        (row,) = connection.execute(sa.select(db.page)).all()
    assert (row.outcome, row.reason, row.revision) == ("skipped", "stub", 72)


@pytest.mark.parametrize("statement", ["INSERT INTO page", "INSERT INTO play"])
def test_a_failure_leaves_neither_the_page_nor_its_sets(store: Store, statement: str) -> None:
    def fail(_connection, _cursor, sql, *_rest):  # type: ignore[no-untyped-def]
        if sql.startswith(statement):
            raise RuntimeError("the power is gone")

    before = content(store)
    sa.event.listen(store.engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError, match="the power is gone"):
        store.writer().put_page("test", "A", [of_page("A")], PageRecord(7, 70, "set"))
    assert (content(store), store.known_pages("test")) == (before, {})


def test_a_page_without_a_record_is_no_longer_known(store: Store) -> None:
    writer = store.writer()
    writer.put_page("test", "A", [of_page("A")], PageRecord(7, 70, "set"))
    writer.put_page("test", "A", [of_page("A", "Bo - Fall")])
    assert store.known_pages("test") == {}


def test_a_new_title_takes_the_sets_along(store: Store) -> None:
    writer = store.writer()
    writer.put_page("test", "A", [of_page("A")], PageRecord(7, 70, "set"))
    assert writer.put_page("test", "B", [of_page("B")], PageRecord(7, 71, "set")) == "changed"
    assert (titles(store), store.known_pages("test")) == (["B"], {7: KnownPage("B", 71)})


def test_an_old_title_that_another_page_has_by_now_is_left_alone(store: Store) -> None:
    writer = store.writer()
    writer.put_page("test", "A", [of_page("A")], PageRecord(7, 70, "set"))
    writer.put_page("test", "A", [of_page("A", "Bo - Fall")], PageRecord(8, 71, "set"))
    writer.put_page("test", "B", [of_page("B")], PageRecord(7, 72, "set"))
    assert titles(store) == ["A", "B"]


def test_fingerprints_of_a_page(store: Store) -> None:
    store.writer().put_page("test", "A", [of_page("A")])
    assert store.page_digests("test", "A") == {of_page("A").digest()}
    assert store.page_digests("test", "B") == set()


def test_states_are_kept_replaced_and_forgotten(store: Store) -> None:
    writer = store.writer()
    for value in ("one", "two", None):
        writer.put_state("work", value)
        assert store.state("work") == value
