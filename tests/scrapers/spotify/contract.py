"""Real exchanges with the sandbox, held against Spotify's published description of its Web API.

The check is strict: a request may hold nothing that is not described, and an answer must hold
everything that is. Where Spotify itself does otherwise by now, DIFFERENCES says so and why.
"""

import io
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import requests
import yaml
from jsonschema.exceptions import ValidationError
from openapi_core import Config, OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from openapi_core.templating.responses.exceptions import ResponseNotFound
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from scrapers.sandbox.spotify_tokens import SCOPES, USERS
from scrapers.sandbox.state import State
from scrapers.spotify.client import Spotify
from tests.scrapers.spotify.stub import settings_for

TIMEOUT_S = 10.0
DESCRIPTION = Path(__file__).parents[4] / "shared" / "reference" / "spotify-web-api.openapi.yml"

_OLD_NAME = "the name that it had before February 2026"
_LOST = "development apps do not get it any more (February 2026)"
DIFFERENCES = {
    r".* (available_markets|popularity|linked_from) is missing": _LOST,
    r"GET /me 200 (country|email|explicit_content|followers|product) is missing": _LOST,
    r".* preview_url is missing": "new apps get no previews since November 2024",
    r".* is_playable is missing": "told only to those who name a market",
    r".* restrictions is missing": "told only where there are some",
    r".*\bexternal_ids (ean|isrc|upc) is missing": "told only where there is one",
    r"GET /search 200 (albums|artists|audiobooks|episodes|playlists|shows) is missing": (
        "told only where it was asked for"
    ),
    r"(GET|POST) (/me)?/playlists\S* \d+ (items\.\d+ )?tracks is missing": _OLD_NAME,
    r"GET /playlists/\S* 200 (items\.)?items\.\d+ track is missing": _OLD_NAME,
    r"(GET|POST) (/me)?/playlists\S* \d+ followers is missing": _LOST,
    r"GET /playlists/\{playlist_id\} 200 items is missing": (
        "the items of others' playlists are not told (February 2026)"
    ),
    r".* status (400|404) is not described": (
        "seen in practice wherever something is named that is not there; the body is the same"
    ),
}
"""What the check may find, as a regular expression → why this is no fault of ours."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it came in, as if it had been sent to Spotify, and the answer to it."""

    request: Request
    response: Response


class Recorder:
    """WSGI middleware that keeps every exchange."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self.exchanges: list[Exchange] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        as_sent = {**environ, "HTTP_HOST": "api.spotify.com", "wsgi.url_scheme": "https"}
        environ["wsgi.input"] = io.BytesIO(sent)
        response = Response.from_app(self._app, environ, buffered=True)
        request = Request({**as_sent, "wsgi.input": io.BytesIO(sent)})
        self.exchanges.append(Exchange(request, response))
        return response(environ, start_response)


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    """Serve an app on a free port of 127.0.0.1; gives its address without final slash."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Box:
    """A sandbox whose exchanges are recorded, with a client for each of two users."""

    def __init__(self, state: State, url: str, recorder: Recorder) -> None:
        self.state = state
        self.url = url
        self.recorder = recorder
        self.world = state.world
        self.uris = [track.uri for track in state.world.tracks[:5]]

    def client(self, user: int = 0, scopes: frozenset[str] = SCOPES) -> Spotify:
        token = self.state.accounts.login(USERS[user].id, scopes).access_token
        return Spotify(settings_for(self.url, timeout_s=TIMEOUT_S), lambda: token)

    def playlist(self, public: bool = False) -> str:
        with self.client() as spotify:
            made = spotify.create_playlist("Friday", "after dark", public)
            spotify.add_items(made.id, self.uris)
        return made.id

    def latest(self) -> Exchange:
        return self.recorder.exchanges[-1]

    def send(self, method: str, path: str, body: object = None) -> Exchange:
        """A call that is not our client's."""
        token = self.state.accounts.login(USERS[0].id, SCOPES).access_token
        headers = {"Authorization": f"Bearer {token}"}
        requests.request(
            method, f"{self.url}/v1{path}", json=body, headers=headers, timeout=TIMEOUT_S
        )
        return self.latest()


