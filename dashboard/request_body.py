"""A file that the browser sends as the body of a request."""

from flask import request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from recommender.errors import SegueError


class BodyRefused(SegueError):
    """What was sent can't be taken; `status` is HTTP's word for it."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def read_body(most: int, too_large: str) -> bytes:
    """The file, of at most so many bytes, whatever security.py allows elsewhere.

    Raises BodyRefused, with the sentence `too_large` where there is more.
    """
    # A body that does not say how long it is ends at this limit without a word.
    request.max_content_length = most + 1
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise BodyRefused(too_large, 413) from None
    except ClientDisconnected:
        raise BodyRefused("The file did not arrive as a whole. Send it again.", 400) from None
    if len(data) > most:
        raise BodyRefused(too_large, 413)
    return data
