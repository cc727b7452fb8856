"""What the catalogue holds: figures, how fresh they are, where sets come from."""

from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.ages import ago
from dashboard.catalogue_service import CatalogueState, Training
from dashboard.components.attributes import attributes
from dashboard.figures.styles import figure, in_words
from dashboard.figures.years import sets_by_year
from recommender.catalogue.overview import Overview
from recommender.catalogue.runs import Run
from recommender.plural import count

IMPORT = "python -m scrapers import FILE"
UPDATE = "python -m scrapers update"
TRAIN = "python -m recommender train"
_FILLING = ("import", "mixesdb", "update")
_NAMES = {"mixesdb": "MixesDB", "wfmu": "WFMU", "demo": "Demo", "sandbox": "Demo"}


def tiles(overview: Overview) -> Component:
    """The four figures."""
    shown = (
        ("Sets", overview.sets),
        ("Tracks", overview.tracks),
        ("DJs", overview.djs),
        ("Plays", overview.plays),
    )
    return html.Dl(
        [
            html.Div([html.Dt(name), html.Dd(f"{number:,}")], className="catalogue-tile")
            for name, number in shown
        ],
        className="catalogue-tiles",
    )


def freshness(state: CatalogueState) -> Component:
    """How old what we have is, in sentences, each with what to run where that would help."""
    overview, demo = state.overview, state.demo
    lines = [_newest(overview), _last_import(state)]
    lines.append(_trained(state.training, state.now, demo))
    return section("How fresh it is", html.Ul(lines, className="catalogue-fresh"))


def ages(state: CatalogueState) -> tuple[str, ...]:
    """How old what we have is, in words only: they tell when `freshness` is to be told anew."""
    moments = [run.ended_at or run.started_at for run in _imports(state)[:1]]
    if state.training:
        moments.append(state.training.at)
    return tuple(ago(moment, state.now) for moment in moments)


def years(overview: Overview) -> Component:
    """Sets by year as bars, with a sentence for whoever does not see them."""
    picture = sets_by_year(overview.years)
    if picture is None:
        nothing = html.P("No set says in which year it was played.", className="catalogue-muted")
        return section("Sets by year", nothing)
    undated = f" {count(overview.undated, 'set')} without a year." if overview.undated else ""
    return section(
        picture.title,
        html.Div(
            dcc.Graph(
                figure=figure(picture),
                config={"displayModeBar": False, "responsive": True, "doubleClick": False},
                className="catalogue-years-graph",
            ),
            role="img",
            className="catalogue-years",
            **attributes(aria_label=in_words(picture).replace("The table below", "This") + undated),
        ),
        html.P(undated.strip(), className="catalogue-muted") if undated else None,
    )


def sources(overview: Overview) -> Component:
    """Where the sets come from."""
    rows = [
        html.Li(
            [
                html.B(_NAMES.get(source.name, source.name)),
                html.Span(count(source.sets, "set")),
                html.Span(
                    f"newest {source.newest}" if source.newest else "no dates",
                    className="catalogue-muted",
                ),
            ]
        )
        for source in overview.sources
    ]
    return section("Where sets come from", html.Ul(rows, className="catalogue-sources"))


def empty(demo: bool) -> Component:
    """What to do where there is nothing yet."""
    return html.Div(
        [
            html.P("There are no sets in the catalogue yet."),
            html.Ol(
                [
                    html.Li([html.Span("Bring in set lists from a file,"), html.Code(IMPORT)]),
                    html.Li(
                        [
                            html.Span("or read some from MixesDB."),
                            html.Code("python -m scrapers mixesdb --category 'Essential Mix'"),
                        ]
                    ),
                    html.Li([html.Span("Then learn from them."), html.Code(TRAIN)]),
                ],
                className="steps",
            ),
        ],
        className="catalogue-empty",
    )


def section(title: str, *parts: Component | None, classes: str = "") -> Component:
    """A part of the page under its heading."""
    shown = [part for part in parts if part is not None]
    return html.Section([html.H2(title), *shown], className=f"catalogue-section {classes}".strip())


def _newest(overview: Overview) -> Component:
    words = overview.newest_set or "no set has a date"
    return html.Li([html.Span("Newest set: "), html.B(words), "."])


def _imports(state: CatalogueState) -> list[Run]:
    return [run for run in state.runs if run.command in _FILLING and run.outcome == "done"]


def _last_import(state: CatalogueState) -> Component:
    came = _imports(state)
    if state.demo:
        return html.Li("This catalogue is invented; it came with the demo.")
    if not came:
        return html.Li("Nobody noted when sets were last brought in.")
    run = came[0]
    when = ago(run.ended_at or run.started_at, state.now)
    return html.Li([html.Span("Last import: "), html.B(when), f" ({run.command})."])


def _trained(training: Training | None, now: datetime, demo: bool) -> Component:
    if training is None:
        return html.Li(["Nothing is trained on it yet. Run ", html.Code(TRAIN), "."])
    words: list[str | Component] = ["Trained ", html.B(ago(training.at, now))]
    if not training.changed:
        return html.Li([*words, "; nothing has come in since."])
    has = "has" if training.changed == 1 else "have"
    words.append(f"; {count(training.changed, 'set')} {has} come in or changed since.")
    return html.Li(words if demo else [*words, " Run ", html.Code(TRAIN), "."])
