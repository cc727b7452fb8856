"""The genre network: log-mel spectrogram → genres, and an embedding of how a recording sounds.

Every tower looks at the spectrogram in two ways: through a learned bank of spectral shapes (which
begins as the cosine transform that makes MFCCs) and through convolutions along time. Of both it
keeps the mean and the spread over time, so that two seconds and a minute give the same number of
values (statistics pooling: Snyder et al., X-vectors, ICASSP 2018). The towers' embeddings stand
side by side; one softmax reads them.

Keras is imported only when a network is built.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from recommender.artefacts import load_artefact
from recommender.audio.spectrogram import MelConfig
from recommender.content.shelf import genre_folder
from recommender.errors import ArtefactDamaged, NotTrained

if TYPE_CHECKING:
    import keras

_SPREAD_DB = 20.0
"""Roughly the deviation of log-mels, which lie from -80 to 0."""
_COSINE_GAIN = 4.0
_LEAST_VARIANCE = 1e-3
_MOMENTUM = 0.95
_FEWEST_FRAMES = 16
"""Shorter spectrograms are repeated up to this length."""
_TRAIN = (
    "Get it back from where you got Segue, or train one with: "
    "python -m recommender train genre --audio FOLDER"
)


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """The shape of the network; a manifest holds the one its weights belong to."""

    towers: int = 4
    shapes: int = 40
    """Learned spectral shapes of a tower."""
    channels: int = 64
    """Of each convolution."""
    embedding: int = 32
    """Values of one tower; the whole embedding is `towers` times as long."""
    dropout: float = 0.2

    def to_json(self) -> dict[str, Any]:
        """For a manifest."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "NetworkConfig":
        """What `to_json` gave. Raises TypeError for a name that is not known."""
        return cls(**stored)


def import_keras() -> Any:
    """Keras on TensorFlow; takes seconds the first time."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # Results that repeat to the bit, and no lines about it on stderr.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    import keras

    return keras


def build_network(
    n_mels: int, n_classes: int, config: NetworkConfig | None = None, seed: int = 0
) -> "keras.Model":
    """The network with fresh weights.

    Takes (batch, n_frames, n_mels) decibels of any length above one frame. Gives the logits of
    each tower (batch, towers, n_classes), whose mean goes into the softmax, and the embedding
    (batch, towers * embedding).
    """
    keras = import_keras()
    config = config or NetworkConfig()
    sound = keras.Input((None, n_mels), name="log_mel")
    # The loudest place and the level depend on mastering; the mean does too, so it goes.
    scaled = (sound - keras.ops.mean(sound, axis=(1, 2), keepdims=True)) / _SPREAD_DB
    towers = [
        _tower(scaled, n_classes, config, np.random.default_rng([seed, number]))
        for number in range(config.towers)
    ]
    logits = keras.ops.stack([head for head, _ in towers], axis=1)
    embedding = keras.ops.concatenate([vector for _, vector in towers], axis=-1)
    return keras.Model(sound, [logits, embedding])


def _tower(sound: Any, n_classes: int, config: NetworkConfig, rng: np.random.Generator) -> Any:
    """(logits, embedding) of one tower; `sound` is (batch, n_frames, n_mels)."""
    from keras import layers, ops

    def seed() -> int:
        return int(rng.integers(2**31))

    def linear(values: Any, size: int, width: int | None = None, bias: bool = False) -> Any:
        start = _keras_uniform(seed())
        if width is None:
            return layers.Dense(size, use_bias=bias, kernel_initializer=start)(values)
        return layers.Conv1D(size, width, padding="same", use_bias=bias, kernel_initializer=start)(
            values
        )

    def even(values: Any) -> Any:
        """Every value with mean 0 and spread 1 over the batch."""
        return layers.BatchNormalization(momentum=_MOMENTUM, center=False, scale=False)(values)

    shapes = layers.Conv1D(config.shapes, 1, use_bias=False, kernel_initializer=_cosine_shapes)(
        sound
    )
    shape_mean, shape_spread = _statistics(shapes)
    _, change_spread = _statistics(shapes[:, 1:] - shapes[:, :-1])

    pattern = sound
    for pool in (2, 2, 1):
        pattern = linear(pattern, config.channels, width=3)
        pattern = layers.BatchNormalization(momentum=_MOMENTUM)(pattern)
        pattern = layers.Activation("relu")(pattern)
        if pool > 1:
            pattern = layers.MaxPooling1D(pool, padding="same")(pattern)
        pattern = layers.SpatialDropout1D(config.dropout / 4, seed=seed())(pattern)

    parts = [shape_mean, shape_spread, change_spread, *_statistics(pattern)]
    values = even(ops.concatenate(parts, axis=-1))
    values = layers.Dropout(config.dropout, seed=seed())(values)
    embedding = even(linear(values, config.embedding))
    values = layers.Dropout(config.dropout, seed=seed())(embedding)
    return linear(values, n_classes, bias=True), embedding


def _statistics(values: Any) -> tuple[Any, Any]:
    """Mean and spread over time of (batch, n_frames, size), two times (batch, size)."""
    from keras import ops

    spread = ops.sqrt(ops.var(values, axis=1) + _LEAST_VARIANCE)
    return ops.mean(values, axis=1), spread


def _keras_uniform(seed: int) -> Any:
    from keras import initializers

    return initializers.GlorotUniform(seed=seed)


def _cosine_shapes(shape: Sequence[int], dtype: Any = None) -> np.ndarray:
    """The cosine transform's first rows, (1, n_mels, shapes): where the learning begins."""
    _, n_mels, count = shape
    band = (np.arange(n_mels)[:, None] + 0.5) * np.arange(count)[None, :] * np.pi / n_mels
    return (np.cos(band) * np.sqrt(2) * _COSINE_GAIN / n_mels)[None].astype(np.float32)


