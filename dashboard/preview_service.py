"""What the preview player asks of the house behind it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Preview:
    """Thirty seconds of a track, on the way to the browser and kept on no disk."""

    data: bytes
    media_type: str
    """Of what the browser plays, such as `audio/mpeg` or `audio/mp4`."""
    source: str
    """Who offers it, as people write it: `Deezer` or `iTunes`."""
    link: str = ""
    """The track's page there; empty where there is none."""


class PreviewService(Protocol):
    """Everything that fails raises SegueError with one sentence for the page."""

    def preview(self, artist: str, title: str) -> Preview:
        """Raises NoPreview where nobody offers one."""
        ...
