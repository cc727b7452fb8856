"""The page /spotify: who is connected, what that means, and how to set up an app of one's own."""

from datetime import date, datetime
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from dashboard.client_id import SpotifyApp
from dashboard.login import browser_session
from dashboard.logins import Logins
from dashboard.security import host_name
from dashboard.server_pages import private, render
from dashboard.settings import DashboardSettings
from recommender.errors import BadInput, SegueError
from scrapers.settings import ServiceSettings
from scrapers.spotify.allowance import Allowance


def create_setup(
    settings: DashboardSettings,
    services: ServiceSettings,
    own_app: SpotifyApp,
    logins: Logins,
    allowance: Allowance,
    demo: bool = False,
) -> Blueprint:
    """The page and its form.

    `services` leads to the Spotify that is in use: the stand-in, in the demo. `own_app` is the real
    one. Its client ID can be pasted where only this computer reaches the page.
    """
    pages = private(Blueprint("setup", __name__, template_folder="templates"))
    url = settings.url

    def page(error: str = "", typed: str = "") -> str:
        browser = browser_session()
        pause = allowance.pause()
        return render(
            "spotify.html",
            demo=demo,
            account=logins.account(browser),
            ended=logins.ended(browser),
            can_connect=services.spotify_client_id is not None,
            own_app=own_app,
            may_paste=may_paste(),
            url=url,
            other_name=_other_name(host_name(request), url),
            returns=_spotify_returns(url),
            searches_left=allowance.searches_left(),
            paused=pause is not None,
            pause_ends=pause.retry_at if pause else None,
            error=error,
            typed=typed,
        )

    def may_paste() -> bool:
        return settings.here_only and not own_app.from_settings

    @pages.get("/spotify")
    def spotify() -> ResponseReturnValue:
        return page()

    @pages.post("/spotify/client-id")
    def paste() -> ResponseReturnValue:
        if not may_paste():
            abort(403, "The client ID is set where Segue is started.")
        typed = request.form.get("client_id", "")
        try:
            own_app.store(typed)
        except BadInput as error:
            return page(str(error), typed[:100]), 400
        except SegueError as error:
            return page(str(error), typed[:100]), 500
        return redirect("/spotify", code=303)

    @pages.post("/spotify/client-id/remove")
    def remove() -> ResponseReturnValue:
        if not may_paste():
            abort(403, "The client ID is set where Segue is started.")
        try:
            own_app.remove()
        except SegueError as error:
            return page(str(error)), 500
        return redirect("/spotify", code=303)

    pages.add_app_template_filter(_day, "day")
    pages.add_app_template_filter(_moment, "moment")
    return pages


def _other_name(name: str, url: str) -> str:
    """The name in the address bar, where it is not the one that Spotify sends the browser to."""
    return "" if name == urlsplit(url).hostname else name


def _spotify_returns(url: str) -> bool:
    """Whether Spotify sends browsers back to such an address."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "::1"}


def _day(value: date) -> str:
    """`3 May 2027`."""
    return f"{value.day} {value:%B %Y}"


def _moment(value: datetime) -> str:
    """`3 May, 14:05 CEST`, by this computer's clock."""
    here = value.astimezone()
    return f"{here.day} {here:%B, %H:%M %Z}"
