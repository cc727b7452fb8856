"""Bad days on demand: limits, outages and lies, put between the caller and the sandbox.

    sandbox.faults.add(Fault("status", path="/v1/search", status=429, retry_after=2))
    sandbox.faults.add(Fault("status", path="/items$", method="POST", status=502, when="after"))

A fault is used up after `times` calls. The first one that matches a call is the one that acts.
"""

import re
import threading
from dataclasses import dataclass
from typing import Literal, get_args

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
    "deezer-quota",
    "deezer-busy",
    "drip",
    "endless",
    "huge",
    "stale",
]
LATE = "segue.sandbox.late"
"""In the environment of a call whose answer is to lag behind."""

When = Literal["before", "after"]

MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule. Raises ValueError when it makes no sense.

    Kinds: `status` (an error of that number, with `Retry-After` where that is given), `quota` (429
    with the reason QUOTA_EXCEEDED), `timeout` (silence for `seconds`; then the real answer where it
    strikes after, else a 504), `reset` (the connection breaks off), `truncated` (half the body, as
    if it were all), `cut` (the connection ends amid the body), `html` (a web page of `status`),
    `empty` (no body).

    Of playlists: `stale` (a read shows them as they were before their owner's latest change).
    Of a wiki: `maxlag` and `ratelimited`, told with status 200; and in front of it, a `challenge`
    for whoever is no browser. Of Deezer: `deezer-quota` and `deezer-busy`, told with status 200.
    Of whoever sends a file: `drip` (the real body, spread thinly over `seconds`), `endless` (the
    real body over and over, for `seconds`), `huge` (500 MB, announced and sent).

    `when` says whether it strikes `before` the call takes effect or `after`. `truncated`, `cut` and
    those of files need a real answer and always strike after it; `stale` strikes reads only.
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

    @property
    def released(self) -> bool:
        """Whether the server stops, and nobody is to be kept waiting."""
        return self._released.is_set()

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
