"""The crate's service over the real catalogue and engine."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.demo import fill_analyses, fill_catalogue
from dashboard.demo_sounds import load_demo_sounds
from dashboard.engines import Engines
from dashboard.live_crate import LiveCrate
from recommender.catalogue.store import Store
from recommender.errors import BadInput, SegueError, UnknownTrack
from recommender.ordering import tempo_steps, wheel_moves
from recommender.recommendations import Track
from recommender.training import train
from scrapers.sandbox.world import World


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[tuple[Store, Path]]:
    folder = tmp_path_factory.mktemp("var")
    store = Store(f"sqlite:///{folder / 'segue.db'}")
    fill_catalogue(store, world)
    sounds = load_demo_sounds(world)
    assert sounds is not None
    fill_analyses(store, world, sounds.model_version)
    train(store, folder / "models")
    yield store, folder / "models"
    store.close()


@pytest.fixture
def crate(data: tuple[Store, Path]) -> LiveCrate:
    store, models = data
    return LiveCrate(store, Engines(store, models))


@pytest.fixture
def tracks(data: tuple[Store, Path]) -> list[Track]:
    return [track for track in data[0].most_played(60) if track.tempo_bpm and track.camelot]


def test_facts_tell_tempo_key_and_how_long_djs_let_it_play(
    crate: LiveCrate, tracks: list[Track]
) -> None:
    found = crate.facts([*(track.key for track in tracks), "nobody - nothing"])
    assert set(found) == {track.key for track in tracks}
    for track in tracks:
        facts = found[track.key]
        assert (facts.tempo_bpm, facts.camelot) == (track.tempo_bpm, track.camelot)
    lengths = [facts.played_s for facts in found.values() if facts.played_s]
    assert lengths
    assert all(30 <= length <= 900 for length in lengths)


def test_a_way_leads_through_tracks_that_mix(crate: LiveCrate, tracks: list[Track]) -> None:
    first, last = tracks[0], tracks[1]
    found = crate.between(first.key, last.key, 8, [tracks[2].key])
    assert len({track.key for track in found}) == 8
    assert not {first.key, last.key, tracks[2].key} & {track.key for track in found}
    path = [first, *found, last]
    straight = _length([first, last])
    assert _length(path) <= 3 * straight + 8


def _length(path: list[Track]) -> float:
    total = 0.0
    for now, then in pairwise(path):
        if now.tempo_bpm and then.tempo_bpm:
            total += abs(float(tempo_steps(now.tempo_bpm, then.tempo_bpm)))
        if now.camelot and then.camelot:
            total += max(wheel_moves(now.camelot, then.camelot) - 1, 0)
    return total


def test_a_way_is_the_same_every_time(crate: LiveCrate, tracks: list[Track]) -> None:
    ask = (tracks[3].key, tracks[4].key, 5, [])
    assert crate.between(*ask) == crate.between(*ask)


def test_no_way_leads_from_what_the_catalogue_does_not_hold(
    crate: LiveCrate, tracks: list[Track]
) -> None:
    with pytest.raises(UnknownTrack, match="does not hold “nobody - nothing”"):
        crate.between(tracks[0].key, "nobody - nothing", 3, [])
    with pytest.raises(BadInput, match="two different tracks"):
        crate.between(tracks[0].key, tracks[0].key, 3, [])


def test_tracks_are_known_by_any_spelling_each_once(crate: LiveCrate, tracks: list[Track]) -> None:
    names = [
        (tracks[1].artist.upper(), tracks[1].title),
        (tracks[0].artist, tracks[0].title.lower()),
        (tracks[1].artist, tracks[1].title),
        ("Nobody", "Nothing"),
        ("?", "?"),
    ]
    assert crate.known([[name] for name in names]) == [tracks[1].key, tracks[0].key]


def test_of_several_readings_the_first_that_the_catalogue_holds_counts(
    crate: LiveCrate, tracks: list[Track]
) -> None:
    first, second = ((track.artist, track.title) for track in tracks[:2])
    numbered = (f"50 {first[0]}", first[1])
    assert crate.known([[numbered, first]]) == [tracks[0].key]
    assert crate.known([[first, second]]) == [tracks[0].key]
    assert crate.known([[numbered]]) == []


def test_a_database_that_fails_becomes_a_sentence(
    crate: LiveCrate, data: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(data[0], "track_ids", fail)
    monkeypatch.setattr(data[0], "track_by_key", fail)
    for ask in (
        lambda: crate.facts(["a - b"]),
        lambda: crate.known([[("a", "b")]]),
        lambda: crate.between("a - b", "c - d", 1, []),
    ):
        with pytest.raises(SegueError, match="does not answer"):
            ask()
