"""`python -m scrapers mixesdb`: read MixesDB, or see how much of some saved pages is understood."""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from tqdm import tqdm

from recommender.catalogue.store import Store
from recommender.errors import BadInput, WrongUsage
from recommender.settings import DataSettings, read_settings
from scrapers.mixesdb.client import MixesDB, Section
from scrapers.mixesdb.crawl import Crawl, Progress, Summary
from scrapers.mixesdb.files import BadPage, read_pages
from scrapers.mixesdb.intake import Tally, parse_page
from scrapers.mixesdb.positions import read_positions
from scrapers.settings import ServiceSettings

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_SHOWN = 3
"""How many categories are named where a run is summed up."""
_REASONS = 10
"""How many reasons for skipping are shown, the most common first."""

NOTHING_TO_DO = (
    "Say what to read: --category NAME (as MixesDB spells it), or --all. "
    "Without them, what was read before is read again; so far nothing was."
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `mixesdb` to a command line."""
    parser = subparsers.add_parser(
        "mixesdb",
        help="read set lists from MixesDB into the catalogue",
        description="Read MixesDB through its API, one call a second, and put its set lists into "
        "the catalogue. Only pages that are new or changed are fetched; stopped at any point, the "
        "same command goes on from there. Needs SEGUE_CONTACT, so that MixesDB can reach you.",
        epilog="'mixesdb check FILE' parses saved pages without writing and says how much of them "
        "is understood.",
    )
    parser.add_argument(
        "--category",
        action="append",
        default=[],
        metavar="NAME",
        help="a category to read, such as 'Essential Mix'; may be given several times",
    )
    parser.add_argument("--all", action="store_true", help="read all pages")
    parser.add_argument(
        "--since", type=_date, metavar="DATE", help="only mixes of this date or later"
    )
    parser.add_argument(
        "--limit", type=_limit, metavar="N", help="stop after N new or changed pages"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would happen, write nothing"
    )
    parser.add_argument("--json", action="store_true", help="for another program")
    parser.set_defaults(run=run, recorded="mixesdb")
    _add_check(parser)


def _add_check(parser: argparse.ArgumentParser) -> None:
    check = parser.add_subparsers(metavar="[check FILE]").add_parser(
        "check",
        help="say how much of some saved pages is understood",
        description="Parse saved pages (JSON lines with 'wikitext', plain or gzip, a .wiki file or "
        "a folder of them) without writing, and report what their lines were taken for.",
    )
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true", help="for another program")
    check.set_defaults(run=_check, recorded=None)


def _date(text: str) -> str:
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected YYYY, YYYY-MM or YYYY-MM-DD, got {text!r}"
        ) from None
    return text


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"expected a number from 1, got {text!r}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Read what the command line asks for. Raises SegueError when it can't be done."""
    settings = read_settings(ServiceSettings)
    with MixesDB(settings) as client, opened_store(args.dry_run) as store:
        sections = _sections(args, store)
        summary = crawl(client, store, sections, args.limit, not args.dry_run)
    args.told.tell(note(sections, summary), totals(summary), nothing_there(summary))
    if args.json:
        _print(json.dumps(summary.to_json(), ensure_ascii=False))
    else:
        print_summary(summary, args.dry_run)
    return 1 if summary.empty else 0


def _sections(args: argparse.Namespace, store: Store) -> list[Section]:
    if args.all and args.category:
        raise WrongUsage("--all reads every category; leave out --category.")
    names = [name.strip().replace("_", " ").removeprefix("Category:") for name in args.category]
    if not all(names):
        raise WrongUsage("--category needs a name.")
    since = args.since or ""
    sections = [Section(name, since) for name in dict.fromkeys(names)]
    if args.all:
        sections = [Section(None, since)]
    sections = sections or sections_before(store)
    if not sections:
        raise WrongUsage(NOTHING_TO_DO)
    return sections


def sections_before(store: Store) -> list[Section]:
    """What earlier runs read or began to read; parts of what is read anyway are left out."""
    sections = [position.section for position in read_positions(store)]
    if Section() in sections:
        return [Section()]
    whole = {section.category for section in sections if not section.since}
    return [s for s in sections if not s.since or s.category not in whole]


@contextmanager
def opened_store(dry_run: bool = False) -> Iterator[Store]:
    """The catalogue; for a dry run where there is none yet, an empty one in memory."""
    url = read_settings(DataSettings).database_url
    if dry_run:
        parsed = sa.make_url(url)
        here = parsed.get_backend_name() == "sqlite" and parsed.database
        if here and not Path(here).exists():
            url = "sqlite://"
    store = Store(url)
    try:
        yield store
    finally:
        store.close()


def crawl(
    client: MixesDB,
    store: Store,
    sections: Sequence[Section],
    limit: int | None = None,
    write: bool = True,
) -> Summary:
    """Read sections under a progress bar."""
    with _bar() as progress:
        return Crawl(client, store, parse_page, limit, write, progress).run(sections)


@contextmanager
def _bar() -> Iterator[Progress]:
    bars: dict[Section, tqdm] = {}

    def progress(section: Section, seen: int, size: int | None) -> None:
        bar = bars.get(section)
        if bar is None:
            for other in bars.values():
                other.close()
            # Begun where the last run stopped, or the rate and the time left would be wrong.
            bar = bars[section] = tqdm(
                desc=section.name, total=size, initial=seen - 1, unit=" pages", disable=None
            )
        bar.update(seen - bar.n)

    try:
        yield progress
    finally:
        for bar in bars.values():
            bar.close()


def note(sections: Sequence[Section], summary: Summary) -> str:
    """What a crawl did, in one sentence."""
    tally, shown = summary.tally, ", ".join(section.name for section in sections[:_SHOWN])
    more = f" and {len(sections) - _SHOWN} more" if len(sections) > _SHOWN else ""
    text = (
        f"{shown}{more}: {tally.new:,} new, {tally.changed:,} changed, "
        f"{tally.unchanged + summary.known:,} unchanged, {tally.skipped.total():,} skipped"
    )
    return f"{text}." if summary.complete else f"{text}; stopped at --limit."


def totals(summary: Summary) -> dict[str, Any]:
    """What a crawl did, in numbers."""
    told = summary.to_json()
    names = ("new", "changed", "unchanged", "removed", "unparsed_lines")
    return {name: told[name] for name in names} | {"skipped": sum(told["skipped"].values())}


def nothing_there(summary: Summary) -> str | None:
    """A sentence for categories that have no pages; None where all have some."""
    if not summary.empty:
        return None
    names = ", ".join(repr(name) for name in summary.empty)
    return f"There is nothing in category {names}: names are case-sensitive."


def print_summary(summary: Summary, dry_run: bool = False, train_hint: bool = True) -> None:
    """What came of a crawl, for people."""
    tally = summary.tally
    what = "Nothing was written. Pages on MixesDB" if dry_run else "Pages read from MixesDB"
    _print(
        f"{what}: {tally.new:,} new, {tally.changed:,} changed, "
        f"{tally.unchanged + summary.known:,} unchanged, {tally.skipped.total():,} skipped."
    )
    print_skipped(tally, dry_run)
    for name in summary.empty:
        _say(f"There is nothing in category {name!r}: names are case-sensitive.")
    for warning in summary.warnings:
        _say(f"MixesDB remarks: {warning}")
    if not summary.complete:
        _print("Stopped at --limit; run the same command again to go on.")
    if train_hint and (tally.new or tally.changed or tally.removed) and not dry_run:
        _print("To learn from them: python -m recommender train")


def print_skipped(tally: Tally, dry_run: bool = False) -> None:
    """Why pages were skipped, and how many lines nobody understood."""
    for reason, number in tally.skipped.most_common(_REASONS):
        _print(f"  {number:,} skipped: {reason}")
    if tally.removed:
        what = "would be removed" if dry_run else "were removed"
        _print(f"  The sets of {tally.removed:,} of these {what}.")
    if tally.unparsed:
        _print(f"  Lines not understood: {tally.unparsed:,} ('mixesdb check FILE' shows them)")


def _check(args: argparse.Namespace) -> int:
    # Only here: the other commands need no report.
    from scrapers.mixesdb.check import check_pages
    from scrapers.mixesdb.page import parse_page as parse

    for path in args.files:
        if not path.exists():
            raise BadInput(f"{path} is neither a file nor a folder.")
    pages = (page for path in args.files for page in read_pages(path))
    report = check_pages(
        page if isinstance(page, BadPage) else parse(page.title, page.text, page.url)
        for page in pages
    )
    _print(report.json() if args.json else report.text())
    return 0 if report.pages else 1


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