class GenreModel:
    """A trained genre network. Safe to share between threads."""

    def __init__(
        self, network: "keras.Model", labels: Sequence[str], version: str, mel: MelConfig
    ) -> None:
        """`network` is what build_network gave, with its weights in place."""
        import tensorflow as tf

        self.labels = tuple(labels)
        self.version = version
        """Changes with the weights: embeddings of two versions can't be compared."""
        self.mel = mel
        """How the spectrograms are made that it listens to."""
        shape = tf.TensorSpec((None, None, mel.n_mels), tf.float32)

        def run(sound: Any) -> Any:
            return network(sound, training=False)

        # Traced once, here, for every length; a call on the network itself is ten times slower.
        self._run = tf.function(run, input_signature=[shape]).get_concrete_function()

    def listen(self, log_mel: np.ndarray) -> tuple[dict[str, float], np.ndarray]:
        """What is heard in (n_mels, n_frames) decibels: genres and embedding.

        The genres are likeliest first and add up to 1; the embedding is (d,) float32. Raises
        ValueError for another number of mel bands or a spectrogram without frames.
        """
        n_mels, n_frames = log_mel.shape
        if n_mels != self.mel.n_mels or n_frames == 0:
            raise ValueError(f"expected ({self.mel.n_mels}, n_frames), got {log_mel.shape}")
        frames = np.asarray(log_mel.T, dtype=np.float32)
        if n_frames < _FEWEST_FRAMES:
            frames = np.resize(frames, (_FEWEST_FRAMES, n_mels))
        logits, embedding = self._run(frames[None])
        probabilities = softmax(np.asarray(logits)[0].mean(axis=0))
        order = np.argsort(-probabilities, kind="stable")
        genres = {self.labels[place]: float(probabilities[place]) for place in order}
        return genres, np.asarray(embedding)[0]


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis, float64: they add up to 1."""
    powers = np.exp(np.asarray(logits, dtype=np.float64) - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def to_arrays(network: "keras.Model") -> dict[str, np.ndarray]:
    """A network's weights for an artefact: one after the other in one array."""
    values = [np.ravel(value) for value in network.get_weights()]
    return {"weights": np.concatenate(values).astype(np.float32)}


def set_arrays(network: "keras.Model", arrays: dict[str, np.ndarray]) -> None:
    """Put back what `to_arrays` gave. Raises ValueError where they belong to another network."""
    shapes = [weight.shape for weight in network.weights]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    values = arrays["weights"]
    if values.shape != (ends[-1],):
        raise ValueError(f"{ends[-1]:,} weights expected, {values.size:,} found")
    parts = np.split(values.astype(np.float32), ends[:-1])
    network.set_weights([part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)])


def load_genre_model(models_dir: Path) -> GenreModel:
    """The network that the user trained in `models_dir/"genre"`, or else the one that ships.

    Imports TensorFlow: the first call takes seconds. Raises NotTrained where there is neither,
    ArtefactDamaged where the files are not what the manifest says.
    """
    return load_genre_model_from(genre_folder(models_dir))


def load_genre_model_from(folder: Path) -> GenreModel:
    """The current network in a folder; raises like `load_genre_model`."""
    try:
        artefact = load_artefact(folder)
        manifest = artefact.manifest
        mel = MelConfig.from_json(manifest["mel"])
        labels = [str(label) for label in manifest["labels"]]
        config = NetworkConfig.from_json(manifest["network"])
        network = build_network(mel.n_mels, len(labels), config)
        set_arrays(network, artefact.arrays)
    except NotTrained as error:
        raise NotTrained(f"There is no genre network in {folder}. {_TRAIN}") from error
    except (ArtefactDamaged, KeyError, TypeError, ValueError) as error:
        raise ArtefactDamaged(f"The genre network in {folder} is damaged. {_TRAIN}") from error
    return GenreModel(network, labels, artefact.version, mel)
