"""What the commands did last, what failed and why, and what to do about it."""

from collections.abc import Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from dashboard.ages import ago, lasted
from dashboard.components.attributes import attributes
from dashboard.components.catalogue_overview import section
from recommender.catalogue.runs import Outcome, Run

SHOWN = 8
"""Runs that are shown at first."""

_WORDS: dict[Outcome, str] = {
    "running": "Running",
    "done": "Done",
    "failed": "Failed",
    "stopped": "Stopped",
    "lost": "Did not end",
}
_TYPED = {"train": "python -m recommender train", "map": "python -m recommender map",
          "import": "python -m scrapers import FILE"}  # fmt: skip
_COLUMNS = ("Command", "Began", "Took", "Outcome", "What came of it")


def runs(latest: Sequence[Run], now: datetime, demo: bool = False) -> Component:
    """The table; older runs below it, folded."""
    if not latest:
        words = "No command has run on this catalogue yet."
        if not demo:
            words = f"{words[:-1]}, or only before Segue wrote them down."
        return section("Latest runs", html.P(words, className="catalogue-muted"))
    parts: list[Component | None] = [_table(latest[:SHOWN], now, "Latest runs")]
    older = latest[SHOWN:]
    if older:
        parts.append(
            html.Details(
                [
                    html.Summary(f"{len(older):,} older"),
                    _table(older, now, "Older runs"),
                ],
                className="catalogue-older",
            )
        )
    return section("Latest runs", *parts)


def _table(shown: Sequence[Run], now: datetime, name: str) -> Component:
    # The roles are said once more: on a phone the rows are no table to CSS, and so to none.
    head = html.Tr(
        [html.Th(column, role="columnheader", scope="col") for column in _COLUMNS], role="row"
    )
    return html.Table(
        [
            html.Thead(head, role="rowgroup"),
            html.Tbody([_row(run, now) for run in shown], role="rowgroup"),
        ],
        role="table",
        className="catalogue-runs",
        **attributes(aria_label=name),
    )


def _row(run: Run, now: datetime) -> Component:
    took = lasted((run.ended_at or now) - run.started_at)
    outcome: list[str | Component] = [
        html.Span(className=f"catalogue-dot is-{run.outcome}", **attributes(aria_hidden="true")),
        _WORDS[run.outcome],
    ]
    began = html.Time(ago(run.started_at, now), dateTime=run.started_at.isoformat())
    return html.Tr(
        [
            html.Td(html.Code(run.command), role="cell", className="run-command"),
            html.Td(began, role="cell", className="run-began"),
            html.Td(took, role="cell", className="run-took"),
            html.Td(outcome, role="cell", className="run-outcome"),
            html.Td(_told(run), role="cell", className="run-note"),
        ],
        role="row",
        className=f"is-{run.outcome}",
    )


def _told(run: Run) -> list[str | Component]:
    if run.outcome == "running":
        return [run.note or "At work."]
    again = html.Span(["To go on: ", html.Code(_typed(run.command))], className="run-again")
    if run.outcome == "lost":
        words = "It was killed, or the machine went down. What came in stays."
        return [words, " ", again]
    if run.outcome == "stopped":
        return [run.note or "Stopped by hand. What came in stays.", " ", again]
    if run.outcome == "failed":
        return [run.note, " ", again]
    return [run.note]


def _typed(command: str) -> str:
    return _TYPED.get(command, f"python -m scrapers {command}")
