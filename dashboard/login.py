"""The pages of the login: /login, /callback and /logout."""

import secrets
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, redirect, request, session
from flask.typing import ResponseReturnValue

from dashboard.logins import Logins
from dashboard.server_pages import private, trouble
from recommender.errors import SegueError

_BROWSER = "browser"


def browser_session() -> str | None:
    """The session ID of the browser that asks, if it has one."""
    value = session.get(_BROWSER)
    return value if isinstance(value, str) else None


def create_login(logins: Logins, url: str) -> Blueprint:
    """The login's pages for a dashboard that browsers find at `url`."""
    pages = private(Blueprint("login", __name__, template_folder="templates"))

    @pages.after_request
    def tell_nobody(response: Response) -> Response:
        # The address holds Spotify's code, or `state`.
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @pages.get("/login")
    def login() -> ResponseReturnValue:
        next_path = _local_path(request.args.get("next"))
        if request.host != urlsplit(url).netloc and "moved" not in request.args:
            # The cookie belongs to the name in the address bar: the login has to start under the
            # one that Spotify sends the browser back to. Once: a proxy may hide that name from us.
            return redirect(f"{url}/login?{urlencode({'next': next_path, 'moved': 1})}")
        browser = browser_session() or secrets.token_urlsafe(32)
        _keep(browser)
        try:
            return redirect(logins.begin(browser, f"{url}/callback", next_path))
        except SegueError as error:
            return _sorry(str(error), next_path)

    @pages.get("/callback")
    def callback() -> ResponseReturnValue:
        attempt = logins.take_attempt(browser_session() or "", request.args.get("state", ""))
        if attempt is None:
            return _sorry("This login is too old or was begun elsewhere. Connect again.", "/")
        if request.args.get("error") or not request.args.get("code"):
            return _sorry(
                "Spotify says that you did not agree, so nothing was connected.", attempt.next_path
            )
        try:
            _keep(logins.finish(attempt, request.args["code"]))
        except SegueError as error:
            return _sorry(str(error), attempt.next_path)
        return redirect(attempt.next_path)

    @pages.post("/logout")
    def logout() -> ResponseReturnValue:
        logins.disconnect(browser_session())
        session.clear()
        return redirect(_local_path(request.args.get("next")), code=303)

    return pages


def _keep(browser: str) -> None:
    session[_BROWSER] = browser
    session.permanent = True


def _local_path(path: str | None) -> str:
    """`path` if it leads to a page of ours, else the first page."""
    # Browsers read a backslash as a slash, and drop tabs and line breaks.
    if not path or not path.startswith("/") or any(c in path for c in "\\\t\r\n"):
        return "/"
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or path.startswith("//"):
        return "/"
    return urlunsplit(("", "", parts.path, parts.query, ""))


def _sorry(message: str, back: str) -> ResponseReturnValue:
    return trouble(message, "Not connected", back), 400
