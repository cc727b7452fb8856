"""How well pages are read: for whoever is about to import them."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from recommender.plural import count
from scrapers.mixesdb.files import BadPage
from scrapers.mixesdb.page import ParsedPage
from scrapers.mixesdb.reading import LINE_KINDS, LineCounts

_WORST = 20


@dataclass(frozen=True, slots=True)
class WorstPage:
    """A page of which something could not be read."""

    title: str
    unparsed: int
    suspicious: int
    lines: int


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What many pages held, and what was not understood."""

    pages: int
    pages_with_sets: int
    skipped: dict[str, int]
    """Pages without a set, by reason."""
    sets: int
    plays: int
    known: int
    """Plays with both artist and title."""
    lines: LineCounts
    worst_pages: tuple[WorstPage, ...]
    bad: int = 0
    """Files and lines that could not be read at all."""
    bad_pages: tuple[BadPage, ...] = ()
    """The first of them."""

    @property
    def unparsed_share(self) -> float:
        """Unparsed lines of all that are not blank."""
        written = self.lines.total - self.lines.blanks
        return self.lines.unparsed / written if written else 0.0

    def text(self) -> str:
        """For people."""
        rows = [
            f"{count(self.pages, 'page')}: {self.pages_with_sets:,} with sets, "
            f"{self.pages - self.pages_with_sets:,} skipped"
        ]
        rows += [f"  {number:>7,}  {reason}" for reason, number in self.skipped.items()]
        if self.bad:
            rows.append(f"{self.bad:,} could not be read at all")
            rows += [f"  {page}" for page in self.bad_pages]
            if self.bad > len(self.bad_pages):
                rows.append(f"  … and {self.bad - len(self.bad_pages):,} more")
        sets, plays = count(self.sets, "set"), count(self.plays, "play")
        rows.append(f"{sets} with {plays}, {self.known:,} of them known")
        rows.append(count(self.lines.total, "line"))
        rows += [f"  {getattr(self.lines, kind):>7,}  {kind}" for kind in LINE_KINDS]
        rows.append(f"{self.unparsed_share:.2%} of the lines could not be read")
        if self.worst_pages:
            rows.append("worst pages (unparsed, suspicious, of lines)")
            rows += [
                f"  {page.unparsed:>4} {page.suspicious:>4} {page.lines:>5}  {page.title}"
                for page in self.worst_pages
            ]
        for name, lines in (
            ("unparsed", self.lines.unparsed_lines),
            ("suspicious", self.lines.suspicious_lines),
        ):
            if lines:
                rows.append(f"{name} lines, the first {min(len(lines), _WORST)} of {len(lines):,}")
                rows += [f"  {line}" for line in lines[:_WORST]]
        return "\n".join(rows)

    def json(self) -> str:
        """For programs: the same, as one JSON object."""
        return json.dumps(
            {
                "pages": self.pages,
                "pages_with_sets": self.pages_with_sets,
                "skipped": self.skipped,
                "sets": self.sets,
                "plays": self.plays,
                "known": self.known,
                "lines": {kind: getattr(self.lines, kind) for kind in LINE_KINDS},
                "unparsed_share": self.unparsed_share,
                "worst_pages": [
                    {
                        "title": page.title,
                        "unparsed": page.unparsed,
                        "suspicious": page.suspicious,
                        "lines": page.lines,
                    }
                    for page in self.worst_pages
                ],
                "unparsed_lines": self.lines.unparsed_lines,
                "suspicious_lines": self.lines.suspicious_lines,
                "bad": self.bad,
                "bad_lines": [
                    {
                        "file": str(page.file),
                        "line": page.line.number or None,
                        "reason": page.line.reason,
                    }
                    for page in self.bad_pages
                ],
            },
            ensure_ascii=False,
        )


def check_pages(pages: Iterable[ParsedPage | BadPage]) -> CheckReport:
    """Sum up parsed pages, however many: only counts and the odd lines are kept."""
    skipped: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    unparsed: list[str] = []
    suspicious: list[str] = []
    worst: list[WorstPage] = []
    bad: list[BadPage] = []
    for page in pages:
        if isinstance(page, BadPage):
            totals["bad"] += 1
            if len(bad) < _WORST:
                bad.append(page)
            continue
        totals["pages"] += 1
        totals["with sets"] += bool(page.sets)
        if page.skipped:
            skipped[page.skipped] += 1
        for found in page.sets:
            totals["sets"] += 1
            totals["plays"] += len(found.plays)
            totals["known"] += sum(bool(play.artist and play.title) for play in found.plays)
        for kind in LINE_KINDS:
            totals[kind] += getattr(page.report, kind)
        unparsed += page.report.unparsed_lines
        suspicious += page.report.suspicious_lines
        odd = len(page.report.suspicious_lines)
        if page.report.unparsed or odd:
            worst.append(WorstPage(page.title, page.report.unparsed, odd, page.report.total))
            if len(worst) > 50 * _WORST:
                worst = _worst(worst)
    counts = {kind: totals[kind] for kind in LINE_KINDS}
    return CheckReport(
        pages=totals["pages"],
        pages_with_sets=totals["with sets"],
        skipped=dict(skipped.most_common()),
        sets=totals["sets"],
        plays=totals["plays"],
        known=totals["known"],
        lines=LineCounts(
            **counts, unparsed_lines=tuple(unparsed), suspicious_lines=tuple(suspicious)
        ),
        worst_pages=tuple(_worst(worst)),
        bad=totals["bad"],
        bad_pages=tuple(bad),
    )


def _worst(pages: list[WorstPage]) -> list[WorstPage]:
    return sorted(pages, key=lambda page: (-page.unparsed, -page.suspicious, page.title))[:_WORST]
