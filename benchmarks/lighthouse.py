"""Lighthouse on Find, and what the first load transfers: `python -m benchmarks.lighthouse`.

Runs Google's Lighthouse through npx (Node 18.20 or later) with Debian's Chromium against a freshly
started demo, with the preset for desktops, several times: the score of one load depends on what
else the machine does, and the first of them meets a server that has packed nothing yet. It is
needed by nothing else: no test asks for it. What it prints: the three scores of the run whose
performance is the median, the paints that they rest on, the performance of each run, and the bytes
of each group of files as they were sent and as they are.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.serving import FLAGS, find_chromium, served_demo

LIGHTHOUSE = "lighthouse@12"
TARGETS = {"performance": 85, "accessibility": 95, "best-practices": 95}
PAINTS = {
    "first-contentful-paint": "First contentful paint",
    "largest-contentful-paint": "Largest contentful paint",
    "total-blocking-time": "Total blocking time",
    "cumulative-layout-shift": "Cumulative layout shift",
}
GROUPS = (
    ("React", ("/deps/react", "/deps/prop-types", "/deps/polyfill")),
    ("Dash's renderer", ("/dash-renderer/",)),
    ("Plotly", ("plotly",)),
    ("AG Grid", ("/dash_ag_grid/",)),
    ("Mantine", ("/dash_mantine_components/",)),
    ("Dash's own components", ("/dash/dcc/", "/dash/html/", "/dash/dash_table/")),
    ("Segue's scripts and styles", ("/assets/", "/bundles/")),
)
OTHER = "Page, layout and answers"


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer of the server."""

    path: str
    transferred: int
    """Bytes on the wire, heads included."""
    size: int
    """Bytes of the body as it is."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code is 1 where a score is below its target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lighthouse", description=__doc__)
    parser.add_argument("--path", default="/", help="the page that is measured (/)")
    parser.add_argument("--files", action="store_true", help="list every file as well")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep Lighthouse's own report")
    parser.add_argument("--runs", type=int, default=5, help="how often it is loaded (5)")
    args = parser.parse_args(argv)
    npx = shutil.which("npx")
    chromium = find_chromium()
    if npx is None or chromium is None:
        missing = "Node's npx" if npx is None else "Chromium"
        print(f"Lighthouse needs {missing}, which is not installed.", file=sys.stderr)
        return 2
    with served_demo() as url:
        reports = [run(npx, chromium, url + args.path) for _ in range(max(1, args.runs))]
    performance = [scores_of(report)["performance"] for report in reports]
    # Of an even number, the lower one of the two in the middle.
    report = reports[performance.index(sorted(performance)[(len(reports) - 1) // 2])]
    if args.save:
        args.save.write_text(json.dumps(report), encoding="utf-8")
    scores = scores_of(report)
    print(describe(scores, paints_of(report), sent(report), args.files))
    print(f"\nPerformance of each run: {', '.join(map(str, performance))}")
    return 0 if all(scores[name] >= least for name, least in TARGETS.items()) else 1


def run(npx: str, chromium: str, url: str) -> dict[str, Any]:
    """Lighthouse's report on an address."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        subprocess.run(
            [
                *(npx, "--yes", LIGHTHOUSE, url, "--quiet", "--preset=desktop"),
                *(
                    "--output=json",
                    f"--output-path={path}",
                    f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
                ),
                f"--only-categories={','.join(TARGETS)}",
            ],
            check=True,
            env={**os.environ, "CHROME_PATH": chromium},
            timeout=300,
        )
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def scores_of(report: Mapping[str, Any]) -> dict[str, int]:
    """Category → 0 to 100; -1 where Lighthouse could not tell."""
    found = report["categories"]
    return {
        name: -1 if found[name]["score"] is None else round(100 * found[name]["score"])
        for name in TARGETS
    }


def paints_of(report: Mapping[str, Any]) -> dict[str, str]:
    """Paint → its time as Lighthouse shows it."""
    audits = report["audits"]
    return {words: audits[name].get("displayValue", "–") for name, words in PAINTS.items()}


def sent(report: Mapping[str, Any]) -> list[Sent]:
    """Every answer of the first load."""
    items = report["audits"]["network-requests"]["details"]["items"]
    return [
        Sent(urlsplit(item["url"]).path, item["transferSize"], item["resourceSize"])
        for item in items
        if urlsplit(item["url"]).scheme in {"http", "https"}
    ]


def group_of(path: str) -> str:
    """Whose file it is."""
    return next((name for name, parts in GROUPS if any(p in path for p in parts)), OTHER)


def describe(
    scores: Mapping[str, int], paints: Mapping[str, str], files: Sequence[Sent], each: bool = False
) -> str:
    """All that was measured, in Markdown."""
    lines = ["| score | of 100 | target |", "|---|---:|---:|"]
    lines += [f"| {name} | {score} | {TARGETS[name]} |" for name, score in scores.items()]
    lines += ["", *(f"{words}: {value}" for words, value in paints.items()), ""]
    lines += ["| first load | files | sent, kB | as they are, kB |", "|---|---:|---:|---:|"]
    for name in [*(name for name, _ in GROUPS), OTHER]:
        lines += _line(name, [one for one in files if group_of(one.path) == name])
    lines += _line("all", files)
    if each:
        ranked = sorted(files, key=lambda one: -one.transferred)
        lines += ["", *(f"{one.transferred:>9,} {one.size:>9,}  {one.path}" for one in ranked)]
    return "\n".join(lines)


def _line(name: str, files: Sequence[Sent]) -> list[str]:
    if not files:
        return []
    wire = sum(one.transferred for one in files) / 1000
    size = sum(one.size for one in files) / 1000
    return [f"| {name} | {len(files)} | {wire:,.0f} | {size:,.0f} |"]


if __name__ == "__main__":
    sys.exit(main())
