"""What a DJ played over the years: stacked bars of styles, or of genres by sound where no set has a
style, or of sets where nothing was listened to either.

A picture is plain data for Plotly. Colours are not in it: assets/djs.css gives them, by the
number of a series, so that they follow dark and light without a redraw.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recommender.catalogue.djs import HeardYear, StyleYear
from recommender.plural import count
from recommender.years import likely

MAX_STYLES = 8
OTHER = "Other styles"
NO_STYLE = "No style given"
OTHER_GENRES = "Other genres"
NO_GENRE = "Not listened to"
BY_SOUND = (
    "No set says its style. These are the genres that Segue hears in the tracks, counted in plays."
)
SETS = "Sets"
HEIGHT_PX = 220
_CHARS = 24
"""Of a style's name in the box at the pointer."""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the picture."""

    name: str
    colour: str
    """`1` to `8`, `other` or `none`: ends the CSS class of it."""
    counts: tuple[int, ...]
    """Sets or plays (see Picture), one number a year."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What there is to draw, and to read out."""

    title: str
    years: tuple[int, ...]
    """Without a gap."""
    series: tuple[Series, ...]
    """The most frequent first."""
    counted: str = "set"
    """What the numbers count: `set` or `play`."""
    caption: str = ""
    """One sentence on where it is from, where that needs one."""


def picture(styles: Sequence[StyleYear], heard: Sequence[HeardYear] = ()) -> Picture | None:
    """The picture of a DJ's sets; None where no set has a year.

    `heard`: how the plays sound; shown where no set has a style and there is a genre at all.
    """
    styles = [style for style in styles if likely(style.year)]
    if not styles:
        return None
    seen = [style.year for style in styles]
    years = tuple(range(min(seen), max(seen) + 1))
    by_style: dict[str, Counter[int]] = defaultdict(Counter)
    for style in styles:
        by_style[style.style][style.year] += style.sets
    unknown = by_style.pop("", Counter())
    if by_style:
        series = _ranked(years, by_style, unknown, OTHER, NO_STYLE)
        return Picture("Styles over the years", years, series)
    by_genre: dict[str, Counter[int]] = defaultdict(Counter)
    for play in heard:
        by_genre[play.genre][play.year] += play.plays
    unheard = by_genre.pop("", Counter())
    if by_genre:
        series = _ranked(years, by_genre, unheard, OTHER_GENRES, NO_GENRE)
        return Picture("Genres over the years, by sound", years, series, "play", BY_SOUND)
    bars = (Series(SETS, "1", tuple(unknown[year] for year in years)),)
    return Picture("Sets over the years", years, bars)


def _ranked(
    years: Sequence[int],
    by_style: Mapping[str, Counter[int]],
    unknown: Counter[int],
    others: str,
    none: str,
) -> tuple[Series, ...]:
    """The most frequent, then `others` together, then what is not known."""
    ranked = sorted(by_style, key=lambda name: (-by_style[name].total(), name))
    shown = [
        (name, str(number), by_style[name]) for number, name in enumerate(ranked[:MAX_STYLES], 1)
    ]
    rest = sum((by_style[name] for name in ranked[MAX_STYLES:]), Counter())
    shown += [(others, "other", rest), (none, "none", unknown)]
    return tuple(
        Series(name, colour, tuple(counts[year] for year in years))
        for name, colour, counts in shown
        if counts
    )


def figure(shown: Picture) -> dict[str, Any]:
    """The picture as Plotly draws it: see-through, no buttons, nothing to drag."""
    first, last = shown.years[0], shown.years[-1]
    axis = {"fixedrange": True, "zeroline": False, "title": {"text": ""}, "automargin": True}
    return {
        "data": [_bars(shown, series) for series in shown.series],
        "layout": {
            "barmode": "stack",
            "bargap": 0.22,
            "height": HEIGHT_PX,
            "margin": {"l": 26, "r": 6, "t": 8, "b": 24},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "font": {"size": 12, "family": "inherit"},
            "hoverlabel": {"align": "left", "font": {"size": 12}},
            # At least five years wide, so that a single one is no wall.
            "xaxis": {
                **axis,
                "tickformat": "d",
                "range": [min(first, last - 4) - 0.6, last + 0.6],
                "dtick": _step(last - first + 1),
                "tick0": last,
                "showgrid": False,
            },
            "yaxis": {**axis, "tickformat": ",d", "nticks": 5, "rangemode": "tozero"},
        },
    }


def in_words(shown: Picture) -> str:
    """The picture in one sentence, for whoever does not see it."""
    first, last = shown.years[0], shown.years[-1]
    when = f"in {first}" if first == last else f"from {first} to {last}"
    if len(shown.series) == 1 and shown.series[0].name == SETS:
        return f"Bars: {count(sum(shown.series[0].counts), 'set')} {when}."
    told = ", ".join(f"{series.name} {sum(series.counts):,}" for series in shown.series)
    bars = "plays by genre" if shown.counted == "play" else "sets by style"
    return f"Stacked bars: {bars} {when}. {told}. The table below holds every year."


def _bars(shown: Picture, series: Series) -> dict[str, Any]:
    name = series.name if len(series.name) <= _CHARS else f"{series.name[: _CHARS - 1]}…"
    # Plotly reads some markup in texts; a style's name is text and stays it.
    plain = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    named = "" if series.name == SETS else f"<br>{plain}"
    return {
        "type": "bar",
        "x": list(shown.years),
        "y": list(series.counts),
        "marker": {"line": {"width": 0}},
        "customdata": [
            f"{year}: {count(n, shown.counted)}"
            for year, n in zip(shown.years, series.counts, strict=True)
        ],
        "hovertemplate": f"%{{customdata}}{named}<extra></extra>",
    }


def _step(years: int) -> int:
    """Years between two labels, so that at most seven stand below the bars."""
    return next((step for step in (1, 2, 5, 10, 20) if years / step <= 7), 50)