class Contract:
    """Spotify's description, and what in an exchange does not hold against it."""

    def __init__(self, description: dict[str, Any]) -> None:
        _repair(description)
        self._description = description
        self._openapi = OpenAPI.from_dict(
            description,
            config=Config(
                spec_validator_cls=None,
                additional_properties_default_policy="forbid",
                response_properties_default_policy="required",
            ),
        )
        # Its objects are put together with allOf, whose parts would forbid each other's fields.
        self._answers = OpenAPI.from_dict(
            description,
            config=Config(spec_validator_cls=None, response_properties_default_policy="required"),
        )

    @classmethod
    def read(cls, path: Path) -> "Contract":
        """Of a YAML file."""
        with path.open("rb") as file:
            return cls(yaml.load(file, Loader=yaml.CSafeLoader))

    def of_request(self, exchange: Exchange) -> list[str]:
        """What in a request is not as described."""
        name, operation = self._operation(exchange.request)
        if operation is None:
            return [f"{name} is not described"]
        problems = [
            f"{name} {line}"
            for error in self._openapi.iter_request_errors(WerkzeugOpenAPIRequest(exchange.request))
            for line in _lines(error)
        ]
        described = {
            parameter["name"]
            for parameter in map(self._resolved, operation.get("parameters", ()))
            if parameter["in"] == "query"
        }
        unknown = exchange.request.args.keys() - described
        return problems + [f"{name} parameter {one} is not described" for one in sorted(unknown)]

    def of_answer(self, exchange: Exchange) -> list[str]:
        """What in an answer is not as described, DIFFERENCES included."""
        name, operation = self._operation(exchange.request)
        if operation is None:
            return [f"{name} is not described"]
        name = f"{name} {exchange.response.status_code}"
        return [f"{name} {line}" for line in self._answer_lines(exchange)]

    def _answer_lines(self, exchange: Exchange) -> Iterator[str]:
        request = WerkzeugOpenAPIRequest(exchange.request)
        response = exchange.response
        for error in self._answers.iter_response_errors(request, WerkzeugOpenAPIResponse(response)):
            if not isinstance(error, ResponseNotFound):
                yield from _lines(error)
                continue
            yield f"status {response.status_code} is not described"
            # Its body must at least be that of an error which is.
            same = Response(response.get_data(), 403, response.headers)
            yield from self._answer_lines(Exchange(exchange.request, same))

    def _operation(self, request: Request) -> tuple[str, dict[str, Any] | None]:
        """The name of an operation (`GET /tracks/{id}`) and its description."""
        path = request.path.removeprefix("/v1")
        for template, operations in self._description["paths"].items():
            pattern = re.sub(r"\\{.*?\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and request.method.lower() in operations:
                return f"{request.method} {template}", operations[request.method.lower()]
        return f"{request.method} {path}", None

    def _resolved(self, parameter: dict[str, Any]) -> dict[str, Any]:
        kept = self._description["components"]["parameters"]
        return kept[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter


def unexplained(problems: Iterable[str]) -> list[str]:
    """The problems that DIFFERENCES does not explain."""
    return [line for line in problems if not any(re.fullmatch(one, line) for one in DIFFERENCES)]


def _repair(description: dict[str, Any]) -> None:
    """Say what the validator can't do without, or does not know."""
    # It knows no OAuth; that a token goes with each call, and how, it can check.
    description["components"]["securitySchemes"]["oauth_2_0"] = {"type": "http", "scheme": "bearer"}
    # What is not described would be ignored, which is not what we send it for.
    for operations in description["paths"].values():
        for operation in operations.values():
            for body in operation.get("requestBody", {}).get("content", {}).values():
                body["schema"].pop("additionalProperties", None)
    # The discriminator's `track` and `episode` name no schema.
    fields = description["components"]["schemas"]["PlaylistTrackObject"]["properties"]
    for name in ("item", "track"):
        fields[name]["discriminator"]["mapping"] = {
            "track": "#/components/schemas/TrackObject",
            "episode": "#/components/schemas/EpisodeObject",
        }


def _lines(error: Exception) -> Iterator[str]:
    """An error of the validator, taken apart."""
    cause = error.__cause__
    found = getattr(cause, "schema_errors", None)
    if not found:
        yield f"{cause or error}"
        return
    for one in found:
        yield from dict.fromkeys(_leaves(one))


def _leaves(error: ValidationError) -> Iterator[str]:
    if error.context:
        for part in error.context:
            yield from _leaves(part)
        return
    place = ".".join(str(step) for step in error.absolute_path)
    missing = re.fullmatch(r"'(\w+)' is a required property", error.message)
    yield f"{place} {missing[1]} is missing".lstrip() if missing else f"{place} {error.message}"
