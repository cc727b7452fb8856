"""What the pages that Flask renders itself have in common: login and setup.

They tell about an account, or hold a code in their address. So no cache keeps them, nothing inline
runs or paints in them, their forms are small, and what breaks is told on a page like Segue's.
"""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import InternalServerError, RequestEntityTooLarge

from dashboard.failures import SORRY, database_silent
from dashboard.layout import PAGES
from dashboard.security import content_security_policy

MAX_FORM = 10_000
"""Bytes of the largest form; ours hold a few words."""


def private(pages: Blueprint) -> Blueprint:
    """Give a blueprint these manners."""

    @pages.before_request
    def refuse_large() -> None:
        request.max_content_length = MAX_FORM
        if (request.content_length or 0) > MAX_FORM:
            abort(413)

    @pages.after_request
    def close(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = content_security_policy()
        return response

    @pages.errorhandler(RequestEntityTooLarge)
    def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
        return trouble("That is far more than this page takes. Go back and send less."), 413

    @pages.errorhandler(sa.exc.DBAPIError)
    def no_database(error: sa.exc.DBAPIError) -> ResponseReturnValue:
        return trouble(database_silent(error)), 503

    @pages.errorhandler(InternalServerError)
    def unforeseen(_error: InternalServerError) -> ResponseReturnValue:
        return trouble(SORRY), 500

    return pages


def render(template: str, **given: Any) -> str:
    """A page like Segue's others, with the way to them."""
    return render_template(template, pages=PAGES, **given)


def trouble(message: str, heading: str = "That did not work", back: str = "/") -> str:
    """A page that says what went wrong, with the ways on."""
    return render("trouble.html", message=message, heading=heading, back=back)
