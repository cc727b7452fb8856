"""Addresses that answer scripts of ours with JSON: what fails is one sentence.

The answer to what fails is `{"error": SENTENCE}` with a status of 400 or above; assets/ask.js reads
it. Nothing is kept by the browser, and nothing is answered to other sites.
"""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import InternalServerError, RequestEntityTooLarge

from dashboard.failures import SORRY, database_silent
from dashboard.outside_text import NONSENSE
from dashboard.security import is_cross_site
from recommender.errors import BadInput, SegueError


def json_routes(name: str) -> Blueprint:
    """A blueprint with these manners."""
    routes = Blueprint(name, __name__)

    @routes.before_request
    def refuse_cross_site() -> ResponseReturnValue | None:
        # Also those that only read: some begin long work, or ask a service in our name.
        if is_cross_site(request):
            return refused("This request came from another site.", 403)
        return None

    @routes.after_request
    def keep_nowhere(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @routes.errorhandler(SegueError)
    def told(error: SegueError) -> ResponseReturnValue:
        return refused(str(error), 400)

    @routes.errorhandler(sa.exc.DBAPIError)
    def no_database(error: sa.exc.DBAPIError) -> ResponseReturnValue:
        return refused(database_silent(error), 503)

    @routes.errorhandler(RequestEntityTooLarge)
    def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
        return refused("That is more than Segue takes at once.", 413)

    @routes.errorhandler(InternalServerError)
    def unforeseen(_error: InternalServerError) -> ResponseReturnValue:
        return refused(SORRY, 500)

    return routes


def refused(message: str, status: int) -> ResponseReturnValue:
    """One sentence for the page."""
    return jsonify(error=message), status


def asked() -> dict[str, Any]:
    """The JSON object that was sent. Raises BadInput for anything else."""
    try:
        data = request.get_json(silent=True)
    except RecursionError:  # lists within lists within lists
        data = None
    if not isinstance(data, dict):
        raise BadInput(NONSENSE)
    return data
