"""Waitress in a thread of its own, that starts and stops cleanly."""

import threading
from typing import Any
from wsgiref.types import WSGIApplication

import waitress
from waitress import wasyncore

_LOOK_S = 1.0


class WsgiServer:
    """Serves `app` from when it is made; `options` are waitress's own.

    waitress.create_server raises what it raises for them.
    """

    def __init__(self, app: WSGIApplication, **options: Any) -> None:
        self._server: Any = waitress.create_server(app, **options)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wsgi", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self._server.effective_port)

    @property
    def host(self) -> str:
        """The address that it listens at."""
        return str(self._server.effective_host)

    def stop(self) -> None:
        """Close the port and every connection, also those that a browser keeps open."""
        if self._stopping.is_set():
            return
        # First those who answer, because they write to what is closed then.
        self._server.task_dispatcher.shutdown()
        self._stopping.set()
        self._server.trigger.pull_trigger()
        self._thread.join(timeout=10)
        # Only now: the thread that serves would stumble over what is closed under it, and whoever
        # wakes it up while it closes writes to a number that may be another file's by then.
        wasyncore.close_all(self._server._map, ignore_all=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=_LOOK_S, use_poll=True, map=self._server._map, count=1)
