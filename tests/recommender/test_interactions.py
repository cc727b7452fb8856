"""The matrices hold what the catalogue holds, and each index stands for what it says."""

from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa

from recommender import interactions
from recommender.catalogue.setlist import Play
from recommender.catalogue.store import Store
from recommender.errors import CatalogueEmpty
from recommender.interactions import Interactions, find_columns, load_interactions
from tests.recommender.builders import a_set, fill
from tests.recommender.direct import DirectCount

SETS = [
    a_set(1, "Ada - Rise", "Bo - Fall", "Ada - Rise", "", djs=("Nadia", "Tomas"), date="2019"),
    a_set(2, "Bo - Fall", "Ada & Bo - Both", "Ada - ?", djs=("Nadia",), date=""),
    a_set(3, "", "ID - ID", djs=("Eva",), date="2020-01"),
    a_set(4, "Cy - Stay", "ADA - RISE (Original Mix)", djs=(), date="2021-01-02"),
]


def names(store: Store, interactions: Interactions) -> list[str]:
    """What each column stands for, half-known ones as their key."""
    tracks = store.tracks(int(id_) for id_ in interactions.track_ids)
    return [tracks[int(id_)].key for id_ in interactions.track_ids]


def test_each_set_is_a_row_and_each_played_track_a_column(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    columns = names(store, loaded)
    assert sorted(columns) == ["ada & bo - both", "ada - ", "ada - rise", "bo - fall", "cy - stay"]
    assert list(loaded.track_ids) == sorted(loaded.track_ids)
    rows = [{columns[c] for c in loaded.plays[row].indices} for row in range(loaded.n_sets)]
    assert rows == [
        {"ada - rise", "bo - fall"},
        {"bo - fall", "ada & bo - both", "ada - "},
        set(),
        {"cy - stay", "ada - rise"},
    ]
    assert list(loaded.set_dates) == ["2019", "", "2020-01", "2021-01-02"]


def test_a_track_that_a_set_repeats_counts_once(store: Store) -> None:
    fill(store, SETS)
    assert set(load_interactions(store).plays.data) == {1.0}


def test_djs_and_artists_stand_beside_what_they_played_and_made(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    assert loaded.djs.shape == (3, 4)
    assert sorted(loaded.djs.toarray().tolist()) == [[0, 0, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0]]
    columns = names(store, loaded)
    made = sorted(sorted(columns[c] for c in row.indices) for row in loaded.artists)
    assert made == [
        ["ada & bo - both", "ada - ", "ada - rise"],
        ["ada & bo - both", "bo - fall"],
        ["cy - stay"],
    ]


def test_labels_stand_at_the_places_that_name_them_across_spellings(store: Store) -> None:
    labelled = [
        Play("Ada", "Rise", label="Hexal Records - HX 12"),
        Play("Bo", "Fall", label="White"),
        Play("", "", label="Hexal"),
        Play("Cy", "Stay", label="Other/HEXAL"),
    ]
    fill(store, [a_set(1, *labelled), a_set(2, "Ada - Rise", Play("Bo", "Fall", label="Moth"))])
    loaded = load_interactions(store)
    columns = names(store, loaded)
    hexal, moth, other = range(3)
    rise, fall, stay = (columns.index(name) for name in ("ada - rise", "bo - fall", "cy - stay"))
    assert loaded.label_sequence.tolist() == [
        [0, hexal, 1, rise],
        [0, other, 4, stay],
        [0, hexal, 4, stay],
        [1, moth, 2, fall],
    ]
    # Fewer sets know less of who released a track; tracks that are left out are still labelled.
    assert loaded.only_sets(np.array([1])).label_sequence.tolist() == [[0, moth, 2, fall]]
    fewer = loaded.only_tracks(np.array([stay, rise]))
    assert fewer.label_sequence[:, 3].tolist() == [1, 0, 0, -1]
    silent = loaded.without_plays_of(np.array([stay]))
    assert silent.label_sequence[:, 3].tolist() == [rise, fall]


def test_labels_stand_in_the_order_of_the_sets_whatever_was_written_last(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interactions, "_READ_AT_ONCE", 2)
    store = Store(database_url)
    one = a_set(
        1,
        *(Play("Ada", "Rise", label="Moth"), Play("Bo", "Fall", label="Hexal")),
        Play("Cy", "Stay", label="Moth", layered=True),
    )
    fill(store, [one, a_set(2, Play("Ada", "Rise", label="Moth"))])
    fill(store, [replace(one, title="Another")])
    found = load_interactions(store).label_sequence
    assert found[:, [0, 2]].tolist() == [[0, 1], [0, 2], [0, 2], [1, 1]]
    store.close()


def test_what_is_left_out_may_be_told_by_a_mask(store: Store) -> None:
    fill(store, [a_set(1, Play("Ada", "Rise", label="Moth"), Play("Bo", "Fall", label="Hexal"))])
    data = load_interactions(store)
    mask = np.array([False, True])
    for cut in (data.only_tracks, data.without_plays_of):
        np.testing.assert_array_equal(
            cut(mask).label_sequence, cut(np.flatnonzero(mask)).label_sequence
        )
    assert data.without_plays_of(mask).label_sequence[:, 3].tolist() == [0]


def test_a_set_that_goes_while_sets_are_read_is_there_whole_or_not_at_all(
    database_url: str,
) -> None:
    store, other = Store(database_url), Store(database_url)
    sets = [replace(one, page=one.source_id) for one in SETS]
    fill(store, [replace(sets[0], plays=(Play("Ada", "Rise", label="Moth"),)), *sets[1:]])
    before = load_interactions(store)
    gone = []

    def drop(_connection, _cursor, sql, *_rest):  # type: ignore[no-untyped-def]
        if "FROM play" in sql and not gone:
            gone.append(other.writer().put_page("test", "1", []))

    sa.event.listen(store.engine, "after_cursor_execute", drop)
    after = load_interactions(store)
    assert gone == ["changed"]
    assert after.plays.toarray().tolist() == before.plays.toarray().tolist()
    assert after.label_sequence.tolist() == before.label_sequence.tolist()
    assert load_interactions(store).n_sets == before.n_sets - 1
    store.close()
    other.close()


def test_labels_may_stand_behind_the_artists(store: Store) -> None:
    """Those of a track that is left out still stand in the order of their set."""
    plays = [Play("Ada", "Rise", label="Moth"), Play("Bo", "Fall", label="Hexal")]
    fill(store, [a_set(1, *plays), a_set(2, plays[1])])
    data = load_interactions(store, min_sets=2)
    both = data.with_labels_as_artists()
    assert data.artists.toarray().sum(axis=1).tolist() == [0, 1]
    hexal, moth = 2, 3
    assert both.artists.toarray().ravel().tolist() == [*data.artists.toarray().ravel(), 1, 0]
    ada, bo = 0, 1
    assert both.artist_sequence.tolist() == [
        *([0, ada, 1], [0, moth, 1], [0, bo, 2], [0, hexal, 2]),
        *([1, bo, 1], [1, hexal, 1]),
    ]
    assert data.only_sets(np.array([], dtype=np.int64)).with_labels_as_artists().n_sets == 0
    bare = replace(data, label_sequence=data.label_sequence[:0])
    assert bare.with_labels_as_artists() is bare


def test_styles_stand_beside_the_sets_that_are_of_them(store: Store) -> None:
    """Upper and lower case are one style, and a style named twice counts once."""
    styles = [("Techno", "House"), (), ("techno", "TECHNO"), ("Dub",)]
    fill(store, [replace(one, styles=some) for one, some in zip(SETS, styles, strict=True)])
    loaded = load_interactions(store)
    assert loaded.styles.toarray().tolist() == [[0, 0, 0, 1], [1, 0, 0, 0], [1, 0, 1, 0]]
    fewer = loaded.only_sets(np.array([2, 0]))
    assert fewer.styles.toarray().tolist() == [[0, 0], [0, 1], [1, 1]]
    assert (loaded.only_tracks(np.array([0])).styles != loaded.styles).nnz == 0


def test_half_known_tracks_are_marked(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    whole = dict(zip(names(store, loaded), loaded.whole.tolist(), strict=True))
    assert whole.pop("ada - ") is False
    assert all(whole.values())


def test_rare_tracks_can_be_left_out_and_sets_stay(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store, min_sets=2)
    assert sorted(names(store, loaded)) == ["ada - rise", "bo - fall"]
    assert loaded.plays.toarray().sum(axis=1).tolist() == [2, 1, 0, 1]
    assert loaded.artists.shape[1] == len(loaded.whole) == loaded.n_tracks == 2
    assert load_interactions(store, min_sets=99).n_tracks == 0


def test_fewer_sets_leaves_no_trace_of_the_others(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    kept = loaded.only_sets(np.array([1, 3]))
    assert (kept.plays != loaded.plays[[1, 3]]).nnz == 0
    assert list(kept.set_dates) == ["", "2021-01-02"]
    assert kept.djs.shape == (3, 2)
    assert kept.djs.sum() == 1
    assert kept.n_tracks == loaded.n_tracks


def told(store: Store, interactions: Interactions) -> list[tuple[int, str, int]]:
    """The sequence with names for columns."""
    columns = names(store, interactions)
    return [(row, columns[column], place) for row, column, place in interactions.sequence.tolist()]


def test_the_order_of_a_set_is_kept_with_repeats_and_gaps(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    assert loaded.sequence.dtype == np.int64
    assert told(store, loaded) == [
        (0, "ada - rise", 1),
        (0, "bo - fall", 2),
        (0, "ada - rise", 3),
        (1, "bo - fall", 1),
        (1, "ada & bo - both", 2),
        (1, "ada - ", 3),
        (3, "cy - stay", 1),
        (3, "ada - rise", 2),
    ]


def test_an_unknown_track_leaves_a_gap_and_layered_ones_share_a_place(store: Store) -> None:
    over = Play("Cy", "Stay", layered=True)
    fill(store, [a_set(1, "Ada - Rise", "", "Bo - Fall", over, "Di - Hold")])
    assert told(store, load_interactions(store)) == [
        (0, "ada - rise", 1),
        (0, "bo - fall", 3),
        (0, "cy - stay", 3),
        (0, "di - hold", 4),
    ]


def test_the_order_follows_the_sets_and_tracks_that_stay(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    fewer = loaded.only_sets(np.array([3, 2, 0]))
    assert told(store, fewer) == [
        (0, "cy - stay", 1),
        (0, "ada - rise", 2),
        (2, "ada - rise", 1),
        (2, "bo - fall", 2),
        (2, "ada - rise", 3),
    ]
    chosen = loaded.only_tracks(loaded.played_at_least(2))
    assert told(store, chosen) == [
        (0, "ada - rise", 1),
        (0, "bo - fall", 2),
        (0, "ada - rise", 3),
        (1, "bo - fall", 1),
        (3, "ada - rise", 2),
    ]
    flags = np.array([False, True, False, False])
    assert told(store, loaded.only_sets(flags)) == [
        (0, "bo - fall", 1),
        (0, "ada & bo - both", 2),
        (0, "ada - ", 3),
    ]
    assert loaded.only_sets(np.array([], dtype=int)).sequence.shape == (0, 3)
    assert loaded.only_tracks(np.array([], dtype=int)).sequence.shape == (0, 3)
    # What was given stays as it was.
    np.testing.assert_array_equal(loaded.sequence, load_interactions(store).sequence)


def credited(store: Store, interactions: Interactions) -> list[tuple[int, set[str], int]]:
    """The artists' sequence: by row and position, a track of everybody who is credited there."""
    columns = names(store, interactions)
    return [
        (row, {columns[at] for at in interactions.artists[artist].indices}, place)
        for row, artist, place in interactions.artist_sequence.tolist()
    ]


def test_each_credit_of_a_play_stands_at_its_place(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    ada, bo = {"ada & bo - both", "ada - ", "ada - rise"}, {"ada & bo - both", "bo - fall"}
    found = credited(store, loaded)
    both = [one for one in found if one[0] == 1 and one[2] == 2]
    assert (1, ada, 2) in both
    assert (1, bo, 2) in both
    assert [one for one in found if one not in both] == [
        (0, ada, 1),
        (0, bo, 2),
        (0, ada, 3),
        (1, bo, 1),
        (1, ada, 3),
        (3, {"cy - stay"}, 1),
        (3, ada, 2),
    ]
    assert len(both) == 2


def test_artists_of_tracks_that_are_left_out_are_still_told(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    fewer = load_interactions(store, min_sets=2)
    np.testing.assert_array_equal(fewer.artist_sequence, loaded.artist_sequence)
    assert fewer.artists.shape[0] == loaded.artists.shape[0]
    one = fewer.only_sets(np.array([3]))
    np.testing.assert_array_equal(
        one.artist_sequence[:, 1:],
        loaded.artist_sequence[loaded.artist_sequence[:, 0] == 3][:, 1:],
    )
    assert (one.artist_sequence[:, 0] == 0).all()


def test_a_track_whose_plays_are_taken_out_takes_its_credits_along(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    columns = names(store, loaded)
    without = loaded.without_plays_of(np.array([columns.index("ada & bo - both")]))
    assert credited(store, without) == [
        one for one in credited(store, loaded) if one[::2] != (1, 2)
    ]
    assert len(without.artist_sequence) == len(loaded.artist_sequence) - 2
    assert without.plays.nnz == loaded.plays.nnz - 1


def test_a_set_has_played_whoever_made_any_of_its_tracks_once_each(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    kept = loaded.only_tracks(np.flatnonzero(np.array(names(store, loaded)) == "bo - fall"))
    # Ada's and Cy's tracks are left out, and still they were played.
    made = {"ada": (1, 1, 0, 1), "bo": (1, 1, 0, 0), "cy": (0, 0, 0, 1)}
    for data in (loaded, kept):
        found = data.played_artists().toarray().T
        assert sorted(map(tuple, found.astype(int).tolist())) == sorted(made.values())
        assert set(data.played_artists().data) == {1.0}


def test_sequence_and_matrix_say_the_same_however_it_is_read(
    world_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load_interactions(world_store)
    held = np.unique(loaded.sequence[:, :2], axis=0)
    np.testing.assert_array_equal(held, np.column_stack(loaded.plays.nonzero()))
    order = np.lexsort((loaded.sequence[:, 2], loaded.sequence[:, 0]))
    assert order.tolist() == list(range(len(order)))
    monkeypatch.setattr("recommender.interactions._READ_AT_ONCE", 7)
    np.testing.assert_array_equal(load_interactions(world_store).sequence, loaded.sequence)


def test_columns_are_found_by_track_and_missing_ones_are_minus_one(store: Store) -> None:
    fill(store, SETS)
    loaded = load_interactions(store)
    ids = loaded.track_ids
    wanted = [int(ids[2]), 0, int(ids[0]), int(ids[-1]) + 1, int(ids[2]), -5]
    assert loaded.columns_of(wanted).tolist() == [2, -1, 0, -1, 2, -1]
    assert loaded.columns_of([]).tolist() == []
    assert find_columns(np.array([], dtype=np.int64), np.array([1, 2])).tolist() == [-1, -1]


def test_no_plays_is_an_empty_catalogue(store: Store) -> None:
    with pytest.raises(CatalogueEmpty, match="import"):
        load_interactions(store)
    fill(store, [a_set(1, "", "ID - ID")])
    with pytest.raises(CatalogueEmpty):
        load_interactions(store)


def test_the_world_as_a_matrix_equals_the_world_as_lists(
    world_store: Store, direct: DirectCount
) -> None:
    loaded = load_interactions(world_store)
    played = np.asarray(loaded.plays.sum(axis=0)).ravel().astype(int)
    assert dict(zip(names(world_store, loaded), played.tolist(), strict=True)) == {
        key: len(sets) for key, sets in direct.places.items()
    }
