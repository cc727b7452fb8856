"""The analyses that ship for the demo: made by the shipped network, and good enough to be shown."""

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from dashboard.demo import fill_analyses, fill_catalogue
from dashboard.demo_sounds import FOLDER, load_demo_sounds, save_demo_sounds
from recommender.catalogue.analyses import load_sounds, put_analyses
from recommender.catalogue.store import Store
from recommender.content.analyser import Analyser
from recommender.content.genre_cnn import load_genre_model
from recommender.content.shelf import SHIPPED, genre_version
from recommender.content.sounds import CurrentSounds
from recommender.engine import Engine
from recommender.errors import ArtefactDamaged
from recommender.recommendations import Seed
from recommender.training import train
from scrapers.sandbox.previews.encode import preview_mp3
from scrapers.sandbox.world import World, build_world
from tests.recommender.builders import an_analysis

SHARE, COLD_TRACKS, NEIGHBOURS = 0.7, 50, 20


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(load_genre_model(SHIPPED.parent))


def test_they_were_made_by_the_network_that_ships_for_the_world_that_is_shown(
    world: World, tmp_path: Path
) -> None:
    sounds = load_demo_sounds(world)
    assert sounds is not None
    assert sounds.model_version == genre_version(tmp_path)
    audible = {t.identity for t in world.tracks if not t.cold} - {
        t.identity for t in world.shelves.nowhere
    }
    assert sounds.by_identity.keys() == audible


def test_listening_again_hears_the_same(world: World, analyser: Analyser) -> None:
    sounds = load_demo_sounds(world)
    assert sounds is not None
    audible = [t for t in world.tracks if t.identity in sounds.by_identity]
    for track in Random(4).sample(audible, 5):
        kept, heard = sounds.by_identity[track.identity], None
        heard = analyser.analyse(preview_mp3(track)).analysis
        assert kept.tempo.bpm == pytest.approx(heard.tempo.bpm, rel=1e-3)
        assert kept.key.camelot == heard.key.camelot
        assert kept.genre == heard.genre
        spread = float(np.linalg.norm(heard.embedding))
        assert np.linalg.norm(kept.embedding - heard.embedding) < 0.02 * spread


def test_most_neighbours_of_a_cold_track_share_its_genre(
    world: World, analyser: Analyser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill_catalogue(store, world)
    fill_analyses(store, world, analyser.version)
    sounds = CurrentSounds(store, lambda: analyser.version)
    engine = Engine(store, train(store, tmp_path / "models"), sounds)
    shares = []
    audible = [t for t in world.cold_tracks if t not in world.shelves.nowhere]
    for track in Random(7).sample(audible, COLD_TRACKS):
        heard = analyser.analyse(preview_mp3(track)).analysis
        # By its sound alone: the name of its artist would help.
        seed = Seed("Nobody Ever", track.title, f"nobody ever - {track.title}")
        answer = engine.recommend([seed], NEIGHBOURS, heard=heard)
        assert answer.route == "sound"
        alike = [world.by_identity[i.track.key].genre == track.genre for i in answer.items]
        assert len(alike) == NEIGHBOURS
        shares.append(sum(alike) / len(alike))
    store.close()
    with capsys.disabled():
        print(
            f"\n{COLD_TRACKS} cold tracks: {np.mean(shares):.1%} of 20 neighbours share the genre"
        )
    assert np.mean(shares) >= SHARE


def test_a_second_start_listens_to_nothing_and_changes_nothing(
    world: World, tmp_path: Path
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill_catalogue(store, replace(world, sets=world.sets[:40]))
    version = genre_version(tmp_path)
    fill_analyses(store, world, version)
    before = store.sounds_revision()
    fill_analyses(store, world, version)
    assert store.sounds_revision() == before
    assert load_sounds(store, version).embedded.size > 100
    store.close()


def test_analyses_of_another_network_are_left_alone(world: World, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill_catalogue(store, replace(world, sets=world.sets[:10]))
    fill_analyses(store, world, "another network")
    assert load_sounds(store, "another network").track_ids.size == 0
    store.close()


def test_analyses_of_another_world_are_not_used(tmp_path: Path) -> None:
    assert load_demo_sounds(build_world(1), FOLDER) is None
    assert load_demo_sounds(build_world(1), tmp_path) is None


def test_what_is_saved_is_what_is_loaded(world: World, tmp_path: Path) -> None:
    small = World(world.seed, world.tracks[:6], world.djs, world.sets)
    rng = np.random.default_rng(2)
    count = sum(not t.cold and t not in small.shelves.nowhere for t in small.tracks)
    analyses = [
        an_analysis(bpm=100.0 + n if n else None, camelot="12B" if n else None,
                    embedding=rng.normal(size=8))
        for n in range(count)
    ]  # fmt: skip
    save_demo_sounds(small, analyses, ["house", "jazz"], tmp_path)
    loaded = load_demo_sounds(small, tmp_path)
    assert loaded is not None
    for saved, kept in zip(analyses, loaded.by_identity.values(), strict=True):
        assert (kept.tempo.bpm, kept.key.camelot) == (saved.tempo.bpm, saved.key.camelot)
        assert kept.genre == "house"
        np.testing.assert_allclose(kept.embedding, saved.embedding, atol=2e-3)


def test_damaged_analyses_are_refused(world: World, tmp_path: Path) -> None:
    small = World(world.seed, world.tracks[:6], world.djs, world.sets)
    count = sum(not t.cold and t not in small.shelves.nowhere for t in small.tracks)
    version = save_demo_sounds(small, [an_analysis()] * count, ["house", "jazz"], tmp_path)
    (tmp_path / version / "embeddings.npy").write_bytes(b"not an array")
    with pytest.raises(ArtefactDamaged):
        load_demo_sounds(small, tmp_path)


def test_a_track_that_was_analysed_meanwhile_keeps_its_analysis(
    world: World, tmp_path: Path
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'segue.db'}")
    fill_catalogue(store, replace(world, sets=world.sets[:10]))
    track = store.most_played(1)[0]
    version = genre_version(tmp_path)
    put_analyses(store, [(track.id, "itunes", an_analysis(bpm=77.0, version=version))], version)
    fill_analyses(store, world, version)
    kept = store.track_by_key(track.key)
    assert kept is not None
    assert kept.tempo_bpm == 77.0
    store.close()
