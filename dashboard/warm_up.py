"""What each page loads at its first question, loaded before anybody asks it."""

import logging
import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from dashboard.services import Services
from recommender.errors import SegueError
from recommender.filters import Filters

_log = logging.getLogger(__name__)


def warm_up(server: Flask, services: Services) -> threading.Thread:
    """Ask every page's service one question, in a thread of its own.

    What fails here is told to the one who asks it next.
    """
    thread = threading.Thread(target=_ask_all, args=(server, services), name="warm-up", daemon=True)
    thread.start()
    return thread


def _ask_all(server: Flask, services: Services) -> None:
    # Answers may depend on whose browser asks.
    with server.test_request_context():
        for ask in (_find, _djs, _catalogue):
            _try(ask, services)


def _try(ask: Callable[[Services], None], services: Services) -> None:
    try:
        ask(services)
    except (SegueError, sa.exc.SQLAlchemyError) as error:
        _log.info("warm-up: %s", error)


def _find(services: Services) -> None:
    for example in services.find.status().examples[:1]:
        services.find.suggest(example.text)
        services.find.recommend(example.text, 20, Filters(first_year=1900, last_year=2100))


def _djs(services: Services) -> None:
    for dj in services.djs.search("", 1):
        services.djs.profile(dj.key)
        services.djs.company(dj.key, 1, 1)
        services.djs.would_like(dj.key, 1)


def _catalogue(services: Services) -> None:
    services.catalogue.state()
