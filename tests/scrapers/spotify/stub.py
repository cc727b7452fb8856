"""A local server that answers word for word what a test tells it, and keeps what it was asked."""

import json
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from scrapers.settings import ServiceSettings


@dataclass
class Answer:
    """One answer: `body` is sent as JSON unless it is bytes."""

    status: int = 200
    body: object = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    claimed_length: int | None = None
    """Content-Length to claim when the body shall break off."""
    drip_s: float = 0.0
    """Pause after each byte."""
    hang_up: bool = False
    times: int = 1
    """The body is sent so many times over."""


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


class Stub:
    """Answers in the order given; the last answer is repeated."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stub._take(self)

            do_POST = do_PUT = do_DELETE = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # a client that gives up is what some tests are about

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def settings(self, timeout_s: float = 5.0) -> ServiceSettings:
        return settings_for(self.url, timeout_s)

    def choose(self, asked: Asked) -> Answer:
        """The answer to a request."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _take(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        asked = Asked(
            handler.command, parts.path, parse_qs(parts.query), dict(handler.headers), body
        )
        self.asked.append(asked)
        answer = self.choose(asked)
        time.sleep(answer.delay_s)
        if answer.hang_up:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        content = (
            answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        )
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        whole = len(content) * answer.times
        length = whole if answer.claimed_length is None else answer.claimed_length
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        if answer.drip_s:
            for byte in content:
                handler.wfile.write(bytes([byte]))
                time.sleep(answer.drip_s)
        else:
            for _ in range(answer.times):
                handler.wfile.write(content)
        if length != whole:
            handler.close_connection = True


PATIENCE_S = 20.0
"""An honest answer that is late on a busy machine is waited for; who tests silence waits less."""


def settings_for(url: str, timeout_s: float = 5.0) -> ServiceSettings:
    """Settings that point at one address, whatever the environment says."""
    return ServiceSettings(_env_file=None).model_copy(
        update={
            "spotify_api_url": url,
            "spotify_accounts_url": url,
            "spotify_client_id": "test-client",
            "spotify_client_secret": "test-secret",
            "timeout_s": timeout_s,
        }
    )


def error(status: int, message: str, reason: str | None = None, **headers: str) -> Answer:
    """An error of the Web API."""
    body: dict[str, object] = {"status": status, "message": message}
    if reason:
        body["reason"] = reason
    return Answer(status, {"error": body}, {k.replace("_", "-"): v for k, v in headers.items()})
