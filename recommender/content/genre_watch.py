"""Watches a training: its curves, the best epoch by the held-out recordings, when to stop."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from recommender.content.genre_clips import LabelledClip
from recommender.content.genre_cnn import import_keras, softmax


def make_watch(
    heads: Any,
    held_out: Sequence[LabelledClip],
    labels: Sequence[str],
    excerpt_frames: int,
    patience: int,
    tell: Callable[[int], None] | None,
) -> Any:
    """A keras callback with `curves` and `best_epoch`.

    `heads` is the model in training, log-mel → (batch, towers, n_labels) logits. With held-out
    clips their loss is taken each epoch on the middle of every clip, with the averaged weights;
    the best weights are put in place at the end. Without, the last averaged weights stay.
    """
    keras = import_keras()
    sound = np.stack([_middle(clip.log_mel, excerpt_frames) for clip in held_out] or [np.zeros(0)])
    truth = np.array([labels.index(clip.label) for clip in held_out], dtype=int)

    class Watch(keras.callbacks.Callback):  # type: ignore[name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.curves: dict[str, list[float]] = {}
            self.best_epoch = 0
            self._best_loss = np.inf
            self._best: list[np.ndarray] | None = None

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            values = {name: float(value) for name, value in (logs or {}).items()}
            if held_out:
                values |= self._look(epoch)
            else:
                self.best_epoch = epoch + 1
            for name, value in values.items():
                self.curves.setdefault(name, []).append(value)
            if tell:
                tell(epoch + 1)

        def _look(self, epoch: int) -> dict[str, float]:
            now = heads.get_weights()
            heads.optimizer.finalize_variable_values(heads.trainable_variables)
            averaged = heads.get_weights()
            logits = np.asarray(heads.predict_on_batch(sound)).mean(axis=1)
            heads.set_weights(now)
            probabilities = softmax(logits)
            loss = -float(np.log(probabilities[np.arange(len(truth)), truth] + 1e-12).mean())
            if loss < self._best_loss:
                self._best_loss, self._best, self.best_epoch = loss, averaged, epoch + 1
            elif epoch + 1 - self.best_epoch >= patience:
                self.model.stop_training = True
            return {
                "val_loss": loss,
                "val_accuracy": float((probabilities.argmax(axis=1) == truth).mean()),
            }

        def on_train_end(self, logs: dict[str, float] | None = None) -> None:
            if self._best is not None:
                heads.set_weights(self._best)

    return Watch()


def _middle(log_mel: np.ndarray, frames: int) -> np.ndarray:
    """(frames, n_mels) from the middle of a clip; a shorter one is repeated."""
    start = max(0, (log_mel.shape[1] - frames) // 2)
    return np.resize(
        log_mel.T[start : start + frames].astype(np.float32), (frames, log_mel.shape[0])
    )
