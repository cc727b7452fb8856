"""A crawl brings everything in once, asks only for what changed, and can stop anywhere."""

import json
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.store import Store
from scrapers.errors import NotAllowed, Unavailable
from scrapers.mixesdb.client import MixesDB, Section
from scrapers.mixesdb.crawl import Crawl, Summary
from scrapers.mixesdb.positions import read_positions
from scrapers.sandbox.faults import Fault
from scrapers.sandbox.server import Sandbox
from tests.recommender.builders import content
from tests.scrapers.mixesdb_client.conftest import Parsed, simple_parser, text_of, title_of

NIGHTS = (Section("Nights"),)

Run = Callable[..., Summary]


@pytest.fixture
def run(client: MixesDB, store: Store) -> Run:
    """Runs a crawl in the store."""

    def call(
        sections: Sequence[Section] = NIGHTS, limit: int | None = None, write: bool = True
    ) -> Summary:
        return Crawl(client, store, simple_parser, limit, write).run(sections)

    return call


def counts(summary: Summary) -> tuple[int, int, int, int]:
    answer = summary.to_json()
    skipped = sum(answer["skipped"].values())
    return answer["new"], answer["changed"], answer["unchanged"], skipped


def titles(store: Store) -> set[str]:
    with store.engine.connect() as connection:
        return set(connection.scalars(sa.select(db.dj_set.c.title)))


@pytest.mark.parametrize("sections", [NIGHTS, (Section(),)])
def test_everything_comes_in_and_a_second_crawl_fetches_no_text(
    run: Run, store: Store, wiki: Sandbox, sections: Sequence[Section]
) -> None:
    assert counts(run(sections)) == (130, 0, 0, 0)
    assert titles(store) == {title_of(number) for number in range(130)}
    before, revision = content(store), store.revision()
    wiki.forget_requests()
    summary = run(sections)
    assert (counts(summary), summary.complete) == ((0, 0, 130, 0), True)
    assert len(wiki.requests) == 2  # the size, and one list without text
    after = content(store)
    # Where it stands moves on with the clock; nothing else may have changed.
    assert {**after, "state": None} == {**before, "state": None}
    assert store.revision() == revision


def test_progress_counts_up_to_the_size_and_goes_on_where_it_stopped(
    client: MixesDB, store: Store
) -> None:
    told: list[tuple[int, int | None]] = []
    for limit in (70, None):
        progress = lambda _, seen, size: told.append((seen, size))  # noqa: E731
        Crawl(client, store, simple_parser, limit, progress=progress).run(NIGHTS)
    assert [seen for seen, _ in told] == sorted(seen for seen, _ in told)
    assert {size for _, size in told} == {130}
    assert told[-1][0] == 130


def test_only_what_changed_is_fetched_and_replaced(run: Run, store: Store, wiki: Sandbox) -> None:
    run()
    wiki.wiki.edit(title_of(3), text_of("New - One", "New - Two"))
    wiki.wiki.edit(title_of(5), text_of("Artist 5 - Tune 5") + "\nA note.")
    wiki.wiki.edit("2022-01-01 - DJ Test - Night X", text_of("X - Y"))
    wiki.forget_requests()
    assert counts(run()) == (1, 1, 129, 0)
    assert len(wiki.requests) == 3
    assert store.track_by_key("new - two") is not None
    assert counts(run()) == (0, 0, 131, 0)


def test_a_page_that_became_a_stub_loses_its_sets(run: Run, store: Store, wiki: Sandbox) -> None:
    run()
    wiki.wiki.edit(title_of(3), "stub\n[[Category:Nights]]")
    summary = run()
    assert summary.to_json()["skipped"] == {"stub": 1}
    assert summary.tally.removed == 1
    assert title_of(3) not in titles(store)
    assert counts(run()) == (0, 0, 130, 0)


def test_a_page_with_another_title_is_no_second_set(run: Run, store: Store, wiki: Sandbox) -> None:
    run()
    wiki.wiki.move(title_of(3), "2010-04-15 - DJ Test - Renamed")
    assert counts(run())[2] == 129
    expected = {title_of(number) for number in range(130)} - {title_of(3)}
    assert titles(store) == expected | {"2010-04-15 - DJ Test - Renamed"}


