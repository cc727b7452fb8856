"""Evaluation results as a picture: bars with their intervals, a panel for each task."""

from html import escape

from recommender.collaborative import DEFAULT
from recommender.evaluation.metrics import Estimate
from recommender.evaluation.report import TITLES, main_metric
from recommender.evaluation.results import Results, Table

WIDTH = 720
_NAMES = 130
_FIGURES = 60
_LINE = 18
_HEAD = 34
_GAP = 18
# Readable on a white page and on a dark one.
_TEXT, _BAR, _OURS, _WHISKER = "#7d8590", "#8b949e", "#d18616", "#57606a"


def picture(results: Results) -> str:
    """An SVG of a file's tables: each model's main figure with its 95 % interval."""
    parts: list[str] = []
    top = 0
    for table in results.tables:
        parts += _panel(table, top)
        top += _HEAD + _LINE * len(table.models) + _GAP
    label = escape(f"Evaluation on {results.data}: bars with 95 % intervals for each task")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" '
        f'height="{top}" role="img" aria-label="{label}" '
        'font-family="system-ui, sans-serif" font-size="12">\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _panel(table: Table, top: int) -> list[str]:
    metric = main_metric(table)
    longest = max([model.metrics[metric].high for model in table.models] + [1e-9])
    scale = (WIDTH - _NAMES - _FIGURES) / longest
    title = f"{TITLES.get(table.task, table.task)} · {metric}"
    lines = [_text(0, top + 20, title, "start", bold=True)]
    for at, model in enumerate(table.models):
        y = top + _HEAD + _LINE * at
        ours = model.name == DEFAULT
        lines += [
            _text(_NAMES - 8, y + 11, model.name, "end", bold=ours),
            *_bar(model.metrics[metric], y, scale, _OURS if ours else _BAR),
        ]
    return lines


def _bar(estimate: Estimate, y: int, scale: float, colour: str) -> list[str]:
    low, value, high = (_NAMES + scale * max(x, 0) for x in _ends(estimate))
    wide = f"{value - _NAMES:.1f}"
    return [
        f'<rect x="{_NAMES}" y="{y + 2}" width="{wide}" height="11" fill="{colour}"/>',
        f'<path d="M{low:.1f} {y + 7.5}H{high:.1f}M{low:.1f} {y + 4.5}v6M{high:.1f} {y + 4.5}v6" '
        f'stroke="{_WHISKER}" fill="none"/>',
        _text(round(high) + 6, y + 11, f"{estimate.value:.3f}".removeprefix("0"), "start"),
    ]


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.low, estimate.value, estimate.high


def _text(x: int, y: int, text: str, anchor: str, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" fill="{_TEXT}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'
    )
