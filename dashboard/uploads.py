"""The DJ's own recording: `POST /listen?seed=TEXT&name=FILENAME` with the file as the body.

It is held in memory until it was listened to, and never written anywhere. The answer is
`{"job": ID, "text": TEXT}`, where TEXT is what to ask for when the job is done, or
`{"error": SENTENCE}`.
"""

import re
from functools import partial
from hashlib import sha256

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from dashboard.jobs import Jobs, TooBusy
from dashboard.progress import begin
from dashboard.request_body import BodyRefused, read_body
from dashboard.routes import refused
from dashboard.service import FindService
from recommender.audio.decode import MAX_BYTES

MAX_TEXT = 500
TOO_LARGE = (
    f"That file is larger than {MAX_BYTES // 1_000_000} MB. Cut a piece out of it: one minute is "
    "enough."
)
_MAX_NAME = 200
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def create_uploads(service: FindService, jobs: Jobs) -> Blueprint:
    """One of two addresses that take more than the two megabytes of security.py."""
    pages = Blueprint("uploads", __name__)

    @pages.post("/listen")
    def listen() -> ResponseReturnValue:
        filename = request.args.get("name", "")
        text = _readable(request.args.get("seed", "")) or name_of(filename)
        if len(text) > MAX_TEXT:
            return refused("That name is too long. Type artist – title instead.", 400)
        try:
            data = read_body(MAX_BYTES, TOO_LARGE)
        except BodyRefused as error:
            return refused(str(error), error.status)
        if not data:
            return refused("That file is empty. Choose another one.", 400)
        key = f"{text}|{sha256(data).hexdigest()}"
        try:
            job = begin(jobs, key, partial(service.listen_to, data, text))
        except TooBusy as error:
            return refused(str(error), 429)
        return jsonify(job=job, text=text), 202

    return pages


def name_of(filename: str) -> str:
    """`C:\\music\\Mira_Voss - Afterglow.mp3` → `Mira Voss - Afterglow`: what a file is called
    where the seed box is empty."""
    last = re.split(r"[\\/]", filename)[-1]
    words = _ENDING.sub("", last.strip()).replace("_", " ")
    return _readable(words)[:_MAX_NAME] or "Untitled recording"


def _readable(text: str) -> str:
    """Without what can't be seen: control characters, and those that turn the order of letters."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.split())
