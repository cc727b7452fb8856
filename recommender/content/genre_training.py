"""Training the genre network: learn, stop in time, measure on recordings held out, learn from all.

First the network learns from a part and stops where the held-out recordings are told best; those
give the figures in the manifest. Then it learns from every clip for as long, and that is saved.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from recommender.artefacts import save_artefact
from recommender.audio.spectrogram import DEFAULT, MelConfig
from recommender.content.genre_batches import Augmentation, make_batches
from recommender.content.genre_clips import (
    LabelledClip,
    check_enough,
    labels_of,
    split_recordings,
)
from recommender.content.genre_cnn import (
    NetworkConfig,
    build_network,
    import_keras,
    softmax,
    to_arrays,
)
from recommender.content.genre_evaluation import Figure, confusion, top_k, with_interval
from recommender.content.genre_watch import make_watch

_WEIGHT_DECAY_FREE = ["bias", "gamma", "beta"]
_WARM_UP = 0.1

Progress = Callable[[str, int, int], None]
"""Told the phase (`held out` or `all`), the epochs done and the epochs there may be."""


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How the network is trained."""

    network: NetworkConfig = field(default_factory=NetworkConfig)
    augmentation: Augmentation = field(default_factory=Augmentation)
    excerpt_frames: int = 86
    """Two seconds of the default spectrogram."""
    batch: int = 48
    epochs: int = 80
    patience: int = 25
    """Epochs without a better held-out loss before it stops."""
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    averaging: float = 0.98
    """Momentum of the moving average over the weights, which is what is kept."""
    excerpts_per_epoch: int = 600
    """At least; one for each clip where there are more."""
    held_out: float = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A trained network and how the training went."""

    network: Any
    """keras.Model; see build_network."""
    labels: tuple[str, ...]
    epochs: int
    """After which the weights kept were reached."""
    curves: dict[str, list[float]]
    """`loss`, `accuracy` and with held-out clips `val_loss`, `val_accuracy`, one per epoch."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainedGenres:
    """What a training gave: the saved version and how it did on the held-out recordings."""

    version: str
    labels: tuple[str, ...]
    clips: int
    recordings: int
    held_out_clips: int
    epochs: int
    top1: Figure
    top3: Figure
    confusion: np.ndarray
    """(n_labels, n_labels) held-out counts: row = true label."""
    curves: dict[str, list[float]]


def learn(
    clips: Sequence[LabelledClip],
    held_out: Sequence[LabelledClip] = (),
    *,
    settings: TrainingSettings,
    seed: int,
    stop_after: int | None = None,
    tell: Callable[[int], None] | None = None,
) -> Learned:
    """Train on `clips`; with `held_out`, keep the epoch that did best on it.

    `stop_after` ends the training after so many epochs of the same schedule. Labels that only the
    held-out clips have are a ValueError: they can't be told.
    """
    keras = import_keras()
    labels = labels_of(clips)
    network = build_network(clips[0].log_mel.shape[0], len(labels), settings.network, seed)
    per_epoch = max(settings.excerpts_per_epoch, len(clips), settings.batch) // settings.batch
    schedule = _schedule(per_epoch * settings.epochs, settings)
    optimiser = keras.optimizers.AdamW(
        schedule,
        weight_decay=settings.weight_decay,
        use_ema=True,
        ema_momentum=settings.averaging,
    )
    optimiser.exclude_from_weight_decay(var_names=_WEIGHT_DECAY_FREE)
    heads = keras.Model(network.input, network.output[0])
    heads.compile(
        optimizer=optimiser,
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.CategoricalAccuracy("accuracy")],
        jit_compile=False,
    )
    watch = make_watch(heads, held_out, labels, settings.excerpt_frames, settings.patience, tell)
    heads.fit(
        make_batches(
            clips,
            labels,
            towers=settings.network.towers,
            length=settings.excerpt_frames,
            batch=settings.batch,
            batches=per_epoch,
            augmentation=settings.augmentation,
            seed=seed,
        ),
        epochs=stop_after or settings.epochs,
        shuffle=False,
        verbose=0,
        callbacks=[watch],
    )
    return Learned(network, labels, watch.best_epoch, watch.curves)


def train_genre_model(
    clips: Sequence[LabelledClip],
    models_dir: Path,
    seed: int = 0,
    *,
    mel: MelConfig = DEFAULT,
    settings: TrainingSettings | None = None,
    data: str = "labelled recordings",
    notes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> TrainedGenres:
    """Train on labelled clips and save the network as `models_dir/"genre"`, in use from then on.

    `mel` says how the clips' spectrograms were made, `data` in a few words where the clips come
    from; `notes` go into the manifest as they are. Raises BadInput where there is too little to
    learn from. Nothing is saved unless all of it went well.
    """
    settings = settings or TrainingSettings()
    check_enough((clip.label, clip.recording) for clip in clips)
    tell = progress or _nobody
    learning, held_out = split_recordings(clips, settings.held_out, seed)
    total = settings.epochs

    first = learn(
        learning,
        held_out,
        settings=settings,
        seed=seed,
        tell=lambda epoch: tell("held out", epoch, total),
    )
    probabilities, _ = predict(first.network, held_out)
    truth = np.array([first.labels.index(clip.label) for clip in held_out])
    names = [clip.recording for clip in held_out]
    top1, top3 = (with_interval(top_k(probabilities, truth, k), names) for k in (1, 3))
    final = learn(
        clips,
        settings=settings,
        seed=seed,
        stop_after=first.epochs,
        tell=lambda epoch: tell("all", epoch, first.epochs),
    )
    recordings = len({clip.recording for clip in clips})
    manifest = {
        "model": "genre",
        "labels": list(final.labels),
        "mel": mel.to_json(),
        "network": settings.network.to_json(),
        "training": {k: v for k, v in asdict(settings).items() if k != "network"},
        "data": data,
        "clips": len(clips),
        "recordings": recordings,
        "split": f"{len(held_out)} clips held out, split by recording",
        "held_out": {"top1": top1.to_json(), "top3": top3.to_json()},
        "epochs": first.epochs,
        "seed": seed,
        "trained_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        **(notes or {}),
    }
    version = save_artefact(models_dir / "genre", manifest, to_arrays(final.network))
    return TrainedGenres(
        version=version,
        labels=final.labels,
        clips=len(clips),
        recordings=recordings,
        held_out_clips=len(held_out),
        epochs=first.epochs,
        top1=top1,
        top3=top3,
        confusion=confusion(probabilities.argmax(axis=1), truth, len(final.labels)),
        curves=first.curves,
    )


def predict(network: Any, clips: Sequence[LabelledClip]) -> tuple[np.ndarray, np.ndarray]:
    """(n_clips, n_labels) probabilities and (n_clips, d) embeddings, each of a whole clip."""
    heard = [network(clip.log_mel.T[None].astype(np.float32), training=False) for clip in clips]
    logits = np.stack([np.asarray(heads)[0].mean(axis=0) for heads, _ in heard])
    return softmax(logits), np.stack([np.asarray(embedding)[0] for _, embedding in heard])


def _schedule(steps: int, settings: TrainingSettings) -> Any:
    schedules = import_keras().optimizers.schedules
    warm_up = max(1, round(_WARM_UP * steps))
    return schedules.CosineDecay(
        0.0,
        max(1, steps - warm_up),
        warmup_target=settings.learning_rate,
        warmup_steps=warm_up,
    )


def _nobody(phase: str, epoch: int, epochs: int) -> None:
    """Nobody wants to know."""
