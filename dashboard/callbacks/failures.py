"""What the page says when something breaks that nobody foresaw."""

import logging

SORRY = "Something went wrong inside Segue. Please try again; its log says what happened."

log = logging.getLogger(__name__)


def sorry(error: Exception) -> str:
    """Write the failure to the log, with its traceback, and give the sentence for the page."""
    log.error("a callback failed", exc_info=error)
    return SORRY
