"""The engine's answers: as many as asked for, never a seed, and every reason true."""

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from recommender.catalogue.setlist import Play
from recommender.catalogue.store import Store
from recommender.engine import MAX_K, Engine
from recommender.errors import BadInput, UnknownTrack
from recommender.recommendations import Recommendations, Seed
from recommender.training import Trained, train
from tests.recommender.builders import a_set, fill, seed_of
from tests.recommender.direct import DirectCount

URI = "spotify:track:6rqhFgbbKwnb9MLmUQDhG6"


def check(answer: Recommendations, direct: DirectCount, asked: Sequence[str]) -> None:
    """Ranks, scores and every reason of one answer."""
    assert [item.rank for item in answer.items] == list(range(1, len(answer.items) + 1))
    scores = [item.score for item in answer.items]
    assert scores == sorted(scores, reverse=True)
    keys = [item.track.key for item in answer.items]
    assert len(set(keys)) == len(keys)
    for item in answer.items:
        direct.check(item.evidence, asked, item.track.key)
        assert 0 <= item.fit <= 1
        assert (item.track.sets, item.route) == (
            len(direct.places[item.track.key]),
            answer.route,
        )
        bridge = item.evidence.bridge
        if bridge is None:
            continue
        between = bridge.track.key
        assert item.evidence.sets == 0
        assert between not in asked
        assert bridge.sets_with_track == len(direct.shared([between], item.track.key)) > 0
        sets = set().union(*(direct.places[key] for key in asked))
        assert 0 < bridge.sets_with_seed <= len(sets & set(direct.places[between]))


def test_every_track_in_two_sets_is_answered_with_true_evidence(
    engine: Engine, direct: DirectCount, capsys: pytest.CaptureFixture[str]
) -> None:
    times_ms = []
    for key in direct.in_sets(2):
        seed = seed_of(engine.store, key)
        began = time.perf_counter()
        answer = engine.recommend([seed], 10)
        times_ms.append((time.perf_counter() - began) * 1000)
        assert len(answer.items) == 10
        assert answer.route == "played"
        assert answer.note == ""
        assert key not in [item.track.key for item in answer.items]
        check(answer, direct, [key])
    median, p95 = statistics.median(times_ms), statistics.quantiles(times_ms, n=20)[-1]
    with capsys.disabled():
        print(f"\n{len(times_ms)} answers: median {median:.1f} ms, 95th percentile {p95:.1f} ms")


def test_several_seeds_are_answered_together(engine: Engine, direct: DirectCount) -> None:
    rng = random.Random(6)
    for n in (2, 3, 8):
        keys = rng.sample(direct.in_sets(2), n)
        answer = engine.recommend([seed_of(engine.store, key) for key in keys], 30)
        assert len(answer.items) == 30
        assert not {item.track.key for item in answer.items} & set(keys)
        assert [seed.key for seed in answer.seeds] == keys
        check(answer, direct, keys)


def test_a_track_of_one_set_is_answered_through_its_company_there(
    engine: Engine, direct: DirectCount
) -> None:
    once = direct.in_sets(1, 1)
    assert once
    for key in random.Random(7).sample(once, 40):
        answer = engine.recommend([seed_of(engine.store, key)], 12)
        assert len(answer.items) == 12
        assert answer.route == "played"
        assert "in one set only" in answer.note
        assert key not in [item.track.key for item in answer.items]
        check(answer, direct, [key])


def test_an_unplayed_track_by_a_known_artist_is_answered_through_the_artist(
    engine: Engine, direct: DirectCount
) -> None:
    known = seed_of(engine.store, direct.in_sets(4)[0])
    seed = Seed(known.artist, "A Title Nobody Played", "none")
    answer = engine.recommend([seed], 15)
    assert answer.route == "artist"
    assert len(answer.items) == 15
    assert seed.name in answer.note
    assert {item.route for item in answer.items} == {"artist"}
    # Beside a seed that was played, the answer as a whole counts as played.
    mixed = engine.recommend([seed, seed_of(engine.store, direct.in_sets(3)[-1])], 5)
    assert (mixed.route, len(mixed.items)) == ("played", 5)


