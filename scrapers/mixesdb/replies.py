"""What MixesDB answers: JSON (errors too, with status 200), refusals, web pages, or nothing."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import requests
from urllib3.exceptions import HTTPError, LocationValueError, TimeoutError

from scrapers.errors import NotAllowed, NotFound, ServiceError, Unavailable
from scrapers.http import asked_wait, is_html, one_line
from scrapers.mixesdb.waiting import Again

CHALLENGE = (
    "MixesDB answered with a challenge that only a person with a browser can pass. Segue does not "
    "try to get around it: run this from another internet connection, or save pages as files and "
    "import those (python -m scrapers import FILE, a folder of .wiki files or JSON lines)."
)

_CHALLENGE = re.compile(r"just a moment\s*(?:…|\.\.\.)|please wait, you will be forwarded", re.I)
_WAITS = {
    "maxlag": "is busy with its own work",
    "ratelimited": "asks for a pause",
    "readonly": "is being worked on",
}
_IMPOSSIBLE = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    LocationValueError,
)
_LOOKED_AT = 20_000
"""Bytes of a web page in which a challenge would show itself."""


def stumble(what: str) -> Again:
    """A failure that may be gone on another try; `what` goes on after the name of the site."""
    return Again(f"MixesDB {what}.")


def silence(error: requests.RequestException | HTTPError) -> Again | ServiceError:
    """What to raise when no whole answer came."""
    if isinstance(error, _IMPOSSIBLE):
        return ServiceError(
            "MixesDB can't be called: its address, or that of a proxy, is none. "
            "Check MIXESDB_API_URL."
        )
    if isinstance(error, requests.Timeout | TimeoutError):
        return stumble("took too long to answer")
    if isinstance(error, requests.ConnectionError) and "NewConnectionError" in str(error):
        return stumble("can't be reached")
    return stumble("broke off the connection")


def read(response: requests.Response) -> dict[str, Any]:
    """The JSON of an answer. Raises Again, or ServiceError where another try would be no use."""
    page = is_html(response)
    if page and is_challenge(response):
        raise NotAllowed(CHALLENGE)
    status = response.status_code
    if status in (429, 503):
        raise _pause(response, limited=status == 429)
    if status >= 500 or status == 408:
        raise stumble(f"has trouble at the moment (status {status})")
    if status != 200:
        raise _refused(status)
    if page:
        raise stumble("answered with a web page in place of data")
    try:
        reply = response.json()
    except (ValueError, RecursionError):
        reply = None
    if not isinstance(reply, dict):
        raise stumble("sent an answer that can't be read")
    return reply


def is_challenge(response: requests.Response) -> bool:
    """Whether a web page is one that wants to see a person."""
    if response.headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    text = response.content[:_LOOKED_AT].decode("utf-8", "replace")
    return _CHALLENGE.search(text) is not None


def _refused(status: int) -> ServiceError:
    if status in (404, 410):
        return NotFound("There is no MediaWiki API at this address. Check MIXESDB_API_URL.")
    if 300 <= status < 400:
        return NotFound(f"MixesDB's API has moved (status {status}). Check MIXESDB_API_URL.")
    if status in (401, 403):
        return NotAllowed(
            f"MixesDB refused (status {status}). Save pages as files and import those: "
            "python -m scrapers import FILE."
        )
    return ServiceError(
        f"MixesDB did not accept the request (status {status}). Please report it if it stays so."
    )


def error_code(reply: Mapping[str, Any]) -> str:
    """The code of the error in an answer; empty where there is none."""
    error = reply.get("error")
    return str(error.get("code") or "unknown") if isinstance(error, dict) else ""


def check(reply: Mapping[str, Any], response: requests.Response) -> None:
    """Raise what the error in an answer means, if there is one, or that it is no answer."""
    code = error_code(reply)
    if not code:
        objects = (isinstance(reply.get(name), dict) for name in ("query", "continue"))
        if not reply.get("batchcomplete") and not any(objects):
            raise Unavailable(
                "The answer does not look like MediaWiki's API: check MIXESDB_API_URL."
            )
        return
    if code in _WAITS:
        raise _pause(response, limited=code == "ratelimited", what=_WAITS[code])
    if code.startswith("internal_api_error"):
        raise stumble("has trouble at the moment (an internal error)")
    raise ServiceError(
        f"MixesDB did not accept the question ({code}: {one_line(reply['error'].get('info'))}). "
        "Please report it if it stays so."
    )


def _pause(response: requests.Response, limited: bool, what: str = "asks for a pause") -> Again:
    wait = asked_wait(response.headers.get("Retry-After"), datetime.now(UTC))
    return Again(f"MixesDB {what}.", None if wait is None else wait.total_seconds(), limited)


def pages(reply: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pages of an answer."""
    query = reply.get("query")
    found = query.get("pages") if isinstance(query, dict) else None
    return [page for page in found if isinstance(page, dict)] if isinstance(found, list) else []


def number(reply: Mapping[str, Any], group: str, name: str) -> int | None:
    """A count out of an answer; None where it does not hold one."""
    query = reply.get("query")
    found = query.get(group) if isinstance(query, dict) else None
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, int) else None


def token(reply: Mapping[str, Any]) -> dict[str, str] | None:
    """What to send back for the next answer."""
    found = reply.get("continue")
    if not isinstance(found, dict):
        return None
    return {str(name): str(value) for name, value in found.items()} or None


def warnings(reply: Mapping[str, Any]) -> list[str]:
    """What the API says about the question, module by module."""
    found = reply.get("warnings")
    if not isinstance(found, dict):
        return []
    return [
        f"{module}: {one_line(said.get('warnings') if isinstance(said, dict) else said)}"
        for module, said in found.items()
    ]
