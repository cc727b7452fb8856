"""Bad days on demand: limits, outages and lies, put between the caller and the sandbox.

    sandbox.faults.add(Fault("status", path="/v1/search", status=429, retry_after=2))
    sandbox.faults.add(Fault("status", path="/items$", method="POST", status=502, when="after"))

A fault is used up after `times` calls. The first one that matches a call is the one that acts.
"""

import json
import re
import socket
import struct
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import responses
from typing import Any, Literal, get_args
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from waitress.channel import ClientDisconnected

Kind = Literal[
    "status",
    "quota",
    "timeout",
    "reset",
    "truncated",
    "cut",
    "html",
    "empty",
    "maxlag",
    "ratelimited",
    "challenge",
]
When = Literal["before", "after"]

MOST_SECONDS = 60.0
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
}
_WIKI_ERRORS = {
    "maxlag": "Waiting for a database server: 7 seconds lagged.",
    "ratelimited": "You've exceeded your rate limit. Please wait some time and try again.",
}
_MAXLAG_RETRY_AFTER_S = 5
_HTML = (
    b"<!doctype html><html><head><title>Bad gateway</title></head><body>Try later.</body></html>"
)
_CHALLENGE = (
    b"<!doctype html><html><head><title>Just a moment...</title></head>"
    b"<body>Please wait, you will be forwarded.</body></html>"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule. Raises ValueError when it makes no sense.

    Kinds: `status` (an error of that number, with `Retry-After` where that is given), `quota` (429
    with the reason QUOTA_EXCEEDED), `timeout` (silence for `seconds`; then the real answer where it
    strikes after, else a 504), `reset` (the connection breaks off), `truncated` (half the JSON, as
    if it were all), `cut` (the connection ends amid the body), `html` (a web page of `status`),
    `empty` (no body). Of a wiki: `maxlag` and `ratelimited`, told with status 200; and in front of
    it, a `challenge` for whoever is no browser.

    `when` says whether it strikes `before` the call takes effect or `after`. `truncated` and `cut`
    need a real answer and always strike after it.
    """

    kind: Kind
    path: str = ""
    """Regular expression, searched for in the path; empty for every path."""
    method: str = ""
    """Empty for every method."""
    times: int | None = 1
    """How many calls it strikes; None for all until it is cleared."""
    skip: int = 0
    """How many matching calls pass before it starts."""
    when: When = "before"
    status: int | None = None
    retry_after: int | str | None = None
    seconds: float = 10.0

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"kind is {self.kind!r}, expected one of {', '.join(get_args(Kind))}")
        if self.when not in get_args(When):
            raise ValueError(f"when is {self.when!r}, expected 'before' or 'after'")
        for name, value in (("path", self.path), ("method", self.method)):
            if not isinstance(value, str):
                raise ValueError(f"{name} is not text")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"path is no regular expression: {error}") from None
        _check_number("times", self.times, 1, None, optional=True)
        _check_number("skip", self.skip, 0, None)
        _check_number("status", self.status, 200, 599, optional=True)
        _check_number("seconds", self.seconds, 0, MOST_SECONDS, whole=False)
        if self.retry_after is not None and not re.fullmatch(r"[ -~]*", str(self.retry_after)):
            raise ValueError("retry_after is no header value")

    def matches(self, method: str, path: str) -> bool:
        """Whether a call is meant."""
        return self.method.upper() in ("", method) and re.search(self.path, path) is not None


def _check_number(
    name: str,
    value: object,
    lowest: float,
    highest: float | None,
    optional: bool = False,
    whole: bool = True,
) -> None:
    if optional and value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise ValueError(f"{name} is {value!r}, expected a number")
    if not lowest <= value or (highest is not None and value > highest):
        raise ValueError(f"{name} is {value}, out of bounds")


class Faults:
    """The rules in force, with what each has done. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[_Rule] = []
        self._released = threading.Event()

    def add(self, fault: Fault) -> Fault:
        """Put a rule behind those there are."""
        with self._lock:
            self._rules.append(_Rule(fault))
        return fault

    def clear(self) -> None:
        """Lift all rules."""
        with self._lock:
            self._rules.clear()

    def rules(self) -> list[Fault]:
        """The rules in force, used up or not."""
        with self._lock:
            return [rule.fault for rule in self._rules]

    def struck(self, fault: Fault) -> int:
        """How many calls a rule has struck so far."""
        with self._lock:
            return sum(rule.struck for rule in self._rules if rule.fault is fault)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that strikes this call, which counts as used."""
        with self._lock:
            for rule in self._rules:
                if rule.spent or not rule.fault.matches(method, path):
                    continue
                rule.seen += 1
                if rule.seen > rule.fault.skip:
                    rule.struck += 1
                    return rule.fault
        return None

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond the server's end."""
        self._released.wait(seconds)

    def release(self) -> None:
        """Wake all who wait: the server stops."""
        self._released.set()

    def rearm(self) -> None:
        """Waiting is possible again: the server starts."""
        self._released.clear()


class _Rule:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.seen = 0
        self.struck = 0

    @property
    def spent(self) -> bool:
        return self.fault.times is not None and self.struck >= self.fault.times


@dataclass(slots=True)
class _Answer:
    """A whole response, held back so that it can be damaged."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def send(self, start_response: StartResponse, length: int | None = None) -> Iterable[bytes]:
        headers = [(k, v) for k, v in self.headers if k.lower() != "content-length"]
        headers.append(("Content-Length", str(len(self.body) if length is None else length)))
        start_response(self.status, headers)
        # waitress sends the headers with the first bytes; a list of nothing would do as well.
        return [self.body]


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
        if fault.kind in ("truncated", "cut"):
            return _halved(fault, self._real_answer(environ), start_response)
        real = self._real_answer(environ) if fault.when == "after" else None
        if fault.kind == "reset":
            _reset_connection(environ)
        if fault.kind == "timeout":
            self._faults.wait(fault.seconds)
            if real is not None:
                return real.send(start_response)
        return _made_up(fault).send(start_response)

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
