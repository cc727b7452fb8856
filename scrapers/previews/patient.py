"""A finder for a long run: it waits for its turn as long as it takes, unless the run is over."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from recommender.settings import read_settings
from scrapers.previews.finder import PreviewFinder
from scrapers.settings import ServiceSettings


class Stopped(Exception):
    """Whoever waited for their turn need not any more: the run is over."""


@contextmanager
def patient_finder() -> Iterator[PreviewFinder]:
    """A finder over the services of the settings, which at the end wakes whoever waits in it.

    Raises PreviewsOff where nobody is to be asked.
    """
    stopped = threading.Event()

    def sleep(seconds: float) -> None:
        if stopped.wait(seconds):
            raise Stopped

    with PreviewFinder(read_settings(ServiceSettings), patience_s=None, sleep=sleep) as finder:
        finder.check()
        try:
            yield finder
        finally:
            stopped.set()
