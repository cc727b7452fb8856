"""Makes models/evaluation/*.json from the study data: `python -m benchmarks.evaluation`.

Imports each collection into a catalogue, evaluates every model on every task, and saves the
figures. Afterwards `python -m docs.evaluation_tables` writes them into docs/evaluation.md.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.study_data import STUDY_DATA
from recommender.catalogue.store import Store
from recommender.collaborative import MODELS
from recommender.evaluation.protocol import Protocol, Split
from recommender.evaluation.report import TITLES, headline
from recommender.evaluation.results import FOLDER, Table, save_results
from recommender.evaluation.study import as_results, study
from recommender.evaluation.tasks import TASKS
from recommender.interactions import Interactions, load_interactions
from scrapers.importing import import_files

SHIPPED = Path(__file__).resolve().parents[1] / "models" / FOLDER


@dataclass(frozen=True)
class Part:
    """One file of results."""

    name: str
    data: str
    file: str
    """Below the folder of the study data."""
    split: Split
    seeds: tuple[int, ...]
    whole_names: bool = False
    tasks: tuple[str, ...] = tuple(TASKS)


PARTS = (
    Part("wfmu-random", "WFMU", "wfmu/setlists.jsonl.gz", "random", (7,)),
    Part("wfmu-time", "WFMU", "wfmu/setlists.jsonl.gz", "time", (7,)),
    # One split holds few of its questions.
    Part(
        "essential-mix",
        "Essential Mix",
        "mixesdb/essential_mix.jsonl.gz",
        "random",
        tuple(range(1, 11)),
    ),
    Part("essential-mix-time", "Essential Mix", "mixesdb/essential_mix.jsonl.gz", "time", (7,)),
    Part(
        "wfmu-whole-names",
        "WFMU, whole names",
        "wfmu/setlists.jsonl.gz",
        "random",
        (7,),
        whole_names=True,
        tasks=("one-seed",),
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; the exit code is 0 also where the data is not here and nothing is done."""
    args = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        catalogues = args.catalogues or Path(temporary)
        for part in PARTS:
            if args.only and part.name not in args.only:
                continue
            file = args.data / part.file
            if not file.exists():
                print(f"{part.name}: skipped, the study data is not here ({file})")
                continue
            began = time.perf_counter()
            everything = load(file, catalogues / part.file.partition("/")[0], args.limit)
            tables = study(
                everything,
                Protocol(split=part.split, seed=part.seeds[0], whole_names=part.whole_names),
                args.task or part.tasks,
                args.models or tuple(MODELS),
                part.seeds,
                lambda told, name=part.name: print(f"… {name}: {told}", file=sys.stderr),  # type: ignore[misc]
            )
            place = save_results(args.into, as_results(part.name, part.data, tables))
            print(f"{part.name}: {place}, {time.perf_counter() - began:.0f} s")
            for table in tables:
                print(f"  {summary(table)}")
    return 0


def load(file: Path, folder: Path, limit: int | None) -> Interactions:
    """A collection's sets, imported unless they are in the catalogue already; the first `limit`."""
    store = Store(f"sqlite:///{folder.resolve() / 'segue.db'}")
    if not store.counts().sets:
        import_files(store, [file])
    everything = load_interactions(store)
    store.close()
    return everything.only_sets(np.arange(min(limit or everything.n_sets, everything.n_sets)))


def summary(table: Table) -> str:
    """A task's outcome in a line."""
    multiple = table.models[0].against_one_seed.get("ndcg@100")
    five = f" Five seeds are {multiple.ratio:.2f} times one." if multiple else ""
    return f"{TITLES[table.task]}. {headline(table)}{five}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluation", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=[part.name for part in PARTS], metavar="FILE")
    parser.add_argument("--limit", type=int, help="only the first so many sets, to try it out")
    parser.add_argument("--task", nargs="+", choices=TASKS, help="only these tasks")
    parser.add_argument("--models", nargs="+", choices=MODELS, help="only these models")
    parser.add_argument("--data", type=Path, default=STUDY_DATA, help="folder of the study data")
    parser.add_argument("--into", type=Path, default=SHIPPED, help="folder of the results")
    parser.add_argument(
        "--catalogues", type=Path, help="folder that keeps the imported catalogues for next time"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
