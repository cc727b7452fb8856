"""What the page says when something breaks."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import sqlalchemy as sa

from recommender.catalogue.database import first_line
from recommender.errors import SegueError

SORRY = "Something went wrong inside Segue. Please try again; its log says what happened."

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def sorry(error: BaseException) -> str:
    """Write the failure to the log, with its traceback, and give the sentence for the page."""
    log.error("something failed that nobody foresaw", exc_info=error)
    return SORRY


def database_silent(error: sa.exc.DBAPIError) -> str:
    """Write to the log what the database said, and give the sentence for the page."""
    log.error("the catalogue's database failed: %s", first_line(error))
    return "The catalogue's database does not answer. See that it is running, then try again."


def database_told(method: Callable[P, R]) -> Callable[P, R]:
    """A database that fails becomes one sentence for the page; the log gets the reason."""

    @wraps(method)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except sa.exc.DBAPIError as error:
            raise SegueError(database_silent(error)) from error

    return told
