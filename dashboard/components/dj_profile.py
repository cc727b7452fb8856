"""The frame of a DJ's profile; assets/djs/djprofile.js and djtracks.js fill it."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes

SORTS = (("plays", "Most played"), ("last", "Last played"), ("name", "Name"))


def profile() -> Component:
    """Name and facts, then the tracks beside everything else."""
    return html.Article(
        [
            html.Header(
                [
                    html.Div(
                        [
                            html.H1("", id="dj-name", tabIndex="-1"),
                            html.P("", id="dj-facts", className="dj-facts"),
                        ],
                        className="dj-words",
                    ),
                    html.Div(
                        [
                            html.Button(
                                "Add the 20 most played",
                                id="dj-add-most",
                                className="quiet-button",
                                type="button",
                                title="Put the 20 most played tracks into the crate",
                            ),
                            html.Span(id="dj-seeds"),
                        ],
                        className="dj-actions",
                    ),
                    _jumps(),
                ],
                className="dj-header",
            ),
            html.Div(
                [
                    _tracks(),
                    html.Div(
                        [
                            _section("picture", "Styles over the years", _picture()),
                            _section("alike", "DJs who play alike"),
                            _section("liked", "Tracks this DJ would like"),
                            _section("sets", "Sets"),
                        ],
                        className="dj-side",
                    ),
                ],
                className="dj-columns",
            ),
        ],
        id="dj-profile",
        className="dj-profile",
    )


def _jumps() -> Component:
    """On a phone, where everything stands below everything else."""
    parts = (
        ("tracks", "Tracks"), ("picture", "Years"), ("alike", "Alike"), ("liked", "Would like"),
        ("sets", "Sets"),
    )  # fmt: skip
    return html.Nav(
        [
            html.Button(
                name, type="button", className="chip", **attributes(data_dj_jump=f"dj-{part}")
            )
            for part, name in parts
        ],
        className="dj-jumps",
        **attributes(aria_label="Parts of this page"),
    )


def _section(name: str, heading: str, *content: Component) -> Component:
    return html.Section(
        [
            html.H2(heading, id=f"dj-{name}-heading", tabIndex="-1"),
            *content,
            html.Div(id=f"dj-{name}-body"),
        ],
        id=f"dj-{name}",
        className=f"dj-section dj-section-{name}",
        **attributes(aria_labelledby=f"dj-{name}-heading"),
    )


def _picture() -> Component:
    """Room for the picture, which comes when it is first needed, as high as it will be."""
    return html.Div(id="dj-figure", className="dj-figure", role="img")


def _tracks() -> Component:
    return html.Section(
        [
            html.Div(
                [
                    html.H2("Tracks", id="dj-tracks-heading", tabIndex="-1"),
                    html.Div(
                        [
                            html.Button(
                                name,
                                type="button",
                                **attributes(data_dj_sort=sort, aria_pressed="false"),
                            )
                            for sort, name in SORTS
                        ],
                        className="dj-sorts",
                        role="group",
                        **attributes(aria_label="Order of the tracks"),
                    ),
                    html.Div(id="dj-filter-place", className="dj-filter-place"),
                ],
                className="dj-tracks-top",
            ),
            html.Ol(id="dj-track-list", className="dj-track-list"),
            html.Div(id="dj-tracks-foot", className="dj-tracks-foot"),
        ],
        id="dj-tracks",
        className="dj-section dj-section-tracks",
        **attributes(aria_labelledby="dj-tracks-heading"),
    )
