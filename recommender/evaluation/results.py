"""Results of evaluations as files: what `evaluate --save` and the study write, and who shows reads.

    models/evaluation/*.json        what ships: the study data
    <data folder>/evaluation/*.json what was measured on the user's own catalogue

One file holds one split of one collection: a table for each task, and in it a row for each model.
Every figure is a mean over queries with its 95 % interval.
"""

import json
import math
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from recommender.errors import ArtefactDamaged
from recommender.evaluation.metrics import Difference, Estimate, Ratio

FOLDER = "evaluation"
"""Below the models that ship, and below the data folder."""


@dataclass(frozen=True)
class Measured:
    """A row of a table."""

    name: str
    metrics: dict[str, Estimate]
    fit_s: float
    """Seconds that the training took; of all figures the only one that does not repeat."""
    against_default: dict[str, Difference] = field(default_factory=dict)
    """By metric, this model minus the default; empty for the default itself."""
    against_one_seed: dict[str, Ratio] = field(default_factory=dict)
    """By metric, five seeds as a multiple of one, on the same sets; empty for the other tasks."""


@dataclass(frozen=True)
class Table:
    """One task's figures."""

    task: str
    protocol: dict[str, Any]
    """What was asked and on what: Task.describe's."""
    models: tuple[Measured, ...]


@dataclass(frozen=True)
class Results:
    """One file."""

    name: str
    """The file's name without its ending."""
    data: str
    """What was measured on, for people."""
    made: str
    """ISO date."""
    machine: str
    """What the times were taken on."""
    tables: tuple[Table, ...]

    def table(self, task: str) -> Table | None:
        """The table of a task, where it was asked."""
        return next((table for table in self.tables if table.task == task), None)


def to_json(results: Results) -> dict[str, Any]:
    """The documented form (docs/cli.md)."""
    return {
        "data": results.data,
        "made": results.made,
        "machine": results.machine,
        "tables": [
            {
                "task": table.task,
                "protocol": table.protocol,
                "models": [_model_json(model) for model in table.models],
            }
            for table in results.tables
        ],
    }


def _model_json(model: Measured) -> dict[str, Any]:
    figures = asdict(model)
    return {key: value for key, value in figures.items() if value or key == "metrics"} | {
        "fit_s": round(model.fit_s, 3)
    }


def save_results(folder: Path, results: Results) -> Path:
    """Write `<name>.json` into `folder`, whole or not at all; what had the name before is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(to_json(results), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as temporary:
        new = Path(temporary) / "results.json"
        with new.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / f"{results.name}.json")
    return folder / f"{results.name}.json"


def load_results(folder: Path) -> list[Results]:
    """All results in a folder, by name; none where the folder is missing.

    Raises ArtefactDamaged for a file that is not in the documented form.
    """
    return [read_results(file) for file in sorted(folder.glob("*.json"))]


def read_results(file: Path) -> Results:
    """One file. Raises ArtefactDamaged when it is not in the documented form."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return Results(
            name=file.stem,
            data=_text(content["data"]),
            made=_text(content["made"]),
            machine=_text(content["machine"]),
            tables=tuple(_table(table) for table in _list(content["tables"])),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArtefactDamaged(
            f"The evaluation results in {file} are damaged ({_reason(error)}). Remove the file, or "
            f"write it anew: python -m recommender evaluate --save {file.stem}."
        ) from error


def _table(content: Mapping[str, Any]) -> Table:
    protocol = content["protocol"]
    if not isinstance(protocol, dict):
        raise ValueError("a protocol is no object")
    models = tuple(_model(model) for model in _list(content["models"]))
    return Table(_text(content["task"]), protocol, models)


def _model(content: Mapping[str, Any]) -> Measured:
    return Measured(
        name=_text(content["name"]),
        metrics=_figures(Estimate, content["metrics"]),
        fit_s=_number(content["fit_s"]),
        against_default=_figures(Difference, content.get("against_default", {})),
        against_one_seed=_figures(Ratio, content.get("against_one_seed", {})),
    )


def _figures(kind: type, content: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    names = [part.name for part in fields(kind)]
    return {
        metric: kind(**{name: _number(figure[name]) for name in names})
        for metric, figure in content.items()
    }


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise ValueError("a list is missing")
    return value


def _reason(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
