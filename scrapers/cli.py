"""The command line of the scrapers: import, mixesdb, previews, resolve, update, …"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from recommender.catalogue.runs import Told, record
from recommender.catalogue.store import Store
from recommender.command_line import run_command
from recommender.errors import WrongUsage
from recommender.plural import count
from recommender.settings import DataSettings, read_settings
from scrapers import updating
from scrapers.importing import Summary, import_files
from scrapers.mixesdb import command as mixesdb
from scrapers.mixesdb.files import page_files
from scrapers.previews import command as previews
from scrapers.previews import teaching
from scrapers.sandbox import command as sandbox
from scrapers.spotify import resolving


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is 0, 1 (it failed) or 2 (wrong usage)."""
    args = _parser().parse_args(argv)
    stopped = "stopped. What is in stays; run it again to go on."
    return run_command("scrapers", lambda: _run(args), stopped)


def _run(args: argparse.Namespace) -> int:
    """Run a command; what changes the catalogue is remembered (recommender/catalogue/runs.py)."""
    command = getattr(args, "recorded", None)
    if command is None or getattr(args, "dry_run", False):
        args.told = Told()
        return int(args.run(args))

    def work(told: Told) -> int:
        args.told = told
        return int(args.run(args))

    url = read_settings(DataSettings).database_url
    return record(url, command, work, getattr(args, "files", ()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scrapers",
        description="Fill the catalogue with set lists, and stand in for the services offline.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "import",
        help="bring set lists and saved MixesDB pages from files into the catalogue",
        description="Read JSON lines (plain or gzip), one set list or one saved page a line, or a "
        "folder of .wiki files; docs/data.md shows the forms. Importing a file again changes "
        "nothing.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--json", action="store_true", help="for another program")
    command.set_defaults(run=_import, recorded="import")
    mixesdb.add_parser(commands)
    previews.add_parser(commands)
    teaching.add_parser(commands)
    resolving.add_parser(commands)
    updating.add_parser(commands)
    sandbox.add_parser(commands)
    return parser


def _import(args: argparse.Namespace) -> int:
    for path in args.files:
        if not path.is_file() and not (path.is_dir() and page_files(path)):
            raise WrongUsage(
                f"{path} is neither a file nor a folder of .wiki files. Nothing was imported."
            )
    store = Store(read_settings(DataSettings).database_url)
    try:
        total = sum(_size(path) for path in args.files)
        with tqdm(total=total, unit="B", unit_scale=True, desc="Importing", disable=None) as bar:
            done: dict[Path, int] = {}

            def progress(path: Path, offset: int) -> None:
                done[path] = offset
                bar.update(sum(done.values()) - bar.n)

            summary = import_files(store, args.files, progress)
        counts = store.counts()
    finally:
        store.close()
    args.told.tell(_note(args.files, summary), summary.totals())
    if args.json:
        # Of a file's name that is not UTF-8, JSON takes the escapes.
        said = json.dumps(summary.to_json(), ensure_ascii=False)
        print(said.encode("utf-8", "backslashreplace").decode("utf-8"))
    else:
        _print(summary)
        print(
            f"The catalogue holds {count(counts.sets, 'set')}, {count(counts.tracks, 'track')} "
            f"and {count(counts.djs, 'DJ')}."
        )
    nothing_in = not (summary.new or summary.changed or summary.unchanged or summary.pages)
    return 1 if summary.bad and nothing_in else 0


def _note(files: Sequence[Path], summary: Summary) -> str:
    """What an import did, in one sentence."""
    name = files[0].name if len(files) == 1 else count(len(files), "file")
    text = f"{name}: {summary.new:,} new, {summary.changed:,} changed, {summary.unchanged:,} "
    text += "unchanged"
    if summary.pages and summary.pages.skipped:
        text += f", {summary.pages.skipped.total():,} skipped"
    if summary.bad:
        text += f"; {count(summary.bad, 'line')} could not be read"
    return f"{text}."


def _size(path: Path) -> int:
    files = page_files(path) if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def _print(summary: Summary) -> None:
    if summary.new or summary.changed:
        print(
            f"Imported: {summary.new:,} new, {summary.changed:,} changed, "
            f"{summary.unchanged:,} unchanged."
        )
        print("To learn from them: python -m recommender train")
    elif summary.unchanged:
        print(f"Nothing new: {count(summary.unchanged, 'set')} in the catalogue already.")
    else:
        print("No set list was found.")
    if summary.pages:
        mixesdb.print_skipped(summary.pages)
    if not summary.bad:
        return
    print(f"{count(summary.bad, 'line')} could not be read:", file=sys.stderr)
    for path, line in summary.bad_lines:
        print(f"  {path}, line {line.number}: {line.reason}", file=sys.stderr)
    if summary.bad > len(summary.bad_lines):
        print(f"  … and {summary.bad - len(summary.bad_lines):,} more", file=sys.stderr)
