"""Evaluation results as a table that people read."""

from collections.abc import Mapping, Sequence
from typing import Any

from recommender.evaluation.metrics import METRICS, Estimate
from recommender.evaluation.protocol import Result


def markdown(sizes: Mapping[str, Any], results: Sequence[Result]) -> str:
    """A Markdown table: each figure with its interval, and what it was measured on.

    `sizes` is Task.describe's, or that of several splits.
    """
    seeds = sizes["seed"]
    named = f"seed {seeds}" if isinstance(seeds, int) else f"mean over seeds {_listed(seeds)}"
    columns = [*METRICS, "coverage"]
    lines = [
        f"{sizes['split'].capitalize()} split, {named}: "
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


def _listed(seeds: Sequence[int]) -> str:
    return ", ".join(str(seed) for seed in seeds)


def _cell(estimate: Estimate) -> str:
    return f"{_short(estimate.value)} ({_short(estimate.low)} to {_short(estimate.high)})"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")
