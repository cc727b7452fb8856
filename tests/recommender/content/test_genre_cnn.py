"""The network: any length, any level; what is saved is what is loaded; damage is noticed."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from recommender.artefacts import current_version
from recommender.content.genre_clips import LabelledClip
from recommender.content.genre_cnn import (
    GenreModel,
    NetworkConfig,
    build_network,
    load_genre_model,
    load_genre_model_from,
    set_arrays,
    to_arrays,
)
from recommender.content.genre_training import (
    TrainedGenres,
    learn,
    predict,
    train_genre_model,
)
from recommender.content.shelf import SHIPPED
from recommender.errors import ArtefactDamaged, BadInput, NotTrained
from tests.recommender.content.made_up import LABELS, MEL, N_MELS, QUICK, SMALL, clips, spectrogram


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainedGenres, Path]:
    """A small network that was trained on made-up genres, and its models folder."""
    folder = tmp_path_factory.mktemp("models")
    return train_genre_model(clips(), folder, seed=1, mel=MEL, settings=QUICK), folder


@pytest.fixture(scope="module")
def model(trained: tuple[TrainedGenres, Path]) -> GenreModel:
    """The same, loaded."""
    return load_genre_model(trained[1])


def test_it_learns_genres_that_can_be_told_apart(
    trained: tuple[TrainedGenres, Path], model: GenreModel
) -> None:
    result = trained[0]
    assert result.labels == model.labels == LABELS
    assert result.top1.value > 0.9
    assert result.top3.value == 1
    assert result.confusion.sum() == result.held_out_clips == 3 * 2 * 2
    for seed, label in enumerate(LABELS):
        genres, _ = model.listen(spectrogram(label, 60, 5000 + seed))
        assert next(iter(genres)) == label


def test_genres_come_likeliest_first_and_add_up_to_one(model: GenreModel) -> None:
    genres, embedding = model.listen(spectrogram("low", 60, 5))
    assert list(genres.values()) == sorted(genres.values(), reverse=True)
    assert sum(genres.values()) == pytest.approx(1)
    assert embedding.dtype == np.float32
    assert embedding.shape == (SMALL.towers * SMALL.embedding,)


@pytest.mark.parametrize("n_frames", [1, 2, 15, 16, 17, 130, 2600])
def test_any_length_gives_the_same_kind_of_answer(model: GenreModel, n_frames: int) -> None:
    genres, embedding = model.listen(spectrogram("high", n_frames, 3))
    assert set(genres) == set(LABELS)
    assert embedding.shape == (SMALL.towers * SMALL.embedding,)
    assert np.isfinite(embedding).all()


def test_a_longer_piece_of_the_same_sound_is_heard_alike(model: GenreModel) -> None:
    piece = spectrogram("middle", 120, 3)
    once, twice = model.listen(piece)[1], model.listen(np.tile(piece, 2))[1]
    other = model.listen(spectrogram("low", 120, 3))[1]
    assert np.linalg.norm(once - twice) < 0.1 * np.linalg.norm(once - other)


def test_the_level_plays_no_part(model: GenreModel) -> None:
    sound = spectrogram("low", 60, 3)
    loud, quiet = model.listen(sound), model.listen(sound - 23)
    assert loud[0] == pytest.approx(quiet[0], abs=1e-4)
    assert np.allclose(loud[1], quiet[1], atol=1e-3)


@pytest.mark.parametrize("shape", [(N_MELS + 1, 40), (N_MELS, 0)])
def test_another_kind_of_spectrogram_is_refused(model: GenreModel, shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="expected"):
        model.listen(np.zeros(shape, dtype=np.float32))


def test_loaded_weights_answer_as_the_trained_ones_did(tmp_path: Path) -> None:
    learned = learn(clips(4, 1), settings=QUICK, seed=2, stop_after=1)
    again = build_network(N_MELS, len(LABELS), SMALL, seed=99)
    some = clips(1, 1)
    assert not np.allclose(predict(learned.network, some)[1], predict(again, some)[1])
    set_arrays(again, to_arrays(learned.network))
    for trained, loaded in zip(predict(learned.network, some), predict(again, some), strict=True):
        assert np.array_equal(trained, loaded)


def test_the_same_seed_gives_the_same_network_and_another_seed_another() -> None:
    weights = [
        to_arrays(learn(clips(4, 1), settings=QUICK, seed=seed, stop_after=2).network)["weights"]
        for seed in (3, 3, 4)
    ]
    assert np.array_equal(weights[0], weights[1])
    assert not np.allclose(weights[0], weights[2])


def test_it_stops_early_and_keeps_the_best_epoch() -> None:
    rng = np.random.default_rng(0)
    noise = [LabelledClip(c.log_mel, str(rng.choice(LABELS)), c.recording) for c in clips()]
    settings = type(QUICK)(
        network=SMALL,
        excerpt_frames=24,
        batch=16,
        epochs=40,
        patience=3,
        learning_rate=3e-2,
        averaging=0.5,
        excerpts_per_epoch=96,
    )
    learned = learn(noise, clips(3, 1), settings=settings, seed=0)
    losses = learned.curves["val_loss"]
    assert len(losses) == learned.epochs + settings.patience < settings.epochs
    assert losses[learned.epochs - 1] == min(losses)


def test_the_towers_embeddings_stand_side_by_side_and_the_towers_differ() -> None:
    config = NetworkConfig(towers=3, shapes=6, channels=8, embedding=5)
    network = build_network(N_MELS, 4, config, seed=1)
    heads, embedding = network(spectrogram("low", 40, 1).T[None], training=False)
    assert heads.shape == (1, 3, 4)
    towers = np.asarray(embedding).reshape(3, 5)
    assert not np.allclose(towers[0], towers[1])
    assert not np.allclose(towers[1], towers[2])


def test_another_networks_weights_are_refused() -> None:
    arrays = to_arrays(build_network(N_MELS, 3, SMALL))
    with pytest.raises(ValueError, match="weights expected"):
        set_arrays(build_network(N_MELS, 4, SMALL), arrays)


@pytest.mark.parametrize("damage", ["cut", "changed", "missing", "manifest", "labels"])
def test_damaged_weights_are_refused_with_a_sentence(
    trained: tuple[TrainedGenres, Path], tmp_path: Path, damage: str
) -> None:
    shutil.copytree(trained[1], tmp_path, dirs_exist_ok=True)
    version = tmp_path / "genre" / trained[0].version
    weights, manifest = version / "weights.npy", version / "manifest.json"
    content = weights.read_bytes()
    if damage == "cut":
        weights.write_bytes(content[:-40])
    elif damage == "changed":
        weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif damage == "missing":
        weights.unlink()
    elif damage == "manifest":
        manifest.write_text("{}")
    else:
        manifest.write_text(manifest.read_text().replace('"low"', '"low", "dub"'))
    with pytest.raises(ArtefactDamaged, match="train genre --audio FOLDER"):
        load_genre_model(tmp_path)


def test_where_there_is_no_network_it_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NotTrained, match="train genre --audio FOLDER"):
        load_genre_model_from(tmp_path)


def test_a_training_that_is_killed_leaves_the_network_before(
    trained: tuple[TrainedGenres, Path], tmp_path: Path
) -> None:
    shutil.copytree(trained[1], tmp_path, dirs_exist_ok=True)

    def kill(phase: str, epoch: int, epochs: int) -> None:
        if phase == "all" and epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_genre_model(clips(4, 1), tmp_path, mel=MEL, settings=QUICK, progress=kill)
    assert load_genre_model(tmp_path).version == trained[0].version
    assert {path.name for path in (tmp_path / "genre").iterdir()} == {
        "current",
        trained[0].version,
    }


def test_too_little_is_refused_before_anything_is_learned(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="At least 4 recordings"):
        train_genre_model(clips(3, 5), tmp_path, mel=MEL, settings=QUICK)
    assert current_version(tmp_path / "genre") is None


def test_the_network_that_ships_answers_for_a_real_spectrogram(tmp_path: Path) -> None:
    model = load_genre_model(tmp_path)
    assert model.version == current_version(SHIPPED)
    rng = np.random.default_rng(0)
    genres, embedding = model.listen(rng.uniform(-80, 0, (model.mel.n_mels, 1292)))
    assert len(genres) == 10
    assert embedding.shape[0] <= 128
    assert np.isfinite(embedding).all()


def test_the_default_embedding_is_short_enough_to_compare_quickly() -> None:
    config = NetworkConfig()
    assert config.towers * config.embedding <= 128
