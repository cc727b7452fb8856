"""Starts the dashboard: `python app.py`, or `gunicorn --threads 8 app:server`."""

import logging
import sys
from functools import cache
from typing import TYPE_CHECKING

from dashboard.settings import DashboardSettings
from dashboard.start import Dashboard, start
from recommender.errors import SegueError

if TYPE_CHECKING:
    from flask import Flask

    server: Flask


@cache
def _dashboard() -> Dashboard:
    return start()


def __getattr__(name: str) -> "Flask":
    """`app:server` for gunicorn, built when it is asked for."""
    if name == "server":
        server: Flask = _dashboard().app.server
        return server
    raise AttributeError(name)


def main() -> int:
    """Serve until Ctrl-C."""
    from waitress import create_server

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    settings = DashboardSettings()
    try:
        listener = create_server(
            _dashboard().app.server, host=settings.host, port=settings.port, threads=8
        )
    except SegueError as error:
        print(f"segue: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"segue: can't listen at {settings.host}:{settings.port} ({error.strerror}). Is Segue "
            "running already? Set SEGUE_PORT to use another port.",
            file=sys.stderr,
        )
        return 1
    print(f"Segue is open at {settings.url} (Ctrl-C ends it).", flush=True)
    try:
        listener.run()
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
        _dashboard().close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
