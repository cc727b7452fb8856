"""The track that was asked about."""

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.components.listening import FORMATS
from dashboard.covers import camelot_class, cover_style
from dashboard.filtering import SeedTraits, seed_traits
from dashboard.wording import genre_label, played_in, route_sentence
from recommender.audio.analysis import Analysis
from recommender.audio.camelot import key_name
from recommender.recommendations import Recommendations, Seed

GENRES_SHOWN = 4
_SURE = 0.5


def seed_card(answer: Recommendations, spectrogram: str | None = None) -> Component:
    """Picture, name, what is known about it, and how the answer was found where that needs saying.

    `spectrogram` is a picture of what was heard, as a data URI.
    """
    if not answer.seeds:
        return html.Div()
    seed = answer.seeds[0]
    said = answer.note or route_sentence(answer)
    traits = seed_traits(answer)
    genres = answer.heard.genres if answer.heard else {}
    if genres:  # as bars: a badge would say it twice
        traits = replace(traits, genre=None)
    parts = [
        _spectrogram(seed, spectrogram) if spectrogram else _cover(seed),
        html.Div(
            [
                html.H1(seed.title),
                html.P(seed.artist, className="seed-artist") if seed.artist else None,
                html.Div(_badges(seed, traits, answer.heard), className="badges"),
            ],
            className="seed-words",
        ),
        _genres(genres) if genres else None,
        html.P([said, *_own_recording(answer)], className="seed-note") if said else None,
    ]
    return html.Div(parts, className="seed-card was-heard" if genres else "seed-card")


def _own_recording(answer: Recommendations) -> list[Component | str]:
    """Where the artist's other tracks had to help: the way to be answered by sound after all."""
    if answer.route != "artist" or answer.heard:
        return []
    button = html.Button(
        "Upload a recording",
        className="text-button",
        type="button",
        title=FORMATS,
        **attributes(data_listening="choose"),
    )
    return [" ", button, " to go by its sound."]


def _cover(seed: Seed) -> Component:
    return html.Div(
        className="cover cover-large",
        style=cover_style(seed.key),
        **attributes(aria_hidden="true"),
    )


def _spectrogram(seed: Seed, picture: str) -> Component:
    return html.Figure(
        [
            html.Img(
                src=picture,
                alt=f"Spectrogram of {seed.title}: low tones below, time from left to right",
            ),
            html.Figcaption("what Segue heard"),
        ],
        className="spectrogram",
    )


def _badges(seed: Seed, traits: SeedTraits, heard: Analysis | None) -> list[Component]:
    badges: list[Component] = []
    if traits.camelot:
        badges.append(
            html.Span(
                traits.camelot,
                className=camelot_class(traits.camelot),
                title=_key_words(traits.camelot, heard),
            )
        )
    if traits.tempo_bpm:
        unsure = bool(heard and heard.tempo.bpm and heard.tempo.confidence < _SURE)
        badges.append(
            html.Span(
                f"{'≈ ' if unsure else ''}{traits.tempo_bpm:.1f} BPM",
                className="badge",
                title="Tempo, not heard clearly" if unsure else "Tempo",
            )
        )
    if traits.genre:
        badges.append(
            html.Span(f"sounds like {traits.genre}", className="badge", title="The likeliest genre")
        )
    played = played_in(seed.track.sets, seed.track.djs) if seed.track else ""
    badges.append(html.Span(played or "not played in any set we know", className="badge"))
    return badges


def _key_words(camelot: str, heard: Analysis | None) -> str:
    words = f"{key_name(camelot)} ({camelot} on the Camelot wheel)"
    unsure = heard and heard.key.camelot and heard.key.confidence < _SURE
    return f"{words}, not heard clearly" if unsure else words


def _genres(genres: dict[str, float]) -> Component:
    """The likeliest genres as bars, longest first."""
    likeliest = sorted(genres.items(), key=lambda item: -item[1])[:GENRES_SHOWN]
    return html.Div(
        [
            html.H2("Sounds like", className="genres-title"),
            html.Ul([_genre(name, share) for name, share in likeliest]),
        ],
        className="genres",
    )


def _genre(name: str, share: float) -> Component:
    percent = round(share * 100)
    return html.Li(
        [
            html.Span(genre_label(name), className="genre-name"),
            html.Span(
                html.Span(style={"width": f"{percent}%"}),
                className="genre-bar",
                **attributes(aria_hidden="true"),
            ),
            html.Span(f"{percent} %", className="genre-share"),
        ]
    )
