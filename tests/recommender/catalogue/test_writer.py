"""Writing sets: idempotent, whole or not at all, also with two writers at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.identity import track_name
from recommender.catalogue.resolutions import resolution
from recommender.catalogue.setlist import Play, SetList
from recommender.catalogue.store import Counts, Store
from recommender.evidence import collect_evidence
from tests.recommender.builders import a_set, at_once, content, fill

URI = "spotify:track:6rqhFgbbKwnb9MLmUQDhG6"
OTHER_URI = "spotify:track:0000000000000000000001"
FRIDAY = a_set(
    *(1, "Ada - Rise", Play("Bo", "Fall", label="Hexal - HX 12"), "Cy - Stay (Bo Remix)"),
    djs=("Nadia", "Tomas"),
)


def plays_of(store: Store, source_id: str = "1") -> list[tuple[int, str | None, float | None]]:
    query = (
        sa.select(db.play.c.position, db.track.c.key, db.play.c.cue_s)
        .join(db.dj_set, db.dj_set.c.id == db.play.c.set_id)
        .outerjoin(db.track, db.track.c.id == db.play.c.track_id)
        .where(db.dj_set.c.source_id == source_id)
        .order_by(db.play.c.position)
    )
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def labels_of(store: Store, source_id: str = "1") -> list[tuple[int, str]]:
    return [(line, label) for set_, line, label in content(store)["label"] if set_ == source_id]


def djs_of(store: Store, source_id: str = "1") -> list[str]:
    query = (
        sa.select(db.dj.c.name)
        .join(db.set_dj, db.set_dj.c.dj_id == db.dj.c.id)
        .join(db.dj_set, db.dj_set.c.id == db.set_dj.c.set_id)
        .where(db.dj_set.c.source_id == source_id)
        .order_by(db.set_dj.c.position)
    )
    with store.engine.connect() as connection:
        return list(connection.scalars(query))


def test_a_new_set_is_there_with_its_plays_in_order(store: Store) -> None:
    assert store.writer().put_set(FRIDAY) == "new"
    assert store.counts() == Counts(sets=1, tracks=3, djs=2, plays=3)
    keys = [(1, "ada - rise", None), (2, "bo - fall", None), (3, "cy - stay (bo remix)", None)]
    assert plays_of(store) == keys
    assert djs_of(store) == ["Nadia", "Tomas"]
    assert labels_of(store) == [(2, "Hexal - HX 12")]


def test_nobody_labels_what_nobody_knows(store: Store) -> None:
    store.writer().put_set(a_set(1, Play(label="Hexal"), Play("Ada", "", label="Moth")))
    assert labels_of(store) == [(2, "Moth")]


def test_the_same_set_again_changes_nothing(store: Store) -> None:
    writer = store.writer()
    writer.put_set(FRIDAY)
    before = content(store)
    assert writer.put_set(FRIDAY) == "unchanged"
    assert store.writer().put_set(FRIDAY) == "unchanged"
    assert content(store) == before


def test_another_spelling_is_the_same_track_and_keeps_the_first_one(store: Store) -> None:
    fill(store, [a_set(1, "Röyksopp - Sått"), a_set(2, "ROYKSOPP - Satt (Original Mix)")])
    assert store.counts().tracks == 1
    track = store.track_by_key(track_name("Royksopp", "Satt").key)
    assert track is not None
    assert (track.artist, track.title, track.sets) == ("Röyksopp", "Sått", 2)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Saturday"},
        {"date": "2020"},
        {"url": None},
        {"djs": ("Tomas", "Nadia")},
        {"djs": ()},
        {"plays": FRIDAY.plays[::-1]},
        {"plays": ()},
        {"plays": (*FRIDAY.plays, Play("Dee", "New", 3.5, URI), Play())},
        {"plays": (FRIDAY.plays[0], replace(FRIDAY.plays[1], label="Moth"), FRIDAY.plays[2])},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_set_is_replaced_as_if_it_had_never_been_another(
    store: Store, change: dict[str, object]
) -> None:
    changed = replace(FRIDAY, **change)
    writer = store.writer()
    writer.put_set(a_set(2, "Bo - Fall"))
    writer.put_set(FRIDAY)
    assert writer.put_set(changed) == "changed"
    assert writer.put_set(changed) == "unchanged"
    assert store.counts().sets == 2
    assert djs_of(store) == list(changed.djs)
    expected = [
        (place, track_name(p.artist, p.title).key if p.artist else None, p.cue_s)
        for place, p in enumerate(changed.plays, start=1)
    ]
    assert plays_of(store) == expected
    assert plays_of(store, "2") == [(1, "bo - fall", None)]
    labels = [(line, p.label) for line, p in enumerate(changed.plays, start=1) if p.label]
    assert labels_of(store) == labels
    with store.engine.connect() as connection:
        row = connection.execute(sa.select(db.dj_set).where(db.dj_set.c.source_id == "1")).one()
    assert (row.title, row.date, row.url) == (changed.title, changed.date, changed.url)


def test_sets_of_two_sources_may_share_an_id(store: Store) -> None:
    writer = store.writer()
    assert writer.put_set(FRIDAY) == "new"
    assert writer.put_set(replace(FRIDAY, source="elsewhere")) == "new"
    assert store.counts().sets == 2


@pytest.mark.parametrize("nobody", ["", "Various Artists", "VA", "Various DJs", "?"])
def test_nobody_is_no_dj(store: Store, nobody: str) -> None:
    store.writer().put_set(a_set(1, "Ada - Rise", djs=(nobody, "Nadia")))
    assert djs_of(store) == ["Nadia"]
    assert store.counts().djs == 1


def test_initials_that_would_be_no_artist_are_a_dj(store: Store) -> None:
    store.writer().put_set(a_set(1, "Ada - Rise", djs=("ID",)))
    assert djs_of(store) == ["ID"]


def test_a_dj_in_two_spellings_is_one_and_counts_once_in_a_set(store: Store) -> None:
    fill(store, [a_set(1, djs=("Âme", "ame", "Dixon")), a_set(2, djs=("AME",))])
    assert store.counts().djs == 2
    assert djs_of(store) == ["Âme", "Dixon"]
    assert djs_of(store, "2") == ["Âme"]


def test_unknown_tracks_keep_their_place(store: Store) -> None:
    lines = ("", "Ada - Rise", "ID - ID", "? - ?", "Bo - Fall")
    store.writer().put_set(a_set(1, *lines))
    assert plays_of(store) == [
        (1, None, None),
        (2, "ada - rise", None),
        (3, None, None),
        (4, None, None),
        (5, "bo - fall", None),
    ]
    assert store.counts().tracks == 2


def test_half_known_tracks_are_kept_and_never_taken_for_whole_ones(store: Store) -> None:
    half = (Play("Ada", "?", spotify_uri=URI), Play("?", "Rise"), Play("Bo", "Fall"))
    store.writer().put_set(a_set(1, *half))
    query = sa.select(db.track.c.key, db.track.c.whole).order_by(db.track.c.key)
    with store.engine.connect() as connection:
        found = dict(tuple(row) for row in connection.execute(query))
    assert found == {" - rise": False, "ada - ": False, "bo - fall": True}
    assert store.track_by_key("ada - ") is None
    assert content(store)["resolution"] == []
    assert store.search("rise") == []


def test_a_cue_is_stored_as_seconds(store: Store) -> None:
    store.writer().put_set(a_set(1, Play("Ada", "Rise", 0.0), Play("Bo", "Fall", 61.25)))
    assert plays_of(store) == [(1, "ada - rise", 0.0), (2, "bo - fall", 61.25)]


@pytest.mark.parametrize("given", [URI, URI.split(":")[-1], f"https://open.spotify.com/track/{URI.split(':')[-1]}?si=1"])  # fmt: skip  # noqa: E501
def test_a_given_spotify_track_becomes_a_resolution(store: Store, given: str) -> None:
    store.writer().put_set(a_set(1, Play("Ada", "Rise", None, given), "Bo - Fall"))
    track = store.track_by_uri(URI)
    assert track is not None
    assert (track.key, track.spotify_uri) == ("ada - rise", URI)
    remembered = resolution(store.engine, track.id, "spotify")
    assert remembered is not None
    assert remembered.uri == URI


@pytest.mark.parametrize("given", ["spotify:album:6rqhFgbbKwnb9MLmUQDhG6", "n/a", "https://x.test"])
def test_what_is_no_spotify_track_is_left_out_and_the_play_stays(store: Store, given: str) -> None:
    assert store.writer().put_set(a_set(1, Play("Ada", "Rise", None, given))) == "new"
    track = store.track_by_key("ada - rise")
    assert track is not None
    assert track.spotify_uri is None


def test_a_given_uri_survives_a_second_play_without_one(store: Store) -> None:
    store.writer().put_set(a_set(1, Play("Ada", "Rise", None, URI), "Bo - Fall", "Ada - Rise"))
    assert store.track_by_uri(URI) is not None


def test_a_resolution_is_replaced_and_a_miss_is_remembered(store: Store) -> None:
    writer = store.writer()
    writer.put_set(a_set(1, Play("Ada", "Rise", None, URI)))
    track = store.track_by_uri(URI)
    assert track is not None
    writer.put_resolution(track.id, "spotify", OTHER_URI)
    assert store.track_by_uri(URI) is None
    assert store.track_by_uri(OTHER_URI) is not None
    writer.put_resolution(track.id, "deezer", None)
    miss = resolution(store.engine, track.id, "deezer")
    assert miss is not None
    assert miss.uri is None
    assert resolution(store.engine, track.id, "itunes") is None


def test_the_revision_rises_by_one_for_each_change_and_for_nothing_else(store: Store) -> None:
    assert store.revision() == 0
    writer = store.writer()
    seen = []
    for setlist in (FRIDAY, FRIDAY, a_set(2, "Ada - Rise"), replace(FRIDAY, title="Sat"), FRIDAY):
        writer.put_set(setlist)
        seen.append(store.revision())
    assert seen == [1, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO dj ",
        "DELETE FROM play",
        "INSERT INTO set_dj",
        "INSERT INTO track",
        "INSERT INTO play",
        "INSERT INTO play_label",
        "INSERT INTO resolution",
        "UPDATE scrape_state",
    ],
)
def test_a_failure_in_the_middle_leaves_the_set_as_it_was(store: Store, statement: str) -> None:
    writer = store.writer()
    writer.put_set(FRIDAY)
    before = content(store)
    changed = replace(
        FRIDAY,
        djs=("New DJ",),
        plays=(Play("Eve", "New", None, URI), Play("Ada", "Rise", label="Moth")),
    )
    armed = True

    def fail(_connection, _cursor, sql, *_rest):  # type: ignore[no-untyped-def]
        if armed and sql.startswith(statement):
            raise RuntimeError("the power is gone")

    sa.event.listen(store.engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError, match="the power is gone"):
        writer.put_set(changed)
    assert content(store) == before
    # The same writer goes on, and does not think that the lost rows are there.
    armed = False
    assert writer.put_set(changed) == "changed"
    assert plays_of(store) == [(1, "eve - new", None), (2, "ada - rise", None)]


def test_readers_see_the_old_set_until_the_new_one_is_whole(store: Store) -> None:
    writer = store.writer()
    writer.put_set(FRIDAY)
    other = Store(store.engine.url.render_as_string(hide_password=False))
    before, seen = content(store), []

    def look(_connection, _cursor, sql, *_rest):  # type: ignore[no-untyped-def]
        if sql.startswith("UPDATE scrape_state"):
            seen.append(content(other))

    sa.event.listen(store.engine, "before_cursor_execute", look)
    writer.put_set(replace(FRIDAY, plays=(Play("Eve", "New"),)))
    assert seen == [before]
    assert content(other) == content(store) != before
    other.close()


def test_two_writers_at_once_end_like_one_after_the_other(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = [f"Artist {n} - Title {n}" for n in range(12)]
    djs = [f"DJ {n}" for n in range(6)]
    forwards = [a_set(n, *lines, djs=djs) for n in range(15)]
    # The same tracks and DJs the other way round; half of the sets are the same ones.
    backwards = forwards[:7] + [a_set(n, *lines[::-1], djs=djs[::-1]) for n in range(100, 110)]
    stores = [Store(database_url), Store(database_url)]
    changes: list[str] = []

    def job(store: Store, setlists: list[SetList]) -> Callable[[], None]:
        writer = store.writer()
        return lambda: changes.extend(writer.put_set(setlist) for setlist in setlists)

    at_once(job(stores[0], forwards), job(stores[1], backwards))
    alone = Store(f"sqlite:///{tmp_path_factory.mktemp('alone') / 'catalogue.db'}")
    fill(alone, [*forwards, *backwards])
    try:
        assert content(stores[0]) == content(alone)
        assert changes.count("new") == 25 == stores[0].revision()
        assert changes.count("unchanged") == 7
    finally:
        for opened in (*stores, alone):
            opened.close()


def test_a_layered_track_shares_the_place_of_the_one_below_it(database_url: str) -> None:
    store = Store(database_url)
    plays = (
        Play("A", "One"),
        Play("B", "Two"),
        Play("C", "Over Two", layered=True),
        Play("D", "Three"),
    )
    store.writer().put_set(SetList("test", "1", "Night", "2026", ("DJ",), plays))
    with store.engine.connect() as connection:
        query = sa.select(db.play.c.position, db.play.c.layered).order_by(db.play.c.line)
        rows = [tuple(row) for row in connection.execute(query)]
    assert rows == [(1, False), (2, False), (2, True), (3, False)]
    keys = ("a - one", "b - two", "c - over two", "d - three")
    found = [store.track_by_key(key) for key in keys]
    one, two, over, three = (track.id for track in found if track)
    evidence = collect_evidence(store, [over], [one, two, three])
    apart = {id_: why.examples[0].distance for id_, why in evidence.items()}
    assert apart == {one: 2, two: 0, three: 2}
    assert collect_evidence(store, [two], [three])[three].adjacent == 1
    store.close()


def test_a_page_replaces_all_of_its_sets_at_once(database_url: str) -> None:
    store = Store(database_url)
    writer = store.writer()

    def part(name: str, title: str) -> SetList:
        return SetList(
            "test",
            f"page#{name}",
            name,
            "2026",
            ("DJ",),
            (Play("A", title, label=name),),
            page="page",
        )

    other = SetList("test", "other", "Other", "2026", ("DJ",), (Play("A", "One"),), page="other")
    writer.put_set(other)
    assert writer.put_page("test", "page", [part("1", "One"), part("2", "Two")]) == "new"
    assert writer.put_page("test", "page", [part("1", "One"), part("2", "Two")]) == "unchanged"
    before = store.revision()
    assert writer.put_page("test", "page", [part("1", "One")]) == "changed"
    assert store.revision() > before
    assert store.counts().sets == 2
    assert content(store)["label"] == [("page#1", 1, "1")]
    assert writer.put_page("test", "page", []) == "changed"
    assert store.counts().sets == 1
    assert content(store)["label"] == []
    store.close()
