"""How far a job is, for the page that waits: `GET /jobs/<job>`.

`{"state": "waiting" | "running" | "done" | "failed", "step": "find" … or null, "done": 0,
"total": 0, "message": "", "suggestions": [], "result": ""}`
"""

import secrets
from dataclasses import asdict
from functools import partial

from flask import Blueprint, Response, copy_current_request_context, jsonify, session
from flask.typing import ResponseReturnValue

from dashboard.jobs import Jobs, Work
from dashboard.service import FindService

LISTENER = "listener"


def begin(jobs: Jobs, key: str, work: Work) -> str:
    """Start a job for the browser that asks now; gives its ID.

    The work sees the request that started it, so it knows who is connected and reaches the cache.
    Raises TooBusy when there is no room.
    """
    owner = session.setdefault(LISTENER, secrets.token_urlsafe(16))
    return jobs.start(owner, key, copy_current_request_context(work))


def begin_listening(service: FindService, jobs: Jobs, seed_key: str, text: str) -> str:
    """Start to look for a preview of a seed and to listen to it. Raises TooBusy."""
    return begin(jobs, seed_key, partial(service.listen, text))


def create_progress(*pools: Jobs) -> Blueprint:
    """The addresses at which a browser asks for its own jobs, of any pool, and leaves them."""
    pages = Blueprint("progress", __name__)

    @pages.get("/jobs/<job>")
    def state(job: str) -> ResponseReturnValue:
        owner = session.get(LISTENER, "")
        found = (jobs.state(owner, job) for jobs in pools)
        now = next((state for state in found if state), None)
        if now is None:
            message = "Segue no longer works on this one; please ask again."
            return _unkept(jsonify(error=message)), 404
        return _unkept(jsonify(asdict(now)))

    @pages.delete("/jobs/<job>")
    def leave(job: str) -> ResponseReturnValue:
        for jobs in pools:
            jobs.leave(session.get(LISTENER, ""), job)
        return "", 204

    return pages


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
