"""The track that was asked about; the tracks, where there are several."""

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.components.listening import FORMATS
from dashboard.components.results import heading_text
from dashboard.covers import camelot_class, cover_style
from dashboard.filtering import SeedTraits, filter_name, left_out, seed_traits
from dashboard.wording import and_list, genre_label, played_in, route_sentence, seed_name
from recommender.audio.analysis import Analysis
from recommender.audio.camelot import key_name, parts
from recommender.filters import Filters
from recommender.recommendations import Recommendations, Seed

GENRES_SHOWN = 4
_SURE = 0.5


def seed_card(answer: Recommendations, spectrogram: str | None = None) -> Component:
    """Picture, name, what is known about it, and how the answer was found where that needs saying.

    `spectrogram` is a picture of what was heard, as a data URI.
    """
    if not answer.seeds:
        return html.Div()
    if len(answer.seeds) > 1:
        return _several(answer)
    seed = answer.seeds[0]
    said = answer.note or route_sentence(answer)
    traits = seed_traits(answer)
    genres = answer.heard.genres if answer.heard else {}
    if genres:  # as bars: a badge would say it twice
        traits = replace(traits, genre=None)
    shown = [
        _spectrogram(seed, spectrogram) if spectrogram else _cover(seed),
        html.Div(
            [
                html.H1(seed.title),
                html.P(seed.artist, className="seed-artist") if seed.artist else None,
                html.Div(_badges(seed, traits, answer.heard), className="badges"),
                _less_like(answer.disliked),
            ],
            className="seed-words",
        ),
        _genres(genres) if genres else None,
        html.P([said, *_own_recording(answer)], className="seed-note") if said else None,
    ]
    return html.Div(shown, className="seed-card was-heard" if genres else "seed-card")


def _several(answer: Recommendations) -> Component:
    """A line a seed: the first one is what key, tempo and genre are compared with."""
    said = answer.note or route_sentence(answer)
    lines = [
        _line(seed, seed_traits(answer) if first else _traits(seed), first)
        for first, seed in ((at == 0, seed) for at, seed in enumerate(answer.seeds))
    ]
    return html.Div(
        [
            html.H1(f"{len(answer.seeds)} seeds", className="visually-hidden"),
            html.Ul(lines, className="seed-lines"),
            _less_like(answer.disliked),
            html.P(said, className="seed-note") if said else None,
        ],
        className="seed-card is-several",
    )


def _line(seed: Seed, traits: SeedTraits, is_first: bool) -> Component:
    leads = html.Span(
        "filters compare with this one",
        className="seed-leads",
        title="Key, tempo and genre are compared with the first seed.",
    )
    return html.Li(
        [
            html.Div(
                className="cover",
                style=cover_style(seed.key),
                **attributes(aria_hidden="true"),
            ),
            html.Div(
                [html.B(seed.title), html.Span(seed.artist) if seed.artist else None],
                className="seed-line-name",
            ),
            html.Div(
                [*_badges(seed, replace(traits, genre=None)), leads if is_first else None],
                className="badges",
            ),
        ]
    )


def _less_like(disliked: Sequence[Seed]) -> Component | None:
    if not disliked:
        return None
    names = and_list([seed_name(seed.artist, seed.title, "–") for seed in disliked])
    return html.P([html.Span("less like "), names], className="less-like")


def spoken(answer: Recommendations, filters: Filters) -> str:
    """What a screen reader says when an answer is there: `20 tracks for 2 seeds, without 1. Left
    out: 212 by harmonic key.`"""
    first, *more = answer.seeds
    name = ", ".join(part for part in (first.artist, first.title) if part)
    about = f"{len(answer.seeds)} seeds" if more else name
    without = f", without {len(answer.disliked)}" if answer.disliked else ""
    told = f"{heading_text(answer)} for {about}{without}"
    removed = [
        f"{number:,} by {filter_name(filter_, filters)}"
        for filter_, number in left_out(answer, filters).items()
    ]
    return f"{told}. Left out: {', '.join(removed)}." if removed else told


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


def _traits(seed: Seed) -> SeedTraits:
    track = seed.track
    return SeedTraits(track.camelot, track.tempo_bpm, track.genre) if track else SeedTraits()


def _badges(seed: Seed, traits: SeedTraits, heard: Analysis | None = None) -> list[Component]:
    badges: list[Component] = []
    if parts(traits.camelot) and traits.camelot:
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
