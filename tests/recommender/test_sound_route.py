"""What sets can't tell, the sound does: cold seeds, rarely played seeds, and what the answer says.

The catalogue: two scenes of five tracks that are only played among themselves. Every track has an
embedding of two numbers; those of one scene lie together.
"""

from pathlib import Path

import numpy as np
import pytest

from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.store import Store
from recommender.content.sounds import CurrentSounds
from recommender.engine import Engine
from recommender.errors import SegueError, UnknownTrack
from recommender.filters import Filters, tell_filters
from recommender.recommendations import Recommendations, Seed
from recommender.training import train
from tests.recommender.builders import a_set, an_analysis, fill, seed_of

NORTH = [f"Nora - North {n}" for n in range(5)]
SOUTH = [f"Sol - South {n}" for n in range(5)]
ONCE = "Uma - Once"
COLD = Seed("Nobody", "Unheard", "nobody - unheard")
COLD_BY_SOL = Seed("Sol", "Unheard", "sol - unheard")


def vector(name: str) -> tuple[float, float]:
    scene, _, number = name.partition(" - ")[2].partition(" ")
    return (0.0 if scene == "North" else 10.0, float(number))


@pytest.fixture
def catalogue(small: Store) -> Store:
    sets = [a_set(n, *scene) for n, scene in enumerate([NORTH, SOUTH] * 3)]
    fill(small, [*sets, a_set("once", ONCE, *NORTH[:2])])
    return small


@pytest.fixture
def engine(catalogue: Store, tmp_path: Path) -> Engine:
    trained = train(catalogue, tmp_path / "models")
    return Engine(catalogue, trained, CurrentSounds(catalogue, lambda: "v1"))


def listen_to_all(store: Store, genre: str = "house") -> None:
    rows = []
    for number, name in enumerate(NORTH + SOUTH):
        track = store.track_by_key(name.lower())
        assert track is not None
        heard = an_analysis(
            bpm=120.0 + number, camelot=f"{number + 1}A", genre=genre, embedding=vector(name)
        )
        rows.append((track.id, "deezer", heard))
    put_analyses(store, rows, "v1")


def names(answer: Recommendations) -> list[str]:
    return [item.track.name for item in answer.items]


