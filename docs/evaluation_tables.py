"""Writes the tables and pictures of docs/evaluation.md: `python -m docs.evaluation_tables`.

Measures nothing: it reads models/evaluation/*.json, which `python -m benchmarks.evaluation` makes.
With `--check` it writes nothing and fails where the page is not what the files say.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from docs.evaluation_picture import picture
from recommender.evaluation.report import TITLES, markdown
from recommender.evaluation.results import FOLDER, Results, load_results

HERE = Path(__file__).resolve().parent
PAGE = HERE / "evaluation.md"
IMAGES = HERE / "images"
RESULTS = HERE.parent / "models" / FOLDER


def main(arguments: Sequence[str]) -> int:
    """Write the page and its pictures, or check them; the exit code says whether that went well."""
    if list(arguments) not in ([], ["--check"]):
        print("usage: python -m docs.evaluation_tables [--check]", file=sys.stderr)
        return 2
    results = load_results(RESULTS)
    page = PAGE.read_text(encoding="utf-8")
    try:
        wanted = {PAGE: fill_in(page, results)}
    except ValueError as error:
        print(f"docs.evaluation_tables: {error}", file=sys.stderr)
        return 1
    wanted |= {IMAGES / image_name(one): picture(one) for one in results}
    old = [file for file, text in wanted.items() if _read(file) != text]
    if "--check" in arguments:
        for file in old:
            print(f"{file.name} is not what the results say. Run: python -m docs.evaluation_tables")
        return 1 if old else 0
    for file in old:
        file.write_text(wanted[file], encoding="utf-8")
        print(f"written: {file.relative_to(HERE.parent)}")
    return 0


def fill_in(page: str, results: Sequence[Results]) -> str:
    """The page with the tables of each file between its markers.

    Raises ValueError where the page has no markers for a file, or tables that no file stands for.
    """
    there = {one.name: one for one in results}
    for name in re.findall(r"<!-- begin (\S+) -->", page):
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        before, _, rest = page.partition(begin)
        old, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"the page has no {end}.")
        if name in there:
            old = f"\n\n{section(there.pop(name))}\n\n"
        elif old.strip():
            raise ValueError(f"the page has tables of {name}, and there is no {name}.json.")
        page = f"{before}{begin}{old}{end}{after}"
    if there:
        raise ValueError(f"the page has no <!-- begin {next(iter(there))} -->.")
    return page


def section(results: Results) -> str:
    """A file's picture and tables."""
    parts = [
        f"Measured on {results.made}, {results.machine}.",
        f"![{results.data}: all tasks](images/{image_name(results)})",
    ]
    for table in results.tables:
        parts += [f"#### {TITLES.get(table.task, table.task)}", markdown(table)]
    return "\n\n".join(parts)


def image_name(results: Results) -> str:
    """Where a file's picture stands below docs/images."""
    return f"evaluation-{results.name}.svg"


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
