"""The demo at a port of its own and the browser to look at it, for benchmarks and screenshots."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.settings import DashboardSettings
from dashboard.start import start
from recommender.settings import DataSettings
from scrapers.sandbox.wsgi_server import WsgiServer

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")


def find_chromium() -> str | None:
    """Where Chromium is on this machine; None where it is not."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served_demo() -> Iterator[str]:
    """The address of a demo in a folder of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        dashboard = start(
            DashboardSettings.model_validate({"SEGUE_PORT": port, "SEGUE_DEMO": "on"}),
            DataSettings.model_validate({"SEGUE_DATA": folder}),
        )
        server = WsgiServer(dashboard.app.server, host="127.0.0.1", port=port, threads=8)
        yield f"http://127.0.0.1:{port}"
        server.stop()
        dashboard.close()
