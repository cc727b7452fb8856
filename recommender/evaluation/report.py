"""Evaluation results as tables that people read."""

from collections.abc import Mapping, Sequence
from typing import Any

from recommender.collaborative import DEFAULT
from recommender.evaluation.metrics import Estimate
from recommender.evaluation.results import Measured, Table

TITLES = {
    "one-seed": "One seed: the rest of the set",
    "five-seeds": "Five seeds: the rest of the set",
    "next-track": "The next track: what is mixed in right after",
    "new-track": "A new track: one that no training set holds",
    "head": "Head: one seed, the most played fifth of the vocabulary is right",
    "tail": "Tail: one seed, the other four fifths are right",
}
PAIRED = ("ndcg@100", "mrr")
"""Metrics whose differences are printed; the files have them all."""
_YARDSTICKS = ("item-knn-cosine", "original")
_PLAIN = ("answered",)
"""Metrics printed without an interval."""


def markdown(table: Table) -> str:
    """What was asked and on what, the figures with their intervals, and the pairs."""
    parts = [
        sizes(table.protocol),
        figures(table),
        headline(table),
        pairs(table),
        multiples(table),
    ]
    return "\n\n".join(part for part in parts if part)


def main_metric(table: Table) -> str:
    """What a task is judged by where there is room for one figure."""
    return "mrr" if table.task == "next-track" else "ndcg@100"


def headline(table: Table) -> str:
    """One sentence: the default's main figure as a multiple of the others'; empty without it."""
    name, ours = main_metric(table), table.models[0]
    others = [model for model in table.models if model.name in _YARDSTICKS]
    if not any(model.metrics[name].value for model in others):
        others = [model for model in table.models if model.name == "popularity"]
    told = [
        f"{ours.metrics[name].value / model.metrics[name].value:.2f} times that of {model.name}"
        for model in others
        if model.metrics[name].value > 0
    ]
    if ours.name != DEFAULT or not told:
        return ""
    return f"{DEFAULT}'s {name} is {' and '.join(told)}."


def sizes(protocol: Mapping[str, Any]) -> str:
    """One sentence: split, seeds and sizes. `protocol` is Task.describe's, or of several splits."""
    seeds = protocol["seed"]
    named = f"seed {seeds}" if isinstance(seeds, int) else f"mean over seeds {_listed(seeds)}"
    sets = protocol["asked_sets"]
    return (
        f"{protocol['split'].capitalize()} split, {named}: "
        f"{protocol['training_sets']:,} training sets, {protocol['held_out_sets']:,} held out, "
        f"{protocol['vocabulary']:,} tracks, {protocol['queries']:,} queries about {sets:,} sets."
    )


def figures(table: Table) -> str:
    """A row for each model."""
    names = list(table.models[0].metrics)
    rows = [
        [
            model.name,
            *(_figure(name, model.metrics[name]) for name in names),
            f"{model.fit_s:.1f} s",
        ]
        for model in table.models
    ]
    return grid(["model", *names, "fit"], rows)


def pairs(table: Table) -> str:
    """Each model minus the default; empty where there is nothing to compare."""
    compared = [model for model in table.models if model.against_default]
    if not compared:
        return ""
    names = [name for name in PAIRED if name in compared[0].against_default]
    heads = [text for name in names for text in (f"{name}, minus {DEFAULT}", "p")]
    return grid(["model", *heads], [[model.name, *_pair(model, names)] for model in compared])


def multiples(table: Table) -> str:
    """Five seeds as a multiple of one; empty for the other tasks."""
    compared = [model for model in table.models if model.against_one_seed]
    if not compared:
        return ""
    names = [name for name in PAIRED if name in compared[0].against_one_seed]
    heads = [text for name in names for text in (f"{name}, one seed", "five seeds, times that")]
    return grid(["model", *heads], [[model.name, *_multiple(model, names)] for model in compared])


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [_line(head), "|---|" + "---|" * (len(head) - 1), *(_line(row) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _figure(name: str, estimate: Estimate) -> str:
    if name in _PLAIN:
        return _short(estimate.value) if estimate.value else "no answer"
    return f"{_short(estimate.value)} {_interval(estimate.low, estimate.high)}"


def _pair(model: Measured, names: Sequence[str]) -> list[str]:
    cells = []
    for one in (model.against_default[name] for name in names):
        cells += [f"{_short(one.difference)} {_interval(one.low, one.high)}", f"{one.p:.3f}"]
    return cells


def _multiple(model: Measured, names: Sequence[str]) -> list[str]:
    cells = []
    for one in (model.against_one_seed.get(name) for name in names):
        cells += (
            [_short(one.one_seed), f"{one.ratio:.2f} ({one.low:.2f} to {one.high:.2f})"]
            if one
            else ["0", "none"]
        )
    return cells


def _interval(low: float, high: float) -> str:
    return f"({_short(low)} to {_short(high)})"


def _listed(seeds: Sequence[int]) -> str:
    return ", ".join(str(seed) for seed in seeds)


def _short(value: float) -> str:
    text = f"{abs(value):.3f}"
    sign = "−" if value < 0 and float(text) else ""
    return sign + text.removeprefix("0")
