"""The pages of the login: /login, /callback and /logout."""

import secrets
from collections.abc import Callable, Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, redirect, request, session
from flask.typing import ResponseReturnValue

from dashboard.logins import Logins
from dashboard.server_pages import private, render, trouble
from recommender.errors import SegueError

_BROWSER = "browser"

_DECLINED = "Spotify says that you did not agree, so nothing was connected."
_NOT_FINISHED = "Spotify could not finish this login, so nothing was connected. Connect again."


def browser_session() -> str | None:
    """The session ID of the browser that asks, if it has one."""
    value = session.get(_BROWSER)
    return value if isinstance(value, str) else None


def create_login(
    logins: Logins, url: str, open_writes: Callable[[str], Sequence[str]]
) -> Blueprint:
    """The login's pages for a dashboard that browsers find at `url`.

    `open_writes` names the playlists of an account whose writing did not come to its end: nobody
    can finish them or take them back once the account is disconnected.
    """
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
        error = request.args.get("error")
        if error or not request.args.get("code"):
            said = _DECLINED if error == "access_denied" else _NOT_FINISHED
            return _sorry(said, attempt.next_path)
        try:
            _keep(logins.finish(attempt, request.args["code"]))
        except SegueError as error:
            return _sorry(str(error), attempt.next_path)
        return redirect(attempt.next_path)

    @pages.post("/logout")
    def logout() -> ResponseReturnValue:
        browser, next_path = browser_session(), _local_path(request.args.get("next"))
        account = logins.belongs_to(browser)
        half_written = open_writes(account) if account and "anyway" not in request.form else ()
        if half_written:
            page = render("disconnect.html", playlists=half_written, back=next_path)
            return page, 409
        logins.disconnect(browser)
        session.clear()
        return redirect(next_path, code=303)

    return pages


def _keep(browser: str) -> None:
    session[_BROWSER] = browser
    session.permanent = True


def _local_path(path: str | None) -> str:
    """`path` if it leads to a page of ours, else the first page."""
    # Browsers read a backslash as a slash, and drop tabs and line breaks.
    if not path or not path.startswith("/") or any(c in path for c in "\\\t\r\n"):
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:  # a bracket that opens and does not close
        return "/"
    if parts.scheme or parts.netloc or path.startswith("//"):
        return "/"
    return urlunsplit(("", "", parts.path, parts.query, ""))


def _sorry(message: str, back: str) -> ResponseReturnValue:
    return trouble(message, "Not connected", back), 400
