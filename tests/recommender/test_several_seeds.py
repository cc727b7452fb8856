"""Several seeds: each has the same say, whatever is known of it."""

from pathlib import Path

import numpy as np
import pytest

from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.store import Store
from recommender.content.sounds import CurrentSounds
from recommender.engine import Engine
from recommender.profiles import Profile, together
from recommender.recommendations import Recommendations, Seed
from recommender.training import train
from tests.recommender.builders import a_set, an_analysis, fill, seed_of

NORTH = [f"Nora - North {n}" for n in range(5)]
SOUTH = [f"Sol - South {n}" for n in range(5)]
UNHEARD = Seed("Nobody", "Unheard", "nobody - unheard")


@pytest.fixture
def engine(small: Store, tmp_path: Path) -> Engine:
    """Two scenes that are only played among themselves, and all their tracks listened to."""
    fill(small, [a_set(n, *scene) for n, scene in enumerate([NORTH, SOUTH] * 3)])
    rows = [
        (_id(small, name), "deezer", an_analysis(embedding=(10.0 * (name in SOUTH), float(n % 5))))
        for n, name in enumerate(NORTH + SOUTH)
    ]
    put_analyses(small, rows, "v1")
    trained = train(small, tmp_path / "models")
    return Engine(small, trained, CurrentSounds(small, lambda: "v1"))


def _id(store: Store, name: str) -> int:
    track = seed_of(store, name.lower()).track
    assert track is not None
    return track.id


def scenes(answer: Recommendations) -> list[str]:
    return [item.track.artist for item in answer.items]


def test_evidence_counts_the_sets_of_any_seed(engine: Engine) -> None:
    seeds = [seed_of(engine.store, name.lower()) for name in (NORTH[0], SOUTH[0])]
    answer = engine.recommend(seeds, 8)
    assert set(scenes(answer)) == {"Nora", "Sol"}
    assert {item.evidence.sets for item in answer.items} == {3}
    for item in answer.items:
        assert len(engine.shared_sets(seeds, item.track.id)) == 3
        alone = [len(engine.shared_sets([seed], item.track.id)) for seed in seeds]
        assert sorted(alone) == [0, 3]


def test_a_seed_with_many_stand_ins_weighs_as_much_as_a_known_one() -> None:
    known = Profile("played", np.array([7]), np.ones(1), (70,))
    by_artist = Profile("artist", np.arange(5), np.ones(5), tuple(range(5)), "a note")
    both = together([known, by_artist])
    assert both is not None
    assert both.route == "played"
    query = both.query(9).toarray()[0]
    assert query[7] == query[:5].sum() == 1
    assert both.evidence_of == (70, 0, 1, 2, 3, 4)
    assert together([by_artist]) is by_artist
    assert together([]) is None


def test_a_cold_seed_is_heard_beside_a_known_one(engine: Engine) -> None:
    known = seed_of(engine.store, NORTH[0].lower())
    heard = an_analysis(embedding=(10.0, 2.0))
    answer = engine.recommend([UNHEARD, known], 6, heard=heard)
    assert answer.route == "blend"
    assert {"Nora", "Sol"} <= set(scenes(answer))
    assert "its sound counts beside the sets of the others" in answer.note
    assert {item.route for item in answer.items if item.track.artist == "Sol"} == {"sound"}


def test_what_was_heard_in_a_further_seed_counts_too(engine: Engine) -> None:
    known = seed_of(engine.store, NORTH[0].lower())
    heard = an_analysis(embedding=(10.0, 2.0))
    asked = [known, UNHEARD]
    both = engine.recommend(asked, 6, also_heard={UNHEARD.key: heard})
    assert both.heard is None
    assert "Sol" in scenes(both)
    assert "Sol" not in scenes(engine.recommend(asked, 4))


def test_a_seed_that_nothing_is_known_of_has_no_say_and_the_answer_says_so(engine: Engine) -> None:
    known = seed_of(engine.store, NORTH[0].lower())
    answer = engine.recommend([known, UNHEARD], 4)
    assert answer.items == engine.recommend([known], 4).items
    assert answer.note == "No set tells about “Nobody - Unheard”, so it has no say in the answer."
    assert answer.seeds == (known, UNHEARD)


def test_a_seed_that_is_given_twice_counts_once(engine: Engine) -> None:
    north, south = (seed_of(engine.store, name.lower()) for name in (NORTH[0], SOUTH[0]))
    answer = engine.recommend([north, north, south, north], 8)
    assert answer.seeds == (north, south)
    assert answer.items == engine.recommend([north, south], 8).items
