"""The filters over the results. The address holds what is chosen; assets/filters.js keeps the two
alike."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components import icons
from dashboard.components.attributes import attributes
from dashboard.filtering import (
    TEMPO_CHOICES,
    emptied_sentence,
    filter_name,
    filter_range,
    left_out,
    resting,
    resting_sentence,
    seed_traits,
)
from recommender.filters import Filters
from recommender.recommendations import Recommendations

_STAYS = "Tracks of which it is not known stay in."


def bar() -> Component:
    """Key, tempo, genre; on a phone behind a button."""
    return html.Div(
        [
            html.Button(
                [
                    icons.icon("filter"),
                    html.Span("Filters"),
                    html.Span("", id="filters-chosen", className="filters-chosen"),
                    icons.icon("down"),
                ],
                id="filters-toggle",
                className="filters-toggle",
                type="button",
                **attributes(
                    aria_expanded="false", aria_controls="filters-body", data_filters="toggle"
                ),
            ),
            html.Div(
                [
                    _choice(
                        "key", "Key", [("any", "Any"), ("same", "Same"), ("harmonic", "Harmonic")]
                    ),
                    _choice(
                        "tempo",
                        "Tempo",
                        [("any", "Any"), *((str(p), f"±{p} %") for p in TEMPO_CHOICES)],
                    ),
                    html.Div(
                        dmc.Switch(
                            id="filter-genre",
                            label="Other genres only",
                            checked=False,
                            size="sm",
                            withThumbIndicator=False,
                            className="filter-switch",
                        ),
                        className="filter",
                        title=f"Leave out tracks of the seed's own genre. {_STAYS}",
                    ),
                    html.P("", id="filters-hint", className="filters-hint"),
                ],
                id="filters-body",
                className="filters-body",
            ),
        ],
        id="filters",
        className="filters",
        role="group",
        **attributes(aria_label="Filters"),
    )


def _choice(name: str, label: str, options: list[tuple[str, str]]) -> Component:
    titles = {
        "key": "Harmonic: the same key, its neighbours on the Camelot wheel and its relative.",
        "tempo": "How far a track's tempo may be from the seed's; half and double time count too.",
    }
    return html.Div(
        [
            html.Span(label, className="filter-label", id=f"filter-{name}-label"),
            dmc.SegmentedControl(
                id=f"filter-{name}",
                data=[{"value": value, "label": words} for value, words in options],
                value=options[0][0],
                size="xs",
                withItemsBorders=False,
                className="segments",
                **attributes(aria_labelledby=f"filter-{name}-label"),
            ),
        ],
        className="filter",
        title=f"{titles[name]} {_STAYS}",
    )


def told(answer: Recommendations, filters: Filters) -> dict[str, Any]:
    """What an answer changes in the bar: which filters rest and why, and what each left out."""
    seed = seed_traits(answer)
    applied = left_out(answer, filters)
    return {
        "resting": resting(seed),
        "hint": resting_sentence(seed),
        "left_out": [
            html.Span(
                f"{filter_name(name, filters)}: {f'{number:,}' if number else 'none'} left out",
                title=filter_range(name, filters, seed),
            )
            for name, number in applied.items()
        ],
        "empty": [] if answer.items else nothing_left(answer, filters, applied),
    }


def nothing_left(
    answer: Recommendations, filters: Filters, applied: Mapping[str, int]
) -> list[Component]:
    """Instead of an empty table: which filter emptied it, and a button that lifts it."""
    emptied = [name for name, number in applied.items() if number]
    if not emptied:
        return [html.P("Nothing in the catalogue fits this track.")]
    buttons = [_lift(f"Lift “{filter_name(name, filters)}”", name) for name in emptied]
    if len(emptied) > 1:
        buttons.append(_lift("Lift all filters", "all"))
    return [
        html.P(emptied_sentence(answer, filters)),
        html.Div(buttons, className="chips"),
    ]


def _lift(words: str, name: str) -> Component:
    return html.Button(words, className="chip", type="button", **attributes(data_lift=name))
