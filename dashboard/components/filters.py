"""The filters over the results. The address holds what is chosen; assets/find/filters.js keeps
the two alike."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components import icons, played
from dashboard.components.attributes import attributes
from dashboard.components.segments import segments
from dashboard.filtering import (
    ARTIST_CHOICES,
    MOST_MOOD,
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
from recommender.plural import count
from recommender.recommendations import Recommendations

_STAYS = "Tracks of which it is not known stay in."


def bar() -> Component:
    """All of them; on a phone behind a button."""
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
                    _key(),
                    _tempo(),
                    _genre(),
                    _artist(),
                    _years(),
                    _mood(),
                    _played(),
                    html.P("", id="filters-hint", className="filters-hint"),
                    html.P("", id="played-hint", className="filters-hint"),
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


def _filter(name: str, parts: list[Component], title: str, counts: bool = True) -> Component:
    """A frame, with room for what the filter left out on its edge, so that nothing moves when the
    number comes."""
    removed = html.Span("", id=f"removed-{name}", className="removed") if counts else None
    return html.Div(
        [*parts, removed], className="filter", title=title, **attributes(data_filter=name)
    )


def _label(name: str, words: str) -> Component:
    return html.Span(words, className="filter-label", id=f"filter-{name}-label")


def _choice(name: str, words: str, options: list[tuple[str, str]]) -> list[Component]:
    return [
        _label(name, words),
        segments(f"filter-{name}", options, options[0][0], aria_labelledby=f"filter-{name}-label"),
    ]


def _switch(name: str, words: str) -> Component:
    return dmc.Switch(
        id=f"filter-{name}",
        label=words,
        checked=False,
        size="sm",
        withThumbIndicator=False,
        className="filter-switch",
    )


def _key() -> Component:
    options = [("any", "Any"), ("same", "Same"), ("harmonic", "Harmonic")]
    title = "Harmonic: the same key, its neighbours on the Camelot wheel and its relative."
    return _filter("key", _choice("key", "Key", options), f"{title} {_STAYS}")


def _tempo() -> Component:
    options = [("any", "Any"), *((str(p), f"±{p} %") for p in TEMPO_CHOICES)]
    title = "How far a track's tempo may be from the seed's; half and double time count too."
    return _filter("tempo", _choice("tempo", "Tempo", options), f"{title} {_STAYS}")


def _genre() -> Component:
    title = f"Leave out tracks of the seed's own genre. {_STAYS}"
    return _filter("genre", [_switch("genre", "Other genres only")], title)


def _artist() -> Component:
    options = [("any", "Any"), *((str(n), f"≤ {n}") for n in ARTIST_CHOICES)]
    title = "How many tracks by one artist there may be."
    return _filter("artist", _choice("artist", "Per artist", options), title)


def _years() -> Component:
    def end(name: str, words: str, label: str) -> Component:
        return dmc.TextInput(
            id=f"filter-{name}",
            value="",
            placeholder=words,
            debounce=True,
            size="xs",
            className="filter-year",
            attributes={"input": {"inputMode": "numeric", "maxLength": 6, "autoComplete": "off"}},
            **attributes(aria_label=label),
        )

    parts = [
        _label("years", "Years"),
        end("from", "from", "First played in this year or later"),
        html.Span("–", className="filter-label", **attributes(aria_hidden="true")),
        end("to", "to", "First played in this year or earlier"),
    ]
    title = "When a track was first played in a set, such as 1999 or 99."
    return _filter("years", parts, f"{title} {_STAYS}")


def _mood() -> Component:
    ends = [
        html.Span(words, className="filter-label", **attributes(aria_hidden="true"))
        for words in ("Known", "Discover")
    ]
    slider = dmc.Slider(
        id="filter-mood",
        min=-MOST_MOOD,
        max=MOST_MOOD,
        step=1,
        value=0,
        size="xs",
        marks=[{"value": step} for step in range(-MOST_MOOD, MOST_MOOD + 1)],
        label={"function": "moodName"},
        thumbLabel="From well known tracks to hardly known ones",
        className="filter-mood",
    )
    title = "To the left what everybody plays, to the right what hardly anybody does."
    return _filter("mood", [ends[0], slider, ends[1]], title, counts=False)


def _played() -> Component:
    title = "Leave out what you played already: import the history of your DJ program."
    return _filter("played", [_switch("played", "Leave out played"), played.importer()], title)


def told(answer: Recommendations, filters: Filters) -> dict[str, Any]:
    """What an answer changes in the bar: which filters rest and why, and what each left out."""
    seed = seed_traits(answer)
    applied = left_out(answer, filters)
    return {
        "resting": resting(seed),
        "hint": resting_sentence(seed),
        "removed": {
            name: {
                "words": f"−{number:,}",
                "title": _removed_title(name, number, filters, filter_range(name, filters, seed)),
            }
            for name, number in applied.items()
        },
        "empty": [] if answer.items else nothing_left(answer, filters, applied),
    }


def _removed_title(name: str, number: int, filters: Filters, kept: str) -> str:
    """`Harmonic key: 212 tracks left out. Stays: 7A, 8A, 8B and 9A.`"""
    words = filter_name(name, filters)
    head = f"{words[0].upper()}{words[1:]}: {count(number, 'track') if number else 'none'} left out"
    return f"{head}. Stays: {kept}." if kept else f"{head}."


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
