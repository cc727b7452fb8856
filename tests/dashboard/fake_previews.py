"""The preview player's service with an invented sound."""

import io
import math
import struct
import wave
from collections.abc import Callable
from functools import cache

from dashboard.preview_service import Preview
from recommender.errors import NoPreview
from scrapers.errors import Unavailable

RATE_HZ = 8_000


@cache
def tone(seconds: float = 6.0) -> bytes:
    """A soft hum, as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        values = (
            round(600 * math.sin(2 * math.pi * 220 * n / RATE_HZ))
            for n in range(round(seconds * RATE_HZ))
        )
        sound.writeframes(b"".join(struct.pack("<h", value) for value in values))
    return file.getvalue()


class FakePreviews:
    """Implements dashboard.preview_service.PreviewService."""

    def __init__(self) -> None:
        self.seconds = 6.0
        self.silent: set[str] = set()
        """Titles that nobody offers."""
        self.down: set[str] = set()
        """Titles whose service does not answer."""
        self.asked: list[str] = []
        """Titles, as they were asked for."""
        self.pause: Callable[[str], None] = lambda title: None
        """Called while a preview is fetched, so that a test can hold it."""

    def preview(self, artist: str, title: str) -> Preview:
        self.asked.append(title)
        self.pause(title)
        if title in self.silent:
            raise NoPreview(f"Nobody offers a preview of “{artist} - {title}”.")
        if title in self.down:
            raise Unavailable("Deezer does not answer just now. Try again in a minute.")
        link = "https://www.deezer.com/track/7"
        return Preview(tone(self.seconds), "audio/wav", "Deezer", link)
