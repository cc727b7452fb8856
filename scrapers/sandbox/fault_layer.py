"""How faults strike: WSGI middleware between the caller and the sandbox."""

import json
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import responses
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from waitress.channel import ClientDisconnected

from scrapers.sandbox.faults import LATE, Fault, Faults

QUOTA_RETRY_AFTER_S = 48_925
"""Hours, as people have seen it."""

_DEFAULT_STATUS = {
    "status": 503,
    "quota": 429,
    "timeout": 504,
    "html": 502,
    "empty": 200,
    "maxlag": 200,
    "ratelimited": 200,
    "challenge": 403,
    "deezer-quota": 200,
    "deezer-busy": 200,
}
_WIKI_ERRORS = {
    "maxlag": "Waiting for a database server: 7 seconds lagged.",
    "ratelimited": "You've exceeded your rate limit. Please wait some time and try again.",
}
_DEEZER_ERRORS: dict[str, dict[str, object]] = {
    "deezer-quota": {"type": "Exception", "message": "Quota limit exceeded", "code": 4},
    "deezer-busy": {"type": "Exception", "message": "Service busy", "code": 700},
}
HUGE_BYTES = 500_000_000
_CHUNK_BYTES = 65_536
_DRIPS_A_SECOND = 20
_MAXLAG_RETRY_AFTER_S = 5
_HTML = (
    b"<!doctype html><html><head><title>Bad gateway</title></head><body>Try later.</body></html>"
)
_CHALLENGE = (
    b"<!doctype html><html><head><title>Just a moment...</title></head>"
    b"<body>Please wait, you will be forwarded.</body></html>"
)


@dataclass(slots=True)
class _Answer:
    """A whole response, held back so that it can be damaged."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def send(self, start_response: StartResponse, length: int | None = None) -> Iterable[bytes]:
        headers = self.headers_without_length()
        headers.append(("Content-Length", str(len(self.body) if length is None else length)))
        start_response(self.status, headers)
        # waitress sends the headers with the first bytes; a list of nothing would do as well.
        return [self.body]

    def headers_without_length(self) -> list[tuple[str, str]]:
        return [(k, v) for k, v in self.headers if k.lower() != "content-length"]


class FaultLayer:
    """WSGI middleware: lets a call through, or lets a fault strike it."""

    def __init__(self, app: WSGIApplication, faults: Faults, exempt: str) -> None:
        self._app = app
        self._faults = faults
        self._exempt = exempt

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        fault = None
        if not path.startswith(self._exempt):
            fault = self._faults.take(environ["REQUEST_METHOD"], path)
        if fault is None:
            return self._app(environ, start_response)
        if fault.kind == "stale":
            return self._app({**environ, LATE: True}, start_response)
        if fault.kind in ("truncated", "cut"):
            return _halved(fault, self._real_answer(environ), start_response)
        if fault.kind in ("drip", "endless", "huge"):
            return self._streamed(fault, self._real_answer(environ), start_response)
        real = self._real_answer(environ) if fault.when == "after" else None
        if fault.kind == "reset":
            _reset_connection(environ)
        if fault.kind == "timeout":
            self._faults.wait(fault.seconds)
            if real is not None:
                return real.send(start_response)
        return _made_up(fault).send(start_response)

    def _streamed(
        self, fault: Fault, real: _Answer, start_response: StartResponse
    ) -> Iterator[bytes]:
        if fault.kind == "drip":
            real.send(start_response)
            return self._drip(real.body, fault.seconds)
        if fault.kind == "huge":
            real.send(start_response, HUGE_BYTES)
            return self._repeat(real.body, HUGE_BYTES, float("inf"))
        start_response(real.status, real.headers_without_length())
        return self._repeat(real.body, None, time.monotonic() + fault.seconds)

    def _drip(self, body: bytes, seconds: float) -> Iterator[bytes]:
        drips = max(1, int(seconds * _DRIPS_A_SECOND))
        size = -(-len(body) // drips) or 1
        for start in range(0, len(body), size):
            yield body[start : start + size]
            self._faults.wait(1 / _DRIPS_A_SECOND)

    def _repeat(self, body: bytes, most: int | None, until: float) -> Iterator[bytes]:
        """A body again and again in pieces, up to a size or a time; never held as a whole."""
        piece = body * (_CHUNK_BYTES // len(body) + 1) if body else bytes(_CHUNK_BYTES)
        left = most
        while not self._faults.released and time.monotonic() < until and left != 0:
            part = piece if left is None else piece[:left]
            left = None if left is None else left - len(part)
            yield part

    def _real_answer(self, environ: WSGIEnvironment) -> _Answer:
        answer = _Answer("", [], b"")

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer.status, answer.headers = status, headers
            return lambda _: None

        parts = self._app(environ, start)
        try:
            answer.body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        return answer


def _halved(fault: Fault, real: _Answer, start_response: StartResponse) -> Iterable[bytes]:
    whole = len(real.body)
    real.body = real.body[: whole // 2]
    return real.send(start_response, whole if fault.kind == "cut" else None)


def _made_up(fault: Fault) -> _Answer:
    """The answer of a service that is not well."""
    status = fault.status or _DEFAULT_STATUS[fault.kind]
    reason = responses.get(status, "Unknown")
    error: dict[str, object] = {"status": status, "message": reason}
    headers = [("Content-Type", "application/json; charset=utf-8")]
    retry_after = fault.retry_after
    if fault.kind == "quota":
        error |= {"message": "API quota exceeded", "reason": "QUOTA_EXCEEDED"}
        retry_after = QUOTA_RETRY_AFTER_S if retry_after is None else retry_after
    if fault.kind == "maxlag" and retry_after is None:
        retry_after = _MAXLAG_RETRY_AFTER_S
    if fault.kind in _WIKI_ERRORS:
        error = {"code": fault.kind, "info": _WIKI_ERRORS[fault.kind]}
        headers.append(("MediaWiki-API-Error", fault.kind))
    if fault.kind in _DEEZER_ERRORS:
        error = _DEEZER_ERRORS[fault.kind]
    if retry_after is not None:
        headers.append(("Retry-After", str(retry_after)))
    body = json.dumps({"error": error}).encode()
    if fault.kind in ("html", "challenge"):
        headers[0] = ("Content-Type", "text/html; charset=utf-8")
        body = _HTML if fault.kind == "html" else _CHALLENGE
    if fault.kind == "empty":
        body = b""
    return _Answer(f"{status} {reason}", headers, body)


def _reset_connection(environ: WSGIEnvironment) -> None:
    """Make the kernel send a reset in place of an answer. Always raises."""
    probe = environ.get("waitress.client_disconnected")
    channel = getattr(probe, "__self__", None)
    if channel is None:
        raise ConnectionResetError("connection reset by a fault")
    # Lingering for zero seconds turns the close that follows into a reset.
    channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ClientDisconnected