def test_a_cold_seed_is_answered_by_its_nearest_in_sound(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    answer = engine.recommend([COLD], 3, heard=an_analysis(embedding=(10.0, 2.1)))
    assert names(answer) == ["Sol - South 2", "Sol - South 3", "Sol - South 1"]
    assert answer.route == "sound"
    assert {item.route for item in answer.items} == {"sound"}
    assert "sound like it" in answer.note


def test_the_order_is_that_of_the_euclidean_distance(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    seed = np.array([9.0, 3.3])
    answer = engine.recommend([COLD], 5, heard=an_analysis(embedding=seed))
    by_distance = sorted(NORTH + SOUTH, key=lambda name: np.linalg.norm(vector(name) - seed))
    assert names(answer) == by_distance[:5]


def test_every_track_that_was_listened_to_is_a_candidate(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    answer = engine.recommend([COLD], 100, heard=an_analysis(embedding=(10.0, 2.1)))
    assert sorted(names(answer)) == sorted(NORTH + SOUTH)
    scores = [item.score for item in answer.items]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_a_blend_leaves_out_no_track_that_the_sets_know(engine: Engine, catalogue: Store) -> None:
    seed = seed_of(catalogue, ONCE.lower())
    before = names(engine.recommend([seed], 100))
    listen_to_all(catalogue)
    after = names(engine.recommend([seed], 100, heard=an_analysis(embedding=(10.0, 4.0))))
    assert set(before) <= set(after)


def test_the_other_genre_may_be_far_away(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    rows = []
    for name in NORTH:
        track = catalogue.track_by_key(name.lower())
        assert track is not None
        rows.append((track.id, "deezer", an_analysis(genre="techno", embedding=vector(name))))
    put_analyses(catalogue, rows, "v1")
    heard = an_analysis(genre="house", embedding=(10.0, 2.0))
    answer = engine.recommend([COLD], 10, Filters(other_genre=True), heard)
    assert sorted(names(answer)) == NORTH


def test_a_seed_is_not_compared_with_itself_alone(engine: Engine, catalogue: Store) -> None:
    seed = seed_of(catalogue, ONCE.lower())
    assert seed.track is not None
    put_analyses(catalogue, [(seed.track.id, "deezer", an_analysis())], "v1")
    answer = engine.recommend([seed], 5)
    assert answer.route == "played"
    assert len(answer.items) == 5


def test_an_answer_from_few_recordings_says_how_few(engine: Engine, catalogue: Store) -> None:
    track = catalogue.track_by_key(NORTH[0].lower())
    assert track is not None
    put_analyses(catalogue, [(track.id, "deezer", an_analysis())], "v1")
    few = engine.recommend([COLD], 5, heard=an_analysis())
    assert "listened to 1 track of the catalogue so far" in few.note
    listen_to_all(catalogue)
    assert "so far" not in engine.recommend([COLD], 5, heard=an_analysis(embedding=(0, 0))).note


def test_filters_compare_with_the_first_seed_even_when_it_is_cold(
    engine: Engine, catalogue: Store
) -> None:
    listen_to_all(catalogue)
    known = seed_of(catalogue, NORTH[0].lower())
    answer = engine.recommend([COLD_BY_SOL, known], 5, Filters(key="same"))
    assert answer.removed == {}
    assert engine.recommend([known, COLD_BY_SOL], 5, Filters(key="same")).removed["key"] > 0


def test_what_was_not_heard_is_taken_from_the_catalogue(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    seed = seed_of(catalogue, NORTH[0].lower())  # 120 BPM there
    no_beat = an_analysis(bpm=None, embedding=(0.0, 0.0))
    answer = engine.recommend([seed], 5, Filters(tempo_percent=3), no_beat)
    assert answer.removed["tempo"] > 0


def test_a_genre_that_no_track_has_leaves_nothing_out(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    heard = an_analysis(genre="polka", embedding=(10.0, 2.0))
    filters = Filters(other_genre=True)
    answer = engine.recommend([COLD], 5, filters, heard)
    assert answer.removed == {"genre": 0}
    assert tell_filters(filters, answer.removed, found=True) == []


def test_a_recording_without_a_name_is_called_one(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    mine = Seed("", "demo 3", "recording: demo 3")
    answer = engine.recommend([mine], 5, heard=an_analysis(embedding=(10.0, 2.0)))
    assert answer.note == "These sound like your recording."


def test_a_recording_of_a_well_known_track_is_not_needed_and_that_is_said(
    engine: Engine, catalogue: Store
) -> None:
    listen_to_all(catalogue)
    seed = seed_of(catalogue, NORTH[0].lower())
    answer = engine.recommend([seed], 5, heard=an_analysis(embedding=(10.0, 2.0)))
    assert answer.route == "played"
    assert "sets tell more" in answer.note


def test_two_rare_seeds_are_both_named(engine: Engine, catalogue: Store) -> None:
    fill(catalogue, [a_set("twice", "Vic - Twice", *SOUTH[:2])])
    listen_to_all(catalogue)
    seeds = [seed_of(catalogue, ONCE.lower()), seed_of(catalogue, "vic - twice")]
    answer = engine.recommend(seeds, 5, heard=an_analysis(embedding=(0.0, 1.0)))
    assert "“Uma - Once”, “Vic - Twice”: in at most 1 set only" in answer.note


def test_a_cold_seed_that_nobody_listened_to_is_unknown(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    assert engine.needs_listening(COLD)
    with pytest.raises(UnknownTrack, match="Unheard"):
        engine.recommend([COLD])


def test_where_nothing_was_listened_to_the_sentence_names_the_command(engine: Engine) -> None:
    with pytest.raises(SegueError, match="python -m scrapers previews"):
        engine.recommend([COLD], heard=an_analysis(embedding=(0.0, 0.0)))


def test_the_artists_other_tracks_help_a_cold_seed(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    between = an_analysis(embedding=(5.0, 2.0))
    helped = engine.recommend([COLD_BY_SOL], 10, heard=between)
    found = names(helped)
    # Equally far in sound; the one by the artist stands higher.
    at = {name: place for place, name in enumerate(found)}
    assert all(at[SOUTH[n]] < at[NORTH[n]] for n in range(5) if NORTH[n] in at)
    assert found[0] == SOUTH[2]
    assert helped.route == "sound"
    assert "artist's other tracks" in helped.note


def test_a_track_in_three_sets_is_answered_from_the_sets_alone(
    engine: Engine, catalogue: Store
) -> None:
    seed = seed_of(catalogue, NORTH[0].lower())
    before = engine.recommend([seed], 5)
    listen_to_all(catalogue)
    after = engine.recommend([seed], 5, heard=an_analysis(embedding=(10.0, 0.0)))
    assert names(after) == names(before)
    assert after.route == "played"
    assert not engine.needs_listening(seed)


def test_a_track_in_one_set_blends_sets_and_sound(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    seed = seed_of(catalogue, ONCE.lower())
    assert engine.needs_listening(seed)
    by_sets = engine.recommend([seed], 10)
    assert by_sets.route == "played"
    assert {name.split(" - ")[0] for name in names(by_sets)[:5]} == {"Nora"}
    blended = engine.recommend([seed], 10, heard=an_analysis(embedding=(10.0, 4.0)))
    assert blended.route == "blend"
    routes = {item.track.name: item.route for item in blended.items}
    assert routes["Sol - South 4"] == "sound"
    assert routes["Nora - North 0"] == "played"
    assert "in 1 set only" in blended.note


def test_sound_that_agrees_with_the_sets_changes_their_order_only(
    engine: Engine, catalogue: Store
) -> None:
    listen_to_all(catalogue)
    seed = seed_of(catalogue, ONCE.lower())
    answer = engine.recommend([seed], 5, heard=an_analysis(embedding=(0.0, 4.0)))
    assert {name.split(" - ")[0] for name in names(answer)} == {"Nora"}


def test_a_stored_analysis_speaks_for_the_seed(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    seed = seed_of(catalogue, ONCE.lower())
    assert seed.track is not None
    row = (seed.track.id, "deezer", an_analysis(embedding=(10.0, 4.0)))
    put_analyses(catalogue, [row], "v1")
    assert not engine.needs_listening(seed)
    answer = engine.recommend([seed], 10)
    assert answer.route == "blend"
    assert seed.name not in names(answer)


def test_an_embedding_of_another_network_is_not_compared(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    with pytest.raises(UnknownTrack):
        engine.recommend([COLD], heard=an_analysis(embedding=(10.0, 2.1), version="other"))


def test_new_analyses_change_the_version_and_the_answer(engine: Engine, catalogue: Store) -> None:
    before = engine.version
    listen_to_all(catalogue)
    assert engine.version != before
    seed = seed_of(catalogue, NORTH[0].lower())
    assert all(item.track.tempo_bpm for item in engine.recommend([seed], 4).items)


def test_filters_leave_out_and_say_how_many(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    seed = seed_of(catalogue, NORTH[0].lower())  # 120 BPM in 1A
    answer = engine.recommend([seed], 10, Filters(key="harmonic"))
    assert {item.track.camelot for item in answer.items} <= {"1A", "2A", "12A", "1B"}
    everything = engine.recommend([seed], 10)
    assert answer.removed == {"key": len(everything.items) - len(answer.items)}
    assert answer.note == ""


def test_as_many_as_asked_for_are_given_from_what_the_filters_leave(
    engine: Engine, catalogue: Store
) -> None:
    listen_to_all(catalogue)
    seed = seed_of(catalogue, NORTH[0].lower())
    slow = Filters(tempo_percent=2.0)
    answer = engine.recommend([seed], 2, slow)
    assert len(answer.items) == 2
    assert all(abs(120 / (item.track.tempo_bpm or 1) - 1) <= 0.02 for item in answer.items)


def test_an_empty_answer_names_the_filter_that_emptied_it(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    seed = seed_of(catalogue, NORTH[0].lower())
    filters = Filters(other_genre=True, key="harmonic")
    answer = engine.recommend([seed], 5, filters)
    assert answer.items == ()
    (sentence,) = tell_filters(filters, answer.removed, found=False)
    assert "genre alone leaves out" in sentence
    assert "Lift it" in sentence


def test_a_filter_that_the_seed_can_not_answer_is_left_aside_and_said(
    engine: Engine, catalogue: Store
) -> None:
    seed = seed_of(catalogue, NORTH[0].lower())
    filters = Filters(key="same", tempo_percent=6)
    answer = engine.recommend([seed], 3, filters)
    assert len(answer.items) == 3
    assert answer.removed == {}
    assert [sentence[:19] for sentence in tell_filters(filters, answer.removed, found=True)] == [
        "The seed's key is n",
        "The seed's tempo is",
    ]


def test_filters_compare_a_cold_seed_by_what_was_heard(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    heard = an_analysis(bpm=128.0, camelot="8A", embedding=(10.0, 2.0))
    answer = engine.recommend([COLD], 5, Filters(key="same"), heard)
    assert {item.track.camelot for item in answer.items} == {"8A"}


def test_what_was_heard_goes_with_the_answer(engine: Engine, catalogue: Store) -> None:
    listen_to_all(catalogue)
    heard = an_analysis(embedding=(10.0, 2.0))
    assert engine.recommend([COLD], 5, heard=heard).heard is heard
