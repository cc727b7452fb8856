"""The figures of all evaluations as the page Lab draws them: data, then split, then question."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.lab_service import Figures
from dashboard.lab_words import (
    DATA,
    TASKS,
    Words,
    difference,
    measured,
    metric_words,
    model_words,
    multiple,
    split_words,
    task_words,
)
from recommender.collaborative import DEFAULT
from recommender.evaluation.results import Measured, Results, Table

_TASK_ORDER = tuple(TASKS)
_METRIC_ORDER = (
    "ndcg@100", "mrr", "recall@10", "recall@50", "recall@500", "map@500", "coverage", "answered",
)  # fmt: skip
_SPLIT_ORDER = ("random", "time")


def results_json(figures: Figures) -> dict[str, Any]:
    """All that assets/lab/lab-results.js needs; `data` is empty where nothing was measured."""
    own = [
        _data(f"own.{one.name}", one.name, f"{one.data}, measured on this machine", [one])
        for one in figures.own
    ]
    groups = _by_data(figures.shipped)
    shipped = [
        _data(_slug(name), name, DATA.get(name, ""), groups[name])
        for name in _sorted(groups, tuple(DATA))
    ]
    files = (*figures.shipped, *figures.own)
    models = {model.name for one in files for table in one.tables for model in table.models}
    return {
        "data": [one for one in (*shipped, *own) if one["splits"]],
        "models": {name: _words(model_words(name)) for name in sorted(models)},
        "default": DEFAULT,
        "damaged": list(figures.damaged),
    }


def _by_data(files: Iterable[Results]) -> dict[str, list[Results]]:
    groups: dict[str, list[Results]] = defaultdict(list)
    for one in files:
        groups[one.data].append(one)
    return dict(groups)


def _data(id_: str, name: str, about: str, group: Sequence[Results]) -> dict[str, Any]:
    splits: dict[str, list[tuple[Results, Table]]] = defaultdict(list)
    for one in group:
        for table in one.tables:
            if table.models:
                splits[str(table.protocol.get("split", "random"))].append((one, table))
    return {
        "id": id_,
        "name": name,
        "about": about,
        "splits": [
            {"id": split, **_words(split_words(split)), "tasks": _tasks(splits[split])}
            for split in _sorted(splits, _SPLIT_ORDER)
        ],
    }


def _tasks(tables: Sequence[tuple[Results, Table]]) -> list[dict[str, Any]]:
    by_task = {table.task: (results, table) for results, table in tables}
    return [_task(*by_task[task]) for task in _sorted(by_task, _TASK_ORDER)]


def _task(results: Results, table: Table) -> dict[str, Any]:
    names = {name for model in table.models for name in model.metrics}
    return {
        "id": table.task,
        **_words(task_words(table.task)),
        "measured": measured(table.protocol),
        "made": results.made,
        "machine": results.machine,
        "metrics": [
            {"id": name, **_words(metric_words(name))} for name in _sorted(names, _METRIC_ORDER)
        ],
        "models": [_model(model) for model in table.models],
    }


def _model(model: Measured) -> dict[str, Any]:
    return {
        "id": model.name,
        "fit_s": model.fit_s,
        "metrics": {
            name: [estimate.value, estimate.low, estimate.high]
            for name, estimate in model.metrics.items()
        },
        "against": {
            name: difference(one.difference, one.low, one.high, one.p)
            for name, one in model.against_default.items()
        },
        "multiples": {
            name: multiple(one.ratio, one.low, one.high)
            for name, one in model.against_one_seed.items()
        },
    }


def _words(words: Words) -> dict[str, str]:
    return {"name": words.name, "about": words.about}


def _sorted(names: Iterable[str], order: Sequence[str]) -> list[str]:
    """The known ones first, in their order; then the others by name."""
    places = {name: place for place, name in enumerate(order)}
    return sorted(names, key=lambda name: (places.get(name, len(order)), name))


def _slug(name: str) -> str:
    return "-".join(name.lower().split())