def test_pages_that_swap_titles_keep_their_sets(run: Run, store: Store, wiki: Sandbox) -> None:
    run()
    for old, new in ((3, "Away"), (4, title_of(3)), ("Away", title_of(4))):
        wiki.wiki.move(title_of(old) if isinstance(old, int) else old, new)
    run()
    assert titles(store) == {title_of(number) for number in range(130)}
    with store.engine.connect() as connection:
        query = sa.select(db.dj_set.c.title, db.track.c.key)
        query = query.join(db.play, db.play.c.set_id == db.dj_set.c.id)
        query = query.join(db.track, db.track.c.id == db.play.c.track_id)
        found = dict(tuple(row) for row in connection.execute(query))
    assert found[title_of(3)] == "artist 4 - tune 4"
    assert found[title_of(4)] == "artist 3 - tune 3"


def test_a_crawl_of_all_pages_notices_that_one_is_gone(
    run: Run, store: Store, wiki: Sandbox
) -> None:
    run((Section(),))
    wiki.wiki.delete(title_of(3))
    summary = run((Section(),))
    assert summary.to_json()["skipped"] == {"deleted": 1}
    assert title_of(3) not in titles(store)
    assert counts(run((Section(),))) == (0, 0, 129, 0)
    wiki.wiki.edit(title_of(3), text_of("Back - Again"))
    assert counts(run((Section(),)))[0] == 1


@pytest.mark.parametrize("sections", [NIGHTS, (Section(),)])
def test_a_page_that_became_a_redirect_loses_its_sets(
    client: MixesDB, store: Store, wiki: Sandbox, sections: Sequence[Section]
) -> None:
    def run() -> Summary:
        # The simple parser knows no redirects.
        return Crawl(client, store, parse_or_redirect).run(sections)

    run()
    wiki.wiki.edit(title_of(3), f"#REDIRECT [[{title_of(4)}]]")
    summary = run()
    assert summary.to_json()["skipped"] == {"redirect": 1}
    assert summary.tally.removed == 1
    assert titles(store) == {title_of(number) for number in range(130)} - {title_of(3)}
    assert counts(run()) == (0, 0, 129, 0)


def parse_or_redirect(title: str, wikitext: str, url: str, page_id: int | None = None) -> Parsed:
    if wikitext.startswith("#REDIRECT"):
        return Parsed(skipped="redirect")
    return simple_parser(title, wikitext, url, page_id)


def test_a_category_asks_about_what_it_no_longer_lists(
    run: Run, store: Store, wiki: Sandbox
) -> None:
    wiki.wiki.edit("2009-01-01 - Elsewhere", text_of("A - B", category="Days"))
    run((Section("Days"),))
    run()
    wiki.wiki.delete(title_of(3))
    wiki.wiki.edit(title_of(4), text_of("New - One", category="Days"))
    wiki.wiki.delete("2009-01-01 - Elsewhere")  # not of this category: nobody asks
    summary = run()
    assert counts(summary) == (0, 1, 128, 1)
    assert summary.to_json()["skipped"] == {"deleted": 1}
    assert "2009-01-01 - Elsewhere" in titles(store)
    wiki.forget_requests()
    assert counts(run()) == (0, 0, 128, 0)
    assert len(wiki.requests) == 2


def test_a_category_that_was_read_in_parts_knows_all_its_pages(
    run: Run, store: Store, wiki: Sandbox
) -> None:
    run(limit=60)
    run()
    wiki.wiki.delete(title_of(129))
    wiki.wiki.delete(title_of(3))
    assert run().to_json()["skipped"] == {"deleted": 2}


def test_a_wiki_without_any_page_is_an_error_and_nothing_is_dropped(
    run: Run, store: Store, wiki: Sandbox
) -> None:
    run((Section(),))
    for number in range(130):
        wiki.wiki.delete(title_of(number))
    for _ in range(2):
        with pytest.raises(Unavailable, match="no page at all"):
            run((Section(),))
    assert len(titles(store)) == 130


def test_since_reads_only_what_is_recent(run: Run, store: Store) -> None:
    assert counts(run([Section("Nights", "2020-01-15")])) == (10, 0, 0, 0)
    assert counts(run([Section(None, "2020")])) == (0, 0, 10, 0)
    assert titles(store) == {title_of(number) for number in range(120, 130)}


