"""From what was typed to the table.

The address holds what is shown (`/?seed=…&n=20`); assets/search.js turns it into a numbered
request, `answer` answers it, and assets/search.js shows the answer unless a newer request was
made meanwhile.
"""

from collections.abc import Sequence
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, ctx, html
from dash.development.base_component import Component

from dashboard.callbacks.failures import sorry
from dashboard.components.attributes import attributes
from dashboard.components.results import heading_text, rows
from dashboard.components.seed_card import seed_card
from dashboard.pages.find import COUNTS, DEFAULT_COUNT
from dashboard.service import FindService
from recommender.errors import SegueError
from recommender.recommendations import Recommendations

MAX_TEXT = 500
MIN_SUGGEST = 2
_LINKS = ("http:", "https:", "spotify:", "open.spotify.com", "www.")


def answer(service: FindService, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one numbered request, ready for the page; errors are answers too."""
    number, text = request["number"], str(request["text"]).strip()
    if not text:
        return {"request": number, "blank": True}
    if len(text) > MAX_TEXT:
        return failure(number, "That is too long. Paste one Spotify link or type artist – title.")
    count = request["count"] if request["count"] in COUNTS else DEFAULT_COUNT
    try:
        found = service.recommend(text, count)
    except SegueError as error:
        return failure(number, str(error), getattr(error, "suggestions", ()))
    return _success(number, text, found)


def _success(number: int, text: str, found: Recommendations) -> dict[str, Any]:
    seed = found.seeds[0] if found.seeds else None
    return {
        "request": number,
        "card": seed_card(found),
        "rows": rows(found),
        "heading": heading_text(found),
        "columns": {
            "key": any(item.track.camelot for item in found.items),
            "tempo": any(item.track.tempo_bpm for item in found.items),
        },
        "seed": seed and {"key": seed.key, "artist": seed.artist, "title": seed.title},
        "text": text,
    }


def failure(number: int, message: str, suggestions: Sequence[str] = ()) -> dict[str, Any]:
    """An answer that is one sentence, with names to try where there are any."""
    return {"request": number, "error": error_line(message, suggestions)}


def error_line(message: str, suggestions: Sequence[str] = ()) -> list[Component]:
    """What stands below the seed box."""
    parts: list[Component] = [html.P(message)]
    if suggestions:
        buttons = [
            html.Button(name, type="button", className="chip", **attributes(data_seed=name))
            for name in suggestions
        ]
        parts.append(html.Div(buttons, className="chips"))
    return parts


def suggestions(service: FindService, text: str | None) -> list[str]:
    """Names for the list below the box; none for links and for a single letter."""
    typed = (text or "").strip()
    if len(typed) < MIN_SUGGEST or len(typed) > MAX_TEXT or typed.lower().startswith(_LINKS):
        return []
    try:
        found = service.suggest(typed)
    except SegueError:
        return []  # the search itself will say what is wrong
    # Two tracks may have one name; the list must not hold it twice.
    return list(dict.fromkeys(track.name for track in found))


def register(app: dash.Dash, service: FindService) -> None:
    """Tie the search to the page."""

    @app.callback(
        Output("answer", "data"),
        Input("request", "data"),
        prevent_initial_call=True,
        on_error=lambda error: failure(ctx.triggered[0]["value"]["number"], sorry(error)),
    )
    def _answer(request: dict[str, Any]) -> dict[str, Any]:
        return answer(service, request)

    @app.callback(
        Output("seed", "data"),
        Input("seed", "value"),
        prevent_initial_call=True,
        on_error=lambda error: sorry(error) and [],
    )
    def _suggest(text: str | None) -> list[str]:
        return suggestions(service, text)

    app.clientside_callback(
        ClientsideFunction("search", "addressChanged"),
        Output("request", "data"),
        Input("url", "search"),
    )
    app.clientside_callback(
        ClientsideFunction("search", "show"),
        Output("results", "rowData"),
        Output("seed-card", "children"),
        Output("seed-error", "children"),
        Output("results-count", "children"),
        Output("spoken", "children"),
        Output("shown", "data"),
        Input("answer", "data"),
        State("request", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("search", "find"),
        Input("find-button", "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("search", "countChanged"),
        Input("count", "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("search", "how"),
        Input("how-open", "n_clicks", allow_optional=True),
        prevent_initial_call=True,
    )
