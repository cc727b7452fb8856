"""A disliked track moves the answer away from what is like it, and is never in it."""

import random
from pathlib import Path

import numpy as np
import pytest

from recommender.catalogue.analyses import put_analyses
from recommender.catalogue.store import Store
from recommender.collaborative.base import NO_ANSWER
from recommender.content.sounds import CurrentSounds
from recommender.dislikes import SHARE, move_away
from recommender.engine import MAX_SEEDS, Engine
from recommender.errors import BadInput
from recommender.recommendations import Recommendations, Seed
from recommender.training import train
from tests.recommender.builders import a_set, an_analysis, fill, seed_of
from tests.recommender.direct import DirectCount

NORTH = [f"Nora - North {n}" for n in range(5)]
SOUTH = [f"Sol - South {n}" for n in range(5)]
BOTH = "Ada - Both"


def names(answer: Recommendations) -> list[str]:
    return [item.track.name for item in answer.items]


@pytest.fixture
def two_scenes(small: Store, tmp_path: Path) -> Engine:
    """A track that two scenes play, which have nothing else in common; a track of one set."""
    sets = [a_set(n, BOTH, *scene) for n, scene in enumerate([NORTH, SOUTH] * 3)]
    fill(small, [*sets, a_set("once", "Uma - Once", *NORTH[:3])])
    trained = train(small, tmp_path / "models")
    return Engine(small, trained, CurrentSounds(small, lambda: "v1"))


def share_of(scene: str, answer: Recommendations) -> float:
    return sum(name.startswith(scene) for name in names(answer)) / len(answer.items)


def test_the_scene_of_a_disliked_track_goes_down(two_scenes: Engine) -> None:
    seed = seed_of(two_scenes.store, "ada - both")
    disliked = seed_of(two_scenes.store, "nora - north 4")
    before = two_scenes.recommend([seed], 4)
    after = two_scenes.recommend([seed], 4, disliked=[disliked])
    assert share_of("Nora", before) > 0
    assert share_of("Nora", after) == 0
    assert after.disliked == (disliked,)
    assert after.seeds == (seed,)


def test_a_track_of_one_set_stands_for_its_company_there(two_scenes: Engine) -> None:
    seed = seed_of(two_scenes.store, "ada - both")
    once = seed_of(two_scenes.store, "uma - once")
    company = set(NORTH[:3])
    assert company & set(names(two_scenes.recommend([seed], 5)))
    assert not company & set(names(two_scenes.recommend([seed], 5, disliked=[once])))
    # The seed is in that company too, which must not turn the answer against the seed.
    assert len(two_scenes.recommend([seed_of(two_scenes.store, NORTH[0].lower())], 5).items) == 5


def test_an_unplayed_track_stands_for_its_artist(two_scenes: Engine) -> None:
    seed = seed_of(two_scenes.store, "ada - both")
    unplayed = Seed("Sol", "Unheard", "sol - unheard")
    assert share_of("Sol", two_scenes.recommend([seed], 4, disliked=[unplayed])) == 0


def test_a_track_that_nothing_is_known_of_moves_nothing_and_says_so(two_scenes: Engine) -> None:
    seed = seed_of(two_scenes.store, "ada - both")
    nobody = Seed("Nobody", "Nothing", "nobody - nothing")
    answer = two_scenes.recommend([seed], 9, disliked=[nobody])
    assert answer.items == two_scenes.recommend([seed], 9).items
    assert "“Nobody - Nothing”" in answer.note


def test_what_sounds_like_a_disliked_track_goes_down(two_scenes: Engine) -> None:
    store = two_scenes.store
    places = {name: (float(n), 0.0) for n, name in enumerate(NORTH)}
    places |= {name: (-float(n), 0.0) for n, name in enumerate(SOUTH)}
    rows = [
        (seed_of(store, name.lower()).track.id, "deezer", an_analysis(embedding=place))  # type: ignore[union-attr]
        for name, place in places.items()
    ]
    put_analyses(store, rows, "v1")
    cold, heard = Seed("Wren", "New", "wren - new"), an_analysis(embedding=(0.0, 0.0))
    disliked = seed_of(store, NORTH[2].lower())
    before = names(two_scenes.recommend([cold], 20, heard=heard))
    after = names(two_scenes.recommend([cold], 20, heard=heard, disliked=[disliked]))
    assert before.index(NORTH[3]) < before.index(SOUTH[4])
    assert after.index(NORTH[3]) > after.index(SOUTH[4])
    assert sorted(after) == sorted(set(before) - {disliked.name})


def test_a_dislike_changes_answers_of_the_world_and_they_stay_relevant(
    engine: Engine, direct: DirectCount
) -> None:
    kept, with_seed_before, with_seed_after = [], 0, 0
    for key in random.Random(8).sample(direct.in_sets(4), 30):
        seed = seed_of(engine.store, key)
        before = engine.recommend([seed], 20)
        worst = seed_of(engine.store, before.items[0].track.key)
        after = engine.recommend([seed], 20, disliked=[worst])
        found = [item.track.key for item in after.items]
        assert len(found) == 20
        assert not {key, worst.key} & set(found)
        kept.append(len(set(found) & {item.track.key for item in before.items}))
        with_seed_before += sum(item.evidence.sets > 0 for item in before.items)
        with_seed_after += sum(item.evidence.sets > 0 for item in after.items)
        for item in after.items:
            direct.check(item.evidence, [key], item.track.key)
    assert 6 < np.mean(kept) < 18
    assert with_seed_after > 0.8 * with_seed_before


