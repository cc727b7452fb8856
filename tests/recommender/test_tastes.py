"""Whose taste is whose, counted by hand and over the synthetic world."""

import math

import pytest

from recommender.catalogue.djs import djs_by_id, find_dj, load_profile, search_djs
from recommender.catalogue.store import Store
from recommender.tastes import load_tastes, would_like
from recommender.training import Trained
from tests.recommender.builders import a_set, fill

SETS = [
    # Everybody plays the hit; Ada and Bea share a rarity, Ada and Cyd a common one.
    a_set(1, "X - Hit", "R - Rare", "R - Rare", "M - Known", djs=("Ada",)),
    a_set(2, "X - Hit", "A - Own", djs=("Ada",)),
    a_set(3, "X - Hit", "R - Rare", djs=("Bea",)),
    a_set(4, "X - Hit", "M - Known", djs=("Cyd",)),
    a_set(5, "X - Hit", "M - Known", djs=("Dot",)),
    a_set(6, "Z - Else", djs=("Eve",)),
    a_set(7, "", "Q - ?", djs=("Fay",)),
]


@pytest.fixture
def filled(small: Store) -> Store:
    fill(small, SETS)
    return small


def id_of(store: Store, name: str) -> int:
    return find_dj(store, name)[0]


def test_who_shares_rare_tracks_is_more_alike_than_who_shares_common_ones(filled: Store) -> None:
    alike = load_tastes(filled).alike(id_of(filled, "Ada"), 10)
    names = djs_by_id(filled, [other.dj for other in alike])
    assert [(names[other.dj].name, other.shared) for other in alike] == [
        ("Bea", 2), ("Cyd", 2), ("Dot", 2),
    ]  # fmt: skip


def test_likeness_is_the_cosine_of_what_both_played_weighed_by_rarity(filled: Store) -> None:
    by = {"hit": 4, "rare": 2, "known": 3, "own": 1}
    rarity = {name: math.log1p(5 / djs) for name, djs in by.items()}
    ada = {name: math.log1p(1) * rarity[name] for name in ("rare", "known", "own")}
    ada["hit"] = math.log1p(2) * rarity["hit"]
    bea = {name: math.log1p(1) * rarity[name] for name in ("hit", "rare")}
    dot = sum(ada[name] * bea[name] for name in bea)
    lengths = math.dist(ada.values(), [0] * 4) * math.dist(bea.values(), [0] * 2)
    best = load_tastes(filled).alike(id_of(filled, "Ada"), 1)
    assert best[0].likeness == pytest.approx(dot / lengths, rel=1e-5)


def test_who_shares_nothing_is_alike_to_nobody(filled: Store) -> None:
    tastes = load_tastes(filled)
    assert tastes.alike(id_of(filled, "Eve"), 5) == []
    assert tastes.alike(id_of(filled, "Fay"), 5) == []
    assert tastes.typical(id_of(filled, "Fay"), 5) == []


def test_typical_tracks_are_played_often_and_by_few_and_never_once_only(filled: Store) -> None:
    typical = load_tastes(filled).typical(id_of(filled, "Ada"), 4)
    titles = [filled.tracks(typical)[id_].title for id_ in typical]
    assert titles == ["Hit", "Rare", "Known", "Own"]


def test_a_catalogue_without_sets_has_no_tastes(small: Store) -> None:
    assert load_tastes(small).alike(1, 5) == []


def test_what_a_dj_would_like_was_never_played_by_the_dj(
    world_store: Store, world_trained: Trained
) -> None:
    for dj in search_djs(world_store, "", limit=6):
        liked = would_like(world_store, world_trained, id_of(world_store, dj.key), 20)
        played = {p.track.key for p in load_profile(world_store, dj.key).tracks}
        assert len(liked) == 20
        assert not played & {track.key for track in liked}


def test_what_a_dj_would_like_is_what_djs_alike_play(
    world_store: Store, world_trained: Trained
) -> None:
    tastes = load_tastes(world_store)
    hits = 0
    djs = search_djs(world_store, "", limit=6)
    for dj in djs:
        id_ = id_of(world_store, dj.key)
        names = djs_by_id(world_store, [other.dj for other in tastes.alike(id_, 5)])
        theirs = {
            p.track.key
            for other in names.values()
            for p in load_profile(world_store, other.key).tracks
        }
        liked = would_like(world_store, world_trained, id_, 10)
        hits += sum(track.key in theirs for track in liked)
    assert hits > 0.7 * 10 * len(djs)


def test_a_dj_whom_the_model_does_not_know_would_like_nothing(
    world_trained: Trained, filled: Store
) -> None:
    assert would_like(filled, world_trained, 10**9, 20) == []
