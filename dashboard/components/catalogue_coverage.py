"""How much of the catalogue is resolved and listened to, as bars in plain HTML, and which pages of
a wiki were passed over."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.components.catalogue_overview import section
from recommender.catalogue.overview import Coverage, Overview, Pages
from recommender.plural import count

RESOLVE = "python -m scrapers resolve"
LISTEN = "python -m scrapers previews"
_REASONS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar."""

    kind: str
    """Ends its CSS class: yes, no, odd or open."""
    words: str
    tracks: int


def coverage(overview: Overview, demo: bool) -> Component:
    """Of the tracks that models know, and of all."""
    groups = [
        _group("Tracks in at least two sets", overview.shared),
        _group("All tracks with a whole name", overview.everything),
    ]
    notes: list[Component] = []
    if overview.half_names:
        notes.append(
            html.P(
                f"{count(overview.half_names, 'track')} of which only the artist or the title is "
                "known teach Segue about their neighbours; nobody can look them up.",
                className="catalogue-muted",
            )
        )
    if not demo:
        notes += _to_do(overview.everything)
    return section(
        "What is known about the tracks",
        html.Div(groups, className="catalogue-groups"),
        *notes,
    )


def skipped(pages: Pages) -> Component | None:
    """Pages of MixesDB by what came of them; None where none was read."""
    if not (pages.documented or pages.skipped):
        return None
    told = f"{count(pages.documented, 'page')} with sets, {pages.skipped:,} passed over."
    shown = list(pages.reasons[:_REASONS])
    rest = pages.skipped - sum(number for _, number in shown)
    if rest:
        shown.append(("other reasons", rest))
    most = max((number for _, number in shown), default=1)
    rows = [
        html.Li(
            [
                html.Span(reason, className="catalogue-reason"),
                html.B(f"{number:,}"),
                html.Span(
                    html.Span(style={"width": f"{100 * number / most:.1f}%"}),
                    className="catalogue-reason-bar",
                    **attributes(aria_hidden="true"),
                ),
            ]
        )
        for reason, number in shown
    ]
    return section(
        "Pages of MixesDB",
        html.P(told),
        html.Ul(rows, className="catalogue-reasons") if rows else None,
    )


def _group(title: str, known: Coverage) -> Component:
    heading = html.H3([title, html.Span(f"{known.tracks:,}", className="catalogue-of")])
    if not known.tracks:
        return html.Div([heading, html.P("None yet.", className="catalogue-muted")])
    spotify = (
        Part("yes", "found", known.found),
        Part("no", "not there", known.absent),
        Part("odd", "remix without a name", known.vague),
        Part("open", "not asked yet", known.not_asked),
    )
    sound = (
        Part("yes", "listened to", known.heard),
        Part("no", "no preview anywhere", known.silent),
        Part("odd", "could not be listened to", known.deaf),
        Part("open", "waiting", known.waiting),
    )
    key = (Part("yes", "known", known.keyed), Part("open", "", known.tracks - known.keyed))
    tempo = (Part("yes", "known", known.timed), Part("open", "", known.tracks - known.timed))
    bars = [
        _bar("On Spotify", spotify, known.tracks),
        _bar("Sound", sound, known.tracks),
        _bar("Key", key, known.tracks),
        _bar("Tempo", tempo, known.tracks),
    ]
    return html.Div([heading, html.Dl(bars, className="catalogue-bars")])


def _bar(name: str, parts: tuple[Part, ...], whole: int) -> Component:
    pieces = [
        html.Span(
            className=f"catalogue-part is-{part.kind}",
            style={"width": f"{100 * part.tracks / whole:.2f}%"},
        )
        for part in parts
        if part.tracks
    ]
    words = [
        html.Span(
            [
                html.Span(className=f"catalogue-swatch is-{part.kind}"),
                html.B(f"{part.tracks:,}"),
                f" {part.words}",
            ]
        )
        for number, part in enumerate(parts)
        if part.words and (part.tracks or number == 0)
    ]
    share = html.B(_share(parts[0].tracks, whole), className="catalogue-share")
    return html.Div(
        [
            html.Dt([name, share]),
            html.Dd(
                [
                    html.Div(pieces, className="catalogue-bar", **attributes(aria_hidden="true")),
                    html.Div(words, className="catalogue-legend"),
                ]
            ),
        ]
    )


def _share(part: int, whole: int) -> str:
    """`37 %`; what is not all is not 100 %, and what is not nothing not 0 %."""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "< 1 %"
    if 99 < percent < 100:
        return "> 99 %"
    return f"{percent:.0f} %"


def _to_do(known: Coverage) -> list[Component]:
    lines: list[Component] = []
    if known.not_asked:
        lines.append(
            html.P(
                ["To look tracks up on Spotify, most played first: ", html.Code(RESOLVE)],
                className="catalogue-do",
            )
        )
    if known.waiting:
        lines.append(
            html.P(
                ["To listen to tracks, most played first: ", html.Code(LISTEN)],
                className="catalogue-do",
            )
        )
    return lines