def test_an_unknown_track_of_an_unknown_artist_is_told(engine: Engine) -> None:
    with pytest.raises(UnknownTrack, match="Nobody - Nothing"):
        engine.recommend([Seed("Nobody", "Nothing", "nobody - nothing")])
    with pytest.raises(UnknownTrack):
        engine.similar(Seed("Nobody", "Nothing", "nobody - nothing"))


def test_an_unknown_seed_beside_a_known_one_takes_nothing_from_it(
    engine: Engine, direct: DirectCount
) -> None:
    known = seed_of(engine.store, direct.in_sets(3)[0])
    both = engine.recommend([Seed("Nobody", "Nothing", "nobody - nothing"), known], 10)
    assert both.items == engine.recommend([known], 10).items


@pytest.mark.parametrize("k", [1, 2, 50, MAX_K])
def test_as_many_as_asked_for_are_given(engine: Engine, direct: DirectCount, k: int) -> None:
    assert len(engine.recommend([seed_of(engine.store, direct.in_sets(2)[5])], k).items) == k


def test_nothing_asked_for_is_refused(engine: Engine, direct: DirectCount) -> None:
    seed = seed_of(engine.store, direct.in_sets(2)[0])
    for seeds, k in (([], 5), ([seed], 0), ([seed], -1)):
        with pytest.raises(BadInput):
            engine.recommend(seeds, k)


def test_the_same_question_has_the_same_answer(engine: Engine, direct: DirectCount) -> None:
    seeds = [seed_of(engine.store, key) for key in direct.in_sets(2)[:2]]
    assert engine.recommend(seeds, 25) == engine.recommend(seeds, 25)


def test_similar_gives_the_nearest_factors_with_true_evidence(
    engine: Engine, direct: DirectCount
) -> None:
    key = direct.in_sets(3)[2]
    answer = engine.similar(seed_of(engine.store, key), 20)
    assert len(answer.items) == 20
    assert key not in [item.track.key for item in answer.items]
    check(answer, direct, [key])
    with pytest.raises(UnknownTrack, match="fewer than two sets"):
        engine.similar(seed_of(engine.store, direct.in_sets(1, 1)[0]))


def test_all_shared_sets_of_an_answer_are_told_newest_first(
    engine: Engine, direct: DirectCount
) -> None:
    seed = seed_of(engine.store, max(direct.in_sets(2), key=lambda key: len(direct.places[key])))
    for item in engine.recommend([seed], 5).items:
        told = engine.shared_sets([seed], item.track.id)
        expected = direct.shared([seed.key], item.track.key)
        assert len(told) == item.evidence.sets == len(expected)
        assert [one.date for one in told] == sorted((one.date for one in told), reverse=True)
        assert {(one.title, one.distance) for one in told} == {
            (one.setlist.title, one.distance) for one in expected
        }


# -- small catalogues -----------------------------------------------------------------------------


def trained_on(store: Store, folder: Path, *setlists: object) -> Engine:
    fill(store, setlists)  # type: ignore[arg-type]
    return Engine(store, train(store, folder))


def test_half_known_tracks_are_never_answers(small: Store, tmp_path: Path) -> None:
    lines = ("Ada - Rise", "Ada - ?", "? - Fall", "Bo - Fall", "Cy - Stay", "VA - No. 8")
    engine = trained_on(small, tmp_path, *(a_set(n, *lines) for n in range(4)))
    assert len(engine.trained.hidden) == 3
    for answer in (
        engine.recommend([seed_of(small, "ada - rise")], 50),
        engine.similar(seed_of(small, "ada - rise"), 50),
        engine.recommend([Seed("Ada", "Other", "ada - other")], 50),
    ):
        found = {item.track.key for item in answer.items}
        assert found <= {"ada - rise", "bo - fall", "cy - stay"}
        assert {"bo - fall", "cy - stay"} <= found
        bridges = [item.evidence.bridge for item in answer.items]
        assert all(bridge.track.key in found for bridge in bridges if bridge)


def test_fewer_than_asked_for_are_given_only_when_there_are_no_more(
    small: Store, tmp_path: Path
) -> None:
    lines = ("Ada - Rise", "Bo - Fall", "Cy - Stay")
    engine = trained_on(small, tmp_path, *(a_set(n, *lines) for n in range(2)))
    assert len(engine.recommend([seed_of(small, "ada - rise")], 50).items) == 2