def test_a_seed_can_not_be_disliked_at_once(engine: Engine, direct: DirectCount) -> None:
    seed = seed_of(engine.store, direct.in_sets(3)[0])
    with pytest.raises(BadInput, match="Take one away"):
        engine.recommend([seed], disliked=[seed])
    many = [Seed("A", str(n), f"a - {n}") for n in range(MAX_SEEDS + 1)]
    with pytest.raises(BadInput, match="at most"):
        engine.recommend([seed], disliked=many)


def test_a_disliked_track_of_the_seeds_artist_does_not_speak_for_the_seed(
    small: Store, tmp_path: Path
) -> None:
    sets = [a_set(n, f"Ada - {n % 2}", *scene) for n, scene in enumerate([NORTH, SOUTH] * 3)]
    fill(small, sets)
    engine = Engine(small, train(small, tmp_path / "models"))
    unplayed, northern = Seed("Ada", "New", "ada - new"), seed_of(small, "ada - 0")
    answer = engine.recommend([unplayed], 3, disliked=[northern])
    assert share_of("Nora", answer) == 0


def test_evidence_of_an_artists_tracks_leaves_the_disliked_ones_out(
    small: Store, tmp_path: Path
) -> None:
    sets = [a_set(n, f"Ada - {n % 2}", "Both - Scenes", *scene) for n, scene in
            enumerate([NORTH, SOUTH] * 3)]  # fmt: skip
    fill(small, sets)
    engine = Engine(small, train(small, tmp_path / "models"))
    unplayed, northern = Seed("Ada", "New", "ada - new"), seed_of(small, "ada - 0")
    answer = engine.recommend([unplayed], 9, disliked=[northern])
    shared = {item.track.key: item.evidence.sets for item in answer.items}
    assert shared["both - scenes"] == 3
    assert shared["sol - south 1"] == 3
    for item in answer.items:
        told = engine.shared_sets([unplayed], item.track.id, [northern])
        assert len(told) == item.evidence.sets


def listened_to(store: Store, *names: str) -> None:
    ids = [store.track_ids([name.lower()])[name.lower()] for name in names]
    rows = [(id_, "deezer", an_analysis(embedding=(float(n), 0.0))) for n, id_ in enumerate(ids)]
    put_analyses(store, rows, "v1")


def test_a_dislike_that_nobody_listened_to_moves_no_answer_by_sound_and_that_is_told(
    two_scenes: Engine,
) -> None:
    listened_to(two_scenes.store, *SOUTH)
    cold, heard = Seed("Wren", "New", "wren - new"), an_analysis(embedding=(0.0, 0.0))
    disliked = seed_of(two_scenes.store, NORTH[2].lower())
    answer = two_scenes.recommend([cold], 9, heard=heard, disliked=[disliked])
    assert answer.items == two_scenes.recommend([cold], 9, heard=heard).items
    assert (
        "Segue has not listened to “Nora - North 2”, so disliking it moves nothing." in answer.note
    )


def test_a_dislike_that_only_its_sound_tells_about_moves_no_answer_by_sets_and_that_is_told(
    two_scenes: Engine,
) -> None:
    fill(two_scenes.store, [a_set("alone", "Lone - Wolf")])
    listened_to(two_scenes.store, "Lone - Wolf", *NORTH)
    seed = seed_of(two_scenes.store, "ada - both")
    lone = seed_of(two_scenes.store, "lone - wolf")
    answer = two_scenes.recommend([seed], 9, disliked=[lone])
    assert "No set tells about “Lone - Wolf”, so disliking it moves nothing." in answer.note


def test_a_dislike_that_is_all_that_speaks_for_the_seed_moves_nothing_and_that_is_told(
    small: Store, tmp_path: Path
) -> None:
    fill(small, [a_set(n, "Ada - Old", *NORTH) for n in range(3)])
    engine = Engine(small, train(small, tmp_path / "models"))
    unplayed, old = Seed("Ada", "New", "ada - new"), seed_of(small, "ada - old")
    answer = engine.recommend([unplayed], 9, disliked=[old])
    assert (
        "What the sets tell about “Ada - Old” they tell about the seeds too, so disliking it "
        "moves nothing." in answer.note
    )


def test_a_dislike_that_moves_the_answer_needs_no_word(two_scenes: Engine) -> None:
    seed = seed_of(two_scenes.store, "ada - both")
    disliked = seed_of(two_scenes.store, "nora - north 4")
    assert two_scenes.recommend([seed], 4, disliked=[disliked]).note == ""


def test_where_disliking_takes_the_last_track_that_is_told(small: Store, tmp_path: Path) -> None:
    fill(small, [a_set(n, "Ada - One", "Bo - Two") for n in range(3)])
    engine = Engine(small, train(small, tmp_path / "models"))
    one, two = seed_of(small, "ada - one"), seed_of(small, "bo - two")
    assert names(engine.recommend([one], 5)) == ["Bo - Two"]
    answer = engine.recommend([one], 5, disliked=[two])
    assert answer.items == ()
    assert "Nothing fits but what you dislike: “Bo - Two”." in answer.note


def test_the_strongest_of_several_dislikes_counts() -> None:
    scores = np.array([1.0, 0.8, 0.6, NO_ANSWER])
    one, other = np.array([0.0, 4.0, -1.0, NO_ANSWER]), np.array([0.1, 0.2, 0.1, NO_ANSWER])
    np.testing.assert_allclose(move_away(scores, [one]), [1, 0.8 - SHARE, 0.6, NO_ANSWER])
    both = move_away(scores, [one, other])
    np.testing.assert_allclose(both, [1 - SHARE / 2, 0.8 - SHARE, 0.6 - SHARE / 2, NO_ANSWER])
    assert move_away(scores, []) is scores
    np.testing.assert_array_equal(move_away(scores, [np.full(4, NO_ANSWER)]), scores)
