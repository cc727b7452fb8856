"""DJs."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import dj_profile, dj_search
from dashboard.pages.entry import Page

PAGE = Page("/djs", "DJs", "djs")


def page() -> Component:
    """The page as it is first shown; assets/djs/djs.js says what shows, by the classes of it."""
    return html.Div(
        [
            dj_search.bar(),
            html.Div(id="dj-error", className="dj-error", role="alert"),
            dj_search.start(),
            dj_search.skeleton(),
            dj_profile.profile(),
            html.Div(id="dj-spoken", className="visually-hidden", role="status"),
        ],
        id="djs",
        className="djs is-start",
    )
