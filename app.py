"""Starts the dashboard: `python app.py`, or `gunicorn --threads 8 app:server`."""

import logging
import sys
from functools import cache
from typing import TYPE_CHECKING

from dashboard.settings import DashboardSettings
from dashboard.start import Dashboard, start
from recommender.audio.decode import MAX_BYTES
from recommender.command_line import run_command
from recommender.errors import SegueError
from recommender.settings import read_settings

_LARGEST_BODY = MAX_BYTES + 1_000_000
_CONNECTIONS = 40
"""Bounds what uploads may hold in memory at once."""

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
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return run_command("segue", _serve, "closed.")


def _serve() -> int:
    from waitress import create_server

    settings = read_settings(DashboardSettings)
    dashboard = _dashboard()
    try:
        try:
            listener = create_server(
                dashboard.app.server,
                host=settings.host,
                port=settings.port,
                threads=8,
                # A recording that a DJ uploads is held in memory, never on the disk.
                inbuf_overflow=_LARGEST_BODY,
                max_request_body_size=_LARGEST_BODY,
                connection_limit=_CONNECTIONS,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SegueError(
                f"Can't listen at {settings.host}:{settings.port} ({reason}). Is Segue "
                "running already? Set SEGUE_PORT to use another port."
            ) from error
        dashboard.warm_up()
        print(f"Segue is open at {settings.url} (Ctrl-C ends it).", flush=True)
        # waitress ends by itself at Ctrl-C.
        listener.run()
        listener.close()
    finally:
        dashboard.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
