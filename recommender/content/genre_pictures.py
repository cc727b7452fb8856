"""Pictures of a training: the confusion matrix and the curves. matplotlib comes with the call."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

CONFUSION, CURVES = "confusion.png", "curves.png"
_DPI = 120
_INCHES_PER_LABEL = 0.55
_DARK = 0.6
"""Share from which on the numbers in a cell are white."""


def save_pictures(
    folder: Path,
    table: np.ndarray,
    labels: Sequence[str],
    curves: Mapping[str, Sequence[float]],
    title: str = "Held-out recordings",
) -> list[Path]:
    """Write both pictures into a folder and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        save_confusion(folder / CONFUSION, table, labels, title),
        save_curves(folder / CURVES, curves),
    ]


def save_confusion(path: Path, table: np.ndarray, labels: Sequence[str], title: str) -> Path:
    """Counts (n_labels, n_labels), row = what it is; the colour is the share of the row."""
    from matplotlib.figure import Figure

    side = 2.2 + _INCHES_PER_LABEL * len(labels)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.add_subplot()
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=45, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("told as")
    axes.set_ylabel("is")
    axes.set_title(title)
    for row, column in np.argwhere(table):
        colour = "white" if shares[row, column] > _DARK else "black"
        axes.text(column, row, table[row, column], ha="center", va="center", color=colour)
    figure.savefig(path, dpi=_DPI)
    return path


def save_curves(path: Path, curves: Mapping[str, Sequence[float]]) -> Path:
    """Loss and accuracy by epoch, of the changed training excerpts and of held-out clips."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for key, label in ((name, "training excerpts"), (f"val_{name}", "held-out clips")):
            if values := curves.get(key):
                axes.plot(range(1, len(values) + 1), values, label=label)
        axes.set_xlabel("epoch")
        axes.set_ylabel(name)
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend()
    figure.savefig(path, dpi=_DPI)
    return path
