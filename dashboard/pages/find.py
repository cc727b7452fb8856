"""Find: a track in, explained recommendations out."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import filters, listening, results, seeds
from dashboard.components.attributes import attributes
from dashboard.pages.entry import Page
from dashboard.service import Example, Status
from recommender.plural import count

PAGE = Page("/", "Find", "search")
COUNTS = (10, 20, 50, 100)
DEFAULT_COUNT = 20


def page(status: Status) -> Component:
    """The page before anything was asked; assets/find/search.js moves it from there by its classes:
    `is-empty` or `has-results`, and `is-busy` while an answer is under way."""
    return html.Div(
        [
            seeds.search_bar(status),
            html.Div(id="seed-error", className="seed-error", role="alert", tabIndex="-1"),
            _start(status),
            listening.panel(),
            html.Section(
                [
                    html.Div(id="seed-card"),
                    filters.bar(),
                    results.heading(),
                    html.Div(id="results-slot"),
                    html.Div(id="nothing-left", className="nothing-left"),
                ],
                id="results-region",
                className="results-region",
                tabIndex="-1",
                **attributes(aria_label="Results"),
            ),
            results.skeleton(),
            html.Div(id="spoken", className="visually-hidden", role="status"),
        ],
        id="find",
        className="find is-empty",
    )


def _start(status: Status) -> Component:
    """What stands there before the first search."""
    known = [
        html.Span([html.B(f"{number:,}"), f" {count(number, noun).split()[-1]}"])
        for number, noun in (
            (status.sets, "set"), (status.tracks, "track"), (status.djs, "DJ")
        )
    ]  # fmt: skip
    return html.Section(
        [
            html.H1("What goes well with this one?"),
            html.P(
                "Give Segue a track. It looks up what DJs play with it, says in which sets, and "
                "writes what you choose into a Spotify playlist."
            ),
            html.Div(_examples(status.examples), className="examples"),
            listening.upload_link() if status.ready else None,
            html.P(known, className="known") if status.ready else None,
        ],
        className="start",
    )


def _examples(examples: tuple[Example, ...]) -> list[Component]:
    if not examples:
        return []
    return [
        html.H2("Try one of these"),
        html.Div(
            [
                html.Button(
                    example.label,
                    className="chip",
                    type="button",
                    **attributes(data_seed=example.text),
                )
                for example in examples
            ],
            className="chips",
        ),
    ]