def test_a_start_date_that_moves_leaves_one_position(run: Run, store: Store) -> None:
    for since in ("2018", "2019", "2020"):
        run([Section("Nights", since)])
    assert [position.since for position in read_positions(store)] == ["2020"]


def test_a_limit_stops_and_the_next_run_goes_on(run: Run, store: Store) -> None:
    found = 0
    for expected in (40, 40, 40, 10):
        summary = run(limit=40)
        found += summary.tally.new
        assert summary.tally.new == expected
    assert (found, summary.complete) == (130, True)
    assert titles(store) == {title_of(number) for number in range(130)}


def test_a_dry_run_tells_and_writes_nothing(run: Run, store: Store, wiki: Sandbox) -> None:
    assert counts(run(write=False)) == (130, 0, 0, 0)
    assert (store.counts().sets, store.known_pages("mixesdb")) == (0, {})
    assert read_positions(store) == []
    run()
    wiki.wiki.edit(title_of(3), text_of("New - One"))
    wiki.wiki.edit(title_of(4), "stub [[Category:Nights]]")
    before = content(store), store.known_pages("mixesdb"), read_positions(store)
    summary = run(write=False)
    assert counts(summary) == (0, 1, 128, 1)
    assert summary.tally.removed == 1
    assert (content(store), store.known_pages("mixesdb"), read_positions(store)) == before


def test_lines_that_nobody_understood_are_counted(run: Run, wiki: Sandbox) -> None:
    wiki.wiki.edit(title_of(3), text_of("New - One") + "\n!!\n!!")
    assert run().to_json()["unparsed_lines"] == 2


def test_a_misspelled_category_is_told(run: Run, store: Store) -> None:
    summary = run((Section("nights"), *NIGHTS))
    assert summary.empty == ["nights"]
    assert [position.category for position in read_positions(store)] == ["Nights"]
    assert summary.tally.new == 130


def test_links_are_followed_once(run: Run, store: Store, wiki: Sandbox) -> None:
    wiki.wiki.edit("2009-01-01 - A - Part", "# A - B\n-> 2009-01-02 - C - Further")
    wiki.wiki.edit("2009-01-02 - C - Further", "# C - D")
    wiki.wiki.edit(title_of(3), f"# A - X\n-> 2009-01-01 - A - Part\n-> {title_of(4)}\n-> None"
                   "\n[[Category:Nights]]")  # fmt: skip
    assert run().tally.new == 131
    assert "2009-01-01 - A - Part" in titles(store)
    assert "2009-01-02 - C - Further" not in titles(store)
    assert counts(run()) == (0, 0, 130, 0)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("maxlag", skip=2),
        Fault("ratelimited", skip=2, times=3),
        Fault("status", status=429, retry_after=9, skip=2),
        Fault("status", status=500, skip=1, times=5),
        Fault("truncated", skip=2),
        Fault("cut", skip=3),
        Fault("reset", skip=1),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_a_fault_that_passes_loses_nothing(
    run: Run, store: Store, wiki: Sandbox, fault: Fault
) -> None:
    wiki.faults.add(fault)
    assert counts(run()) == (130, 0, 0, 0)
    assert wiki.faults.struck(fault)
    assert titles(store) == {title_of(number) for number in range(130)}


def test_after_a_challenge_what_is_in_stays_and_the_next_run_goes_on(
    run: Run, store: Store, wiki: Sandbox
) -> None:
    wiki.faults.add(Fault("challenge", skip=2))
    with pytest.raises(NotAllowed, match="challenge"):
        run()
    assert len(titles(store)) == 50
    assert read_positions(store)[0].token
    wiki.forget_requests()
    assert counts(run()) == (80, 0, 0, 0)
    assert len(wiki.requests) == 3
    assert read_positions(store)[0].token is None


def test_a_position_that_mixesdb_forgot_begins_again(run: Run, store: Store, wiki: Sandbox) -> None:
    wiki.faults.add(Fault("challenge", skip=2))
    with pytest.raises(NotAllowed):
        run()
    state = json.loads(store.state("mixesdb positions") or "")
    state[0]["token"] = {"gcmcontinue": "rubbish", "continue": "gcm||"}
    store.writer().put_state("mixesdb positions", json.dumps(state))
    assert counts(run()) == (80, 0, 50, 0)