def test_the_json_form_is_the_documented_one(small: Store, tmp_path: Path) -> None:
    plays = (Play("Ada", "Rise", 0, URI), Play("Bø", "Fall"), Play("Cy", "Stay (Bo Remix)"))
    engine = trained_on(
        small,
        tmp_path,
        *(a_set(n, *plays, djs=("Nadia", "Tomas"), date=f"202{n}") for n in range(2)),
    )
    answer = engine.recommend([seed_of(small, "bo - fall")], 2).to_json()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    scores = [item.pop("score") for item in answer["items"]]
    assert all(isinstance(score, float) for score in scores)
    by_title = {item["title"]: item for item in answer["items"]}
    assert sorted(item.pop("rank") for item in answer["items"]) == [1, 2]
    evidence = {
        "sets": 2,
        "djs": 2,
        "adjacent": 2,
        "examples": [
            {
                "title": f"Set {n}",
                "date": f"202{n}",
                "djs": ["Nadia", "Tomas"],
                "url": f"https://sets.example/{n}",
            }
            for n in (1, 0)
        ],
    }
    rest = {"route": "played", "evidence": evidence, "tempo_bpm": None, "key": None}
    assert by_title == {
        "Rise": {"artist": "Ada", "title": "Rise", "spotify_uri": URI, **rest},
        "Stay (Bo Remix)": {
            "artist": "Cy",
            "title": "Stay (Bo Remix)",
            "spotify_uri": None,
            **rest,
        },
    }
    del answer["items"]
    assert answer == {
        "seeds": [{"artist": "Bø", "title": "Fall", "key": "bo - fall"}],
        "route": "played",
    }


def test_the_version_changes_with_the_model_and_with_the_catalogue(
    small: Store, tmp_path: Path
) -> None:
    lines = ("Ada - Rise", "Bo - Fall")
    engine = trained_on(small, tmp_path, a_set(1, *lines), a_set(2, *lines))
    versions = [engine.version]
    assert engine.version == versions[0]
    fill(small, [a_set(3, *lines)])
    versions.append(engine.version)
    fill(small, [a_set(3, *lines)])  # nothing new
    assert engine.version == versions[-1]
    engine = Engine(small, train(small, tmp_path))
    versions.append(engine.version)
    engine = Engine(small, train(small, tmp_path, seed=1))
    versions.append(engine.version)
    assert len(set(versions)) == 4


def test_evidence_counts_what_came_in_after_training(small: Store, tmp_path: Path) -> None:
    lines = ("Ada - Rise", "Bo - Fall")
    engine = trained_on(small, tmp_path, a_set(1, *lines), a_set(2, *lines))
    seed = seed_of(small, "ada - rise")
    assert engine.recommend([seed], 1).items[0].evidence.sets == 2
    fill(small, [a_set(3, *lines)])
    assert engine.recommend([seed], 1).items[0].evidence.sets == 3


def test_a_seed_named_twice_is_one_seed_with_more_weight(
    engine: Engine, direct: DirectCount
) -> None:
    seed = seed_of(engine.store, direct.in_sets(2)[9])
    answer = engine.recommend([seed, seed], 10)
    assert len(answer.items) == 10
    check(answer, direct, [seed.key])


def test_threads_may_share_an_engine(engine: Engine, direct: DirectCount) -> None:
    from concurrent.futures import ThreadPoolExecutor

    seeds = [seed_of(engine.store, key) for key in direct.in_sets(2)[:24]]
    alone = [engine.recommend([seed], 5) for seed in seeds]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda seed: engine.recommend([seed], 5), seeds)) == alone


@pytest.mark.parametrize("module", ["recommender.engine", "recommender.training"])
def test_answering_loads_no_heavy_package_and_no_door_to_the_network(module: str) -> None:
    heavy = ["tensorflow", "keras", "dash", "requests", "spotipy", "urllib3", "scrapers"]
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"


def test_a_trained_world_is_loaded_as_it_was_trained(
    world_store: Store, world_trained: Trained, world_folder: Path
) -> None:
    from recommender.training import load_trained

    again = load_trained(world_store, world_folder / "models")
    assert (again.version, again.revision) == (world_trained.version, world_store.revision())
    assert (again.plays != world_trained.plays).nnz == 0
    assert again.track_ids.tolist() == world_trained.track_ids.tolist()
