"""Evidence equals a direct count over the raw set lists."""

import random

import numpy as np
import scipy.sparse as sp

from recommender.catalogue.store import Store
from recommender.evidence import Company, collect_evidence, find_bridges
from recommender.interactions import load_interactions
from tests.recommender.builders import a_set, fill, seed_of
from tests.recommender.direct import DirectCount, key_of


def ids_of(store: Store, *keys: str) -> list[int]:
    found = [seed_of(store, key).track for key in keys]
    return [track.id for track in found if track]


def test_sets_djs_and_neighbours_are_counted_by_hand(store: Store) -> None:
    fill(
        store,
        [
            a_set(1, "Ada - Rise", "Bo - Fall", djs=("Nadia", "Tomas"), date="2018"),
            a_set(2, "Bo - Fall", "", "Ada - Rise", djs=("Nadia",), date="2020-05-01"),
            a_set(3, "Ada - Rise", "Cy - Stay", "Ada - Rise", "Bo - Fall", djs=(), date=""),
            a_set(4, "Bo - Fall", "Cy - Stay"),
            a_set(5, "Ada - Rise", "Eve - Far", "Eve - Far", "Bo - Fall", date="2021"),
        ],
    )
    ada, bo = ids_of(store, "ada - rise", "bo - fall")
    evidence = collect_evidence(store, [ada], [bo])[bo]
    assert (evidence.sets, evidence.djs, evidence.adjacent) == (4, 2, 2)
    # Closest together first, then newest; an unknown track between keeps its place.
    told = [(one.title, one.distance, one.djs) for one in evidence.examples]
    assert told == [
        ("Set 1", 1, ("Nadia", "Tomas")),
        ("Set 3", 1, ()),
        ("Set 2", 2, ("Nadia",)),
    ]
    assert evidence.examples[0].url == "https://sets.example/1"
    everything = collect_evidence(store, [ada], [bo], examples=None)[bo].examples
    assert [one.distance for one in everything] == [1, 1, 2, 3]


def test_a_track_is_no_evidence_for_itself(store: Store) -> None:
    fill(store, [a_set(1, "Ada - Rise", "Bo - Fall", "Ada - Rise"), a_set(2, "Ada - Rise")])
    ada, bo = ids_of(store, "ada - rise", "bo - fall")
    assert collect_evidence(store, [ada], [ada]) == {}
    both = collect_evidence(store, [ada, bo], [ada, bo])
    assert {track: evidence.sets for track, evidence in both.items()} == {ada: 1, bo: 1}


def test_a_set_with_several_seeds_counts_once(store: Store) -> None:
    fill(store, [a_set(1, "Ada - Rise", "Cy - Stay", "Bo - Fall"), a_set(2, "Bo - Fall")])
    ada, bo, cy = ids_of(store, "ada - rise", "bo - fall", "cy - stay")
    evidence = collect_evidence(store, [ada, bo], [cy])[cy]
    assert (evidence.sets, evidence.djs, evidence.adjacent, len(evidence.examples)) == (1, 1, 1, 1)


def test_nothing_asked_gives_nothing(store: Store) -> None:
    fill(store, [a_set(1, "Ada - Rise", "Bo - Fall")])
    ada, _ = ids_of(store, "ada - rise", "bo - fall")
    assert collect_evidence(store, [], [ada]) == collect_evidence(store, [ada], []) == {}
    assert collect_evidence(store, [ada], [10**6]) == {}


def test_random_pairs_of_the_world_equal_the_direct_count(
    world_store: Store, direct: DirectCount
) -> None:
    rng = random.Random(4)
    keys = direct.in_sets(1)
    for _ in range(120):
        seeds = rng.sample(keys, rng.choice([1, 1, 2, 5]))
        # Of its own sets, so that there is evidence; of any, mostly without; and itself.
        sets = sorted(direct.places[seeds[0]], key=lambda setlist: setlist.title)
        company = sorted({key_of(play) for setlist in sets for play in setlist.plays} - {""})
        others = rng.sample(company, min(5, len(company))) + rng.sample(keys, 5) + seeds[:1]
        limit = rng.choice([3, 3, None])
        found = collect_evidence(
            world_store, ids_of(world_store, *seeds), ids_of(world_store, *others), limit
        )
        for key, id_ in zip(others, ids_of(world_store, *others), strict=True):
            direct.check(found.get(id_), seeds, key)
            if limit is None and id_ in found:
                assert len(found[id_].examples) == found[id_].sets


def test_company_equals_the_direct_count(world_store: Store, direct: DirectCount) -> None:
    loaded = load_interactions(world_store)
    company = Company(loaded.plays)
    keys = {id_: track.key for id_, track in world_store.tracks(loaded.track_ids.tolist()).items()}
    columns = [keys[int(id_)] for id_ in loaded.track_ids]
    rng = random.Random(5)
    for _ in range(30):
        asked = rng.sample(range(len(columns)), rng.choice([1, 2, 4]))
        sets = set().union(*(direct.places[columns[at]] for at in asked))
        counts = company.of(asked)
        for other in rng.sample(range(len(columns)), 20):
            assert counts[other] == len(sets & set(direct.places[columns[other]]))
    assert company.of([]).tolist() == [0] * len(columns)


def test_a_bridge_is_the_track_whose_weaker_tie_is_strongest() -> None:
    # Columns: 0 seed, 1 asked, 2 to 5 between, 6 alone.
    sets = [
        *[{0, 2}] * 3, *[{1, 2}] * 1,  # ties 3 and 1
        *[{0, 3}] * 2, *[{1, 3}] * 2, *[{3, 6}] * 2,  # 2 and 2, and played elsewhere
        *[{0, 4}] * 2, *[{1, 4}] * 2,  # 2 and 2, played nowhere else: the best
        *[{0, 5}] * 9,  # no tie to the other side
    ]  # fmt: skip
    plays = sp.csr_matrix([[float(c in one) for c in range(7)] for one in sets])
    company = Company(plays)
    with_seed = company.of([0])
    assert find_bridges(company, with_seed, [1], np.array([0])) == {1: 4}
    assert find_bridges(company, with_seed, [1], np.array([0, 4])) == {1: 3}
    assert find_bridges(company, company.of([5]), [6], np.array([5])) == {}
    assert with_seed[0] == 16  # what was handed in is left as it was
