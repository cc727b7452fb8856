"""Counted by the database, the overview says what a count by hand says."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from recommender.catalogue import schema as db
from recommender.catalogue.analyses import waiting_for_analysis
from recommender.catalogue.overview import Coverage, Overview, Source, look
from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, fill

SHOPS = ("deezer", "itunes")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def filled(store: Store) -> Store:
    """A, B and C are in two sets; A twice in one of them; E has half a name, F a nameless remix."""
    fill(
        store,
        [
            a_set(1, "X - A", "X - B", "X - C", "X - A", date="2019-03-02"),
            a_set(2, "X - A", "X - B", "X - C", "X - D", date="2019", djs=("Nadia", "Omar")),
            a_set(3, "X - D1", " - E", "X - F (?)", date="2021-05"),
            a_set(4, "X - G", "", date=""),
        ],
    )
    return store


def ids(store: Store, *titles: str) -> list[int]:
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(db.track.c.title, db.track.c.id)).all()
    known = {row.title: row.id for row in rows}
    return [known[title] for title in titles]


def resolved(store: Store, service: str, **answers: str | None) -> None:
    with store.engine.begin() as connection:
        for title, uri in answers.items():
            row = {"track_id": ids(store, title)[0], "service": service, "uri": uri}
            connection.execute(db.resolution.insert().values(**row, checked_at=NOW))


def heard(
    store: Store,
    title: str,
    usable: bool = True,
    bpm: float | None = None,
    key: str | None = None,
    version: str = "1",
) -> None:
    row = {"track_id": ids(store, title)[0], "tempo_bpm": bpm, "camelot": key, "usable": usable}
    row |= {"source": "deezer", "model_version": version, "analysed_at": NOW}
    with store.engine.begin() as connection:
        connection.execute(db.analysis.insert().values(**row))


def test_an_empty_catalogue_is_all_noughts(store: Store) -> None:
    assert look(store.engine, SHOPS) == Overview(0, 0, 0, 0)


def test_sets_tracks_djs_and_plays_are_counted(filled: Store) -> None:
    seen, counts = look(filled.engine), filled.counts()
    assert (seen.sets, seen.tracks, seen.djs, seen.plays) == (
        counts.sets, counts.tracks, counts.djs, counts.plays
    )  # fmt: skip
    assert (seen.sets, seen.djs) == (4, 2)


def test_years_sources_and_the_newest_set(filled: Store) -> None:
    seen = look(filled.engine)
    assert seen.years == ((2019, 2), (2021, 1))
    assert (seen.undated, seen.newest_set) == (1, "2021-05")
    assert seen.sources == (Source("test", 4, "2021-05"),)


def test_only_tracks_in_two_sets_are_shared(filled: Store) -> None:
    seen = look(filled.engine)
    assert seen.shared.tracks == 3
    assert seen.everything.tracks + seen.half_names == seen.tracks
    assert seen.half_names == 1


def test_coverage_on_spotify(filled: Store) -> None:
    resolved(filled, "spotify", A="spotify:track:1", B=None, D="spotify:track:2")
    resolved(filled, "deezer", C="deezer:track:3")
    seen = look(filled.engine, SHOPS)
    assert (seen.shared.found, seen.shared.absent, seen.shared.not_asked) == (1, 1, 1)
    assert (seen.everything.found, seen.everything.absent) == (2, 1)
    assert seen.everything.not_asked + seen.everything.vague == seen.everything.tracks - 3


def test_coverage_of_sound(filled: Store) -> None:
    heard(filled, "A", bpm=128.0, key="8A")
    heard(filled, "D", bpm=120.0)
    heard(filled, "B", usable=False)
    resolved(filled, "deezer", A=None, C=None, G=None)
    resolved(filled, "itunes", A=None, C=None, G="itunes:track:1")
    seen = look(filled.engine, SHOPS)
    assert seen.shared == Coverage(3, heard=1, deaf=1, silent=1, keyed=1, timed=1)
    assert seen.shared.waiting == 0
    everything = seen.everything
    assert (everything.heard, everything.deaf, everything.silent) == (2, 1, 1)
    assert (everything.keyed, everything.timed) == (1, 2)


def test_a_nameless_remix_that_spotify_has_is_found_and_nothing_else(filled: Store) -> None:
    before = look(filled.engine).everything
    resolved(filled, "spotify", **{"F (?)": "spotify:track:6"})
    after = look(filled.engine).everything
    assert (before.found, before.vague) == (0, 1)
    assert (after.found, after.vague) == (1, 0)
    assert after.not_asked == before.not_asked


def test_what_an_older_network_heard_waits_and_keeps_its_tempo(filled: Store) -> None:
    heard(filled, "A", bpm=128.0, key="8A", version="2")
    heard(filled, "B", bpm=120.0, version="1")
    heard(filled, "D", usable=False, version="1")
    resolved(filled, "deezer", D=None)
    resolved(filled, "itunes", D=None)
    known = look(filled.engine, SHOPS, "2").everything
    assert (known.heard, known.deaf, known.silent) == (1, 0, 1)
    assert known.waiting == known.tracks - 2
    waiting = {track.title for track in waiting_for_analysis(filled, "2")}
    assert len(waiting - {"D"}) == known.waiting  # D is asked for in vain
    assert (known.keyed, known.timed) == (1, 2)
    assert look(filled.engine, SHOPS).everything.heard == 2


def test_what_no_set_holds_any_more_is_not_counted(filled: Store) -> None:
    heard(filled, "D")
    resolved(filled, "spotify", D="spotify:track:2")
    before = look(filled.engine)
    fill(filled, [a_set(2, "X - A", "X - B", "X - C", date="2019")])
    after = look(filled.engine)
    assert (before.tracks - after.tracks, before.djs - after.djs) == (1, 1)
    assert (after.everything.found, after.everything.heard) == (0, 0)
    assert after.everything.waiting == len(waiting_for_analysis(filled, "1"))


def test_a_year_that_can_not_be_is_none(filled: Store) -> None:
    fill(filled, [a_set(8, "X - A", date="0001"), a_set(9, "X - A", date="9999-12-31")])
    seen = look(filled.engine)
    assert seen.years == ((2019, 2), (2021, 1))
    assert (seen.undated, seen.newest_set) == (3, "2021-05")
    assert seen.sources == (Source("test", 6, "2021-05"),)


def test_skipped_pages_by_reason(store: Store) -> None:
    outcomes = [
        ("set", None),
        ("skipped", "no list"),
        ("skipped", "no mix"),
        ("skipped", "no list"),
    ]
    with store.engine.begin() as connection:
        for number, (outcome, reason) in enumerate(outcomes):
            row = {"source": "mixesdb", "page_id": number, "title": str(number), "revision": 1}
            row |= {"outcome": outcome, "reason": reason, "fetched_at": NOW}
            connection.execute(db.page.insert().values(**row))
    pages = look(store.engine).pages
    assert (pages.documented, pages.skipped) == (1, 3)
    assert pages.reasons == (("no list", 2), ("no mix", 1))
