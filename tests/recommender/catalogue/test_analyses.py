"""Analyses in the catalogue: who waits, what is written, and what the engine gets of it."""

import numpy as np
import pytest
import sqlalchemy as sa

from recommender.audio.analysis import Analysis, Key, Tempo
from recommender.catalogue import schema as db
from recommender.catalogue.analyses import load_sounds, put_analyses, waiting_for_analysis
from recommender.catalogue.store import Store
from tests.recommender.builders import a_set, an_analysis, at_once, fill, seed_of

A, B, C = "Ada - Rise", "Bo - Fall", "Cy - Stay"


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, [a_set(1, A, B), a_set(2, B, C), a_set(3, B, C)])
    return store


def id_of(store: Store, name: str) -> int:
    track = store.track_by_key(name.lower())
    assert track is not None
    return track.id


def test_the_most_played_tracks_wait_first(filled: Store) -> None:
    assert [track.name for track in waiting_for_analysis(filled, "v1")] == [B, C, A]


def test_what_was_listened_to_waits_no_more_until_the_network_changes(filled: Store) -> None:
    ids = [id_of(filled, name) for name in (A, B)]
    put_analyses(filled, [(ids[0], "deezer", an_analysis()), (ids[1], "deezer", None)], "v1")
    assert [track.name for track in waiting_for_analysis(filled, "v1")] == [C]
    assert len(waiting_for_analysis(filled, "v2")) == 3


def test_a_half_named_track_never_waits(store: Store) -> None:
    fill(store, [a_set(1, "Ada - ", A)])
    assert [track.name for track in waiting_for_analysis(store, "v1")] == [A]


def test_an_analysis_shows_with_the_track(filled: Store) -> None:
    put_analyses(filled, [(id_of(filled, A), "deezer", an_analysis(genre="house"))], "v1")
    track = filled.track_by_key(A.lower())
    assert track is not None
    assert (track.tempo_bpm, track.camelot, track.genre) == (128.0, "8A", "house")


def test_a_later_analysis_takes_the_place_of_the_former(filled: Store) -> None:
    track = id_of(filled, A)
    before = filled.sounds_revision()
    for bpm in (120.0, 121.0):
        put_analyses(filled, [(track, "deezer", an_analysis(bpm=bpm))], "v1")
    assert load_sounds(filled, "v1").traits.tempo_bpm.tolist() == [121.0]
    assert filled.sounds_revision() == before + 2


def test_a_batch_that_fails_leaves_nothing_behind(filled: Store) -> None:
    good, missing = id_of(filled, A), 10_000
    rows = [(good, "deezer", an_analysis()), (missing, "deezer", an_analysis())]
    with pytest.raises(sa.exc.IntegrityError):
        put_analyses(filled, rows, "v1")
    assert len(load_sounds(filled, "v1").track_ids) == 0
    assert filled.sounds_revision() == 0


def test_embeddings_come_back_as_they_were_but_for_half_precision(filled: Store) -> None:
    rng = np.random.default_rng(3)
    vectors = {id_of(filled, name): rng.normal(size=16).astype("f4") for name in (A, B, C)}
    rows = [(id_, "deezer", an_analysis(embedding=v)) for id_, v in vectors.items()]
    put_analyses(filled, rows, "v1")
    sounds = load_sounds(filled, "v1")
    for id_, vector in vectors.items():
        stored = sounds.embedding_of(id_)
        assert stored is not None
        np.testing.assert_allclose(stored, vector, rtol=1e-3, atol=1e-3)
    exact = np.linalg.norm(sounds.embeddings - vectors[id_of(filled, A)], axis=1)
    np.testing.assert_allclose(sounds.distances(vectors[id_of(filled, A)]), exact, atol=1e-2)


def test_embeddings_of_another_network_are_not_compared_but_tempo_and_key_count(
    filled: Store,
) -> None:
    put_analyses(filled, [(id_of(filled, A), "deezer", an_analysis(bpm=99.0))], "old")
    sounds = load_sounds(filled, "new")
    assert sounds.embedding_of(id_of(filled, A)) is None
    assert sounds.traits_of([id_of(filled, A)]).tempo_bpm.tolist() == [99.0]


def test_tracks_that_nobody_listened_to_have_no_traits(filled: Store) -> None:
    put_analyses(filled, [(id_of(filled, A), "deezer", an_analysis())], "v1")
    traits = load_sounds(filled, "v1").traits_of([id_of(filled, B), id_of(filled, A), -1])
    assert np.isnan(traits.tempo_bpm).tolist() == [True, False, True]
    assert traits.key.tolist() == [-1, traits.key[1], -1]
    assert traits.genre.tolist() == [-1, 0, -1]


def test_an_empty_catalogue_has_no_sounds(store: Store) -> None:
    sounds = load_sounds(store, "v1")
    assert sounds.embedding_of(1) is None
    assert sounds.traits_of([1]).key.tolist() == [-1]


def test_what_was_just_heard_is_compared_by_the_names_of_genres(filled: Store) -> None:
    put_analyses(filled, [(id_of(filled, A), "deezer", an_analysis(genre="house"))], "v1")
    sounds = load_sounds(filled, "v1")
    assert sounds.traits_heard(an_analysis(genre="house")).genre.tolist() == [0]
    assert sounds.traits_heard(an_analysis(genre="polka")).genre.tolist() == [1]


def test_silence_has_neither_tempo_nor_key(filled: Store) -> None:
    nothing = Analysis(
        Tempo(None, 0.0), Key(None, 0.0), None, {"house": 1.0}, np.zeros(4, "f4"), "v1"
    )
    put_analyses(filled, [(id_of(filled, A), "deezer", nothing)], "v1")
    seed = seed_of(filled, A.lower())
    assert seed.track is not None
    assert (seed.track.tempo_bpm, seed.track.camelot) == (None, None)


@pytest.mark.parametrize("broken", [(float("nan"), 0.0, 0.0), (1e6, 0.0, 0.0)])
def test_numbers_that_can_not_be_stored_are_refused(
    filled: Store, broken: tuple[float, float, float]
) -> None:
    rows = [(id_of(filled, A), "deezer", an_analysis(embedding=broken))]
    with pytest.raises(ValueError, match="can't be stored"):
        put_analyses(filled, rows, "v1")


@pytest.mark.parametrize(
    "blob", [np.zeros(5, "<f2").tobytes(), np.full(3, np.nan, "<f2").tobytes()]
)
def test_one_broken_embedding_does_not_spoil_the_others(filled: Store, blob: bytes) -> None:
    ids = [id_of(filled, name) for name in (A, B, C)]
    put_analyses(filled, [(id_, "deezer", an_analysis()) for id_ in ids], "v1")
    with filled.engine.begin() as connection:
        table = db.analysis
        connection.execute(table.update().where(table.c.track_id == ids[0]).values(embedding=blob))
    sounds = load_sounds(filled, "v1")
    assert sounds.embedding_of(ids[0]) is None
    assert np.isfinite(sounds.distances(np.zeros(3, "f4"))).all()
    assert sounds.embeddings.shape == (2, 3)


def test_two_that_write_down_the_same_track_do_not_trip_each_other(filled: Store) -> None:
    rows = [(id_of(filled, name), "deezer", an_analysis()) for name in (A, B, C)]
    at_once(*[lambda: put_analyses(filled, rows, "v1")] * 4)
    assert len(load_sounds(filled, "v1").track_ids) == 3
