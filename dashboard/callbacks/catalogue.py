"""The page Catalogue: filled when it is first shown, and again while it stays in sight.

What has not changed is not drawn again: whoever reads a table keeps their place in it.
"""

import json
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, no_update
from dash.development.base_component import Component

from dashboard.catalogue_service import CatalogueService, CatalogueState
from dashboard.components import catalogue_coverage as tracks
from dashboard.components import catalogue_overview as shelf
from dashboard.components.catalogue_runs import runs
from dashboard.failures import sorry
from recommender.errors import SegueError

Answer = tuple[Any, Any, Any, str, bool, Any]
"""Figures, runs, pages, a sentence that something failed with, whether none did, and the marks of
what is shown."""

_AGES_S = 60
"""Ages are told to the minute."""


def answer(service: CatalogueService, shown: dict[str, str] | None) -> Answer:
    """What changed on the page; `shown` are the marks of what stands there."""
    try:
        state = service.state()
    except SegueError as error:
        return failure(str(error))
    marks, before = _marks(state), shown or {}
    figures = no_update if before.get("figures") == marks["figures"] else _figures(state)
    told = runs(state.runs, state.now, state.demo)
    return (
        figures,
        no_update if before.get("runs") == marks["runs"] else told,
        no_update if before.get("figures") == marks["figures"] else _pages(state),
        "",
        True,
        marks,
    )


def failure(message: str) -> Answer:
    """What stands there stays; above it, one sentence."""
    return no_update, no_update, no_update, message, False, no_update


def _figures(state: CatalogueState) -> list[Component]:
    overview = state.overview
    demo = _demo() if state.demo else []
    if not overview.sets:
        return [shelf.empty(state.demo)]
    return [
        *demo,
        shelf.tiles(overview),
        dash.html.Div(
            [
                dash.html.Div([shelf.freshness(state), shelf.sources(overview)]),
                shelf.years(overview),
            ],
            className="catalogue-pair",
        ),
        tracks.coverage(overview, state.demo),
    ]


def _demo() -> list[Component]:
    """Whoever looks at invented figures should know it."""
    words = "Demo: everything on this page is invented."
    return [dash.html.P(words, className="catalogue-muted")]


def _pages(state: CatalogueState) -> Component | None:
    return tracks.skipped(state.overview.pages) if state.overview.sets else None


def _marks(state: CatalogueState) -> dict[str, str]:
    minute = int(state.now.timestamp() // _AGES_S)
    figures = (asdict(state.overview), state.training and asdict(state.training), state.demo)
    latest = [asdict(run) for run in state.runs]
    return {
        "figures": _mark([figures, shelf.ages(state)]),
        "runs": _mark([latest, minute]),
    }


def _mark(value: Any) -> str:
    return sha256(json.dumps(value, default=str).encode()).hexdigest()


def register(app: dash.Dash, service: CatalogueService) -> None:
    """Tie the page to its service."""
    app.clientside_callback(
        ClientsideFunction("catalogue", "ask"),
        Output("catalogue-asked", "data"),
        Input("catalogue-tick", "n_intervals"),
        Input("catalogue-refresh", "n_clicks"),
        Input("catalogue-again", "n_clicks"),
    )

    @app.callback(
        Output("catalogue-figures", "children"),
        Output("catalogue-runs", "children"),
        Output("catalogue-pages", "children"),
        Output("catalogue-sentence", "children"),
        Output("catalogue-trouble", "hidden"),
        Output("catalogue-shown", "data"),
        Input("catalogue-asked", "data"),
        State("catalogue-shown", "data"),
        prevent_initial_call=True,
        on_error=lambda error: failure(sorry(error)),
    )
    def _answer(_asked: int | None, shown: dict[str, str] | None) -> Answer:
        return answer(service, shown)
