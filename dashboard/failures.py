"""What the page says when something breaks that nobody foresaw."""

import logging

SORRY = "Something went wrong inside Segue. Please try again; its log says what happened."

log = logging.getLogger(__name__)


def sorry(error: BaseException) -> str:
    """Write the failure to the log, with its traceback, and give the sentence for the page."""
    log.error("something failed that nobody foresaw", exc_info=error)
    return SORRY
