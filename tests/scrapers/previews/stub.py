"""Deezer and iTunes on one local port, which answer what a test tells them."""

import re
import threading
from typing import Any

from scrapers.settings import ServiceSettings
from tests.scrapers.spotify.stub import Answer, Asked, Stub

SOUND = b"ID3" + bytes(range(256)) * 40
"""What stands for a preview where nobody listens."""

NO_DATA = {"error": {"type": "DataException", "message": "no data", "code": 800}}
QUOTA = {"error": {"type": "Exception", "message": "Quota limit exceeded", "code": 4}}
BUSY = {"error": {"type": "Exception", "message": "Service busy", "code": 700}}
NOTHING = {"data": [], "total": 0}


class Services(Stub):
    """Answers by path, each in the order given; the last answer is repeated. Nobody has anything.

    The Deezer API is at /deezer, iTunes at /itunes, previews wherever a test puts them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._routes: list[tuple[str, list[Answer]]] = [
            ("^/deezer/track/", [Answer(body=NO_DATA)]),
            ("^/deezer/search/track$", [Answer(body=NOTHING)]),
            ("^/itunes/", [itunes_answer()]),
        ]

    def on(self, path: str, *answers: Answer) -> None:
        """What a path (a regular expression) answers from now on."""
        self._routes.insert(0, (path, list(answers)))

    def choose(self, asked: Asked) -> Answer:
        with self._lock:
            for path, answers in self._routes:
                if re.search(path, asked.path):
                    return answers.pop(0) if len(answers) > 1 else answers[0]
        return Answer(404)

    def paths(self, prefix: str = "/") -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.path for asked in self.asked if asked.path.startswith(prefix)]

    def preview(self, path: str) -> str:
        """The address of a preview here."""
        return f"{self.url}{path}"

    def settings(self, timeout_s: float = 5.0, **more: Any) -> ServiceSettings:
        update = {
            "deezer_api_url": f"{self.url}/deezer",
            "itunes_api_url": f"{self.url}/itunes",
            "timeout_s": timeout_s,
        }
        return ServiceSettings(_env_file=None).model_copy(update=update | more)


def deezer_track(
    preview: str, artist: str = "Robert Hood", title: str = "Minus", number: int = 7, **more: Any
) -> dict[str, Any]:
    """A track as Deezer tells it."""
    return {
        "id": number,
        "readable": True,
        "title": title,
        "duration": 300,
        "preview": preview,
        "artist": {"id": 1, "name": artist},
        **more,
    }


def deezer_list(*tracks: dict[str, Any]) -> Answer:
    """Search results of Deezer."""
    return Answer(body={"data": list(tracks), "total": len(tracks)})


def itunes_track(
    preview: str, artist: str = "Robert Hood", title: str = "Minus", number: int = 9, **more: Any
) -> dict[str, Any]:
    """A track as iTunes tells it."""
    return {
        "kind": "song",
        "trackId": number,
        "artistName": artist,
        "trackName": title,
        "previewUrl": preview,
        "trackTimeMillis": 300_000,
        "trackViewUrl": f"https://music.apple.com/us/album/x/{number}",
        **more,
    }


def itunes_answer(*tracks: dict[str, Any]) -> Answer:
    """Search results of iTunes, which call themselves JavaScript."""
    body = {"resultCount": len(tracks), "results": list(tracks)}
    return Answer(body=body, headers={"Content-Type": "text/javascript; charset=utf-8"})


def sound(data: bytes = SOUND) -> Answer:
    """A preview."""
    return Answer(body=data, headers={"Content-Type": "audio/mpeg"})
