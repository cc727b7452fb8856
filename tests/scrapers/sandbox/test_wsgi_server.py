"""The server in a thread ends cleanly, whatever is going on."""

import socket
import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import requests

from scrapers.sandbox.wsgi_server import WsgiServer

TIMES = 25


def hello(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def ask_until_it_ends(url: str) -> None:
    with requests.Session() as session:
        while True:
            try:
                session.get(url, timeout=5)
            except requests.RequestException:
                return


def test_a_stop_amid_answers_ends_every_connection_and_frees_the_port() -> None:
    for _ in range(TIMES):
        server = WsgiServer(hello, host="127.0.0.1", port=0, threads=4)
        port = server.port
        asking = [
            threading.Thread(target=ask_until_it_ends, args=(f"http://127.0.0.1:{port}/",))
            for _ in range(4)
        ]
        for thread in asking:
            thread.start()
        server.stop()
        for thread in asking:
            thread.join(timeout=10)
            assert not thread.is_alive()
        with pytest.raises(ConnectionRefusedError), socket.socket() as probe:
            probe.connect(("127.0.0.1", port))


def test_a_second_stop_does_nothing() -> None:
    server = WsgiServer(hello, host="127.0.0.1", port=0)
    server.stop()
    server.stop()
