"""A whole study of one collection: every task, every model, one split or several."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from recommender.collaborative import MODELS
from recommender.errors import CatalogueEmpty
from recommender.evaluation.asking import Round, ask_all
from recommender.evaluation.protocol import Protocol, Task
from recommender.evaluation.results import Results, Table
from recommender.evaluation.tables import make_table
from recommender.evaluation.tasks import TASKS, make_tasks
from recommender.interactions import Interactions


def study(
    everything: Interactions,
    protocol: Protocol,
    tasks: Sequence[str] = tuple(TASKS),
    models: Sequence[str] = tuple(MODELS),
    seeds: Sequence[int] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> list[Table]:
    """A table for each task that can be asked, models in the order of MODELS.

    `seeds`: as many splits, and every table their mean; without any, the protocol's own. `progress`
    is told sentences: the model that learns, and which task could not be asked and why. Raises
    CatalogueEmpty when none can be asked, BadInput when a time split finds no dates.
    """
    rounds: dict[str, list[Round]] = {name: [] for name in TASKS}
    reason: CatalogueEmpty | None = None
    for seed in dict.fromkeys(seeds or (protocol.seed,)):
        try:
            made, missing = make_tasks(everything, replace(protocol, seed=seed), tasks)
        except CatalogueEmpty as error:
            made, missing, reason = [], dict.fromkeys(tasks, str(error)), error
        for name, why in missing.items():
            progress(f"{name} (seed {seed}) is not asked: {why}")
        for one in _ask(made, models, seed, progress) if made else ():
            rounds[one.task.name].append(one)
    tables = [make_table(asked) for asked in rounds.values() if asked]
    if not tables and reason:
        raise reason
    return tables


def _ask(
    tasks: Sequence[Task], models: Sequence[str], seed: int, progress: Callable[[str], None]
) -> list[Round]:
    chosen = [MODELS[name]() for name in MODELS if name in models]
    return ask_all(tasks, chosen, lambda name: progress(f"{name} (seed {seed})"))


def as_results(name: str, data: str, tables: Sequence[Table]) -> Results:
    """Tables as they are saved: with the day and the machine."""
    made = datetime.now(UTC).date().isoformat()
    return Results(name, data, made, describe_machine(), tuple(tables))


def describe_machine() -> str:
    """What times were taken on: cores that this process may use, processor, Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"Python {platform.python_version()}"
    return f"{cores or 1} cores of {_processor()}, {python}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names and names[0] else platform.processor() or platform.machine()
