"""Evaluation results as a table that people read."""

from collections.abc import Sequence

from recommender.evaluation.metrics import METRICS, Estimate
from recommender.evaluation.protocol import Result, Task


def markdown(task: Task, results: Sequence[Result]) -> str:
    """A Markdown table: each figure with its 95 % interval, and what it was measured on."""
    sizes = task.describe()
    columns = [*METRICS, "coverage"]
    lines = [
        f"{sizes['split'].capitalize()} split, seed {sizes['seed']}: "
        f"{sizes['training_sets']:,} training sets, {sizes['held_out_sets']:,} held out, "
        f"{sizes['vocabulary']:,} tracks, {sizes['queries']:,} queries.",
        "",
        "| model | " + " | ".join(columns) + " | fit |",
        "|---|" + "---|" * (len(columns) + 1),
    ]
    for result in results:
        cells = [_cell(result.metrics[name]) for name in columns]
        lines.append(f"| {result.name} | " + " | ".join(cells) + f" | {result.fit_s:.1f} s |")
    return "\n".join(lines)


def _cell(estimate: Estimate) -> str:
    return f"{_short(estimate.value)} ({_short(estimate.low)} to {_short(estimate.high)})"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")
