"""The track that was asked about."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.covers import camelot_class, cover_style
from dashboard.wording import played_in, route_sentence
from recommender.recommendations import Recommendations, Seed


def seed_card(answer: Recommendations) -> Component:
    """Tile, name, what is known about it, and how the answer was found where that needs saying."""
    if not answer.seeds:
        return html.Div()
    seed = answer.seeds[0]
    said = answer.note or route_sentence(answer)
    return html.Div(
        [
            html.Div(
                className="cover cover-large",
                style=cover_style(seed.key),
                **attributes(aria_hidden="true"),
            ),
            html.Div(
                [
                    html.H1(seed.title),
                    html.P(seed.artist, className="seed-artist"),
                    html.Div(_badges(seed), className="badges"),
                ],
                className="seed-words",
            ),
            html.P(said, className="seed-note") if said else None,
        ],
        className="seed-card",
    )


def _badges(seed: Seed) -> list[Component]:
    track = seed.track
    if track is None:
        return [html.Span("not played in any set we know", className="badge")]
    badges: list[Component] = []
    if track.camelot:
        badges.append(
            html.Span(track.camelot, className=camelot_class(track.camelot), title="Key (Camelot)")
        )
    if track.tempo_bpm:
        badges.append(html.Span(f"{track.tempo_bpm:.1f} BPM", className="badge"))
    played = played_in(track.sets, track.djs)
    badges.append(html.Span(played or "not played in any set we know", className="badge"))
    return badges
